"""Accepting and undoing from the command line: killed anywhere, the study is in the state before or after."""

from __future__ import annotations

import json
import shutil
import signal
from pathlib import Path

import pytest

from tests.chain import growing_study, small_study
from tests.chain.test_newer_versions import BARN, FEBRUARY, FORGE, MILL, WEAVERS
from tests.chain.test_reimport import shown, study_files

KILLED = Path(__file__).with_name("killed_acceptance.py")
ACCEPT = (
    "import",
    "study",
    "february.csv",
    "--listing",
    "gone",
    "--date",
    FEBRUARY,
    "--accept",
    "--who",
    "Team",
)
UNDO = ("import", "study", "--undo", "1", "--who", "Team")


def run(folder: Path, *arguments: str, killed: str = "") -> str:
    options = () if "--journal" in arguments else ("--database", "sqlite:///store.sqlite3")
    result = small_study.run(
        *((killed,) if killed else ()), *arguments, *options, folder=folder, script=KILLED if killed else None
    )
    assert result.returncode == (-signal.SIGKILL if killed else 0), result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A study as it is at first, once a version is accepted, and once that is undone."""
    folder = tmp_path_factory.mktemp("first")
    growing_study.write_listing(folder / "study", "gone", "2024-01-01", [MILL, WEAVERS, BARN], ids_last=True)
    growing_study.write_version(folder / "february.csv", [WEAVERS, BARN, FORGE])
    small_study.write_study_file(folder / "study", listings=("gone",))
    run(folder, "review", "study", "--same", "gone:A1", "gone:A2")
    found = {"first": folder}
    for earlier, stage, act in (("first", "accepted", ACCEPT), ("accepted", "undone", UNDO)):
        found[stage] = folder.with_name(stage)
        shutil.copytree(found[earlier], found[stage])
        run(found[stage], *act)
    return found


@pytest.mark.parametrize(
    ("stage", "act", "where", "reached"),
    [
        ("first", ACCEPT, "copy", "first"),
        ("first", ACCEPT, "1", "first"),  # the version's file alone is there
        ("first", ACCEPT, "2", "accepted"),
        ("first", ACCEPT, "5", "accepted"),
        ("accepted", UNDO, "copy", "accepted"),
        ("accepted", UNDO, "1", "undone"),
        ("accepted", UNDO, "4", "undone"),
    ],
)
def test_killed_at_any_file_the_study_is_in_the_state_before_or_after(
    stage: str, act: tuple[str, ...], where: str, reached: str, stages: dict[str, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "killed"
    shutil.copytree(stages[stage], folder)
    run(folder, *act, killed=where)
    run(folder, "link", "study")
    copied = "study/listings/gone/february.csv"
    files, expected = study_files(folder), study_files(stages[reached])
    assert {name: text for name, text in files.items() if name != copied} == {
        name: text for name, text in expected.items() if name != copied
    }
    assert shown(folder) == shown(stages[reached])


def test_the_journal_lists_what_was_accepted_and_undone(stages: dict[str, Path]) -> None:
    acts = json.loads(run(stages["undone"], "import", "study", "--journal", "--json"))
    assert [(one["act"], one["undoes"], one["version"], one["who"], one["undone"]) for one in acts] == [
        (1, 0, FEBRUARY, "Team", True),
        (2, 1, "2024-01-01", "Team", False),
    ]
    assert shown(stages["undone"]) == shown(stages["first"])


def test_identities_in_order_are_said_to_be_and_a_record_named_twice_is_mended(
    stages: dict[str, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(stages["accepted"], folder)
    assert run(folder, "identities", "study") == "in order\n"
    places = shown(folder)
    path = folder / "study" / "identities.csv"
    elder = path.read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    with path.open("a", encoding="utf-8") as stream:
        stream.write(f"{elder},gone,A2,\n")
    refused = small_study.run("link", "study", "--database", "sqlite:///store.sqlite3", folder=folder)
    assert refused.returncode == 3
    assert "florilege identities STUDY --repair" in refused.stderr
    examined = small_study.run("identities", "study", "--database", "sqlite:///store.sqlite3", folder=folder)
    assert examined.returncode == 1
    assert "gone:A2" in examined.stdout
    assert "original kept: study/identities.before-repair-1.csv" in run(
        folder, "identities", "study", "--repair"
    )
    run(folder, "link", "study")
    assert shown(folder) == places
