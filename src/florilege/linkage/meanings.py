"""What the linkage compares between two records, declared: what each comparison means and which way it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from florilege.faults import Words


class Comparison(Struct, frozen=True):
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
    Comparison(
        "numbers_apart", Words("numéros distants de la même rue", "numbers apart in the same street"), -1.0
    ),
    Comparison("address_differs", Words("rues différentes", "different streets"), -0.7),
    Comparison("position_close", Words("positions voisines", "positions close together"), 1.0),
    Comparison("position_apart", Words("positions distantes", "positions apart"), -1.0),
    Comparison("far", Words("à plusieurs kilomètres", "kilometres apart"), -3.0),
    Comparison("commune_same", Words("même commune", "same commune"), 1.0),
    Comparison("commune_differs", Words("communes différentes", "different communes"), -1.5),
    Comparison("crowded", Words("ville qui compte beaucoup de lieux", "a town with many places"), -2.0),
    Comparison("site_same", Words("même site web", "same website"), 2.0),
    Comparison("site_and_name", Words("même site web et même nom", "same website and same name"), 1.0),
    Comparison("site_and_address", Words("même site web et même porte", "same website and same door"), 1.0),
    Comparison("site_brand", Words("site web d’une même enseigne", "website of one brand"), 0.3),
    Comparison("site_differs", Words("sites web différents", "different websites"), -1.0),
    Comparison("account_same", Words("même compte social", "same social account"), 2.0),
    Comparison("account_differs", Words("comptes sociaux différents", "different social accounts"), -0.5),
    Comparison("phone_same", Words("même téléphone", "same telephone"), 1.5),
    Comparison("kind_differs", Words("types de lieux différents", "different types of places"), -0.3),
    Comparison(
        "trade_differs", Words("métiers différents dans le nom", "different trades in the name"), -1.0
    ),
    Comparison("name_differs", Words("noms sans rien de commun", "names with nothing in common"), -1.0),
    Comparison("same_listing", Words("deux fiches du même recensement", "two records of one listing"), -0.7),
    Comparison(
        "listing_addresses",
        Words("deux adresses dans le même recensement", "two addresses in one listing"),
        -0.7,
    ),
    Comparison(
        "body_alone",
        Words("un seul des noms est d’un service public", "only one name is that of a public body"),
        -1.0,
    ),
    Comparison(
        "branch",
        Words("enseigne à plusieurs adresses dans la ville", "a brand at several addresses in the town"),
        -1.5,
    ),
)
KEYS = tuple(comparison.key for comparison in COMPARISONS)
START = Words(
    "deux fiches prises au hasard sont rarement un lieu", "two records taken at random are seldom one place"
)
"""What the intercept of the model stands for."""
MEANINGS: Mapping[str, Words] = MappingProxyType(
    {"intercept": START} | {comparison.key: comparison.words for comparison in COMPARISONS}
)
