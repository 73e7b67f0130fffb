"""From where to merge among many records: a threshold fitted on few of them merges too much among many.

The more records, the more pairs that look alike by chance. How many do is read from the pairs themselves: below
the odds where any is one place, their number falls by a steady factor from one step of log-odds to the next, and
so it goes on above, where those that are one place stand among them (the empirical null and the local false
discovery rate of Efron, Journal of the American Statistical Association, 2004). One merges from where no more than
half of the pairs are there by chance. Nothing but the numbers of pairs is needed, so every engine finds the same.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

STEP = 0.5
LOWEST, HIGHEST = -12.0, 16.0
CHANCE_FROM, CHANCE_TO = -5.0, -1.0
"""Log-odds between which all but all pairs are alike by chance."""
FEWEST_PAIRS = 20_000
"""With fewer pairs than this between those odds, the threshold of the model stands."""
MOST_BY_CHANCE = 0.5
HIGHEST_RAISE = 3.0

EDGES = np.arange(LOWEST, HIGHEST + STEP / 2, STEP)
"""Bounds of the steps of log-odds in which pairs are counted."""


class Calibration(Struct, frozen=True):
    """merge_from : log-odds from which two records are merged
    raised : by how much that is above the threshold of the model
    share : share of the candidate pairs that are one place, as estimated; NaN where there are too few to tell
    """

    merge_from: float
    raised: float
    share: float


def step_of(log_odds: NDArray[np.float64]) -> NDArray[np.int64]:
    """The step of log-odds in which each pair is counted; those beyond the ends count in the last ones."""
    return np.clip(np.searchsorted(EDGES, log_odds, side="right") - 1, 0, len(EDGES) - 2).astype(np.int64)


def counted(log_odds: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many pairs there are in each step of log-odds."""
    return np.bincount(step_of(log_odds), minlength=len(EDGES) - 1).astype(np.int64)


def threshold(pairs: NDArray[np.int64], merge_from: float, *, calibrate: bool) -> Calibration:
    """The threshold for these pairs, or that of the model as it is."""
    if not calibrate:
        return Calibration(merge_from, 0.0, float("nan"))
    return calibrated(pairs, merge_from=merge_from)


def calibrated(pairs: NDArray[np.int64], *, merge_from: float) -> Calibration:
    """The threshold for these pairs, given their number in each step: never below that of the model."""
    begins = EDGES[:-1]
    seen = (begins >= CHANCE_FROM) & (begins < CHANCE_TO) & (pairs > 0)
    if pairs[seen].sum() < FEWEST_PAIRS or seen.sum() < 4:
        return Calibration(merge_from, 0.0, float("nan"))
    slope, level = np.polyfit(begins[seen], np.log(pairs[seen]), 1)
    by_chance = np.minimum(np.exp(level + slope * begins), pairs)
    above = begins >= CHANCE_TO
    share = float((pairs - by_chance)[above].sum() / pairs.sum())
    mostly = by_chance > MOST_BY_CHANCE * pairs
    asked = (begins >= CHANCE_TO) & (begins < merge_from + HIGHEST_RAISE) & mostly
    found = float(begins[asked].max() + STEP) if asked.any() else merge_from
    raised = float(np.clip(found - merge_from, 0.0, HIGHEST_RAISE))
    return Calibration(merge_from + raised, raised, share)
