"""What a criterion would have to be, in its own unit, for its value to be within a range: each number that is told does.

Rounded inwards, to whole numbers where it counts things, and only where the column or the indicator feeds nothing else: a
cell that a budget, a rule or another criterion reads too would change more than the value. A condition on the column
narrows what is told.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from msgspec import Struct

from florilege.appraisal.grid import Criterion
from florilege.appraisal.scores import UNIT
from florilege.appraisal.value_functions import ValueFunction
from florilege.selection.conditions import Bounds
from florilege.selection.improvement import Reach
from florilege.selection.study_file import StudyFile
from florilege.written_numbers import written

AT_LEAST, AT_MOST, BETWEEN, CATEGORY = "at_least", "at_most", "between", "category"
LOOSEST, CLOSEST = 3, 12
"""Digits, of the span of the column, with which the ends of a range are written: as few as leave numbers between them."""
Range = tuple[float, float]


class Cell(Struct, frozen=True):
    """What to write in a column, or to measure, for a value to be reached: a number or what lies beyond it, or a category.

    most : the last number of a range
    """

    column: str
    side: str
    written: str
    most: str = ""

    def as_data(self) -> dict[str, object]:
        if self.side == BETWEEN:
            return {
                "column": self.column,
                "is": self.side,
                "from": float(self.written),
                "to": float(self.most),
            }
        to: object = self.written if self.side == CATEGORY else float(self.written)
        return {"column": self.column, "is": self.side, "to": to}


class Asked(Struct, frozen=True):
    """What a study asks beside of the column that a criterion reads: bounds of its number, categories accepted."""

    least: float = -math.inf
    most: float = math.inf
    accepted: tuple[tuple[str, ...], ...] = ()


def asked_of(study: StudyFile, criterion: Criterion) -> Asked | None:
    """What conditions ask of the column of a criterion; None where what it reads feeds anything else."""
    read_by = [
        one for one in study.grid.criteria if (one.source, one.input) == (criterion.source, criterion.input)
    ]
    if len(read_by) > 1:
        return None
    if criterion.source != "column":
        return Asked()
    if any(criterion.input in rule.attributes for rule in study.rules):
        return None
    wanted = [one.where[criterion.input] for one in study.conditions if criterion.input in one.where]
    bounds = [one for one in wanted if isinstance(one, Bounds)]
    accepted = tuple(one for one in wanted if not isinstance(one, Bounds))
    if (bounds and criterion.function.kind == "table") or (accepted and criterion.function.kind != "table"):
        return None
    return Asked(
        max((one.least for one in bounds), default=-math.inf),
        min((one.most for one in bounds), default=math.inf),
        accepted,
    )


def cell_reaching(
    study: StudyFile, criterion: Criterion, reach: Reach, *, whole: bool = False
) -> Cell | None:
    """What a criterion would have to be for its value to be within a range; None where nothing can be told.

    Where several ranges of numbers do, the widest. whole : whether its numbers are whole
    """
    asked = asked_of(study, criterion)
    if asked is None:
        return None
    function = _Within(criterion.function, reach.first / UNIT, reach.last / UNIT, whole)
    if criterion.function.kind == "table":
        name = function.least_category(asked.accepted)
        return None if name is None else Cell(criterion.input, CATEGORY, name)
    least, most = asked.least, asked.most
    rising = one_way(criterion.function)
    if rising is not None and reach.last >= UNIT:
        number = function.nearest(rising=rising)
        if rising and most == math.inf:
            return Cell(criterion.input, AT_LEAST, written(max(number, Decimal(repr(least)))))
        if not rising and least == -math.inf:
            return Cell(criterion.input, AT_MOST, written(min(number, Decimal(repr(most)))))
    found = function.widest(least, most)
    return None if found is None else Cell(criterion.input, BETWEEN, *found)


def one_way(function: ValueFunction) -> bool | None:
    """Whether the value grows with the number, or falls; None where it does both."""
    worths = [worth for _, worth in function.points]
    growing = [first <= second for first, second in itertools.pairwise(worths)]
    if any(growing) and not all(growing):
        return None
    return all(growing) != function.down


def digits_shown(function: ValueFunction, near: float) -> int:
    """Decimals that a number of a scale is told with: a thousandth of the scale, or of the number where ratios count."""
    if function.kind == "log":
        return max(0, 2 - math.floor(math.log10(near)))
    return max(0, 3 - math.ceil(math.log10(function.points[-1][0] - function.points[0][0])))


class _Within(Struct, frozen=True):
    """A value function and the range, ends included, in which its value is to be."""

    function: ValueFunction
    low: float
    high: float
    whole: bool = False

    def holds(self, raw: float) -> bool:
        return self._at_least(raw) and self._at_most(raw)

    def least_category(self, accepted: Sequence[tuple[str, ...]]) -> str | None:
        able = {
            name: self.function.value(name)[0]
            for name in self.function.table
            if self.low <= self.function.value(name)[0] <= self.high and all(name in one for one in accepted)
        }
        return min(able, key=lambda name: (able[name], name), default=None)

    def nearest(self, *, rising: bool) -> Decimal:
        """The number of least change with which the lower end is reached, rounded towards enough."""
        first, last = self.function.points[0][0], self.function.points[-1][0]
        short, enough = (first, last) if rising else (last, first)
        enough = _edge(short, enough, self._at_least)
        digits = 0 if self.whole else digits_shown(self.function, enough)
        return self._rounded(enough, -digits, ROUND_CEILING if rising else ROUND_FLOOR)

    def widest(self, least: float, most: float) -> tuple[str, str] | None:
        """The ends of the widest range of numbers that do, within bounds, rounded inwards; None without any."""
        ranges = [(max(first, least), min(last, most)) for first, last in self._ranges()]
        ranges = [one for one in ranges if one[0] <= one[1]]
        if not ranges:
            return None
        first, last = max(ranges, key=lambda one: (one[1] - one[0], -one[0]))
        if self.whole:
            found = self._rounded(first, 0, ROUND_CEILING), self._rounded(last, 0, ROUND_FLOOR)
            return (written(found[0]), written(found[1])) if least <= found[0] <= found[1] <= most else None
        size = math.ceil(math.log10(self.function.points[-1][0] - self.function.points[0][0]))
        sizes = (size, size)
        if self.function.kind == "log":  # what tells two numbers apart there is their ratio
            sizes = (math.floor(math.log10(first)) + 1, math.floor(math.log10(last)) + 1)
        for digits in range(LOOSEST, CLOSEST + 1):
            ends = (
                self._rounded(first, min(0, sizes[0] - digits), ROUND_CEILING),
                self._rounded(last, min(0, sizes[1] - digits), ROUND_FLOOR),
            )
            if least <= ends[0] <= ends[1] <= most and all(self.holds(float(end)) for end in ends):
                return written(ends[0]), written(ends[1])
        return None

    def _rounded(self, exact: float, exponent: int, inwards: str) -> Decimal:
        step = Decimal(1).scaleb(exponent)
        # the search ends within a few last bits of the bound: a bound that is a round number is found as such
        nearest = Decimal(repr(exact)).quantize(step, ROUND_HALF_EVEN)
        return nearest if self.holds(float(nearest)) else Decimal(repr(exact)).quantize(step, inwards)

    def _ranges(self) -> list[Range]:
        """The ranges of numbers that do, in order: at most one between two points, joined where they touch."""
        found: list[Range] = []
        for (left, _), (right, _) in itertools.pairwise(self.function.points):
            between = self._between(left, right)
            if between is None:
                continue
            if found and found[-1][1] == between[0]:
                found[-1] = (found[-1][0], between[1])
            else:
                found.append(between)
        return found

    def _between(self, left: float, right: float) -> Range | None:
        lower, higher = sorted((left, right), key=lambda raw: self.function.value(raw)[0])
        if not self._at_least(higher) or not self._at_most(lower):
            return None
        inner = lower if self._at_least(lower) else _edge(lower, higher, self._at_least)
        outer = higher if self._at_most(higher) else _edge(higher, lower, self._at_most)
        return (inner, outer) if inner <= outer else (outer, inner)

    def _at_least(self, raw: float) -> bool:
        return self.function.value(raw)[0] >= self.low

    def _at_most(self, raw: float) -> bool:
        return self.function.value(raw)[0] <= self.high


def _edge(outside: float, inside: float, meets: Callable[[float], bool]) -> float:
    """Where numbers begin to meet a condition, between one that does not and one that does."""
    for _ in range(100):
        middle = (outside + inside) / 2
        if meets(middle):
            inside = middle
        else:
            outside = middle
    return inside
