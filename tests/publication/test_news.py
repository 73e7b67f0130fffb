"""News on the pages: the newest first, what each is about, where it is shown, and what its own page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from florilege.editorial import news
from florilege.editorial.news import SUBSCRIBERS, NewsItem
from florilege.faults import StudyFileRefused, Words
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.edition.export import write_site
from florilege.web.publication.pages.news import News
from florilege.web.publication.site_contents import SiteContents
from florilege.web.study.stored_values import as_stored, from_stored

WHOLE = """
date = "2026-11-24"
page = "selection/"
title = { fr = "Un titre", en = "A title" }
text = { fr = "Un.\\n\\nDeux.", en = "One.\\n\\nTwo." }
"""
THEMES = {"visites": Words("visites", "visits"), "rien": Words("rien", "nothing")}


def of(contents: StudyContents, *items: NewsItem, language: str = "fr") -> News:
    return SiteContents(with_news(contents, *items)).news[language]


def with_news(contents: StudyContents, *items: NewsItem) -> StudyContents:
    return replace(contents, news=items, news_themes=THEMES)


def item(key: str, **more: object) -> NewsItem:
    found = news.read_item(WHOLE, file="a.toml", key=key).item
    return replace(found, **more)  # type: ignore[arg-type]


def test_an_item_is_read_and_comes_back_from_the_store_as_it_was() -> None:
    found = news.read_item(WHOLE, file="a.toml").item
    assert found == NewsItem(
        "2026-11-24", Words("Un titre", "A title"), Words("Un.\n\nDeux.", "One.\n\nTwo."), "selection/"
    )
    assert from_stored(news.NewsItem, as_stored(found)) == found


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ('"2026-11-24"', '"24/11/2026"', "date"),
        ('"2026-11-24"', '"2026-13-24"', "date"),
        ('"selection/"', '"https://exemple.fr/"', "page"),
        (', en = "A title"', "", "en"),
        ('date = "2026-11-24"', "", "date"),
        ("page =", "pages =", "pages"),
    ],
)
def test_a_slip_is_refused_with_its_key_and_line(before: str, after: str, key: str) -> None:
    with pytest.raises(StudyFileRefused) as refused:
        news.read_item(WHOLE.replace(before, after), file="a.toml")
    assert refused.value.where.file == "a.toml"
    assert key in str(refused.value)


def test_the_newest_comes_first_and_the_site_speaks_of_its_listings_and_of_its_list(
    contents: StudyContents,
) -> None:
    lines = of(contents, item("a"), language="en").lines
    assert [line.day for line in lines] == sorted((line.day for line in lines), reverse=True)
    assert lines[0].paragraphs == ("One.", "Two.")
    dated = [listing.current.date for listing in contents.listings if listing.current is not None]
    assert sorted(line.day for line in lines if line.kind == "listing") == sorted(dated)
    (listed,) = (line for line in lines if line.kind == "published list")
    assert listed.day == contents.day
    assert listed.title == f"The published list: {len(contents.kept)} of {len(contents.candidates)}"


def test_a_list_that_is_not_there_is_no_news(contents: StudyContents) -> None:
    nobody = replace(contents, places=tuple(replace(place, choice=None) for place in contents.places))
    assert not nobody.kept
    assert {line.kind for line in of(nobody, language="en").lines} == {"listing"}


def test_what_is_about_a_place_is_about_all_that_holds_it(contents: StudyContents) -> None:
    place = next(one for one in contents.places if one.epci_code)
    found = of(contents, item("a", places=(place.place_id, "gone")), item("b", territories=("region-53",)))
    assert [line.key for line in found.by_place[place.place_id]] == ["a"]
    for key in (f"region-{place.region_code}", f"departement-{place.departement_code}", place.epci_code):
        assert "a" in [line.key for line in found.by_territory[key]]
    assert "b" in [line.key for line in found.by_territory["region-53"]]
    assert "departement-29" not in {key for key, lines in found.by_territory.items() if lines[0].key == "b"}
    assert [tie.name for tie in found.by_key["a"].places] == [place.called.fr]
    levels = [key.rpartition("-")[0] for key in found.by_territory]
    assert levels == sorted(levels, key=["region", "departement", "", "commune"].index)


def test_an_item_kept_by_a_version_before_is_listed_and_has_no_page(contents: StudyContents) -> None:
    found = of(contents, item(""))
    assert found.lines[0].title == "Un titre"
    assert found.lines[0].path == ""
    assert found.by_key == {}


@pytest.fixture
def shown(contents: StudyContents, tmp_path: Path) -> Path:
    """A site with an item about a place, an article not for everyone, and one that names a page that is not there."""
    place = next(one for one in contents.places if one.epci_code)
    items = (
        item("ouverture", places=(place.place_id,), themes=("visites",), edition="2026", author="A. Martin",
             updated="2026-11-25", event="x", event_title=Words("Les journées", "The days")),
        item("enquete", access=SUBSCRIBERS, text=Words("Chapeau.", "Teaser."), page="nulle-part/"),
        item("long", teaser=Words("En bref.", "In brief.")),
    )  # fmt: skip
    write_site(with_news(contents, *items), tmp_path / "site", with_report=False)
    return tmp_path / "site"


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_the_pages_hold_the_items_in_both_languages(shown: Path) -> None:
    french, english = text(shown / "actualites/index.html"), text(shown / "en/actualites/index.html")
    assert "Un titre" in french
    assert "A title" in english
    assert "Un titre" not in english
    assert '<time datetime="2026-11-24">' in english
    assert "In brief." in english
    assert "nulle-part" not in french
    assert "La suite est pour les abonnés de la lettre." in french


def test_an_item_has_a_page_that_says_what_it_is_about(shown: Path, contents: StudyContents) -> None:
    place = next(one for one in contents.places if one.epci_code)
    page = text(shown / "en/actualites/ouverture/index.html")
    for said in (
        "A title",
        "One.",
        "Two.",
        "A. Martin",
        "25\u00a0November 2026",
        "The days",
        "2026",
        "visits",
    ):
        assert said in page
    assert f"lieux/{place.slug}/index.html" in page
    assert "selection/index.html" in page
    long = text(shown / "en/actualites/long/index.html")
    assert "In brief." not in re.sub(r"<meta[^>]*>", "", long)
    assert "Two." in long


def test_an_item_is_on_the_sheet_of_its_place_and_the_pages_of_its_territories(
    shown: Path, contents: StudyContents
) -> None:
    place = next(one for one in contents.places if one.epci_code)
    other = next(one for one in contents.places if one.region_code != place.region_code)
    about = [f"lieux/{place.slug}", f"territoires/region-{place.region_code}", f"territoires/{place.epci_code}",
             f"territoires/commune-{place.commune_code}"]  # fmt: skip
    for path in about:
        assert "actualites/ouverture/index.html" in text(shown / path / "index.html")
    feed = f"actualites/flux/region-{place.region_code}.fr.atom"
    assert text(shown / f"territoires/region-{place.region_code}/index.html").count(feed) == 2
    for path in (f"lieux/{other.slug}", f"territoires/region-{other.region_code}"):
        page = text(shown / path / "index.html")
        assert "actualites/ouverture" not in page
        assert 'id="news"' not in page


def test_a_theme_that_has_items_has_a_page(shown: Path) -> None:
    page = text(shown / "actualites/themes/visites/index.html")
    assert "actualites/ouverture" in page
    assert "actualites/enquete" not in page
    assert not (shown / "actualites/themes/rien").exists()


def test_a_page_of_a_site_without_a_service_leads_to_no_form(shown: Path) -> None:
    assert "entier/" not in text(shown / "actualites/enquete/index.html")
