"""A newer version of a listing, from the command line: the difference first, then the change, all or nothing."""

from __future__ import annotations

import csv
import json
import shutil
import signal
from pathlib import Path

import pytest

from tests.chain import small_study

OLD, NEW = "2020-09-30", "2021-11-06"
PDL = "tiers_lieux_pays_de_la_loire.csv"
LISTINGS = ("fablabs2020", "pdl", "fabriques")
STORE = "sqlite:///store.sqlite3"


@pytest.fixture
def folder(linked: Path) -> Path:
    return linked


@pytest.fixture(scope="module")
def accepted_once(linked_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study in which the newer version was accepted."""
    copy = tmp_path_factory.mktemp("accepted") / "folder"
    shutil.copytree(linked_once, copy)
    assert reimport(copy, "--accept", "--who", "Team")["state"] == "accepted"
    return copy


@pytest.fixture
def accepted(accepted_once: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    copy = tmp_path / "accepted"
    shutil.copytree(accepted_once, copy)
    return copy


def reimport(folder: Path, *options: str, file: str = PDL, listing: str = "pdl") -> dict[str, object]:
    result = small_study.run(
        "import", "study", f"study/listings/pdl/{file}", "--listing", listing, "--database", STORE, "--json",
        *options, folder=folder,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    data: dict[str, object] = json.loads(result.stdout)
    return data


def study_files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted((folder / "study").rglob("*"))
        if path.is_file()
    }


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "study" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def shown(folder: Path) -> dict[str, tuple[str, str, str]]:
    """Place id → name, status, listings, of every place of the store."""
    import sqlite3

    with sqlite3.connect(folder / "store.sqlite3") as store:
        found = store.execute(
            "select p.public_id, s.name, s.status, s.listings from inventory_shownplace s"
            " join inventory_place p on p.id = s.place_id"
        ).fetchall()
    return {place: (name, status, listings) for place, name, status, listings in found}


def test_the_difference_is_told_and_nothing_changes(folder: Path) -> None:
    before, places = study_files(folder), shown(folder)
    data = reimport(folder)
    assert data["state"] == "examined"
    counts = data["counts"]
    assert isinstance(counts, dict)
    assert (counts["added"], counts["gone"]) == (27, 2)
    assert counts["reused"] > 50
    assert {"before": "pingcarto48_", "after": "pingcarto47_"}.items() <= {
        key: value
        for one in data["changed"]  # type: ignore[attr-defined]
        if one["before"] == "pingcarto48_"
        for key, value in one.items()
    }.items()
    assert study_files(folder) == before
    assert shown(folder) == places
    with Path(str(data["report"])).open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert sum(line["change"] == "gone" for line in lines) == 2
    assert all(line["before"] != line["after"] for line in lines if line["change"] == "changed")


def test_accepted_each_place_keeps_its_id_and_what_left_is_to_check(
    linked_once: Path, accepted_once: Path
) -> None:
    before, after = shown(linked_once), shown(accepted_once)
    replaced = {one["place_id"] for one in rows(accepted_once, "identities.csv") if one["replaced_by"]}
    assert before.keys() - after.keys() <= replaced
    by_name = {name: place for place, (name, _, _) in before.items() if "pdl" in before[place][2]}
    for name in ("Le Fablab Pays d’Ancenis", "La Loco Numérique", "Le Moulin créatif"):
        assert after[by_name[name]][0] == name
    for name in ("Gullivigne", "Cosy Parenthèse"):
        assert after[by_name[name]] == (name, "to_check", "[]")
    assert sorted(one["place_id"] for one in rows(accepted_once, "departed.csv")) == sorted(
        by_name[name] for name in ("Gullivigne", "Cosy Parenthèse")
    )
    (renewal,) = rows(accepted_once, "renewals.csv")
    assert (renewal["over"], renewal["version"], renewal["who"]) == (OLD, NEW, "Team")


def test_accepted_twice_is_accepted_once(accepted: Path) -> None:
    files, places = study_files(accepted), shown(accepted)
    assert reimport(accepted, "--accept")["state"] == "same"
    assert study_files(accepted) == files
    assert shown(accepted) == places


def test_the_present_is_what_importing_the_new_version_alone_gives(
    folder: Path, accepted_once: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "alone"
    shutil.copytree(folder / "study", alone / "study")
    mapping = alone / "study" / "listings" / "pdl.toml"
    mapping.write_text(mapping.read_text(encoding="utf-8").split("\n", 1)[1], encoding="utf-8")
    (alone / "study" / "identities.csv").unlink()
    (alone / "study" / "addresses.csv").unlink()
    assert small_study.run("link", "study", "--database", STORE, folder=alone).returncode == 0
    history = {"Gullivigne", "Cosy Parenthèse"}
    present = sorted(place for place in shown(accepted_once).values() if place[0] not in history)
    assert present == sorted(shown(alone).values())


def test_from_the_files_alone_another_machine_finds_the_same_places(accepted: Path) -> None:
    places = shown(accepted)
    (accepted / "store.sqlite3").unlink()
    assert small_study.run("link", "study", "--database", STORE, folder=accepted).returncode == 0
    assert shown(accepted) == places


def test_a_file_that_the_mapping_does_not_name_comes_into_the_study(accepted: Path) -> None:
    newer = accepted / "received.csv"
    with (accepted / "study" / "listings" / "pdl" / PDL).open(encoding="utf-8", newline="") as stream:
        records = list(csv.reader(stream))
    with newer.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(records[:-1])
    result = small_study.run(
        "import", "study", newer, "--listing", "pdl", "--date", "2024-05-01", "--accept", "--json",
        "--database", STORE, folder=accepted,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    counts = json.loads(result.stdout)["counts"]
    assert (counts["gone"], counts["added"], counts["changed"]) == (1, 0, 0)
    assert (accepted / "study" / "listings" / "pdl" / "received.csv").read_bytes() == newer.read_bytes()
    assert len(rows(accepted, "renewals.csv")) == 2
    assert len(rows(accepted, "departed.csv")) == 3
    mapping = (accepted / "study" / "listings" / "pdl.toml").read_text(encoding="utf-8")
    assert 'current = "2024-05-01"' in mapping


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--listing", "nowhere"], "nowhere"),
        (["--listing", "pdl", "--date", "2019-01-01"], "2019-01-01"),
        (["--listing", "fabriques", "--date", "2030-01-01"], PDL),
    ],
)
def test_what_cannot_be_a_newer_version_is_refused(folder: Path, options: list[str], said: str) -> None:
    before = study_files(folder)
    result = small_study.run(
        "import",
        "study",
        f"study/listings/pdl/{PDL}",
        *options,
        "--accept",
        "--database",
        STORE,
        folder=folder,
    )
    assert result.returncode == 3, result.stdout
    assert said in result.stderr.replace("\n", "")
    assert study_files(folder) == before


def test_without_a_date_an_unknown_file_is_refused(folder: Path) -> None:
    shutil.copy(folder / "study" / "listings" / "pdl" / PDL, folder / "mystery.csv")
    with (folder / "mystery.csv").open("a", encoding="utf-8") as stream:
        stream.write("\n")
    result = small_study.run(
        "import", "study", "mystery.csv", "--listing", "pdl", "--database", STORE, folder=folder
    )
    assert result.returncode == 3
    assert "--date" in result.stderr


KILLED = """
import os, signal, sys
from pathlib import Path
from florilege.cli import main
number, seen, original = int(sys.argv[1]), 0, Path.replace
def replace(self, target):
    global seen
    found = original(self, target)
    if Path("study").resolve() in Path(target).resolve().parents:
        seen += 1
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)
    return found
