"""A built study of its own for the tests of corrections: their commands start from nothing (see program.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.team_study import copied


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small study, built, with its store."""
    return copied(tmp_path_factory, "corrections")
