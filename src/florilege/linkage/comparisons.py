"""What is compared between two records, declared: what each comparison means, which way it speaks, how it is measured.

A comparison is a number per pair, 0 where a part is missing on either side: what is not known speaks neither
for nor against. Its sign is known beforehand and the fit may not turn it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from florilege.faults import Words
from florilege.linkage.acquaintance import compare_contacts, compare_listings, name_in_site, named_branches
from florilege.linkage.corpus import Corpus
from florilege.linkage.likeness import name_likeness
from florilege.linkage.nearness import compare_addresses, compare_communes, compare_positions

Columns = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison.

    prior : the weight expected before any pair is judged, in log-odds for its full measure; its sign is kept
    """

    key: str
    words: Words
    prior: float


COMPARISONS = (
    Comparison(
        "name_part", Words("noms proches, en tout ou partie", "names alike, in whole or in part"), 2.0
    ),
    Comparison("name_whole", Words("noms entiers proches", "whole names alike"), 2.0),
    Comparison("name_telling", Words("le nom partagé est rare", "the shared name is rare"), 2.0),
    Comparison("name_unlike", Words("chaque nom a des mots propres", "each name has words of its own"), -1.0),
    Comparison(
        "name_in_site",
        Words("l’un nomme le site web de l’autre", "one is named in the other’s web address"),
        1.0,
    ),
    Comparison("address_same", Words("même numéro dans la même rue", "same number in the same street"), 2.0),
    Comparison("address_street", Words("même rue", "same street"), 0.7),
    Comparison("address_differs", Words("rues différentes", "different streets"), -0.7),
    Comparison("position_close", Words("positions voisines", "positions close together"), 1.0),
    Comparison("position_apart", Words("positions distantes", "positions apart"), -1.0),
    Comparison("far", Words("à plusieurs kilomètres", "kilometres apart"), -3.0),
    Comparison("commune_same", Words("même commune", "same commune"), 1.0),
    Comparison("commune_differs", Words("communes différentes", "different communes"), -1.5),
    Comparison("crowded", Words("ville qui compte beaucoup de lieux", "a town with many places"), -2.0),
    Comparison("site_same", Words("même site web", "same web site"), 2.0),
    Comparison("site_and_name", Words("même site web et même nom", "same web site and same name"), 1.0),
    Comparison("site_brand", Words("site web d’une même enseigne", "web site of one brand"), 0.3),
    Comparison("site_differs", Words("sites web différents", "different web sites"), -1.0),
    Comparison("account_same", Words("même compte social", "same social account"), 2.0),
    Comparison("account_differs", Words("comptes sociaux différents", "different social accounts"), -0.5),
    Comparison("phone_same", Words("même téléphone", "same telephone"), 1.5),
    Comparison("kind_differs", Words("types de lieux différents", "different kinds of place"), -0.3),
    Comparison(
        "trade_differs", Words("métiers différents dans le nom", "different trades in the name"), -1.0
    ),
    Comparison("name_differs", Words("noms sans rien de commun", "names with nothing in common"), -1.0),
    Comparison("same_listing", Words("deux fiches du même recensement", "two records of one listing"), -0.7),
    Comparison(
        "branch",
        Words("enseigne à plusieurs adresses dans la ville", "a brand at several addresses in the town"),
        -1.5,
    ),
)
KEYS = tuple(comparison.key for comparison in COMPARISONS)


def compare(
    found: Corpus, first: NDArray[np.int64], second: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    """Every comparison of each pair, by key: (pairs,) each, dimensionless, from 0 to 1 (1.5 for `name_unlike`)."""
    names = name_likeness(found, first, second)
    columns: dict[str, NDArray[np.float64]] = {
        "name_part": names.part,
        "name_whole": names.whole,
        "name_telling": np.clip(names.telling / 2.0, 0.0, 1.0),
        "name_unlike": np.clip(names.unlike, 0.0, 1.5),
        **compare_addresses(found, first, second),
        **compare_positions(found, first, second),
        **compare_contacts(found, first, second),
        **compare_listings(found, first, second),
    }
    columns |= compare_communes(found, first, second, close=columns["position_close"])
    columns["site_and_name"] = columns["site_same"] * columns["name_part"]
    named = np.diff(found.first_variant) > 0
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
    counts = Counter(record.commune_code for record in found.records)
    size = np.array([counts[record.commune_code] for record in found.records], dtype=np.float64)
    crowd = np.clip(np.log(size / FEW) / np.log(MANY / FEW), 0.0, 1.0)
    loose = (1.0 - columns["position_close"]) * (1.0 - columns["address_same"])
    rare = np.minimum(1.0, 2.0 * columns["name_whole"] * columns["name_telling"])
    crowded: NDArray[np.float64] = crowd[first] * columns["commune_same"] * loose * (1.0 - rare)
    return crowded
