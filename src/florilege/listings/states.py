"""The dated states of a listing that can be set beside each other: versions far enough apart to be two readings."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from florilege.listings.versions import Version

APART = 180
"""Days from one state to the next: versions nearer than that are corrections of one state, of which the last stands."""


def states(versions: Sequence[Version], in_use: Version) -> tuple[Version, ...]:
    """The version in use and those before it, each `APART` days at least before the next; oldest first.

    A version without a whole date (a year, a month) counts from the first day of it; one without any date is left out.
    """
    found, limit = [in_use], _day(in_use)
    for version in sorted(versions, key=lambda one: one.date, reverse=True):
        day = _day(version)
        if day is not None and limit is not None and (limit - day).days >= APART:
            found.append(version)
            limit = day
    return tuple(reversed(found))


def _day(version: Version) -> datetime.date | None:
    parts = version.date.split("-")
    try:
        return datetime.date.fromisoformat("-".join([*parts, "01", "01"][:3]))
    except ValueError:
        return None
