"""Feeds: valid Atom (RFC 4287) and JSON Feed 1.1, for all news, each territory and each theme that has some, in each language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from lxml import html
from msgspec.structs import replace

from florilege.editorial.news import CODE, NewsItem
from florilege.faults import Words
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.edition.export import write_site
from florilege.web.publication.feeds import files as feeds
from florilege.web.publication.site_contents import SiteContents

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ADDRESS = "https://example.org/etude/"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def items(contents: StudyContents) -> tuple[NewsItem, ...]:
    place = next(one for one in contents.places if one.epci_code)
    odd = Words("« R & D » <b>\u0007", "“R & D” <b>\u0007")
    return (
        NewsItem("2026-11-20", odd, Words("Un <i>mot</i> & un autre.\n\nFin.", "A <i>word</i> & another.\n\nEnd."), "",
                 key="mot", updated="2026-11-22", places=(place.place_id,), themes=("visites",), author="A. Martin"),
        NewsItem("2026-11-25", Words("Réservé", "Kept"), Words("Le chapeau.", "The teaser."), "", key="reserve", access=CODE),
        NewsItem("2026-11-21", Words("Long", "Long"), Words("Tout.", "All."), "selection/", key="long",
                 teaser=Words("En bref.", "In brief."), territories=("commune-35238",)),
    )  # fmt: skip


@pytest.fixture
def with_news(contents: StudyContents) -> StudyContents:
    themes = {"visites": Words("visites", "visits"), "rien": Words("rien", "nothing")}
    return replace(contents, news=items(contents), news_themes=themes)


def written(contents: StudyContents, address: str = ADDRESS) -> Mapping[str, bytes]:
    return feeds.files(SiteContents(contents).news, address=address)


def is_moment(said: str) -> bool:
    """Whether a text is a moment of RFC 3339 that the calendar has."""
    if not MOMENT.fullmatch(said):
        return False
    try:
        datetime.fromisoformat(said.replace("Z", "+00:00"))
    except ValueError:
        return False
    return True


def atom_faults(content: bytes, *, whole: bool) -> list[str]:
    """What of a feed is not as RFC 4287 wants it."""
    root = ElementTree.fromstring(content)
    faults = [] if root.tag == f"{ATOM}feed" and root.get(LANG) else ["root"]
    entries = root.findall(f"{ATOM}entry")
    for one in (root, *entries):
        for name in ("id", "title", "updated"):
            found = one.findall(f"{ATOM}{name}")
            faults += (
                [f"{name}: {len(found)}"] if len(found) != 1 or not (found[0].text or "").strip() else []
            )
        identifier = one.findtext(f"{ATOM}id", "")
        faults += [] if urlsplit(identifier).scheme else [f"no IRI: {identifier}"]
        for name in ("updated", "published"):
            said = one.findtext(f"{ATOM}{name}")
            faults += [f"{name}: {said}"] if said is not None and not is_moment(said) else []
        links = one.findall(f"{ATOM}link")
        rels = [link.get("rel") for link in links]
        faults += [f"links: {rels}"] if rels.count("alternate") != 1 else []
        for link in links:
            faults += (
                [f"relative: {link.get('href')}"]
                if whole and not urlsplit(link.get("href", "")).scheme
                else []
            )
    if root.find(f"{ATOM}author/{ATOM}name") is None or "self" not in [
        x.get("rel") for x in root.findall(f"{ATOM}link")
    ]:
        faults.append("author or self")
    identifiers = [one.findtext(f"{ATOM}id") for one in (root, *entries)]
    faults += ["ids twice"] if len(set(identifiers)) != len(identifiers) else []
    for one in entries:
        content_ = one.find(f"{ATOM}content")
        faults += ["content"] if content_ is None or content_.get("type") != "html" or len(content_) else []
        faults += ["category"] if any(not tag.get("term") for tag in one.findall(f"{ATOM}category")) else []
        faults += (
            ["published after updated"]
            if one.findtext(f"{ATOM}published", "") > one.findtext(f"{ATOM}updated", "")
            else []
        )
    latest = max((one.findtext(f"{ATOM}updated", "") for one in entries), default="")
    return faults + (["updated before its items"] if root.findtext(f"{ATOM}updated", "") < latest else [])


def json_faults(content: bytes, *, whole: bool) -> list[str]:
    """What of a feed is not as JSON Feed 1.1 wants it."""
    said: dict[str, Any] = json.loads(content)
    faults = [] if said["version"] == "https://jsonfeed.org/version/1.1" and said["title"] else ["head"]
    known = {"version", "title", "home_page_url", "feed_url", "language", "authors", "items"}
    of_items = {
        "id",
        "url",
        "title",
        "content_html",
        "summary",
        "date_published",
        "date_modified",
        "authors",
        "tags",
        "language",
    }
    faults += [f"unknown: {set(said) - known}"] if set(said) - known else []
    for one in (said, *said["items"]):
        addresses = [one[key] for key in ("url", "home_page_url", "feed_url") if key in one]
        faults += [f"relative: {x}" for x in addresses if urlsplit(x).scheme != "https"]
        faults += ["no address"] if whole and not addresses else []
        faults += (
            ["author"] if any(set(x) != {"name"} or not x["name"] for x in one.get("authors", ())) else []
        )
    for one in said["items"]:
        faults += [f"unknown: {set(one) - of_items}"] if set(one) - of_items else []
        faults += [key for key in ("id", "content_html") if not isinstance(one.get(key), str) or not one[key]]
        faults += [key for key in ("date_published", "date_modified") if not is_moment(one[key])]
        faults += ["tags"] if not all(isinstance(tag, str) and tag for tag in one["tags"]) else []
    ids = [one["id"] for one in said["items"]]
    return faults + (["ids twice"] if len(set(ids)) != len(ids) else [])


@pytest.mark.parametrize("address", ["", ADDRESS])
def test_every_feed_is_valid_with_or_without_the_address_of_the_site(
    with_news: StudyContents, address: str
) -> None:
    found = written(with_news, address)
    faults = {
        name: said
        for name, content in found.items()
        if (said := (atom_faults if name.endswith(".atom") else json_faults)(content, whole=bool(address)))
    }
    assert faults == {}
    assert len(found) >= 2 * 2 * 7


def test_the_check_of_feeds_can_fail(with_news: StudyContents) -> None:
    atom = written(with_news)["actualites/flux/etude.fr.atom"].decode()
    for before, after in (
        ("<updated>2026-11-25T00:00:00Z", "<updated>25/11/2026"), ("<author>", "<nobody>"), ('type="html"', 'type="xhtml"'),
        ("urn:uuid:", "uuid-"), (ADDRESS, "../"), (' xml:lang="fr"', ""),
    ):  # fmt: skip
        assert before in atom
        wrong = atom.replace(before, after).replace(
            "</author>", "</nobody>" if after == "<nobody>" else "</author>"
        )
        assert atom_faults(wrong.encode(), whole=True)
    said = written(with_news)["actualites/flux/etude.fr.json"].decode()
    for before, after in (
        (ADDRESS, "../"),
        ('"date_published": "2', '"date_published": "'),
        ("content_html", "content"),
    ):
        assert before in said
        assert json_faults(said.replace(before, after).encode(), whole=True)


def test_only_what_has_items_has_a_feed_and_the_whole_one_always_has(
    with_news: StudyContents, contents: StudyContents
) -> None:
    place = contents.by_id[with_news.news[0].places[0]]
    names = {"etude", "theme-visites", "commune-35238", "243500139", "departement-35", "region-53", place.epci_code,
             f"commune-{place.commune_code}", f"departement-{place.departement_code}", f"region-{place.region_code}"}  # fmt: skip
    expected = {
        f"actualites/flux/{name}.{language}.{form}"
        for name in names
        for language in ("fr", "en")
        for form in ("atom", "json")
    }
    assert set(written(with_news)) == expected
    assert {name.split("/")[-1].split(".")[0] for name in written(contents)} == {"etude"}


def test_a_feed_says_what_its_items_say_with_their_dates_in_its_language(with_news: StudyContents) -> None:
    said = json.loads(written(with_news)["actualites/flux/etude.en.json"])
    (word,) = (one for one in said["items"] if one["url"] == f"{ADDRESS}en/actualites/mot/index.html")
    assert word["content_html"] == "<p>A &lt;i&gt;word&lt;/i&gt; &amp; another.</p><p>End.</p>"
    assert (word["date_published"], word["date_modified"]) == ("2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z")
    assert (word["authors"], word["language"]) == ([{"name": "A. Martin"}], "en")
    assert "visits" in word["tags"]
    (long,) = (one for one in said["items"] if one["title"] == "Long")
    assert (long["summary"], "All." in long["content_html"]) == ("In brief.", True)
    days = [one["date_published"] for one in said["items"]]
    assert days == sorted(days, reverse=True)
    atom = ElementTree.fromstring(written(with_news)["actualites/flux/etude.en.atom"])
    assert [one.findtext(f"{ATOM}content") for one in atom.findall(f"{ATOM}entry")] == [
        one["content_html"] for one in said["items"]
    ]
    assert {"“R & D” <b>"} == {one.findtext(f"{ATOM}title") for one in atom.findall(f"{ATOM}entry")} & {
        "“R & D” <b>"
    }


def test_of_an_article_for_some_a_feed_has_the_teaser_and_says_that_there_is_more(
    with_news: StudyContents,
) -> None:
    said = json.loads(written(with_news)["actualites/flux/etude.fr.json"])
    (kept,) = (one for one in said["items"] if one["title"] == "Réservé")
    assert kept["content_html"].startswith("<p>Le chapeau.</p><p>La suite est réservée")


def test_identifiers_stay_when_the_site_moves_and_when_other_items_come(with_news: StudyContents) -> None:
    def ids(contents: StudyContents, address: str) -> dict[str, str]:
        said = json.loads(written(contents, address)["actualites/flux/etude.fr.json"])
        return {one["title"]: one["id"] for one in said["items"]}

    here = ids(with_news, "")
    assert ids(with_news, ADDRESS) == here
    fewer = replace(with_news, news=with_news.news[1:])
    assert ids(fewer, "https://ailleurs.example/").items() < here.items()
    changed = replace(with_news, news=(replace(with_news.news[0], updated="2026-11-30"), *with_news.news[1:]))
    assert ids(changed, "") == here


def test_what_pages_and_feeds_lead_to_is_there(with_news: StudyContents, tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_site(with_news, site, with_report=False)
    for page in (
        "index.html",
        "en/actualites/index.html",
        "actualites/themes/visites/index.html",
        "territoires/region-53/index.html",
    ):
        tree = html.fromstring((site / page).read_bytes())
        named = tree.xpath(
            '//link[@type="application/atom+xml"]/@href | //a[contains(@href, "actualites/flux/")]/@href'
        )
        assert named
        for href in named:
            assert (site / page).parent.joinpath(href).is_file(), (page, href)
    for feed in (site / "actualites/flux").glob("*.atom"):
        for link in ElementTree.fromstring(feed.read_bytes()).iter(f"{ATOM}link"):
            target = urlsplit(urljoin(feed.as_uri(), link.get("href"))).path
            assert Path(target).is_file(), (feed.name, link.get("href"))


def test_a_file_of_the_live_site_is_the_one_asked(with_news: StudyContents) -> None:
    news = SiteContents(with_news).news
    found = feeds.one(news, "actualites/flux/region-53.en.atom", address="https://live.example")
    assert found is not None
    assert not atom_faults(found, whole=True)
    assert b'href="https://live.example/en/actualites/long/"' in found
    assert feeds.one(news, "actualites/flux/region-11.en.atom", address="") is None
    assert feeds.one(news, "actualites/flux/region-53.de.atom", address="") is None
    assert feeds.form_of("x.fr.atom") == "application/atom+xml"
    assert feeds.form_of("x.fr.json") == "application/feed+json"
