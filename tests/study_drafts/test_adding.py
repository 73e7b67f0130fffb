"""`florilege add`: a listing more, and a newer version of one that the study has."""

from __future__ import annotations

from pathlib import Path

import pytest

from florilege.selection.study_file import read_study
from florilege.study_drafts.additions import with_listing
from tests.program import run
from tests.study_drafts import tables


@pytest.fixture
def study(tmp_path: Path) -> Path:
    tables.as_excel_writes(tmp_path / "lieux.csv", 30)
    ended = run(
        "new",
        "etude",
        "--from",
        "lieux.csv",
        "--date",
        "2025-01-01",
        "--yes",
        "--lang",
        "en",
        folder=tmp_path,
    )
    assert ended.returncode == 0, ended.stderr
    return tmp_path / "etude"


def listings(study: Path) -> tuple[str, ...]:
    return tuple(read_study((study / "study.toml").read_text("utf-8"), file="study.toml").listings)


def test_a_file_of_other_places_becomes_a_listing_of_the_study(study: Path, tmp_path: Path) -> None:
    lines = "".join(f"Atelier {n};{town};{code}\n" for n, (town, code) in enumerate(tables.COMMUNES))
    (tmp_path / "ateliers.csv").write_text("Nom;Commune;CP\n" + lines, encoding="utf-8")
    before = (study / "study.toml").read_text("utf-8")
    ended = run(
        "add", "etude", "ateliers.csv", "--kind", "atelier partagé", "--yes", "--lang", "en", folder=tmp_path
    )
    assert ended.returncode == 0, ended.stderr
    assert listings(study) == ("lieux", "ateliers")
    assert (study / "study.toml").read_text("utf-8") == before.replace('["lieux"]', '["lieux", "ateliers"]')
    assert "outside the scope of the study (study.toml, [study.scope] kind): atelier-partage" in ended.stdout
    assert "## listings/ateliers.toml" in (study / "GUESSES.md").read_text("utf-8")
    built = run("link", "etude", folder=tmp_path)
    assert built.returncode == 0, built.stderr
    again = run("add", "etude", "ateliers.csv", "--new", "--yes", folder=tmp_path)
    assert again.returncode == 0
    assert listings(study) == ("lieux", "ateliers", "ateliers-2")


def test_a_newer_version_is_handed_over_to_import_with_its_difference(study: Path, tmp_path: Path) -> None:
    tables.as_excel_writes(tmp_path / "lieux 2026.csv", 33)
    before = (study / "study.toml").read_text("utf-8")
    ended = run("add", "etude", "lieux 2026.csv", "--date", "2026-01-01", "--lang", "en", folder=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "another version of the listing “lieux”" in ended.stderr
    assert "2025-01-01 → 2026-01-01" in ended.stdout
    assert "added (3)" in ended.stdout
    assert (study / "study.toml").read_text("utf-8") == before
    accept = ended.stderr.strip().split("\n")[-1].removeprefix("To accept it: florilege ")
    assert accept == "import etude --listing lieux 'lieux 2026.csv' --date 2026-01-01 --accept --who \"…\""


def test_without_a_study_there_is_nothing_to_add_to(tmp_path: Path) -> None:
    tables.as_excel_writes(tmp_path / "lieux.csv")
    (tmp_path / "vide").mkdir()
    ended = run("add", "vide", "lieux.csv", "--yes", folder=tmp_path)
    assert ended.returncode == 3
    assert "study.toml" in ended.stderr


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[study]\nlistings = ["a"] # mine\n', '[study]\nlistings = ["a", "b"] # mine\n'),
        ('[study]\nlistings = "a"\n', '[study]\nlistings = ["a", "b"]\n'),
        ("[study]\nsize = 3\n", '[study]\nsize = 3\nlistings = ["b"]\n'),
    ],
)
def test_the_study_file_keeps_all_else(before: str, after: str) -> None:
    assert with_listing(before, "b") == after
