"""Actors through the command line: what is wrong is refused where it stands, what a person settles holds, and is undone."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.chain import small_study

STORE = "sqlite:///store.sqlite3"
ACTORS = "actor,name,family,siren,source_url\n"
TIES = "actor,role,place,to_actor,start,end,source_url\n"
PAGE = "https://example.org/page"
ONE = f"un,Association Invention Une,associations,,{PAGE}\n"
ALIKE = f"trois,Association Tiers-Lieu 4 Cantons,,,{PAGE}\n"
"""The bearer of a place of the listings, of which nothing says where it is: perhaps another of that name."""
TWO = f"deux,Association Invention Deux,associations,,{PAGE}\n"


def florilege(folder: Path, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    result = small_study.run(*arguments, "--database", STORE, folder=folder)
    assert result.returncode == code, result.stderr
    return result


def write(folder: Path, *, actors: str = ONE + TWO, ties: str = "") -> None:
    (folder / "study" / "actors.csv").write_text(ACTORS + actors, encoding="utf-8")
    (folder / "study" / "ties.csv").write_text(TIES + ties, encoding="utf-8")


def gathered(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(florilege(folder, "actors", "study", "--json").stdout)
    return found


def actor_of(folder: Path) -> dict[str, str]:
    """Key of each mention → id of its actor, as the store has it."""
    with sqlite3.connect(folder / "store.sqlite3") as store:
        (stored,) = store.execute("select mentions from ecosystem_gathering").fetchone()
    found: dict[str, str] = json.loads(stored)
    return found


def rows_of(folder: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "store.sqlite3") as store:
        actors = store.execute("select public_id, name, said from ecosystem_actor order by rank").fetchall()
        return [*actors, *store.execute("select role, said from ecosystem_tie order by rank").fetchall()]


def review(folder: Path, *options: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    return florilege(folder, "review", "study", "--actors", *options, code=code)


@pytest.fixture(scope="module")
def gathered_once(linked_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study whose actors are gathered, for what leaves it as it is."""
    copy = tmp_path_factory.mktemp("actors") / "folder"
    shutil.copytree(linked_once, copy)
    write(copy, ties=f"un,partners,,deux,,,{PAGE}\n")
    gathered(copy)
    return copy


