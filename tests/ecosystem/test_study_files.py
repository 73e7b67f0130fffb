"""actors.csv and ties.csv: what they hold is kept, and what cannot be used is refused with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.ecosystem.formats import actors_csv
from florilege.ecosystem.gathering import Folder, Inventory, gather
from florilege.ecosystem.mentions import FAMILIES, ROLES
from florilege.ecosystem.study_files import (
    ActorRow,
    TieRow,
    read_actors,
    read_ties,
    write_actors,
    write_ties,
)
from florilege.faults import TableRefused
from tests.ecosystem.inventories import ACTORS, PAGE, TIES, claim, ecosystem

STUDY = Path(__file__).parents[2] / "studies" / "lieux-innovation"
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="|", exclude_categories=("C", "Z")), max_size=12
)
KEYS = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)


@given(
    st.lists(
        st.builds(
            ActorRow, KEYS, TEXTS.map("Lieu{}".format), st.lists(TEXTS.filter(bool), max_size=2).map(tuple), TEXTS,
            st.sampled_from(("", *FAMILIES)), TEXTS, st.sampled_from(("", "356000000")), st.sampled_from(("", "W572001234")),
            st.sampled_from(("", "57463")), st.just(""), TEXTS, st.just(()), st.just(PAGE), st.sampled_from(("", "2016", "2016-05-31")),
            TEXTS, TEXTS,
        ),
        max_size=4,
    )
)  # fmt: skip
def test_actors_are_written_and_read_back_the_same(rows: list[ActorRow]) -> None:
    text = write_actors(rows)
    assert write_actors(read_actors(text)) == text
    assert [row.name for row in read_actors(text)] == [row.name for row in rows]


@given(
    st.lists(
        st.builds(
            TieRow, KEYS, st.sampled_from(ROLES), KEYS, start=st.sampled_from(("", "2016")),
            end=st.sampled_from(("", "2016-05", "2017")), share=st.sampled_from(("", "51", "0.5")),
            source_url=st.just(PAGE), note=TEXTS,
        ),
        max_size=4,
    )
)  # fmt: skip
def test_ties_are_written_and_read_back_the_same(rows: list[TieRow]) -> None:
    text = write_ties(rows)
    assert write_ties(read_ties(text)) == text


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (ACTORS + f"a,SAS A,companies,356000001,{PAGE}\n", 2, "siren"),
        (ACTORS + f"a,SAS A,companies|research,,{PAGE}\n", 2, "family"),
        (ACTORS + f"b,SAS B,,,{PAGE}\na,35,,,{PAGE}\n", 3, "name"),
        (ACTORS + "a,SAS A,,,\n", 2, "source_url"),
        (f"actor,name,sirren,source_url\na,A,,{PAGE}\n", 1, "sirren"),
        (f"actor,name,commune_code,source_url\na,SAS A,57999,{PAGE}\n", 2, "commune_code"),
    ],
)
def test_an_actor_that_cannot_be_used_is_refused_with_its_line(text: str, line: int, column: str) -> None:
    with pytest.raises(TableRefused) as refused:
        read_actors(text)
    assert (refused.value.where.line, refused.value.where.column) == (line, column)


def test_an_unknown_column_is_refused_with_the_nearest() -> None:
    with pytest.raises(TableRefused) as refused:
        read_ties("actor,roles,place,source_url\n")
    assert refused.value.hint is not None
    assert "role" in refused.value.hint.en


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (f"a,runs,,a,,,{PAGE}", "to_actor"),
        (f"a,runs,p1,,2018,2016,{PAGE}", "end"),
        (f"a,runs,p1,b,,,{PAGE}", "place"),
        (f"a,run,p1,,,,{PAGE}", "role"),
        (f"a,runs,p1,,201,,{PAGE}", "start"),
    ],
)
def test_a_tie_that_cannot_be_is_refused_with_its_line(row: str, column: str) -> None:
    with pytest.raises(TableRefused) as refused:
        read_ties(f"{TIES}b,runs,p1,,,,{PAGE}\n{row}\n")
    assert (refused.value.where.line, refused.value.where.column) == (3, column)


def test_a_tie_that_ends_in_the_year_in_which_it_begins_is_kept() -> None:
    (row,) = read_ties(f"{TIES}a,runs,p1,,2016-05,2016,{PAGE}\n")
    assert (row.start, row.end) == ("2016-05", "2016")


@pytest.mark.parametrize(
    ("written", "today"),
    [("57463", "57463"), ("13202", "13055"), ("97411", "97411"), ("41055", "41055"), ("41240", "41055")],
)
def test_a_commune_code_of_another_year_or_overseas_is_read(written: str, today: str) -> None:
    (row,) = read_actors(f"actor,name,commune_code,source_url\na,SAS A,{written},{PAGE}\n")
    assert row.commune_code == today


@pytest.mark.parametrize(
    ("tie", "column"),
    [
        (f"c,runs,p1,,,,{PAGE}", "actor"),
        (f"a,runs,p9,,,,{PAGE}", "place"),
        (f"a,owns,,zz,,,{PAGE}", "to_actor"),
    ],
)
def test_an_actor_or_a_place_that_nothing_knows_is_refused_with_its_line(tie: str, column: str) -> None:
    with pytest.raises(TableRefused) as refused:
        ecosystem([claim("p1", "name", "x")], actors=f"{ACTORS}a,SAS A,,,{PAGE}\n", ties=f"{TIES}{tie}\n")
    assert (refused.value.where.line, refused.value.where.column) == (2, column)


def test_a_place_is_named_by_its_id_or_by_one_of_its_records() -> None:
    ties = f"{TIES}a,runs,p1,,,,{PAGE}\na,runs,pdl:p1,,,,{PAGE}/2\n"
    (tie,) = ecosystem([claim("p1", "name", "x")], actors=f"{ACTORS}a,SAS A,,,{PAGE}\n", ties=ties).ties
    assert (tie.target_id, len(tie.claims)) == ("p1", 2)


def test_the_files_of_the_study_are_read_and_each_line_cites_its_page() -> None:
    actors = read_actors((STUDY / "actors.csv").read_text(encoding="utf-8"))
    ties = read_ties((STUDY / "ties.csv").read_text(encoding="utf-8"))
    keys = {row.actor for row in actors}
    assert {name for row in ties for name in (row.actor, row.to_actor)} - {""} <= keys
    assert all(row.source_url.startswith("http") and row.licence for row in (*actors, *ties))
    assert write_ties(ties) == (STUDY / "ties.csv").read_text(encoding="utf-8")


def test_the_examples_of_the_guide_are_read_as_they_stand() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "ecosystem.md").read_text(encoding="utf-8")
    actors, ties = re.findall(r"```csv\n(.*?)```", guide, re.DOTALL)
    keys = {row.actor for row in read_actors(actors)}
    assert {name for row in read_ties(ties) for name in (row.actor, row.to_actor)} - {""} <= keys


def actor_of_andreze(codes: str) -> str:
    return f"actor,name,commune_code,commune_code_written,source_url\ngrange,La Grange,{codes},https://example.org/grange\n"


@pytest.mark.parametrize("codes", ["49006,", "49023,49006"])
def test_a_commune_of_another_year_is_written_back_as_the_source_writes_it_beside_that_of_today(
    codes: str,
) -> None:
    (row,) = read_actors(actor_of_andreze(codes))
    assert (row.commune_code, row.commune_code_written) == ("49023", "49006")
    found = gather(Inventory((), ()), Folder(actor_of_andreze(codes), ""))
    (exported,) = read_actors(actors_csv(found))
    assert (exported.commune_code, exported.commune_code_written) == ("49023", "49006")
    assert ",49023,49006," in actors_csv(found)


@pytest.mark.parametrize("codes", ["57463,49006", ",49006"])
def test_a_code_as_written_of_another_commune_is_refused(codes: str) -> None:
    with pytest.raises(TableRefused):
        read_actors(actor_of_andreze(codes))
