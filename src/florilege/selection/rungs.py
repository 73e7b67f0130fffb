"""What a criterion may come to, step by step in its own unit: the next category, the next number that can be told."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from florilege.appraisal.grid import Criterion
from florilege.appraisal.value_functions import ValueFunction, highest
from florilege.selection.cell_ranges import (
    AT_LEAST,
    AT_MOST,
    BETWEEN,
    CATEGORY,
    Asked,
    Cell,
    asked_of,
    digits_shown,
    one_way,
)
from florilege.selection.study_file import StudyFile
from florilege.written_numbers import written

HUNDREDTHS = 100
"""Steps of a value that cannot be told in its own unit."""


class Categories(Struct, frozen=True):
    """The categories worth more than a value, the least first. names : with the value of each"""

    column: str
    names: tuple[tuple[float, str], ...]

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last step; the last before the first where there is none."""
        return 0, len(self.names) - 1

    def value(self, step: int) -> float:
        return self.names[step][0]

    def cell(self, step: int) -> Cell | None:
        return Cell(self.column, CATEGORY, self.names[step][1])


class Numbers(Struct, frozen=True):
    """Numbers of so many decimals, those that are worth more at later steps. rising : whether greater ones are"""

    column: str
    function: ValueFunction
    digits: int
    rising: bool
    ends: tuple[int, int]
    asked: Asked

    def _number(self, step: int) -> Decimal:
        return Decimal(step if self.rising else -step).scaleb(-self.digits)

    def value(self, step: int) -> float:
        return self.function.value(float(self._number(step)))[0]

    def cell(self, step: int) -> Cell | None:
        number = self._number(step)
        bound = self.asked.most if self.rising else self.asked.least
        if math.isfinite(bound):
            low, high = sorted((number, Decimal(repr(bound))))
            return Cell(self.column, BETWEEN, written(low), written(high))
        return Cell(self.column, AT_LEAST if self.rising else AT_MOST, written(number))


class Hundredths(Struct, frozen=True):
    """Values out of 1, where nothing can be told in the unit of the criterion."""

    ends: tuple[int, int]
    most: float

    def value(self, step: int) -> float:
        return min(step / HUNDREDTHS, self.most)

    def cell(self, _step: int) -> Cell | None:
        return None


Rungs = Categories | Numbers | Hundredths


def rungs_of(study: StudyFile, criterion: Criterion, now: float, near: float, *, whole: bool) -> Rungs:
    """The steps of a criterion from a value up.

    near : a value that will be told, which settles the decimals; whole : whether its numbers are whole
    """
    function, asked = criterion.function, asked_of(study, criterion)
    most = highest(function)
    rising = one_way(function)
    if asked is None or rising is None:
        return Hundredths(
            (math.floor(now * HUNDREDTHS + 1e-9) + 1, math.ceil(most * HUNDREDTHS - 1e-9)), most
        )
    if function.kind == "table":
        return Categories(criterion.input, _categories(function, now, asked.accepted))
    digits = 0 if whole else digits_shown(function, _raw_near(function, near, rising=rising))
    step = Decimal(1).scaleb(-digits)
    first, last = function.points[0][0], function.points[-1][0]
    low, high = math.floor(Decimal(repr(first)) / step), math.ceil(Decimal(repr(last)) / step)
    if math.isfinite(asked.least):
        low = max(low, math.ceil(Decimal(repr(asked.least)) / step))
    if math.isfinite(asked.most):
        high = min(high, math.floor(Decimal(repr(asked.most)) / step))
    ends = (low, high) if rising else (-high, -low)
    found = Numbers(criterion.input, function, digits, rising, ends, asked)
    return Numbers(criterion.input, function, digits, rising, (_above(found, now), ends[1]), asked)


def first_reaching(rungs: Rungs, value: float) -> int:
    """The first step that is worth so much, within its ends; past the last where none is."""
    low, high = rungs.ends
    return low + bisect_left(range(low, high + 1), value, key=rungs.value)


def _above(rungs: Numbers, now: float) -> int:
    step = first_reaching(rungs, now)
    while step <= rungs.ends[1] and rungs.value(step) <= now + 1e-12:
        step += 1
    return step


def _categories(
    function: ValueFunction, now: float, accepted: Sequence[tuple[str, ...]]
) -> tuple[tuple[float, str], ...]:
    able = sorted(
        (function.value(name)[0], name)
        for name in function.table
        if all(name in one for one in accepted) and function.value(name)[0] > now + 1e-12
    )
    return tuple(one for rank, one in enumerate(able) if not rank or able[rank - 1][0] < one[0])


def _raw_near(function: ValueFunction, value: float, *, rising: bool) -> float:
    """A raw value of about so much worth."""
    low, high = function.points[0][0], function.points[-1][0]
    for _ in range(20):
        middle = math.sqrt(low * high) if function.kind == "log" else (low + high) / 2
        if (function.value(middle)[0] < value) == rising:
            low = middle
        else:
            high = middle
    return high if rising else low
