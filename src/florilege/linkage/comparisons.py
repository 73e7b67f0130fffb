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
from florilege.linkage.likeness import name_likeness
from florilege.linkage.meanings import KEYS
from florilege.linkage.nearness import (
    compare_addresses,
    compare_communes,
    compare_positions,
    metres_apart,
)

Columns = Mapping[str, NDArray[np.float64]]


def compare(
    found: Corpus, first: NDArray[np.int64], second: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    """Every comparison of each pair, by key: (pairs,) each, dimensionless, from 0 to 1 (1.5 for `name_unlike`)."""
    names = name_likeness(found, first, second)
    metres = metres_apart(found, first, second)
    columns: dict[str, NDArray[np.float64]] = {
        "name_part": names.part,
        "name_whole": names.whole,
        "name_telling": np.clip(names.telling / 2.0, 0.0, 1.0),
        "name_unlike": np.clip(names.unlike, 0.0, 1.5),
        **compare_addresses(found, first, second),
        **compare_positions(found, first, second, metres=metres),
        **compare_contacts(found, first, second),
        **compare_listings(found, first, second),
    }
    columns |= compare_communes(found, first, second, metres=metres, close=columns["position_close"])
    columns["site_and_name"] = columns["site_same"] * columns["name_part"]
    named = found.code("names") > 0
    columns["name_differs"] = np.where(
        named[first] & named[second], np.clip(1.0 - columns["name_part"] / 0.6, 0.0, 1.0), 0.0
    )
    columns["crowded"] = _crowded(found, first, columns)
    columns["name_in_site"] = name_in_site(found, first, second, columns=columns)
    columns["branch"] = named_branches(found, first, second, columns=columns)
    return columns


def matrix(columns: Columns) -> NDArray[np.float64]:
    """The comparisons side by side, in the order of `COMPARISONS`: (pairs, comparisons)."""
    return np.stack([columns[key] for key in KEYS], axis=1)


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
