"""HiGHS behind a narrow door: maximise whole-number scores over rows, the relaxation kept warm between solves.

Scores are whole numbers of 1e-8. HiGHS is given them times 1e-2, so that two different totals differ by 1e-2
while its tolerances are 1e-7. What it calls optimal is believed when the prices of the rows bound every list by less
than one unit more (weak duality), and when the list respects each row counted in whole numbers. A list that does not
is cut off and the solver asked again; a relaxation that ends without a proof is solved again from the start, then
left for the integer solver. What this takes is counted (`Effort`).
"""

from __future__ import annotations

import highspy
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.selection.laminar import best_first, greedy, laminar_of
from florilege.selection.near_bound import best_near_bound
from florilege.selection.problem import Problem, Row
from florilege.selection.relaxation import (
    TOLERANCE,
    Infeasible,
    Relaxed,
    Unproved,
    WarmRelaxation,
    add_row,
    new_model,
    run_integer,
)

SCALE = 1e-2
"""From whole-number scores to the costs given to the solver."""
NODES = 60
"""Relaxations that a search of our own may take before the integer solver is called."""
FIRST_LOOK = 120
"""Candidates given first to the integer solver, by reduced cost."""


class Effort(Struct, frozen=True):
    """What a solver had to do beyond solving each relaxation once from where it stood.

    restarts : relaxations solved again from the start; fallbacks : lists found by the integer solver alone, the
    relaxation having ended without a proof; cuts : lists that a sum counted in whole numbers refused
    """

    restarts: int = 0
    fallbacks: int = 0
    cuts: int = 0

    def __add__(self, other: Effort) -> Effort:
        return Effort(
            self.restarts + other.restarts, self.fallbacks + other.fallbacks, self.cuts + other.cuts
        )

    def __sub__(self, other: Effort) -> Effort:
        return Effort(
            self.restarts - other.restarts, self.fallbacks - other.fallbacks, self.cuts - other.cuts
        )


NO_EFFORT = Effort()


