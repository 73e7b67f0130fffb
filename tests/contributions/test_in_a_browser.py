"""On a telephone, in a real browser: a place corrects a figure, a moderator reads what the list would become and accepts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests import served as service
from tests.browser.conftest import browser  # noqa: F401  # a fixture
from tests.program import run
from tests.served import SETTINGS, fits

WORDS = {
    "fr": ("Reçue : une personne de l’équipe va la lire.", "Ce lieu sortirait de la liste.", "acceptée"),
    "en": ("Received: someone on the team will read it.", "This place would leave the list.", "accepted"),
}


@pytest.fixture(scope="module")
def invited(folder: Path) -> dict[str, Any]:
    script = Path(__file__).with_name("invited.py")
    ended = run(folder / "study", folder=folder, script=script, environment=SETTINGS, team=True)
    assert ended.returncode == 0, ended.stderr[-3000:]
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def served(folder: Path, invited: dict[str, Any]) -> Iterator[str]:
    """The service of the team, without the worker: what is accepted waits for it."""
    assert invited["session"]
    with service.served(folder) as address:
        yield address


@pytest.mark.parametrize("language", WORDS)
def test_a_place_corrects_a_figure_and_a_moderator_accepts_it_once_told_what_follows(
    browser: Browser,  # noqa: F811
    served: str,
    invited: dict[str, Any],
    language: str,
) -> None:
    received, reported, accepted = WORDS[language]
    prefix = "/en" if language == "en" else ""
    _, secret = invited["links"][language]
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale=language)
    page = context.new_page()
    page.goto(f"{served}{prefix}/contribuer/{secret}/")
    assert fits(page)
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    page.locator('[name="f.jobs"]').fill("14")
    offered = page.locator('[name="f.service"]')
    for rank in range(offered.count()):
        offered.nth(rank).uncheck()
    page.locator('form.correction button[type="submit"]').first.click()
    page.locator('[name="agree"]').check()
    assert fits(page)
    page.locator('button[value="send"]').click()
    expect(page.get_by_text(received)).to_be_visible()
    assert fits(page)
    followed = page.url

    context.add_cookies([{"name": "sessionid", "value": invited["session"], "url": served}])
    team = context.new_page()
    team.goto(f"{served}{prefix}/espace/propositions/")
    assert fits(team)
    team.locator("ul.queue a").first.click()
    expect(team.get_by_text(reported)).to_be_visible(timeout=60_000)
    assert fits(team)
    lines = team.locator("tbody tr").count()
    team.locator('button[value="accept"]').click()
    expect(team.get_by_role("alert")).to_have_count(0)
    expect(team.locator("tbody").get_by_text(accepted, exact=True)).to_have_count(lines)
    page.goto(followed)
    expect(page.locator("tbody").get_by_text(accepted, exact=True)).to_have_count(lines)
    context.close()
