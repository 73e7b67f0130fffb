"""News of a study: short texts that its team dates and signs off, and what its listings themselves date.

One file an item in the folder `news/` of the study: `date`, `title`, `text` in both languages (paragraphs apart by an
empty line), and a `page` of the site to go to, if any.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as day

from florilege.faults import StudyFileRefused, Words
from florilege.toml_lines import read_toml
from florilege.web.publication import words
from florilege.web.publication.contents import NewsItem, StudyContents
from florilege.web.publication.data import Data, as_text, as_words

TEAM, LISTING = "team", "listing"
KINDS = {
    TEAM: Words("l’étude", "the study"),
    LISTING: Words("recensement", "listing"),
}
_PAGE = re.compile(r"(?:[a-z0-9-]+/)*")


@dataclass(frozen=True, slots=True)
class NewsLine:
    """An item ready to print. day : as machines read it; page : of the site, with what its link says"""

    day: str
    date: str
    kind: str
    title: str
    paragraphs: tuple[str, ...]
    page: str


def read_item(text: str, *, file: str) -> NewsItem:
    """An item from its file. Raises StudyFileRefused naming line, key and value."""
    root = read_toml(text, file=file, refusal=StudyFileRefused)
    said = root.require("date", str)
    try:
        whole = day.fromisoformat(said).isoformat() == said
    except ValueError:
        whole = False
    if not whole:
        raise root.refused(
            Words("un jour, comme 2026-11-24", "a day, such as 2026-11-24"), key="date", value=said
        )
    page = root.get("page", str, "")
    if not _PAGE.fullmatch(page):
        raise root.refused(
            Words(
                "l’adresse d’une page du site, comme selection/",
                "the address of a page of the site, such as selection/",
            ),
            key="page",
            value=page,
        )
    found = NewsItem(said, root.bilingual("title"), root.bilingual("text"), page)
    root.refuse_unknown()
    return found


def data_of(item: NewsItem) -> Mapping[str, object]:
    """An item as stored."""
    return {
        "date": item.date,
        "title": {"fr": item.title.fr, "en": item.title.en},
        "text": {"fr": item.text.fr, "en": item.text.en},
        "page": item.page,
    }


def read(item: Data) -> NewsItem:
    """An item as the step that keeps it stored it."""
    return NewsItem(
        as_text(item.get("date")),
        as_words(item.get("title")),
        as_words(item.get("text")),
        as_text(item.get("page")),
    )


def lines(contents: StudyContents, language: str, known: frozenset[str]) -> tuple[NewsLine, ...]:
    """All the news, the newest first. known : the paths of the site; an item that names another leads nowhere"""
    written = [
        NewsLine(
            item.date,
            words.date(item.date, language),
            words.said(KINDS[TEAM], language),
            words.said(item.title, language),
            tuple(part for part in re.split(r"\n\s*\n", words.said(item.text, language).strip()) if part),
            item.page if item.page in known else "",
        )
        for item in contents.news
    ]
    return tuple(
        sorted([*written, *_of_listings(contents, language)], key=lambda line: line.day, reverse=True)
    )


def _of_listings(contents: StudyContents, language: str) -> list[NewsLine]:
    """One item for the version of each listing that the study reads, at the date of that version."""
    found: list[NewsLine] = []
    for listing in contents.listings:
        version = listing.current
        if version is None or not version.date[:4].isdigit():
            continue
        title = words.said(listing.title, language)
        said = Words(
            f"Version du recensement que l’étude lit aujourd’hui : {listing.records} fiches, qui donnent"
            f" {listing.places} lieux, dont {listing.shared} que d’autres recensements donnent aussi.",
            f"The version of the listing that the study reads today: {listing.records:,} records, which give"
            f" {listing.places:,} places, {listing.shared:,} of them in other listings too.",
        )
        found.append(
            NewsLine(
                version.date,
                words.date(version.date, language),
                words.said(KINDS[LISTING], language),
                title,
                (words.said(said, language),),
                f"methode/#source-{listing.slug}",
            )
        )
    return found
