"""Finding in a real browser: the search by names and in the text, the finder; typing errors, addresses, no script."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_site import AXE, LANGUAGES, RUN_AXE

pytestmark = pytest.mark.browser
FOUND = re.compile("trouvée|found|Aucune page|No page")


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The site under a sub-path of a host, as a file server serves it."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *said: object) -> None:
            pass

    handler = partial(Quiet, directory=str(site.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/{site.name.replace(' ', '%20')}/"
        server.shutdown()
        thread.join()


def searched(browser: Browser, base: str, typed: str, language: str = "fr") -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{base}{LANGUAGES[language]}recherche/index.html?q={typed}")
    expect(page.locator("#text-state")).to_have_text(FOUND)
    return page


def test_the_full_text_is_searched_under_a_sub_path_without_accents_and_leads_to_the_sheet(
    browser: Browser, served: str
) -> None:
    page = searched(browser, served, "metropole")
    expect(page.locator("#in-text li").first).to_be_visible()
    expect(page.locator("#in-text mark").first).to_have_text(re.compile("métropole", re.I))
    page.goto(f"{served}recherche/index.html?q=capucins")
    page.locator("#in-text a", has_text="Ateliers des Capucins").first.click()
    expect(page.locator("h1")).to_have_text("Ateliers des Capucins")
    assert page.url.startswith(f"{served}lieux/")
    page.close()


def test_words_are_found_by_their_stem_in_each_language(browser: Browser, served: str) -> None:
    for language, one, many in (("fr", "recensement", "recensements"), ("en", "listing", "listings")):
        counted = []
        for typed in (one, many):
            page = searched(browser, served, typed, language)
            counted.append(page.locator("#text-state").inner_text())
            page.close()
        assert counted[0] == counted[1]
        assert not counted[0].startswith(("Aucune", "No"))


def test_a_typing_error_finds_the_place_by_its_name_and_offers_the_word_to_search(
    browser: Browser, served: str
) -> None:
    page = searched(browser, served, "capusins")
    expect(page.locator("#by-name a").first).to_have_text("Ateliers des Capucins")
    expect(page.locator("#close")).to_contain_text("capucins")
    page.locator("#meant button").click()
    expect(page.locator("#in-text li").first).to_be_visible()
    assert page.evaluate("location.search") == "?q=capucins"
    page.close()


def test_opened_from_a_folder_the_names_are_searched_and_the_page_says_why_not_the_text(
    browser: Browser, site: Path
) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((site / "recherche/index.html").as_uri() + "?q=capucins")
    expect(page.locator("#by-name li").first).to_be_visible()
    expect(page.locator("#text-state")).to_contain_text("ouvertes depuis un dossier")
    page.close()
    assert said == []


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize(
    "path", ["recherche/index.html?q=rennes", "trouver/index.html?need=desk&where=35238&unknown=1"]
)
def test_pages_with_their_answers_break_no_rule_of_accessibility(
    browser: Browser, served: str, language: str, path: str
) -> None:
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{served}{LANGUAGES[language]}{path}")
    expect(page.locator("#in-text li, #answers li").first).to_be_visible()
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE, None) == []
    context.close()


def finder(browser: Browser, site: Path, query: str = "", language: str = "fr") -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((site / LANGUAGES[language] / "trouver/index.html").as_uri() + query)
    expect(page.locator("#count")).not_to_be_empty()
    return page


def test_a_need_and_a_commune_give_the_nearest_with_their_reasons(browser: Browser, site: Path) -> None:
    page = finder(browser, site)
    page.get_by_label("Un poste de travail").check()
    page.get_by_label("Commune, code postal, adresse, département ou région").fill("Rennes")
    expect(page.locator("#order")).to_contain_text("les plus proches")
    page.get_by_label("À quelle distance, à vol d’oiseau").select_option("100")
    assert page.evaluate("location.search") == "?need=desk&where=35238&within=100"
    reasons = page.locator("#answers li .why").first
    expect(reasons).to_contain_text("Offre : coworking. Recensements qui le disent :")
    expect(reasons).not_to_contain_text("non renseigné")
    far = [
        float(found.group(1).replace(",", "."))
        for text in page.locator("#answers .why").all_inner_texts()
        if (found := re.search(r"À ([\d,]+) km", text))
    ]
    assert far == sorted(far)
    shared = finder(browser, site, "?need=desk&where=35238&within=100")
    expect(shared.locator("#count")).to_have_text(page.locator("#count").inner_text())
    expect(shared.get_by_label("Commune, code postal, adresse, département ou région")).to_have_value(
        "Rennes (35)"
    )
    page.close()
    shared.close()


@pytest.mark.parametrize(
    ("typed", "where"),
    [("Renes", "35238"), ("29200", "29019"), ("finistere", "d29"), ("35", "d35"), ("zzzz", None)],
)
def test_a_commune_is_understood_by_name_postal_code_or_departement(
    browser: Browser, site: Path, typed: str, where: str | None
) -> None:
    page = finder(browser, site)
    page.locator("#f-where").fill(typed)
    expect(page.locator("#which")).not_to_be_empty()
    choice = page.locator("#which button", has_text="Rennes (35)")
    if choice.count():
        choice.click()
    # the territories are read once they are needed
    page.wait_for_function("where => new URLSearchParams(location.search).get('where') === where", arg=where)
    page.close()


def test_an_empty_answer_says_so_and_gives_the_nearest_beyond(browser: Browser, site: Path) -> None:
    page = finder(browser, site, "?need=desk&where=2A004&within=5")
    expect(page.locator("#count")).to_contain_text("Aucun lieu ne répond")
    expect(page.locator("#order")).to_have_text("Les trois plus proches au-delà :")
    expect(page.locator("#answers > li")).to_have_count(3)
    page.close()


QUESTION = "Votre besoin, en vos mots, et d’où vous partez"


def asked(browser: Browser, site: Path, question: str, *, language: str = "fr", width: int = 1280) -> Page:
    """The finder once a question was asked, as it answers."""
    page = browser.new_page(viewport={"width": width, "height": 640})
    page.goto((site / LANGUAGES[language] / "trouver/index.html").as_uri())
    before = page.locator("#count").inner_text()
    page.locator("#f-words").fill(question)
    page.locator("#f-words").press("Enter")
    expect(page.locator("#count")).not_to_have_text(before)
    return page


def ticked(page: Page) -> list[str]:
    return page.locator("#needs input:checked").evaluate_all("found => found.map(({ value }) => value)")


def test_needs_are_understood_in_the_readers_own_words_with_errors(browser: Browser, site: Path) -> None:
    page = finder(browser, site)
    page.get_by_label(QUESTION).fill("cowerking")
    expect(page.locator("#heard")).to_contain_text("un poste de travail")
    expect(page.get_by_label("Un poste de travail")).to_be_checked()
    page.close()


@pytest.mark.parametrize(
    ("question", "needs", "heard"),
    [
        ("imprimante 3D", ["make"], "Compris : fabriquer, prototyper."),
        ("imprimante", ["digital"], ""),
        ("des imprimantes 3D à Rennes", ["make"], "Rennes (35)"),
        ("coworking Metz", ["desk"], "Metz (57)"),
        ("aide au financement Lille", ["support"], "Lille (59)"),
        ("bureau à louer 35000", ["offices"], "Rennes (35)"),
        ("3D printer near Nantes", ["make"], "Nantes (44)"),
        ("coworking La Rochelle", ["desk"], "La Rochelle (17)"),
        ("formation dans le Finistère", ["learn"], "Finistère"),
    ],
)
def test_the_longest_expression_of_a_question_wins_and_its_place_is_found(
    browser: Browser, site: Path, question: str, needs: list[str], heard: str
) -> None:
    page = asked(browser, site, question)
    assert ticked(page) == needs
    # the question holds the place: the address says the question, the page what was heard
    expect(page.locator("#heard")).to_contain_text(heard)
    assert page.evaluate("[...new URLSearchParams(location.search)]") == [["q", question]]
    page.close()


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize(("question", "lost"), [("zglorb", "zglorb"), ("coworking Xyzville", "Xyzville")])
def test_a_word_that_nobody_understands_is_named_and_gets_no_answer(
    browser: Browser, site: Path, language: str, question: str, lost: str
) -> None:
    page = asked(browser, site, question, language=language)
    expect(page.locator("#count")).to_contain_text(lost)
    expect(page.locator("#answers > li")).to_have_count(0)
    page.close()


def test_a_meeting_room_is_no_office_and_an_incubator_no_mere_hosting(browser: Browser, site: Path) -> None:
    page = asked(browser, site, "hébergement d’entreprise")
    expect(page.locator("#answers")).to_contain_text("hébergement de jeunes pousses")
    page.get_by_label(QUESTION).fill("incubateur")
    expect(page.locator("#count")).to_contain_text("Aucun lieu ne répond")
    page.close()


def test_near_words_are_offered_for_one_that_is_not_understood(browser: Browser, site: Path) -> None:
    page = asked(browser, site, "coworking Renes")
    expect(page.locator("#count")).to_contain_text("« Renes »")
    page.locator("#aside button", has_text="Rennes").click()
    expect(page.locator("#heard")).to_contain_text("Rennes (35)")
    expect(page.get_by_label(QUESTION)).to_have_value("coworking Rennes")
    page.close()


def test_a_question_goes_on_without_the_word_that_was_not_understood(browser: Browser, site: Path) -> None:
    page = asked(browser, site, "coworking zglorb")
    page.get_by_role("button", name="Chercher sans ce mot").click()
    expect(page.locator("#answers > li").first).to_be_visible()
    page.close()


def test_an_unknown_place_and_an_empty_question_list_no_place(browser: Browser, site: Path) -> None:
    page = finder(browser, site)
    expect(page.locator("#answers > li")).to_have_count(0)
    page.locator("#f-where").fill("Xyzville")
    expect(page.locator("#count")).to_contain_text("« Xyzville » n’est ni une commune")
    expect(page.locator("#answers > li")).to_have_count(0)
    page.close()


def test_a_place_whose_source_names_the_machine_comes_first_and_the_source_is_quoted(
    browser: Browser, site: Path
) -> None:
    page = asked(browser, site, "imprimante 3D")
    first = page.locator("#answers > li").first
    expect(first.locator("q")).to_contain_text("imprimantes 3D")
    expect(first.locator(".why li").first).to_contain_text(re.compile("— .+, .+\\."))
    expect(page.locator("#aside")).to_contain_text("nomme « imprimante 3D » dans un de ces lieux")
    page.close()


def test_that_no_source_names_the_machine_is_said(browser: Browser, site: Path) -> None:
    page = asked(browser, site, "brodeuse numérique")
    expect(page.locator("#aside")).to_contain_text("Aucune source ne nomme « brodeuse numérique » ici")
    expect(page.locator("#answers q")).to_have_count(0)
    page.close()


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_on_a_telephone_the_first_answer_is_within_the_screen_once_asked(
    browser: Browser, site: Path, language: str
) -> None:
    page = asked(browser, site, "coworking", language=language, width=360)
    first = page.locator("#answers > li").first
    expect(first.locator(".answer-name")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


def test_a_card_has_no_line_for_what_nobody_says(browser: Browser, site: Path) -> None:
    page = finder(browser, site, "?need=desk&unknown=1")
    for text in page.locator("#answers > li").all_inner_texts():
        assert not re.search("non renseigné|Aucune source", text)
    page.close()


def test_a_question_in_the_address_is_asked_again(browser: Browser, site: Path) -> None:
    page = finder(browser, site, "?q=coworking%20zglorb")
    expect(page.get_by_label(QUESTION)).to_have_value("coworking zglorb")
    expect(page.locator("#count")).to_contain_text("« zglorb »")
    page.close()


def test_a_step_of_the_project_ticks_its_usual_needs(browser: Browser, site: Path) -> None:
    page = finder(browser, site)
    page.get_by_label("Où en est le projet ?").select_option("try")
    expect(page.get_by_label("Un poste de travail")).to_be_checked()
    assert "step=try" in page.evaluate("location.search")
    page.close()


def test_the_list_filter_forgives_a_typing_error_and_says_so(browser: Browser, site: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((site / "lieux/index.html").as_uri() + "?q=atelliers capusins")
    expect(page.locator("#entries a").first).to_have_text("Ateliers des Capucins")
    expect(page.locator("#close")).to_contain_text("presque de même")
    page.close()


def test_without_script_the_finder_leads_to_every_need_and_region(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "trouver/index.html").as_uri())
    expect(page.locator("#finder-form")).to_be_hidden()
    page.locator("a", has_text="Un poste de travail").click()
    expect(page.locator("h1")).to_have_text("Un poste de travail")
    page.locator(".letters a").first.click()
    expect(page.locator(".place-head h1")).to_be_visible()
    context.close()
