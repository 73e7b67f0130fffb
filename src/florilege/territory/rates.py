"""Places for 100,000 inhabitants, with an interval where numbers are small: empirical Bayes, gamma and Poisson.

The places of a territory follow a Poisson law of its own rate; the rates of the territories follow a gamma law, fitted on
all of them (Clayton & Kaldor 1987, Biometrics 43, from the moments of Marshall 1991, Applied Statistics 40). The rate of a
territory is then drawn towards the rate of all, the more so the fewer its inhabitants: by a share that is stated.

Intervals that take the fitted law as known are too narrow (three in four hold where nine in ten should, for 80 territories
that differ little). Rates are therefore the mean over all the laws that the counts allow, each as likely as they make it,
any spread up to three times the mean being as likely as another beforehand (Deely & Lindley 1981, JASA 76); the interval
is that of the gamma law with the same mean and variance (Morris 1983, JASA 78).

A territory where no listing looked has no rate: nobody can tell, and it counts in no fit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.faults import Words

PER = 100_000
"""Inhabitants that rates are stated for."""
WITHIN = 0.9
"""Probability of the interval."""
COMMON = 1e-4
"""Natural logarithms of likelihood under which a spread of rates explains no more than one rate for all."""
SPREADS, WIDEST = 120, 3.0
"""Standard deviations of the rates, over their mean, that are weighed: how many, and the widest."""
NODES, STEPS = 5, 12
"""Means weighed for each spread (Gauss and Hermite), and steps towards the most likely one."""
NEGLIGIBLE = 1e-6
Numbers = NDArray[np.float64]

HOWS: Mapping[str, Words] = {
    "spread": Words(
        "taux lissé vers celui de tous les territoires, d’autant plus qu’il compte peu d’habitants",
        "rate pulled towards that of all territories, more strongly the fewer the inhabitants",
    ),
    "common": Words(
        "les territoires ne diffèrent pas plus que par hasard : le taux de tous",
        "territories differ no more than chance explains: the overall rate",
    ),
    "alone": Words(
        "rien à quoi le comparer : son seul compte, avec l’incertitude d’un petit nombre",
        "nothing to compare it with: its own count, with the uncertainty of a small number",
    ),
    "untold": Words(
        "on ne peut pas le dire : aucun recensement n’y a cherché",
        "unknown: no listing looked there",
    ),
    "uninhabited": Words("sans habitants connus", "without known inhabitants"),
}
"""How a rate was made, or why there is none."""


class Count(Struct, frozen=True):
    """What is counted in a territory.

    places : given by the listings that looked there, and by no other; inhabitants : 0 or None where not known
    looked : whether a listing looked there
    """

    code: str
    places: int
    inhabitants: int | None
    looked: bool


class Rate(Struct, frozen=True):
    """Places for 100,000 inhabitants. how : key of `HOWS`; the numbers are None for the last two

    crude : places over inhabitants; rate : the mean of what it may be, given all territories; low, high : 90 % of it
    shrinkage : from 0, its own count alone, to 1, the rate of all
    """

    code: str
    how: str
    crude: float | None = None
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    shrinkage: float | None = None


class Law(Struct, frozen=True):
    """The gamma law of the rates: its mean for 100,000 inhabitants, and its shape (infinite: one rate for all).

    Its standard deviation is mean / sqrt(shape). territories : how many it was fitted on
    """

    mean: float
    shape: float
    territories: int


class Rates(Struct, frozen=True):
    """by_code : territory → its rate, in the order given; law : None where fewer than two territories count, or none has
    a place
    """

    by_code: Mapping[str, Rate]
    law: Law | None


def rates(counts: Sequence[Count]) -> Rates:
    """The rate of each territory. Raises ValueError where a count is below 0, or a code comes twice."""
    for one in counts:
        if one.places < 0 or (one.inhabitants or 0) < 0:
            raise ValueError(f"{one.code}: {one.places} places, {one.inhabitants} inhabitants")
    if len({one.code for one in counts}) < len(counts):
        raise ValueError("a territory is counted twice")
    reported = [one for one in counts if one.looked and one.inhabitants]
    places = np.array([one.places for one in reported], dtype=np.float64)
    exposure = np.array([(one.inhabitants or 0) / PER for one in reported], dtype=np.float64)
    law = fit(places, exposure)
    if law is None:
        found = {one.code: _alone(one) for one in reported}
    else:
        how = "common" if math.isinf(law.shape) else "spread"
        drawn = zip(reported, places / exposure, *_drawn(places, exposure, law.mean), strict=True)
        found = {
            one.code: Rate(one.code, how, *(float(number) for number in numbers)) for one, *numbers in drawn
        }
    none = (Rate(one.code, "uninhabited" if one.looked else "untold") for one in counts)
    return Rates({one.code: found.get(one.code, one) for one in none}, law)


def _alone(one: Count) -> Rate:
    """From its own count, by the law of Jeffreys of a Poisson rate; its mean would show places where there are none."""
    exposure = (one.inhabitants or 0) / PER
    crude = one.places / exposure
    low, high = _interval(np.array([one.places + 0.5]), np.array([exposure]))
    return Rate(one.code, "alone", crude, crude, float(low[0]) if one.places else 0.0, float(high[0]), 0.0)


def _drawn(places: NDArray[np.float64], exposure: NDArray[np.float64], mean: float) -> tuple[Numbers, ...]:
    """Rate, low, high and shrinkage of each territory, over all the laws that the counts allow."""
    likely, laws = _laws(places, exposure, mean)
    first, second, drawn = (np.zeros(len(places)) for _ in range(3))
    for weight, (law_mean, shape) in zip(likely, laws, strict=True):
        prior = shape / law_mean
        rate = (places + shape) / (exposure + prior)
        first += weight * rate
        second += weight * (rate**2 + rate / (exposure + prior))
        drawn += weight * prior / (exposure + prior)
    variance = np.maximum(second - first**2, 1e-12 * first**2)
    low, high = _interval(first**2 / variance, first / variance)
    # of a law so skewed that nineteen draws in twenty lie below its mean (a hamlet beside one village), the mean stays in
    return first, np.minimum(low, first), np.maximum(high, first), drawn


def _laws(
    places: NDArray[np.float64], exposure: NDArray[np.float64], mean: float
) -> tuple[list[float], list[tuple[float, float]]]:
    """Laws (mean, shape) over a grid of spreads, and how likely each is made by the counts.

    For each spread, the logarithm of the mean is normal about its most likely value.
    """
    at, share = np.polynomial.hermite_e.hermegauss(NODES)
    found: list[tuple[float, float]] = []
    logs: list[float] = []
    for spread in np.linspace(0.0, WIDEST, SPREADS + 1)[1:]:
        shape = float(spread) ** -2
        for _ in range(STEPS):
            kept = shape / (shape + mean * exposure)
            mean = float((places * kept).sum() / (exposure * kept).sum())
        information = float((mean * exposure * kept).sum())
        level = _log_likelihood(places, exposure, mean=mean, shape=shape) - 0.5 * math.log(information)
        found += [(mean * math.exp(float(z) / math.sqrt(information)), shape) for z in at]
        logs += [level + math.log(float(one)) for one in share]
    weights = np.exp(np.array(logs) - max(logs))
    weights /= weights.sum()
    kept_laws = np.flatnonzero(weights > NEGLIGIBLE)
    return (weights[kept_laws] / weights[kept_laws].sum()).tolist(), [found[one] for one in kept_laws]


def fit(places: NDArray[np.float64], exposure: NDArray[np.float64]) -> Law | None:
    """The law of greatest likelihood: of each count, negative binomial. exposure : hundreds of thousands of inhabitants

    None for fewer than two territories, or without a place.
    """
    if len(places) < 2 or not places.sum():
        return None
    from scipy.optimize import minimize

    mean, shape = _moments(places, exposure)
    common = _log_likelihood(places, exposure, mean=mean, shape=math.inf)

    def cost(at: NDArray[np.float64]) -> float:
        return -_log_likelihood(places, exposure, mean=math.exp(at[0]), shape=math.exp(at[1]))

    best = minimize(
        cost,
        np.array([math.log(mean), math.log(shape)], dtype=np.float64),
        method="L-BFGS-B",
        bounds=[(math.log(mean) - 5, math.log(mean) + 5), (math.log(1e-3), math.log(1e6))],
    )
    if -float(best.fun) - common < COMMON:
        return Law(mean, math.inf, len(places))
    return Law(math.exp(float(best.x[0])), math.exp(float(best.x[1])), len(places))


def _moments(places: NDArray[np.float64], exposure: NDArray[np.float64]) -> tuple[float, float]:
    """Mean and shape by Marshall's moments; a wide law where they leave no variance, for the search to begin."""
    mean = float(places.sum() / exposure.sum())
    crude = places / exposure
    spread = float((exposure * (crude - mean) ** 2).sum() / exposure.sum())
    between = spread - mean / float(exposure.mean())
    return mean, min(max(mean**2 / between, 1e-2), 1e4) if between > 0 else 50.0


def _log_likelihood(
    places: NDArray[np.float64], exposure: NDArray[np.float64], *, mean: float, shape: float
) -> float:
    """Of the counts, without the terms that hang on no parameter."""
    expected = mean * exposure
    if math.isinf(shape):
        return float((places * np.log(expected) - expected).sum())
    from scipy.special import gammaln

    found = gammaln(places + shape) - gammaln(shape) - places * math.log(shape)
    found += places * np.log(expected) - (places + shape) * np.log1p(expected / shape)
    return float(found.sum())


def _interval(shape: Numbers, inverse_scale: Numbers) -> tuple[Numbers, Numbers]:
    """The middle 90 % of gamma laws."""
    from scipy.special import gammaincinv

    tail = (1 - WITHIN) / 2
    return gammaincinv(shape, tail) / inverse_scale, gammaincinv(shape, 1 - tail) / inverse_scale
