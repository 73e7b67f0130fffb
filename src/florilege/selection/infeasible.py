"""When no list satisfies the rules: which rules clash, and the least relaxation that makes a list possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import highspy
import numpy as np

from florilege.selection.problem import Problem
from florilege.selection.relaxation import Infeasible, check
from florilege.selection.rules import SIZE
from florilege.selection.solver import Solver, model_of


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A bound of a rule, and the nearest bound with which a list exists."""

    rule: str
    group: str
    before: float
    after: float


def clash(problem: Problem) -> tuple[str, ...]:
    """A smallest set of rules that cannot hold together: without any one of them, the others can.

    Deletion filter (Chinneck & Dravnieks, ORSA Journal on Computing 1991), rules taken in the file's order.
    """
    if (
        not problem.count
    ):  # nobody to choose from: each floor fails alone, and the solver can tell none from none
        return next(((row.rule,) for row in problem.rows if row.least > 0), ())
    keys = list(problem.keys)
    for key in tuple(keys):
        rest = frozenset(other for other in keys if other != key)
        if not _feasible(problem.only(rest)):
            keys.remove(key)
    return tuple(keys)


def least_relaxation(
    problem: Problem, weights: Mapping[str, float], fewest: int = 1
) -> tuple[Relaxation, ...]:
    """The changes of bounds of least weighted sum that make a list possible; weights default to 1.

    Each bound goes to what a list found with them sums to, counted exactly: with these bounds that list respects every
    row. A list keeps `fewest` places at least, or none where nobody may be kept at all.
    """
    model = model_of(Problem(problem.count, ()))
    model.changeColsCost(problem.count, np.arange(problem.count, dtype=np.int32), np.zeros(problem.count))
    for row in problem.rows:
        index, value = row.indices.astype(np.int32), row.coefficients
        low, high = -1, -1
        column = model.getNumCol()
        cost = -weights.get(row.rule, 1.0)
        if np.isfinite(row.least):
            room = row.least - fewest if row.rule == SIZE else highspy.kHighsInf
            model.addCol(cost, 0.0, max(room, 0.0), 0, np.zeros(0, dtype=np.int32), np.zeros(0))
            low, column = column, column + 1
        if np.isfinite(row.most):
            model.addCol(cost, 0.0, highspy.kHighsInf, 0, np.zeros(0, dtype=np.int32), np.zeros(0))
            high = column
        if low >= 0:
            model.addRow(
                row.least,
                highspy.kHighsInf,
                len(index) + 1,
                np.append(index, low).astype(np.int32),
                np.append(value, 1.0),
            )
        if high >= 0:
            model.addRow(
                -highspy.kHighsInf,
                row.most,
                len(index) + 1,
                np.append(index, high).astype(np.int32),
                np.append(value, -1.0),
            )
    model.run()
    try:
        check(model)
    except Infeasible:
        if not fewest:
            raise
        return least_relaxation(problem, weights, fewest=0)
    kept = np.asarray(model.getSolution().col_value)[: problem.count] > 0.5
    found: list[Relaxation] = []
    for row in problem.rows:
        total = row.total(kept)
        if total < row.least - 1e-9:
            found.append(Relaxation(row.rule, row.group, row.least, total))
        if total > row.most + 1e-9:
            found.append(Relaxation(row.rule, row.group, row.most, total))
    return tuple(found)


def _feasible(problem: Problem) -> bool:
    try:
        Solver(problem).best(np.zeros(problem.count, dtype=np.int64))
    except Infeasible:
        return False
    return True
