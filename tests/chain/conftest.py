"""A study of three listings, one of them in an earlier version than its last, linked once for all the tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.chain import small_study

LISTINGS = ("fablabs2020", "pdl", "fabriques")


@pytest.fixture(scope="session")
def linked_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("linked")
    study = folder / "study"
    for slug in LISTINGS:
        shutil.copytree(small_study.REAL / "listings" / slug, study / "listings" / slug)
        shutil.copy(small_study.REAL / "listings" / f"{slug}.toml", study / "listings")
    mapping = study / "listings" / "pdl.toml"
    mapping.write_text(f'current = "2020-09-30"\n{mapping.read_text(encoding="utf-8")}', encoding="utf-8")
    small_study.write_study_file(study, listings=LISTINGS)
    result = small_study.run("link", study, "--database", "sqlite:///store.sqlite3", folder=folder)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture
def linked(linked_once: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    copy = tmp_path / "folder"
    shutil.copytree(linked_once, copy)
    return copy
