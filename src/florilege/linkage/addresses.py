"""Postal addresses, taken apart: house numbers and the words of the street."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from florilege.linkage.names import ARTICLES, fold
from florilege.linkage.words import WORDS

STREET_KINDS = WORDS["street_kinds"]
_POSTCODE = re.compile(r"\b(?:\d{5}|\d{2} \d{3})\b.*$", re.DOTALL)
_STREET = re.compile(
    r"\b(\d{1,4})\s*(?:bis|ter|quater|[a-e])?(?:\s*(?:-|et|/|,|à)\s*(\d{1,4})\s*(?:bis|ter|[a-e])?)*\s+"
    r"((?:"
    + "|".join(sorted(STREET_KINDS - {"lieu", "dit", "point", "r", "grande"}, key=len, reverse=True))
    + r")\b.*)"
)
_UNNUMBERED = re.compile(
    r"\b((?:"
    + "|".join(
        sorted(
            {
                "allee",
                "avenue",
                "boulevard",
                "bd",
                "chemin",
                "cours",
                "esplanade",
                "impasse",
                "place",
                "quai",
                "route",
                "rue",
                "square",
                "voie",
            },
            key=len,
            reverse=True,
        )
    )
    + r")\b.*)"
)
_NUMBER_FIRST = re.compile(r"^\s*(\d{1,4})\b(.*)")


class StreetAddress(Struct, frozen=True):
    """House number, or 0 where none stands, and the words that name the street; no words: nothing to compare."""

    number: int
    street: tuple[str, ...]

    @property
    def known(self) -> bool:
        return bool(self.street)


def street_address(text: str, city: str) -> StreetAddress:
    """Number and street read in a free text; the postal code, the town and what follows them are left out."""
    flat = fold(text.replace("<br />", " "))
    after_number = _POSTCODE.sub("", flat).strip() or flat
    number, rest = 0, ""
    numbered = _STREET.search(after_number)
    if numbered:
        number, rest = int(numbered.group(1)), numbered.group(3)
    else:
        street, first = _UNNUMBERED.search(after_number), _NUMBER_FIRST.match(after_number)
        if street:
            rest = street.group(1)
        elif first:
            number, rest = int(first.group(1)), first.group(2)
    town = _town(city)
    kept = [word for word in rest.split() if word not in ARTICLES and word not in STREET_KINDS]
    named = [word for word in kept if word not in town] or kept or rest.split()[:2]
    return StreetAddress(number, tuple(named[:5]))


@lru_cache(maxsize=65_536)
def _town(city: str) -> frozenset[str]:
    return frozenset(fold(city).split())
