"""In a real browser: somebody registers, a seat is freed and goes to who waits, people come while there is no network."""

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
from tests.team_study import copied


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory, "exchange")


@pytest.fixture(scope="module")
def arrived(folder: Path) -> dict[str, Any]:
    script = Path(__file__).with_name("arrived.py")
    ended = run(folder / "study", folder=folder, script=script, environment=SETTINGS, team=True)
    assert ended.returncode == 0, ended.stderr[-3000:]
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def served(folder: Path, arrived: dict[str, Any]) -> Iterator[str]:
    """The service of the team, without its worker."""
    assert arrived["session"]
    with service.served(folder) as address:
        yield address


def telephone(browser: Browser, language: str = "fr") -> Any:  # noqa: F811
    return browser.new_context(viewport={"width": 360, "height": 740}, locale=language)


@pytest.mark.parametrize(
    ("prefix", "waits", "name"),
    [("", "Un lien vous attend", "Zoe"), ("/en", "A link is waiting for you", "Yan")],
)
def test_somebody_registers_on_a_telephone(
    browser: Browser, served: str, prefix: str, waits: str, name: str  # noqa: F811
) -> None:  # fmt: skip
    page = telephone(browser).new_page()
    page.goto(f"{served}{prefix}/rencontres/")
    assert fits(page)
    page.locator(f'a[href="{prefix}/rencontres/inscription/"]').first.click()
    page.fill("#name", name)
    assert fits(page)
    page.fill("#email", f"{name.lower()}@example.org")
    page.select_option("#kind", "elected")
    page.fill("#territory", "Reims")
    page.locator("select[name='slot.water']").select_option("water")
    page.wait_for_timeout(4200)  # a form that comes back at once is a robot's
    page.locator('form[method="post"] button[type="submit"]').click()
    expect(page.get_by_role("heading", level=1)).to_have_text(waits)
    assert fits(page)
    page.context.close()


def test_a_seat_that_is_freed_goes_to_whoever_waits(
    browser: Browser, served: str, arrived: dict[str, Any]  # noqa: F811
) -> None:  # fmt: skip
    first, third = telephone(browser).new_page(), telephone(browser).new_page()
    for page, name in ((first, "Ada Un"), (third, "Cleo Trois")):
        page.goto(served + arrived["links"][name])
        page.get_by_role("button", name="Confirmer mon inscription").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        assert fits(page)
    expect(third.get_by_text("rang 1")).to_be_visible()
    expect(third.get_by_text("Toits")).not_to_have_count(0)
    first.get_by_text("Annuler mon inscription").click()
    first.get_by_role("button", name="Annuler et tout effacer").click()
    expect(first.get_by_role("status")).to_contain_text("est annulée")
    third.reload()
    expect(third.get_by_text("Une place vous est proposée")).to_be_visible()
    assert fits(third)
    third.get_by_role("button", name="Prendre cette place").click()
    expect(third.get_by_text("rang 1")).to_have_count(0)
    expect(third.locator("#mine ~ ul")).to_contain_text("Soigner en ville")
    for page in (first, third):
        page.context.close()


def test_people_come_while_there_is_no_network_and_are_counted_once(
    browser: Browser, served: str, arrived: dict[str, Any], folder: Path  # noqa: F811
) -> None:  # fmt: skip
    context = telephone(browser)
    context.add_cookies([{"name": "sessionid", "value": arrived["session"], "url": served}])
    page = context.new_page()
    page.goto(f"{served}/espace/rencontres/accueil/")
    assert fits(page)
    expect(page.locator("#state")).to_contain_text("tout est envoyé")
    expect(page.locator("#state")).to_contain_text("la page s’ouvrira aussi sans réseau")
    context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accueil")
    badge = arrived["badges"]["Bea Deux"]
    page.fill("#code", badge.lower())
    page.keyboard.press("Enter")
    expect(page.locator("#door-status")).to_have_text("Bea Deux : bienvenue")
    page.fill("#code", "cleo")
    page.keyboard.press("Enter")
    expect(page.locator("#door-status")).to_have_text("Cleo Trois : bienvenue")
    page.fill("#code", badge)
    page.keyboard.press("Enter")
    expect(page.locator("#door-status")).to_have_text("Bea Deux : déjà pointé")
    page.fill("#code", "dora")
    page.keyboard.press("Enter")
    expect(page.locator("#door-status")).to_have_text("Dora Quatre : bienvenue")
    page.get_by_role("button", name="Annuler ce pointage").click()
    expect(page.locator("#door-status")).to_have_text("Dora Quatre : pointage annulé")
    page.fill("#code", "NOBODY22")
    page.keyboard.press("Enter")
    expect(page.locator("#door-status")).to_contain_text("inconnu")
    expect(page.locator("#state")).to_contain_text("à envoyer : 3")  # two marks, and one taken back
    page.reload()
    expect(page.locator("#state")).to_contain_text("à envoyer : 3")
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None
    )
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#state")).to_contain_text("tout est envoyé", timeout=20_000)
    # the answer to what was sent may be lost on the way: the device sends it again
    again = page.evaluate(
        """async (body) => {
            const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
            const answer = await fetch("pointages", {method: "POST", headers: {"Content-Type": "application/json", "X-CSRFToken": token}, body});
            return answer.json();
        }""",
        sent[0],
    )
    assert set(again["marks"].values()) == {"again"}
    assert again["counts"] == {"": 2}
    page.goto(f"{served}/espace/rencontres/")
    expect(page.get_by_text("Personnes venues : 2")).to_be_visible()
    context.close()


def test_a_session_is_moved_with_the_keyboard_and_made_public(
    browser: Browser, served: str, arrived: dict[str, Any], folder: Path  # noqa: F811
) -> None:  # fmt: skip
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr")
    context.add_cookies([{"name": "sessionid", "value": arrived["session"], "url": served}])
    page = context.new_page()
    page.goto(f"{served}/espace/rencontres/grille/")
    grip = page.locator('[data-session="roofs"] button[data-grip]')
    grip.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator('td[data-room="hall"] [data-session="roofs"]')).to_have_count(1)
    text = (folder / "study" / "programme.toml").read_text("utf-8")
    roofs = text[text.index('key = "roofs"') :]
    assert 'room = "hall"' in roofs[: roofs.index("[[session]]")]
    page.drag_and_drop('[data-session="roofs"]', 'td[data-room="blue"] >> nth=0')
    expect(page.locator('td[data-room="blue"] [data-session="roofs"]')).to_have_count(1)
    expect(page.locator('[data-session="roofs"]')).to_contain_text("Salle bleue")  # two sessions in one room
    page.goto(f"{served}/espace/rencontres/")
    page.fill("#note_fr", "Première version")
    page.fill("#note_en", "First release")
    page.get_by_role("button", name="Publier une version").click()
    expect(page.get_by_text("La version 1 est publique")).to_be_visible()
    assert (folder / "study" / "programme" / "1.toml").is_file()
    context.close()
