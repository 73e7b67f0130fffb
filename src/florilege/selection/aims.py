"""What a place costs or brings to the list: the best list without it, the best that holds it, what it lacks to come in.

The merit of a list is what the study maximises, in whole units of the scores: its total, or the mean of its places.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from florilege.selection.by_size import at_size
from florilege.selection.forced_in import ForcedIn
from florilege.selection.optimum import best_total
from florilege.selection.problem import Problem
from florilege.selection.relaxation import Infeasible
from florilege.selection.solver import Solver


class Other(NamedTuple):
    """A list and its merit. needed : units that a place forced in lacks for its list to be the best one"""

    merit: Fraction
    kept: NDArray[np.bool_]
    needed: int = 0


class _AtSize(NamedTuple):
    """Lists of one size, or of any where the study maximises a total (size None)."""

    size: int | None
    solver: Solver
    kept: NDArray[np.bool_]
    total: int
    forced_in: ForcedIn

    def merit(self, total: int) -> Fraction:
        return Fraction(total, self.size or 1)


class Aims:
    """The best lists with or without one place, under the same scores and rules.

    kept : the optimal list; sizes : those compared where the study maximises a mean over several
    """

    def __init__(
        self,
        problem: Problem,
        scores: NDArray[np.int64],
        kept: NDArray[np.bool_],
        sizes: range | None,
        *,
        mean: bool,
    ) -> None:
        self._scores, self._kept = scores, kept
        self._parts: list[_AtSize] = []
        count = int(kept.sum())
        total = int(scores[kept].sum())
        if sizes is None:
            size = count if mean else None
            solver = Solver(problem)
            solver.best(scores)
            self._parts.append(_AtSize(size, solver, kept, total, ForcedIn(problem, solver, scores, kept)))
        for size in sizes or ():
            at = at_size(problem, size)
            solver = Solver(at)
            try:
                listed = kept if size == count else solver.best(scores)
            except Infeasible:
                continue
            solver.best(scores)
            best = int(scores[listed].sum())
            self._parts.append(_AtSize(size, solver, listed, best, ForcedIn(at, solver, scores, listed)))
        self.merit = Fraction(total, count if mean else 1)

    def without(self, index: int) -> Other | None:
        """The best list without a place of the optimal one; None when there is none."""
        found: Other | None = None
        for part in self._parts:
            if not part.kept[index]:
                other = part.total, part.kept
            else:
                part.solver.force(index, 0)
                try:
                    other = best_total(part.solver, self._scores)
                except Infeasible:
                    continue
                finally:
                    part.solver.force(index, None)
            merit = part.merit(other[0])
            if found is None or merit > found.merit:
                found = Other(merit, other[1])
        return found

    def holding(self, index: int) -> Other | None:
        """The best list that holds a place left out of the optimal one, and the score that it lacks; None without any.

        Its list becomes the best when its own score rises by `needed` units: at some size, the total then passes
        what the optimal merit asks of a list of that size.
        """
        found: Other | None = None
        for part in self._parts:
            held = (part.total, part.kept) if part.kept[index] else part.forced_in.best(index)
            if held is None:
                continue
            total, kept = held
            needed = floor(self.merit * (part.size or 1) - total) + 1
            merit = part.merit(total)
            if found is None:
                found = Other(merit, kept, needed)
            else:
                best = found if found.merit >= merit else Other(merit, kept)
                found = Other(best.merit, best.kept, min(found.needed, needed))
        return found
