"""Facts in the words of their sources, and which of them name what is asked for; the rules of `frontend/src/facts.ts`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from florilege.web.publication.search.question_words import APART, LONGEST_QUOTE
from florilege.web.publication.search.spelling import folded, stem

WHOLE = 5
"""Letters of a root below which a word must be whole: "son" is not in "sonde"."""
_ITEMS = re.compile(r"[;,.•\n]")


# tuples, as the JSON of the index has them (`cards.as_data`)
class Fact(NamedTuple):
    """What a source says of a place in its own words. source : rank among who is quoted; english : "" where it has none"""

    text: str
    source: int
    date: str
    english: str = ""


class Thing(Struct, frozen=True):
    """A machine or a subject asked for: as typed, and every expression that means it, each as its words."""

    typed: str
    expressions: tuple[tuple[str, ...], ...]


class Quote(NamedTuple):
    """What to quote of a fact. foreign : in French for a reader of English"""

    text: str
    foreign: bool
    source: int
    date: str


class Facts:
    """The facts of all places, and the words that they hold. places : those of which a source says something, by rank"""

    def __init__(self, places: Mapping[int, Sequence[Fact]]) -> None:
        facts = [(place, fact) for place in sorted(places) for fact in places[place]]
        self._facts = facts
        self._items = [[[*_items(text)] for text in _texts(fact)] for _, fact in facts]
        holding: dict[str, list[int]] = defaultdict(list)
        for rank, texts in enumerate(self._items):
            for word in {word for items in texts for item in items for word in item}:
                holding[word].append(rank)
        self._holding: Mapping[str, Sequence[int]] = holding
        self._words = sorted(holding)
        roots: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            roots[stem(word)].append(word)
        self._roots: Mapping[str, Sequence[str]] = roots

    def vocabulary(self) -> tuple[str, ...]:
        """Their words of more than three letters, in the order in which they come."""
        texts = (text for _, fact in self._facts for text in (fact.text, fact.english))
        words = dict.fromkeys(word for text in texts for word in folded(text).split(" "))
        return tuple(word for word in words if len(word) > 3)

    def begins(self, root: str) -> bool:
        """Whether a word of more than three letters begins so."""
        at = bisect_left(self._words, root)
        for word in self._words[at:]:
            if not word.startswith(root):
                return False
            if len(word) > 3:
                return True
        return False

    def naming(self, things: Sequence[Thing]) -> Mapping[int, Fact]:
        """The first fact of each place that names one of the things, by rank of the place."""
        ranks = sorted(
            {rank for thing in things for words in thing.expressions for rank in self._naming(words)}
        )
        found: dict[int, Fact] = {}
        for rank in ranks:
            place, fact = self._facts[rank]
            found.setdefault(place, fact)
        return found

    def _naming(self, words: tuple[str, ...]) -> Sequence[int]:
        """The facts of which one item holds the words, close to one another."""
        candidates: set[int] | None = None
        for word in words:
            own = {rank for one in self._meaning(word) for rank in self._holding[one]}
            candidates = own if candidates is None else candidates & own
        return [
            rank
            for rank in sorted(candidates or ())
            if any(_holds(item, words) for items in self._items[rank] for item in items)
        ]

    def _meaning(self, word: str) -> Iterator[str]:
        root = stem(word)
        if len(root) < WHOLE:
            yield from self._roots.get(root, ())
            return
        for one in self._words[bisect_left(self._words, root) :]:
            if not one.startswith(root):
                return
            yield one


def quote(fact: Fact, things: Sequence[Thing], language: str) -> Quote:
    """What of a fact to quote to a reader."""
    english = fact.english if language == "en" else ""
    return Quote(
        _quoted(english or fact.text, things), language == "en" and not english, fact.source, fact.date
    )


def _texts(fact: Fact) -> tuple[str, ...]:
    return (fact.text, fact.english) if fact.english else (fact.text,)


@lru_cache(maxsize=4096)
def _items(text: str) -> tuple[tuple[str, ...], ...]:
    """The items of an enumeration, each as its folded words."""
    return tuple(tuple(folded(item).split(" ")) for item in _ITEMS.split(text))


def _holds(item: Sequence[str], words: Sequence[str]) -> bool:
    """Whether an item holds the words, close to one another: "vinyle, laser" is no vinyl laser."""
    ranks = [next((rank for rank, one in enumerate(item) if _begins(one, word)), -1) for word in words]
    return min(ranks, default=-1) >= 0 and max(ranks) - min(ranks) < len(words) + APART


def _begins(found: str, word: str) -> bool:
    """ "imprimante" is found in "imprimantes" and "découpe" in "découpeuse"; a short word must be whole."""
    root = stem(word)
    return stem(found) == root if len(root) < WHOLE else found.startswith(root)


def _quoted(text: str, things: Sequence[Thing]) -> str:
    """A short text whole; of a long one, the items that name the thing."""
    whole = text.strip()
    if len(whole) <= LONGEST_QUOTE:
        return whole
    named = [
        item.strip()
        for item in _ITEMS.split(whole)
        if any(_holds(words, one) for words in _items(item) for thing in things for one in thing.expressions)
    ]
    return f"… {(' … '.join(named) or whole)[:LONGEST_QUOTE]} …"
