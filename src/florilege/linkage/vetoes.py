"""Reasons for which two records are never one place, whatever their score: each has a name and can be explained.

Only a person can overrule a veto.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.faults import Words
from florilege.linkage.likeness import SPELLING


class Veto(Struct, frozen=True):
    """One reason to keep two records apart."""

    key: str
    words: Words


VETOES = (
    Veto(
        "two_public_bodies",
        Words(
            "deux services publics différents, d’après les noms",
            "two different public bodies, by their names",
        ),
    ),
    Veto(
        "body_and_place",
        Words(
            "un service public ou une collectivité, et un lieu d’une autre sorte, d’après les noms",
            "a public body or an authority, and a place of another type, by their names",
        ),
    ),
    Veto(
        "two_sites_of_body",
        Words(
            "deux sites d’un même service public, d’après les noms ou les adresses",
            "two sites of one public body, by their names or addresses",
        ),
    ),
    Veto(
        "house_and_guest",
        Words(
            "une maison et ce qu’elle abrite : une pépinière, et un atelier, un coworking ou une école",
            "a building and what it houses: an incubator, and a workshop, a coworking space or a school",
        ),
    ),
    Veto(
        "network_and_member",
        Words(
            "un réseau et l’un de ses membres, d’après les noms",
            "a network and one of its members, by their names",
        ),
    ),
    Veto(
        "branch_in_listing",
        Words(
            "deux fiches d’un même recensement : une enseigne, deux noms, deux adresses",
            "two records of one listing: one brand, two names, two addresses",
        ),
    ),
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
            "each name gives its town, and the towns differ",
        ),
    ),
    Veto(
        "other_town",
        Words("même nom dans une autre ville, loin de là", "the same name in another town, far away"),
    ),
    Veto(
        "two_trades",
        Words(
            "deux métiers sous un même nom, sans contact commun",
            "two trades under one name, with no contact in common",
        ),
    ),
    Veto(
        "two_kinds_in_listing",
        Words(
            "deux fiches d’un même recensement, deux noms, deux sortes de lieu",
            "two records of one listing, two names, two types of places",
        ),
    ),
    Veto(
        "two_names_in_listing",
        Words(
            "deux fiches d’un même recensement : chaque nom a ses propres mots, et aucun contact n’est commun",
            "two records of one listing: each name has words of its own, and no contact is shared",
        ),
    ),
    Veto(
        "two_doors_in_listing",
        Words(
            "deux fiches d’un même recensement : un nom, deux adresses complètes",
            "two records of one listing: one name, two complete addresses",
        ),
    ),
    Veto(
        "nameless_in_listing",
        Words(
            "deux fiches d’un même recensement, sans nom propre, sans adresse et sans contact commun",
            "two records of one listing, without a name of their own, an address or a contact in common",
        ),
    ),
    Veto(
        "led_otherwise",
        Words(
            "un même nom derrière deux mots : peut-être une maison et sa voisine",
            "one name behind two words: maybe a building and its neighbour",
        ),
    ),
    Veto(
        "two_marks",
        Words(
            "un numéro ou une lettre dans chaque nom, et ce n’est pas le même",
            "a number or a letter in each name, and they differ",
        ),
    ),
    Veto(
        "two_names_at_door",
        Words(
            "deux noms à une même porte, chacun avec ses propres mots",
            "two names at one door, each with words of its own",
        ),
    ),
)
KEYS = tuple(veto.key for veto in VETOES)
BY_NAME = frozenset(
    {"two_public_bodies", "body_and_place", "house_and_guest", "network_and_member", "two_trades"}
)
"""Vetoes that rest on names alone: where one name is that of a bearer, they say nothing of the place."""
UNSURE = frozenset({"led_otherwise", "two_marks", "two_names_at_door"})
"""Vetoes by words that cannot tell by themselves: such pairs are asked about from the usual probability."""
FAR = 0.8
"""Some 25 km."""
NEIGHBOURS = 0.7
"""Positions as close as this (some 100 m): two numbers of one street may be two doors of one place."""

OWN_WORD = 0.6
"""Weight of the words that one name has beside the brand, from which it names another branch: one telling word."""
QUALIFIED = 0.3
ALIKE = 0.2
"""Two names with less in common than this are no brand's: the one may be the other's former name."""
IN_PART = 0.5
"""Two names with as much in common as this share a word, not letters by chance."""
DOOR = 0.85
"""Positions as close as this (some 60 m) are one door, whatever the streets."""
CROWDED, COMMON_NAME = 0.2, 0.4
"""A large town, and a shared name that tells little."""
HELD = 0.75
"""A name of which this share is the other's is that name with words of its own."""


