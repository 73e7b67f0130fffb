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


def copy_without_site(built: Path, folder: Path) -> None:
    """Copy a built study and its store, not its static edition. folder : where to; it may be there, empty"""
    folder.mkdir(parents=True, exist_ok=True)
    for part in built.iterdir():
        if part.is_dir() and part.name != "site":
            shutil.copytree(part, folder / part.name)
        elif part.is_file():
            shutil.copy2(part, folder)


def team_study(factory: pytest.TempPathFactory) -> Path:
    """The small study, built, whose store has the tables of a team: to be read, or copied.

    Its static edition, of more than a thousand files, stays where it was built: a service makes its pages from the store.
    """
    built = made_once(factory, "built", build_study)

    def make(folder: Path) -> None:
        copy_without_site(built, folder)
        bring_up_to_date(folder)

    return made_once(factory, "built for a team", make)


def copied(factory: pytest.TempPathFactory, name: str) -> Path:
    """A copy of it, to be changed."""
    copy = factory.mktemp(name) / "folder"
    shutil.copytree(team_study(factory), copy)
    return copy
