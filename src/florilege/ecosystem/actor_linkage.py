"""Which mentions are one actor: the engine of places (blocks, log-odds, vetoes, clusters, decisions) on other features.

Mentions that say the same (name, numbers, territory) are one form. Forms that share a rare word, a number, an acronym
or a territory of their own are compared. The log-odds of being one actor add up what the names say (how alike, how
telling their words), what the territories say and what the numbers say; the weights are stated below, not fitted: no
set of judged pairs of actors exists yet. Two different SIREN, two kinds of body, two territories of their own, two keys
of actors.csv or two names of one record bar a merge, whatever else agrees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from types import MappingProxyType

import numpy as np
from msgspec import Struct

from florilege.ecosystem.actor_forms import (
    Form,
    bound_by_keys,
    decided,
    forms_of,
    named_side_by_side,
    ordered,
    with_names_of_bound,
)
from florilege.ecosystem.actor_likeness import (
    SAME_NUMBER,
    UNLIKE,
    Codes,
    Odds,
    Variants,
    and_all_variants,
    candidates,
    differ,
    names_say,
    same_text,
    territories_say,
)
from florilege.ecosystem.mentions import Mention
from florilege.faults import Words
from florilege.linkage.clusters import PairOdds, agglomerate
from florilege.linkage.decisions import Settled
from florilege.linkage.model import probability

MERGE_FROM, ASK_FROM = 1.5, -1.0
"""Log-odds from which two actors are one (probability 0.82), and from which a person is asked (0.27)."""
INTERCEPT = -4.0
ALIKE_ENOUGH = -1.0
"""What names must say at least for one number to make them one; below, the number may be a mistake: asked."""
NUMBER_ONLY = 0.0
OWN_TERRITORY = 9.0
"""What names say of two bodies that are each alone in one territory: they are one."""

VETOES: Mapping[str, Words] = MappingProxyType(
    {
        "siren": Words("deux numéros SIREN", "two SIREN numbers"),
        "rna": Words("deux numéros RNA", "two RNA numbers"),
        "kind": Words("deux sortes d’organismes", "two kinds of bodies"),
        "territory": Words("deux territoires", "two territories"),
        "told_apart": Words("nommés côte à côte par une source", "named side by side by one source"),
        "person": Words("une personne les a distingués", "a person decided that they are two"),
    }
)
"""Why two mentions are not one actor, whatever else they share; the first that holds is given."""
_KEYS = tuple(VETOES)
MEANINGS: Mapping[str, Words] = MappingProxyType(
    {
        "intercept": Words("avant toute comparaison", "before anything is compared"),
        "names": Words("ce que disent les noms", "what the names say"),
        "territory": Words("ce que disent les territoires", "what the territories say"),
        "numbers": Words("un même numéro", "one and the same number"),
        "doubtful": Words(
            "un numéro en commun et des noms sans rapport : l’un ou l’autre peut être faux",
            "a number in common and names that share nothing: either may be wrong",
        ),
    }
)
"""What each contribution to the log-odds of a pair means."""
DOUBTED = frozenset({"siren", "rna", "territory"})
"""Vetoes that may rest on a mistake: what they part and all else joins is asked of a person, last. A town and its
conurbation are two bodies, whatever their names."""


class ActorPair(Struct, frozen=True):
    """Two mentions worth showing, first < second.

    parts : what names, territories and numbers add to the log-odds
    veto : a key of `VETOES`, or ""
    outcome : "merged", "review" (a person should look; with a veto, last) or "apart"
    """

    first: str
    second: str
    probability: float
    parts: Mapping[str, float]
    veto: str
    outcome: str

    @property
    def contributions(self) -> Mapping[str, float]:
        """By keys of `MEANINGS`, what adds up to the log-odds that the pair was given; what says nothing is not there."""
        total = INTERCEPT + sum(self.parts.values())
        said = {"intercept": INTERCEPT, **{key: weight for key, weight in self.parts.items() if weight}}
        doubtful = self.parts["numbers"] > 0 and self.parts["names"] < ALIKE_ENOUGH
        return said | ({"doubtful": NUMBER_ONLY - total} if doubtful else {})


class ActorLinkage(Struct, frozen=True):
    """Clusters of mention keys, each key in exactly one, and the pairs of forms worth showing."""

    clusters: tuple[tuple[str, ...], ...]
    pairs: tuple[ActorPair, ...]


class _Compared(Struct, frozen=True):
    first: Codes
    second: Codes
    names: Odds
    territory: Odds
    numbers: Odds
    veto: Codes

    @property
    def log_odds(self) -> Odds:
        total = INTERCEPT + self.names + self.territory + self.numbers
        # one number and names that share nothing: neither the number nor the names can be trusted alone
        doubtful = (self.numbers > 0) & (self.names < ALIKE_ENOUGH)
        said: Odds = np.where(doubtful, NUMBER_ONLY, total)
        return said.round(9)


def link_actors(
    mentions: Sequence[Mention], *, settled: Sequence[Settled] = (), alone: Set[str] = frozenset()
) -> ActorLinkage:
    """Which mentions are one actor, whatever their order; what persons settled binds.

    settled, alone : of the journal of `actor_decisions.csv`, by mention keys
    Raises ValueError when two mentions have one key.
    """
    if len({mention.key for mention in mentions}) < len(mentions):
        raise ValueError("two mentions have the same key")
    named = {key for item in settled for key in (item.first, item.second)} | alone
    forms = forms_of(mentions, named)
    form_of = {key: rank for rank, form in enumerate(forms) for key in form.keys}
    same, different = decided(settled, form_of)
    bound = same | bound_by_keys(form_of)
    set_apart = named_side_by_side(mentions, form_of)
    forms = with_names_of_bound(forms, bound)
    compared = _compare(forms, sorted(bound | different), set_apart)
    lonely = {form_of[key] for key in alone if key in form_of}
    veto = _with_decisions(compared, same=bound, different=different, lonely=lonely)
    odds = PairOdds(compared.first, compared.second, compared.log_odds, veto > 0)
    groups = agglomerate(len(forms), odds, merge_from=MERGE_FROM, bound=sorted(bound))
    return ActorLinkage(
        tuple(tuple(sorted(key for rank in group for key in forms[rank].keys)) for group in groups),
        _shown(forms, compared, veto, groups),
    )


def _compare(
    forms: Sequence[Form], also: Sequence[tuple[int, int]], set_apart: Set[tuple[int, int]]
) -> _Compared:
    variants = Variants(forms)
    left, right = candidates(forms, variants)
    left, right = and_all_variants(variants, left, right, also)
    said = names_say(variants, left, right)
    one, other = variants.form[left], variants.form[right]
    low, high = np.minimum(one, other), np.maximum(one, other)
    size = max(len(forms), 1)
    pairs, where = np.unique(low * size + high, return_inverse=True)
    names = np.full(len(pairs), UNLIKE)
    np.maximum.at(names, where, said)
    first, second = pairs // size, pairs % size
    own = same_text([form.own for form in forms], first, second)
    numbers = SAME_NUMBER * np.maximum(
        same_text([form.siren for form in forms], first, second),
        same_text([form.rna for form in forms], first, second),
    )
    names = np.where(own > 0, np.maximum(names, OWN_TERRITORY), names)
    return _Compared(first, second, names, territories_say(forms, first, second), numbers, _vetoes(forms, first, second, set_apart))  # fmt: skip


def _vetoes(forms: Sequence[Form], first: Codes, second: Codes, set_apart: Set[tuple[int, int]]) -> Codes:
    """For each pair the rank from 1 of the first veto that holds, 0 for none."""
    # a body that is alone in its territory is another than one that is alone in another, of the same kind or not
    kinds = [form.names[0].kind for form in forms]
    size = max(len(forms), 1)
    apart = np.array(sorted(one * size + other for one, other in set_apart), dtype=np.int64)
    holds = {
        "siren": differ([form.siren for form in forms], first, second),
        "rna": differ([form.rna for form in forms], first, second),
        "kind": differ(kinds, first, second),
        # a number says more than the town of a place that a body without a name of its own runs
        "territory": differ([form.own for form in forms], first, second)
        & (same_text([form.siren for form in forms], first, second) == 0),
        "told_apart": np.isin(first * size + second, apart)
        | differ([form.row for form in forms], first, second),
    }
    result = np.zeros(len(first), dtype=np.int64)
    for rank, key in reversed(list(enumerate(_KEYS, start=1))):
        if key in holds:
            result[holds[key]] = rank
    return result


def _with_decisions(
    compared: _Compared, *, same: Set[tuple[int, int]], different: Set[tuple[int, int]], lonely: Set[int]
) -> Codes:
    """The vetoes once persons have spoken: theirs hold against all others."""
    veto = compared.veto.copy()
    person = _KEYS.index("person") + 1
    touched = np.isin(compared.first, list(lonely)) | np.isin(compared.second, list(lonely))
    veto[touched] = person
    if same or different:
        for rank, pair in enumerate(zip(compared.first.tolist(), compared.second.tolist(), strict=True)):
            if pair in different:
                veto[rank] = person
            elif pair in same:
                veto[rank] = 0
    return veto


def _shown(
    forms: Sequence[Form], compared: _Compared, veto: Codes, groups: Sequence[Sequence[int]]
) -> tuple[ActorPair, ...]:
    group = {member: rank for rank, members in enumerate(groups) for member in members}
    odds = compared.log_odds
    worth = np.flatnonzero(odds >= ASK_FROM)
    chances = probability(odds)
    other_kind = differ([form.names[0].kind for form in forms], compared.first, compared.second)
    pairs: list[ActorPair] = []
    open_between: set[tuple[int, int]] = set()
    # the surest first: of two actors of ten mentions each, a person is asked once
    for rank in worth[np.argsort(-odds[worth], kind="stable")].tolist():
        one, other = int(compared.first[rank]), int(compared.second[rank])
        between = ordered(group[one], group[other])
        together = between[0] == between[1]
        key = _KEYS[veto[rank] - 1] if veto[rank] else ""
        asked = between not in open_between and (
            not key or (key in DOUBTED and odds[rank] >= MERGE_FROM and not other_kind[rank])
        )
        if asked and not together:
            open_between.add(between)
        first, second = sorted((forms[one].keys[0], forms[other].keys[0]))
        parts = {
            "names": round(float(compared.names[rank]), 3),
            "territory": round(float(compared.territory[rank]), 3),
            "numbers": round(float(compared.numbers[rank]), 3),
        }
        outcome = "merged" if together else "review" if asked else "apart"
        pairs.append(ActorPair(first, second, float(chances[rank]), parts, key, outcome))
    order = {"review": 0, "merged": 1, "apart": 2}
    return tuple(
        sorted(
            pairs,
            key=lambda one: (order[one.outcome], bool(one.veto), -one.probability, one.first, one.second),
        )
    )
