"""The finder of the static edition, in a browser, and that of the live site, by HTTP, answer the same questions alike."""

from __future__ import annotations

import html
import re
import urllib.request
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
QUESTIONS: Sequence[tuple[str, str]] = (
    # needs in the reader's own words: accents, plurals, genders, infinitives
    ("q", "coworking à Rennes"), ("q", "Des imprimantes 3D à RENNES"), ("q", "imprimante"), ("q", "fabriquée en bois"),
    ("q", "prototyper à Nantes"), ("q", "bureaux à louer"), ("q", "bureau a louer 35000"), ("q", "salles de réunions Brest"),
    ("q", "incubateurs"), ("q", "pépinière d'entreprises Lille"), ("q", "être accompagné à Metz"), ("q", "se former"),
    ("q", "formations dans le Finistère"), ("q", "rencontrer des investisseurs"), ("q", "événements à Paris"),
    ("q", "aide aux démarches en ligne"), ("q", "studio de podcast"), ("q", "télétravailler près de Mende"),
    # in English
    ("q", "3D printer near Nantes"), ("q", "a desk in Rennes"), ("q", "meeting rooms in Lille"), ("q", "sewing machines"),
    # things, by whatever they are called; in the middle of a long text; of which no source speaks
    ("q", "découpe laser Rennes"), ("q", "fraiseuse"), ("q", "brodeuse"), ("q", "scanner 3D"), ("q", "impression 3D le mardi"),
    ("q", "visioconférence"), ("q", "fibre"), ("q", "tablettes"), ("q", "robotique et imprimante 3D à Nantes"),
    # kinds
    ("q", "tiers-lieu à Rennes"), ("q", "tiers lieux en Bretagne"), ("q", "médiathèque"), ("q", "coworking dans un tiers-lieu"),
    # errors of typing
    ("q", "cowerking"), ("q", "imprimente 3D Rennes"), ("q", "fabriccation Nantes"), ("q", "formaton"), ("q", "coworking Renes"),
    ("q", "coworking Marseile"), ("q", "incubatuer Lille"),
    # places: namesakes, overshadowed ones, codes, islands, regions, long names, addresses
    ("q", "coworking Saint-Denis"), ("q", "coworking La Rochelle"), ("q", "coworking St Etienne"), ("q", "coworking 97411"),
    ("q", "coworking 2A"), ("q", "coworking Occitanie"), ("q", "Rennes"), ("q", "coworking L'Haÿ-les-Roses"),
    ("from", "12 rue de la République, 35000 Rennes"), ("from", "5 place du Marché, Nantes"), ("from", "Renes"),
    ("from", "saint denis"), ("from", "Saint-Étienne"), ("from", "29200"), ("from", "35"), ("from", "ile et vilaine"),
    ("from", "Bretagne"), ("from", "zzzz"), ("from", "paris"), ("from", "marseile"), ("from", "Rennes (35)"),
    # words that nobody understands, and nothing at all
    ("q", "zglorb"), ("q", "coworking Xyzville"), ("q", "imprimante 3D zglorb à Rennes"), ("q", "¿¡ ™ 💐"), ("q", "le la les"),
    ("q", "' OR 1=1 --"), ("q", "<b>coworking</b>"), ("q", "été"), ("q", "a"),
    # by the lists: needs, steps, kinds, distances, ticks, points
    ("", "need=desk&where=35238"), ("", "need=desk&where=35238&within=5"), ("", "need=desk&need=make&where=44109&within=100"),
    ("", "need=desk&where=2A004&within=5"), ("", "need=make&where=48095"), ("", "need=media&where=97411"),
    ("", "step=try&where=d35"), ("", "step=start&need=make"), ("", "kind=fablab&where=r53"), ("", "open=1&where=35238&within=100"),
    ("", "accessible=1"), ("", "need=desk&unknown=1&where=35238"), ("", "where=35238&unknown=1&within=50"),
    ("", "where=@48.11,-1.68&need=desk"), ("", "where=@95,3"), ("", "where=99999"), ("", "need=nothing"), ("", "within=7&need=desk"),
    ("", "q=coworking&need=make&where=35238"), ("", "q=salle+de+r%C3%A9union&need=offices"), ("", "q=coworking+Rennes&from=Nantes"),
    ("", "q=coworking+Rennes&where=44109"), ("", "q=imprimante+3D&kind=tiers-lieu&unknown=1"),
)  # fmt: skip
ASK = """async (query) => {
  const count = document.getElementById("count"), more = document.getElementById("more");
  count.textContent = "";
  history.replaceState(null, "", location.pathname + query);
  dispatchEvent(new PopStateEvent("popstate"));
  const end = performance.now() + 60000;
  while (count.textContent === "" && performance.now() < end) await new Promise((done) => setTimeout(done, 5));
  while (!more.hidden) more.click();
  const said = (id) => document.getElementById(id).textContent;
  const slug = (link) => link.getAttribute("href").replace("/index.html", "/").split("/").at(-2);
  return {
    places: [...document.querySelectorAll("#answers .answer-name a")].map(slug),
    count: said("count"), order: document.getElementById("order").hidden ? "" : said("order"), notes: said("notes"), aside: said("aside"),
    cards: [...document.querySelectorAll("#answers > li")].map((one) => one.textContent),
  };
}"""


