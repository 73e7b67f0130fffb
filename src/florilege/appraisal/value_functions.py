"""Value functions: from a raw value, in the unit of its indicator, to a value in [0, 1]."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.faults import Words
from florilege.toml_lines import Table, is_number

KINDS = ("linear", "log", "points", "table")
_CATEGORIES = Words(
    'kind = "table" : cet indicateur donne une catégorie', 'kind = "table": this indicator yields a category'
)
_NUMBERS = Words(
    'kind = "linear", "log" ou "points" : cet indicateur donne un nombre',
    'kind = "linear", "log" or "points": this indicator yields a number',
)


class ValueFunction(Struct, frozen=True):
    """Linear, logarithmic, by points (interpolated between them) or by a table of categories.

    points : (raw, value) in growing order of raw; linear and log hold their two ends
    down : the value is turned round after the function (less is better)
    """

    kind: str
    points: tuple[tuple[float, float], ...]
    table: Mapping[str, float]
    down: bool

    def value(self, raw: float | str) -> tuple[float, bool]:
        """The value in [0, 1], and whether the raw value lay outside the ends and was brought back to them.

        Raises KeyError for a category that the table does not hold.
        """
        found, clamped = (
            (self.table[str(raw)], False) if self.kind == "table" else self._interpolated(float(raw))
        )
        return (1.0 - found if self.down else found), clamped

    def extent(self, low: float | str, high: float | str) -> tuple[float, float, bool]:
        """The lowest and the highest value of the raw values from `low` to `high`, and whether an end was brought back.

        Between two points the value moves one way only: its extremes are at the ends or at a point in between. It takes
        every value in between too, a table of categories apart.
        """
        ends = self.value(low), self.value(high)
        found = [value for value, _ in ends]
        if self.kind != "table":
            found += [self.value(raw)[0] for raw, _ in self.points if float(low) < raw < float(high)]
        return min(found), max(found), any(clamped for _, clamped in ends)

    def values(self, raws: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Values of many numbers at once, and which lay outside the ends: the same bits as one by one."""
        points = np.array(self.points)
        first, last = points[0, 0], points[-1, 0]
        inside = np.clip(raws, first, last)
        rank = np.clip(np.searchsorted(points[:, 0], inside, side="right"), 1, len(points) - 1)
        (left, low), (right, high) = points[rank - 1].T, points[rank].T
        if self.kind == "log":
            span = math.log(last / first)
            share = np.array([math.log(ratio) for ratio in (inside / left).tolist()]) / span
        else:
            share = (inside - left) / (right - left)
        found = np.where(inside >= last, points[-1, 1], low + share * (high - low))
        return (1.0 - found if self.down else found), (raws < first) | (raws > last)

    def _interpolated(self, raw: float) -> tuple[float, bool]:
        first, last = self.points[0], self.points[-1]
        if raw <= first[0]:
            return first[1], raw < first[0]
        if raw >= last[0]:
            return last[1], raw > last[0]
        rank = bisect_right(self.points, raw, key=lambda point: point[0])
        (left, low), (right, high) = self.points[rank - 1], self.points[rank]
        if self.kind == "log":
            share = math.log(raw / left) / math.log(right / left)
        else:
            share = (raw - left) / (right - left)
        return low + share * (high - low), False


def highest(function: ValueFunction) -> float:
    """The greatest value that any raw value gives."""
    worths = list(function.table.values()) or [worth for _, worth in function.points]
    return 1.0 - min(worths) if function.down else max(worths)


def read_value_function(table: Table, *, down: bool, known: Sequence[str] | None = None) -> ValueFunction:
    """A value function from its table of the study file; raises StudyFileRefused, naming the line.

    known : the categories that the raw value may be, () where it is a number; None where nothing is known of it
    """
    kind = table.choice("kind", KINDS)
    if known is not None and (kind == "table") != bool(known):
        raise table.unknown_word(
            "kind",
            kind,
            ("table",) if known else tuple(one for one in KINDS if one != "table"),
            _CATEGORIES if known else _NUMBERS,
        )
    points: tuple[tuple[float, float], ...] = ()
    categories: dict[str, float] = {}
    if kind in ("linear", "log"):
        start, end = table.require("from", float), table.require("to", float)
        if start >= end:
            raise table.refused(Words("from < to", "from < to"), key="to", value=end)
        if kind == "log" and start <= 0:
            raise table.refused(
                Words("un nombre au-dessus de 0", "a number above 0"), key="from", value=start
            )
        points = ((start, 0.0), (end, 1.0))
    elif kind == "points":
        points = _points(table)
    else:
        categories = _categories(table, known)
    table.refuse_unknown()
    return ValueFunction(kind, points, categories, down)


def _points(table: Table) -> tuple[tuple[float, float], ...]:
    expected = Words(
        "au moins deux points [x, v], x croissant, v entre 0 et 1",
        "at least two points [x, v], with x increasing and v from 0 to 1",
    )
    raw = table.require("points", list)
    points: list[tuple[float, float]] = []
    for rank, item in enumerate(raw):
        if not isinstance(item, list) or len(item) != 2 or not all(map(is_number, item)):
            raise table.refused(expected, key="points", value=item, element=rank)
        point = (float(item[0]), float(item[1]))
        if not 0.0 <= point[1] <= 1.0 or (points and point[0] <= points[-1][0]):
            raise table.refused(expected, key="points", value=item, element=rank)
        points.append(point)
    if len(points) < 2:
        raise table.refused(expected, key="points", value=raw)
    return tuple(points)


def _categories(table: Table, known: Sequence[str] | None) -> dict[str, float]:
    found = table.table("table")
    categories: dict[str, float] = {}
    for key in found.keys():
        if known and key not in known:
            raise found.unknown_word(key, key, known)
        found.require(key, float)
        categories[key] = found.share(key, 0.0)
    if not categories:
        raise table.absent("table", Words("au moins une catégorie", "at least one category"))
    return categories
