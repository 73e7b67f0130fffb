"""Severe and lenient jurors made comparable: mark = mean + quality of the place + severity of the juror + noise.

The three spreads are estimated from the marks themselves (empirical Bayes: restricted maximum likelihood by EM,
Dempster, Laird & Rubin 1977; Laird & Ware, Biometrics 1982), then each quality and each severity is shrunk towards
its mean as far as the few marks behind it ask (Henderson's mixed-model equations, 1950). What remains unsure of a
place's quality is its posterior spread, which the draws of a selection use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.appraisal.marks import Mark

ROUNDS = 500
STILL = 1e-10
"""The spreads have converged when none moves by more than this share of the variance of the marks."""
DECIMALS = 6
"""Of what is published: the last bits of linear algebra differ from one machine to another."""


class Quality(Struct, frozen=True):
    """What a jury says of one place on one criterion, on the scale of the marks.

    raw : the plain mean of its marks; mean, deviation : of the posterior of its harmonised mark; marks : how many
    """

    raw: float
    mean: float
    deviation: float
    marks: int


class Harmonised(Struct, frozen=True):
    """A jury harmonised on one criterion.

    severities : juror → marks given above (+) or below (−) what the places deserve, shrunk
    place_spread, juror_spread, noise : standard deviations of the three parts
    """

    places: Mapping[str, Quality]
    severities: Mapping[str, float]
    mean: float
    place_spread: float
    juror_spread: float
    noise: float


def harmonise(marks: Sequence[Mark]) -> Harmonised:
    """The marks of one criterion, harmonised. Abstentions are left out; no mark at all gives no place."""
    given = sorted(
        (one.place_id, one.juror, one.mark, one.confidence) for one in marks if one.mark is not None
    )  # sums then have the same bits in any order of the file
    if not given:
        return Harmonised({}, {}, float("nan"), 0.0, 0.0, 0.0)
    places = sorted({place for place, _, _, _ in given})
    jurors = sorted({juror for _, juror, _, _ in given})
    seats = {juror: rank for rank, juror in enumerate(jurors)}
    rows = {place: rank for rank, place in enumerate(places)}
    model = _Model(
        np.array([rows[place] for place, _, _, _ in given]),
        np.array([seats[juror] for _, juror, _, _ in given]),
        np.array([mark for _, _, mark, _ in given], dtype=np.float64),
        np.array([sure for _, _, _, sure in given], dtype=np.float64),
    )
    fit = model.fitted()
    counts = np.bincount(model.places)
    raw = np.bincount(model.places, weights=model.marks) / counts
    qualities = {
        place: Quality(
            float(raw[rank]),
            round(float(fit.mean + fit.qualities[rank]), DECIMALS),
            round(float(np.sqrt(fit.variances[rank])), DECIMALS),
            int(counts[rank]),
        )
        for place, rank in rows.items()
    }
    severities = {juror: round(float(fit.severities[rank]), DECIMALS) for juror, rank in seats.items()}
    spreads = (round(float(np.sqrt(one)), DECIMALS) for one in fit.spreads)
    return Harmonised(qualities, severities, round(fit.mean, DECIMALS), *spreads)


class _Fit(Struct, frozen=True):
    """Posterior means, the variance of each place's mean + quality, and the variances of the three parts."""

    mean: float
    qualities: NDArray[np.float64]
    severities: NDArray[np.float64]
    variances: NDArray[np.float64]
    spreads: tuple[float, float, float]


class _Model(Struct, frozen=True):
    """Marks by place and juror, as ranks; sure : how much each counts."""

    places: NDArray[np.int64]
    jurors: NDArray[np.int64]
    marks: NDArray[np.float64]
    sure: NDArray[np.float64]

    def fitted(self) -> _Fit:
        variance = float(self.marks.var())
        least = max(variance, 1.0) * 1e-9  # a spread of nothing would leave nothing to divide by
        alone = self.jurors.max() == 0  # of one juror, severity and mean cannot be told apart
        spreads = (
            max(variance / 2, least),
            least if alone else max(variance / 4, least),
            max(variance / 4, least),
        )
        for _ in range(ROUNDS):
            moments = self._step(spreads)[1]
            after = (
                max(moments[0], least),
                least if alone else max(moments[1], least),
                max(moments[2], least),
            )
            moved = max(abs(new - old) for new, old in zip(after, spreads, strict=True))
            spreads = after
            if moved <= STILL * max(variance, least):
                break
        return self._step(spreads)[0]

    def _step(self, spreads: tuple[float, float, float]) -> tuple[_Fit, tuple[float, float, float]]:
        """Posterior under given variances, and the expected variances under it (one round of EM).

        Places are solved apart: what is left is a system of the jurors' and the mean's size.
        """
        of_places, of_jurors, noise = spreads
        count, seats = int(self.places.max()) + 1, int(self.jurors.max()) + 1
        weights = self.sure / noise
        own = np.bincount(self.places, weights=weights, minlength=count) + 1 / of_places
        across = np.zeros((count, seats + 1))
        np.add.at(across, (self.places, self.jurors), weights)
        across[:, seats] = own - 1 / of_places
        of_each = np.bincount(self.jurors, weights=weights, minlength=seats)
        block = np.zeros((seats + 1, seats + 1))
        block[np.arange(seats), np.arange(seats)] = of_each + 1 / of_jurors
        block[seats, :seats] = block[:seats, seats] = of_each
        block[seats, seats] = weights.sum()
        pull = np.bincount(self.places, weights=weights * self.marks, minlength=count)
        target = np.append(
            np.bincount(self.jurors, weights=weights * self.marks, minlength=seats),
            (weights * self.marks).sum(),
        )
        scaled = across / own[:, None]
        spread = np.linalg.inv(block - across.T @ scaled)
        rest = spread @ (target - scaled.T @ pull)
        qualities = (pull - across @ rest) / own
        shared = -scaled @ spread  # covariance of each quality with the severities and the mean
        variances = 1 / own - (scaled * shared).sum(axis=1)
        means = spread[seats, seats] + variances + 2 * shared[:, seats]
        fit = _Fit(float(rest[seats]), qualities, rest[:seats], means, spreads)
        left = self.marks - rest[seats] - qualities[self.places] - rest[self.jurors]
        unsure = (
            means[self.places]
            + spread[self.jurors, self.jurors]
            + 2 * shared[self.places, self.jurors]
            + 2 * spread[self.jurors, seats]
        )
        return fit, (
            float((qualities**2 + variances).mean()),
            float((rest[:seats] ** 2 + np.diag(spread)[:seats]).mean()),
            float((self.sure * (left**2 + unsure)).mean()),
        )
