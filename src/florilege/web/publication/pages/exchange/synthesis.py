"""The synthesis of the plenary: by theme, what is common, where territories differ, what is asked of the State; and its slides."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from florilege.exchange.practices import TITLE
from florilege.exchange.synthesis import PARTS, Point, Synthesis
from florilege.web.publication.contents.exchange import ExchangeDays
from florilege.web.publication.pages.exchange.practices import FOLDER, PracticeLine, counted, line
from florilege.web.publication.text import words

SLIDES = "rencontres/synthese/diapositives/"


class PointLine(Struct, frozen=True):
    """A sentence. practices : (path, title, language where it is not the page's) of those that it rests on"""

    text: str
    practices: tuple[tuple[str, str, str], ...]


class Part(Struct, frozen=True):
    """What is common, where territories differ, or what is asked, in a theme."""

    code: str
    title: str
    points: tuple[PointLine, ...]


class ThemePart(Struct, frozen=True):
    """A theme. counted : its practices by kind, in words; practices : all of them, those that nothing rests on too"""

    key: str
    title: str
    counted: str
    parts: tuple[Part, ...]
    practices: tuple[PracticeLine, ...]


class SynthesisView(Struct, frozen=True):
    """The page, and the slides. requests : all that is asked, theme by theme; counted : all the practices by kind"""

    event: str
    introduction: str
    counted: str
    territories: str
    themes: tuple[ThemePart, ...]
    requests: tuple[tuple[str, tuple[PointLine, ...]], ...]


def printed(language: str) -> str:
    """The file of the synthesis as a PDF."""
    return f"rapport/synthese-{language}.pdf"


def view(days: ExchangeDays, language: str) -> SynthesisView:
    """The synthesis in a language; themes in the order in which it was written."""
    together = days.practices.synthesis
    assert together is not None  # the table has no such page without it
    themes = tuple(_theme(days, together, key, language) for key in _themes(together))
    practices = days.practices.by_key.values()
    authors = len({one.author for one in practices})
    return SynthesisView(
        event=words.said(days.programme.event.title, language),
        introduction=words.said(together.introduction, language) if together.introduction is not None else "",
        counted=counted(Counter(one.kind for one in practices), language),
        territories=words.number(authors, language),
        themes=themes,
        requests=tuple(
            (theme.title, part.points) for theme in themes for part in theme.parts if part.code == "request"
        ),
    )


def _themes(together: Synthesis) -> tuple[str, ...]:
    return tuple(one.theme for one in together.themes)


def _theme(days: ExchangeDays, together: Synthesis, key: str, language: str) -> ThemePart:
    written = next(one for one in together.themes if one.theme == key)
    practices = days.practices.by_theme.get(key, ())
    title = days.programme.themes.get(key)
    return ThemePart(
        key=key,
        title=words.capitalised(words.said(title, language)) if title is not None else key,
        counted=counted(Counter(one.kind for one in practices), language),
        parts=tuple(
            Part(
                part,
                words.capitalised(words.said(PARTS[part], language)),
                tuple(_point(one, days, language) for one in written.points[part]),
            )
            for part in PARTS
            if part in written.points
        ),
        practices=tuple(line(one, days, language) for one in practices),
    )


def _point(point: Point, days: ExchangeDays, language: str) -> PointLine:
    resting = [days.practices.by_key[key] for key in point.practices if key in days.practices.by_key]
    titles = [(one.key, *one.texts[TITLE].in_language(language)) for one in resting]
    return PointLine(
        words.said(point.text, language),
        tuple(
            (f"{FOLDER}{key}/", words.typographic(title) if of_title == "fr" else title, "" if of_title == language else of_title)
            for key, title, of_title in titles
        ),
    )  # fmt: skip
