"""The best mean over a range of sizes: one problem a size, and the best of their lists.

A mean is no sum over a list whose size is free: at each size it is, so each size is solved exactly and the means are
compared as fractions of whole numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from florilege.selection.problem import Problem, Row
from florilege.selection.relaxation import Infeasible
from florilege.selection.rules import SIZE
from florilege.selection.solver import NO_EFFORT, Effort, Solver
from florilege.selection.study_file import StudyFile


def sizes_of(study: StudyFile) -> range | None:
    """The sizes to be compared where a study maximises a mean over several; None where a total does."""
    least, most = study.sizes
    return range(least, most + 1) if study.objective == "mean" and least < most else None


def at_size(problem: Problem, size: int) -> Problem:
    """The problem with lists of one size only."""
    return Problem(
        problem.count,
        tuple(
            Row(SIZE, row.indices, row.coefficients, float(size), float(size)) if row.rule == SIZE else row
            for row in problem.rows
        ),
    )


class BySize:
    """One solver a size, for list after list under other scores; sizes that no list can have are dropped for good.

    nudge : as of `Solver`
    """

    def __init__(self, problem: Problem, sizes: range, nudge: NDArray[np.float64] | None = None) -> None:
        self._solvers = {size: Solver(at_size(problem, size), nudge) for size in sizes}
        self._dropped = NO_EFFORT

    @property
    def effort(self) -> Effort:
        """What the solvers needed so far beyond their usual way."""
        return sum((solver.effort for solver in self._solvers.values()), self._dropped)

    def best(self, scores: NDArray[np.int64]) -> NDArray[np.bool_]:
        """A list of greatest mean: (candidates,); of two that are equal, the smaller. Raises Infeasible."""
        found: tuple[int, int, NDArray[np.bool_]] | None = None
        for size in tuple(self._solvers):
            try:
                kept = self._solvers[size].best(scores)
            except Infeasible:
                self._dropped += self._solvers.pop(size).effort
                continue
            total = int(scores[kept].sum())
            if found is None or total * found[1] > found[0] * size:
                found = total, size, kept
        if found is None:
            raise Infeasible
        return found[2]
