"""The openings of a week, read from what French listings write, and the form that OpenStreetMap gives them.

The form is a small part of that of https://wiki.openstreetmap.org/wiki/Key:opening_hours: days, runs of days, hours
("Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00"), "24/7" and days that are closed. A text that says anything else, a
holiday, every other week, an appointment, is not understood: half of what it says would be false.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.listings.opening_hours import DAYS, Span, openings, span
from florilege.territory.names import plain

SHORT = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MIDNIGHT = 24 * 60
_ALWAYS = "24/7"
_HALF = re.compile(rf"^({'|'.join(DAYS)}) (matin|apres midi)$")
_HALF_WORDS = re.compile(
    rf"^\s*((?:{'|'.join(DAYS)})\s+(?:matin|apr[eè]s[- ]midi))\s+(\S.*?)\s*$", re.IGNORECASE
)
_DAY = f"(?:{'|'.join(SHORT)})"
_DAYS = rf"{_DAY}(?:-{_DAY})?(?:,\s?{_DAY}(?:-{_DAY})?)*"
_TIME = r"(?:[01]\d|2[0-4]):[0-5]\d"
_TIMES = rf"{_TIME}-{_TIME}(?:,\s?{_TIME}-{_TIME})*"
_RULE = re.compile(rf"^(?:(?P<days>{_DAYS})\s+)?(?P<times>{_TIMES}|off|closed)$")


_HOLIDAYS = re.compile(r"^PH (?:off|closed)$")


class Week(Struct, frozen=True):
    """The openings of each day, Monday first: spans in minutes from midnight, apart and in order; none when closed."""

    days: tuple[tuple[Span, ...], ...]

    @property
    def osm(self) -> str:
        """The week in the form of OpenStreetMap, days of the same hours together; empty when it never opens."""
        groups: dict[tuple[Span, ...], list[int]] = {}
        for day, spans in enumerate(self.days):
            if spans:
                groups.setdefault(spans, []).append(day)
        return "; ".join(f"{_days(days)} {_times(spans)}" for spans, days in groups.items())


def week(text: str) -> Week | None:
    """The week that a text says, in French or in the form of OpenStreetMap; None when it is not wholly understood."""
    read = _from_osm(text.strip())
    if read is None:
        read = _from_half_days(text)
    if read is None:
        read = {DAYS.index(day): spans for day, spans in openings(text).items()}
    days = tuple(_apart(read.get(day, ())) for day in range(7))
    return Week(days) if any(days) else None


def is_osm(text: str) -> bool:
    """Whether a text is of the form of OpenStreetMap, in the part of it that is known here; "PH off" may stand in it."""
    rules = [rule.strip() for rule in text.split(";")]
    return _from_osm("; ".join(rule for rule in rules if _HOLIDAYS.match(rule) is None)) is not None


def _from_half_days(text: str) -> Mapping[int, Sequence[Span]] | None:
    """From "lundi matin 9h-12h, lundi après-midi 14h-18h": one half-day a part; None when a part is anything else."""
    read: dict[int, list[Span]] = {}
    seen: set[str] = set()
    for part in text.split(","):
        words = _HALF_WORDS.match(part)
        half = _HALF.match(plain(words.group(1))) if words else None
        one = span(words.group(2)) if words else None
        if half is None or one is None or half.group(0) in seen:
            return None
        seen.add(half.group(0))
        read.setdefault(DAYS.index(half.group(1)), []).append(one)
    return read


def _from_osm(text: str) -> Mapping[int, Sequence[Span]] | None:
    """From the form of OpenStreetMap: a later rule about a day replaces an earlier one, as it does there."""
    if text == _ALWAYS:
        return dict.fromkeys(range(7), ((0, _MIDNIGHT),))
    read: dict[int, Sequence[Span]] = {}
    for rule in text.split(";"):
        found = _RULE.match(rule.strip())
        if found is None:
            return None
        spans: list[Span] = []
        if found["times"] not in ("off", "closed"):
            for one in found["times"].split(","):
                opening, closing = (_minutes(time) for time in one.strip().split("-"))
                if not 0 <= opening < closing <= _MIDNIGHT:
                    return None
                spans.append((opening, closing))
        for day in _named(found["days"]):
            read[day] = spans
    return read


def _named(days: str | None) -> list[int]:
    """The days that a rule names; all of them when it names none."""
    if days is None:
        return list(range(7))
    named: list[int] = []
    for run in days.split(","):
        first, _, last = run.strip().partition("-")
        start, end = SHORT.index(first), SHORT.index(last or first)
        named += [day % 7 for day in range(start, end + 1 if end >= start else end + 8)]
    return named


def _apart(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The same openings in order, those that touch or overlap as one ("9h-12h", "12h-17h")."""
    joined: list[Span] = []
    for opening, closing in sorted(spans):
        if joined and opening <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(closing, joined[-1][1]))
        else:
            joined.append((opening, closing))
    return tuple(joined)


def _days(days: Sequence[int]) -> str:
    """Days as runs of three or more, or one by one: "Mo-Fr", "Mo,Tu,Th-Sa"."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        f"{SHORT[run[0]]}-{SHORT[run[-1]]}" if len(run) > 2 else ",".join(SHORT[day] for day in run)
        for run in runs
    )


def _times(spans: Sequence[Span]) -> str:
    return ",".join(f"{_clock(opening)}-{_clock(closing)}" for opening, closing in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)
