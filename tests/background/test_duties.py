"""What the worker does for a study: the site follows what was accepted, sites are visited, another command is waited for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.program import run
from tests.team_study import copied


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = copied(tmp_path_factory, "duties")
    ended = run(
        folder / "study", folder=folder, script=Path(__file__).with_name("duty_journeys.py"),
        environment={"DATABASE_URL": "sqlite:///var/florilege.sqlite3?timeout=1"}, team=True,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr[-3000:]
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def test_every_kind_of_work_has_its_duty(met: dict[str, Any]) -> None:
    assert met["table"] is True


def test_the_live_site_follows_a_rebuilding(met: dict[str, Any]) -> None:
    assert (met["rebuilt"]["before"], met["rebuilt"]["after"]) == (False, True)


def test_a_study_without_a_list_is_rebuilt_and_says_so(met: dict[str, Any]) -> None:
    assert "no list satisfies the rules" in met["rebuilt"]["clash"]


def test_a_store_that_another_command_writes_to_is_tried_again_later(met: dict[str, Any]) -> None:
    assert met["rebuilt"]["locked"] == "another command is writing to the store"


def test_a_round_of_the_watch_visits_what_is_due_once_a_day(met: dict[str, Any]) -> None:
    found = met["watched"]
    assert found["first"] == "1 sites visited, 0 not due yet, 0 visits cut short"
    assert found["again"] == "0 sites visited, 1 not due yet, 0 visits cut short"
    assert found["kept"] is True
