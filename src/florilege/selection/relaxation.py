"""The linear relaxation, kept warm between solves and holding only the candidates and the rows that matter.

Most candidates are never near a list. The relaxation starts with the best of them; after each solve the rows'
prices give the reduced cost of all the others at once, and those that could gain come in (column generation:
Gilmore & Gomory, Operations Research 1961). Most small rows (one place per commune) are never reached: they sleep
until a solution breaks them (Dantzig, Fulkerson & Johnson, same journal, 1954). When no candidate can gain and no
row is broken, the optimum is that of the whole problem: sleeping rows have a price of nothing.
"""

from __future__ import annotations

import highspy
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.selection.problem import Problem, Row

TOLERANCE = 1e-6
FEW = 400
"""Up to so many candidates, all are held from the start."""
SMALL, FEW_ROWS = 20, 40
"""Rows over so few candidates sleep at first, unless all the rows are few."""
START, STEP = 100, 60
"""Candidates held at first, and let in at a time."""


class Infeasible(Exception):
    """No list satisfies the rows."""


class Unproved(ArithmeticError):
    """The solver ended without saying whether what it found is the best, or whether there is anything."""


class Relaxed(Struct, frozen=True):
    """An optimum of the relaxation: z in [0, 1], reduced costs (gain of raising z), and a bound in solver units.

    value : no list totals more, whatever the solver's tolerances: what the rows' prices alone say of it
        (weak duality; Neumaier & Shcherbina, Mathematical Programming 2004)
    prices : (rows,) what one more of what each row counts is worth, nothing for those that sleep
    """

    value: float
    z: NDArray[np.float64]
    reduced: NDArray[np.float64]
    prices: NDArray[np.float64]

    @property
    def is_integral(self) -> bool:
        return bool(np.all(np.abs(self.z - np.rint(self.z)) < TOLERANCE))