def vetoes(columns: Mapping[str, NDArray[np.float64]]) -> NDArray[np.int64]:
    """For each pair, the rank from 1 of the first veto of `VETOES` that holds, 0 for none."""
    holds = _by_what_they_are(columns) | _by_where_they_are(columns) | _by_their_listing(columns)
    result = np.zeros(len(columns["same_listing"]), dtype=np.int64)
    for rank, key in reversed(list(enumerate(KEYS, start=1))):
        result[holds[key]] = rank
    return result


def _by_what_they_are(columns: Mapping[str, NDArray[np.float64]]) -> dict[str, NDArray[np.bool_]]:
    """The vetoes that follow from what the names say two places are, by key: (pairs,) each."""
    same_listing, one_door = columns["same_listing"] > 0, columns["address_same"] > 0
    communes_differ, no_contact = columns["commune_differs"] > 0, _no_contact(columns)
    two_addresses, own_word = columns["two_addresses"] > 0, columns["name_added"] >= OWN_WORD
    town_itself = (columns["body_town"] > 0) & (columns["names_told"] == 0)
    lodged = one_door & (columns["body_hosting"] > 0)
    other_kind = (
        same_listing
        | ((columns["body_bearer"] > 0) & no_contact & ~town_itself)
        | ((columns["body_and_trade"] > 0) & ~lodged)
    )
    other_wording = (columns["address_differs"] > 0) & (columns["one_wording"] == 0)
    elsewhere = (
        (columns["name_unlike"] >= QUALIFIED)
        | (communes_differ & (same_listing | other_wording))
        | (two_addresses & (same_listing | own_word))
    )
    one_service = (
        same_listing & two_addresses & (columns["institutions"] > 0) & (columns["name_part"] >= HELD)
    )
    return {
        "two_public_bodies": columns["body_differs"] > 0,
        "body_and_place": (columns["body_alone"] > 0) & other_kind,
        "two_sites_of_body": ((columns["body_same"] > 0) & ~one_door & elsewhere) | one_service,
        "house_and_guest": (columns["guest"] > 0) | (columns["house_led"] > 0),
        "led_otherwise": _led_otherwise(columns),
        "two_marks": columns["marks_differ"] > 0,
        "two_names_at_door": (columns["complements"] > 0)
        | ((columns["own_names"] > 0) & one_door & no_contact),
        "two_trades": (columns["trade_differs"] > 0) & no_contact & (columns["phone_same"] == 0),
        "network_and_member": columns["network_alone"] > 0,
    }


def _led_otherwise(columns: Mapping[str, NDArray[np.float64]]) -> NDArray[np.bool_]:
    """Other words before one name: of another kind, or of a workshop before a school's or, in one listing, a body's."""
    led: NDArray[np.bool_] = (columns["led_apart"] > 0) | (columns["lodged"] > 0)
    return led | ((columns["body_prefixed"] > 0) & (columns["same_listing"] > 0))


def _by_where_they_are(columns: Mapping[str, NDArray[np.float64]]) -> dict[str, NDArray[np.bool_]]:
    """The vetoes that follow from names and addresses, by key: (pairs,) each."""
    same_listing = columns["same_listing"] > 0
    streets_differ, communes_differ = columns["address_differs"] > 0, columns["commune_differs"] > 0
    numbers_differ = (columns["numbers_differ"] > 0) & (columns["position_close"] < NEIGHBOURS)
    far = (columns["far"] > FAR) | (columns["departement_differs"] > 0)
    return {
        "branch": ((columns["branch"] > 0) & (streets_differ | numbers_differ)) | _named_branch(columns),
        "brand_elsewhere": (columns["site_brand"] > 0) & communes_differ,
        "two_towns_in_listing": same_listing & streets_differ & communes_differ,
        "two_towns_named": (columns["town_named_differs"] > 0) & communes_differ,
        "other_town": far & communes_differ & _no_contact(columns),
    }


