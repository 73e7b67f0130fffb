"""A bound that no list of sites passes, by prices on what is covered, and the better lists that they lead to."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.territory.covering_instance import Instance
from florilege.territory.covering_lists import completed, exchanged

PATIENCE = 20
"""Rounds without a lower bound after which steps are halved (Held, Wolfe & Crowder 1974)."""
SMALLEST = 1e-4
LEAN = 0.7
TOLERANCE = 1e-6
TRIES = 40
"""Rounds from one list tried to the next."""


class Bound(Struct, frozen=True):
    """kept : the best list met, ascending; bound : people that no list covers more than
    open_sites : ascending, the sites that a list which covers more may hold, with those of `kept`
    """

    kept: NDArray[np.int64]
    bound: int
    open_sites: NDArray[np.int64]


def price(instance: Instance, size: int, kept: NDArray[np.int64], *, rounds: int) -> Bound:
    """Prices u on the groups, between 0 and their people w. Whatever they are, no list covers more than
    sum(w - u) + the `size` largest sums of prices that sites cover. Subgradient steps bring that down: towards the best
    list met (Polyak 1969), each direction leaning on the one before (Camerini, Fratta & Maffioli 1975).

    A step moves a price in proportion to its people: with one length for all, villages are at the ends of their range
    long before towns have moved, and ten times as many rounds do not make up for it.
    """
    people = instance.people.astype(np.float64)
    best_kept, value = kept, instance.value(kept)
    prices = best_prices = _first_prices(instance, kept)
    direction = np.zeros(len(people))
    lowest, scale, stalled = np.inf, 1.0, 0
    for turn in range(rounds):
        weights = instance.weight(prices)
        chosen = _largest(weights, size)
        bound = float((people - prices).sum() + weights[chosen].sum())
        stalled = 0 if bound < lowest - TOLERANCE else stalled + 1
        if not stalled:
            lowest, best_prices = bound, prices
        if turn % TRIES == 0:
            tried = exchanged(instance, completed(instance, np.sort(chosen), size))
            if instance.value(tried) > value:
                best_kept, value = tried, instance.value(tried)
        if stalled >= PATIENCE:
            scale, stalled, prices, direction = scale / 2, 0, best_prices, np.zeros(len(people))
            continue
        if scale < SMALLEST or _whole(lowest) <= value:
            break
        direction = instance.times(chosen) - 1.0 + LEAN * direction  # covered once: the price is right
        step = np.where((prices <= 0) & (direction > 0), 0.0, direction)
        step = people * np.where((prices >= people) & (step < 0), 0.0, step)
        length = float(step @ direction)
        if length <= 0:
            break
        prices = np.clip(prices - scale * (bound - value) / length * step, 0.0, people)
    return Bound(best_kept, _whole(lowest), _open(instance, size, best_prices, best_kept))


def _first_prices(instance: Instance, kept: NDArray[np.int64]) -> NDArray[np.float64]:
    """People of the groups shared between the sites of a list that cover them; nothing is charged for the others."""
    times = instance.times(kept)
    return np.where(times > 0, instance.people / np.maximum(times, 1), instance.people * 0.5)


def _largest(weights: NDArray[np.float64], size: int) -> NDArray[np.int64]:
    return np.argsort(-weights, kind="stable")[:size]


def _whole(bound: float) -> int:
    # people are whole: a bound of 12.7 is one of 12; the margin is for sums in floating point
    return int(np.floor(bound + 1e-9 * abs(bound) + 1e-6))


def _open(
    instance: Instance, size: int, prices: NDArray[np.float64], kept: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Sites whose choice would not bring the bound down to what the list covers, and those of the list."""
    weights = instance.weight(prices)
    order = _largest(weights, size)
    base = float((instance.people - prices).sum() + weights[order].sum())
    least = weights[order[-1]]
    with_site = base - np.maximum(least - weights, 0.0)
    left = with_site >= instance.value(kept) + 1 - 1e-3
    left[kept] = True
    return np.flatnonzero(left)
