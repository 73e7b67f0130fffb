"""A problem whose bounds may give way, at a price: the integer model behind the least relaxation.

Each bound has a slack, priced by the weight of its rule over the bound. Among the lists of least price the one told is
settled by stages, each holding what the former reached: greatest total of the scores, greatest sum of each tie
criterion, least change of each rule in the order of the study, then smallest ids of the candidates that a change names.
So two machines tell the same relaxation.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from florilege.selection.problem import Problem, Row
from florilege.selection.relaxation import run_integer
from florilege.selection.rules import SIZE
from florilege.selection.solver import SCALE, model_of

WHOLE = 1e4
"""What a bound that moves by itself costs: a millionth of a millionth of it is then within the solver's tolerances."""
MARGIN = 1e-5
"""What a price reached may be wrong by: a thousandth of a cent in a budget of a million is more."""
AT_ONCE = 20
"""Candidates whose ids are settled in one solve, the first worth more than all the others together."""


class _Slack(NamedTuple):
    """A column of the model: what a bound gives way by, in the units of its rows times `factor`.

    rows : those of the bound, several where it stands for each value of an attribute: it is written once
    sign : 1 for a floor, -1 for a ceiling; price : of one unit of the column
    """

    rows: list[Row]
    sign: float
    column: int
    factor: float
    price: float

    @property
    def is_whole(self) -> bool:
        """Whether the rows count places."""
        return _counts(self.rows[0])

    def given(self, kept: NDArray[np.bool_]) -> float:
        """What the bound has to give way by for a list, in the units of the column."""
        bound = self.rows[0].least if self.sign > 0 else self.rows[0].most
        furthest = max(self.sign * (bound - row.total(kept)) for row in self.rows)
        return max(0.0, furthest * self.factor)


