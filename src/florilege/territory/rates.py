"""Places for 100,000 inhabitants, with intervals that small numbers deserve.

Two places for 4,000 inhabitants are no rate of 50. The rates of a level are taken as drawn from one gamma law, and the
count of each territory as a Poisson draw from its own: the rate shown is the mean of what remains likely once the count
is known, which lies between the territory's own rate and that of all (empirical Bayes: Clayton and Kaldor, Biometrics,
1987). The law's two numbers come from the moments of Marshall (Applied Statistics, 1991). The interval holds 90 % of the
posterior gamma; it takes these two numbers as known, and so is a little too narrow where territories are few.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PER = 100_000
LEVEL = 0.90
JEFFREYS = 0.5
"""Shape that Jeffreys' prior adds to the count of a Poisson law."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate for 100,000 inhabitants.

    rate, low, high : the posterior mean and its 90 % interval; raw : count / population
    shrinkage : in [0, 1], weight of the rate of all in `rate`: 0 is the territory's own, 1 that of all
    basis : "shrunk"; "pooled" where territories differ no more than chance would have it, so that all get the rate of
    all and the interval of their whole; "alone" where nothing can be learnt of the others (a single territory, or no
    place anywhere): its own rate, and the interval of Jeffreys
    """

    count: int
    population: int
    raw: float
    rate: float
    low: float
    high: float
    shrinkage: float
    basis: str


@dataclass(frozen=True, slots=True)
class Law:
    """The gamma law of the rates of a level, for one inhabitant: its mean and variance; 0.0 where none is seen.

    territories : how many it was learnt from
    """

    mean: float
    variance: float
    territories: int


def rates(counted: Mapping[str, tuple[int, int] | None]) -> dict[str, Rate | None]:
    """Code → rate; None where it cannot be told.

    counted : code → (places, inhabitants), or None where no listing covers the territory. A territory without inhabitants
    has no rate either. Neither takes part in the law. Raises ValueError for a negative number.
    """
    told = {code: pair for code, pair in counted.items() if pair is not None and pair[1] > 0}
    for code, pair in counted.items():
        if pair is not None and (pair[0] < 0 or pair[1] < 0):
            raise ValueError(f"territory {code!r}: {pair[0]} places for {pair[1]} inhabitants")
    found: dict[str, Rate | None] = dict.fromkeys(counted)
    if told:
        codes = sorted(told)
        counts = np.array([told[code][0] for code in codes], dtype=np.float64)
        people = np.array([told[code][1] for code in codes], dtype=np.float64)
        found.update(zip(codes, _posterior(counts, people), strict=True))
    return found


def law(counts: NDArray[np.float64], people: NDArray[np.float64]) -> Law:
    """The gamma law of the rates by Marshall's moments. counts, people : (n,), people above zero.

    mean = Σ counts / Σ people; variance = the weighted variance of the raw rates less what chance alone gives,
    mean / (Σ people / n), and 0 where chance gives more.
    """
    mean = float(counts.sum() / people.sum())
    spread = float((people * (counts / people - mean) ** 2).sum() / people.sum())
    by_chance = mean * len(people) / float(people.sum())
    return Law(mean, max(0.0, spread - by_chance) if len(people) > 1 else 0.0, len(people))


def _posterior(counts: NDArray[np.float64], people: NDArray[np.float64]) -> list[Rate]:
    """Rates of the territories, in their order."""
    learnt = law(counts, people)
    if learnt.territories == 1 or learnt.mean == 0.0:
        basis, shape, scale, shrinkage = "alone", counts + JEFFREYS, people, np.zeros(len(people))
        mean = counts / people
    elif learnt.variance == 0.0:
        basis, ones = "pooled", np.ones(len(people))
        shape, scale, shrinkage = (counts.sum() + JEFFREYS) * ones, people.sum() * ones, ones
        mean = learnt.mean * ones
    else:
        prior = learnt.mean / learnt.variance
        basis, shape, scale = "shrunk", learnt.mean * prior + counts, prior + people
        shrinkage, mean = prior / scale, shape / scale
    low, high = _interval(shape, scale)
    # where nothing was counted, nothing may be there: Jeffreys' lower end would say that something is
    low = np.where((basis == "alone") & (counts == 0), 0.0, np.minimum(low, mean))
    # a gamma law of a very small shape has its mean beyond its 95 % quantile: the interval is widened to the rate shown
    high = np.maximum(high, mean)
    columns = zip(counts, people, mean, low, high, shrinkage, strict=True)
    return [
        Rate(int(count), int(persons), float(count / persons * PER), float(rate * PER), float(least * PER),
             float(most * PER), float(weight), basis)
        for count, persons, rate, least, most, weight in columns
    ]  # fmt: skip


def _interval(
    shape: NDArray[np.float64], scale: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The 5 % and 95 % quantiles of gamma laws of these shapes and inverse scales."""
    from scipy.special import gammaincinv  # a third of a second to import

    tail = (1 - LEVEL) / 2
    return gammaincinv(shape, tail) / scale, gammaincinv(shape, 1 - tail) / scale
