"""What the current name of a record is made of: the word it begins by, kinds of place, a network, a branch, the rest.

A name is a designation ("pépinière", "antenne de", "collectif des tiers-lieux de") around a proper part. Two names of
one proper part under two designations are seldom one place: a house and its guest, a head and its branch.
"""

from __future__ import annotations

import re
from collections.abc import Set

from msgspec import Struct

from florilege.linkage.names import ARTICLES, GENERIC_SINGULAR, fold, name_words, names_within
from florilege.linkage.words import BRANCHES, NETWORKS, PLURALS

_NETWORKS, _GATHERED = NETWORKS["network"], NETWORKS["gathering"]
_PLURALS = "|".join(sorted(PLURALS))
_OF_SEVERAL = re.compile(rf"\bdes (?:{_PLURALS})\b")
_GATHERS = re.compile(rf"^(?:{'|'.join(sorted(_GATHERED))})s? des \w+[sx]\b")
_SITE = re.compile(r"\b(?:site|local) (?:de|du|d)\b")
_LETTER = re.compile(r"(?<=[a-z] )[A-Z](?=\s*(?:$|[-–—,:/(]))")
"""A capital letter by itself at the end of a part of a name."""
WITHIN = 3
"""A network says of what it is one within so many words."""


class Designation(Struct, frozen=True):
    """A current name, taken apart.

    wording : its words in order, articles left out; lead : the first of them
    rest : its telling words after the first, squashed
    marks : the numbers in it, and the letters that end one of its parts ("Hall B"), in order
    series : the first of several names joined by a dash or a colon, squashed; "" for one name alone
    network : it is a network's; branch : it is that of a branch of a body
    """

    wording: str = ""
    lead: str = ""
    rest: str = ""
    series: str = ""
    marks: str = ""
    network: bool = False
    branch: bool = False


def designation(name: str, town: Set[str]) -> Designation:
    """The name taken apart; `town` are the words that say where the place is."""
    words = name_words(name).words
    parts = names_within(name)[1:]
    folded = fold(name)
    distinctive = [word for word in words[1:] if word not in GENERIC_SINGULAR and word not in town]
    return Designation(
        wording=" ".join(words),
        lead=words[0] if words else "",
        rest="".join(distinctive),
        series=name_words(parts[0]).squashed if len(parts) > 1 else "",
        marks=" ".join(sorted({*_marks(folded), *map(str.lower, _LETTER.findall(name))} - town)),
        network=_is_network(folded),
        branch=not BRANCHES["branch"].isdisjoint(words) or _SITE.search(folded) is not None,
    )


def _marks(folded: str) -> list[str]:
    return [word for word in folded.split() if word.isdigit()]


def _is_network(folded: str) -> bool:
    """Whether a name is a network's: by its first word, by what it gathers, or by its members, told as several."""
    words = folded.split()
    while len(words) > 1 and words[0] in ARTICLES:
        words = words[1:]
    if not words or words[0] in _NETWORKS:
        return bool(words)
    reported = _OF_SEVERAL.search(" ".join(words[: WITHIN + 2]))
    return _GATHERS.match(" ".join(words)) is not None or (reported is not None and reported.start() > 0)
