"""How near two records are: by their street address, their position, their commune."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from florilege.linkage.corpus import Corpus
from florilege.territory.distance import great_circles

SAME_STREET = 85.0
"""Names of streets that share this much of their words or, a little less, of their letters (0 to 100)."""
SAME_LETTERS = 80.0
CLOSE_METRES, APART_METRES = 30.0, 2_000.0
FAR_METRES, VERY_FAR_METRES = 4_000.0, 40_000.0
Columns = dict[str, NDArray[np.float64]]


def compare_addresses(found: Corpus, first: NDArray[np.int64], second: NDArray[np.int64]) -> Columns:
    """Same number and street, same street, or different streets: at most one is 1; all 0 where one has no street.

    `numbers_differ`, for the vetoes, is 1 where both give a number of the same street, and not the same one.
    """
    street, number = found.code("street"), found.code("number")
    known = street > 0
    both = np.flatnonzero(known[first] & known[second])
    left, right = first[both], second[both]
    ours, theirs = found.streets[street[left]], found.streets[street[right]]
    words = cpdist(ours, theirs, scorer=fuzz.token_set_ratio, score_cutoff=SAME_STREET, dtype=np.float32)
    letters = cpdist(ours, theirs, scorer=fuzz.ratio, score_cutoff=SAME_LETTERS, dtype=np.float32)
    same = (words >= SAME_STREET) | (letters >= SAME_LETTERS)
    numbered = same & (number[left] == number[right]) & (number[left] > 0)
    keys = ("address_same", "address_street", "address_differs", "numbers_differ")
    columns = {key: np.zeros(len(first)) for key in keys}
    columns["address_same"][both] = numbered
    columns["address_street"][both] = same & ~numbered
    columns["address_differs"][both] = ~same
    columns["numbers_differ"][both] = same & ~numbered & (number[left] > 0) & (number[right] > 0)
    return columns


def metres_apart(found: Corpus, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.float64]:
    """Metres between the records of each pair; NaN where a position is missing or contradicted by its address."""
    believed = found.flag("believed")
    latitude, longitude = found.degrees("latitude"), found.degrees("longitude")
    metres = great_circles(latitude[first], longitude[first], latitude[second], longitude[second])
    return np.where(believed[first] & believed[second], metres, np.nan)


def compare_positions(
    found: Corpus, first: NDArray[np.int64], second: NDArray[np.int64], *, metres: NDArray[np.float64]
) -> Columns:
    """Close and apart, for positions finer than the commune; far, for all that are not contradicted.

    metres : between the records of each pair, as `metres_apart` gives them
    """
    bounded = np.maximum(np.nan_to_num(metres, nan=CLOSE_METRES), 1.0)
    trusted = found.flag("trusted")
    fine = trusted[first] & trusted[second] & ~np.isnan(metres)
    close = np.log(APART_METRES / bounded) / np.log(APART_METRES / CLOSE_METRES)
    apart = np.log(bounded / 300.0) / np.log(10.0)
    far = np.log(bounded / FAR_METRES) / np.log(VERY_FAR_METRES / FAR_METRES)
    return {
        "position_close": np.where(fine, np.clip(close, 0.0, 1.0), 0.0),
        "position_apart": np.where(fine, np.clip(apart, 0.0, 1.0), 0.0),
        "far": np.where(np.isnan(metres), 0.0, np.clip(far, 0.0, 1.0)),
    }


def compare_communes(
    found: Corpus,
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    *,
    metres: NDArray[np.float64],
    close: NDArray[np.float64],
) -> Columns:
    """Same commune, or different ones; neither across a boundary that two fine positions are close to.

    `departement_differs`, for the vetoes, is 1 where the communes lie in two départements and no distance is known.
    """
    code, departement = found.code("commune"), found.code("departement")
    known = (code[first] > 0) & (code[second] > 0)
    same = known & (code[first] == code[second])
    unplaced = np.isnan(metres)
    return {
        "commune_same": same.astype(np.float64),
        "commune_differs": np.where(known & ~same, 1.0 - close, 0.0),
        "departement_differs": (known & unplaced & (departement[first] != departement[second])).astype(
            np.float64
        ),
    }
