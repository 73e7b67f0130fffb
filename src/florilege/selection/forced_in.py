"""The best list that holds a given place, for one place after another: solved only where it cannot be read off.

The prices of the rules in a relaxation bound what any list with a place can total (weak duality), those of each
relaxation in their own way: the least bound holds. A list met before, less one of its places, may take that place in
instead and reach the bound: it is then the best, and nothing is solved. Places under the same rules most often take
the same seat, so that few of a thousand have to be solved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from florilege.selection.equal_lists import Bound, EqualLists
from florilege.selection.laminar import laminar_of
from florilege.selection.optimum import best_total
from florilege.selection.problem import Problem
from florilege.selection.relaxation import Infeasible, Unproved
from florilege.selection.solver import SCALE, Solver

SAFETY = 0.1
"""Added to a bound before it is rounded down, in whole units of the scores: the solver's own error is far smaller."""


class _Rest(NamedTuple):
    """A list less one place: who is in it, and what each row sums to."""

    kept: NDArray[np.bool_]
    totals: NDArray[np.float64]


class _Nearest:
    """What a list that holds each candidate can total at most: by the nearest of the bounds met.

    totals : (candidates,) whole numbers
    """

    def __init__(self, bound: Bound) -> None:
        self._bounds = [bound]
        self._which = np.zeros(len(bound.reduced), dtype=np.int64)
        self.totals = _totals(bound)

    def add(self, bound: Bound) -> None:
        totals = _totals(bound)
        nearer = totals < self.totals
        self._which[nearer] = len(self._bounds)
        self.totals[nearer] = totals[nearer]
        self._bounds.append(bound)

    def bound_of(self, index: int) -> Bound:
        return self._bounds[int(self._which[index])]


def _totals(bound: Bound) -> NDArray[np.int64]:
    """What a list that holds each candidate can total at most: (candidates,) whole numbers."""
    return np.floor((bound.value + np.minimum(bound.reduced, 0.0)) / SCALE + SAFETY).astype(np.int64)


class ForcedIn:
    """Best lists with one place forced in, under the same scores and rules; ties broken as those of the list are.

    kept : a list of greatest total, whose seats the others are first tried in
    """

    def __init__(
        self,
        problem: Problem,
        solver: Solver,
        scores: NDArray[np.int64],
        kept: NDArray[np.bool_],
        *,
        ties: Sequence[NDArray[np.int64]] = (),
    ) -> None:
        self._problem, self._solver, self._scores = problem, solver, scores
        self._equal = EqualLists(problem, scores, ties)
        self._rests: dict[int, list[_Rest]] = defaultdict(list)
        self._met: set[bytes] = set()
        self._nearest: _Nearest | None = None
        if laminar_of(problem) is None:  # where greedy is exact, solving is as fast
            try:
                self._nearest = _Nearest(Bound.of(solver.relaxed(scores)))
            except Unproved:  # then each list is solved
                return
            for seat in np.flatnonzero(kept):
                self._remember(kept, int(seat))

    def best(self, index: int) -> tuple[int, NDArray[np.bool_]] | None:
        """The greatest total of a list that holds a candidate, and the first such list; None when there is none.

        For a candidate outside the list given at first.
        """
        total = self._read_off(index)
        if total is None:
            total = self._solved(index)
        if total is None:
            return None
        bound = self._nearest.bound_of(index) if self._nearest is not None else None
        return total, self._equal.first(index, 1, total, bound)

    def _read_off(self, index: int) -> int | None:
        """The total of a list met before, less one of its places, when this one in its seat reaches the bound."""
        if self._nearest is None:
            return None
        reached = int(self._nearest.totals[index])
        rests = self._rests.get(reached - int(self._scores[index]), ())
        return reached if any(self._takes(rest, index) for rest in rests) else None

    def _solved(self, index: int) -> int | None:
        self._solver.force(index, 1)
        try:
            if self._nearest is not None:
                with suppress(Unproved):
                    self._nearest.add(Bound.of(self._solver.relaxed(self._scores), index))
            total, found = best_total(self._solver, self._scores)
        except Infeasible:
            return None
        finally:
            self._solver.force(index, None)
        if self._nearest is not None:
            self._remember(found, index)
        return total

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
