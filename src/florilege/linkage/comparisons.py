"""How each declared comparison of two records is measured.

A comparison is a number per pair, 0 where a part is missing on either side: what is not known speaks neither
for nor against. Its sign is known beforehand and the fit may not turn it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from florilege.linkage.acquaintance import compare_contacts, compare_listings, name_in_site, named_branches
from florilege.linkage.corpus import Corpus
from florilege.linkage.leads import compare_leads
from florilege.linkage.likeness import SPELLING, name_likeness
from florilege.linkage.meanings import KEYS
from florilege.linkage.nearness import (
    compare_addresses,
    compare_communes,
    compare_positions,
    metres_apart,
)
from florilege.linkage.wordings import compare_designations

Columns = Mapping[str, NDArray[np.float64]]


def compare(
    found: Corpus, first: NDArray[np.int64], second: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    """Every comparison of each pair, by key, and what the vetoes ask besides: (pairs,) each, dimensionless, from 0 to
    1 (1.5 for `name_unlike` and `name_added`)."""
    names = name_likeness(found, first, second)
    metres = metres_apart(found, first, second)
    columns: dict[str, NDArray[np.float64]] = {
        "name_part": names.part,
        "name_whole": names.whole,
        "name_telling": np.clip(names.distinctive / 2.0, 0.0, 1.0),
        "name_unlike": np.clip(names.unlike, 0.0, 1.5),
        "name_added": np.clip(names.added, 0.0, 1.5),
        **compare_addresses(found, first, second),
        **compare_positions(found, first, second, metres=metres),
        **compare_contacts(found, first, second),
        **compare_listings(found, first, second),
    }
    columns |= compare_communes(found, first, second, metres=metres, close=columns["position_close"])
    columns |= _believed(found, first, second, columns)
    columns["numbers_apart"] = columns["numbers_differ"] * (1.0 - columns["position_close"])
    columns["site_and_name"] = columns["site_same"] * columns["name_part"]
    columns["name_differs"] = _name_differs(found, first, second, columns) * np.where(
        names.said | (columns["site_same"] + columns["account_same"] == 0), 1.0, 0.0
    )
    columns["site_and_address"] = columns["site_same"] * _one_door(columns) * (1.0 - columns["same_listing"])
    columns["names_told"] = names.said.astype(np.float64)
    columns["two_addresses"] = two_addresses(columns)
    columns["listing_addresses"] = columns["same_listing"] * columns["two_addresses"]
    columns["crowded"] = _crowded(found, first, columns)
    columns["name_in_site"] = name_in_site(found, first, second, columns=columns)
    columns["branch"] = named_branches(found, first, second, columns=columns)
    columns |= compare_designations(found, first, second, columns)
    columns |= compare_leads(found, first, second, columns)
    return columns


def matrix(columns: Columns) -> NDArray[np.float64]:
    """The comparisons side by side, in the order of `COMPARISONS`: (pairs, comparisons)."""
    return np.stack([columns[key] for key in KEYS], axis=1)


def _name_differs(
    found: Corpus, first: NDArray[np.int64], second: NDArray[np.int64], columns: Columns
) -> NDArray[np.float64]:
    """From 0 to 1 as two names have little or nothing in common."""
    named = found.code("names") > 0
    unlike = np.clip(1.0 - columns["name_part"] / 0.6, 0.0, 1.0)
    return np.where(named[first] & named[second], unlike, 0.0)


WHERE = ("far", "position_apart", "commune_differs", "departement_differs")
"""Comparisons that a wrong geocoding turns against one place."""


def _believed(
    found: Corpus, first: NDArray[np.int64], second: NDArray[np.int64], columns: Columns
) -> dict[str, NDArray[np.float64]]:
    """The comparisons of where two records are, silent where what they write contradicts the positions.

    One name, one town in writing, and one web site of their own, account, or number and street: a position far
    away, or the commune found by a mistyped postal code, is then the mistake.
    """
    town = found.code("town")
    contact = columns["site_same"] + columns["account_same"] + columns["address_same"]
    agree = (
        (town[first] > 0)
        & (town[first] == town[second])
        & (contact > 0)
        & (columns["name_whole"] >= SPELLING)
    )
    return {key: np.where(agree, 0.0, columns[key]) for key in WHERE}


ONE_DOOR, TWO_DOORS = 0.85, 0.6
"""Positions closer than the first (some 60 m) are one door, whatever the streets; farther than the second (some
160 m), two."""


def _one_door(columns: Columns) -> NDArray[np.float64]:
    """1 where two records stand at one door: one number of one street, or one street and positions side by side."""
    street = (columns["address_street"] > 0) & (columns["numbers_differ"] == 0)
    beside = (columns["position_close"] >= ONE_DOOR) & (columns["address_differs"] == 0)
    return np.where((columns["address_same"] > 0) | street | beside, 1.0, 0.0)


def two_addresses(columns: Columns) -> NDArray[np.float64]:
    """1 where two records stand at two addresses: two streets, two numbers apart, or positions apart."""
    fine = columns["position_close"] + columns["position_apart"] > 0
    apart = fine & (columns["position_close"] < TWO_DOORS)
    streets = (columns["address_differs"] > 0) & (columns["position_close"] < ONE_DOOR)
    doors = (columns["numbers_differ"] > 0) & (columns["position_close"] < TWO_DOORS)
    unsaid = (columns["address_same"] + columns["address_street"] + columns["address_differs"] == 0) & apart
    return np.where(streets | doors | unsaid, 1.0, 0.0)


FEW, MANY = 5.0, 300.0
"""Records in a commune: below the first a shared name can hardly be chance, above the second it often is."""


def _crowded(found: Corpus, first: NDArray[np.int64], columns: Columns) -> NDArray[np.float64]:
    """From 0 to 1 as the commune holds from few to many records, where nothing finer than the commune agrees
    and the whole names are not the same rare words."""
    size = found.vocabulary.crowd[first].astype(np.float64)
    crowd = np.clip(np.log(size / FEW) / np.log(MANY / FEW), 0.0, 1.0)
    loose = (1.0 - columns["position_close"]) * (1.0 - columns["address_same"])
    rare = np.minimum(1.0, 2.0 * columns["name_whole"] * columns["name_telling"])
    crowded: NDArray[np.float64] = crowd * columns["commune_same"] * loose * (1.0 - rare)
    return crowded
