"""What would bring a place in: the smallest value of one criterion alone with which the best list holds it.

Found on the grid of the scores (1e-8) and checked by scoring the place again, so that a value stated is enough; what is
printed is rounded upwards. A rule on values may count the place otherwise higher up: a range of values ends where the
place would no longer be in the list.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from functools import cached_property
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.appraisal.scores import UNIT, shares_of, weighed, whole
from florilege.appraisal.value_functions import highest
from florilege.selection.aims import Way
from florilege.selection.equal_lists import rank
from florilege.selection.level_changes import LevelChanges
from florilege.selection.prepared import Problems

GUESSES = 8
"""Units by which a guessed value may be raised until it is enough; past this it is found by halving."""
FEWEST_DIGITS, MOST_DIGITS = 2, 8


class Reach(NamedTuple):
    """Values of a criterion that bring a place in, in units of 1e-8: each from the first to the last."""

    first: int
    last: int = UNIT


class Improvements(Struct, frozen=True, dict=True):
    """The smallest improvements of places left out. kept : the optimal list"""

    problems: Problems
    kept: NDArray[np.bool_]
    changes: LevelChanges

    def needed(self, index: int, ways: Sequence[Way]) -> dict[str, Reach]:
        """Criterion → the values to reach on it, all else unchanged; only those that can do so alone.

        A criterion whose scale gives no value so high is not among them. Where several ranges of values do, the lowest.

        ways : lists that hold the place, and what each is short of; none where no list can hold it as it is
        """
        grid = self.problems.study.grid
        applies = self.problems.candidates.values.applies[index]
        followed = np.array([self.changes.are_followed(one) for one in grid.criteria])
        columns = np.flatnonzero((grid.weights.reference > 0) & applies & ~followed)
        found: dict[str, list[Reach]] = {}
        most = [round(highest(one.function) * UNIT) for one in grid.criteria]

        def add(column: int, value: int, last: int = UNIT) -> None:
            if value <= min(last, most[column]):
                found.setdefault(grid.keys[column], []).append(Reach(value, last))

        for way in ways:
            for column, value in zip(columns.tolist(), self._values(index, columns, way), strict=True):
                add(column, value)
        for column in np.flatnonzero(applies & followed).tolist():  # a rule may count the place otherwise
            for stretch in self.changes.stretches(index, column, ways):
                for way in stretch.ways:
                    at = self._values(index, np.array([column]), way, least=stretch.first)
                    add(column, at[0], stretch.last)
        return {key: _lowest(reaches) for key, reaches in found.items()}

    def smallest(self, index: int, needed: Mapping[str, Reach]) -> str:
        """The criterion of the smallest rise; of equal ones the first by key."""
        return min(needed, key=lambda key: (needed[key].first - round(self.before(index, key) * UNIT), key))

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
        table = np.repeat(self.problems.values[index : index + 1], len(columns), axis=0)
        table[np.arange(len(columns)), columns] = values
        return weighed(table, self._shares[index : index + 1], self.problems.study.grid.aggregation)

    @cached_property
    def _shares(self) -> NDArray[np.float64]:
        """What each criterion counts for in the score of each candidate."""
        applies, weights = self.problems.candidates.values.applies, self.problems.study.grid.weights.reference
        return shares_of(np.where(applies, weights[None, :], 0.0))


def _lowest(reaches: Sequence[Reach]) -> Reach:
    """The lowest of the ranges that some ranges of values make together."""
    first, last = min(reaches)
    for one in sorted(reaches):
        if one.first <= last + 1:
            last = max(last, one.last)
    return Reach(first, last)


def written_rise(before: float, reach: Reach) -> tuple[str, str, str]:
    """A value and the ends of the range to rise into, as printed: rounded inwards, with as few digits as tell them apart.

    The upper end is empty where every value above the lower one is enough.
    """
    low, high = (Decimal(one).scaleb(-MOST_DIGITS) for one in reach)
    for digits in range(FEWEST_DIGITS, MOST_DIGITS + 1):
        step = Decimal(1).scaleb(-digits)
        first = Decimal(repr(before)).quantize(step, ROUND_HALF_EVEN)
        second, last = low.quantize(step, ROUND_CEILING), high.quantize(step, ROUND_FLOOR)
        if first < second <= last:
            break
    return f"{first:f}", f"{second:f}", "" if reach.last >= UNIT else f"{last:f}"
