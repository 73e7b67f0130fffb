"""Studies made once for all the tests, whatever process runs them: each test changes a copy.

One is of three listings, one of them in an earlier version than its last, linked; the other is the small study, built.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chain import small_study
from tests.chain.served import Reader, workspace_of
from tests.made_once import made_once

LISTINGS = ("fablabs2020", "pdl", "fabriques")


def link_study(folder: Path) -> None:
    study = folder / "study"
    for slug in LISTINGS:
        shutil.copytree(small_study.REAL / "listings" / slug, study / "listings" / slug)
        shutil.copy(small_study.REAL / "listings" / f"{slug}.toml", study / "listings")
    mapping = study / "listings" / "pdl.toml"
    mapping.write_text(f'current = "2020-09-30"\n{mapping.read_text(encoding="utf-8")}', encoding="utf-8")
    small_study.write_study_file(study, listings=LISTINGS)
    result = small_study.run("link", study, "--database", "sqlite:///store.sqlite3", folder=folder)
    assert result.returncode == 0, result.stderr


def build_study(folder: Path) -> None:
    result = small_study.build(small_study.make(folder), folder)
    assert result.returncode == 0, result.stderr


@pytest.fixture(scope="session")
def linked_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "linked", link_study)


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small study, built, to be read only."""
    return made_once(tmp_path_factory, "built", build_study)


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed: its site is as published, its next build publishes in its own folder."""
    copy = tmp_path / "folder"
    shutil.copytree(built_once, copy)
    return copy


@pytest.fixture
def selected(built_once: Path, tmp_path: Path) -> Path:
    """A copy without its site, whose fourteen hundred files are copied for whom looks at them alone."""
    copy = tmp_path / "folder"
    shutil.copytree(built_once, copy, ignore=shutil.ignore_patterns("site"))
    return copy


@pytest.fixture
def linked(linked_once: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    copy = tmp_path / "folder"
    shutil.copytree(linked_once, copy)
    return copy


@pytest.fixture
def reader(linked: Path) -> Iterator[Reader]:
    """Of the workspace of such a copy."""
    with workspace_of(linked) as reader:
        yield reader
