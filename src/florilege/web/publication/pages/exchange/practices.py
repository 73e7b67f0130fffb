"""The practices of the exchange days: their library by theme, the page of each, the lines that sheets and territories show."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from florilege.evidence.privacy import cleaned
from florilege.exchange.clashes import title as session_title
from florilege.exchange.practices import KINDS, OUTCOMES, PLURALS, TEXTS, TITLE, UNKNOWN, Practice, Trial
from florilege.faults import Words
from florilege.territory.names import plain
from florilege.territory.territory_keys import TerritoryName, territory_of
from florilege.web.publication.contents.exchange import ExchangeDays
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.text import words

FOLDER = "rencontres/pratiques/"
NO_THEME = Words("Sans thème", "No theme")
SHOWN = 6
"""Practices that a sheet shows: the library has the others."""


class Text(Struct, frozen=True):
    """A text of a practice. language : that it is in where it is not the page's, else "" """

    label: str
    paragraphs: tuple[str, ...]
    language: str


class TerritoryLink(Struct, frozen=True):
    """A territory. path : of its page, "" where it has none"""

    name: str
    path: str


class PracticeLine(Struct, frozen=True):
    """A practice in a list. language : of the title where it is not the page's; text : what the filter looks in

    territory : key of the author; trials : in words, "" for none
    """

    key: str
    kind_code: str
    kind: str
    title: str
    language: str
    author: str
    summary: str
    summary_language: str
    themes: tuple[str, ...]
    territory: str
    trials: str
    text: str

    @property
    def path(self) -> str:
        return f"{FOLDER}{self.key}/"


class ThemeLines(Struct, frozen=True):
    """The practices of a theme. key : "" for those of none"""

    key: str
    title: str
    lines: tuple[PracticeLine, ...]


class LibraryView(Struct, frozen=True):
    """The library. kinds, themes, authors : what the filter offers, (value, label); counted : how many of each kind"""

    groups: tuple[ThemeLines, ...]
    count: int
    counted: str
    kinds: tuple[tuple[str, str], ...]
    themes: tuple[tuple[str, str], ...]
    authors: tuple[tuple[str, str], ...]
    synthesis: bool


class TrialLine(Struct, frozen=True):
    """A territory that tries. outcome : "" before anything is known; told : when it was said"""

    territory: TerritoryLink
    date: str
    outcome: str
    text: str
    language: str
    reported: str


class PracticeView(Struct, frozen=True):
    """The page of a practice. session : (key, title) of its session; contact : (who, role, telephone, page)"""

    key: str
    kind: str
    title: str
    language: str
    texts: tuple[Text, ...]
    author: TerritoryLink
    validated: str
    date: str
    territories: tuple[TerritoryLink, ...]
    themes: tuple[tuple[str, str], ...]
    session: tuple[str, str] | None
    places: tuple[tuple[str, str], ...]
    actors: tuple[tuple[str, str], ...]
    contact: tuple[str, str, str, str] | None
    trials: tuple[TrialLine, ...]
    linked_data: str


def library(days: ExchangeDays, language: str) -> LibraryView:
    """All the practices, by theme in the order of the programme; one of two themes stands under each."""
    found = days.practices
    themes = [key for key in days.programme.themes if key in found.by_theme]
    groups = [_group(days, key, language) for key in themes]
    if alone := [key for key in found.by_theme if key not in themes]:
        lines = tuple(line(one, days, language) for key in alone for one in found.by_theme[key])
        groups.append(ThemeLines("", words.said(NO_THEME, language), lines))
    counts = Counter(one.kind for one in found.by_key.values())
    authors = {one.author: _name(one.author) for one in found.by_key.values()}
    return LibraryView(
        groups=tuple(groups),
        count=len(found.by_key),
        counted=counted(counts, language),
        kinds=tuple(
            (key, words.capitalised(words.said(KINDS[key], language))) for key in KINDS if counts[key]
        ),
        themes=tuple((one.key, one.title) for one in groups if one.key),
        authors=tuple(sorted(authors.items(), key=lambda one: words.sort_key(one[1]))),
        synthesis=found.synthesis is not None,
    )


def counted(counts: Mapping[str, int], language: str) -> str:
    """How many of each kind, in words."""
    parts = [
        f"{words.number(counts[kind], language)} {words.said((PLURALS if counts[kind] > 1 else KINDS)[kind], language)}"
        for kind in KINDS
        if counts.get(kind)
    ]
    return words.listed(parts, language)


def view(practice: Practice, days: ExchangeDays, contents: StudyContents, language: str) -> PracticeView:
    """The page of a practice in a language; what was written in the other is said to be."""
    title, of_title = practice.texts[TITLE].in_language(language)
    session = days.programme.sessions.get(practice.session)
    contact = practice.contact
    role = ", ".join(filter(None, (contact.function, contact.organisation))) if contact is not None else ""
    return PracticeView(
        key=practice.key,
        kind=words.capitalised(words.said(KINDS[practice.kind], language)),
        title=words.typographic(title) if of_title == "fr" else title,
        language=_other(of_title, language),
        texts=tuple(_text(practice, name, language) for name in TEXTS if name != TITLE and name in practice.texts),
        author=_linked(practice.author, contents),
        validated=words.date(practice.validated.isoformat(), language) if practice.validated else "",
        date=words.date(practice.date.isoformat(), language),
        territories=tuple(_linked(key, contents) for key in practice.concerned[1:]),
        themes=_themes(practice, days, language),
        session=(session.key, words.capitalised(words.said(session_title(days.programme, session), language)))
        if session is not None
        else None,
        places=tuple(
            (f"lieux/{place.slug}/", place.called.in_language(language))
            for key in practice.places
            if (place := contents.by_id.get(key)) is not None
        ),
        actors=_actors(practice, contents),
        contact=(contact.name, role, contact.phone, contact.page) if contact is not None else None,
        trials=tuple(_trial(one, contents, language) for one in practice.trials),
        linked_data=_linked_data(practice, contents, language),
    )  # fmt: skip


