"""What words are worth, learnt from the records without any label: rare, common, generic, a town's, a brand's.

Counts are of communes and of addresses, never shares of the whole: a record that comes in elsewhere, with
words of its own, changes nothing to the others. And a word that becomes common lowers what two names share, never
what tells them apart: a record that comes in makes no two others likelier to be one place.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from florilege.linkage.addresses import StreetAddress
from florilege.linkage.names import GENERIC_SINGULAR, NameWords, town_words, what_it_is
from florilege.linkage.records import LinkRecord
from florilege.linkage.words import PUBLIC_BODIES

COMMON = 60.0
"""A word borne in this many communes says nothing any more."""
GENERIC_WEIGHT, TOWN_WEIGHT, LOCAL_WEIGHT = 0.15, 0.10, 0.35
LOCAL_ADDRESSES = 3
"""A word that one listing puts at this many addresses of one commune is a quarter's, a network's or a brand's."""

Brand = tuple[str, frozenset[str], str]
"""First telling word of a name, which public body the name says it is, code of the commune."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """communes : word → in how many communes names bear it
    local : (word, commune) pairs where the word is borne at several addresses
    branches : brand → the most different addresses at which one listing puts places of that brand
    """

    communes: Mapping[str, int]
    local: frozenset[tuple[str, str]]
    branches: Mapping[Brand, int]

    def weight(self, word: str, *, town: frozenset[str], commune: str) -> float:
        """How much a word tells of a place, in (0, 1]: 1 where it is borne in one commune, by one place."""
        weight = 1.0 - math.log(max(self.communes.get(word, 1), 1)) / math.log(COMMON)
        weight = max(GENERIC_WEIGHT, weight) * (1.0 if len(word) > 1 else 0.5)
        if (word, commune) in self.local:
            weight = min(LOCAL_WEIGHT, weight)
        return min(weight, plain_weight(word, town=town))


def plain_weight(word: str, *, town: frozenset[str]) -> float:
    """How much a word tells by itself, in (0, 1], whatever other records bear it."""
    if word in town:
        return TOWN_WEIGHT
    weight = GENERIC_WEIGHT if word in GENERIC_SINGULAR else 1.0
    return weight if len(word) > 1 else 0.5 * weight


def where_words(record: LinkRecord) -> frozenset[str]:
    """Words that say where a place is: those of its town, the number of its département."""
    return town_words(record.city) | {record.departement_code}


def brand_of(name: NameWords, town: frozenset[str]) -> tuple[str, frozenset[str]]:
    """The first telling word of a name, by which a brand is known, and which public body the name says it is."""
    telling = (word for word in name.words if word not in GENERIC_SINGULAR and word not in town)
    return next(telling, ""), what_it_is(name.words, PUBLIC_BODIES)


def learn(
    records: Sequence[LinkRecord], names: Sequence[tuple[int, NameWords]], addresses: Sequence[StreetAddress]
) -> Vocabulary:
    """Learn from the whole names of the records, each given with the rank of its record."""
    communes: dict[str, set[str]] = defaultdict(set)
    local: dict[tuple[str, str, str], set[StreetAddress]] = defaultdict(set)
    brands: dict[tuple[Brand, str], set[StreetAddress]] = defaultdict(set)
    for rank, name in names:
        record, town = records[rank], where_words(records[rank])
        for word in name.words:
            communes[word].add(record.commune_code or record.departement_code or record.key)
        if not addresses[rank].known or not record.commune_code:
            continue
        place = StreetAddress(addresses[rank].number, addresses[rank].street)
        first, body = brand_of(name, town)
        if first:
            brands[(first, body, record.commune_code), record.listing].add(place)
        for word in set(name.words) - town:
            local[word, record.commune_code, record.listing].add(place)
    branches: dict[Brand, int] = {}
    for (brand, _), places in brands.items():
        branches[brand] = max(branches.get(brand, 0), len(places))
    return Vocabulary(
        communes={word: len(found) for word, found in communes.items()},
        local=frozenset(
            (word, commune) for (word, commune, _), places in local.items() if len(places) >= LOCAL_ADDRESSES
        ),
        branches=branches,
    )
