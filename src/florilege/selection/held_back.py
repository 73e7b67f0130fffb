"""Which rule holds a place back: bringing it in, less the place that it would displace, breaks the rule.

A place of a better score than one kept would take its seat if the rules allowed it: each such swap breaks one rule or
more. Of all of them the swaps that break fewest say why: where one rule alone stands in the way of one, without that
rule the swap is allowed and the list is better. So a budget holds back what it cannot pay for, whether or not the list
spends it to the last euro; and a floor what would take the seat of a place that it asks for.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from florilege.selection.problem import Problem
from florilege.selection.rules import SIZE


class Hold(NamedTuple):
    """Rules that together hold a place back. displaced : whose seat it would take, None for a seat left free"""

    rules: tuple[str, ...]
    displaced: int | None


class HeldBack:
    """What holds places back from a list.

    kept : the optimal list; mean : whether the study maximises the mean of the scores, rather than their total
    """

    def __init__(
        self, problem: Problem, scores: NDArray[np.int64], kept: NDArray[np.bool_], *, mean: bool = False
    ) -> None:
        self._problem, self._scores = problem, scores
        self._least_worth = float(scores[kept].mean()) if mean and kept.any() else 0.0
        self._ranks = {key: rank for rank, key in enumerate(problem.keys)}
        seats = np.flatnonzero(kept)
        self._seats = seats[np.argsort(scores[seats], kind="stable")]
        self._totals = problem.totals(np.flatnonzero(kept))
        self._given_up = np.array([problem.totals(np.array([seat])) for seat in self._seats])
        self._given_up = self._given_up.reshape(len(seats), len(problem.rows))
        self._kept = kept
        self._rounding = np.array([row.rounding for row in problem.rows])
        self._exact = [rank for rank, row in enumerate(problem.rows) if row.exact is not None]
        self._needing = [
            self._broken(self._totals - given_up, self._changed(None, int(seat)))
            for seat, given_up in zip(self._seats, self._given_up, strict=True)
        ]

    def holds(self, index: int, *, anyone: bool = False) -> tuple[Hold, ...]:
        """The rules that hold a place back, each with the place of lowest score that it would displace.

        Those that do alone; where none does, the rules of the swap that breaks fewest, together. None when no place
        kept has a lower score. anyone : then the swaps with all of them, for a place that no list can hold
        """
        lower = int(np.searchsorted(self._scores[self._seats], self._scores[index]))
        swaps = self._swaps(index, len(self._seats) if anyone and not lower else lower)
        fewest = min((len(one.rules) for one in swaps), default=0)
        if fewest > 1:
            return (next(one for one in swaps if len(one.rules) == fewest),)
        alone: dict[str, Hold] = {}
        for one in swaps:
            if len(one.rules) == 1:
                alone.setdefault(one.rules[0], one)
        return tuple(alone[key] for key in sorted(alone, key=self._ranks.__getitem__))

    def _swaps(self, index: int, lower: int) -> list[Hold]:
        """What each swap breaks, the place of lowest score first, after a seat that is free: the size is no obstacle."""
        rows = self._problem.rows_over(index)
        own = self._problem.totals(np.array([index]))
        free = self._hold(set(self._broken(self._totals + own, self._changed(index))), None)
        found = [free] if SIZE not in free.rules and self._scores[index] > self._least_worth else []
        totals = self._totals[rows] + own[rows] - self._given_up[:lower, rows]
        out = (totals < self._problem.floors[rows]) | (totals > self._problem.ceilings[rows])
        near = np.abs(totals - self._problem.most[rows]) <= self._rounding[rows]
        for place, row in np.argwhere(
            near & np.isin(rows, self._exact)
        ):  # costs: too near to be told in floats
            changed = self._changed(index, int(self._seats[place]))
            out[place, row] = not self._problem.rows[rows[row]].holds(changed)
        counted = set(rows.tolist())
        for place in range(lower):
            broken = {
                *rows[out[place]].tolist(),
                *(row for row in self._needing[place] if row not in counted),
            }
            found.append(self._hold(broken, int(self._seats[place])))
        return [one for one in found if one.rules]

    def _hold(self, broken: set[int], displaced: int | None) -> Hold:
        keys = {self._problem.rows[row].rule for row in broken}
        return Hold(tuple(sorted(keys, key=self._ranks.__getitem__)), displaced)

    def _changed(self, index: int | None, displaced: int | None = None) -> NDArray[np.bool_]:
        """The list with a place more, or one less."""
        kept = self._kept.copy()
        if index is not None:
            kept[index] = True
        if displaced is not None:
            kept[displaced] = False
        return kept

    def _broken(self, totals: NDArray[np.float64], kept: NDArray[np.bool_]) -> list[int]:
        """The rows that a list breaks, and what each sums to: costs are counted exactly."""
        out = (totals < self._problem.floors) | (totals > self._problem.ceilings)
        out[self._exact] = [not self._problem.rows[row].holds(kept) for row in self._exact]
        found: list[int] = np.flatnonzero(out).tolist()
        return found
