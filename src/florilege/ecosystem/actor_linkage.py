"""Which mentions are one actor: the engine of places (blocks, log-odds, vetoes, clusters, decisions) on other features.

Mentions that say the same (name, numbers, territory) are one form. Forms that share a rare word, a number, an acronym
or a territory of their own are compared. The log-odds of being one actor add up what the names say (how alike, how
telling their words), what the territories say and what the numbers say; the weights are stated below, not fitted: no
set of judged pairs of actors exists yet. Two different SIREN, two kinds of body, two territories of their own, two keys
of actors.csv or two names of one record bar a merge, whatever else agrees.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist
from scipy.sparse import csr_array

from florilege.ecosystem.mentions import OF_LABELS, OF_STUDY, Mention
from florilege.ecosystem.names import ActorName, actor_name, is_generic
from florilege.ecosystem.statements import first_key
from florilege.ecosystem.territories import NOWHERE, Territory, of_mention
from florilege.faults import Words
from florilege.linkage.blocking import Blocks, bounded, coded, pairs_within
from florilege.linkage.clusters import PairOdds, agglomerate
from florilege.linkage.decisions import Settled, tied_by_persons
from florilege.linkage.model import probability

Codes = NDArray[np.int64]
Odds = NDArray[np.float64]

MERGE_FROM, ASK_FROM = 1.5, -1.0
"""Log-odds from which two actors are one (probability 0.82), and from which a person is asked (0.27)."""
INTERCEPT = -4.0
EXACT, EXACT_WORD = 2.0, 2.5
"""Two names of the same words: what they say, and what each of their telling words adds, up to `MOST_WORDS`."""
SPELLING, SPELLING_WORD = 1.5, 2.0
"""Names that differ by a letter or two."""
HELD, HELD_WORD, ADDED_WORD = 0.5, 1.5, -2.0
"""One name within the other; what each word that only one has takes away."""
ACRONYM = 2.0
"""One name is the initials of the other: seldom enough by itself."""
UNLIKE = -9.0
MOST_WORDS = 3.0
SAME_SPELLING, SHORTEST_SPELLING = 90.0, 8
TELLING_HELD = 0.8
KIND_UNSAID = -1.5
"""One name says what body it is, the other does not."""
BY_TERRITORY = (2.5, 1.5, 0.5, -1.5, -3.0, -0.5)
"""Same commune, EPCI, département, région; another région; unknown."""
SAME_PLACE = 4.0
"""Both are tied to one place."""
SAME_NUMBER, OWN_TERRITORY = 7.0, 9.0
ALIKE_ENOUGH = -1.0
"""What names must say at least for one number to make them one; below, the number may be a mistake: asked."""
NUMBER_ONLY = 0.0
LARGEST_BLOCK, RARE = 400, 80
LEAST_WEIGHT = 0.1

VETOES: Mapping[str, Words] = MappingProxyType(
    {
        "siren": Words("deux numéros SIREN", "two SIREN numbers"),
        "rna": Words("deux numéros RNA", "two RNA numbers"),
        "kind": Words("deux sortes d’organismes", "two kinds of bodies"),
        "territory": Words("deux territoires", "two territories"),
        "told_apart": Words("nommés côte à côte par une source", "named side by side by one source"),
        "person": Words("une personne les a distingués", "a person told them apart"),
    }
)
"""Why two mentions are not one actor, whatever else they share; the first that holds is given."""
_KEYS = tuple(VETOES)
DOUBTED = frozenset({"siren", "rna", "territory"})
"""Vetoes that may rest on a mistake: what they part and all else joins is asked of a person, last. A town and its
conurbation are two bodies, whatever their names."""


@dataclass(frozen=True, slots=True)
class Form:
    """Mentions that say the same of an actor, by their keys; `told_by`: keys that only bar one another."""

    keys: tuple[str, ...]
    names: tuple[ActorName, ...]
    siren: str
    rna: str
    territory: Territory
    own: str
    row: str
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class ActorPair:
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


@dataclass(frozen=True, slots=True)
class ActorLinkage:
    """Clusters of mention keys, each key in exactly one, and the pairs of forms worth showing."""

    clusters: tuple[tuple[str, ...], ...]
    pairs: tuple[ActorPair, ...]


@dataclass(frozen=True, slots=True)
class _Compared:
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
        return np.round(np.where(doubtful, NUMBER_ONLY, total), 9)


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
    forms = _forms(mentions, named)
    form_of = {key: rank for rank, form in enumerate(forms) for key in form.keys}
    same, different = _decided(settled, form_of)
    bound = same | _bound_rows(form_of)
    told_apart = _told_apart(mentions, form_of)
    forms = _with_names_of_bound(forms, bound)
    compared = _compare(forms, sorted(bound | different), told_apart)
    lonely = {form_of[key] for key in alone if key in form_of}
    veto = _with_decisions(compared, same=bound, different=different, lonely=lonely)
    odds = PairOdds(compared.first, compared.second, compared.log_odds, veto > 0)
    groups = agglomerate(len(forms), odds, merge_from=MERGE_FROM, bound=sorted(bound))
    return ActorLinkage(
        tuple(tuple(sorted(key for rank in group for key in forms[rank].keys)) for group in groups),
        _shown(forms, compared, veto, groups),
    )


def _forms(mentions: Sequence[Mention], named: Set[str]) -> list[Form]:
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


def _decided(
    settled: Iterable[Settled], form_of: Mapping[str, int]
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Pairs of forms settled as same and as different; "same" passes on through a mention that left."""
    settled = list(settled)
    same: set[tuple[int, int]] = set()
    for tied in set(tied_by_persons(settled).values()):
        present = sorted({form_of[key] for key in tied if key in form_of})
        same |= set(pairwise(present))
    different = {
        _ordered(form_of[item.first], form_of[item.second])
        for item in settled
        if not item.same and item.first in form_of and item.second in form_of
    }
    return same, different - same


