"""The best list looked for near the bound: all lists whose relaxation loses less than a limit, counted at once.

The value of any list is that of the relaxation, less the reduced cost of each candidate on which the two differ, less
what the slack of its rows costs. So every list within a limit of the bound differs from it on candidates of small
reduced cost, together within the limit. A rule that makes every relaxation fractional (a budget) leaves some twenty
of them open, and the few thousand sets of differences can all be tried. When the best of those that respect the rules
lies within the limit, no other list is better: a proof, without a tree of relaxations.

Reduced costs as bounds: Dantzig, Fulkerson & Johnson (Operations Research 1954); implicit enumeration: Balas (Operations
Research 1965).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from florilege.selection.problem import Problem
from florilege.selection.relaxation import Relaxed

WIDTHS = (10, 13, 16, 20, 24, 30, 40, 60)
"""Candidates let differ, those of least reduced cost first, until a list is found."""
MOST_SETS = 400_000
"""Sets of differences tried at most: past this another way is quicker."""
MARGIN = 1e-3
"""What sums of reduced costs may be wrong by, in solver units: two different totals differ by ten times more."""


class _TooMany(Exception):
    """More sets of differences than are worth trying."""


class _Near:
    """The lists near the bound of one relaxation: each is `base`, but for a set of candidates on which it differs."""

    def __init__(
        self,
        problem: Problem,
        relaxed: Relaxed,
        costs: NDArray[np.float64],
        *,
        low: NDArray[np.float64],
        high: NDArray[np.float64],
    ) -> None:
        self._problem, self._costs, self._bound = problem, costs, relaxed.value
        free = low < high
        self.base = np.where(free, relaxed.reduced > 0, low > 0.5)
        loss = np.abs(relaxed.reduced)
        able = np.flatnonzero(free)
        if len(able) > WIDTHS[-1] + 1:
            # one more than the widest look: its reduced cost says how far from the bound the look reaches
            able = able[np.argpartition(loss[able], WIDTHS[-1])[: WIDTHS[-1] + 1]]
        self.nearest = able[np.argsort(loss[able], kind="stable")]
        self.losses = loss[self.nearest]
        self._totals = problem.totals(np.flatnonzero(self.base))
        self._worth = float(costs[self.base].sum())

    def best(self, width: int, limit: float) -> tuple[NDArray[np.bool_], float] | None:
        """The best list that differs on these first candidates only and loses at most the limit, and what it loses.

        None where no such list respects the rules; raises _TooMany.
        """
        open_to_differ = self.nearest[:width]
        sets = _sets(self.losses[:width], limit)
        signs = np.where(self.base[open_to_differ], -1.0, 1.0)
        rows, changes = self._problem.coefficients_over(open_to_differ)
        untouched = np.ones(len(self._totals), dtype=bool)
        untouched[rows] = False
        if not self._within(np.flatnonzero(untouched), self._totals[untouched]).all():
            return None
        # rows that count places are counted on the bits of the sets, before the sets are written out candidate by
        # candidate: a budget is left for the few that remain
        counting = (np.abs(changes) % 1 == 0).all(axis=1) & (np.abs(changes) <= 1).all(axis=1)
        for one in np.flatnonzero(counting):
            sets = sets[
                self._within(rows[one], self._totals[rows[one]] + _counted(sets, changes[one] * signs))
            ]
        differ = (sets[:, None] >> np.arange(len(open_to_differ), dtype=np.uint64)) & np.uint64(1) > 0
        for one in np.flatnonzero(~counting):
            total = self._totals[rows[one]] + differ @ (changes[one] * signs)
            differ = differ[self._within(rows[one], total)]
        if not len(differ):
            return None
        worth = differ @ (self._costs[open_to_differ] * signs)
        best = int(np.argmax(worth))
        kept = self.base.copy()
        kept[open_to_differ[differ[best]]] ^= True
        return kept, self._bound - self._worth - float(worth[best])

    def _within(self, rows: NDArray[np.int64] | np.int64, totals: NDArray[np.float64]) -> NDArray[np.bool_]:
        # loose by what the sums may be wrong by: no list that respects the rules is missed, and one that does not, when
        # all is counted exactly, is refused by who asked
        return np.asarray((totals >= self._problem.floors[rows]) & (totals <= self._problem.ceilings[rows]))


def best_near_bound(
    problem: Problem,
    relaxed: Relaxed,
    costs: NDArray[np.float64],
    *,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
) -> NDArray[np.bool_] | None:
    """A list of greatest total cost, proved so: (candidates,); None when too many lists are near the bound.

    costs : of each candidate; low, high : bounds of each, equal where it is decided
    """
    near = _Near(problem, relaxed, costs, low=low, high=high)
    kept, gap = None, np.inf
    for width in WIDTHS:
        everyone = width >= len(near.nearest)
        # a list that differs on a candidate past the width loses at least the reduced cost of the first of these: within
        # that reach the look has missed none, so that what it finds there is the best of all
        reach = np.inf if everyone else float(near.losses[width])
        try:
            found = near.best(width, min(reach, gap + MARGIN))
        except _TooMany:
            return None
        if found is not None and found[1] < gap:
            kept, gap = found
        if everyone or gap + MARGIN < reach:
            return kept
    return None


def _sets(losses: NDArray[np.float64], limit: float) -> NDArray[np.uint64]:
    """The sets whose losses are within a limit together, a bit for each of those that differ. Raises _TooMany."""
    held, sums = np.zeros(1, dtype=np.uint64), np.zeros(1)
    for place, loss in enumerate(losses.tolist()):
        able = sums + loss <= limit
        held = np.concatenate([held, held[able] | np.uint64(1 << place)])
        if len(held) > MOST_SETS:
            raise _TooMany
        sums = np.concatenate([sums, sums[able] + loss])
    return held


def _counted(sets: NDArray[np.uint64], signs: NDArray[np.float64]) -> NDArray[np.int64]:
    """What each set adds to a row in which candidates count for one, for nothing or against it."""
    places = np.uint64(1) << np.arange(len(signs), dtype=np.uint64)
    more, less = (np.bitwise_or.reduce(places[signs == side], initial=0) for side in (1.0, -1.0))
    found: NDArray[np.int64] = np.bitwise_count(sets & more).astype(np.int64)
    found -= np.bitwise_count(sets & less)
    return found
