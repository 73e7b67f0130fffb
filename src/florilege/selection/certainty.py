"""Places that no list can hold, whatever the weights accepted and whatever the unknown turns out to be.

A place is certainly out when the places that beat it everywhere, and could stand in its stead under every rule, are
at least as many as the places of its sort that a list may hold: were it in a list, one of them would be out of it,
and taking that one instead would be better. No draw is needed, and no draw can contradict it. Where this is not
shown, nothing is claimed (dominance in incomplete information: Liesiö, Mild & Salo, EJOR 2008).
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from florilege.appraisal.grid import Grid
from florilege.appraisal.scores import Values
from florilege.selection.problem import Problem

CLEARLY = 1e-7
"""A score is greater when it is so by more than the rounding of scores can undo."""
MOST_OF_A_SORT = 4000
"""Sorts of more places than this are left without a claim: each place is compared with every other one."""
_TINY = 1e-300


def certainly_out(problem: Problem, values: Values, grid: Grid) -> NDArray[np.bool_]:
    """The candidates that are in no optimal list, for any weights accepted and any value of the unknown."""
    out = np.zeros(problem.count, dtype=bool)
    lows, highs = _comparable(values, grid)
    least, most = _box(grid)
    for sort, members in _sorts(problem).items():
        room = _room(problem, sort)
        if not room < len(members) <= MOST_OF_A_SORT:
            continue
        able = members[values.applies[members].all(axis=1)]
        for index in able:
            others = able[able != index]
            gains = _least_gains(lows[others] - highs[index], least, most)
            out[index] = int((gains > CLEARLY).sum()) >= room
    return out


def _sorts(problem: Problem) -> dict[tuple[tuple[int, float], ...], NDArray[np.int64]]:
    """Candidates that every rule sees alike: the rows over them and their coefficients → candidates."""
    columns = problem.columns
    found: dict[tuple[tuple[int, float], ...], list[int]] = defaultdict(list)
    for index in range(problem.count):
        part = slice(columns.indptr[index], columns.indptr[index + 1])
        over = zip(columns.indices[part].tolist(), columns.data[part].tolist(), strict=True)
        found[tuple(sorted(over))].append(index)
    return {sort: np.array(members, dtype=np.int64) for sort, members in found.items()}


def _room(problem: Problem, sort: tuple[tuple[int, float], ...]) -> float:
    """How many candidates of a sort a list may hold at most: by the tightest of the ceilings over it."""
    room = np.inf
    for row, coefficient in sort:
        if coefficient > 0 and (problem.rows[row].coefficients >= 0).all():
            room = min(room, np.floor(problem.rows[row].most / coefficient + 1e-9))
    return float(room)


def _comparable(values: Values, grid: Grid) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lowest and highest values on a scale on which scores are weighted sums: (candidates, criteria) each."""
    if grid.aggregation == "geometric":
        return np.log(np.maximum(values.low, _TINY)), np.log(np.maximum(values.high, _TINY))
    return values.low, values.high


def _box(grid: Grid) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Least and greatest weight of each criterion: a set that holds all the weights accepted, and perhaps more."""
    weights = grid.weights
    if weights.form == "exact":
        return weights.reference, weights.reference
    if weights.form == "order":
        places = np.empty(len(weights.order))
        places[list(weights.order)] = np.arange(1, len(weights.order) + 1)
        least = np.where(places == 1, 1.0 / len(places), 0.0)
        return least, 1.0 / places
    least, most, _ = weights.box()
    return least, most


def _least_gains(
    gains: NDArray[np.float64], least: NDArray[np.float64], most: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The least of Σ w·gain over weights in a box that sum to 1: (others, criteria) → (others,).

    What the least weights leave goes to the smallest gains first (Dantzig, Operations Research 1957).
    """
    order = np.argsort(gains, axis=1, kind="stable")
    room = (most - least)[order]
    left = np.maximum(1.0 - least.sum() - (np.cumsum(room, axis=1) - room), 0.0)
    given = least[order] + np.minimum(room, left)
    return np.asarray((given * np.take_along_axis(gains, order, axis=1)).sum(axis=1))
