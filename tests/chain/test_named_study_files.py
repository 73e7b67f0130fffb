"""Files of a study named on the command line: no verb writes over them, and one that cannot be read is refused by its name."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from florilege.faults import REFUSED, WRONG_USE
from tests.chain import small_study
from tests.chain.wrong_files import a_folder, a_link_to_nothing, empty

OF_A_STUDY: Mapping[str, tuple[str, ...]] = {
    "seal": ("seal", "study", "--out", "OUT"),
    "report": ("report", "study", "--out", "OUT"),
    "export": ("export", "study", "--format", "geojson", "--out", "OUT"),
    "visit-form": ("visit-form", "study", "a-place", "--out", "OUT"),
    "build": ("build", "study", "--out", "OUT"),
    "publish": ("publish", "study", "--out", "OUT"),
}


STUDY_FILES = (
    "study/study.toml",
    "study/marks.csv",
    "study/listings/fabriques.toml",
    "study",
    "a_file/below",
)
AROUND = (".", "study/listings/site", "study/visits")
READ_OF_A_STUDY = (
    "study.toml", "decisions.csv", "identities.csv", "stages.csv", "overrides.csv", "departed.csv", "renewals.csv",
    "former_names.csv", "linkage.json", "field_rules.toml", "publication.toml", "vocabulary.toml",
    "listings/fabriques.toml", "visits/a.toml", "monographs/a.toml", "news/a.toml", "watch.csv",
)  # fmt: skip
OUTS = [
    *((name, out) for name in OF_A_STUDY for out in STUDY_FILES),
    *((name, out) for name in ("build", "publish") for out in AROUND),
    *((name, "store.sqlite3") for name in OF_A_STUDY),
]


def all_in(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def run_all(folder: Path, commands: list[list[str]]) -> list[tuple[int, str]]:
    ended = small_study.run(
        folder=folder, script=Path(__file__).with_name("many_runs.py"),
        answers=json.dumps([[*one, "--database", "sqlite:///store.sqlite3"] for one in commands]),
    )  # fmt: skip
    return [(code, said) for code, said in json.loads(ended.stdout)]


@pytest.fixture(scope="module")
def with_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("named")
    small_study.make(folder, listings=("fabriques",))
    (folder / "a_file").write_text("kept", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def written_over(with_study: Path) -> dict[tuple[str, str], tuple[int, str]]:
    """How each verb of a study ends that is asked to write over it; the study is as it was after all of them."""
    before = all_in(with_study / "study")
    commands = [[out if one == "OUT" else one for one in OF_A_STUDY[name]] for name, out in OUTS]
    ended = dict(zip(OUTS, run_all(with_study, commands), strict=True))
    assert all_in(with_study / "study") == before
    assert not (with_study / "index.html").exists()
    assert (with_study / "store.sqlite3").read_bytes().startswith(b"SQLite format 3")
    return ended


@pytest.mark.parametrize(("name", "out"), OUTS)
def test_no_verb_writes_over_the_study_that_it_reads_nor_its_store(
    name: str, out: str, written_over: dict[tuple[str, str], tuple[int, str]]
) -> None:
    code, said = written_over[name, out]
    assert code == REFUSED or (code == WRONG_USE and name == "visit-form"), said
    assert "Traceback" not in said
    assert "--out" in said


@pytest.fixture(scope="module")
def damaged(with_study: Path) -> dict[tuple[str, str], tuple[int, str]]:
    """How a study is taken of which one file is a folder, or a link to nothing."""
    cases = [(read, damage) for read in READ_OF_A_STUDY for damage in (a_folder, a_link_to_nothing)]
    for rank, (read, damage) in enumerate(cases):
        path = with_study / f"study-{rank}" / read
        shutil.copytree(with_study / "study", with_study / f"study-{rank}", symlinks=True)
        path.unlink(missing_ok=True)
        path.parent.mkdir(exist_ok=True)
        damage(path)
    ended = run_all(with_study, [["appraise", f"study-{rank}"] for rank in range(len(cases))])
    return {(read, damage.__name__): one for (read, damage), one in zip(cases, ended, strict=True)}


@pytest.mark.parametrize("damage", ["a_folder", "a_link_to_nothing"])
@pytest.mark.parametrize("read", READ_OF_A_STUDY)
def test_a_file_of_a_study_that_cannot_be_read_is_refused_by_its_name(
    read: str, damage: str, damaged: dict[tuple[str, str], tuple[int, str]]
) -> None:
    code, said = damaged[read, damage]
    assert code == REFUSED, said
    assert "Traceback" not in said
    assert Path(read).name in said


@pytest.mark.parametrize("store", ["sqlite:///study", "sqlite:///a_file", "sqlite:///a_file/store"])
def test_a_store_that_does_not_open_is_refused(store: str, with_study: Path) -> None:
    result = small_study.run("link", "study", "--database", store, folder=with_study)
    assert result.returncode == REFUSED, result.stderr
    assert "Traceback" not in result.stderr


def test_an_address_that_is_none_of_a_store_is_wrong_use(with_study: Path) -> None:
    result = small_study.run("link", "study", "--database", "store.sqlite3", folder=with_study)
    assert result.returncode == WRONG_USE, result.stderr


@pytest.mark.parametrize("damage", [a_folder, a_link_to_nothing, empty])
def test_a_newer_version_that_cannot_be_read_is_refused(
    damage: Callable[[Path], object], linked: Path
) -> None:
    damage(linked / "newer.csv")
    asked = ("import", "study", "newer.csv", "--listing", "pdl", "--date", "2025-01-01")
    ((code, said),) = run_all(linked, [list(asked)])
    assert code == REFUSED, said
    assert "Traceback" not in said
    assert "newer.csv" in said
