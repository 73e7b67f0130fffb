"""The linear relaxation, kept warm between solves and holding only the candidates that matter.

Most candidates are never near a list. The relaxation starts with the best of them; after each solve the rows'
prices give the reduced cost of all the others at once, and those that could gain come in (column generation:
Gilmore & Gomory, Operations Research 1961). When none can, the optimum is that of the whole problem.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from florilege.selection.problem import Problem, Row

TOLERANCE = 1e-6
FEW = 400
"""Up to so many candidates, all are held from the start."""
START, STEP = 250, 60
"""Candidates held at first, and let in at a time."""


class Infeasible(Exception):
    """No list satisfies the rows."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """An optimum of the relaxation: value in solver units, z in [0, 1], reduced costs (gain of raising z)."""

    value: float
    z: NDArray[np.float64]
    reduced: NDArray[np.float64]

    @property
    def is_integral(self) -> bool:
        return bool(np.all(np.abs(self.z - np.rint(self.z)) < TOLERANCE))


class WarmRelaxation:
    """The relaxation of one problem, under costs and bounds that change from one solve to the next."""

    def __init__(self, problem: Problem) -> None:
        self._count = problem.count
        self._rows: list[Row] = []
        self._model = new_model()
        self._held = np.zeros(0, dtype=np.int64)
        self._place = np.full(problem.count, -1, dtype=np.int64)
        self._matrix = csr_matrix((0, problem.count))
        for row in problem.rows:
            self.add_row(row)
        self._model.changeObjectiveSense(highspy.ObjSense.kMaximize)

    def add_row(self, row: Row) -> None:
        """Add a row for good."""
        self._rows.append(row)
        inside = self._place[row.indices] >= 0
        add_row(self._model, row, self._place[row.indices[inside]], row.coefficients[inside])
        lengths = np.cumsum([0, *(len(one.indices) for one in self._rows)])
        indices = np.concatenate([one.indices for one in self._rows])
        weights = np.concatenate([one.coefficients for one in self._rows])
        self._matrix = csr_matrix((weights, indices, lengths), shape=(len(self._rows), self._count))

    def solve(
        self, costs: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
    ) -> Relaxed:
        """The optimum over all candidates; costs and bounds are of all of them. Raises Infeasible."""
        if not len(self._held):
            first = np.argsort(-costs, kind="stable")[:START] if self._count > FEW else np.arange(self._count)
            self._hold(first)
        self._hold(np.flatnonzero((low > 0.5) & (self._place < 0)))
        while True:
            columns = np.arange(len(self._held), dtype=np.int32)
            self._model.changeColsCost(len(columns), columns, costs[self._held])
            self._model.changeColsBounds(len(columns), columns, low[self._held], high[self._held])
            self._model.run()
            try:
                check(self._model)
            except Infeasible:
                if len(self._held) == self._count:
                    raise
                self._hold(np.flatnonzero(self._place < 0))
                continue
            solution = self._model.getSolution()
            reduced = costs - self._matrix.T @ np.asarray(solution.row_dual)
            gaining = np.flatnonzero((reduced > TOLERANCE) & (self._place < 0) & (high > 0.5))
            if not len(gaining):
                break
            self._hold(gaining[np.argsort(-reduced[gaining], kind="stable")[:STEP]])
        z = np.zeros(self._count)
        z[self._held] = np.asarray(solution.col_value)
        return Relaxed(self._model.getInfo().objective_function_value, z, np.asarray(reduced))

    def _hold(self, entering: NDArray[np.int64]) -> None:
        if not len(entering):
            return
        self._place[entering] = len(self._held) + np.arange(len(entering))
        self._held = np.append(self._held, entering)
        columns = self._matrix[:, entering].tocsc()
        self._model.addCols(
            len(entering),
            np.zeros(len(entering)),
            np.zeros(len(entering)),
            np.ones(len(entering)),
            columns.nnz,
            columns.indptr[:-1].astype(np.int32),
            columns.indices.astype(np.int32),
            columns.data.astype(np.float64),
        )


def new_model() -> highspy.Highs:
    """A silent solver, with one thread and its gaps at nothing."""
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    model.setOptionValue("random_seed", 0)
    model.setOptionValue("mip_rel_gap", 0.0)
    model.setOptionValue("mip_abs_gap", 1e-6)
    return model


def add_row(
    model: highspy.Highs, row: Row, columns: NDArray[np.int64], coefficients: NDArray[np.float64]
) -> None:
    """Add a row over the model's own columns."""
    least = row.least if np.isfinite(row.least) else -highspy.kHighsInf
    most = row.most if np.isfinite(row.most) else highspy.kHighsInf
    model.addRow(least, most, len(columns), columns.astype(np.int32), coefficients)


def check(model: highspy.Highs) -> None:
    """Raise Infeasible, or ArithmeticError when the solver did not end with a proof."""
    status = model.getModelStatus()
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        raise Infeasible
    if status != highspy.HighsModelStatus.kOptimal:
        raise ArithmeticError(f"the solver ended with {model.modelStatusToString(status)}")
