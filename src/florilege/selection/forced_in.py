"""The best list that holds a given place, for one place after another: solved only where it cannot be read off.

The prices of the rules in a relaxation bound what any list with a place can total (weak duality), those of each
relaxation in their own way: the least bound holds. A list met before, less one of its places, may take that place in
instead and reach the bound: it is then the best, and nothing is solved. Places under the same rules most often take
the same seat, so that few of a thousand have to be solved.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from florilege.selection.laminar import laminar_of
from florilege.selection.optimum import best_total
from florilege.selection.problem import Problem
from florilege.selection.relaxation import Infeasible, Relaxed, Unproved
from florilege.selection.solver import SCALE, Solver

SAFETY = 0.1
"""Added to a bound before it is rounded down, in whole units of the scores: the solver's own error is far smaller."""


class _Rest(NamedTuple):
    """A list less one place: who is in it, and what each row sums to."""

    kept: NDArray[np.bool_]
    totals: NDArray[np.float64]


def _bounds(relaxed: Relaxed, forced: int | None = None) -> NDArray[np.int64]:
    """What a list that holds each candidate can total at most: (candidates,) whole numbers.

    forced : the candidate that the relaxation had forced in, whose own loss is taken back
    """
    losses = np.minimum(relaxed.reduced, 0.0)
    value = relaxed.value - (losses[forced] if forced is not None else 0.0)
    return np.floor((value + losses) / SCALE + SAFETY).astype(np.int64)


class ForcedIn:
    """Best lists with one place forced in, under the same scores and rules.

    kept : a list of greatest total, whose seats the others are first tried in
    """

    def __init__(
        self, problem: Problem, solver: Solver, scores: NDArray[np.int64], kept: NDArray[np.bool_]
    ) -> None:
        self._problem, self._solver, self._scores = problem, solver, scores
        self._rests: dict[int, list[_Rest]] = defaultdict(list)
        self._met: set[bytes] = set()
        self._bounds: NDArray[np.int64] | None = None
        if laminar_of(problem) is None:  # where greedy is exact, solving is as fast
            try:
                self._bounds = _bounds(solver.relaxed(scores))
            except Unproved:  # then each list is solved
                return
            for seat in np.flatnonzero(kept):
                self._remember(kept, int(seat))

    def best(self, index: int) -> tuple[int, NDArray[np.bool_]] | None:
        """The greatest total of a list that holds a candidate, and such a list; None when there is none.

        For a candidate outside the list given at first.
        """
        if self._bounds is not None:
            reached = int(self._bounds[index])
            for rest in self._rests.get(reached - int(self._scores[index]), ()):
                if self._takes(rest, index):
                    taken = rest.kept.copy()
                    taken[index] = True
                    return reached, taken
        self._solver.force(index, 1)
        try:
            self._lower_the_bounds(index)
            total, found = best_total(self._solver, self._scores)
        except Infeasible:
            return None
        finally:
            self._solver.force(index, None)
        if self._bounds is not None:
            self._remember(found, index)
        return total, found

    def _lower_the_bounds(self, forced: int) -> None:
        """By what the relaxation says with a candidate forced in. Raises Infeasible."""
        if self._bounds is None:
            return
        with suppress(Unproved):
            relaxed = self._solver.relaxed(self._scores)
            self._bounds = np.minimum(self._bounds, _bounds(relaxed, forced))

    def _takes(self, rest: _Rest, index: int) -> bool:
        """Whether a list with a free seat respects every row once a candidate has it."""
        if rest.kept[index]:
            return False
        totals = rest.totals + self._problem.totals(np.array([index]))
        if not np.all((totals >= self._problem.floors) & (totals <= self._problem.ceilings)):
            return False
        if not self._problem.exact_rows:
            return True
        kept = rest.kept.copy()
        kept[index] = True
        return self._problem.respects(kept)

    def _remember(self, kept: NDArray[np.bool_], seat: int) -> None:
        rest = kept.copy()
        rest[seat] = False
        key = np.packbits(rest).tobytes()
        if key not in self._met:
            self._met.add(key)
            totals = self._problem.totals(np.flatnonzero(rest))
            self._rests[int(self._scores[rest].sum())].append(_Rest(rest, totals))
