"""Reasons for which two records are never one place, whatever their score: each has a name and can be explained.

Only a person can overrule a veto.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from florilege.faults import Words


@dataclass(frozen=True, slots=True)
class Veto:
    """One reason to keep two records apart."""

    key: str
    words: Words


VETOES = (
    Veto(
        "branch",
        Words(
            "deux implantations d’une enseigne, à des adresses différentes de la même ville",
            "two branches of a brand, at different addresses of one town",
        ),
    ),
    Veto(
        "brand_elsewhere",
        Words(
            "deux implantations d’une enseigne, dans deux communes",
            "two branches of a brand, in two communes",
        ),
    ),
    Veto(
        "two_towns_in_listing",
        Words(
            "deux fiches d’un même recensement, à deux adresses de deux communes",
            "two records of one listing, at two addresses of two communes",
        ),
    ),
    Veto(
        "two_towns_named",
        Words(
            "chaque nom dit sa ville, et ce n’est pas la même",
            "each name says its town, and it is not the same",
        ),
    ),
    Veto(
        "two_public_bodies",
        Words(
            "deux services publics différents, d’après les noms",
            "two different public bodies, by their names",
        ),
    ),
    Veto(
        "other_town",
        Words("même nom dans une autre ville, loin de là", "the same name in another town, far away"),
    ),
)
KEYS = tuple(veto.key for veto in VETOES)
FAR = 0.8
"""Some 25 km."""
NEIGHBOURS = 0.7
"""Positions as close as this (some 100 m): two numbers of one street may be two doors of one place."""


def vetoes(columns: Mapping[str, NDArray[np.float64]]) -> NDArray[np.int64]:
    """For each pair, the rank from 1 of the first veto of `VETOES` that holds, 0 for none."""
    streets_differ = columns["address_differs"] > 0
    numbers_differ = (columns["numbers_differ"] > 0) & (columns["position_close"] < NEIGHBOURS)
    communes_differ = columns["commune_differs"] > 0
    no_contact = (columns["site_same"] == 0) & (columns["account_same"] == 0)
    holds = (
        (columns["branch"] > 0) & (streets_differ | numbers_differ),
        (columns["site_brand"] > 0) & communes_differ,
        (columns["same_listing"] > 0) & streets_differ & communes_differ,
        (columns["town_named_differs"] > 0) & communes_differ,
        columns["body_differs"] > 0,
        ((columns["far"] > FAR) | (columns["departement_differs"] > 0)) & communes_differ & no_contact,
    )
    result = np.zeros(len(streets_differ), dtype=np.int64)
    for rank, veto in reversed(list(enumerate(holds, start=1))):
        result[veto] = rank
    return result
