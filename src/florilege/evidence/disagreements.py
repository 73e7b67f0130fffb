"""Claims that say something else than what is shown, the largest differences first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from msgspec import Struct
from rapidfuzz.distance import Indel

from florilege.evidence.rules import canonical


class Saying(Struct, frozen=True):
    """A value and who says it, when."""

    value: str
    listing: str
    date: str


class Disagreement(Struct, frozen=True):
    """What is shown of a field of a place, and a claim that says something else.

    size : in [0, 1]: for numbers the difference over the larger, for texts the share of letters that differ,
        for positions their distance over 100 km
    """

    place_id: str
    field: str
    shown: Saying
    other: Saying
    size: float


def disagreements(
    place_id: str, shown: Mapping[str, Saying], said: Mapping[str, Sequence[Saying]]
) -> tuple[Disagreement, ...]:
    """Those of one place: each other value once, by the first that says it."""
    found: list[Disagreement] = []
    for field, ours in shown.items():
        seen = {canonical(ours.value)}
        for other in said.get(field, ()):
            if canonical(other.value) not in seen:
                seen.add(canonical(other.value))
                found.append(Disagreement(place_id, field, ours, other, size(ours.value, other.value)))
    return tuple(found)


def by_size(found: Sequence[Disagreement]) -> list[Disagreement]:
    """The largest first; equal ones by field, then by place."""
    return sorted(found, key=lambda one: (-one.size, one.field, one.place_id, one.other.value))


def size(one: str, other: str) -> float:
    """How far apart two values are, in [0, 1]; 0 for the same."""
    first, second = _number(one), _number(other)
    if first is not None and second is not None:
        largest = max(abs(first), abs(second))
        return round(min(abs(first - second) / largest, 1.0), 4) if largest else 0.0
    return round(Indel.normalized_distance(canonical(one), canonical(other)), 4)


def _number(text: str) -> float | None:
    """The number that a text is; "INF" and "nan" are words."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
