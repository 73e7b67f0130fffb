"""News of a study: short texts that its team dates and signs off, and what its listings themselves date.

One file an item in the folder `news/` of the study: `date`, `title`, `text` in both languages (paragraphs apart by an
empty line), and a `page` of the site to go to, if any.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from florilege.faults import Words
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.text import words

TEAM, LISTING = "team", "listing"
KINDS = {
    TEAM: Words("l’étude", "the study"),
    LISTING: Words("recensement", "listing"),
}


@dataclass(frozen=True, slots=True)
class NewsLine:
    """An item ready to print. day : as machines read it; page : of the site, with what its link says"""

    day: str
    date: str
    kind: str
    title: str
    paragraphs: tuple[str, ...]
    page: str


def lines(contents: StudyContents, language: str, known: Set[str]) -> tuple[NewsLine, ...]:
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
            f"The version of the listing that the study currently uses: {listing.records:,} records, which give"
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
