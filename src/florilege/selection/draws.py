"""Draws: weights over all that the study accepts, unknown values anywhere in their interval; scores of each draw.

Products and sums are taken criterion after criterion, never in a library's own order: a score has the same bits
alone, in a crowd and on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.appraisal.grid import Grid
from florilege.appraisal.philox import uniforms, uniforms_at
from florilege.appraisal.scores import Values, whole

STREAM = 2
AT_ONCE = 200_000
"""Random numbers drawn at once: they stay in the processor's cache."""


class Sampler(Struct, frozen=True):
    """What a draw needs: the values, the grid, the seed. A draw depends on its number alone.

    rows, columns : the cells whose value is an interval, in the order in which they take their random numbers
    spread : (cells,) the width of each; places, firsts : candidates that have some, and where theirs begin
    normal : those of the cells that a jury gave; centre, deviation : of each of these, (normal,)
    """

    values: Values
    grid: Grid
    seed: int
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    spread: NDArray[np.float64]
    places: NDArray[np.int64]
    firsts: NDArray[np.int64]
    normal: NDArray[np.int64]
    centre: NDArray[np.float64]
    deviation: NDArray[np.float64]

    def chunks(self, numbers: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
        """Whole-number scores of the draws of these numbers, in blocks of (draws, candidates)."""
        weights = self.grid.weights.draws(self.seed, numbers)
        step = max(1, AT_ONCE // max(len(self.rows), len(self.values.low), 1))
        for start in range(0, len(numbers), step):
            part = slice(start, start + step)
            yield whole(self._scores(numbers[part], weights[part]))

    def unknowns(self, numbers: NDArray[np.int64], cells: NDArray[np.int64]) -> NDArray[np.float64]:
        """The random numbers in ]0, 1[ of some interval cells in these draws: (draws, cells)."""
        return uniforms_at(self.seed, numbers, cells, stream=STREAM)

    def _scores(self, numbers: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
        random = uniforms(self.seed, numbers, stream=STREAM, count=len(self.rows))
        if len(self.normal):
            random[:, self.normal] = self._given_by_the_jury(random[:, self.normal])
        random *= self.spread
        if self.grid.aggregation == "geometric":
            return self._geometric(random, weights)
        total, part = np.zeros((2, len(numbers), len(self.values.low)))
        for column, low in enumerate(self.values.low.T):
            np.multiply(weights[:, column, None], low, out=part)
            total += part
        random *= weights[:, self.columns]
        if len(self.places):
            total[:, self.places] += np.add.reduceat(random, self.firsts, axis=1)
        if self.values.applies.all():
            return total
        weighed = self._weighed(weights)
        return np.divide(total, weighed, out=np.zeros_like(total), where=weighed > 0)

    def _given_by_the_jury(self, random: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values from their posterior, brought back to [0, 1] where they leave it: (draws, normal)."""
        from scipy.special import ndtri  # seldom needed

        return np.asarray(np.clip(self.centre + self.deviation * ndtri(random), 0.0, 1.0))

    def _geometric(self, gained: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
        total = np.zeros((len(gained), len(self.values.low)))
        weighed = self._weighed(weights)
        for column, low in enumerate(self.values.low.T):
            values = np.repeat(low[None, :], len(gained), axis=0)
            cells = np.flatnonzero(self.columns == column)
            values[:, self.rows[cells]] += gained[:, cells]
            share = np.where(self.values.applies[:, column], weights[:, column, None], 0.0)
            with np.errstate(divide="ignore", invalid="ignore"):
                total += np.where(share > 0, share / weighed * np.log(values), 0.0)
        return np.where(weighed > 0, np.exp(total), 0.0)

    def _weighed(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum of the weights of the criteria that apply: (draws, candidates)."""
        total = np.zeros((len(weights), len(self.values.low)))
        for column, applies in enumerate(self.values.applies.T):
            total += weights[:, column, None] * applies
        return total


def sampler(values: Values, grid: Grid, seed: int) -> Sampler:
    """A sampler whose cells are taken candidate by candidate, criterion by criterion.

    The lowest value of a criterion that does not apply counts for nothing.
    """
    low, high = values.reach()
    rows, columns = np.nonzero((high > low) & values.applies)
    counted = Values(np.where(values.applies, low, 0.0), high, values.known, values.applies)
    spread = high[rows, columns] - low[rows, columns]
    places, firsts = np.unique(rows, return_index=True)
    centre, deviation = np.zeros(len(rows)), np.zeros(len(rows))
    if values.bells is not None:
        centre, deviation = values.bells.centre[rows, columns], values.bells.deviation[rows, columns]
    normal = np.flatnonzero(deviation > 0)
    return Sampler(
        counted,
        grid,
        seed,
        rows,
        columns,
        spread,
        places,
        firsts,
        normal,
        centre[normal],
        deviation[normal],
    )
