"""How two current names are led: by other words before one rest, by one wide word before others, by numbers that differ.

All for the vetoes: 1 or 0 per pair, of records at one door, in one street or of one listing. Two names at one door are seldom told apart
by their words alone: such pairs are left to a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from rapidfuzz import fuzz

from florilege.linkage.corpus import Corpus
from florilege.linkage.names import GENERIC_SINGULAR
from florilege.linkage.words import (
    BEARERS,
    COMPLEMENTS,
    GUESTS,
    HOUSES,
    INSTITUTIONS,
    PUBLIC_BODIES,
    SCHOOLS,
    UMBRELLAS,
)

Columns = Mapping[str, NDArray[np.float64]]
Ranks = NDArray[np.int64]
ONE_DOOR = 0.85
"""Positions as close as this (some 60 m) are one door."""
IN_COMMON = 0.1
"""Names less alike than this in part are told apart by the comparisons."""
SHORTEST = 3
"""Letters of a rest that two names may share."""
INITIALS = 4
"""Letters up to which the first of several words is taken for initials: "ESC Clermont"."""
SPELLING = 88.0
"""Words as alike as this (0 to 100) are spellings of one."""


def _words(kinds: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*kinds.values())


_GUESTS, _HOUSES, _BODIES, _SCHOOLS = (_words(kinds) for kinds in (GUESTS, HOUSES, PUBLIC_BODIES, SCHOOLS))
_KINDS = {
    word: rank for rank, words in enumerate((_GUESTS, _BODIES, _SCHOOLS, *HOUSES.values())) for word in words
}
_WIDE = UMBRELLAS | _words(INSTITUTIONS) | _words(BEARERS)


class Named(Struct, frozen=True):
    """A current name: its words in order without articles, and those of its town, which say where it is."""

    words: tuple[str, ...]
    own: tuple[str, ...]

    @property
    def lead(self) -> str:
        return self.own[0] if self.own else ""

    def holds(self, words: frozenset[str]) -> bool:
        return not words.isdisjoint(self.words)


def compare_leads(
    found: Corpus, first: Ranks, second: Ranks, columns: Columns
) -> dict[str, NDArray[np.float64]]:
    """Each 1 or 0, by key: (pairs,) each.

    marks_differ : each name has a number, or a letter of its own, that the other lacks, and they share words
    led_apart : other words before one rest, of which at least one says a kind of house ("Pépinière", "Brasserie")
    complements : one wide word ("Maison", "Espace") before other words
    own_names : other first words, and words of its own on each side beside the one that they share
    lodged : one is the other with a workshop or an incubator named before it, and that other is a school, a house of
    care or a body with initials
    body_prefixed : one is the other with a workshop named before it, and that other is a public body
    nameless : both say what they are and where, and no more
    """
    keys = ("marks_differ", "led_apart", "complements", "own_names", "lodged", "body_prefixed", "nameless")
    result = {key: np.zeros(len(first), dtype=np.float64) for key in keys}
    texts, towns = found.prepared.tables["wording"], found.prepared.tables["town"]
    wording, marks, town = found.code("wording"), found.code("marks"), found.code("town")
    door = (columns["address_same"] > 0) | (columns["position_close"] >= ONE_DOOR)
    near = door | (columns["same_listing"] > 0)
    asked = (near | (columns["address_street"] > 0)) & (columns["name_part"] >= IN_COMMON)
    alone = near & (columns["one_name"] > 0)
    ranks = np.flatnonzero(asked & (wording[first] > 0) & (wording[second] > 0))
    # a text is met in many pairs: its words are parted once
    words = {code: tuple(texts[code].split()) for code in _codes(wording, first[ranks], second[ranks])}
    signs = {code: frozenset(texts[code].split()) for code in _codes(marks, first[ranks], second[ranks])}
    places = {code: frozenset(towns[code].split()) for code in _codes(town, first[ranks], second[ranks])}
    sides = [(code[first[ranks]].tolist(), code[second[ranks]].tolist()) for code in (wording, marks, town)]
    for rank, word, other_word, mark, other_mark, of_town, other_town in zip(
        ranks.tolist(), *(side for pair in sides for side in pair), strict=True
    ):
        where = places[of_town] if of_town == other_town else places[of_town] | places[other_town]
        names = _named(words[word], where), _named(words[other_word], where)
        if mark != other_mark and not (signs[mark] <= signs[other_mark] or signs[other_mark] <= signs[mark]):
            result["marks_differ"][rank] = 1.0
        if all(GENERIC_SINGULAR.issuperset(name.own) for name in names):
            result["nameless"][rank] = 1.0
        if word == other_word:
            continue
        short, before = _before(*names)
        if short is not None:
            result["lodged"][rank] = _lodged(short, before)
            result["body_prefixed"][rank] = _body_prefixed(short, before)
        if alone[rank]:
            result["led_apart"][rank] = _led_apart(*names)
            result["complements"][rank] = _complements(*names)
            result["own_names"][rank] = _own_names(*names)
    return result


def _codes(column: Ranks, first: Ranks, second: Ranks) -> list[int]:
    """The codes that a column has in some pairs."""
    found: list[int] = np.unique(column[np.concatenate([first, second])]).tolist()
    return found


def _named(words: tuple[str, ...], town: frozenset[str]) -> Named:
    return Named(words, tuple([word for word in words if word not in town and not word.isdigit()]))


def _led_apart(one: Named, other: Named) -> bool:
    if not one.lead or one.lead == other.lead or one.own[1:] != other.own[1:]:
        return False
    if len("".join(one.own[1:])) < SHORTEST or _spelt_alike(one.lead, other.lead):
        return False
    kinds = _KINDS.get(one.lead), _KINDS.get(other.lead)
    unknown = [
        kind is None and lead not in GENERIC_SINGULAR and lead not in _WIDE
        for kind, lead in zip(kinds, (one.lead, other.lead), strict=True)
    ]
    if any(unknown):
        return all(known or kind is not None for known, kind in zip(unknown, kinds, strict=True))
    return None not in kinds and kinds[0] != kinds[1]


def _complements(one: Named, other: Named) -> bool:
    if one.lead != other.lead or one.lead not in UMBRELLAS:
        return False
    ours, theirs = _beside(one, other)
    shared = set(one.own) & set(other.own)
    distinctive = any(word not in GENERIC_SINGULAR or word in COMPLEMENTS for word in (*ours, *theirs))
    return bool(ours) and bool(theirs) and distinctive and shared <= GENERIC_SINGULAR | {one.lead}


def _own_names(one: Named, other: Named) -> bool:
    if one.lead == other.lead:
        return False
    ours, theirs = _beside(one, other)
    few = len(set(one.own) & set(other.own)) == 1
    return few and all(
        len(words) > 1 and any(word not in GENERIC_SINGULAR for word in words) for words in (ours, theirs)
    )


def _lodged(short: Named, before: frozenset[str]) -> bool:
    if short.holds(_SCHOOLS):
        return not before.isdisjoint(_GUESTS | _HOUSES)
    initials = len(short.words) > 1 and len(short.words[0]) <= INITIALS and not short.words[0].isdigit()
    return initials and not before.isdisjoint(_HOUSES)


def _body_prefixed(short: Named, before: frozenset[str]) -> bool:
    return short.holds(_BODIES) and not before.isdisjoint(_GUESTS)


def _before(one: Named, other: Named) -> tuple[Named | None, frozenset[str]]:
    """The shorter of two names of which one ends as the other is, and the words before; None where none does."""
    short, long = (one, other) if len(one.words) <= len(other.words) else (other, one)
    count = len(long.words) - len(short.words)
    if count == 0 or long.words[count:] != short.words or short.holds(_GUESTS | _HOUSES):
        return None, frozenset()
    return short, frozenset(long.words[:count])


def _beside(one: Named, other: Named) -> tuple[list[str], list[str]]:
    """The words of each name that the other has not, in this or in another spelling."""
    return _lacking(one.own, other.own), _lacking(other.own, one.own)


def _lacking(words: Sequence[str], others: Sequence[str]) -> list[str]:
    squashed = "".join(others)
    return [
        word
        for word in words
        if word not in squashed and not any(_spelt_alike(word, other) for other in others)
    ]


def _spelt_alike(one: str, other: str) -> bool:
    return fuzz.ratio(one, other) >= SPELLING or one.startswith(other) or other.startswith(one)