class Solver:
    """One problem, to be solved again and again under other scores, other bounds.

    nudge : (candidates,) added to the costs, less in all than one unit: settles equal totals the same way
    whatever was solved before (draws only; the reference list has its ties broken exactly)
    """

    def __init__(self, problem: Problem, nudge: NDArray[np.float64] | None = None) -> None:
        self.problem = problem
        self._nudge = np.zeros(problem.count) if nudge is None else nudge
        self._laminar = laminar_of(problem)
        self._preferred = np.argsort(np.argsort(self._nudge, kind="stable"), kind="stable")
        self._warm: WarmRelaxation | None = None
        self._ordered: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
        self._costed: tuple[NDArray[np.int64], NDArray[np.float64]] | None = None
        self._low = np.zeros(problem.count)
        self._high = np.ones(problem.count)
        self._fallbacks, self._cuts = 0, 0

    @property
    def effort(self) -> Effort:
        """What was needed so far beyond the usual way."""
        restarts = self._warm.restarts if self._warm is not None else 0
        return Effort(restarts, self._fallbacks, self._cuts)

    def best(self, scores: NDArray[np.int64]) -> NDArray[np.bool_]:
        """A list of greatest total: (candidates,) of booleans. Raises Infeasible.

        Greedy where the rules are nested ceilings. Elsewhere the relaxation first; where it is fractional, the lists
        near its bound; where they are too many, a short search over the warm relaxation; where that does not end,
        only the candidates that its bound and a good list leave open go to the integer solver (reduced-cost fixing:
        Dantzig, Fulkerson & Johnson 1954).
        """
        if self._laminar is not None:
            listed = greedy(self._laminar, self._order_of(scores), low=self._low, high=self._high)
            certify(self.problem, listed)
            return listed
        while True:
            kept = self._best_as_solved(scores)
            if self.problem.respects(kept):
                return kept
            self._cut_off(kept)

    def _best_as_solved(self, scores: NDArray[np.int64]) -> NDArray[np.bool_]:
        """A list of greatest total under the rows as the solver counts them. Raises Infeasible."""
        costs = self._costs_of(scores)
        try:
            relaxed = self.relaxed(scores)
        except Unproved:
            self._fallbacks += 1
            return _solve_open(self.problem, costs, self._low, self._high)
        if relaxed.is_integral:
            kept = np.rint(relaxed.z).astype(bool)
            # two totals differ by one unit, and what settles equal ones is less than one
            if relaxed.value < (int(scores[kept].sum()) + 1) * SCALE - TOLERANCE:
                return kept
        found = best_near_bound(self.problem, relaxed, costs, low=self._low, high=self._high)
        if found is None:
            found = self._branched(scores, relaxed)
        return self._best_integer(costs, relaxed) if found is None else found

    def _cut_off(self, kept: NDArray[np.bool_]) -> None:
        """Cut off a list that breaks a row counted in whole numbers, with others like it, for good."""
        broken = next((row for row in self.problem.exact_rows if not row.holds(kept)), None)
        if broken is None or broken.exact is None:
            certify(self.problem, kept)
            return
        cover = broken.exact.cover(kept[broken.indices])
        if not len(cover.members):
            raise Infeasible
        self._cuts += 1
        members = broken.indices[cover.members]
        self.add_row(Row(broken.rule, members, np.ones(len(members)), cover.least, cover.most))

    def relaxed(self, scores: NDArray[np.int64]) -> Relaxed:
        """The optimum of the relaxation, from where the last one stood. Raises Infeasible."""
        return self._relaxation().solve(self._costs_of(scores), self._low, self._high)

    def _order_of(self, scores: NDArray[np.int64]) -> NDArray[np.int64]:
        """Candidates best first: sorted once for the same scores."""
        if self._ordered is None or self._ordered[0] is not scores:
            self._ordered = scores, best_first(scores, self._preferred)
        return self._ordered[1]

    def _costs_of(self, scores: NDArray[np.int64]) -> NDArray[np.float64]:
        """Costs of the scores: the same array for the same one, which spares the relaxation a comparison."""
        if self._costed is None or self._costed[0] is not scores:
            self._costed = scores, scores * SCALE + self._nudge
        return self._costed[1]

    def _relaxation(self) -> WarmRelaxation:
        """Made when first asked for: greedy does without."""
        if self._warm is None:
            self._warm = WarmRelaxation(self.problem)
        return self._warm

    def bounds_of(
        self, scores: NDArray[np.int64], total: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Bounds of each candidate over all lists that reach a total, by the reduced costs of the relaxation."""
        try:
            relaxed = self.relaxed(scores)
        except Unproved:  # then nothing is excluded
            return self._low.copy(), self._high.copy()
        return self._bounds(relaxed, relaxed.value - total * SCALE + SCALE / 2 + TOLERANCE)

    def force(self, index: int, value: int | None) -> None:
        """Fix one candidate in (1) or out (0); None lets it free again."""
        low, high = (0.0, 1.0) if value is None else (float(value), float(value))
        self._low[index], self._high[index] = low, high

    def add_row(self, row: Row) -> None:
        """Add a row for good."""
        self.problem = Problem(self.problem.count, (*self.problem.rows, row))
        self._laminar = laminar_of(self.problem)
        if self._warm is not None:
            self._warm.add_row(row)

    def _branched(self, scores: NDArray[np.int64], root: Relaxed) -> NDArray[np.bool_] | None:
        """Depth-first branch and bound (Land & Doig 1960) on the most fractional candidate; None past a few nodes.

        None too where a relaxation ends without a proof.
        """
        best, kept = -np.inf, None
        open_nodes: list[tuple[float, tuple[tuple[int, int], ...]]] = []
        relaxed: Relaxed | None = root
        fixed: tuple[tuple[int, int], ...] = ()
        for _ in range(NODES):
            if relaxed is not None and relaxed.value > best + TOLERANCE:
                if relaxed.is_integral:
                    listed = np.rint(relaxed.z).astype(bool)
                    worth = float(self._costs_of(scores)[listed].sum())
                    if worth > best:
                        best, kept = worth, listed
                else:
                    split = int(np.argmax(np.minimum(relaxed.z, 1 - relaxed.z)))
                    near = int(relaxed.z[split] >= 0.5)
                    open_nodes += [(relaxed.value, (*fixed, (split, side))) for side in (1 - near, near)]
            while open_nodes and open_nodes[-1][0] <= best + TOLERANCE:
                open_nodes.pop()
            if not open_nodes:
                return kept
            _, fixed = open_nodes.pop()
            try:
                relaxed = self._relaxed_with(scores, fixed)
            except Unproved:
                return None
        return None

    def _relaxed_with(self, scores: NDArray[np.int64], fixed: tuple[tuple[int, int], ...]) -> Relaxed | None:
        """The relaxation with some candidates fixed further; None when nothing is possible."""
        low, high = self._low.copy(), self._high.copy()
        for index, side in fixed:
            low[index] = high[index] = side
        try:
            return self._relaxation().solve(self._costs_of(scores), low, high)
        except Infeasible:
            return None

    def _best_integer(self, costs: NDArray[np.float64], relaxed: Relaxed) -> NDArray[np.bool_]:
        """First among the candidates of best reduced cost; their list and the bound then say who else could enter."""
        open_to_change = np.abs(relaxed.reduced)
        width = min(FIRST_LOOK, self.problem.count)
        while True:
            limit = float(np.partition(open_to_change, width - 1)[width - 1])
            low, high = self._bounds(relaxed, limit)
            try:
                kept = _solve_open(self.problem, costs, low, high)
            except Infeasible:
                if width == self.problem.count:
                    raise
                width = min(4 * width, self.problem.count)
                continue
            gap = relaxed.value - float(costs[kept].sum()) + TOLERANCE
            if gap > limit and width < self.problem.count:
                kept = _solve_open(self.problem, costs, *self._bounds(relaxed, gap))
            return kept

    def _bounds(self, relaxed: Relaxed, gap: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Bounds that fix every candidate whose change would cost more than a gap."""
        low, high = self._low.copy(), self._high.copy()
        high[(relaxed.reduced < -gap) & (low < 0.5)] = 0.0
        low[(relaxed.reduced > gap) & (high > 0.5)] = 1.0
        return low, high


def certify(problem: Problem, kept: NDArray[np.bool_]) -> None:
    """Count every rule exactly on a list, wherever it comes from; raises ArithmeticError when one is broken."""
    if not problem.respects(kept):
        raise ArithmeticError("the solver's list does not respect the rules when they are counted exactly")


def _solve_open(
    problem: Problem, costs: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """The integer optimum over the candidates whose bounds differ, the others fixed. Raises Infeasible, Unproved."""
    free, decided = np.flatnonzero(low < high), low > 0.5
    part = problem.over(free, decided)
    if any(not _can_hold(row, low, high) for row in problem.rows):
        raise Infeasible
    kept = decided & (low >= high)
    if not len(free):
        return kept
    model = model_of(part)
    model.changeColsCost(len(free), np.arange(len(free), dtype=np.int32), costs[free])
    run_integer(model)
    kept[free] = np.asarray(model.getSolution().col_value) > 0.5
    return kept


def _can_hold(row: Row, low: NDArray[np.float64], high: NDArray[np.float64]) -> bool:
    """Whether a row over none but decided candidates holds; True of any other."""
    if (low[row.indices] < high[row.indices]).any():
        return True
    return row.holds(low > 0.5)


def nudge_of(order: NDArray[np.int64], most: int) -> NDArray[np.float64]:
    """Nudges that prefer the candidates that come first in an order, for lists of at most so many places."""
    nudge = np.empty(len(order))
    nudge[order] = np.linspace(1.0, 0.0, len(order)) * SCALE / (most + 1)
    return nudge


def model_of(problem: Problem) -> highspy.Highs:
    """A problem as an integer model, to be given its costs."""
    model = new_model()
    # a share of a place that passes for a whole one is worth the score of a place times as much: with the solver's own
    # 1e-6 that is more than two totals differ by
    model.setOptionValue("mip_feasibility_tolerance", 1e-9)
    count = problem.count
    empty = np.zeros(0, dtype=np.int32)
    model.addCols(count, np.zeros(count), np.zeros(count), np.ones(count), 0, empty, empty, np.zeros(0))
    model.changeColsIntegrality(
        count, np.arange(count, dtype=np.int32), np.full(count, highspy.HighsVarType.kInteger)
    )
    for row in problem.rows:
        add_row(model, row, row.indices, row.coefficients)
    model.changeObjectiveSense(highspy.ObjSense.kMaximize)
    return model