class Slackened:
    """The problem with a slack on each bound of some rules.

    weights : rule → weight, 1 by default; keys : rules that may give way; fewest : places that a list keeps at least
    """

    def __init__(
        self, problem: Problem, weights: Mapping[str, float], *, keys: Collection[str], fewest: int
    ) -> None:
        self._problem, self._fewest = problem, fewest
        self._model = model_of(Problem(problem.count, ()))
        self._kept = np.zeros(problem.count, dtype=bool)
        self._begun: highspy.HighsSolution | None = None
        self._slacks: list[_Slack] = []
        for row in problem.rows:
            self._add(row, weights.get(row.rule, 1.0) if row.rule in keys else None)

    def settled(self, scores: NDArray[np.int64], ties: Sequence[NDArray[np.int64]]) -> NDArray[np.bool_]:
        """The list of least price, the first of them in order: (candidates,). Raises Infeasible."""
        prices = np.zeros(self._model.getNumCol())
        for slack in self._slacks:
            prices[slack.column] = -slack.price
        self._improve(prices)
        self._hold(prices, -sum(slack.price * slack.given(self._kept) for slack in self._slacks), MARGIN)
        for worth in (scores, *ties):
            if worth.any():
                costs = np.zeros(self._model.getNumCol())
                costs[: self._problem.count] = worth * SCALE
                self._improve(costs)
                self._hold(costs, float(worth[self._kept].sum() * SCALE), SCALE / 2)
        self._settle_slacks()
        self._settle_ids()
        return self._kept

    def _add(self, row: Row, weight: float | None) -> None:
        """A row and its slacks; without a weight its bounds stand."""
        counting = _counts(row)
        for bound, sign in ((row.least, 1.0), (row.most, -1.0)):
            if not np.isfinite(bound):
                continue
            scale = _scale(row, bound, counting)
            factor = 1.0 if counting else WHOLE / scale
            index, value = row.indices, row.coefficients * factor
            if weight is not None:
                slack = self._slack_of(row, sign, factor, weight * WHOLE / (scale * factor))
                index, value = np.append(index, slack.column), np.append(value, sign)
            ends = (bound * factor, highspy.kHighsInf) if sign > 0 else (-highspy.kHighsInf, bound * factor)
            self._model.addRow(*ends, len(index), index.astype(np.int32), value)

    def _slack_of(self, row: Row, sign: float, factor: float, price: float) -> _Slack:
        """The slack of a bound of a row: that of the other values of its attribute, if any, or a new one."""
        for slack in self._slacks:
            if row.group and slack.sign == sign and slack.rows[0].rule == row.rule and slack.rows[0].group:
                slack.rows.append(row)
                return slack
        slack = _Slack([row], sign, self._model.getNumCol(), factor, price)
        room = highspy.kHighsInf
        if row.rule == SIZE and sign > 0:
            room = max(row.least - self._fewest, 0.0)
        self._model.addCol(0.0, 0.0, room, 0, np.zeros(0, dtype=np.int32), np.zeros(0))
        if slack.is_whole:
            self._model.changeColIntegrality(slack.column, highspy.HighsVarType.kInteger)
        self._slacks.append(slack)
        return slack

    def _improve(self, costs: NDArray[np.float64]) -> None:
        """Take the list of greatest objective, begun from the one held. Raises Infeasible."""
        if self._begun is not None:
            self._model.setSolution(self._begun)
        count = self._model.getNumCol()
        self._model.changeColsCost(count, np.arange(count, dtype=np.int32), costs)
        run_integer(self._model)
        self._begun = self._model.getSolution()
        self._kept = np.asarray(self._begun.col_value)[: self._problem.count] > 0.5

    def _hold(self, costs: NDArray[np.float64], reached: float, margin: float) -> None:
        """Keep what an objective has reached."""
        index = np.flatnonzero(costs)
        self._model.addRow(
            reached - margin, highspy.kHighsInf, len(index), index.astype(np.int32), costs[index]
        )

    def _settle_slacks(self) -> None:
        """The least change of each rule in turn.

        A bound that stands has nothing to be settled, nor has the last one: the price reached says by what it moves. One
        that moves alone may still stand, and one after it move instead.
        """
        last = len(self._slacks) - 1
        for rank, slack in enumerate(self._slacks):
            if slack.given(self._kept) > MARGIN and rank < last:
                costs = np.zeros(self._model.getNumCol())
                costs[slack.column] = -1.0
                self._improve(costs)
            given = slack.given(self._kept)
            most = given if slack.is_whole or given <= MARGIN else given + MARGIN
            self._model.changeColBounds(slack.column, 0.0, most if given > MARGIN else 0.0)

    def _settle_ids(self) -> None:
        """The smallest ids among the candidates that a change names, a few at a time."""
        named = {
            int(index)
            for slack in self._slacks
            if _names_places(slack.rows[0]) and slack.given(self._kept) > MARGIN
            for row in slack.rows
            for index in row.indices
        }
        ordered = sorted(named)
        for start in range(0, len(ordered), AT_ONCE):
            part = ordered[start : start + AT_ONCE]
            costs = np.zeros(self._model.getNumCol())
            costs[part] = 2.0 ** np.arange(len(part) - 1, -1, -1)
            self._improve(costs)
            for index in part:
                side = float(self._kept[index])
                self._model.changeColBounds(index, side, side)


def _counts(row: Row) -> bool:
    """Whether a row counts places, rather than what they cost."""
    bounds = [bound for bound in (row.least, row.most) if np.isfinite(bound)]
    return bool((np.abs(row.coefficients) == 1).all() and all(float(one).is_integer() for one in bounds))


def _scale(row: Row, bound: float, counting: bool) -> float:
    """What a change of a bound is a share of: the bound, or one place where it is 0 (of mean cost for a budget)."""
    if counting:
        return max(abs(bound), 1.0)
    if bound != 0:
        return abs(bound)
    able = row.coefficients[row.coefficients > 0]
    return float(able.mean()) if len(able) else 1.0


def _names_places(row: Row) -> bool:
    """Whether a change of a row is told by the places concerned: a row of ids, or of candidates left out whole."""
    return (
        not row.group
        and row.rule != SIZE
        and (row.least == row.most or row.most == 1.0 or row.least == float(len(row.indices)))
    )
