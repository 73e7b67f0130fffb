"""What would bring a place in: the smallest value of one criterion alone with which the best list holds it.

Found on the grid of the scores (1e-8) and checked by scoring the place again, so that a value stated is enough; what is
printed is rounded upwards. Values are in [0, 1]; where the criterion is read in a column of a table, they are also told
as what to write in its cell.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

import numpy as np
from numpy.typing import NDArray

from florilege.appraisal.grid import Criterion
from florilege.appraisal.scores import UNIT, scores, whole
from florilege.appraisal.value_functions import ValueFunction
from florilege.selection.aims import Way
from florilege.selection.equal_lists import rank
from florilege.selection.level_changes import LevelChanges
from florilege.selection.prepared import Problems
from florilege.written_numbers import written

GUESSES = 8
"""Units by which a guessed value may be raised until it is enough; past this it is found by halving."""
FEWEST_DIGITS, MOST_DIGITS = 2, 8
AT_LEAST, AT_MOST, BETWEEN, CATEGORY = "at_least", "at_most", "between", "category"


@dataclass(frozen=True, slots=True)
class Cell:
    """What to write in a column for a value to be reached: a number or what lies beyond it, or a category.

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


@dataclass(frozen=True, slots=True)
class Improvements:
    """The smallest improvements of places left out. kept : the optimal list"""

    problems: Problems
    kept: NDArray[np.bool_]
    changes: LevelChanges

    def needed(self, index: int, ways: Sequence[Way]) -> dict[str, float]:
        """Criterion → the value to reach on it, all else unchanged; only those that can do so alone.

        ways : lists that hold the place, and what each is short of; none where no list can hold it as it is
        """
        grid = self.problems.study.grid
        applies = self.problems.candidates.values.applies[index]
        followed = np.array([self.changes.are_followed(one) for one in grid.criteria])
        columns = np.flatnonzero((grid.weights.reference > 0) & applies & ~followed)
        found: dict[str, float] = {}

        def add(column: int, value: int, last: int = UNIT) -> None:
            if value <= last:
                key = grid.keys[column]
                found[key] = min(value / UNIT, found.get(key, 1.0))

        for way in ways:
            for column, value in zip(columns.tolist(), self._values(index, columns, way), strict=True):
                add(column, value)
        for column in np.flatnonzero(applies & followed).tolist():  # a rule may count the place otherwise
            for stretch in self.changes.stretches(index, column, ways):
                for way in stretch.ways:
                    at = self._values(index, np.array([column]), way, least=stretch.first)
                    add(column, at[0], stretch.last)
        return found

    def smallest(self, index: int, needed: Mapping[str, float]) -> str:
        """The criterion of the smallest rise; of equal ones the first by key."""
        return min(needed, key=lambda key: (round((needed[key] - self.before(index, key)) * UNIT), key))

    def before(self, index: int, key: str) -> float:
        return float(self.problems.values[index, self.problems.study.grid.keys.index(key)])

    def _values(self, index: int, columns: NDArray[np.int64], way: Way, *, least: int = 0) -> list[int]:
        """The value on each criterion, in units of 1e-8, with which a list becomes the best; past 1 when none does.

        least : the value from which it may
        """
        short = math.floor(way.short)
        score = int(self.problems.scores[index])
        better = self._reaching(index, columns, score + short + 1, least)
        if short != way.short:
            return better
        equal = self._reaching(index, columns, score + short, least)  # ties may be settled for the place
        ties = self.problems.ties
        is_first = rank(way.kept, ties) < rank(self.kept, ties)
        keys = [self.problems.study.grid.keys[column] for column in columns.tolist()]
        return [
            one
            if (self._is_first(index, key, one, way.kept) if key in self.problems.study.ties else is_first)
            else other
            for key, one, other in zip(keys, equal, better, strict=True)
        ]

    def _is_first(self, index: int, key: str, value: int, kept: NDArray[np.bool_]) -> bool:
        """Whether a list of equal merit comes before the optimal one, once the value of a tie criterion has changed."""
        ties, place = list(self.problems.ties), self.problems.study.ties.index(key)
        ties[place] = ties[place].copy()
        ties[place][index] = value
        return rank(kept, ties) < rank(self.kept, ties)

    def _reaching(self, index: int, columns: NDArray[np.int64], wanted: int, least: int) -> list[int]:
        """The least value of each criterion, in units, with which the score of a place is as wanted; past 1 if none."""
        grid = self.problems.study.grid
        now = self.problems.values[index, columns]
        applies = self.problems.candidates.values.applies[index]
        weights = grid.weights.reference[columns] / grid.weights.reference[applies].sum()
        aim = (wanted - 0.5) / UNIT  # what is rounded to it
        with np.errstate(
            divide="ignore", invalid="ignore"
        ):  # a weight or a score of nothing: no guess, then halving
            if grid.aggregation == "geometric":
                others = self._exact(index, columns, np.ones(len(columns)))
                guess = np.divide(aim, others) ** (1 / weights)
            else:
                guess = now + (aim - self._exact(index, columns, now)) / weights
        low = np.maximum(np.rint(now * UNIT).astype(np.int64), least)
        usable = np.where(np.isfinite(guess), guess, now)
        found = np.clip(np.ceil(np.clip(usable, 0.0, 1.0) * UNIT - 1e-3), low, UNIT).astype(np.int64)
        for _ in range(GUESSES):  # the guess is right but for the last bits
            short = self._is_short(index, columns, found, wanted)
            found[short] += 1
            if not (short & (found <= UNIT)).any():
                return [int(one) for one in found]
        return self._halved(index, columns, low, wanted)

    def _is_short(
        self, index: int, columns: NDArray[np.int64], units: NDArray[np.int64], wanted: int
    ) -> NDArray[np.bool_]:
        return np.asarray(whole(self._exact(index, columns, units / UNIT)) < wanted)

    def _halved(
        self, index: int, columns: NDArray[np.int64], low: NDArray[np.int64], wanted: int
    ) -> list[int]:
        """The same without a guess: a score never falls as a value rises, so that halving finds where it is reached."""
        least, enough = low.copy(), np.full(len(columns), UNIT + 1, dtype=np.int64)
        while (least < enough).any():
            middle = (least + enough) // 2
            short = self._is_short(index, columns, np.minimum(middle, UNIT), wanted) | (middle > UNIT)
            least = np.where(short & (least < enough), middle + 1, least)
            enough = np.where(short, enough, np.minimum(middle, enough))
        return [int(one) for one in enough]

    def _exact(
        self, index: int, columns: NDArray[np.int64], values: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """The scores of a place before they are rounded, with another value on one criterion at a time."""
        grid = self.problems.study.grid
        table = np.repeat(self.problems.values[index : index + 1], len(columns), axis=0)
        table[np.arange(len(columns)), columns] = values
        applies = np.repeat(self.problems.candidates.values.applies[index : index + 1], len(columns), axis=0)
        return scores(table, applies, grid.weights.reference, grid.aggregation)


def written_rise(before: float, after: float) -> tuple[str, str]:
    """Two values as printed: the second rounded upwards, with as few digits as tell it from the first."""
    for digits in range(FEWEST_DIGITS, MOST_DIGITS + 1):
        step = Decimal(1).scaleb(-digits)
        first = Decimal(repr(before)).quantize(step, ROUND_HALF_EVEN)
        second = Decimal(f"{after:.{MOST_DIGITS}f}").quantize(step, ROUND_CEILING)
        if first < second:
            break
    return f"{first:f}", f"{second:f}"


def cell_reaching(criterion: Criterion, value: float) -> Cell | None:
    """What to write in the column of a criterion for its value to be reached; None where nothing written reaches it.

    Where several ranges of numbers do, the widest.
    """
    function = criterion.function
    if function.kind == "table":
        able = {name: function.value(name)[0] for name in function.table}
        able = {name: worth for name, worth in able.items() if worth >= value}
        least = min(able, key=lambda name: (able[name], name), default=None)
        return None if least is None else Cell(criterion.input, CATEGORY, least)
    worths = [worth for _, worth in function.points]
    growing = [first <= second for first, second in itertools.pairwise(worths)]
    if any(growing) and not all(growing):
        found = _widest(function, value)
        return None if found is None else Cell(criterion.input, BETWEEN, *found)
    rising = all(growing) != function.down
    return Cell(criterion.input, AT_LEAST if rising else AT_MOST, _written_raw(function, value, rising))


def _widest(function: ValueFunction, value: float) -> tuple[str, str] | None:
    """The ends of the widest range of numbers that reach a value, rounded inwards; None without any."""
    points = [(raw, function.value(raw)[0]) for raw, _ in function.points]
    ranges: list[tuple[float, float]] = []
    for (left, low), (right, high) in itertools.pairwise(points):
        if max(low, high) < value:
            continue
        first = left if low >= value else left + (value - low) / (high - low) * (right - left)
        last = right if high >= value else left + (low - value) / (low - high) * (right - left)
        if ranges and ranges[-1][1] == first:
            ranges[-1] = (ranges[-1][0], last)
        else:
            ranges.append((first, last))
    if not ranges:
        return None
    first, last = max(ranges, key=lambda one: (one[1] - one[0], -one[0]))
    for digits in range(3, MOST_DIGITS + 5):  # as few as leave a number that does reach it
        step = Decimal(1).scaleb(_exponent(points[-1][0] - points[0][0], digits))
        ends = [
            nearest if function.value(float(nearest))[0] >= value else exact.quantize(step, inwards)
            for exact, inwards in ((Decimal(repr(first)), ROUND_CEILING), (Decimal(repr(last)), ROUND_FLOOR))
            for nearest in (exact.quantize(step, ROUND_HALF_EVEN),)
        ]
        if ends[0] <= ends[1] and all(function.value(float(end))[0] >= value for end in ends):
            return written(ends[0]), written(ends[1])
    return None


def _exponent(span: float, digits: int) -> int:
    return min(0, math.ceil(math.log10(span)) - digits)


def _written_raw(function: ValueFunction, value: float, rising: bool) -> str:
    """The number of least change with which a value function reaches a value, rounded towards enough."""
    first, last = function.points[0][0], function.points[-1][0]
    short, enough = (first, last) if rising else (last, first)
    for _ in range(100):
        middle = (short + enough) / 2
        if function.value(middle)[0] >= value:
            enough = middle
        else:
            short = middle
    digits = 5 - math.ceil(math.log10(last - first))
    if function.kind == "log":  # what tells two numbers apart there is their ratio
        digits = 3 - math.floor(math.log10(enough))
    step = Decimal(1).scaleb(-max(0, digits))
    # the search ends within a few last bits of the bound: a bound that is a round number is found as such
    nearest = Decimal(repr(enough)).quantize(step, ROUND_HALF_EVEN)
    rounding = ROUND_CEILING if rising else ROUND_FLOOR
    found = (
        nearest
        if function.value(float(nearest))[0] >= value
        else Decimal(repr(enough)).quantize(step, rounding)
    )
    return written(found)
