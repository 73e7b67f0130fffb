"""Whether two addresses of one town can be known to be on two streets."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from florilege.territory.names import plain

STREET_KINDS = frozenset(
    ("allee", "allees", "avenue", "av", "boulevard", "bd", "bvd", "chemin", "cours", "esplanade", "impasse",
     "place", "quai", "route", "rue", "ruelle", "square", "voie")
)  # fmt: skip
STREET_WORDS = STREET_KINDS | frozenset(
    ("a", "au", "aux", "bis", "bp", "cedex", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ter")
)  # fmt: skip
"""Words of an address that do not tell one street from another."""
SAME_WORD = 80.0
"""Words this alike (0 to 100) are one word, misspelt."""
_POSTCODE = re.compile(r"\b\d{5}\b.*$")


def on_two_streets(one: str, other: str, *, town: str) -> bool:
    """Whether two addresses name two streets; False where one of them names none, whatever the house numbers."""
    if one == other:
        return False
    where = frozenset(plain(town).split())
    ours, theirs = _distinctive(one, where), _distinctive(other, where)
    if not ours or not theirs:
        return False
    return not any(fuzz.ratio(word, other) >= SAME_WORD for word in ours for other in theirs)


def _distinctive(address: str, town: frozenset[str]) -> frozenset[str]:
    """The words that name the street of an address; none where it names no street."""
    words = [word for word in _POSTCODE.sub("", plain(address)).split() if word not in town]
    if not (words and words[0].isdigit()) and STREET_KINDS.isdisjoint(words):
        return frozenset()
    return frozenset(
        word for word in words if word not in STREET_WORDS and not word.isdigit() and len(word) > 1
    )
