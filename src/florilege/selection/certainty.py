"""Places that every list holds, or none, whatever the weights accepted and whatever the unknown turns out to be.

One place may stand in another's stead when swapping them breaks no rule: under each ceiling it counts for no more,
under each floor for no less. When it also scores more for every weighting and every value of the unknown, the swap
betters any list (dominance in incomplete information: Liesiö, Mild & Salo, EJOR 2008). Hence two proofs without
draws, that no draw can contradict:

- out: more places beat it and may stand in its stead than a list that holds it has room for under some ceiling, or
  it costs by itself more than a budget;
- in: each list that respects the rules holds it, or one that it beats and whose stead it may take.

Where neither is shown, nothing is claimed.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.appraisal.grid import Grid
from florilege.appraisal.scores import Values
from florilege.appraisal.weights import WeightSpace
from florilege.selection.problem import Problem, Row
from florilege.selection.relaxation import TOLERANCE, Infeasible, Unproved
from florilege.selection.solver import SCALE, Solver

CLEARLY = 1e-7
"""A score is greater when it is so by more than the rounding of scores can undo."""
MOST = 2000
"""Above this number of candidates nothing is claimed: each place is compared with every other one."""
AT_ONCE = 20_000
"""Pairs that are compared at once."""
_TINY = 1e-300
_TRIED = np.arange(32)
"""Draws whose weights are tried first: a pair that one of them orders the other way needs no proof."""


class Certain(Struct, frozen=True):
    """The candidates that are in every optimal list, and in none: (candidates,) each."""

    inside: NDArray[np.bool_]
    outside: NDArray[np.bool_]


def certain(problem: Problem, values: Values, grid: Grid, kept: NDArray[np.bool_]) -> Certain:
    """What can be proved of each candidate, for any weights accepted and any value of the unknown.

    kept : (candidates,) an optimal list: what is certainly in stands in it
    """
    nowhere = np.zeros(problem.count, dtype=bool)
    if problem.count > MOST:
        return Certain(nowhere, nowhere)
    stead = _beaten(values, grid)
    _keep_safe_swaps(stead, problem)
    return Certain(_inside(problem, stead, kept), _outside(problem, stead))


def _beaten(values: Values, grid: Grid) -> NDArray[np.bool_]:
    """[one, other]: whether one scores more than the other for all weights and all values of the unknown."""
    lows, highs = _comparable(values, grid)
    tried = np.vstack([grid.weights.reference, grid.weights.draws(0, _TRIED)])
    everywhere = values.applies.all(axis=1)
    found: NDArray[np.bool_] = np.outer(everywhere, everywhere)
    for weights in tried:
        found &= (lows @ weights)[:, None] > (highs @ weights)[None, :]
    ones, others = np.nonzero(found)
    for start in range(0, len(ones), AT_ONCE):
        one, other = ones[start : start + AT_ONCE], others[start : start + AT_ONCE]
        gains = _least_gains(lows[one] - highs[other], grid.weights)
        if (
            grid.aggregation == "geometric"
        ):  # from logarithms back to scores, which are above the lowest value
            gains = values.reach()[0][one].min(axis=1) * -np.expm1(-np.maximum(gains, 0.0))
        found[one, other] = gains > CLEARLY
    return found


def _keep_safe_swaps(stead: NDArray[np.bool_], problem: Problem) -> None:
    """Keep the pairs in which one takes the other's stead without adding to a ceiling or taking from a floor."""
    ceilings = [_counted(row, problem.count) for row in problem.rows if np.isfinite(row.most)]
    floors = [-_counted(row, problem.count) for row in problem.rows if np.isfinite(row.least)]
    if not ceilings and not floors:
        return
    counted = np.stack([*ceilings, *floors], axis=1)
    for other in np.flatnonzero(stead.any(axis=0)):
        ones = np.flatnonzero(stead[:, other])
        stead[ones, other] = (counted[ones] <= counted[other]).all(axis=1)


def _counted(row: Row, count: int) -> NDArray[np.int32]:
    """What each candidate counts for in a row, by rank: costs that differ by a cent differ, however large."""
    if row.exact is None:
        found = np.zeros(count, dtype=np.int32)
        found[row.indices] = row.coefficients
        return found
    numbers = row.exact.numbers
    whole = np.zeros(count, dtype=numbers.dtype)
    whole[row.indices] = numbers
    ranks: NDArray[np.int32] = np.unique(whole, return_inverse=True)[1].astype(np.int32)
    return ranks


def _outside(problem: Problem, stead: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Those whose betters are more than there is room for, under some ceiling, beside them; or dearer than a budget."""
    out = np.zeros(problem.count, dtype=bool)
    for row in problem.rows:
        if row.exact is not None and row.exact.most is not None:
            out[row.indices] |= np.asarray(row.exact.numbers > row.exact.most, dtype=bool)
        if not np.isfinite(row.most) or not row.counts_places:
            continue
        beside = np.full(problem.count, np.floor(row.most + 1e-9))
        beside[row.indices] -= 1
        out |= stead[row.indices].sum(axis=0) > beside
    return out


def _inside(problem: Problem, stead: NDArray[np.bool_], kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Those without whom, and without those they beat, no list is large enough; and those decided beforehand."""
    inside = np.zeros(problem.count, dtype=bool)
    for row in problem.rows:
        if row.counts_places and row.least >= len(row.indices):
            inside[row.indices] = True
    everyone = (row for row in problem.rows if row.counts_places and len(row.indices) == problem.count)
    size = max((row.least for row in everyone), default=0.0)
    solver = Solver(problem)
    for index in np.flatnonzero(kept & ~inside & stead.any(axis=1)):
        others = (~stead[index]).astype(np.int64)
        others[index] = 0
        solver.force(int(index), 0)
        try:
            inside[index] = solver.relaxed(others).value / SCALE < size - TOLERANCE
        except Infeasible:
            inside[index] = True
        except Unproved:  # then nothing is claimed
            inside[index] = False
        solver.force(int(index), None)
    return inside


def _comparable(values: Values, grid: Grid) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lowest and highest values on a scale on which scores are weighted sums: (candidates, criteria) each."""
    low, high = values.reach()
    if grid.aggregation == "geometric":
        return np.log(np.maximum(low, _TINY)), np.log(np.maximum(high, _TINY))
    return low, high


def _least_gains(gains: NDArray[np.float64], weights: WeightSpace) -> NDArray[np.float64]:
    """The least of Σ w·gain over the weights accepted, or a bound below it: (pairs, criteria) → (pairs,)."""
    if weights.form == "exact":
        return np.asarray(gains @ weights.reference)
    if weights.form == "order":  # the vertices share the weight equally among the first criteria of the order
        sums = np.cumsum(gains[:, list(weights.order)], axis=1)
        return np.asarray((sums / np.arange(1, gains.shape[1] + 1)).min(axis=1))
    least, most, _ = weights.box()
    return _least_in_a_box(gains, least, most)


def _least_in_a_box(
    gains: NDArray[np.float64], least: NDArray[np.float64], most: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The least of Σ w·gain over weights in a box that sum to 1.

    What the least weights leave goes to the smallest gains first (Dantzig, Operations Research 1957).
    """
    order = np.argsort(gains, axis=1, kind="stable")
    room = (most - least)[order]
    left = np.maximum(1.0 - least.sum() - (np.cumsum(room, axis=1) - room), 0.0)
    given = least[order] + np.minimum(room, left)
    return np.asarray((given * np.take_along_axis(gains, order, axis=1)).sum(axis=1))
