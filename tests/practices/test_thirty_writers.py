"""Thirty people who write practices of one workshop at once: nothing is lost, on the one kind of store and on the other."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests import postgresql
from tests.journey_reports import run
from tests.team_study import team_study

STORES = (
    "sqlite",
    pytest.param(
        "postgresql",
        marks=pytest.mark.skipif(postgresql.binaries() is None, reason="PostgreSQL is not installed here"),
    ),
)


@pytest.mark.parametrize("store", STORES)
def test_no_word_that_thirty_people_typed_at_once_is_lost(
    store: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(team_study(tmp_path_factory), folder)
    if store == "sqlite":
        met(json.loads(run("practices/thirty.py", folder, {})))
        return
    with postgresql.started() as address:
        met(json.loads(run("practices/thirty.py", folder, {"DATABASE_URL": address})))


def met(found: dict[str, Any]) -> None:
    assert found["ended"] == [0] * 30
    assert (found["lost"], found["said twice"]) == ([], [])
    assert (found["amounts lost"], found["amounts standing"]) == ([], [])
    assert (found["own"], found["own lost"]) == (30, [])
    assert found["sent again"] == [1]
    assert found["numbers"] is True