def line(practice: Practice, days: ExchangeDays, language: str) -> PracticeLine:
    """A practice in a list."""
    title, of_title = practice.texts[TITLE].in_language(language)
    first = practice.texts.get("what")
    summary, of_summary = first.in_language(language) if first is not None else ("", language)
    themes = _themes(practice, days, language)
    said = (text for one in practice.texts.values() for text in (one.text, one.other))
    names = (_name(key) for key in practice.concerned)
    return PracticeLine(
        key=practice.key,
        kind_code=practice.kind,
        kind=words.capitalised(words.said(KINDS[practice.kind], language)),
        title=words.typographic(title) if of_title == "fr" else title,
        language=_other(of_title, language),
        author=_name(practice.author),
        summary=_cut(" ".join(summary.split())),
        summary_language=_other(of_summary, language),
        themes=tuple(title for _, title in themes),
        territory=practice.author,
        trials=_tried(practice.trials, language),
        text=plain(" ".join((*said, *names, *(label for _, label in themes)))),
    )


def of_place(contents: StudyContents, place_id: str, language: str) -> tuple[PracticeLine, ...]:
    """The practices that concern a place."""
    return _of(contents, place_id, language, lambda days: days.practices.by_place)


def of_actor(contents: StudyContents, actor_id: str, language: str) -> tuple[PracticeLine, ...]:
    """The practices that concern an actor."""
    return _of(contents, actor_id, language, lambda days: days.practices.by_actor)


def of_territory(contents: StudyContents, key: str, language: str) -> tuple[PracticeLine, ...]:
    """The practices of a territory, of those within it, and those that one of them tries."""
    return _of(contents, key, language, lambda days: days.practices.by_territory)


def _of(
    contents: StudyContents, key: str, language: str, index: Callable[[ExchangeDays], Mapping[str, Sequence[Practice]]]
) -> tuple[PracticeLine, ...]:  # fmt: skip
    days = contents.exchange
    if days is None or not days.practices.by_key:
        return ()
    return tuple(line(one, days, language) for one in index(days).get(key, ())[:SHOWN])


def _group(days: ExchangeDays, key: str, language: str) -> ThemeLines:
    title = words.capitalised(words.said(days.programme.themes[key], language))
    return ThemeLines(key, title, tuple(line(one, days, language) for one in days.practices.by_theme[key]))


def _text(practice: Practice, name: str, language: str) -> Text:
    said, of_text = practice.texts[name].in_language(language)
    typeset = words.typographic(said) if of_text == "fr" else said
    return Text(
        words.capitalised(words.said(TEXTS[name], language)),
        tuple(one.strip() for one in typeset.split("\n") if one.strip()),
        _other(of_text, language),
    )


def _other(of_text: str, language: str) -> str:
    return "" if of_text == language else of_text


def _name(key: str) -> str:
    found = territory_of(key)
    return found.name if found is not None else key


def _linked(key: str, contents: StudyContents) -> TerritoryLink:
    found = territory_of(key) or TerritoryName(key, key, "")
    return TerritoryLink(
        found.name, f"territoires/{found.key}/" if found.key in contents.territory_keys else ""
    )


def _themes(practice: Practice, days: ExchangeDays, language: str) -> tuple[tuple[str, str], ...]:
    known = days.programme.themes
    return tuple(
        (key, words.capitalised(words.said(known[key], language))) for key in practice.themes if key in known
    )


def _actors(practice: Practice, contents: StudyContents) -> tuple[tuple[str, str], ...]:
    """(path, name) of the actors that it concerns; path "" for one that has no page."""
    known = contents.ecosystem.by_id
    return tuple(
        (contents.ecosystem.path_of(known[key]), known[key].name) for key in practice.actors if key in known
    )


def _trial(one: Trial, contents: StudyContents, language: str) -> TrialLine:
    typeset = words.typographic(one.text) if one.language == "fr" else one.text
    return TrialLine(
        _linked(one.territory, contents),
        words.date(one.date.isoformat(), language),
        words.capitalised(words.said(OUTCOMES[one.outcome], language)) if one.outcome != UNKNOWN else "",
        typeset,
        _other(one.language, language) if one.text else "",
        words.date(one.reported.isoformat(), language) if one.reported is not None else "",
    )


def _tried(trials: Iterable[Trial], language: str) -> str:
    count = len(tuple(trials))
    if not count:
        return ""
    said = Words(
        f"{count} territoire{'s' if count > 1 else ''} essaie{'nt' if count > 1 else ''}",
        f"{count} {'territories try' if count > 1 else 'territory tries'} it",
    )
    return words.said(said, language)


def _cut(text: str, most: int = 180) -> str:
    """The beginning of a text, at a word."""
    if len(text) <= most:
        return text
    return text[:most].rpartition(" ")[0].rstrip(",;:. ") + "…"


def _linked_data(practice: Practice, contents: StudyContents, language: str) -> str:
    """The practice for search engines (schema.org `Article`)."""
    title, of_title = practice.texts[TITLE].in_language(language)
    found: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": title,
        "inLanguage": of_title,
        "author": {"@type": "Organization", "name": _name(practice.author)},
        "datePublished": (practice.validated or practice.date).isoformat(),
    }
    if name := contents.imprint.publisher.get("name"):
        found["publisher"] = {"@type": "Organization", "name": name}
    return json.dumps(cleaned(found), ensure_ascii=False).replace("</", "<\\/")
