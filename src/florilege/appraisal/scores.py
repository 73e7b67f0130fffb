"""Values and scores: raw values through the grid to intervals in [0, 1], and their weighted sum or product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from florilege.appraisal.grid import Criterion, Grid
from florilege.appraisal.indicators import Known, NotApplicable, Raw

UNIT = 100_000_000
"""Scores are rounded half-even to 1e-8 and compared as whole numbers, so that every machine sees the same ties."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one criterion says of one place: its value as an interval."""

    low: float
    high: float
    known: bool
    applies: bool
    clamped: bool = False


def cell(criterion: Criterion, raw: Raw) -> Cell:
    """The value of a raw value under a criterion; raises KeyError for a category that the grid does not know."""
    if isinstance(raw, NotApplicable):
        return Cell(0.0, 0.0, known=True, applies=False)
    if not isinstance(raw, Known):
        return Cell(*criterion.unknown, known=False, applies=True)
    (first, clamped_first), (second, clamped_second) = (
        criterion.function.value(raw.low),
        criterion.function.value(raw.high),
    )
    return Cell(min(first, second), max(first, second), True, True, clamped_first or clamped_second)


@dataclass(frozen=True, slots=True)
class Values:
    """The values of all candidates: arrays (candidates, criteria).

    known : a source says something; applies : the criterion counts for the candidate
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    known: NDArray[np.bool_]
    applies: NDArray[np.bool_]

    def at(self, reading: str) -> NDArray[np.float64]:
        """Values under a reading of intervals: unknown "low" or at its "middle"; a known interval is at its middle."""
        middle = (self.low + self.high) / 2
        return np.where(self.known | (reading == "middle"), middle, self.low)

    def rows(self, keep: NDArray[np.bool_]) -> Values:
        return Values(self.low[keep], self.high[keep], self.known[keep], self.applies[keep])


def values_of(cells: Sequence[Mapping[str, Cell]], grid: Grid) -> Values:
    """Arrays from the cells of each candidate, criteria in the order of the grid."""
    shape = (len(cells), len(grid.criteria))
    low, high = np.zeros(shape), np.zeros(shape)
    known, applies = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for row, of_place in enumerate(cells):
        for column, key in enumerate(grid.keys):
            one = of_place[key]
            low[row, column], high[row, column] = one.low, one.high
            known[row, column], applies[row, column] = one.known, one.applies
    return Values(low, high, known, applies)


def scores(
    values: NDArray[np.float64], applies: NDArray[np.bool_], weights: NDArray[np.float64], aggregation: str
) -> NDArray[np.float64]:
    """Scores of the candidates: values and applies (candidates, criteria), weights (criteria,) → (candidates,).

    A criterion that does not apply is dropped, the others' weights rescaled. Additive: Σ w v; geometric: Π v^w.
    """
    share = np.where(applies, weights[None, :], 0.0)
    total = share.sum(axis=1)
    share = np.divide(share, total[:, None], out=np.zeros_like(share), where=total[:, None] > 0)
    if aggregation == "geometric":
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.where(share > 0, share * np.log(values), 0.0)
        return np.asarray(np.where(total > 0, np.exp(logs.sum(axis=1)), 0.0))
    return np.asarray((share * values).sum(axis=1))


def whole(found: NDArray[np.float64]) -> NDArray[np.int64]:
    """Scores as whole numbers of 1e-8, rounded half to even."""
    return np.rint(found * UNIT).astype(np.int64)
