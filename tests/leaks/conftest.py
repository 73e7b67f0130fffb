"""A built study of its own for the tests of what must not leak (see program.py)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.chain.conftest import build_study
from tests.made_once import made_once


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small study, built, with its store."""
    copy = tmp_path_factory.mktemp("leaks") / "folder"
    shutil.copytree(made_once(tmp_path_factory, "built", build_study), copy)
    return copy
