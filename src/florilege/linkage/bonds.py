"""Places of one commune that something other than their names says are one: one body bears both, or one closed list holds
both.

A label is given to who applied for it; elsewhere the place has a name of its own. Where a body is named as the bearer of a
place without a name and as the operator of another of the same commune, or where another listing says that a place has
a label of which the closed list has one row in that commune, the two are one when there is but one such place on each
side, and are asked about otherwise. See decision 63.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, product
from types import MappingProxyType

from msgspec import Struct

from florilege.faults import Words
from florilege.linkage.names import name_words
from florilege.linkage.records import LinkRecord
from florilege.linkage.second_selves import SMALL, is_of_a_kind

ONE_BEARER, ONE_LABEL, BEARER_AS_NAME = "one_bearer", "one_label", "bearer_as_name"
EVIDENCE: Mapping[str, Words] = MappingProxyType(
    {
        ONE_BEARER: Words(
            "un même organisme les porte, dans la même commune, et l’un des deux n’a pas de nom connu",
            "one body runs both, in the same commune, and one of them has no known name",
        ),
        ONE_LABEL: Words(
            "même label dans la même commune : l’un est dans la liste close de ce label, l’autre le porte selon un"
            " autre recensement",
            "the same label in the same commune: one is on the closed list of that label, the other has it according"
            " to another listing",
        ),
        BEARER_AS_NAME: Words(
            "même petite commune ; l’un n’est connu que par son porteur, ou tous deux ont un label",
            "the same small commune; one is known only by the body that runs it, or both have a label",
        ),
    }
)
"""What says that two places are one beside the comparisons, by key, in words."""
_FORMS = frozenset(
    (
        "association",
        "asso",
        "ass",
        "scic",
        "scop",
        "scoparl",
        "sarl",
        "sas",
        "sasu",
        "sa",
        "eurl",
        "spl",
        "cae",
        "epcc",
        "cuma",
        "cooperative",
        "consortium",
    )
)
"""Legal forms: they stand or not beside the name of a body."""
_SAME_BODY = MappingProxyType({"ville": "commune", "mairie": "commune", "cc": "communaute commune"})
"""Other words for one public body."""

Group = tuple[int, ...]
Pair = tuple[int, int]


class Bond(Struct, frozen=True):
    """Two groups that are one place by `evidence`, a key of `EVIDENCE`.

    one, other : ranks of the groups, one < other; pair : the positions of the records that show it, the lower first
    sure : whether there is but one such place on each side
    """

    one: int
    other: int
    pair: Pair
    evidence: str
    sure: bool


class _Place(Struct, frozen=True):
    """A group of records: its rank, their positions, and themselves in the same order."""

    rank: int
    members: Group
    records: tuple[LinkRecord, ...]

    @property
    def unnamed(self) -> bool:
        return all(record.unnamed for record in self.records)

    @property
    def listings(self) -> frozenset[str]:
        return frozenset(record.listing for record in self.records)

    def first(self, holds: Callable[[LinkRecord], bool]) -> int:
        """The position of the first record of which something holds."""
        return next(
            member for member, record in zip(self.members, self.records, strict=True) if holds(record)
        )


def bonds(
    records: Sequence[LinkRecord],
    groups: Sequence[Group],
    *,
    closed: Mapping[str, str],
    populations: Mapping[str, int],
) -> tuple[Bond, ...]:
    """What binds groups of records, each two once, what is sure before the rest.

    closed : listing → the label that it is the closed list of; populations : commune code → inhabitants, where known
    """
    by_commune: dict[str, dict[int, None]] = defaultdict(dict)
    for rank, members in enumerate(groups):
        for member in members:
            if records[member].commune_code:
                by_commune[records[member].commune_code][rank] = None
    found: dict[Pair, Bond] = {}
    for commune, ranks in by_commune.items():
        if len(ranks) == 1:
            continue
        there = [_Place(rank, groups[rank], tuple(records[one] for one in groups[rank])) for rank in ranks]
        small = 0 < populations.get(commune, 0) <= SMALL
        for bond in (*_by_label(there, closed), *_by_bearer(there, small=small)):
            pair = bond.one, bond.other
            if pair not in found or (bond.sure and not found[pair].sure):
                found[pair] = bond
    return tuple(sorted(found.values(), key=lambda bond: (not bond.sure, bond.one, bond.other)))


def body(text: str) -> str:
    """A body by its words, whatever its legal form, its capitals and its accents; empty where nothing is left."""
    words = (_SAME_BODY.get(word, word) for word in name_words(text).words if word not in _FORMS)
    return " ".join(words)


def _by_label(there: Sequence[_Place], closed: Mapping[str, str]) -> Iterator[Bond]:
    """Rows of a closed list without a place that another listing gives the label, and such places without a row."""
    for listing, label in closed.items():

        def is_of(record: LinkRecord, listing: str = listing, label: str = label) -> bool:
            return label in record.labels and record.listing != listing

        def row_of(record: LinkRecord, listing: str = listing) -> bool:
            return record.listing == listing

        rows = [place for place in there if any(map(row_of, place.records))]
        reported = [place for place in there if any(map(is_of, place.records))]
        free = [place for place in rows if place not in reported]
        lacking = [place for place in reported if place not in rows]
        if 1 not in (len(free), len(lacking)):
            continue  # several on both sides: which is which, the label does not say
        only = len(rows) == len(reported) == 1
        for row, place in product(free, lacking):
            if row.listings.isdisjoint(place.listings):
                pair = row.first(row_of), place.first(is_of)
                yield _bond(
                    (row, place), pair, evidence=ONE_LABEL, sure=only and (row.unnamed or place.unnamed)
                )


def _by_bearer(there: Sequence[_Place], *, small: bool) -> Iterator[Bond]:
    """Places without a name of their own, and others that the same body bears.

    small : whether the commune is; in a larger one a body bears more places than listings know
    """
    bearing: dict[str, list[_Place]] = defaultdict(list)
    for place in there:
        if is_of_a_kind(place.records):
            for sign in {sign for record in place.records for sign in _signs(record)}:
                bearing[sign].append(place)
    for sign, places in bearing.items():

        def shows(record: LinkRecord, sign: str = sign) -> bool:
            return sign in _signs(record)

        for one, other in combinations(places, 2):
            if (one.unnamed or other.unnamed) and one.listings.isdisjoint(other.listings):
                pair = one.first(shows), other.first(shows)
                yield _bond((one, other), pair, evidence=ONE_BEARER, sure=small and len(places) == 2)


def _bond(places: tuple[_Place, _Place], pair: Pair, *, evidence: str, sure: bool) -> Bond:
    one, other = sorted(place.rank for place in places)
    return Bond(one, other, (min(pair), max(pair)), evidence, sure)


def _signs(record: LinkRecord) -> frozenset[str]:
    """What the bodies that bear a place are known by: their words, their number in the register of companies."""
    bodies = (body(text) for text in (*record.bearers, *record.operators))
    return frozenset(filter(None, (*bodies, *record.sirens)))
