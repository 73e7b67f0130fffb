"""Two places of one small commune that may be one, though their names have nothing in common: a person is asked.

A label is given to who applied for it, and the place has a name of its own elsewhere: names then say nothing. In a large
town that is no evidence: several places stand there, and one body bears several. See decision 54.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from florilege.linkage.names import GENERIC_SINGULAR, fold, name_words, town_words
from florilege.linkage.records import LinkRecord

SMALL = 10_000
"""Inhabitants up to which two such places of one commune are plausibly one."""
PLACES = frozenset({"tiers-lieu", "atelier-partage", "coworking", "fablab", "incubateur", "lieu-innovation"})
"""Kinds of places that a bearer applies for a label for; help desks and town halls are none."""
DISTINCTIVE = 2
"""Words of its own from which a bearer is known by its name, whatever the commune's code."""

Group = tuple[int, ...]
Pair = tuple[int, int]


def second_selves(
    records: Sequence[LinkRecord], groups: Sequence[Group], populations: Mapping[str, int]
) -> tuple[Pair, ...]:
    """Pairs of records, lower position first, one for each two groups that are plausibly one place.

    groups : positions in `records` of each place; populations : commune code → inhabitants, where it is known
    """
    found: dict[Pair, None] = {}
    for together in _neighbours(records, groups, populations):
        for one, other in combinations(together, 2):
            pair = _plausible(records, groups[one], groups[other])
            if pair is not None:
                found[pair] = None
    return tuple(sorted(found))


def _neighbours(
    records: Sequence[LinkRecord], groups: Sequence[Group], populations: Mapping[str, int]
) -> Iterator[list[int]]:
    """Ranks of the groups that stand in one small commune, or are borne by one body in towns of one name."""
    by_commune: dict[str, dict[int, None]] = defaultdict(dict)
    by_bearer: dict[tuple[str, frozenset[str]], dict[int, None]] = defaultdict(dict)
    for rank, members in enumerate(groups):
        for member in members:
            record = records[member]
            if not 0 < populations.get(record.commune_code, 0) <= SMALL:
                continue
            by_commune[record.commune_code][rank] = None
            town = town_words(record.city)
            for bearer in record.bearers:
                if len(_own(bearer, town)) >= DISTINCTIVE:
                    by_bearer[fold(bearer), town][rank] = None
    for together in (*by_commune.values(), *by_bearer.values()):
        if len(together) > 1:
            yield list(together)


def _plausible(records: Sequence[LinkRecord], one: Group, other: Group) -> Pair | None:
    """The records by which two groups may be one place, or None when something says that they are two."""
    ours, theirs = [records[rank] for rank in one], [records[rank] for rank in other]
    if {record.listing for record in ours} & {record.listing for record in theirs}:
        return None
    first, second = _asking(one, ours), _asking(other, theirs)
    labelled = records[first].labels and records[second].labels
    unnamed = all(record.unnamed for record in ours) or all(record.unnamed for record in theirs)
    if not ((labelled or unnamed) and all(map(is_of_a_kind, (ours, theirs)))):
        return None
    return min(first, second), max(first, second)


def one_bearer(one: LinkRecord, other: LinkRecord) -> bool:
    """Whether one body bears both, by its whole name, in towns of one name: a code far away may be a slip."""
    shared = {fold(bearer) for bearer in one.bearers} & {fold(bearer) for bearer in other.bearers}
    return bool(shared) and town_words(one.city) == town_words(other.city)


def _asking(members: Group, records: Sequence[LinkRecord]) -> int:
    """The record of a place to ask about: one with a label, else one known by its bearer alone, else the first."""
    chosen = max(
        range(len(records)),
        key=lambda rank: (bool(records[rank].labels), records[rank].unnamed, -rank),
    )
    return members[chosen]


def is_of_a_kind(records: Sequence[LinkRecord]) -> bool:
    """Whether a place is of a kind that bodies apply for a label for."""
    return any(PLACES.intersection(record.kinds) for record in records)


def _own(bearer: str, town: frozenset[str]) -> set[str]:
    """The words of a bearer that are neither its kind nor its town's."""
    return {word for word in name_words(bearer).words if word not in GENERIC_SINGULAR and word not in town}
