"""What a place costs or brings to the list: the best list without it, the best that holds it, what it lacks to come in.

The merit of a list is what the study maximises, in whole units of the scores: its total, or the mean of its places.
Lists of equal merit are told apart as the study's own list is, by its ties then by ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from florilege.selection.by_size import at_size
from florilege.selection.equal_lists import Bound, EqualLists, rank
from florilege.selection.forced_in import ForcedIn
from florilege.selection.optimum import best_total, optimum
from florilege.selection.problem import Problem, Row
from florilege.selection.relaxation import Infeasible, Unproved
from florilege.selection.solver import Solver


class Way(NamedTuple):
    """A list that holds a place left out, and the units that its total lacks of the merit of the optimal list."""

    short: Fraction
    kept: NDArray[np.bool_]


class Other(NamedTuple):
    """A list and its merit. ways : of a place forced in, one a size that lists may have"""

    merit: Fraction
    kept: NDArray[np.bool_]
    ways: tuple[Way, ...] = ()


class _AtSize(NamedTuple):
    """Lists of one size, or of any where the study maximises a total (size None)."""

    size: int | None
    solver: Solver
    equal: EqualLists
    kept: NDArray[np.bool_]
    total: int
    forced_in: ForcedIn

    def merit(self, total: int) -> Fraction:
        return Fraction(total, self.size or 1)


class Aims:
    """The best lists with or without one place, under the same scores and rules.

    ties : those of the study, (candidates,) each; kept : the optimal list
    sizes : those compared where the study maximises a mean over several
    total : of the optimal list; None where lists of several sizes are compared
    """

    def __init__(
        self,
        problem: Problem,
        scores: NDArray[np.int64],
        kept: NDArray[np.bool_],
        sizes: range | None,
        *,
        mean: bool,
        ties: Sequence[NDArray[np.int64]] = (),
    ) -> None:
        self._scores, self._ties, self._sizes = scores, ties, sizes
        count = int(kept.sum())
        total = int(scores[kept].sum())
        self._parts: list[_AtSize] = []
        if sizes is None:
            self._parts.append(self._part(problem, kept, count if mean else None))
        for size in sizes or ():
            at = at_size(problem, size)
            try:
                listed = kept if size == count else optimum(at, scores, ties).kept
            except Infeasible:
                continue
            self._parts.append(self._part(at, listed, size))
        self.merit = Fraction(total, count if mean else 1)
        self.total = total if sizes is None else None

    def _part(self, problem: Problem, kept: NDArray[np.bool_], size: int | None) -> _AtSize:
        scores, ties = self._scores, self._ties
        solver = Solver(problem)
        solver.best(scores)
        return _AtSize(
            size,
            solver,
            EqualLists(problem, scores, ties),
            kept,
            int(scores[kept].sum()),
            ForcedIn(problem, solver, scores, kept, ties=ties),
        )

    def without(self, index: int) -> Other | None:
        """The best list without a place of the optimal one; None when there is none."""
        found: list[Other] = []
        for part in self._parts:
            other = self._left_out(part, index) if part.kept[index] else (part.total, part.kept)
            if other is not None:
                found.append(Other(part.merit(other[0]), other[1]))
        return min(found, key=self._rank) if found else None

    def _left_out(self, part: _AtSize, index: int) -> tuple[int, NDArray[np.bool_]] | None:
        part.solver.force(index, 0)
        try:
            total, _ = best_total(part.solver, self._scores)
            if part.equal.is_greedy:
                return total, part.equal.first(index, 0, total, None)
            return total, part.equal.first(index, 0, total, self._bound_without(part, index))
        except Infeasible:
            return None
        finally:
            part.solver.force(index, None)

    def _bound_without(self, part: _AtSize, index: int) -> Bound | None:
        """What the relaxation says with a candidate forced out; None where it says nothing."""
        try:
            return Bound.of(part.solver.relaxed(self._scores), index, side=0)
        except Unproved:
            return None

    def holding(self, index: int) -> Other | None:
        """The best list that holds a place left out of the optimal one, and what it lacks; None without any.

        A list becomes the best when the score of the place rises by what it is short of: at some size, the total then
        reaches what the optimal merit asks of a list of that size.
        """
        found: list[Other] = []
        ways: list[Way] = []
        for part in self._parts:
            held = (part.total, part.kept) if part.kept[index] else part.forced_in.best(index)
            if held is not None:
                found.append(Other(part.merit(held[0]), held[1]))
                ways.append(Way(self.merit * (part.size or 1) - held[0], held[1]))
        return min(found, key=self._rank)._replace(ways=tuple(ways)) if found else None

    def ways_in(self, problem: Problem, index: int) -> tuple[Way, ...]:
        """What lists that hold a place lack of the merit of the optimal one, under other rules over the same candidates."""
        ways: list[Way] = []
        fixed = Row("fixed", np.array([index]), np.ones(1), 1.0, 1.0)
        for size in self._sizes or (self._parts[0].size,):
            at = problem if self._sizes is None or size is None else at_size(problem, size)
            try:
                best = optimum(Problem(at.count, (*at.rows, fixed)), self._scores, self._ties)
            except Infeasible:
                continue
            ways.append(Way(self.merit * (size or 1) - best.total, best.kept))
        return tuple(ways)

    def _rank(self, other: Other) -> tuple[Fraction, object]:
        return -other.merit, rank(other.kept, self._ties)
