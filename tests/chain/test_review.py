"""`florilege review`: what a person settles holds at every later linkage, and any of it can be undone."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import pytest

from tests.chain import small_study
from tests.program import Ended

STORE = "sqlite:///store.sqlite3"


@pytest.fixture
def folder(linked: Path) -> Path:
    return linked


def review(folder: Path, *options: str, answers: str | None = None, code: int = 0) -> Ended:
    result = small_study.run(
        "review", "study", "--database", STORE, *options, folder=folder, answers=answers or ""
    )
    assert result.returncode == code, result.stderr
    return result


def waiting(folder: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(review(folder, "--list", "--json").stdout)
    return found


def place_of(folder: Path) -> dict[str, str]:
    with sqlite3.connect(folder / "store.sqlite3") as store:
        rows = store.execute(
            "select i.slug || ':' || r.record_id, p.public_id from inventory_link l"
            " join inventory_record r on r.id = l.record_id join inventory_listingversion v on v.id = r.version_id"
            " join inventory_listing i on i.id = v.listing_id join inventory_place p on p.id = l.place_id"
        ).fetchall()
    return dict(rows)


def replaced(folder: Path) -> dict[str, str]:
    with (folder / "study" / "identities.csv").open(encoding="utf-8", newline="") as stream:
        return {row["place_id"]: row["replaced_by"] for row in csv.DictReader(stream) if row["replaced_by"]}


def first_pair(folder: Path) -> tuple[str, str]:
    question = waiting(folder)[0]
    return str(question["first"]["key"]), str(question["second"]["key"])  # type: ignore[index]


def test_each_question_is_asked_once_and_about_two_places(folder: Path) -> None:
    asked = waiting(folder)
    places = [frozenset((one["first"]["place_id"], one["second"]["place_id"])) for one in asked]  # type: ignore[index]
    assert len(places) >= 5
    assert all(len(pair) == 2 for pair in places)
    assert len(set(places)) == len(places)


def test_what_a_veto_keeps_apart_is_asked_last_and_says_why(folder: Path) -> None:
    vetoed = [bool(one["veto"]) for one in waiting(folder)]
    assert True in vetoed
    assert vetoed == sorted(vetoed)
    lines = review(folder, "--list").stdout.splitlines()[:-1]
    assert ["kept apart: " in line for line in lines] == vetoed


def test_said_to_be_the_same_they_are_one_place_and_the_older_id_survives(folder: Path) -> None:
    first, second = first_pair(folder)
    before = place_of(folder)
    review(folder, "--same", first, second, "--who", "A. Reader", "--reason", "same door")
    after = place_of(folder)
    assert after[first] == after[second]
    gone = {before[first], before[second]} - {after[first]}
    assert {place: replaced(folder)[place] for place in gone} == dict.fromkeys(gone, after[first])
    assert (first, second) not in [(one["first"]["key"], one["second"]["key"]) for one in waiting(folder)]  # type: ignore[index]
    assert "same door" in review(folder, "--journal").stdout


def test_undone_after_other_acts_both_places_are_back_under_their_ids(folder: Path) -> None:
    pairs = [(str(one["first"]["key"]), str(one["second"]["key"])) for one in waiting(folder)[:3]]  # type: ignore[index]
    before = place_of(folder)
    for pair in pairs:
        review(folder, "--same", *pair)
    review(folder, "--undo", "1")
    after = place_of(folder)
    first, second = pairs[0]
    assert (after[first], after[second]) == (before[first], before[second])
    assert all(after[one] == after[other] for one, other in pairs[1:])
    for act in ("2", "3"):
        review(folder, "--undo", act)
    assert place_of(folder) == before
    assert not replaced(folder).keys() & set(before.values())


def test_a_record_said_to_be_alone_leaves_its_place_and_comes_back_when_undone(folder: Path) -> None:
    before = place_of(folder)
    shared = next(
        key for key, place in sorted(before.items()) if sum(place == other for other in before.values()) > 1
    )
    review(folder, "--alone", shared)
    after = place_of(folder)
    assert [key for key, place in after.items() if place == after[shared]] == [shared]
    assert {key: place for key, place in after.items() if key != shared} == {
        key: place if before[key] != before[shared] else after[key]
        for key, place in before.items()
        if key != shared
    }
    review(folder, "--undo", "1")
    assert place_of(folder) == before


def test_asked_one_by_one_the_answers_are_kept_until_the_reader_stops(folder: Path) -> None:
    asked = waiting(folder)
    keys = [(str(one["first"]["key"]), str(one["second"]["key"])) for one in asked]  # type: ignore[index]
    said = review(folder, "--who", "A. Reader", answers="?\nd\ns\nu\nl\nq\n").stdout
    assert "one letter of" in said
    journal = json.loads(review(folder, "--journal", "--json").stdout)
    acts = {one["act"]: (one["verdict"], one["undone"]) for one in journal}
    assert acts == {1: ("different", False), 2: ("same", True), 3: ("undo", False), 4: ("later", False)}
    left = [(one["first"]["key"], one["second"]["key"]) for one in waiting(folder)]  # type: ignore[index]
    assert keys[0] not in left
    assert left[-1] == keys[1]


def test_the_end_of_the_answers_is_the_end_of_the_session(folder: Path) -> None:
    before = (folder / "study" / "identities.csv").read_bytes()
    review(folder, answers="")
    assert not (folder / "study" / "decisions.csv").exists()
    assert (folder / "study" / "identities.csv").read_bytes() == before


@pytest.mark.parametrize(
    "options",
    [
        ("--same", "pdl:nowhere", "fabriques:fabt-1"),
        ("--undo", "7"),
        ("--merge", "lxxxxxxxx", "lyyyyyyyy"),
    ],
)
def test_what_names_nothing_is_refused(folder: Path, options: tuple[str, ...]) -> None:
    review(folder, *options, code=3)
    assert not (folder / "study" / "decisions.csv").exists()


def test_what_denies_a_verdict_that_stands_is_refused_with_what_to_do(folder: Path) -> None:
    first, second = first_pair(folder)
    review(folder, "--same", first, second)
    third = next(key for key, place in place_of(folder).items() if place not in {place_of(folder)[first]})
    review(folder, "--same", second, third)
    refused = review(folder, "--different", first, third, code=3)
    assert "--journal" in refused.stderr


@pytest.mark.parametrize("verdict", ["--same", "--different", "--later"])
def test_a_record_settled_against_itself_is_refused_and_nothing_is_written(
    folder: Path, verdict: str
) -> None:
    first, _ = first_pair(folder)
    review(folder, verdict, first, first, code=3)
    place = place_of(folder)[first]
    review(folder, "--merge", place, place, code=3)
    assert not (folder / "study" / "decisions.csv").exists()
    review(folder, "--journal")


def test_what_is_settled_is_not_put_off_by_the_way(folder: Path) -> None:
    first, second = first_pair(folder)
    review(folder, "--same", first, second)
    refused = review(folder, "--later", second, first, code=3)
    assert "--journal" in refused.stderr
    assert place_of(folder)[first] == place_of(folder)[second]
