"""The live finder as people use it: in a browser without script at two widths, with it, in both languages; and what it sends."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_site import AXE, RUN_AXE

pytestmark = pytest.mark.browser
PREFIX = {"fr": "", "en": "en/"}
NEED = {"fr": "Votre besoin, en vos mots", "en": "What you need, in your own words"}
THING = {"fr": "imprimante 3D", "en": "3D printer"}
GO = {"fr": "Trouver", "en": "Find"}


def without_script(browser: Browser, width: int) -> BrowserContext:
    return browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 740})


def asked(page: Page, live: str, language: str, need: str, where: str) -> None:
    page.goto(f"{live}{PREFIX[language]}trouver/")
    page.get_by_label(NEED[language]).fill(need)
    page.locator("#f-where").fill(where)
    page.locator("#finder-form button[type=submit]").click()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_an_entrepreneur_in_rennes_finds_a_3d_printer_without_script(
    browser: Browser, live: str, language: str, width: int
) -> None:
    context = without_script(browser, width)
    page = context.new_page()
    asked(page, live, language, THING[language], "Rennes")
    assert page.url.endswith("where=35238#result")
    expect(page.locator("#count")).to_contain_text("Rennes (35)")
    expect(page.locator("#count")).to_be_in_viewport()
    first = page.locator("#answers > li").first
    expect(first.locator("q")).to_contain_text("imprimante")
    expect(first).to_contain_text(re.compile("km|kilom"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    first.locator(".answer-name a").click()
    expect(page.locator(".place-head h1")).to_be_visible()
    context.close()


def test_a_namesake_is_asked_for_and_a_misspelt_commune_suggested_by_links(
    browser: Browser, live: str
) -> None:
    context = without_script(browser, 360)
    page = context.new_page()
    asked(page, live, "fr", "coworking", "Saint-Denis")
    expect(page.locator("#answers > li")).to_have_count(0)
    page.locator("#which a", has_text="Saint-Denis (974)").click()
    expect(page.locator("#count")).to_contain_text("Saint-Denis (974)")
    asked(page, live, "fr", "coworking", "Renes")
    page.locator("#which a", has_text="Rennes (35)").click()
    expect(page.locator("#answers > li").first).to_be_visible()
    asked(page, live, "fr", "coworking zglorb", "")
    expect(page.locator("#count")).to_contain_text("« zglorb »")
    page.locator("#aside a", has_text="Chercher sans ce mot").click()
    expect(page.locator("#answers > li").first).to_be_visible()
    context.close()


def test_the_search_widens_and_says_so_and_an_empty_answer_gives_the_three_nearest(
    browser: Browser, live: str
) -> None:
    context = without_script(browser, 360)
    page = context.new_page()
    page.goto(f"{live}trouver/?need=desk&where=19272")
    expect(page.locator("#count")).to_contain_text("la recherche s’est élargie")
    page.goto(f"{live}trouver/?need=desk&where=19272&within=5")
    expect(page.locator("#count")).to_contain_text("Aucun lieu ne répond")
    expect(page.locator("#order")).to_have_text("Les trois plus proches au-delà :")
    expect(page.locator("#answers > li")).to_have_count(3)
    context.close()


def test_answers_come_in_pages_that_lead_to_one_another(browser: Browser, live: str) -> None:
    context = without_script(browser, 1280)
    page = context.new_page()
    page.goto(f"{live}trouver/?need=desk")
    first = page.locator("#answers .answer-name").all_inner_texts()
    page.locator("a[rel=next]").click()
    expect(page.locator("a[rel=prev]")).to_be_visible()
    assert "page=2" in page.url
    second = page.locator("#answers .answer-name a").evaluate_all("all => all.map((one) => one.href)")
    assert len(first) == len(second) == 20
    page.locator("a[rel=prev]").click()
    expect(page.locator("a[rel=prev]")).to_have_count(0)
    assert page.locator("#answers .answer-name").all_inner_texts() == first
    context.close()


def test_a_card_says_hours_prices_and_access_where_they_are_known(browser: Browser, live: str) -> None:
    context = without_script(browser, 1280)
    page = context.new_page()
    texts: list[str] = []
    for number in range(1, 12):
        page.goto(f"{live}en/trouver/?need=desk&need=make&need=digital&page={number}")
        texts += page.locator("#answers > li").all_inner_texts()
    whole = "\n".join(texts)
    assert "Opening hours, according to the source: Du lundi au vendredi" in whole
    assert "Prices, according to the source: Gratuit pour les habitants" in whole
    assert re.search(r"Listings that say so: \d, the latest from \w+ \d{4}", whole)
    assert "example.org" in whole
    assert "@" not in whole
    assert "anne.martin" not in whole
    context.close()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_with_a_script_answers_follow_what_is_typed_and_the_address_says_it(
    browser: Browser, live: str, language: str
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(f"{live}{PREFIX[language]}trouver/")
    page.get_by_label(NEED[language]).fill("coworking")
    expect(page.locator("#answers > li").first).to_be_visible()
    page.locator("#f-where").fill("Renn")
    expect(page.locator("#spots option[value='Rennes (35)']")).to_have_count(1)
    page.locator("#f-where").fill("Rennes (35)")
    expect(page.locator("#count")).to_contain_text("Rennes (35)")
    assert "from=Rennes" in page.evaluate("location.search")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert faults == []
    page.close()


def test_around_me_asks_the_browser_and_sends_no_more_than_a_kilometre(browser: Browser, live: str) -> None:
    context = browser.new_context(
        geolocation={"latitude": 48.113475, "longitude": -1.675708}, permissions=["geolocation"]
    )
    page = context.new_page()
    page.goto(f"{live}trouver/?q=coworking")
    page.get_by_role("button", name="Autour de moi").click()
    expect(page.locator("#count")).to_contain_text("votre position")
    assert page.evaluate("new URLSearchParams(location.search).get('where')") == "@48.11,-1.68"
    context.close()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "query", ["", "?q=imprimante+3D&where=35238", "?from=Saint-Denis&q=coworking", "?q=zglorb", "?need=desk"]
)
def test_the_live_finder_breaks_no_rule_of_accessibility(
    browser: Browser, live: str, language: str, query: str
) -> None:
    context = browser.new_context(
        bypass_csp=True, reduced_motion="reduce", viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    page.goto(f"{live}{PREFIX[language]}trouver/{query}")
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE, None) == []
    context.close()


def sent(address: str, **headers: str) -> tuple[int, Message, bytes]:
    """Status, headers and content of an address, redirections not followed."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_given: object) -> None:
            return None

    request = urllib.request.Request(
        address, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read()


def test_a_form_sent_leads_to_an_address_without_what_it_left_empty(live: str) -> None:
    status, headers, _ = sent(f"{live}en/trouver/?q=3D+printer&from=Rennes&within=&step=&kind=")
    assert (status, headers["Location"]) == (302, "/en/trouver/?q=3D+printer&where=35238")
    assert sent(f"{live}trouver/?q=&from=")[1]["Location"] == "/trouver/"
    assert sent(f"{live}trouver/?q=%00&page=99999999999999999999&need=" + "x" * 5000)[0] == 200


def test_a_page_is_kept_compressed_and_sent_once(live: str, made: Path) -> None:
    address = f"{live}mentions/"
    status, first, text = sent(address)
    assert (status, first["Vary"]) == (200, "Accept-Encoding")
    assert sent(address, If_None_Match=first["ETag"])[::2] == (304, b"")
    _, packed, content = sent(address, Accept_Encoding="gzip, br")
    assert packed["Content-Encoding"] == "gzip"
    assert packed["ETag"] == first["ETag"]
    assert len(content) < len(text) / 2
    assert first["X-Frame-Options"] == "DENY"
    assert first["Set-Cookie"] is None
    assert [*made.glob("store.sqlite3.cache/*/pages/*/*")]


def test_the_service_answers_to_its_own_names_alone(live: str) -> None:
    sent(f"{live}mentions/")  # so that it is kept
    assert sent(f"{live}mentions/", Host="evil.example.org")[0] == 400


def test_the_search_in_json_says_what_it_found_and_refuses_what_is_no_count(live: str) -> None:
    status, headers, content = sent(f"{live}trouver/recherche.json?q=imprimante+3D+rennes&limit=3")
    found = json.loads(content)
    assert (status, headers["Content-Type"], headers["Access-Control-Allow-Origin"]) == (
        200,
        "application/json",
        "*",
    )
    assert found["total"] >= len(found["places"]) == 3
    assert {place["commune"] for place in found["places"]} == {"Rennes"}
    for wrong in ("limit=0", "limit=101", "limit=-1", "offset=x", "limit=1e3", "offset=99999999"):
        status, _, content = sent(f"{live}trouver/recherche.json?q=a&{wrong}")
        assert status == 400
        assert json.loads(content)["error"].keys() == {"fr", "en"}
    assert json.loads(sent(f"{live}trouver/recherche.json?q=zglorb")[2])["unknown"] == ["zglorb"]


def test_a_step_that_runs_again_changes_the_pages_that_were_kept(live: str, made: Path) -> None:
    import sqlite3

    before = sent(f"{live}lieux/?x=1")[2].decode()
    assert "Le Bocal" in sent(f"{live}en/lieux/region/53/")[2].decode()
    with sqlite3.connect(made / "store.sqlite3", timeout=30) as store:
        store.execute("UPDATE inventory_shownplace SET name = 'Le Nouveau Bocal' WHERE name = 'Le Bocal'")
        store.execute("UPDATE study_steprun SET fingerprint = ? WHERE step = 'link'", ("f" * 64,))
    store.close()
    try:
        assert "Le Nouveau Bocal" in sent(f"{live}en/lieux/region/53/")[2].decode()
        assert sent(f"{live}lieux/?x=1")[2].decode() != before
    finally:
        with sqlite3.connect(made / "store.sqlite3", timeout=30) as store:
            store.execute("UPDATE inventory_shownplace SET name = 'Le Bocal' WHERE name = 'Le Nouveau Bocal'")
            store.execute("UPDATE study_steprun SET fingerprint = ? WHERE step = 'link'", ("b" * 64,))
        store.close()
