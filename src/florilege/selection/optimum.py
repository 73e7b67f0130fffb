"""The proven optimum: the list of greatest total under all the rules, ties broken in the declared order.

Among lists of equal total: the largest sum of each tie criterion in turn, then the smallest sorted list of ids.
Each stage keeps what the former reached by a row, so that the list is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.selection.exact_sums import ExactSum
from florilege.selection.laminar import best_first, greedy, is_tied, laminar_of
from florilege.selection.problem import Problem, Row
from florilege.selection.relaxation import Infeasible
from florilege.selection.solver import NO_EFFORT, SCALE, Effort, Solver, certify


class Optimum(Struct, frozen=True):
    """A list, its total in whole numbers of 1e-8, and whether another list reaches the same total.

    effort : what the solver needed beyond its usual way
    """

    kept: NDArray[np.bool_]
    total: int
    tied: bool
    effort: Effort = NO_EFFORT


def optimum(problem: Problem, scores: NDArray[np.int64], ties: Sequence[NDArray[np.int64]] = ()) -> Optimum:
    """The best list. scores and each of ties: (candidates,) whole numbers; candidates in the order of their ids.

    Raises Infeasible when no list satisfies the rules.
    """
    laminar = laminar_of(problem)
    if laminar is not None:
        order = best_first(scores, *ties)
        kept = greedy(laminar, order, low=np.zeros(problem.count), high=np.ones(problem.count))
        certify(problem, kept)
        return Optimum(kept, int(scores[kept].sum()), is_tied(laminar, scores, kept))
    solver = Solver(problem)
    kept = solver.best(scores)
    total = int(scores[kept].sum())
    # lists of the best total lie on the bound: whoever its reduced costs fix is the same in all of them, and ties are
    # settled among the few others
    low, high = solver.bounds_of(scores, total)
    able = np.flatnonzero(low < high)
    among = Solver(problem.over(able, (low > 0.5) & (low >= high), [_keep(scores, total)]))
    # asked before the ties are gone through: most studies have one best list, and then there is nothing to settle
    if not len(able) or not _another(among, kept[able]):
        return Optimum(kept, total, tied=False, effort=solver.effort + among.effort)
    part = kept[able]
    for tie in ties:
        part = among.best(tie[able])
        # each tie criterion is a goal after the others (preemptive goal programming; Charnes & Cooper 1961): what it
        # reached becomes a row, so that the next one only chooses among equals
        among.add_row(_keep(tie[able], int(tie[able][part].sum())))
    decided = np.flatnonzero(low > 0.5)
    part = _first_ids(among, part, int((able < decided.max(initial=-1)).sum()))
    kept = low > 0.5
    kept[able] = part
    certify(problem, kept)
    return Optimum(kept, total, tied=True, effort=solver.effort + among.effort)


def best_total(solver: Solver, scores: NDArray[np.int64]) -> tuple[int, NDArray[np.bool_]]:
    """Greatest total and a list that reaches it (ties as the solver finds them: for totals, not for lists)."""
    kept = solver.best(scores)
    return int(scores[kept].sum()), kept


def _keep(scores: NDArray[np.int64], total: int) -> Row:
    """The row that holds a total already reached, counted in whole numbers."""
    indices = np.flatnonzero(scores)
    return Row(
        "reached",
        indices,
        np.asarray(scores[indices] * SCALE, dtype=np.float64),
        total * SCALE,
        np.inf,
        exact=ExactSum(scores[indices], total, None, Fraction(SCALE).limit_denominator()),
    )


def _another(solver: Solver, kept: NDArray[np.bool_]) -> bool:
    """Whether a list other than this one satisfies the rows: as many differences as possible, counted."""
    apart = np.where(kept, -1, 1).astype(np.int64) * round(1 / SCALE)
    other = solver.best(apart)
    return bool((other != kept).any())


def _first_ids(solver: Solver, kept: NDArray[np.bool_], before: int) -> NDArray[np.bool_]:
    """Among the lists that remain, the one whose sorted list of ids comes first.

    before : how many candidates come before the last of those decided in; past them, a list that ends comes
    before those that go on from it
    """
    nothing = np.zeros(len(kept), dtype=np.int64)
    begun = np.zeros(len(kept), dtype=bool)
    for index in range(len(kept)):
        if index >= before and solver.problem.respects(begun):
            return begun
        solver.force(index, 1)
        # a list that holds the candidate already is proof enough that one exists: nothing is solved
        if not kept[index]:
            try:
                kept = solver.best(nothing)
            except Infeasible:
                solver.force(index, 0)
                continue
        begun[index] = True
    return kept