class Answer(NamedTuple):
    """What a finder answers: the places in order, the sentences around them, the text of each card."""

    places: tuple[str, ...]
    count: str
    order: str
    notes: str
    aside: str
    cards: tuple[str, ...]


def address(question: tuple[str, str]) -> str:
    name, text = question
    return f"?{urlencode({name: text})}" if name else f"?{text}"


def bare(text: str) -> str:
    """A text without its tags, its spaces as one kind."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", text))).strip()


def by_http(site: str, query: str) -> Answer:
    """What the live page says, all its pages one after the other."""
    found: dict[str, list[str]] = {"places": [], "cards": []}
    first = ""
    while True:
        with urllib.request.urlopen(urllib.request.Request(site + query, headers={}), timeout=60) as answer:
            text = answer.read().decode()
        first = first or text
        listed = re.search(r'<ol id="answers"[^>]*>(.*?)</ol>', text, re.DOTALL)
        assert listed
        found["places"] += re.findall(r'class="answer-name"><a href="[^"]*/lieux/([^/]+)/"', listed[1])
        found["cards"] += map(bare, re.split(r"<li><p class=\"answer-name\">", listed[1])[1:])
        following = re.search(r'rel="next" href="[^"?]*([^"#]*)', text)
        if following is None:
            break
        query = html.unescape(following[1])

    def said(name: str) -> str:
        part = re.search(rf'<(\w+) id="{name}"[^>]*>(.*?)</\1>', first, re.DOTALL)
        assert part, name
        return bare(part[2])

    return Answer(
        tuple(found["places"]),
        said("count"),
        said("order"),
        said("notes"),
        said("aside"),
        tuple(found["cards"]),
    )


def in_browser(browser: Browser, site: str, queries: Sequence[str]) -> list[Answer]:
    """What the static page says to each question, on the very script that is published."""
    page = browser.new_page()
    page.goto(f"{site}index.html")
    found = []
    for query in queries:
        said = page.evaluate(ASK, query)
        texts = {name: bare(said[name]) for name in ("count", "order", "notes", "aside")}
        found.append(Answer(places=tuple(said["places"]), cards=tuple(map(bare, said["cards"])), **texts))
    page.close()
    return found


def letters(text: str) -> str:
    """A text without spaces: those between parts of a card are of the page, not of what it says."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(("language", "prefix"), [("fr", ""), ("en", "en/")])
def test_both_finders_give_the_same_places_in_the_same_order_with_the_same_words(
    browser: Browser, static: str, live: str, language: str, prefix: str
) -> None:
    queries = [address(question) for question in QUESTIONS]
    assert len(set(queries)) == len(queries) >= 40
    ours = [by_http(f"{live}{prefix}trouver/", query) for query in queries]
    theirs = in_browser(browser, f"{static}{prefix}trouver/", queries)
    faults = [
        (query, name, getattr(one, name), getattr(other, name))
        for query, one, other in zip(queries, ours, theirs, strict=True)
        for name in Answer._fields
        if letters(str(getattr(one, name))) != letters(str(getattr(other, name)))
    ]
    assert faults == [], faults[0]
    answered = [one for one in ours if one.places]
    assert len(answered) > 60
    assert len({one.places for one in answered}) > 40
    assert max(len(one.places) for one in answered) > 40  # more than two pages
    assert any("zglorb" in one.count for one in ours)
