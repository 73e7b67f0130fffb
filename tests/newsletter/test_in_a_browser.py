"""On a telephone, in a real browser: a territory is looked for before the browser has done its work, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests import served as service
from tests.browser.conftest import browser  # noqa: F401  # a fixture
from tests.team_study import copied


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service of a team, without its worker: no letter leaves."""
    folder = copied(tmp_path_factory, "letter")
    with service.served(folder) as address:
        yield address


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