REFUSED = {
    "tied to itself": ("", f"un,partners,,un,,,{PAGE}\n", ("ties.csv", "to_actor", "un", "autre acteur", "an actor other than")),
    "two families": (
        f"trois,Association Trois,associations|companies,,{PAGE}\n", "",
        ("actors.csv", "family", "associations|companies", "un seul de", "one only of"),
    ),
    "end before start": (
        "", f"un,partners,,deux,2019,2018,{PAGE}\n", ("ties.csv", "end", "2018", "ne précède pas", "not before"),
    ),
    "a SIREN with a wrong key": (
        f"trois,La Poste,,356000001,{PAGE}\n", "", ("actors.csv", "siren", "356000001", "SIREN", "SIREN"),
    ),
    "an unknown place": (
        "", f"un,runs,lnowhere0,,,,{PAGE}\n", ("ties.csv", "place", "lnowhere0", "lieu", "place"),
    ),
    "an unknown actor": (
        "", f"personne,partners,,un,,,{PAGE}\n", ("ties.csv", "actor", "personne", "acteur", "actor"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", REFUSED)
def test_what_is_wrong_is_refused_where_it_stands_and_the_store_is_as_before(
    gathered_once: Path, fault: str
) -> None:
    folder = gathered_once
    before = rows_of(folder), (folder / "study" / "actor_identities.csv").read_bytes()
    actors, ties, (file, column, value, french, english) = REFUSED[fault]
    write(folder, actors=ONE + TWO + actors, ties=ties)
    line = 4 if actors else 2
    reported = " ".join(florilege(folder, "actors", "study", code=3).stderr.split())
    in_french, in_english = reported.split("refused:")
    for said, words in ((in_french, french), (in_english, english)):
        for part in (file, str(line), column, value, words):
            assert part in said, (part, said)
    assert (rows_of(folder), (folder / "study" / "actor_identities.csv").read_bytes()) == before


def test_actors_are_counted_by_source_and_role_and_keep_their_ids(linked: Path) -> None:
    write(linked, ties=f"un,partners,,deux,,,{PAGE}\n")
    said = gathered(linked)
    assert {"source": "actors", "role": "partners", "ties": 1, "claims": 1} in said["ties_by_source_and_role"]  # type: ignore[operator]
    assert said["actors_by_source"]["actors"] == 2  # type: ignore[index]
    ids = (linked / "study" / "actor_identities.csv").read_bytes()
    florilege(linked, "actors", "study", "--force")
    assert (linked / "study" / "actor_identities.csv").read_bytes() == ids
    assert "actors (" in florilege(linked, "actors", "study").stdout


def test_two_actors_said_to_be_one_are_one_at_the_next_build_and_two_again_once_undone(linked: Path) -> None:
    write(linked)
    gathered(linked)
    before, stored = actor_of(linked), rows_of(linked)
    reported = review(
        linked, "--same", "actors:un", "actors:deux", "--who", "A. Reader", "--reason", "same body"
    )
    assert "act 1" in reported.stdout
    after = actor_of(linked)
    assert after["actors:un"] == after["actors:deux"]
    assert before["actors:un"] != before["actors:deux"]
    gone = ({before["actors:un"], before["actors:deux"]} - {after["actors:un"]}).pop()
    with (linked / "study" / "actor_identities.csv").open(encoding="utf-8", newline="") as stream:
        leads = {row["actor_id"]: row["replaced_by"] for row in csv.DictReader(stream)}
    assert leads[gone] == after["actors:un"]
    assert "same body" in review(linked, "--journal").stdout
    review(linked, "--undo", "1")
    assert actor_of(linked) == before
    assert rows_of(linked) == stored


def test_what_is_said_of_actors_is_kept_apart_from_what_is_said_of_places(linked: Path) -> None:
    write(linked)
    places = (linked / "study" / "decisions.csv").exists()
    review(linked, "--later", "actors:un", "actors:deux")
    assert (linked / "study" / "decisions.csv").exists() == places
    with (linked / "study" / "actor_decisions.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["verdict"], row["first_listing"], row["first_record"]) == ("later", "actors", "deux")


def test_a_pair_that_waits_is_listed_until_a_person_answers(linked: Path) -> None:
    write(linked, actors=ONE + ALIKE)
    waiting = json.loads(review(linked, "--list", "--json").stdout)
    assert waiting
    for one in waiting:
        review(linked, "--different", one["first"]["key"], one["second"]["key"])
    assert json.loads(review(linked, "--list", "--json").stdout) == []
    said = gathered(linked)
    assert said["questions"] == 0


def test_a_build_tells_of_a_pair_that_waits_whether_or_not_anything_changed(linked: Path) -> None:
    write(linked, actors=ONE + ALIKE)

    def reported(study: str) -> list[str]:
        return json.loads(florilege(linked, "appraise", study, "--json").stdout)["notices"]

    first = reported("study")
    assert len(first) == 1
    assert "4 Cantons" in first[0]
    assert "florilege review study --actors" in first[0]
    assert reported("study") == first
    french, _, english = first[0].partition(" / Actors: ")
    for language, said, other in (("fr_FR.UTF-8", french, english), ("en_GB.UTF-8", english, french)):
        shown = small_study.run(
            "appraise", "study", "--database", STORE, folder=linked, environment={"LC_ALL": "", "LC_MESSAGES": "", "LANG": language}
        ).stdout  # fmt: skip
        assert said in shown  # on one line, whatever the width of the terminal
        assert other not in shown
    (linked / "study").rename(linked / "moved")
    assert reported("moved") == [first[0].replace("review study ", "review moved ")]
    (linked / "moved").rename(linked / "study")
    for one in json.loads(review(linked, "--list", "--json").stdout):
        review(linked, "--different", one["first"]["key"], one["second"]["key"])
    assert reported("study") == []


@pytest.mark.parametrize(
    "options",
    [
        ("--same", "actors:nobody", "actors:un"),
        ("--different", "actors:un", "actors:un"),
        ("--undo", "7"),
        ("--merge", "axxxxxxxx", "ayyyyyyyy"),
    ],
)
def test_what_names_nothing_is_refused(linked: Path, options: tuple[str, ...]) -> None:
    write(linked)
    review(linked, *options, code=3)
    assert not (linked / "study" / "actor_decisions.csv").exists()


@pytest.mark.parametrize("format_", ["ties", "graphml"])
def test_every_format_of_actors_is_written_with_its_licence(linked: Path, format_: str) -> None:
    write(linked, ties=f"un,partners,,deux,,,{PAGE}\n")
    reported = florilege(
        linked, "export", "study", "--format", format_, "--out", "actors.out", "--language", "en"
    ).stderr
    assert " actors, " in reported
    assert "Association Invention" in (linked / "actors.out").read_text(encoding="utf-8") or format_ == "ties"
    (file,) = json.loads((linked / "actors.out.licences.json").read_text(encoding="utf-8"))["files"]
    assert file["file"] == "actors.out"
    assert not (linked / "actors.out.left_out.csv").exists()
