"""Opening hours as French listings write them, and the hours a week that they make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from florilege.territory.names import plain

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
CLOSED = frozenset({"", "-", "--", "x", "ferme"})
"""Marks of a half-day without opening, once plain."""

Span = tuple[int, int]
"""Opening and closing, in minutes from midnight."""

_TIME = r"(\d{1,2})\s*[hH:]\s*(\d{2})?"
_SPAN = re.compile(rf"^\s*(?:de\s+)?{_TIME}\s*(?:-|–|à|a|/)?\s*{_TIME}\s*$", re.IGNORECASE)
_SPANS = re.compile(rf"(?:de\s+)?{_TIME}\s*(?:-|–|à|a)\s*{_TIME}", re.IGNORECASE)
_BETWEEN = re.compile(r"^[\s,;/]*(?:et|puis)?[\s,;/]*$", re.IGNORECASE)
_DAY_RANGE = re.compile(rf"^\s*du\s+({'|'.join(DAYS)})\s+au\s+({'|'.join(DAYS)})\s*[:,]?\s*", re.IGNORECASE)


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
    """Hours a week from a sentence that says the same hours for every day, or None when it says more.

    "Du lundi au vendredi de 9h à 12h et de 14h à 17h"; without days in the sentence, `days` holds them.
    """
    named = _DAY_RANGE.match(text)
    count = len({plain(day) for day in days} & set(DAYS))
    if named:
        first, last = (DAYS.index(plain(day)) for day in named.groups())
        stated = last - first + 1
        if stated <= 0 or (count and count != stated):
            return None
        count, text = stated, text[named.end() :]
    spans = _all_spans(text)
    if not count or not spans:
        return None
    return round(count * _open_minutes(spans) / 60, 2)


def _all_spans(text: str) -> list[Span]:
    """The openings of a text that holds nothing else; none otherwise."""
    spans: list[Span] = []
    end = 0
    for found in _SPANS.finditer(text):
        one = span(found.group(0))
        if one is None or not _BETWEEN.match(text[end : found.start()]):
            return []
        spans.append(one)
        end = found.end()
    return spans if re.match(r"^[\s.]*$", text[end:]) else []


def _minutes(hours: str, minutes: str | None) -> int:
    return int(hours) * 60 + int(minutes or 0)


def _open_minutes(spans: Iterable[Span]) -> int:
    total, until = 0, 0
    for opening, closing in sorted(spans):
        total += max(0, closing - max(opening, until))
        until = max(until, closing)
    return total
