"""A real Chromium on a small site, opened from its folder; no browser is a failure in CI, a skip elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, sync_playwright

from florilege.web.publication.text import built_files

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


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
    out = tmp_path_factory.mktemp("édition du site") / "sous dossier"
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    subprocess.run(
        [sys.executable, "-m", "tests.browser.small_site", str(out)], cwd=ROOT, env=environment, check=True
    )
    return out


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
