"""In real browsers: two people write one practice at once, one of them without a network for a while."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests import served as service
from tests.browser.conftest import browser  # noqa: F401  # a fixture
from tests.practices.many_writers import write_at_once
from tests.program import run
from tests.served import SETTINGS, fits
from tests.team_study import copied

WAIT = 15_000


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The link of a session that is being written, on the service of the team."""
    folder = copied(tmp_path_factory, "practices")
    script = Path(__file__).with_name("opened.py")
    ended = run(folder / "study", folder=folder, script=script, environment=SETTINGS, team=True)
    assert ended.returncode == 0, ended.stderr[-3000:]
    secret = json.loads(ended.stdout.splitlines()[-1])["secret"]
    with service.served(folder) as address:
        yield f"{address}/rencontres/ecrire/{secret}/"


def test_two_browsers_write_one_practice_at_once_and_nothing_is_lost(browser: Browser, session: str) -> None:  # noqa: F811
    one, other = (browser.new_context(viewport={"width": width, "height": 800}) for width in (360, 1280))
    anne, zoe = one.new_page(), other.new_page()
    anne.goto(session)
    assert fits(anne)
    anne.get_by_label("Votre nom").fill("Anne")
    anne.get_by_label("Titre").fill("Un four partagé")
    anne.get_by_role("button", name="Commencer").click()
    expect(anne.locator('[name="f.what"]')).to_be_visible()
    assert fits(anne)
    zoe.goto(session)
    zoe.get_by_label("Votre nom").fill("Zoé")
    zoe.get_by_role("button", name="Seulement rejoindre").click()
    zoe.get_by_role("link", name="Un four partagé").click()
    what = [page.locator('[name="f.what"]') for page in (anne, zoe)]
    what[0].press_sequentially("Trois communes ont acheté un four.", delay=10)
    what[1].press_sequentially("La clé est à la mairie.", delay=10)
    for box in what:
        expect(box).to_have_value("Trois communes ont acheté un four.\nLa clé est à la mairie.", timeout=WAIT)
    anne.locator('[name="f.cost"]').fill("Il coûte 300 euros par an.")
    expect(zoe.locator('[name="f.cost"]')).to_have_value("Il coûte 300 euros par an.", timeout=WAIT)
    other.set_offline(True)
    zoe.locator('[name="f.cost"]').fill("Il coûte 520 euros par an.")
    expect(zoe.locator(".saved")).to_contain_text("Réseau absent", timeout=WAIT)
    anne.locator('[name="f.cost"]').fill("Il coûte 450 euros par an.")
    expect(anne.locator(".saved")).to_have_text("Enregistré.", timeout=WAIT)
    other.set_offline(False)
    for page in (anne, zoe):
        expect(page.locator('[name="f.cost"]')).to_have_value(
            "Il coûte ⟦450 ¦ 520⟧ euros par an.", timeout=WAIT
        )
        expect(page.locator(".saved")).to_contain_text("les deux versions y sont", timeout=WAIT)
    other.set_offline(True)
    zoe.locator('[name="f.for_whom"]').fill("Pour tous.")
    expect(zoe.locator(".saved")).to_contain_text("Réseau absent", timeout=WAIT)
    other.set_offline(False)
    zoe.reload()
    expect(zoe.locator('[name="f.for_whom"]')).to_have_value("Pour tous.")
    expect(anne.locator('[name="f.for_whom"]')).to_have_value("Pour tous.", timeout=WAIT)
    for context in (one, other):
        context.close()


@pytest.mark.parametrize(("prefix", "found"), [("", "1 pratique"), ("en/", "1 practice")])
def test_the_library_is_filtered_at_once_and_slides_turn_by_the_keyboard(
    browser: Browser,  # noqa: F811
    session: str,
    prefix: str,
    found: str,
) -> None:
    site = session.partition("rencontres/")[0] + prefix
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{site}rencontres/pratiques/")
    assert fits(page)
    page.locator("#sieve-text").fill("soignants REIMS")
    expect(page.locator("#sieve-count")).to_have_text(found)
    expect(page.locator(".practices > li:visible")).to_have_count(2)  # of two themes
    page.locator("#sieve-theme").select_option("health")
    expect(page.locator(".practices > li:visible")).to_have_count(1)
    page.locator("#sieve-kind").select_option("difficulty")
    expect(page.locator(".practice-group:visible")).to_have_count(0)
    page.goto(f"{site}rencontres/synthese/diapositives/")
    assert fits(page)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".slide").nth(1)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".slide").nth(0)).to_be_focused()
    context.close()


def test_a_text_that_cannot_be_kept_stays_in_its_box(browser: Browser, session: str) -> None:  # noqa: F811
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(session)
    page.get_by_label("Votre nom").fill("Anne")
    page.get_by_label("Titre").fill("Une adresse")
    page.get_by_role("button", name="Commencer").click()
    page.locator('[name="f.what"]').fill("Écrire à a@example.org")
    expect(page.locator(".saved")).to_contain_text("électronique", timeout=WAIT)
    page.reload()
    expect(page.locator('[name="f.what"]')).to_have_value("Écrire à a@example.org")
    page.locator('[name="f.what"]').fill("Appeler la mairie")
    expect(page.locator(".saved")).to_have_text("Enregistré.", timeout=WAIT)
    title = page.locator('[name="f.title"]')
    title.fill("")
    with page.expect_response("**/champ/"):
        title.press_sequentially("Un ")
    page.wait_for_function("document.querySelector('.saved').textContent === 'Enregistré.'")
    title.press_sequentially("mot")
    expect(title).to_have_value("Un mot")
    context.close()


def test_thirty_people_write_over_the_network_and_nothing_is_lost(session: str) -> None:
    """Each with her own cookies, on one practice and in one field, as the page without script sends it: no base but her own."""
    found = write_at_once(session, people=30, turns=4)
    assert found.faults == ()
    assert found.typed - found.standing == frozenset()
