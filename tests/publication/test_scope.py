"""What is counted as the places of the study: those of its scope; the others are there, named for what they are."""

from __future__ import annotations

import csv
import html
import io
import json
import re

import pytest
from msgspec.structs import replace

from florilege.faults import Words
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages import directory, outside
from florilege.web.publication.site import Page, Site
from tests.publication import factory
from tests.publication.factory import Spot

TOWN_HALL = Spot(
    "France services de Vitré", "35360", ("service-public",), (), ("cget",), known=False, scope=False
)
LIBRARY = Spot("Médiathèque de Vitré", "35360", ("mediatheque",), (), ("cget",), known=False, scope=False)


@pytest.fixture
def contents(db: None) -> StudyContents:
    """The dozen places, a town hall and a library that came with a listing."""
    from florilege.web.publication.contents.loading import load

    factory.publishable_study((*factory.FEW, TOWN_HALL, LIBRARY))
    return load(factory.SLUG)


def page(contents: StudyContents, kind: str, path: str, key: str = "", language: str = "fr") -> str:
    return html.unescape(Site(contents).render(Page(kind, path, key), language, static=True))


def test_the_scope_leaves_out_other_kinds_and_closed_places(contents: StudyContents) -> None:
    names = {place.name for place in contents.outside}
    assert names == {TOWN_HALL.name, LIBRARY.name, "Ancien atelier des communs"}
    assert len(contents.in_scope) == len(contents.places) - 3


def test_before_anything_is_appraised_every_place_counts(contents: StudyContents) -> None:
    bare = replace(
        contents, criteria=(), places=tuple(replace(place, appraisal="") for place in contents.places)
    )
    assert len(bare.in_scope) == len(bare.places)


@pytest.mark.parametrize(
    ("kind", "path", "said"),
    [("home", "", r"5\s+lieux parmi\s+11\b"), ("directory", "lieux/", r"\b11\s+lieux où l’on entreprend")],
)
def test_home_and_directory_count_the_scope_and_say_how_many_were_judged(
    contents: StudyContents, kind: str, path: str, said: str
) -> None:
    text = page(contents, kind, path)
    assert re.search(said, text)
    assert re.search(rf"\b{len(contents.candidates)}\s+(sont )?assez connus pour être jugés", text)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_those_out_of_the_scope_are_named_for_what_they_are_and_counted_apart(
    contents: StudyContents, language: str
) -> None:
    found = outside.outside(contents, language)
    assert found is not None
    assert found.count == 3
    assert found.said in page(contents, "home", "", language=language)
    assert found.said in page(contents, "directory", "lieux/", language=language)
    sorts = dict(found.sorts)
    assert sorts["service public" if language == "fr" else "public service"] == "1"
    assert sorts["lieu dit fermé" if language == "fr" else "place reported as closed"] == "1"


def test_the_regions_of_home_directory_and_territories_count_the_scope_alike(contents: StudyContents) -> None:
    bretagne = sum(place.region == "Bretagne" for place in contents.in_scope)
    assert bretagne < sum(place.region == "Bretagne" for place in contents.places)
    assert {line.name: line.count for line in directory.regions(contents, "fr")}["Bretagne"] == bretagne
    home = re.search(r">Bretagne</a></th><td>.*?class=\"num\">(\d+)<", page(contents, "home", ""), re.S)
    territory = re.search(
        r'class="big">(\d+)<', page(contents, "territory", "territoires/region-53/", "region-53")
    )
    assert home is not None
    assert territory is not None
    assert int(home[1]) == int(territory[1]) == bretagne


def test_a_territory_lists_its_places_out_of_the_scope_apart(contents: StudyContents) -> None:
    place = next(place for place in contents.places if place.name == TOWN_HALL.name)
    text = page(contents, "territory", f"territoires/{place.epci_code}/", place.epci_code)
    counted, apart = text.split('id="others"')
    assert TOWN_HALL.name not in counted
    assert TOWN_HALL.name in apart
    assert "service public" in apart
    assert "Aucun lieu du champ de l’étude n’y est recensé." in counted


def test_the_page_of_a_departement_lists_no_territory_without_a_place_of_the_scope(
    contents: StudyContents,
) -> None:
    place = next(place for place in contents.places if place.name == TOWN_HALL.name)
    text = page(contents, "territory", "territoires/departement-35/", "departement-35")
    assert "Rennes Métropole</a>" in text
    assert f">{place.epci}</a>" not in text


def test_the_index_of_territories_counts_those_with_a_place_of_the_scope(contents: StudyContents) -> None:
    text = page(contents, "territories", "territoires/")
    departements = {place.departement_code for place in contents.in_scope if place.departement_code}
    assert re.search(rf"{len(departements)}\s+départements", text)
    assert 'id="empty"' in text


def test_every_place_stays_reachable_by_script_and_in_the_data_and_says_whether_it_is_in_scope(
    contents: StudyContents,
) -> None:
    script = directory.data_script(contents).removeprefix("globalThis.florilegePlaces=").rstrip(";\n")
    flags = {row[1]: row[11] for row in json.loads(script)["places"]}
    assert flags == {place.name: int(contents.is_in_scope(place)) for place in contents.places}
    rows = csv.DictReader(io.StringIO(Site(contents).shared.files.by_name["places.csv"].content.decode()))
    assert {row["name"]: row["in_scope"] == "true" for row in rows} == {
        name: bool(flag) for name, flag in flags.items()
    }


def test_a_need_counts_the_scope_and_names_the_others(contents: StudyContents) -> None:
    place = next(place for place in contents.places if place.name == "Ateliers des Capucins")
    out = replace(
        place,
        pk=9001,
        place_id="fl-out",
        slug="hors",
        called=Words("Point numérique", "Point numérique"),
        appraisal="",
        choice=None,
    )
    wider = replace(contents, places=(*contents.places, out))
    alone, both = (page(one, "need", "trouver/desk/", "desk") for one in (contents, wider))
    assert "Un lieu l’offre" in alone
    assert "Un lieu l’offre" in both
    assert "hors du champ" not in alone
    assert re.search(r"Point numérique.*hors du champ de l’étude", both, re.S)
