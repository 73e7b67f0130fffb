"""Draws: weights over all that the study accepts, unknown values anywhere in their interval; scores of each draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from florilege.appraisal.grid import Grid
from florilege.appraisal.philox import uniforms
from florilege.appraisal.scores import Values, scores, whole

STREAM = 2
CHUNK = 50


@dataclass(frozen=True, slots=True)
class Sampler:
    """What a draw needs: the values, the grid, the seed. A draw depends on its number alone.

    rows, columns : the cells whose value is an interval, in the order in which they take their random numbers
    """

    values: Values
    grid: Grid
    seed: int
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]

    def chunks(self, numbers: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
        """Whole-number scores of the draws of these numbers, in blocks of (draws, candidates)."""
        weights = self.grid.weights.draws(self.seed, numbers)
        for start in range(0, len(numbers), CHUNK):
            part = slice(start, start + CHUNK)
            yield whole(self._scores(numbers[part], weights[part]))

    def unknowns(self, numbers: NDArray[np.int64], cell: int) -> NDArray[np.float64]:
        """The random number in ]0, 1[ of one interval cell in these draws."""
        start = cell - cell % 4
        return np.asarray(uniforms(self.seed, numbers, stream=STREAM, count=4, start=start)[:, cell - start])

    def _scores(self, numbers: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
        low, high = self.values.low, self.values.high
        random = uniforms(self.seed, numbers, stream=STREAM, count=len(self.rows))
        spread = high[self.rows, self.columns] - low[self.rows, self.columns]
        if self.grid.aggregation == "geometric":
            return self._one_by_one(random * spread, weights)
        share = np.where(self.values.applies, low, 0.0)
        total = weights @ share.T
        gained = random * spread * weights[:, self.columns]
        cells = np.arange(len(self.rows))
        onto = csr_matrix((np.ones(len(cells)), (cells, self.rows)), shape=(len(cells), len(low)))
        total += np.asarray((onto.T @ gained.T).T)
        if self.values.applies.all():
            return total
        weight = weights @ self.values.applies.T.astype(np.float64)
        return np.divide(total, weight, out=np.zeros_like(total), where=weight > 0)

    def _one_by_one(self, gained: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
        found = np.empty((len(weights), len(self.values.low)))
        for draw, weighting in enumerate(weights):
            values = self.values.low.copy()
            values[self.rows, self.columns] += gained[draw]
            found[draw] = scores(values, self.values.applies, weighting, self.grid.aggregation)
        return found


def sampler(values: Values, grid: Grid, seed: int) -> Sampler:
    """A sampler whose cells are taken candidate by candidate, criterion by criterion."""
    rows, columns = np.nonzero((values.high > values.low) & values.applies)
    return Sampler(values, grid, seed, rows, columns)