Path.replace = replace
main(sys.argv[2:])
"""


@pytest.mark.parametrize("writes", [1, 2, 4])
def test_killed_while_the_files_of_the_study_are_written_it_ends_the_same(
    folder: Path, accepted_once: Path, writes: int
) -> None:
    """The first write is the journal: from there on the change is made, whoever opens the study next."""
    killed = small_study.run(
        str(writes), "import", "study", f"study/listings/pdl/{PDL}", "--listing", "pdl", "--accept",
        "--who", "Team", "--database", STORE, folder=folder, script=KILLED,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL
    assert small_study.run("link", "study", "--database", STORE, folder=folder).returncode == 0
    assert shown(folder) == shown(accepted_once)
    assert study_files(folder) == study_files(accepted_once)


def test_the_journal_and_an_undoing_speak_the_language_of_the_terminal(accepted: Path) -> None:
    def said(language: str, *options: str) -> str:
        ended = small_study.run(
            "import", "study", *options, folder=accepted, environment={"LC_ALL": "", "LC_MESSAGES": "", "LANG": language}
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    (line,) = said("en_GB.UTF-8", "--journal").splitlines()
    assert line.startswith("1  accept  pdl  ")
    undone = said("fr_FR.UTF-8", "--undo", "1", "--who", "A.", "--database", STORE)
    assert undone.startswith("acte 2\u202f: acte 1\u00a0défait\u202f; pdl revient à la version ")
    first, second = said("fr_FR.UTF-8", "--journal").splitlines()
    assert "  accepter  " in first
    assert first.endswith("  (défait)")
    assert second.startswith("2  défaire 1  pdl  ")
