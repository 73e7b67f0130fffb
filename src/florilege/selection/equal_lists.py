"""The first of the lists that reach one total: ties broken as those of the list are, where one place is decided.

What a place would put out, or who would come in without it, is published and sealed: of several lists of the same
total the one told is that of greatest sum on each tie criterion in turn, then of smallest ids, whatever the solver met.

Lists of the best total lie near the bound of a relaxation, so that they differ from it on few candidates: those whose
reduced costs the rest of the bound allows (as in `near_bound`). They are counted all at once; where they are too many,
or the bound is far, the list is solved for with its ties, which takes longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from florilege.selection.laminar import best_first, greedy, laminar_of
from florilege.selection.optimum import optimum
from florilege.selection.problem import Problem, Row
from florilege.selection.relaxation import Relaxed
from florilege.selection.solver import SCALE

MOST_OPEN = 16
"""Sets of differences counted at most, as a power of 2: past this the list is solved for, which takes three times as long
as counting so many."""
MARGIN = 1e-3
"""What sums of reduced costs may be wrong by, in solver units: two different totals differ by ten times more."""
Rank = tuple[tuple[int, ...], tuple[int, ...]]


class Bound(NamedTuple):
    """What lists can total at most, in solver units, and what each candidate adds to it or takes from it."""

    value: float
    reduced: NDArray[np.float64]

    @staticmethod
    def of(relaxed: Relaxed, forced: int | None = None, side: int = 1) -> Bound:
        """The bound of a relaxation; forced : the candidate that it had fixed on a side, let free again."""
        value = relaxed.value
        if forced is not None:
            gain = float(relaxed.reduced[forced])
            value += max(gain, 0.0) - gain * side
        return Bound(value, relaxed.reduced)

    def with_fixed(self, index: int, side: int) -> float:
        """The bound of the lists that hold a candidate (side 1) or do not (0)."""
        gain = float(self.reduced[index])
        return self.value - max(gain, 0.0) + gain * side


class EqualLists:
    """Lists compared in the declared order, under one problem and the same scores.

    ties : (candidates,) each, those of the study in order
    """

    def __init__(
        self, problem: Problem, scores: NDArray[np.int64], ties: Sequence[NDArray[np.int64]]
    ) -> None:
        self._problem, self._scores, self._ties = problem, scores, ties
        self._laminar = laminar_of(problem)
        self._order = best_first(scores, *ties)

    @property
    def is_greedy(self) -> bool:
        """Whether greedy is exact, so that no bound is needed."""
        return self._laminar is not None

    def first(self, index: int, side: int, total: int, bound: Bound | None) -> NDArray[np.bool_]:
        """The first list of a total that is the best with a candidate held (side 1) or left out (side 0).

        bound : of any relaxation of the problem; None where greedy is exact
        """
        if self._laminar is not None:
            low, high = np.zeros(self._problem.count), np.ones(self._problem.count)
            low[index] = high[index] = side
            return greedy(self._laminar, self._order, low=low, high=high)
        kept = None if bound is None else self._near(index, side, total, bound)
        if kept is not None:
            return kept
        fixed = Row("fixed", np.array([index]), np.ones(1), float(side), float(side))
        solved = optimum(Problem(self._problem.count, (*self._problem.rows, fixed)), self._scores, self._ties)
        if solved.total != total:
            raise ArithmeticError("two ways of solving one problem give two totals")
        return solved.kept

    def _near(self, index: int, side: int, total: int, bound: Bound) -> NDArray[np.bool_] | None:
        """The same among the lists near the bound; None where they are too many to be counted."""
        base = bound.reduced > 0
        base[index] = bool(side)
        loss = np.abs(bound.reduced)
        limit = max(bound.with_fixed(index, side) - total * SCALE, 0.0) + MARGIN
        able = np.flatnonzero(loss <= limit)
        able = able[able != index]
        gains = self._scores[able] * np.where(base[able], -1, 1)
        differ = _sets(loss[able], limit, gains, total - int(self._scores[base].sum()))
        if differ is None:
            return None
        lists = np.repeat(base[None, :], len(differ), axis=0)
        lists[:, able] ^= differ
        lists = lists[self._problem.respected_by(lists)]
        return min(lists, key=lambda kept: rank(kept, self._ties)) if len(lists) else None


def rank(kept: NDArray[np.bool_], ties: Sequence[NDArray[np.int64]]) -> Rank:
    """What lists of equal total are ordered by, the smallest first."""
    return tuple(-int(tie[kept].sum()) for tie in ties), tuple(np.flatnonzero(kept).tolist())


def _sets(
    losses: NDArray[np.float64], limit: float, gains: NDArray[np.int64], wanted: int
) -> NDArray[np.bool_] | None:
    """The sets of candidates whose losses are within a limit together and whose gains make a sum: (sets, candidates).

    None when too many are within the limit.
    """
    order = np.argsort(losses, kind="stable")
    if losses[order[: MOST_OPEN + 1]].sum() <= limit and len(losses) > MOST_OPEN:
        return None
    held = np.zeros((1, len(losses)), dtype=bool)
    sums, gained = np.zeros(1), np.zeros(1, dtype=np.int64)
    for place in order.tolist():
        able = sums + losses[place] <= limit
        added = held[able]
        added[:, place] = True
        held = np.concatenate([held, added])
        sums = np.concatenate([sums, sums[able] + losses[place]])
        gained = np.concatenate([gained, gained[able] + gains[place]])
        if len(held) > 2**MOST_OPEN:
            return None
    return np.asarray(held[gained == wanted])
