"""Values and scores: raw values through the grid to intervals in [0, 1], and their weighted sum or product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.appraisal.grid import Criterion, Grid
from florilege.appraisal.indicators import Known, NotApplicable, Raw

UNIT = 100_000_000
"""Scores are rounded half-even to 1e-8 and compared as whole numbers, so that every machine sees the same ties."""


class Cell(Struct, frozen=True):
    """What one criterion says of one place: its value as an interval.

    centre, deviation : of a value that a jury gave, normal about its centre; the interval then holds 95 % of it
    raw : the ends of what was measured, in its own unit; None where nothing was
    """

    low: float
    high: float
    known: bool
    applies: bool
    clamped: bool = False
    centre: float | None = None
    deviation: float = 0.0
    raw: tuple[float | str, float | str] | None = None


def cell(criterion: Criterion, raw: Raw) -> Cell:
    """The value of a raw value under a criterion; raises KeyError for a category that the grid does not know."""
    if isinstance(raw, NotApplicable):
        return Cell(0.0, 0.0, known=True, applies=False)
    if not isinstance(raw, Known):
        return Cell(*criterion.unknown, known=False, applies=True)
    low, high, clamped = criterion.function.extent(raw.low, raw.high)
    return Cell(low, high, True, True, clamped, raw=(raw.low, raw.high))


class Bells(Struct, frozen=True):
    """Values that a jury gave, normal about a centre and kept within [0, 1]: arrays (candidates, criteria).

    deviation : 0 where the value is no such one
    """

    centre: NDArray[np.float64]
    deviation: NDArray[np.float64]


class Values(Struct, frozen=True):
    """The values of all candidates: arrays (candidates, criteria).

    known : a source says something; applies : the criterion counts for the candidate
    bells : what a jury gave, if any
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    known: NDArray[np.bool_]
    applies: NDArray[np.bool_]
    bells: Bells | None = None

    def at(self, reading: str) -> NDArray[np.float64]:
        """Values under a reading of intervals: unknown "low" or at its "middle"; a known interval is at its middle.

        What a jury gave is at its centre.
        """
        middle = (self.low + self.high) / 2
        found = np.where(self.known | (reading == "middle"), middle, self.low)
        if self.bells is None:
            return found
        return np.where(self.bells.deviation > 0, self.bells.centre, found)

    def rows(self, keep: NDArray[np.bool_]) -> Values:
        bells = self.bells and Bells(self.bells.centre[keep], self.bells.deviation[keep])
        return Values(self.low[keep], self.high[keep], self.known[keep], self.applies[keep], bells)

    def reach(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The lowest and the highest that a draw may take: (candidates, criteria) each."""
        if self.bells is None:
            return self.low, self.high
        jury = self.bells.deviation > 0
        return np.where(jury, 0.0, self.low), np.where(jury, 1.0, self.high)


def values_of(cells: Sequence[Mapping[str, Cell]], grid: Grid) -> Values:
    """Arrays from the cells of each candidate, criteria in the order of the grid."""
    shape = (len(cells), len(grid.criteria))
    low, high = np.zeros(shape), np.zeros(shape)
    known, applies = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    centre, deviation = np.zeros(shape), np.zeros(shape)
    for row, of_place in enumerate(cells):
        for column, key in enumerate(grid.keys):
            one = of_place[key]
            low[row, column], high[row, column] = one.low, one.high
            known[row, column], applies[row, column] = one.known, one.applies
            if one.centre is not None:
                centre[row, column], deviation[row, column] = one.centre, one.deviation
    return Values(low, high, known, applies, Bells(centre, deviation) if deviation.any() else None)


def scores(
    values: NDArray[np.float64], applies: NDArray[np.bool_], weights: NDArray[np.float64], aggregation: str
) -> NDArray[np.float64]:
    """Scores of the candidates: values and applies (candidates, criteria), weights (criteria,) → (candidates,).

    A criterion that does not apply is dropped, the others' weights rescaled. Additive: Σ w v; geometric: Π v^w.
    """
    return means(values, np.where(applies, weights[None, :], 0.0), aggregation)


def means(values: NDArray[np.float64], weights: NDArray[np.float64], aggregation: str) -> NDArray[np.float64]:
    """Means under weights of each candidate's own, of any sum: (candidates, criteria) each → (candidates,).

    Additive: Σ w v / Σ w; geometric: Π v^w, to the power of 1 / Σ w; 0 where no weight is above 0.
    """
    return weighed(values, shares_of(weights), aggregation)


def shares_of(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """What each criterion counts for: weights (candidates, criteria) over their sum, 0 where no weight is above 0."""
    total = weights.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(weights, total, out=np.zeros_like(weights), where=total > 0))


def weighed(
    values: NDArray[np.float64], shares: NDArray[np.float64], aggregation: str
) -> NDArray[np.float64]:
    """Means under shares that sum to 1, or to 0: a row of shares for each row of values, or one for all of them."""
    if aggregation == "geometric":
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.where(shares > 0, shares * np.log(values), 0.0)
        return np.asarray(np.where(shares.any(axis=1), np.exp(logs.sum(axis=1)), 0.0))
    return np.asarray((shares * values).sum(axis=1))


def whole(found: NDArray[np.float64]) -> NDArray[np.int64]:
    """Scores as whole numbers of 1e-8, rounded half to even."""
    return np.rint(found * UNIT).astype(np.int64)
