"""What was measured around a place, in words: how far the nearest like it stands, how many there are for the inhabitants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from florilege.faults import Words
from florilege.web.publication.text import words

Named = Sequence[Words]
NEXT_DOOR = 0.01
"""Kilometres under which two places are at one door."""


def nearest(low: float, high: float, beside: Named, language: str) -> str:
    """The nearest similar place and its distance.

    low, high : kilometres; beside : its name, when it is published; that of one that may be nearer, from which the least is;
    and the place's own, when that one may be itself
    """
    far = words.distance_at_most(high * 1000, language)
    near = words.distance_at_least(low * 1000, language)
    at_most = Words(f"à {far} au plus", f"{far} away at most")
    if len(beside) > 1:
        return _or_nearer(at_most, near if low >= NEXT_DOOR else "", beside, language)
    where = Words(f"entre {near} et {far}", f"between {near} and {far} away")
    if high < NEXT_DOOR:
        where = Words("à la même adresse ou presque", "at the same door or nearly so")
    elif low == high:
        exact = words.distance(high * 1000, language)
        where = Words(f"à {exact}", f"{exact} away")
    elif low < NEXT_DOOR or near == far:
        where = at_most
    at = where.in_language(language)
    if not beside:
        return words.said(Words(f"premier lieu semblable {at}", f"nearest similar place {at}"), language)
    name = beside[0].in_language(language)
    return words.said(
        Words(f"premier lieu semblable : {name}, {at}", f"nearest similar place: {name}, {at}"), language
    )


def _or_nearer(at_most: Words, near: str, beside: Named, language: str) -> str:
    """The nearest for sure, and another that may be nearer. near : at least how far that one is; empty where it may be next door"""
    name, other = (one.in_language(language) for one in beside[:2])
    if len(beside) > 2:
        perhaps = Words(
            f" (ou {other}, qui est peut-être ce lieu même)", f" (or {other}, which may be this very place)"
        )
    elif near:
        perhaps = Words(f", ou {other}, à {near} au moins", f", or {other}, at least {near} away")
    else:
        perhaps = Words(f", ou {other}, peut-être plus proche", f", or {other}, which may be nearer")
    said = Words(
        f"premier lieu semblable : {name}, {at_most.fr}{perhaps.fr}",
        f"nearest similar place: {name}, {at_most.en}{perhaps.en}",
    )
    return words.said(said, language)


def density(low: float, high: float, beside: Named, language: str) -> str:
    """Places per 100,000 inhabitants, and who looked for them. beside : the listings of the région alone, then those of the country"""
    if low == high:
        listings = words.listed([one.in_language(language) for one in beside], language)
        of = Words(f", d’après {listings}" if listings else "", f", from {listings}" if listings else "")
        mark = _marked(high, language)
        found = Words(
            f"{mark} {_places(high)} pour 100 000 habitants{of.fr}",
            f"{mark} place{'' if mark == '1' else 's'} per 100,000 inhabitants{of.en}",
        )
        return words.said(found, language)
    first, last = (
        words.bound(end, language, decimals=0 if end >= 10 or end == round(end) else 1, up=end == high)
        for end in (low, high)
    )
    found = Words(
        f"de {first} à {last} {_places(high)} pour 100 000 habitants, selon ce qu’un recensement régional y ajouterait",
        f"{first} to {last} places per 100,000 inhabitants, depending on what a regional listing would add",
    )
    return words.said(found, language)


def _places(value: float) -> str:
    """What French counts, by the figure as it is shown: 1.96 is written "2,0", which is a plural."""
    return "lieux" if round(value, 1) >= 2 else "lieu"


def _marked(value: float, language: str) -> str:
    return words.number(value, language, decimals=0 if value >= 10 or value == round(value) else 1)


SAYINGS: Mapping[str, Callable[[float, float, Named, str], str]] = {
    "distance_to_next": nearest,
    "places_per_100k": density,
}
"""Criterion → how what it measured is said, from its two ends and what it was measured against."""
