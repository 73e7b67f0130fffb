"""Mentions gathered into forms, and what persons, keys and records say of them before any name is compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from florilege.ecosystem.mentions import OF_LABELS, OF_STUDY, Mention
from florilege.ecosystem.names import ActorName, actor_name
from florilege.ecosystem.statements import first_key
from florilege.ecosystem.territories import Territory, of_mention
from florilege.linkage.decisions import Settled, tied_by_persons


class Form(Struct, frozen=True):
    """Mentions that say the same of an actor, by their keys; `told_by`: keys that only bar one another."""

    keys: tuple[str, ...]
    names: tuple[ActorName, ...]
    siren: str
    rna: str
    territory: Territory
    own: str
    row: str
    places: frozenset[str]


def forms_of(mentions: Sequence[Mention], named: Set[str]) -> list[Form]:
    """Mentions that say the same, together; one that a person named, or a line of actors.csv, stands alone."""
    found: dict[tuple[object, ...], list[Mention]] = defaultdict(list)
    parts: dict[tuple[object, ...], Form] = {}
    for mention in sorted(mentions, key=lambda one: one.key):
        territory, own = of_mention(mention)
        written = dict.fromkeys(
            [*mention.names, *mention.former, *([mention.short] if mention.short else [])]
        )
        names = tuple(dict.fromkeys(actor_name(name) for name in written))
        row = first_key(mention.key) if mention.source.listing == OF_STUDY else ""
        single = mention.key if row or mention.key in named else ""
        key = (names, mention.siren, mention.rna, territory, own, single)
        found[key].append(mention)
        parts.setdefault(key, Form((), names, mention.siren, mention.rna, territory, own, row, frozenset()))
    return [
        replace(
            form,
            keys=tuple(one.key for one in members),
            places=frozenset(place for one in members for place in one.places),
        )
        for form, members in zip(parts.values(), found.values(), strict=True)
    ]


def decided(
    settled: Iterable[Settled], form_of: Mapping[str, int]
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Pairs of forms settled as same and as different; "same" passes on through a mention that left."""
    settled = list(settled)
    same: set[tuple[int, int]] = set()
    for tied in set(tied_by_persons(settled).values()):
        present = sorted({form_of[key] for key in tied if key in form_of})
        same |= set(pairwise(present))
    different = {
        ordered(form_of[item.first], form_of[item.second])
        for item in settled
        if not item.same and item.first in form_of and item.second in form_of
    }
    return same, different - same


def bound_by_keys(form_of: Mapping[str, int]) -> set[tuple[int, int]]:
    """The lines of one key of actors.csv are one actor, as is the giver of labels of that key: whoever wrote it said so."""
    bound: set[tuple[int, int]] = set()
    for key, rank in form_of.items():
        named = first_key(
            key.replace(f"{OF_LABELS}:", f"{OF_STUDY}:", 1) if key.startswith(f"{OF_LABELS}:") else key
        )
        if named != key and form_of.get(named, rank) != rank:
            bound.add(ordered(form_of[named], rank))
    return bound


def with_names_of_bound(forms: list[Form], bound: Set[tuple[int, int]]) -> list[Form]:
    """Forms that a person or a key makes one have the names of all, after their own: else a third, alike to one of
    them only, would seem as unlike the group as the others are."""
    group = {rank: {rank} for pair in bound for rank in pair}
    for one, other in bound:
        joined = group[one] | group[other]
        group |= dict.fromkeys(joined, joined)
    pooled = list(forms)
    for rank, members in group.items():
        others = (name for member in sorted(members) for name in forms[member].names)
        pooled[rank] = replace(forms[rank], names=tuple(dict.fromkeys((*forms[rank].names, *others))))
    return pooled


def named_side_by_side(mentions: Sequence[Mention], form_of: Mapping[str, int]) -> set[tuple[int, int]]:
    """Pairs that one field of one record names side by side: "At Home; Manatour" are two."""
    beside: dict[str, set[int]] = defaultdict(set)
    for mention in mentions:
        if "/" in mention.key:
            beside[mention.key.rsplit("/", 1)[0]].add(form_of[mention.key])
    return {
        (one, other)
        for ranks in beside.values()
        if len(ranks) > 1
        for one in ranks
        for other in ranks
        if one < other
    }


def ordered(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
