"""How untidy synthetic listings are: rates estimated from the study's listings in November 2026, then left alone.

Fields and positions: shares in each of the listings. Names, addresses and web sites of twins: the 171 judged pairs
of high or medium confidence that are one place, and the 608 pairs that the shipped model merges. Nothing here was
changed after the linkage was first measured on what comes out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listed:
    """One listing: its share of the records, and how often it gives each field.

    precision : shares of address, street, locality, centre, contradicted; the rest has no position
    upper : share of the names in capitals
    """

    slug: str
    share: float
    address: float
    website: float
    social: float
    phone: float
    precision: tuple[float, float, float, float, float]
    upper: float


LISTINGS = (
    Listed("nationale", 0.42, 0.95, 0.80, 0.24, 0.00, (0.82, 0.11, 0.04, 0.03, 0.00), 0.08),
    Listed("mediation", 0.19, 0.98, 0.37, 0.00, 0.44, (0.91, 0.00, 0.01, 0.04, 0.04), 0.01),
    Listed("centre", 0.12, 1.00, 0.57, 0.02, 0.82, (0.96, 0.00, 0.00, 0.00, 0.04), 0.73),
    Listed("label", 0.11, 0.00, 0.00, 0.00, 0.00, (0.00, 0.00, 0.00, 1.00, 0.00), 0.27),
    Listed("ateliers", 0.06, 0.77, 0.78, 0.00, 0.00, (0.53, 0.15, 0.07, 0.20, 0.01), 0.02),
    Listed("ouest", 0.05, 0.98, 0.95, 0.40, 0.12, (0.84, 0.10, 0.05, 0.01, 0.00), 0.01),
    Listed("annuaire", 0.05, 0.60, 0.60, 0.20, 0.30, (0.60, 0.10, 0.05, 0.20, 0.01), 0.05),
)
NAME_OF_TWIN = (
    ("as_is", 0.32),
    ("letters", 0.21),
    ("order", 0.09),
    ("part", 0.21),
    ("some", 0.11),
    ("other", 0.06),
)
"""How a twin's name stands to the first: the same, in other letters, in other order or joined, a part, some words."""
ALIAS_OF_OTHER = 0.25
"""Share of the renamed that keep the former name as another name."""
ADDRESS_OF_TWIN = (("same", 0.63), ("number", 0.03), ("corner", 0.21), ("moved", 0.13))
"""Corner: another street within 500 m; moved: elsewhere in the commune. The renamed keep their address (8 of 8)."""
SITE_OF_TWIN_SAME = 0.69
PHONE_OF_TWIN_SAME = 0.71
OTHER_COMMUNE = 0.05
SAME_LISTING = 0.10
"""Share of the twins that stand in the listing of the first."""
CLUSTER_SIZES = ((2, 0.82), (3, 0.145), (4, 0.025), (5, 0.01))
TWINS = 0.20
"""Share of the records that have a twin, unless said."""
PLACES = (("own", 0.50), ("branch", 0.11), ("public", 0.23), ("host", 0.09), ("neighbour", 0.07))
"""What places are. Branches in one town, hosts with their lab, and neighbours are the hard negatives."""
