"""What a journey tells: a script run once in a process of its own, on a store of its own, for all who read what it says."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.made_once import made_once
from tests.program import run as run_program
from tests.team_study import team_study

TESTS = Path(__file__).parent


def reported(factory: pytest.TempPathFactory, script: str) -> Any:
    """What a script of `tests/`, run in a copy of the small study on the embedded store, prints as JSON on its last line."""
    built = team_study(factory)

    def write_report(folder: Path) -> None:
        copy = folder / "folder"
        shutil.copytree(built, copy)
        (folder / "told.json").write_text(run(script, copy, {}), encoding="utf-8")

    folder = made_once(factory, f"told-{script.replace('/', '-')}", write_report)
    return json.loads((folder / "told.json").read_text(encoding="utf-8"))


def run(script: str, folder: Path, variables: Mapping[str, str], *options: str) -> str:
    """The last line that a script prints, run in a folder; the tests fail where it does."""
    ended = run_program(
        folder / "study", *options, folder=folder, script=TESTS / script, environment=variables, team=True
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    return ended.stdout.splitlines()[-1]
