"""What was measured around a place, in words: how far the nearest like it stands, how many there are for the inhabitants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from florilege.faults import Words
from florilege.web.publication.text import words

Named = Sequence[Words]


def nearest(low: float, high: float, beside: Named, language: str) -> str:
    """The nearest similar place and its distance. low, high : kilometres; beside : its name, when it is published"""
    far = words.distance(high * 1000, language)
    if low == high:
        where = Words(f"à {far}", f"{far} away")
        if high < 0.01:
            where = Words("à la même adresse ou presque", "at the same door or nearly so")
    elif low < 0.01:
        where = Words(f"à {far} au plus", f"{far} away at most")
    else:
        near = words.distance(low * 1000, language)
        where = Words(f"entre {near} et {far}", f"between {near} and {far} away")
    at = where.in_language(language)
    if not beside:
        return words.said(Words(f"premier lieu semblable {at}", f"nearest similar place {at}"), language)
    name = beside[0].in_language(language)
    return words.said(
        Words(f"premier lieu semblable : {name}, {at}", f"nearest similar place: {name}, {at}"), language
    )


def density(low: float, high: float, beside: Named, language: str) -> str:
    """Places per 100,000 inhabitants, and who looked for them. beside : the listings of the région alone"""
    if low == high:
        listings = words.listed([one.in_language(language) for one in beside], language)
        of = Words(
            f", d’après {listings} et les recensements nationaux" if listings else "",
            f", from {listings} and the national listings" if listings else "",
        )
        mark = _marked(high, language)
        plural = "s" if high >= 2 else ""
        found = Words(
            f"{mark} lieu{'x' if plural else ''} pour 100 000 habitants{of.fr}",
            f"{mark} place{'' if mark == '1' else 's'} per 100,000 inhabitants{of.en}",
        )
        return words.said(found, language)
    first, last = _marked(low, language), _marked(high, language)
    found = Words(
        f"de {first} à {last} lieux pour 100 000 habitants, selon ce qu’un recensement régional y ajouterait",
        f"{first} to {last} places per 100,000 inhabitants, depending on what a regional listing would add",
    )
    return words.said(found, language)


def _marked(value: float, language: str) -> str:
    return words.number(value, language, decimals=0 if value >= 10 or value == round(value) else 1)


SAYINGS: Mapping[str, Callable[[float, float, Named, str], str]] = {
    "distance_to_next": nearest,
    "places_per_100k": density,
}
"""Criterion → how what it measured is said, from its two ends and what it was measured against."""
