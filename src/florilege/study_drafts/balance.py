"""Rules of balance that some places can meet: each is tried on a list before it is proposed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.faults import Words
from florilege.study_drafts.first_places import FirstPlace

SLACK = 1.3
"""How many times the size of the list a rule must leave room for: one that leaves a single list is no choice."""
_TERRITORIES = (
    ("region", Words("par région", "a region")),
    ("departement", Words("par département", "a département")),
)
_FEWEST_KNOWN = 0.8
"""Share of the places whose attribute must be known for a rule to say something."""


class Balance(Struct, frozen=True):
    """A rule. count : 0 for one of each value at most"""

    key: str
    attribute: str
    count: int
    title: Words
    reason: Words


def rules_of_balance(
    places: Sequence[FirstPlace], size: int
) -> tuple[tuple[Balance, ...], Mapping[str, Words]]:
    """The rules that a list of a size can meet all together; and of those left out, why, by attribute."""
    proposed: list[Balance] = []
    left_out: dict[str, Words] = {}
    apart = _one_per_commune(places, size)
    if apart is not None:
        proposed.append(apart)
    else:
        left_out["commune"] = Words("trop peu de communes connues", "too few communes are known")
    of_territory = next(
        (
            rule
            for attribute, words in _TERRITORIES
            if (rule := _at_most(places, size, attribute, words, apart)) is not None
        ),
        None,
    )
    if of_territory is not None:
        proposed.append(of_territory)
    else:
        left_out["region"] = Words(
            "un seul territoire, ou trop peu de places", "a single territory, or too few places"
        )
    of_kind = _at_most(places, size, "kind", Words("d’un même type", "of one type"), apart)
    if of_kind is not None:
        proposed.append(of_kind)
    else:
        left_out["kind"] = Words(
            "un seul type, ou un type trop rare", "a single type, or one that is too rare"
        )
    while proposed and not _can_be_met(places, proposed, size):
        gone = proposed.pop()
        left_out[gone.attribute] = Words(
            "aucune liste ne respectait toutes les règles ensemble",
            "no list satisfied all the rules together",
        )
    return tuple(proposed), left_out


def _one_per_commune(places: Sequence[FirstPlace], size: int) -> Balance | None:
    communes = {one.attributes["commune"] for one in places if one.attributes["commune"]}
    if len(communes) < SLACK * size or _known(places, "commune") < _FEWEST_KNOWN:
        return None
    return Balance(
        "one-per-commune", "commune", 0, Words("un lieu par commune au plus", "at most one place per commune"),
        Words("La liste montre des territoires.", "The list shows territories."),
    )  # fmt: skip


def _at_most(
    places: Sequence[FirstPlace], size: int, attribute: str, words: Words, apart: Balance | None
) -> Balance | None:
    """The smallest ceiling for each value that leaves room; None where it would bind nobody, or too much."""
    if _known(places, attribute) < _FEWEST_KNOWN:
        return None
    seen: dict[str, set[str]] = {}
    for rank, one in enumerate(places):
        value = one.attributes[attribute]
        if value:
            # with one a commune at most, a territory gives no more places than it has communes
            seen.setdefault(value, set()).add((apart and one.attributes["commune"]) or str(rank))
    room = Counter({value: len(found) for value, found in seen.items()})
    for count in range(max(2, math.ceil(size / max(len(room), 1))), size):
        if sum(min(count, one) for one in room.values()) >= SLACK * size:
            title = Words(f"{count} lieux {words.fr} au plus", f"{count} places {words.en} at most")
            reason = Words(
                "Aucun ne doit tenir la liste parce qu’il est mieux décrit ou plus fréquent.",
                "None should dominate the list because it is better described or more frequent.",
            )
            return Balance(f"{attribute}s", attribute, count, title, reason)
    return None


def _known(places: Sequence[FirstPlace], attribute: str) -> float:
    return sum(one.attributes[attribute] is not None for one in places) / max(len(places), 1)


def _can_be_met(places: Sequence[FirstPlace], rules: Sequence[Balance], size: int) -> bool:
    """Whether a list taken place by place, the rarest values first, respects all the rules: enough to know that one exists."""
    counts = {rule.key: Counter(one.attributes[rule.attribute] for one in places) for rule in rules}
    order = sorted(
        places, key=lambda one: [counts[rule.key][one.attributes[rule.attribute]] for rule in rules]
    )
    held: dict[str, Counter[str]] = {rule.key: Counter() for rule in rules}
    kept = 0
    for one in order:
        values = {rule.key: one.attributes[rule.attribute] for rule in rules}
        if any(
            value and held[rule.key][value] >= max(rule.count, 1)
            for rule in rules
            for value in (values[rule.key],)
        ):
            continue
        for key, value in values.items():
            if value:
                held[key][value] += 1
        kept += 1
        if kept == size:
            return True
    return False
