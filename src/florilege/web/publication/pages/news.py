"""News of a study: short texts that its team dates and signs off, and what its listings and its list themselves date.

One file an item in the folder `news/` of the study (docs/files.md). What is about a place is about its commune, its EPCI, its
département and its région too. Nothing here knows the whole text of an article that not everyone reads: `StudyContents` does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from florilege.editorial.news import OPEN, NewsItem
from florilege.faults import Words
from florilege.territory.territory_keys import territory_names, with_those_above
from florilege.web.publication.contents.places import ListingContent, Version
from florilege.web.publication.contents.study_contents import StudyContents, whole_day
from florilege.web.publication.pages.territories.known import LEVELS, Territories, code_of, key_of
from florilege.web.publication.text import words

FOLDER, THEMES = "actualites/", "actualites/themes/"
TEAM, ARTICLE, EVENT, LIST, LISTING = "team", "article", "event", "list", "listing"
KINDS = {
    TEAM: Words("l’étude", "the study"),
    ARTICLE: Words("article", "article"),
    EVENT: Words("évènement", "event"),
    LIST: Words("liste publiée", "published list"),
    LISTING: Words("recensement", "listing"),
}
EVENTS = "rencontres/"
"""Where the exchange days of a study are, on a site that has them."""
SHORT = 3
"""Items that the page of a territory or the sheet of a place shows."""
_APART = re.compile(r"\n\s*\n")
_LIST_TITLE = Words(
    "La liste publiée : {kept} sur {candidates}", "The published list: {kept} of {candidates}"
)
_LIST_TEXT = Words(
    "Les lieux que l’étude garde parmi ses candidats, d’après ce que les sources et les décisions disaient à cette date.",
    "The places that the study keeps among its candidates, by what sources and decisions said on that date.",
)


class Tie(Struct, frozen=True):
    """What an item is about, as a link. path : of its page, "" where it has none"""

    name: str
    path: str


class NewsLine(Struct, frozen=True):
    """An item ready to print.

    key : what feeds know it by, the same for ever; day, updated : as machines read them
    path : of its own page, "" for none; page : of the site, with what its link says
    short : what lists show, where that is not all; open : whether everyone reads all of it
    """

    key: str
    day: str
    date: str
    kind: str
    title: str
    paragraphs: tuple[str, ...]
    page: str
    path: str = ""
    updated: str = ""
    updated_date: str = ""
    short: tuple[str, ...] = ()
    access: str = OPEN
    author: str = ""
    places: tuple[Tie, ...] = ()
    territories: tuple[Tie, ...] = ()
    themes: tuple[Tie, ...] = ()
    event: str = ""
    edition: str = ""

    @property
    def open(self) -> bool:
        return self.access == OPEN

    @property
    def listed(self) -> tuple[str, ...]:
        """The paragraphs that a list shows."""
        return self.short or self.paragraphs


class News(Struct, frozen=True, dict=True):
    """The news of a study in a language, and which of them are about what: made once for all the pages of a site."""

    contents: StudyContents
    territories: Territories
    language: str

    @cached_property
    def lines(self) -> tuple[NewsLine, ...]:
        """All of them, the newest first."""
        written = [self._written(item) for item in self.contents.news]
        reported = [*written, *self._of_the_list(), *self._of_listings()]
        return tuple(sorted(reported, key=lambda line: line.day, reverse=True))

    @cached_property
    def by_key(self) -> Mapping[str, NewsLine]:
        """Those that have a page of their own, by its key."""
        return {line.key: line for line in self.lines if line.path}

    @cached_property
    def by_place(self) -> Mapping[str, Sequence[NewsLine]]:
        """By id of a place, those that name it."""
        return self._grouped(lambda item: item.places)

    @cached_property
    def by_territory(self) -> Mapping[str, Sequence[NewsLine]]:
        """By key of a territory, those about it or about what it holds, in the order of levels and names."""
        found = self._grouped(self._around)
        names, ranks = territory_names(), {"region": 0, "departement": 1, "": 2, "commune": 3}

        def order(key: str) -> tuple[int, str]:
            return ranks.get(key.rpartition("-")[0], 2), words.sort_key(names.get(key, key))

        return {key: found[key] for key in sorted(found, key=order)}

    @cached_property
    def by_theme(self) -> Mapping[str, Sequence[NewsLine]]:
        """By key of a theme, in the order of their file; those that have items."""
        found = self._grouped(lambda item: item.themes)
        return {key: found[key] for key in self.contents.news_themes if key in found}

    def theme(self, key: str) -> str:
        """What a theme is called."""
        return words.said(self.contents.news_themes[key], self.language)

    def territory(self, key: str) -> Tie:
        """A territory by its name, and its page where it has one."""
        found = self.territories.by_key.get(key)
        return Tie(territory_names().get(key, key), found.path if found is not None else "")

    def _grouped(self, of: Callable[[NewsItem], Iterable[str]]) -> dict[str, list[NewsLine]]:
        lines = {line.key: line for line in self.lines}
        ranks = {line.key: rank for rank, line in enumerate(self.lines)}
        found: dict[str, list[NewsLine]] = {}
        for item in sorted(self.contents.news, key=lambda item: ranks[_key_of(item)]):
            for name in dict.fromkeys(of(item)):
                found.setdefault(name, []).append(lines[_key_of(item)])
        return found

    def _around(self, item: NewsItem) -> Iterator[str]:
        """The territories that an item is about: those it names, those of its places, and all that hold them."""
        for place in (self.contents.by_id[one] for one in item.places if one in self.contents.by_id):
            yield from (key_of(level, code) for level in LEVELS if (code := code_of(place, level)))
        for key in item.territories:
            yield from with_those_above(key)

    def _written(self, item: NewsItem) -> NewsLine:
        language, known = self.language, self.contents.by_id
        places = [known[one] for one in item.places if one in known]
        return NewsLine(
            key=_key_of(item),
            day=item.date,
            date=words.date(item.date, language),
            kind=words.said(KINDS[_kind_of(item)], language),
            title=words.said(item.title, language),
            paragraphs=paragraphs(item.text, language),
            page=item.page,
            path=f"{FOLDER}{item.key}/" if item.key else "",
            updated=item.updated,
            updated_date=words.date(item.updated, language) if item.updated else "",
            short=paragraphs(item.teaser, language) if item.teaser is not None else (),
            access=item.access,
            author=item.author,
            places=tuple(Tie(one.called.in_language(language), f"lieux/{one.slug}/") for one in places),
            territories=tuple(map(self.territory, item.territories)),
            themes=tuple(
                Tie(self.theme(one), f"{THEMES}{one}/") for one in item.themes if one in self.contents.news_themes
            ),
            event=words.said(item.event_title, language) if item.event_title is not None else "",
            edition=item.edition,
        )  # fmt: skip

    def _of_the_list(self) -> Iterator[NewsLine]:
        """The list published, at the day of what it was made from."""
        kept, day, language = self.contents.kept, self.contents.day, self.language
        if not kept or not day:
            return
        counts = {
            "kept": words.number(len(kept), language),
            "candidates": words.number(len(self.contents.candidates), language),
        }
        yield NewsLine(
            f"list:{day}",
            day,
            words.date(day, language),
            words.said(KINDS[LIST], language),
            words.filled(_LIST_TITLE, language, **counts),
            (words.said(_LIST_TEXT, language),),
            "selection/",
        )

    def _of_listings(self) -> Iterator[NewsLine]:
        """One item for the version of each listing that the study reads, at the date of that version."""
        for listing in self.contents.listings:
            version = listing.current
            if version is not None and version.date[:4].isdigit():
                yield self._of_listing(listing, version)

    def _of_listing(self, listing: ListingContent, version: Version) -> NewsLine:
        said = Words(
            f"Version du recensement que l’étude lit aujourd’hui : {listing.records} fiches, qui donnent"
            f" {listing.places} lieux, dont {listing.shared} que d’autres recensements donnent aussi.",
            f"The version of the listing that the study currently uses: {listing.records:,} records, which give"
            f" {listing.places:,} places, {listing.shared:,} of them in other listings too.",
        )
        return NewsLine(
            f"listing:{listing.slug}:{version.date}",
            version.date,
            words.date(version.date, self.language),
            words.said(KINDS[LISTING], self.language),
            words.said(listing.title, self.language),
            (words.said(said, self.language),),
            f"methode/#source-{listing.slug}",
        )


def paragraphs(text: Words, language: str) -> tuple[str, ...]:
    """The paragraphs of a text, parted by empty lines."""
    return tuple(part for part in _APART.split(words.said(text, language).strip()) if part)


def instant(day: str) -> str:
    """A day, a month or a year as feeds write a moment (RFC 3339)."""
    return f"{whole_day(day)}T00:00:00Z"


def _key_of(item: NewsItem) -> str:
    """Of an item kept by a version before, which had no key, its date and title: it has no page."""
    return item.key or f"{item.date}:{item.title.fr}"


def _kind_of(item: NewsItem) -> str:
    if item.access != OPEN:
        return ARTICLE
    return EVENT if item.event else TEAM
