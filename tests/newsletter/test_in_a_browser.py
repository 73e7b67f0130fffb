"""On a telephone, in a real browser: a territory is looked for before the browser has done its work, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import browser  # noqa: F401  # a fixture
from tests.chain.conftest import build_study
from tests.made_once import made_once

SETTINGS = {
    "FLORILEGE_HTTPS": "0",
    "FLORILEGE_SECRET_KEY": "no-secret-at-all-but-long-enough-for-the-service-to-start",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service of a team, without its worker: no letter leaves."""
    folder = tmp_path_factory.mktemp("letter") / "folder"
    shutil.copytree(made_once(tmp_path_factory, "built", build_study), folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "FLORILEGE_STUDY")}
    asked = ["serve", "study", "--team", "--no-worker", "--port", str(port)]
    with (folder / "served.txt").open("w") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "florilege.cli", *asked], cwd=folder, env=kept | SETTINGS, stdout=said, stderr=said
        )  # fmt: skip
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/lettre/", timeout=60).close()
                    break
                except urllib.error.URLError:
                    time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=60)


@pytest.mark.parametrize(("prefix", "asked"), [("", "Chercher"), ("/en", "Search")])
@pytest.mark.parametrize("script", [True, False])
def test_a_territory_is_looked_for_at_once_with_script_or_without(
    browser: Browser,  # noqa: F811
    served: str,
    prefix: str,
    asked: str,
    script: bool,
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=script)
    page = context.new_page()
    page.goto(f"{served}{prefix}/lettre/")
    page.locator("#email").fill("zoe@example.org")
    page.locator("#where").fill("rennes")
    page.get_by_role("button", name=asked).click()
    found = page.locator('input[name="territory"]')
    expect(found.first).to_have_value("commune-35238")
    assert "243500139" in [one.get_attribute("value") for one in found.all()]
    expect(page.locator("#email")).to_have_value("zoe@example.org")
    found.first.check()
    page.locator("#where").fill("nantes")
    page.locator("#where").press("Enter")
    expect(page.locator('input[value="commune-44109"]')).to_have_count(1)
    expect(page.locator('input[value="commune-35238"]')).to_be_checked()
    if script:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
