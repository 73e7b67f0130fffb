"""How untidy synthetic listings are: rates estimated from the study's listings in November 2026.

Fields and positions: shares in each of the listings. Names, addresses and web sites of twins: the 171 judged pairs
of high or medium confidence that are one place, and the 607 pairs that the shipped model merges.

Estimated twice. Pairs made with the first rates did not look like the judged ones: both web sites known in 19 pairs
of 100 where 74 are, two streets in 33 where 23 are, two typing errors in 5 where 2 have any. What was wrong and is
now right is said beside each rate; `python -m benchmarks.linkage.resemblance` puts the pairs made beside the judged
ones. Rates follow the judged pairs, never the F1 of the linkage.
"""

from __future__ import annotations

from msgspec import Struct


class Listed(Struct, frozen=True):
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
    ("as_is", 0.34),
    ("letters", 0.22),
    ("order", 0.06),
    ("part", 0.18),
    ("some", 0.11),
    ("typed", 0.01),
    ("other", 0.08),
)
"""How a twin's name stands to the first: the same, in other letters, in other order or joined, a part, some words.

Typed: one letter wrong, seldom two; 1.2 % of the judged pairs, 2.6 % of the merged ones.
"""
ALIAS_OF_OTHER = 0.25
"""Share of the renamed that keep the former name as another name."""
ADDRESS_OF_TWIN = (("same", 0.74), ("number", 0.03), ("corner", 0.14), ("moved", 0.09))
"""Corner: another street within 500 m; moved: elsewhere in the commune. The renamed keep their address (8 of 8).

Of the judged pairs where both addresses are known, 69 % have one number in one street, 23 % two streets.
"""
SITE_OF_TWIN_SAME = 0.82
"""104 of the 127 judged pairs that both give a site, 293 of the 358 merged ones."""
PHONE_OF_TWIN_SAME = 0.71
OTHER_COMMUNE = 0.05
SAME_LISTING = 0.10
"""Share of the twins that stand in the listing of the first."""
CLUSTER_SIZES = ((2, 0.82), (3, 0.145), (4, 0.025), (5, 0.01))
TWINS = 0.20
"""Share of the records that have a twin, unless said."""
PLACES = (("own", 0.53), ("branch", 0.11), ("public", 0.23), ("host", 0.09), ("neighbour", 0.04))
"""What places are. Branches in one town, hosts with their lab, and neighbours are the hard negatives.

The study has 5.2 pairs of records of two places at one address, with nothing alike in their names, for 100 places.
"""
WITH_SITE, WITH_ACCOUNT = 0.80, 0.29
"""Share of the places made that have a web site, an account: a listing gives those it tells of to so many of them
that its own share comes out."""