class WarmRelaxation:
    """The relaxation of one problem, under costs and bounds that change from one solve to the next."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._model = new_model()
        self._model.setOptionValue("presolve", "off")  # it starts from where the last solve stood
        self._model.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self._held = np.zeros(0, dtype=np.int64)
        self._low, self._high = np.zeros(0), np.zeros(0)
        self._costs, self._known_costs = np.zeros(0), 0
        self._reduced, self._duals = np.zeros(0), np.zeros(0)
        self._place = np.full(problem.count, -1, dtype=np.int64)
        self._awake = np.zeros(len(problem.rows), dtype=bool)
        self._order: list[int] = []
        self.restarts = 0
        sizes = np.array([len(row.indices) for row in problem.rows])
        self._wake(np.flatnonzero((sizes > SMALL) | (len(problem.rows) <= FEW_ROWS)))

    def add_row(self, row: Row) -> None:
        """Add a row for good."""
        self._problem = Problem(self._problem.count, (*self._problem.rows, row))
        self._awake = np.append(self._awake, False)
        self._wake(np.array([len(self._awake) - 1]))

    def solve(
        self, costs: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
    ) -> Relaxed:
        """The optimum over all candidates; costs and bounds are of all of them. Raises Infeasible."""
        count = self._problem.count
        if not count:  # the solver says of such a model that it is empty, not whether its rows can hold
            if np.any(self._problem.least > 0):
                raise Infeasible
            return Relaxed(0.0, np.zeros(0), np.zeros(0), np.zeros(len(self._problem.rows)))
        if not len(self._held):
            self._hold(self._first(costs) if count > FEW else np.arange(count))
        # whoever is forced in must be held, or the model would answer for lists without them
        self._hold(np.flatnonzero((low > 0.5) & (self._place < 0)))
        z = np.zeros(count)
        while True:
            self._set_costs(costs)
            self._set_bounds(low[self._held], high[self._held])
            try:
                self._run()
            except Infeasible:
                # infeasible over those held says nothing of the others: more come in before it is believed
                left = np.flatnonzero(self._place < 0)
                if not len(left):
                    raise
                self._hold(left[_best(costs[left], len(self._held))])
                continue
            solution = self._model.getSolution()
            duals = self._signed(np.asarray(solution.row_dual))
            reduced = self._priced(duals)
            gaining = np.flatnonzero((reduced > TOLERANCE) & (self._place < 0) & (high > 0.5))
            if len(gaining):
                self._hold(gaining[np.argsort(-reduced[gaining], kind="stable")[:STEP]])
                continue
            found = np.asarray(solution.col_value)
            broken = self._broken(found)
            if not len(broken):
                break
            self._wake(broken)
        z[self._held] = found
        prices = np.zeros(len(self._problem.rows))
        prices[self._order] = duals * self._scales
        return Relaxed(self._bound(duals, reduced, low, high), z, reduced.copy(), prices)

    def _run(self) -> None:
        """Solve from where the last solve stood, or from the start where that ends without a proof."""
        self._model.run()
        try:
            check(self._model)
        except Unproved:
            # scores that tie leave many bases of equal value: from one of them, simplex may end with reduced
            # costs that are wrong by a hair and give up; from the start it takes another way
            self._model.clearSolver()
            self.restarts += 1
            self._model.run()
            check(self._model)

    def _signed(self, duals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Prices of the rows, those that the solver gives to a bound that does not exist being nothing."""
        least, most = self._limits
        return np.where(((duals > 0) & np.isinf(most)) | ((duals < 0) & np.isinf(least)), 0.0, duals)

    def _bound(
        self,
        duals: NDArray[np.float64],
        reduced: NDArray[np.float64],
        low: NDArray[np.float64],
        high: NDArray[np.float64],
    ) -> float:
        """What no list within the bounds can total more than: what the rows are worth at these prices, and the rest."""
        least, most = self._limits
        paid = duals > 0
        owed = duals < 0
        rows = float((duals[paid] * most[paid]).sum() + (duals[owed] * least[owed]).sum())
        return rows + float(np.where(reduced > 0, reduced * high, reduced * low).sum())

    def _set_costs(self, costs: NDArray[np.float64]) -> None:
        """Pass to the model the costs of the held candidates, when they are not those it has."""
        if costs is self._costs and self._known_costs == len(self._held):
            return
        columns = np.arange(len(self._held), dtype=np.int32)
        self._model.changeColsCost(len(columns), columns, costs[self._held])
        if costs is not self._costs:
            self._reduced, self._duals = costs.copy(), np.zeros(0)
        self._costs, self._known_costs = costs, len(self._held)

    def _priced(self, duals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Reduced costs of all candidates under the rows' prices: only rows whose price moved are gone through."""
        moved = duals.copy()
        moved[: len(self._duals)] -= self._duals
        changed = np.flatnonzero(moved)
        # from one draw to the next few prices move: adding up the moves costs less than pricing anew, until many do
        if 4 * len(changed) > len(duals):
            who, where, coefficients = self._prices
            paid = np.bincount(who, weights=coefficients * duals[where], minlength=self._problem.count)
            self._reduced = self._costs - paid
        else:
            for rank in changed:
                row = self._problem.rows[self._order[rank]]
                self._reduced[row.indices] -= row.coefficients * (row.scale * moved[rank])
        self._duals = duals
        return self._reduced

    def _first(self, costs: NDArray[np.float64]) -> NDArray[np.int64]:
        """The candidates to begin with: the best of all, and the best of each row that has a floor."""
        of_floors = (
            row.indices[_best(costs[row.indices], 2 * int(row.least) + 1)]
            for row in self._problem.rows
            if row.least > 0
        )
        return np.unique(np.concatenate([_best(costs, START), *of_floors]))

    def _set_bounds(self, low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
        """Pass to the model the bounds of the held candidates, when they are not those it has."""
        changed = np.flatnonzero((low != self._low) | (high != self._high))
        if len(changed):
            self._model.changeColsBounds(len(changed), changed.astype(np.int32), low[changed], high[changed])
            self._low, self._high = low, high

    def _broken(self, shares: NDArray[np.float64]) -> NDArray[np.int64]:
        """Sleeping rows that a solution over the held candidates does not respect."""
        taken = np.flatnonzero(shares)
        totals = self._problem.totals(self._held[taken], shares[taken])
        out = (totals > self._problem.most + TOLERANCE) | (totals < self._problem.least - TOLERANCE)
        return np.flatnonzero(out & ~self._awake)

    def _wake(self, rows: NDArray[np.int64]) -> None:
        for rank in rows:
            row = self._problem.rows[rank]
            inside = self._place[row.indices] >= 0
            add_row(self._model, row, self._place[row.indices[inside]], row.coefficients[inside])
            self._order.append(int(rank))
        self._awake[rows] = True
        limits = [limits_of(self._problem.rows[rank]) for rank in self._order]
        self._limits = np.array(limits).reshape(-1, 2).T
        self._scales = np.array([self._problem.rows[rank].scale for rank in self._order])
        self._prices = self._problem.entries_of(self._order)
        self._starts = np.searchsorted(self._prices[0], np.arange(self._problem.count + 1))

    def _hold(self, entering: NDArray[np.int64]) -> None:
        if not len(entering):
            return
        self._place[entering] = len(self._held) + np.arange(len(entering))
        self._held = np.append(self._held, entering)
        self._low = np.append(self._low, np.zeros(len(entering)))
        self._high = np.append(self._high, np.ones(len(entering)))
        lengths = self._starts[entering + 1] - self._starts[entering]
        first = np.cumsum(lengths) - lengths
        taken = np.arange(lengths.sum()) + np.repeat(self._starts[entering] - first, lengths)
        _, rank, coefficients = self._prices
        self._model.addCols(
            len(entering),
            np.zeros(len(entering)),
            np.zeros(len(entering)),
            np.ones(len(entering)),
            len(taken),
            first.astype(np.int32),
            rank[taken].astype(np.int32),
            coefficients[taken],
        )


def _best(costs: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Places of the greatest costs, in any order."""
    return np.argpartition(-costs, count)[:count] if count < len(costs) else np.arange(len(costs))


class _Silent(highspy.Highs):
    """A solver that never prints: from version 1.16 on, its own constructor does, where this is first called."""

    def enableCallbacks(self) -> None:  # noqa: N802
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def new_model() -> highspy.Highs:
    """A silent solver, with one thread and its gaps at nothing."""
    model = _Silent()  # type: ignore[no-untyped-call]
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
    least, most = limits_of(row)
    model.addRow(
        least if np.isfinite(least) else -highspy.kHighsInf,
        most if np.isfinite(most) else highspy.kHighsInf,
        len(columns),
        columns.astype(np.int32),
        coefficients * row.scale,
    )


def limits_of(row: Row) -> tuple[float, float]:
    """Bounds of a row as the solver is given them, in its units: no list that respects the row is outside them."""
    if row.exact is None:
        return row.least, row.most
    return (row.least - row.rounding) * row.scale, (row.most + row.rounding) * row.scale


def check(model: highspy.Highs) -> None:
    """Raise Infeasible, or Unproved when the solver did not end with a proof."""
    status = model.getModelStatus()
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        raise Infeasible
    if status != highspy.HighsModelStatus.kOptimal:
        raise Unproved(f"the solver ended with {model.modelStatusToString(status)}")


def run_integer(model: highspy.Highs) -> None:
    """Solve an integer model to its proven optimum; raises Infeasible or Unproved.

    The presolve of HiGHS 1.15 says at times of a model that it has no answer when its search then finds one: such an
    answer is believed when the search alone gives it too.
    """
    model.run()
    try:
        check(model)
    except Infeasible:
        model.setOptionValue("presolve", "off")
        model.run()
        model.setOptionValue("presolve", "choose")
        check(model)
