"""What would bring a place in over two criteria together: the pair that asks least of the one asked most.

Both rise by the same share of their scales, one further where the other is at its end (minimax): no pair of changes that
are both smaller is enough, since a score never falls as a value rises. What is told is then rounded up to what each
criterion can be, and tried by scoring the place again: with a step less on either it does not come in.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from florilege.appraisal.scores import UNIT, shares_of, weighed
from florilege.appraisal.value_functions import highest
from florilege.selection.aims import Way
from florilege.selection.cell_ranges import Cell
from florilege.selection.equal_lists import rank
from florilege.selection.level_changes import LevelChanges
from florilege.selection.prepared import Problems
from florilege.selection.rungs import Categories, Numbers, Rungs, first_reaching, rungs_of

TRIED = 4
"""Where one criterion does alone, so many pairs are tried: once rounded up, one of the two may be enough, and the next
pair is taken."""
HALVINGS = 30
"""A share is found to a unit of the scores."""
NO_ROOM = 1e-9
"""Less than a unit of the scores is no rise."""


class Rise(NamedTuple):
    """One criterion of two. before, value : from 0 to 1; cell : what it would have to be, None where it cannot be told"""

    key: str
    before: float
    value: float
    cell: Cell | None


class Pair(NamedTuple):
    """Two criteria whose rise together brings a place in. share : of its scale, that the one asked most has to gain

    share is what it is before values are rounded up to what each criterion can be.
    """

    share: float
    rises: tuple[Rise, Rise]


class TwoCriteria:
    """The least rises of two criteria that bring in places left out; criteria that a rule looks at are left aside.

    whole_numbers : keys of the criteria whose numbers are whole
    """

    def __init__(
        self,
        problems: Problems,
        kept: NDArray[np.bool_],
        changes: LevelChanges,
        whole_numbers: Collection[str],
    ) -> None:
        grid = problems.study.grid
        self._problems, self._kept = problems, kept
        self._weights = grid.weights.reference
        self._most = np.array([highest(one.function) for one in grid.criteria])
        followed = np.array([changes.are_followed(one) for one in grid.criteria], dtype=bool)
        self.leaves_some_aside = bool(followed.any())
        able = np.flatnonzero((self._weights > 0) & ~followed).tolist()
        self._pairs = np.array(list(itertools.combinations(able, 2)), dtype=np.int64).reshape(-1, 2)
        self._whole = [key in whole_numbers for key in grid.keys]

    def least(self, index: int, ways: Sequence[Way], *, one_does: bool) -> Pair | None:
        """The pair of a place left out; None where no two criteria, even at their highest, bring it in.

        ways : lists that hold the place, and what each is short of
        one_does : whether a criterion alone does; then None too where pairs, once rounded up, are no less than that
        """
        if not ways or not len(self._pairs):
            return None
        place = _Place(self._problems, self._kept, index, ways)
        applies, values = place.applies, place.values
        room = np.maximum(self._most - values, 0.0)
        able = applies & (room > NO_ROOM)
        pairs = self._pairs[able[self._pairs].all(axis=1)]
        if not len(pairs):
            return None
        weights = np.where(applies, self._weights, 0.0)
        weights = weights / weights.sum()
        reach = self._products if place.is_geometric else self._sums
        shares, sums = reach(place, pairs, weights, room)
        order = np.lexsort((sums, np.round(shares, 9)))
        for one in order[: TRIED if one_does else None].tolist():
            if not math.isfinite(shares[one]):
                break
            first, second = pairs[one].tolist()
            found = self._rounded(place, (first, second), float(shares[one]))
            if found is not None:
                return Pair(float(shares[one]), found)
        return None

    def _sums(
        self, place: _Place, pairs: NDArray[np.int64], weights: NDArray[np.float64], room: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """By pair, the share that both have to gain, and the two gains together; no number where they cannot."""
        lacking = place.aim - place.exact({})
        rooms, heavy = room[pairs], weights[pairs]
        share = np.maximum(lacking, 0.0) / heavy.sum(axis=1)
        tight = rooms.argmin(axis=1)
        rows = np.arange(len(pairs))
        least, other = rooms[rows, tight], heavy[rows, 1 - tight]
        beyond = (lacking - heavy[rows, tight] * least) / other
        past = share > least
        found = np.where(past, beyond, share)
        sums = np.where(past, least + beyond, 2 * share)
        # a bound missed by the last bits of a sum is reached
        impossible = found > rooms[rows, 1 - tight] + NO_ROOM
        return np.where(impossible, np.inf, found), sums

    def _products(
        self, place: _Place, pairs: NDArray[np.int64], weights: NDArray[np.float64], room: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The same where scores are products: found by halving, since a product never falls as a value rises."""
        values = place.values
        counted = weights > 0
        naught = counted & (values <= 0)
        logs = np.where(counted & ~naught, weights * np.log(np.where(values > 0, values, 1.0)), 0.0)
        others = logs.sum() - logs[pairs].sum(axis=1)
        possible = naught.sum() == naught[pairs].sum(axis=1)
        now, heavy, rooms = values[pairs], weights[pairs], room[pairs]
        wanted = math.log(place.aim) if place.aim > 0 else -math.inf

        shares, sums = np.full(len(pairs), np.inf), np.full(len(pairs), np.inf)

        def reached(which: NDArray[np.int64], share: NDArray[np.float64]) -> NDArray[np.bool_]:
            raised = now[which] + np.minimum(share[:, None], rooms[which])
            with np.errstate(divide="ignore"):
                found = others[which] + (heavy[which] * np.log(raised)).sum(axis=1)
            return np.asarray(found >= wanted - 1e-12)

        able = np.flatnonzero(possible)
        able = able[reached(able, rooms[able].max(axis=1))]
        if not len(able):
            return shares, sums
        low, high = np.zeros(len(able)), rooms[able].max(axis=1)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            enough = reached(able, middle)
            high, low = np.where(enough, middle, high), np.where(enough, low, middle)
        shares[able], sums[able] = high, np.minimum(high[:, None], rooms[able]).sum(axis=1)
        return shares, sums

    def _rounded(self, place: _Place, pair: tuple[int, int], share: float) -> tuple[Rise, Rise] | None:
        """The rises as they are told, each the least with the other; None where one alone is then enough."""
        wanted = {column: min(self._most[column], place.values[column] + share) for column in pair}
        rungs = {column: self._rungs(place, column, float(wanted[column])) for column in pair}
        if any(one.ends[0] > one.ends[1] for one in rungs.values()):
            return None
        # the one of the widest steps is rounded up first: the other can make up for it
        first, second = sorted(pair, key=lambda column: (_coarseness(rungs[column]), column))
        low, high = rungs[first].ends
        step = min(first_reaching(rungs[first], float(wanted[first]) - NO_ROOM), high)
        most = rungs[second].value(rungs[second].ends[1])

        def leaves_enough(step: int) -> bool:
            return place.comes_in({first: rungs[first].value(step), second: most})

        if not leaves_enough(step):  # equal merit, and ties are not settled for the place
            if not leaves_enough(high):
                return None
            step = _least(leaves_enough, low, step, high)
        other = self._least_with(place, (first, rungs[first].value(step)), second, rungs[second])
        if other is None:
            return None
        back = self._least_with(place, (second, rungs[second].value(other)), first, rungs[first])
        if back is None:
            return None
        steps = {first: back, second: other}
        found = [
            Rise(
                self._problems.study.grid.keys[column],
                float(place.values[column]),
                rungs[column].value(steps[column]),
                rungs[column].cell(steps[column]),
            )
            for column in pair
        ]
        return found[0], found[1]

    def _rungs(self, place: _Place, column: int, near: float) -> Rungs:
        study = self._problems.study
        return rungs_of(
            study,
            study.grid.criteria[column],
            float(place.values[column]),
            near,
            whole=self._whole[column],
        )

    def _least_with(self, place: _Place, raised: tuple[int, float], column: int, rungs: Rungs) -> int | None:
        """The least step of a criterion with which a place comes in, another being raised; None where none is needed.

        None too where none is enough.
        """
        held, value = raised

        def enough(step: int) -> bool:
            return place.comes_in({held: value, column: rungs.value(step)})

        low, high = rungs.ends
        if not enough(high) or place.comes_in({held: value}):
            return None
        step = min(max(first_reaching(rungs, place.needed(column, raised)), low), high)
        return _least(enough, low, step, high)


