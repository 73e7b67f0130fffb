"""Opening hours as French listings write them, and the hours a week that they make."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from florilege.territory.names import plain

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
CLOSED = frozenset({"", "-", "--", "x", "ferme"})
"""Marks of a half-day without opening, once plain."""

Span = tuple[int, int]
"""Opening and closing, in minutes from midnight."""

_MINUTES = r"(?:(?:(?<=[hH:])|\s+(?=\d\d(?!\s*[hH:]|\d)))([0-5]\d)(?!\d|\s*[hH:]\s*\d))?"
_TIME = rf"(\d{{1,2}})\s*[hH:]{_MINUTES}(?:[hH](?!\w))?"
"""Two figures after the hour are no minutes when they are the hour of the next time ("9h 12h")."""
_TO = r"\s*(?:-|–|à|a|/)?\s*"
_SPAN = re.compile(rf"^\s*(?:de\s+)?{_TIME}{_TO}{_TIME}\s*$", re.IGNORECASE)
_NEXT_SPAN = re.compile(rf"(?:de\s+)?{_TIME}{_TO}{_TIME}", re.IGNORECASE)
_DAY = rf"(?:{'|'.join(DAYS)})"
_TO_DAY = r"(?:jusqu['’]au|au|à|a|-|–|—|/|,|et|&)"
_DAYS = re.compile(
    rf"(?:(?:les?|du)\s+)?(?P<days>{_DAY}s?(?:\s*{_TO_DAY}?\s*{_DAY}s?)*)\s*[:,]?\s*", re.IGNORECASE
)
_ONE_DAY = re.compile(rf"({_DAY})s?", re.IGNORECASE)
_APART = frozenset({",", "et", "&"})
"""Between days, these part what they stand between; "/" and nothing at all do not say whether they do."""
_THROUGH = frozenset({"au", "a", "jusqu au", "-", "–", "—"})
_FOREWORD = re.compile(
    r"^\s*(?:(?:jours et )?h(?:orair|eur)es d['’]ouvertures?|ouvert(?:ure)?)\s*:?\s*", re.IGNORECASE
)
_BETWEEN = re.compile(r"[\s,;/.|-]*(?:\b(?:et|puis)\b)?[\s,;/.|-]*", re.IGNORECASE)


def span(text: str) -> Span | None:
    """The opening of one half-day ("8h30-12h", "9h12h"), or None when it is not understood."""
    found = _SPAN.match(text)
    if not found:
        return None
    opening, closing = _minutes(found.group(1), found.group(2)), _minutes(found.group(3), found.group(4))
    return (opening, closing) if 0 <= opening < closing <= 24 * 60 else None


def half_days(cells: Sequence[str]) -> float | None:
    """Hours a week from fourteen half-days, Monday morning first; None when none is open or one is unclear.

    Half-days of a day that overlap are counted once.
    """
    minutes = 0
    for day in range(0, len(cells), 2):
        spans: list[Span] = []
        for cell in cells[day : day + 2]:
            if plain(cell) in CLOSED or cell.strip() in CLOSED:
                continue
            found = span(cell)
            if found is None:
                return None
            spans.append(found)
        minutes += _open_minutes(spans)
    return round(minutes / 60, 2) if minutes else None


def sentence(text: str, days: Sequence[str]) -> float | None:
    """Hours a week from a sentence made of days and hours only, or None when it says anything else.

    "Du lundi au jeudi de 9h à 12h et de 14h à 17h, le vendredi de 9h à 12h". A sentence that names no day holds
    for each of `days`; one that names other days than these is not understood.
    """
    stated = {plain(day) for day in days} & set(DAYS)
    read = _by_day(_FOREWORD.sub("", text), stated)
    if not read or (stated and set(read) != stated):
        return None
    return round(sum(_open_minutes(spans) for spans in read.values()) / 60, 2) or None


def openings(text: str) -> dict[str, list[Span]]:
    """The openings of each day that a sentence of days and hours names; none when any of it is something else."""
    return _by_day(_FOREWORD.sub("", text), ())


def _by_day(text: str, default: Collection[str]) -> dict[str, list[Span]]:
    """The openings of each day; nothing when a part of the text is neither a day nor hours, or a day comes twice."""
    read: dict[str, list[Span]] = {}
    current: Collection[str] = default
    position, waiting = 0, False
    while True:
        position = _skipped(text, position)
        if position == len(text):
            return {} if waiting else read
        named, hours = _DAYS.match(text, position), _NEXT_SPAN.match(text, position)
        if named:
            current, position = _days(named["days"]), named.end()
            if waiting or not current or set(current) & set(read):
                return {}
            waiting = True
        elif hours:
            one = span(hours.group(0))
            if one is None or not current:
                return {}
            for day in current:
                read.setdefault(day, []).append(one)
            position, waiting = hours.end(), False
        else:
            return {}


def _skipped(text: str, position: int) -> int:
    between = _BETWEEN.match(text, position)
    return between.end() if between else position


def _days(named: str) -> tuple[str, ...]:
    """The days that a text of days names ("lundi - mercredi, samedi"); none when it is doubtful which they are, or
    when one comes twice.
    """
    pieces = _ONE_DAY.split(named)
    days = [plain(day) for day in pieces[1::2]]
    marks = [plain(mark) or mark.strip() for mark in pieces[2:-1:2]]
    found: list[str] = []
    run, joins = [days[0]], list[str]()
    for mark, day in zip((*marks, ","), (*days[1:], ""), strict=True):
        if mark not in _APART:
            run.append(day)
            joins.append(mark)
            continue
        between = _run(run, joins)
        if not between:
            return ()
        found += between
        run, joins = [day], []
    return tuple(found) if len(set(found)) == len(found) else ()


def _run(run: Sequence[str], joins: Sequence[str]) -> tuple[str, ...]:
    """The days of a run: "lundi - vendredi" is five, "lundi - mercredi - vendredi" three; none when it is doubtful.

    "Lundi/vendredi" may be two days or five; "samedi/dimanche" can only be two.
    """
    ranks = [DAYS.index(day) for day in run]
    if len(run) == 1:
        return tuple(run)
    if len(run) == 2:
        through = joins[0] in _THROUGH or ranks[1] == ranks[0] + 1
        return DAYS[ranks[0] : ranks[1] + 1] if through and ranks[0] < ranks[1] else ()
    listed = len(set(joins)) == 1 and joins[0] in ("-", "–", "—", "/", "")
    return tuple(run) if listed and ranks == sorted(set(ranks)) else ()


def _minutes(hours: str, minutes: str | None) -> int:
    return int(hours) * 60 + int(minutes or 0)


def _open_minutes(spans: Iterable[Span]) -> int:
    total, until = 0, 0
    for opening, closing in sorted(spans):
        total += max(0, closing - max(opening, until))
        until = max(until, closing)
    return total