def _bound_rows(form_of: Mapping[str, int]) -> set[tuple[int, int]]:
    """The lines of one key of actors.csv are one actor, as is the giver of labels of that key: whoever wrote it said so."""
    bound: set[tuple[int, int]] = set()
    for key, rank in form_of.items():
        named = first_key(
            key.replace(f"{OF_LABELS}:", f"{OF_STUDY}:", 1) if key.startswith(f"{OF_LABELS}:") else key
        )
        if named != key and form_of.get(named, rank) != rank:
            bound.add(_ordered(form_of[named], rank))
    return bound


def _with_names_of_bound(forms: list[Form], bound: Set[tuple[int, int]]) -> list[Form]:
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


def _told_apart(mentions: Sequence[Mention], form_of: Mapping[str, int]) -> set[tuple[int, int]]:
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


def _ordered(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


class _Variants:
    """Every name of every form, flat, with its words as a matrix of weights."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self.form = np.array([rank for rank, form in enumerate(forms) for _ in form.names], dtype=np.int64)
        self.names = [name for form in forms for name in form.names]
        self.squashed = [name.squashed for name in self.names]
        words = [sorted(set(name.words)) for name in self.names]
        vocabulary: dict[str, int] = {}
        columns = [vocabulary.setdefault(word, len(vocabulary)) for listed in words for word in listed]
        counts = np.array([len(listed) for listed in words], dtype=np.int64)
        self.word = np.array(columns, dtype=np.int64)
        self.variant_of_word = np.repeat(np.arange(len(words)), counts)
        self.frequency = _forms_of_words(self, len(vocabulary))
        self.weight = _weights(list(vocabulary), self.frequency, len(forms))
        self.matrix = csr_array(
            (self.weight[self.word], (self.variant_of_word, self.word)),
            shape=(len(words), max(len(vocabulary), 1)),
        )
        self.total = np.asarray(self.matrix.sum(axis=1), dtype=np.float64).ravel()


def _forms_of_words(variants: _Variants, size: int) -> Codes:
    """In how many different names each word stands: the same name said often counts once."""
    names = coded(variants.squashed)
    pairs = np.unique(variants.word * (len(names) + 1) + names[variants.variant_of_word])
    return np.bincount(pairs // (len(names) + 1), minlength=size).astype(np.int64)


def _weights(words: Sequence[str], frequency: Codes, forms: int) -> Odds:
    """What a word tells: 1 for one that a single name has, less for a common one, least for a generic one."""
    rarity = 1.0 - np.log(np.maximum(frequency, 1)) / np.log(max(forms, 50))
    rarity[[is_generic(word) or word.isdigit() for word in words]] = LEAST_WEIGHT
    weights: Odds = np.maximum(rarity, LEAST_WEIGHT)
    return weights


def _candidates(forms: Sequence[Form], variants: _Variants) -> tuple[Codes, Codes]:
    """Pairs of variants of two forms that share a word that is not too common, a whole name, a beginning in one
    département, an acronym, a number or a territory of their own."""
    every = np.arange(len(variants.names))
    departement = [forms[rank].territory.departement for rank in variants.form]
    rare = variants.frequency[variants.word] <= RARE
    blocks = [
        Blocks("word", variants.word[rare], variants.variant_of_word[rare], LARGEST_BLOCK),
        _shared("name", variants.squashed, every),
        _shared("beginning", [f"{one[:5]} {where}" if one and where else "" for one, where in zip(variants.squashed, departement, strict=True)], every),
        _shared("end", [f"{one[-5:]} {where}" if one and where else "" for one, where in zip(variants.squashed, departement, strict=True)], every),
        _shared("acronym", [*variants.squashed, *(name.acronym for name in variants.names)], np.tile(every, 2)),
        _shared("siren", [forms[rank].siren for rank in variants.form], every),
        _shared("rna", [forms[rank].rna for rank in variants.form], every),
        _shared("own", [forms[rank].own for rank in variants.form], every),
    ]  # fmt: skip
    found = [pairs_within(bounded(block)[0]) for block in blocks]
    size = max(len(every), 1)
    pairs = np.unique(np.concatenate([first * size + second for first, second in found]))
    first, second = pairs // size, pairs % size
    kept = variants.form[first] != variants.form[second]
    return first[kept], second[kept]


def _shared(kind: str, texts: Sequence[str], record: Codes) -> Blocks:
    code = coded(texts)
    return Blocks(kind, code[code > 0], record[code > 0], LARGEST_BLOCK)


def _compare(
    forms: Sequence[Form], also: Sequence[tuple[int, int]], told_apart: Set[tuple[int, int]]
) -> _Compared:
    variants = _Variants(forms)
    left, right = _candidates(forms, variants)
    left, right = _and_all_variants(variants, left, right, also)
    said = _names_say(variants, left, right)
    one, other = variants.form[left], variants.form[right]
    low, high = np.minimum(one, other), np.maximum(one, other)
    size = max(len(forms), 1)
    pairs, where = np.unique(low * size + high, return_inverse=True)
    names = np.full(len(pairs), UNLIKE)
    np.maximum.at(names, where, said)
    first, second = pairs // size, pairs % size
    own = _same_text([form.own for form in forms], first, second)
    numbers = SAME_NUMBER * np.maximum(
        _same_text([form.siren for form in forms], first, second),
        _same_text([form.rna for form in forms], first, second),
    )
    names = np.where(own > 0, np.maximum(names, OWN_TERRITORY), names)
    return _Compared(first, second, names, _territories_say(forms, first, second), numbers, _vetoes(forms, first, second, told_apart))  # fmt: skip


def _and_all_variants(
    variants: _Variants, left: Codes, right: Codes, also: Sequence[tuple[int, int]]
) -> tuple[Codes, Codes]:
    """The pairs with those of the first names of the forms in `also`, which a person or a key named."""
    if not also:
        return left, right
    first_of = np.searchsorted(variants.form, np.array(also, dtype=np.int64))
    return np.concatenate([left, first_of[:, 0]]), np.concatenate([right, first_of[:, 1]])


def _names_say(variants: _Variants, left: Codes, right: Codes) -> Odds:
    """(pairs of variants,) what two names add to the log-odds."""
    shared = np.asarray(
        variants.matrix[left].minimum(variants.matrix[right]).sum(axis=1), dtype=np.float64
    ).ravel()
    lacking = np.stack([variants.total[left] - shared, variants.total[right] - shared])
    forms = coded(variants.squashed)
    kinds = coded(name.kind for name in variants.names)
    letters = np.array([len(one) for one in variants.squashed], dtype=np.int64)
    squashed = np.array(variants.squashed, dtype=object)
    telling = np.minimum(np.minimum(variants.total[left], variants.total[right]), MOST_WORDS)
    exact = (forms[left] == forms[right]) | (lacking.max(axis=0) < 1e-9)
    said = np.full(len(left), UNLIKE)
    ratio = cpdist(
        squashed[left], squashed[right], scorer=fuzz.ratio, score_cutoff=SAME_SPELLING, dtype=np.float32
    )
    close = (ratio >= SAME_SPELLING) & (np.minimum(letters[left], letters[right]) >= SHORTEST_SPELLING)
    close &= ~_numbers_differ(variants, left, right)
    held = (lacking.min(axis=0) < 1e-9) & (shared >= TELLING_HELD)
    added = lacking.max(axis=0)
    said = np.where(held, HELD + HELD_WORD * np.minimum(shared, 2.0) + ADDED_WORD * added, said)
    acronym = _acronyms(variants, left, right)
    said = np.where(acronym, np.maximum(said, ACRONYM), said)
    said = np.where(close, np.maximum(said, SPELLING + SPELLING_WORD * telling), said)
    said = np.where(exact, EXACT + EXACT_WORD * telling, said)
    unsaid = (kinds[left] != kinds[right]) & ((kinds[left] == 0) | (kinds[right] == 0))
    return said + np.where(unsaid, KIND_UNSAID, 0.0)


def _numbers_differ(variants: _Variants, left: Codes, right: Codes) -> NDArray[np.bool_]:
    digits = coded("".join(letter for letter in one if letter.isdigit()) for one in variants.squashed)
    differ: NDArray[np.bool_] = digits[left] != digits[right]
    return differ


def _acronyms(variants: _Variants, left: Codes, right: Codes) -> NDArray[np.bool_]:
    texts = [*variants.squashed, *(name.acronym for name in variants.names)]
    code = coded(texts)
    size = len(variants.names)
    whole, initials = code[:size], code[size:]
    found: NDArray[np.bool_] = ((whole[left] == initials[right]) & (whole[left] > 0)) | (
        (whole[right] == initials[left]) & (whole[right] > 0)
    )
    return found


def _same_text(texts: Sequence[str], first: Codes, second: Codes) -> Odds:
    code = coded(texts)
    return ((code[first] == code[second]) & (code[first] > 0)).astype(np.float64)


def _differ(texts: Sequence[str], first: Codes, second: Codes) -> NDArray[np.bool_]:
    code = coded(texts)
    differ: NDArray[np.bool_] = (code[first] != code[second]) & (code[first] > 0) & (code[second] > 0)
    return differ


def _territories_say(forms: Sequence[Form], first: Codes, second: Codes) -> Odds:
    commune, epci, departement, region, other, unknown = BY_TERRITORY
    levels = (
        [form.territory.commune for form in forms],
        [form.territory.epci for form in forms],
        [form.territory.departement for form in forms],
        [form.territory.region for form in forms],
    )
    nowhere = np.array([form.territory == NOWHERE for form in forms], dtype=bool)
    said = np.full(len(first), other)
    for texts, odds in zip(reversed(levels), (region, departement, epci, commune), strict=True):
        said = np.where(_same_text(texts, first, second) > 0, odds, said)
    said = np.where(nowhere[first] | nowhere[second], unknown, said)
    one_place = [
        not forms[one].places.isdisjoint(forms[two].places) for one, two in zip(first, second, strict=True)
    ]
    return np.where(np.array(one_place, dtype=bool), SAME_PLACE, said)


def _vetoes(forms: Sequence[Form], first: Codes, second: Codes, told_apart: Set[tuple[int, int]]) -> Codes:
    """For each pair the rank from 1 of the first veto that holds, 0 for none."""
    # a body that is alone in its territory is another than one that is alone in another, of the same kind or not
    kinds = [form.names[0].kind for form in forms]
    size = max(len(forms), 1)
    apart = np.array(sorted(one * size + other for one, other in told_apart), dtype=np.int64)
    holds = {
        "siren": _differ([form.siren for form in forms], first, second),
        "rna": _differ([form.rna for form in forms], first, second),
        "kind": _differ(kinds, first, second),
        "territory": _differ([form.own for form in forms], first, second),
        "told_apart": np.isin(first * size + second, apart)
        | _differ([form.row for form in forms], first, second),
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
    other_kind = _differ([form.names[0].kind for form in forms], compared.first, compared.second)
    pairs: list[ActorPair] = []
    open_between: set[tuple[int, int]] = set()
    # the surest first: of two actors of ten mentions each, a person is asked once
    for rank in worth[np.argsort(-odds[worth], kind="stable")].tolist():
        one, other = int(compared.first[rank]), int(compared.second[rank])
        between = _ordered(group[one], group[other])
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
