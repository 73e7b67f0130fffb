"""The proven optimum: the list of greatest total under all the rules, ties broken in the declared order.

Among lists of equal total: the largest sum of each tie criterion in turn, then the smallest sorted list of ids.
Each stage keeps what the former reached by a row, so that the list is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from florilege.selection.laminar import greedy, is_tied, laminar_of
from florilege.selection.problem import Problem, Row
from florilege.selection.relaxation import Infeasible
from florilege.selection.solver import SCALE, Solver, certify


@dataclass(frozen=True, slots=True)
class Optimum:
    """A list, its total in whole numbers of 1e-8, and whether another list reaches the same total."""

    kept: NDArray[np.bool_]
    total: int
    tied: bool


def optimum(problem: Problem, scores: NDArray[np.int64], ties: Sequence[NDArray[np.int64]] = ()) -> Optimum:
    """The best list. scores and each of ties: (candidates,) whole numbers; candidates in the order of their ids.

    Raises Infeasible when no list satisfies the rules.
    """
    laminar = laminar_of(problem)
    if laminar is not None:
        free = np.zeros(problem.count), np.ones(problem.count)
        kept = greedy(laminar, (scores, *ties), low=free[0], high=free[1])
        certify(problem, kept)
        return Optimum(kept, int(scores[kept].sum()), is_tied(laminar, scores, kept))
    solver = Solver(problem)
    kept = solver.best(scores)
    total = int(scores[kept].sum())
    bound = solver.relaxed(scores)
    able = np.flatnonzero(bound.value + np.minimum(bound.reduced, 0.0) >= total * SCALE - SCALE / 2)
    solver.add_row(_keep(scores, total))
    if not _another(solver, kept):
        return Optimum(kept, total, tied=False)
    for tie in ties:
        kept = solver.best(tie)
        solver.add_row(_keep(tie, int(tie[kept].sum())))
    return Optimum(_first_ids(solver, kept, able), total, tied=True)


def best_total(solver: Solver, scores: NDArray[np.int64]) -> tuple[int, NDArray[np.bool_]]:
    """Greatest total and a list that reaches it (ties as the solver finds them: for totals, not for lists)."""
    kept = solver.best(scores)
    return int(scores[kept].sum()), kept


def _keep(scores: NDArray[np.int64], total: int) -> Row:
    """The row that holds a total already reached: half a unit below it, in the solver's units."""
    indices = np.flatnonzero(scores)
    return Row(
        "reached",
        indices,
        np.asarray(scores[indices] * SCALE, dtype=np.float64),
        total * SCALE - SCALE / 2,
        np.inf,
    )


def _another(solver: Solver, kept: NDArray[np.bool_]) -> bool:
    """Whether a list other than this one satisfies the rows: as many differences as possible, counted."""
    apart = np.where(kept, -1, 1).astype(np.int64) * round(1 / SCALE)
    other = solver.best(apart)
    return bool((other != kept).any())


def _first_ids(solver: Solver, kept: NDArray[np.bool_], able: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Among the lists that remain, the one whose sorted list of ids comes first.

    able : the only candidates that a list of this total may hold
    """
    nothing = np.zeros(len(kept), dtype=np.int64)
    begun = np.zeros(len(kept), dtype=bool)
    for index in able:
        # a list that ends here comes before those that go on from it
        if solver.problem.respects(begun):
            return begun
        solver.force(int(index), 1)
        if not kept[index]:
            try:
                kept = solver.best(nothing)
            except Infeasible:
                solver.force(int(index), 0)
                continue
        begun[index] = True
    return kept
