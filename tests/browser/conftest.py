"""A real Chromium on a small site, opened from its folder; no browser is a failure in CI, a skip elsewhere."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, sync_playwright

from florilege.web.publication.text import built_files
from tests.made_once import made_once
from tests.program import run

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
             "--in-process-gpu", "--renderer-process-limit=1"]  # fmt: skip


def absent(what: str) -> NoReturn:
    """Fail in CI, skip elsewhere: a check that cannot run is said, never passed over."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static edition of some hundred places, in a folder whose name has a space and an accent."""
    if not (built_files.BUILD / "site.css").is_file():
        absent("the front end is not built (make frontend): the browser tests were not run")
    return made_once(tmp_path_factory, "édition du site", publish) / "sous dossier"


def publish(folder: Path) -> None:
    ended = run(folder / "sous dossier", folder=folder, script=Path(__file__).with_name("small_site.py"))
    assert ended.returncode == 0, ended.stderr


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Stopped with the module: while it runs, its event loop keeps other tests of the process from the store."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        absent("no Chromium on this machine: the browser tests were not run")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()
