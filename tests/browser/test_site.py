"""The published site in a real browser: accessible, whole at every width, alone on the network, usable from a file."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "home": "index.html",
    "directory": "lieux/index.html",
    "region": "lieux/region/53/index.html",
    "place": "lieux/ateliers-des-capucins-0/index.html",
    "place hardly known": "lieux/sans-commune-11/index.html",
    "finder": "trouver/index.html",
    "need": "trouver/desk/index.html",
    "search": "recherche/index.html",
    "news": "actualites/index.html",
    "news of a theme": "actualites/themes/visites/index.html",
    "article": "actualites/portes/index.html",
    "article for some": "actualites/enquete/index.html",
    "press": "presse/index.html",
    "selection": "selection/index.html",
    "candidates": "selection/candidats/index.html",
    "unjudged": "selection/non-juges/index.html",
    "territories": "territoires/index.html",
    "territory": "territoires/departement-29/index.html",
    "method": "methode/index.html",
    "data": "donnees/index.html",
    "quality": "donnees/qualite/index.html",
    "accessibility": "accessibilite/index.html",
    "notices": "mentions/index.html",
}
"""Opened from the folder; the page of a wrong address is served: see `served`."""
LANGUAGES = {"fr": "", "en": "en/"}
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
"""What a dark page can break that a light one does not."""
RUN_AXE = """async (rules) => {
  const only = rules === null ? {} : { runOnly: { type: 'rule', values: rules } };
  const result = await axe.run(document, { resultTypes: ['violations'], ...only });
  return result.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')}`));
}"""


def address(site: Path, kind: str, language: str = "fr") -> str:
    return (site / LANGUAGES[language] / PAGES[kind]).as_uri()


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_no_page_type_breaks_a_rule_of_accessibility_light_or_dark(
    browser: Browser, site: Path, language: str
) -> None:
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    faults: dict[tuple[str, str], list[str]] = {}
    for kind in PAGES:
        page.emulate_media(color_scheme="light")
        page.goto(address(site, kind, language))
        page.add_script_tag(path=AXE)
        light = page.evaluate(RUN_AXE, None)
        page.emulate_media(color_scheme="dark")
        assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        dark = page.evaluate(RUN_AXE, COLOUR_RULES)
        faults |= {(kind, scheme): found for scheme, found in (("light", light), ("dark", dark)) if found}
    context.close()
    assert faults == {}


@pytest.fixture
def served(site: Path) -> Iterator[str]:
    """The site at the root of an address, as a host serves it: a wrong address answers with its 404.html."""

    class Host(SimpleHTTPRequestHandler):
        def send_error(self, code: int, *_said: str | None) -> None:
            language = "en" if self.path.startswith("/en/") else ""
            content = (site / language / "404.html").read_bytes()
            self.send_response(code)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *said: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_wrong_address_at_any_depth_answers_with_a_whole_page(
    browser: Browser, served: str, language: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    answer = page.goto(f"{served}{LANGUAGES[language]}lieux/il/n-y/a/rien/")
    assert answer is not None
    assert answer.status == 404
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 50
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE, None if scheme == "light" else COLOUR_RULES) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#main a").first.click()
    expect(page).to_have_url(f"{served}{LANGUAGES[language]}lieux/index.html")
    expect(page.locator("h1")).to_be_visible()
    context.close()
    assert failed == []


SET_APART = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
"""The spacing that a reader may set (WCAG 2.2, 1.4.12)."""
CUT = """() => [...document.querySelectorAll('main *')].filter((node) => {
  const style = getComputedStyle(node);
  const hidden = style.overflowX === 'hidden' || style.overflowY === 'hidden' || style.textOverflow === 'ellipsis';
  return hidden && style.position !== 'absolute' && node.clientWidth > 1 && node.textContent.trim()
    && (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1);
}).map((node) => node.outerHTML.slice(0, 90))"""


WIDTHS = {"narrow": ((320, 360, 768), 360), "wide": ((1280, 1920), 1280)}
"""Widths of a page loaded at the first of them, and that at which its text is set apart: some pages look at their
width as they load."""


@pytest.mark.parametrize("loaded", list(WIDTHS))
def test_nothing_overflows_the_page_and_text_set_apart_is_not_cut(
    browser: Browser, site: Path, loaded: str
) -> None:
    widths, reading = WIDTHS[loaded]
    context = browser.new_context(bypass_csp=True, viewport={"width": widths[0], "height": 800})
    page = context.new_page()
    too_wide: dict[tuple[str, int], int] = {}
    faults: dict[str, object] = {}
    for kind in PAGES:
        page.set_viewport_size({"width": widths[0], "height": 800})
        page.goto(address(site, kind))
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            taken = page.evaluate("document.documentElement.scrollWidth")
            if taken > width:
                too_wide[kind, width] = taken
        page.set_viewport_size({"width": reading, "height": 800})
        page.add_style_tag(content=SET_APART)
        taken, cut = page.evaluate("document.documentElement.scrollWidth"), page.evaluate(CUT)
        if taken > reading or cut:
            faults[kind] = (taken, cut)
    context.close()
    assert too_wide == {}
    assert faults == {}


FOCUSED = """() => {
  const node = document.activeElement;
  const style = getComputedStyle(node), box = node.getBoundingClientRect();
  const every = [...document.querySelectorAll('*')];
  return { rank: every.indexOf(node), body: node === document.body, name: node.outerHTML.slice(0, 80),
    seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inside: box.bottom > 0 && box.top < innerHeight && box.width > 0 };
}"""


def test_the_keyboard_walks_each_page_in_order_and_is_seen_where_it_stands(
    browser: Browser, site: Path
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    faults: list[str] = []
    for kind in PAGES:
        page.goto(address(site, kind))
        last = -1
        for _ in range(18):
            page.keyboard.press("Tab")
            found = page.evaluate(FOCUSED)
            if found["body"] or found["rank"] < last:
                break  # past the last one, the keyboard leaves the page
            if found["rank"] == last or not found["seen"] or not found["inside"]:
                faults.append(f"{kind}: {found}")
            last = found["rank"]
        assert last > 0
    context.close()
    assert faults == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_the_tables_beside_the_figures_open_without_a_fault(browser: Browser, site: Path, width: int) -> None:
    context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(address(site, "selection"))
    for summary in page.locator("details.more > summary").all():
        summary.click()
    assert page.locator("section details table").first.is_visible()
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE, None) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_each_figure_has_a_layout_of_its_own_for_narrow_pages_and_prints_the_wide_one(
    browser: Browser, site: Path
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(address(site, "selection"))
    assert page.locator(".scene.narrow").first.is_visible()
    assert page.locator(".scene.wide").first.is_hidden()
    page.emulate_media(media="print")
    assert page.locator(".scene.narrow").first.is_hidden()
    assert page.locator(".scene.wide").first.is_visible()
    page.close()


def test_what_is_folded_on_the_screen_is_printed(browser: Browser, site: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(address(site, "selection"))
    folded = page.locator("details.more:not([open]) table")
    assert folded.count() > 0
    assert not any(table.is_visible() for table in folded.all())
    page.emulate_media(media="print")
    assert all(table.is_visible() for table in folded.all())
    page.close()


def test_no_page_asks_anything_of_another_host_nor_breaks_its_content_policy(
    browser: Browser, site: Path
) -> None:
    page = browser.new_page()
    asked: list[str] = []
    said: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(("file:", "data:")):
            asked.append(request.url)

    page.on("request", note)
    page.on(
        "console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    for kind in PAGES:
        page.goto(address(site, kind))
    page.goto(address(site, "directory"))
    page.get_by_role("button", name="Voir la carte").click()
    expect(page.locator(".leaflet-container .cluster").first).to_be_visible()
    page.close()
    assert asked == []
    assert said == []


def open_directory(browser: Browser, site: Path, query: str = "") -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address(site, "directory") + query)
    expect(page.locator("#count")).not_to_be_empty()
    return page


def test_the_directory_filters_by_text_without_regard_to_accents(browser: Browser, site: Path) -> None:
    page = open_directory(browser, site)
    page.get_by_label("Nom, commune ou département").fill("etabli landes")
    expect(page.locator("#count")).to_have_text("1 lieu")
    expect(page.locator("#entries li")).to_have_count(1)
    expect(page.locator("#entries a")).to_have_text("L’Établi")
    page.locator("#entries a").click()
    expect(page.locator("h1")).to_have_text("L’Établi")
    page.close()


def test_the_filters_stand_in_the_address_and_come_back_from_it(browser: Browser, site: Path) -> None:
    page = open_directory(browser, site)
    page.get_by_label("Région", exact=True).select_option(label="Bretagne")
    page.get_by_label("lieux gardés seulement").check()
    assert page.evaluate("location.search") == "?region=53&kept=1"
    counted = page.locator("#count").inner_text()
    again = open_directory(browser, site, "?region=53&kept=1")
    expect(again.locator("#count")).to_have_text(counted)
    expect(again.get_by_label("lieux gardés seulement")).to_be_checked()
    again.get_by_role("button", name="tout effacer").click()
    expect(again.locator("#count")).to_have_text("133 lieux (hors du champ, non montrés : 1)")
    page.close()
    again.close()


def test_places_out_of_the_scope_are_shown_on_demand_and_named_so(browser: Browser, site: Path) -> None:
    page = open_directory(browser, site, "?q=ancien atelier des communs")
    expect(page.locator("#entries li")).to_have_count(0)
    page.get_by_label("montrer aussi").check()
    expect(page.locator("#entries li")).to_have_count(1)
    expect(page.locator("#entries .tag")).to_have_text("hors du champ")
    assert "outside=1" in page.evaluate("location.search")
    page.close()


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_on_a_telephone_the_answer_about_a_place_is_within_the_first_screen(
    browser: Browser, site: Path, language: str
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    low = {}
    for slug in sorted(
        folder.name for folder in (site / "lieux").iterdir() if (folder / "index.html").is_file()
    )[:40]:
        page.goto((site / LANGUAGES[language] / "lieux" / slug / "index.html").as_uri())
        bottom = page.locator(".head-answer").evaluate("node => node.getBoundingClientRect().bottom")
        if bottom > 800:
            low[slug] = bottom
    page.close()
    assert low == {}


def test_a_filter_that_finds_nothing_says_so(browser: Browser, site: Path) -> None:
    page = open_directory(browser, site, "?q=zzz")
    expect(page.locator("#count")).to_have_text("Aucun lieu ne répond à ces filtres.")
    page.close()


def test_the_list_grows_on_demand(browser: Browser, site: Path) -> None:
    page = open_directory(browser, site)
    expect(page.locator("#entries li")).to_have_count(60)
    page.get_by_role("button", name="Afficher la suite").click()
    expect(page.locator("#entries li")).to_have_count(120)
    page.close()


def test_the_map_follows_the_list_and_lets_the_page_scroll(browser: Browser, site: Path) -> None:
    page = open_directory(browser, site)
    page.get_by_role("button", name="Voir la carte").click()
    page.get_by_label("Région", exact=True).select_option(label="Bretagne")
    expect(page.locator(".pin.kept").first).to_be_visible()
    page.locator("#live-map").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    box = page.locator("#live-map").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.wheel(0, 400)
    page.wait_for_function("before => scrollY > before", arg=before)
    page.close()


def test_the_directory_with_its_map_breaks_no_rule_of_accessibility(browser: Browser, site: Path) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(address(site, "directory", "en"))
    page.get_by_role("button", name="Show the map").click()
    expect(page.locator(".leaflet-container .cluster").first).to_be_visible()
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE, None) == []
    context.close()


def test_without_script_every_place_is_reached_from_the_directory(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(site, "directory"))
    expect(page.locator("#filters")).to_be_hidden()
    regions = [link.get_attribute("href") or "" for link in page.locator(".by-region a").all()]
    context.close()
    reached: set[str] = set()
    for region in regions:
        text = (site / "lieux" / region).resolve().read_text()
        reached |= set(
            re.findall(
                r'<li><a href="[./]+/lieux/([a-z0-9-]+)/index.html"', text[text.index('class="letters"') :]
            )
        )
    assert len(reached) == 134


def test_on_a_narrow_page_the_menu_opens_without_script(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 700})
    page = context.new_page()
    page.goto(address(site, "home"))
    link = page.locator(".menu a", has_text="Méthode")
    expect(link).to_be_hidden()
    page.locator(".menu summary").click()
    expect(link).to_be_visible()
    link.click()
    expect(page.locator("h1")).to_have_text("Comment la liste est faite")
    context.close()


def test_the_keyboard_reaches_the_content_first(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto(address(site, "place"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    page.close()


def test_notes_stand_beside_their_line_on_a_wide_page_and_below_it_on_a_narrow_one(
    browser: Browser, site: Path
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address(site, "place"))
    where = "node => { const box = node.getBoundingClientRect(); return [box.left, box.top, box.right, box.bottom]; }"
    entry = page.locator(".entry", has_text="Visiteurs par an")
    value, note = entry.locator(".value"), entry.locator(".said")
    assert note.evaluate(where)[0] >= value.evaluate(where)[2]
    assert abs(note.evaluate(where)[1] - value.evaluate(where)[1]) < 12
    page.set_viewport_size({"width": 360, "height": 900})
    assert note.evaluate(where)[1] >= value.evaluate(where)[3]
    page.close()


def test_the_first_page_is_light(site: Path) -> None:
    """Compressed, with its style and the two fonts that it needs: at most 150 KB."""
    import gzip

    parts = [site / "index.html", site / "assets/site.css"]
    weight = sum(len(gzip.compress(path.read_bytes())) for path in parts)
    for name in ("public-sans-latin-wght-normal", "source-serif-4-latin-wght-normal"):
        weight += (site / f"assets/fonts/{name}.woff2").stat().st_size
    assert weight < 150_000