def _least(enough: Callable[[int], bool], low: int, guess: int, high: int) -> int:
    """The least step that is enough, near a guess most often; the last one is."""
    if enough(guess):
        if guess == low or not enough(guess - 1):
            return guess
        high = guess - 1
    else:
        low = guess + 1
        if low < high and enough(low):
            return low
    while low < high:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle + 1
    return high


def _coarseness(rungs: Rungs) -> int:
    """Categories, then whole numbers, then the others."""
    if isinstance(rungs, Categories):
        return 0
    return 1 if isinstance(rungs, Numbers) and rungs.digits == 0 else 2


class _Place:
    """One place left out, scored with other values of some criteria."""

    def __init__(self, problems: Problems, kept: NDArray[np.bool_], index: int, ways: Sequence[Way]) -> None:
        grid = problems.study.grid
        self._problems, self._kept, self._index, self._ways = problems, kept, index, ways
        self._row = problems.values[index : index + 1].copy()
        self._applies = problems.candidates.values.applies[index : index + 1]
        self._weights, self._aggregation = grid.weights.reference, grid.aggregation
        self._shares = shares_of(np.where(self._applies, self._weights[None, :], 0.0))
        self.values, self.applies = problems.values[index], self._applies[0]
        self.is_geometric = grid.aggregation == "geometric"
        self._score = int(problems.scores[index])
        # the least score that may do: equal merit where ties may be settled for the place
        self.aim = (self._score + min(math.ceil(way.short) for way in ways) - 0.5) / UNIT

    def exact(self, raised: dict[int, float]) -> float:
        """The score before it is rounded, with other values of some criteria."""
        row = self._row
        if raised:
            row = row.copy()
            for column, value in raised.items():
                row[0, column] = value
        return float(weighed(row, self._shares, self._aggregation)[0])

    def comes_in(self, raised: dict[int, float]) -> bool:
        """Whether the best list holds the place with other values of some criteria."""
        gained = round(self.exact(raised) * UNIT) - self._score  # half to even, as `scores.whole` rounds
        return any(
            gained > way.short or (gained == way.short and self._first(raised, way)) for way in self._ways
        )

    def _first(self, raised: dict[int, float], way: Way) -> bool:
        """Whether a list of equal merit comes before the optimal one with these values."""
        study, ties = self._problems.study, list(self._problems.ties)
        for column, value in raised.items():
            key = study.grid.keys[column]
            if key in study.ties:
                place = study.ties.index(key)
                ties[place] = ties[place].copy()
                ties[place][self._index] = round(value * UNIT)
        return rank(way.kept, ties) < rank(self._kept, ties)

    def needed(self, column: int, raised: tuple[int, float]) -> float:
        """About the value of a criterion that does, another being raised."""
        held, value = raised
        share = self._weights[column] / self._weights[self.applies].sum()
        if not self.is_geometric:
            return float(self.values[column] + (self.aim - self.exact({held: value})) / share)
        others = self.exact({held: value, column: 1.0})
        if others <= 0:
            return 1.0
        return float((self.aim / others) ** (1 / share)) if self.aim > 0 else 0.0  # any value will do