def _named_branch(columns: Mapping[str, NDArray[np.float64]]) -> NDArray[np.bool_]:
    """A name that is the other's and says a branch, at another address: by a word for branches, by a common word before
    it, or by words behind it that say where in the town, or that name it.

    Where nothing finer than a large town agrees, two names of one word in common are two: when that word tells little,
    or when each has a word of its own beside it.
    """
    beside = columns["position_close"] >= DOOR
    two_streets = (columns["address_differs"] > 0) & ~beside
    elsewhere = two_streets | (columns["two_addresses"] > 0)
    another = elsewhere | (columns["commune_differs"] > 0)
    contact = (columns["site_same"] + columns["account_same"] + columns["phone_same"]) > 0
    vague = (columns["position_close"] + columns["address_same"] + columns["address_street"] == 0) & ~contact
    common = (columns["crowded"] > CROWDED) & (columns["name_telling"] < COMMON_NAME)
    led = (columns["body_led"] > 0) & two_streets
    behind = (columns["suffix_of_quarter"] > 0) & two_streets
    named = (columns["suffix_telling"] > 0) & elsewhere & (columns["one_name"] > 0)
    named |= vague & common & (columns["name_added"] >= OWN_WORD) & (columns["name_part"] >= HELD)
    each_own = (columns["name_unlike"] >= QUALIFIED) & (columns["name_part"] >= IN_PART)
    named |= vague & (columns["crowded"] > CROWDED) & each_own
    return ((columns["branch_named"] > 0) & another) | led | behind | named


def _by_their_listing(columns: Mapping[str, NDArray[np.float64]]) -> dict[str, NDArray[np.bool_]]:
    """The vetoes that follow from one listing giving both, by key: a publisher seldom lists one place twice."""
    same_listing = columns["same_listing"] > 0
    contact = (columns["site_same"] + columns["account_same"] + columns["phone_same"]) > 0
    elsewhere = same_listing & (columns["two_addresses"] > 0)
    one_site = (columns["site_same"] > 0) | (columns["site_brand"] > 0)
    held = (columns["name_part"] >= HELD) & (columns["one_name"] > 0) & one_site
    own_word = columns["name_added"] >= OWN_WORD
    alike = columns["name_part"] >= ALIKE
    spelling = (columns["one_wording"] > 0) | (columns["name_whole"] >= SPELLING)
    stated_apart = columns["stated_apart"] > 0
    own_words = (columns["name_unlike"] >= QUALIFIED) & (columns["name_whole"] < HELD)
    complete = (columns["two_full_addresses"] > 0) & ~stated_apart
    written = (columns["address_differs"] + columns["numbers_differ"]) > 0
    return {
        "branch_in_listing": elsewhere
        & (((columns["brand_same"] > 0) | held) & own_word | (columns["suffixed"] > 0)),
        "two_kinds_in_listing": same_listing
        & (columns["one_wording"] == 0)
        & (alike | contact)
        & ((stated_apart & ~spelling) | (columns["workings_apart"] > 0)),
        "two_names_in_listing": same_listing & own_words & ((alike & ~contact) | (columns["one_series"] > 0)),
        "nameless_in_listing": same_listing
        & (columns["nameless"] > 0)
        & ~contact
        & (columns["address_same"] == 0),
        "two_doors_in_listing": elsewhere & written & spelling & (~contact | complete),
    }


def _no_contact(columns: Mapping[str, NDArray[np.float64]]) -> NDArray[np.bool_]:
    no_contact: NDArray[np.bool_] = (columns["site_same"] == 0) & (columns["account_same"] == 0)
    return no_contact
