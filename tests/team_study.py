"""The small study in a store that people sign in to: made once, for what runs as the service of a team."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.chain.conftest import build_study
from tests.made_once import made_once
from tests.program import run

MIGRATE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""


def bring_up_to_date(folder: Path, store: str = "") -> None:
    """Give a store the tables of a team: that of the folder, or the one at an address."""
    ended = run(
        folder=folder, script=MIGRATE, environment={"DATABASE_URL": store} if store else {}, team=True
    )
    assert ended.returncode == 0, ended.stderr


def team_study(factory: pytest.TempPathFactory) -> Path:
    """The small study, built, whose store has the tables of a team: to be read, or copied."""
    built = made_once(factory, "built", build_study)

    def make(folder: Path) -> None:
        shutil.copytree(built, folder, dirs_exist_ok=True)
        bring_up_to_date(folder)

    return made_once(factory, "built for a team", make)


def copied(factory: pytest.TempPathFactory, name: str) -> Path:
    """A copy of it, to be changed."""
    copy = factory.mktemp(name) / "folder"
    shutil.copytree(team_study(factory), copy)
    return copy
