"""The files on actors: what they hold, their licences, what is left out; each is read back where something reads it."""

from __future__ import annotations

import csv
import io
import json

import networkx as nx
import pytest
from msgspec.structs import replace

from florilege.ecosystem.gathering import Folder, Inventory, gather
from florilege.ecosystem.study_files import read_actors, read_ties
from florilege.web.inventory.models import Claim
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.open_data import files as open_data
from florilege.web.publication.open_data.actor_terms import ASKED, GRAPHS
from florilege.web.publication.open_data.columns import COLUMNS
from florilege.web.publication.open_data.page import data_view
from florilege.web.publication.pages.actors import questions
from tests.publication import factory
from tests.publication.tied_actors import with_actors


@pytest.fixture
def published(db: None) -> StudyContents:
    return with_actors(factory.publishable_study())


@pytest.fixture
def files(published: StudyContents) -> open_data.Files:
    return open_data.files(published)


def rows(files: open_data.Files, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files.by_name[name].content.decode())))


def test_actors_and_ties_read_again_in_another_study_give_the_same_ones(
    files: open_data.Files, published: StudyContents
) -> None:
    actors, ties = (files.by_name[name].content.decode() for name in ("actors.csv", "ties.csv"))
    places = list(published.ecosystem.found.places.values())
    again = gather(Inventory([], places), Folder(actors, ties))
    before = published.ecosystem.found
    assert sorted(one.name for one in again.actors) == sorted(one.name for one in before.actors)
    assert sorted(one.family for one in again.actors) == sorted(one.family for one in before.actors)
    assert sorted((tie.role, tie.target_kind, len(tie.claims)) for tie in again.ties) == sorted(
        (tie.role, tie.target_kind, len(tie.claims)) for tie in before.ties
    )
    assert len(read_actors(actors)) == files.by_name["actors.csv"].rows
    assert len(read_ties(ties)) == files.by_name["ties.csv"].rows


def test_the_graph_has_every_tie_and_places_as_they_are_published(
    files: open_data.Files, published: StudyContents
) -> None:
    found = nx.read_graphml(io.BytesIO(files.by_name["actors.graphml"].content))
    assert found.number_of_edges() == len(published.ecosystem.found.ties)
    assert found.nodes["place:fl-00000"]["label"] == "Ateliers des Capucins"
    elements = json.loads(files.by_name["actors-cytoscape.json"].content)["elements"]
    assert len(elements["edges"]) == found.number_of_edges()
    assert len(json.loads(files.by_name["actors-kumu.json"].content)["connections"]) == len(elements["edges"])


@pytest.mark.parametrize("key", questions.QUESTIONS)
def test_the_file_of_a_question_has_the_rows_of_its_page(
    key: str, files: open_data.Files, published: StudyContents
) -> None:
    view = questions.view(key, published, "fr")
    name = f"questions/{key}.csv"
    assert view.file in files.by_name
    assert len(rows(files, name)) == len(view.rows)
    header = files.by_name[name].content.decode().splitlines()[0]
    assert header == ",".join(column for column, _ in COLUMNS[name])


def test_a_question_is_answered_with_ids_that_the_other_files_have(files: open_data.Files) -> None:
    (several,) = [row for row in rows(files, ASKED[0]) if row["actor"] == "Région Bretagne"]
    assert several["count"] == "2"
    assert several["place_ids"].split("|") == ["fl-00000", "fl-00005"]
    assert several["actor_id"] in {row["actor"] for row in rows(files, "actors.csv")}


def test_each_file_is_on_the_page_of_the_data_with_its_columns(
    files: open_data.Files, published: StudyContents
) -> None:
    view = data_view(published, files, "en")
    named = {line.name: line for line in view.files}
    for name in ("actors.csv", "ties.csv", *GRAPHS, *ASKED):
        assert named[name].meaning
    documented = {name: [column.name for column in columns] for name, columns in view.tables}
    for name in ("actors.csv", "ties.csv", *ASKED):
        assert list(rows(files, name)[0] if rows(files, name) else documented[name]) == documented[name]


def test_columns_of_files_that_are_not_there_are_not_on_the_page(published: StudyContents) -> None:
    bare = replace(
        published, ecosystem=type(published.ecosystem)(replace(published.ecosystem.found, actors=()))
    )
    view = data_view(bare, open_data.files(bare), "fr")
    assert "actors.csv" not in {name for name, _ in view.tables}


def test_the_licence_of_a_file_follows_from_the_sources_of_its_ties(files: open_data.Files) -> None:
    said = {one["file"]: one for one in json.loads(files.by_name["licences.json"].content)["files"]}
    assert said["ties.csv"]["licence"] == "ODbL-1.0"
    assert said["ties.csv"]["claims"]["ODbL-1.0"] == 2
    assert "ODbL-1.0" not in said["questions/un-seul-financeur.csv"]["claims"]


def test_without_share_alike_the_actors_and_ties_known_from_it_alone_are_left_out_and_counted(
    published: StudyContents,
) -> None:
    free = open_data.files(published, share_alike=False)
    names = {row["name"] for row in rows(free, "actors.csv")}
    assert "Fabrique commune" not in names
    assert "Université de Bretagne occidentale" in names
    assert {row["licence"] for row in rows(free, "ties.csv")}.isdisjoint({"ODbL-1.0"})
    for name in ("actors.csv", "ties.csv", *GRAPHS, *ASKED):
        assert b"Fabrique commune" not in free.by_name[name].content
    left = json.loads(free.by_name["licences.json"].content)["left_out"]
    assert (len(left["actors"]), left["ties"]) == (1, 2)


def test_a_place_left_out_is_in_no_file_on_actors(db: None) -> None:
    study = factory.publishable_study()
    Claim.objects.filter(place__public_id="fl-00005").update(licence="ODbL-1.0")
    free = open_data.files(with_actors(study), share_alike=False)
    assert "fl-00005" in json.loads(free.by_name["licences.json"].content)["left_out"]["places"]
    for name in ("actors.csv", "ties.csv", *GRAPHS, *ASKED):
        assert b"fl-00005" not in free.by_name[name].content


def test_no_electronic_address_goes_out_in_a_file_on_actors(files: open_data.Files) -> None:
    assert all(b"@exemple.fr" not in file.content for file in files.listed)
    assert any("2016" in row["start"] for row in rows(files, "ties.csv"))
