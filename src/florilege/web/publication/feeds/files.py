"""The feeds of a site: all of its news, those of each territory and of each theme, in each language and in two forms.

Only those that have items are there, and the whole one. Identifiers are names made from what an item is (RFC 4122, version 5):
they stay when the site moves, and when its address is not known.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.faults import Words
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.feeds import atom, json_feed
from florilege.web.publication.feeds.feed import Entry, Feed
from florilege.web.publication.pages.news import FOLDER, News, NewsLine, instant
from florilege.web.publication.text import words
from florilege.web.publication.text.links import LANGUAGE_PREFIX

FLOW = f"{FOLDER}flux/"
WHOLE = "etude"
ATOM, JSON = "atom", "json"
KINDS = {ATOM: "application/atom+xml", JSON: "application/feed+json"}
"""Form → what browsers are told that it is."""
RESERVED = Words(
    "La suite est réservée : la page dit à qui.", "The rest is not for everyone: the page says for whom."
)
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://florilege.invalid/feeds")


class FeedName(Struct, frozen=True):
    """A feed as pages name it. name : the beginning of its file; about : the territory or the theme, "" for all news"""

    name: str
    about: str

    def path(self, language: str, form: str) -> str:
        """Its file within the site."""
        return path_of(self.name, language, form)


def path_of(name: str, language: str, form: str) -> str:
    """The file of a feed within the site."""
    return f"{FLOW}{name}.{language}.{form}"


def theme_feed(key: str) -> str:
    """The name of the feed of a theme, which no territory has."""
    return f"theme-{key}"


def named(news: News) -> tuple[FeedName, ...]:
    """The feeds of a language: the whole one, then those of themes, then those of territories."""
    return (
        FeedName(WHOLE, ""),
        *(FeedName(theme_feed(key), news.theme(key)) for key in news.by_theme),
        *(FeedName(key, news.territory(key).name) for key in news.by_territory),
    )


def files(all_news: Mapping[str, News], *, address: str, pretty: bool = False) -> Mapping[str, bytes]:
    """Every feed, by its path within the site.

    address : of the site, "" where it is not known; pretty : whether pages are asked without `index.html`, as on the live site
    """
    found: dict[str, bytes] = {}
    for news in all_news.values():
        for name in named(news):
            found.update(_written(news, name, _Addresses(address, news.language, pretty)))
    return found


def one(all_news: Mapping[str, News], path: str, *, address: str) -> bytes | None:
    """A feed of the live site by its path; None for none."""
    for language, news in all_news.items():
        for name in named(news):
            if path in (name.path(language, ATOM), name.path(language, JSON)):
                return _written(news, name, _Addresses(address, language, True))[path]
    return None


def form_of(path: str) -> str:
    """What browsers are told that a feed is, by the end of its name."""
    return KINDS.get(path.rpartition(".")[2], "application/octet-stream")


class _Addresses(Struct, frozen=True):
    """Addresses within a feed: whole where that of the site is known, else as seen from the feed."""

    site: str
    language: str
    pretty: bool

    def page(self, path: str) -> str:
        path, mark, anchor = path.partition("#")
        end = "" if self.pretty else "index.html"
        return f"{self._start}{LANGUAGE_PREFIX[self.language]}{path}{end}{mark}{anchor}"

    def file(self, path: str) -> str:
        return f"{self._start}{path}"

    @property
    def _start(self) -> str:
        return f"{self.site.rstrip('/')}/" if self.site else "../" * FLOW.count("/")


def _written(news: News, name: FeedName, addresses: _Addresses) -> Mapping[str, bytes]:
    """The two forms of a feed."""
    feed = _feed(news, name, addresses)
    return {feed.paths[ATOM]: atom.written(feed), feed.paths[JSON]: json_feed.written(feed)}


def _feed(news: News, name: FeedName, addresses: _Addresses) -> Feed:
    contents, language = news.contents, news.language
    lines = _lines(news, name)
    study = words.said(contents.title, language)
    publisher = contents.imprint.publisher.get("name", "") or study
    paths = {form: name.path(language, form) for form in KINDS}
    days = [line.updated or line.day for line in lines] + [contents.day]
    return Feed(
        identifier=_identifier(contents, "feed", name.name, language),
        title=f"{study} · {name.about}" if name.about else study,
        language=language,
        publisher=publisher,
        updated=instant(max((day for day in days if day), default="1970")),
        home=addresses.page(FOLDER),
        paths=paths,
        addresses={form: addresses.file(path) for form, path in paths.items()},
        absolute=bool(addresses.site),
        entries=tuple(_entry(contents, line, language, addresses) for line in lines),
    )


def _lines(news: News, name: FeedName) -> Sequence[NewsLine]:
    if name.name == WHOLE:
        return news.lines
    if name.name in news.by_territory:
        return news.by_territory[name.name]
    return next(lines for key, lines in news.by_theme.items() if theme_feed(key) == name.name)


def _entry(contents: StudyContents, line: NewsLine, language: str, addresses: _Addresses) -> Entry:
    """An item; of an article that not everyone reads, the teaser, and that there is more."""
    rest = () if line.open else (words.said(RESERVED, language),)
    return Entry(
        identifier=_identifier(contents, "item", line.key, language),
        title=line.title,
        address=addresses.page(line.path or line.page or FOLDER),
        published=instant(line.day),
        updated=instant(line.updated or line.day),
        paragraphs=(*line.paragraphs, *rest),
        summary="\n\n".join(line.short),
        author=line.author,
        tags=(line.kind, *(tie.name for tie in (*line.themes, *line.places, *line.territories))),
    )


def _identifier(contents: StudyContents, *parts: str) -> str:
    return uuid.uuid5(_SPACE, "\x1f".join((contents.slug, *parts))).urn
