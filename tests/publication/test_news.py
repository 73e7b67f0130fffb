"""News: the team's dated texts and the dates of the listings, refused with their line when they cannot be published."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from florilege.editorial import news
from florilege.editorial.news import NewsItem
from florilege.faults import StudyFileRefused, Words
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.edition.export import write_site
from florilege.web.publication.pages import news as news_page
from florilege.web.study.stored_values import as_stored, from_stored

WHOLE = """
date = "2026-11-24"
page = "selection/"
title = { fr = "Un titre", en = "A title" }
text = { fr = "Un.\\n\\nDeux.", en = "One.\\n\\nTwo." }
"""


def test_an_item_is_read_and_comes_back_from_the_store_as_it_was() -> None:
    item = news.read_item(WHOLE, file="a.toml")
    assert item == NewsItem(
        "2026-11-24", Words("Un titre", "A title"), Words("Un.\n\nDeux.", "One.\n\nTwo."), "selection/"
    )
    assert from_stored(news.NewsItem, as_stored(item)) == item


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


def test_the_newest_comes_first_and_the_listings_speak_at_the_date_of_their_version(
    contents: StudyContents,
) -> None:
    item = news.read_item(WHOLE, file="a.toml")
    with_news = replace(contents, news=(item,))
    lines = news_page.lines(with_news, "en", frozenset({"selection/"}))
    assert [line.day for line in lines] == sorted((line.day for line in lines), reverse=True)
    assert lines[0].paragraphs == ("One.", "Two.")
    assert lines[0].page == "selection/"
    dated = {listing.current.date for listing in contents.listings if listing.current is not None}
    assert {line.day for line in lines} == dated | {"2026-11-24"}


def test_an_item_that_names_a_page_that_is_not_there_leads_nowhere(contents: StudyContents) -> None:
    item = replace(news.read_item(WHOLE, file="a.toml"), page="nulle-part/")
    assert news_page.lines(replace(contents, news=(item,)), "fr", frozenset({"selection/"}))[0].page == ""


def test_the_page_holds_the_items_in_both_languages(contents: StudyContents, tmp_path: Path) -> None:
    item = news.read_item(WHOLE, file="a.toml")
    write_site(replace(contents, news=(item,)), tmp_path / "site")
    assert "Un titre" in (tmp_path / "site/actualites/index.html").read_text()
    english = (tmp_path / "site/en/actualites/index.html").read_text()
    assert "A title" in english
    assert "Un titre" not in english
    assert '<time datetime="2026-11-24">' in english
