"""Reading stored JSON without guessing: each reader gives a value of its type, or the empty one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from florilege.faults import Words
from florilege.web.publication.text.words import typographic

Data = Mapping[str, object]


def as_map(value: object) -> Data:
    """The object as a mapping; empty when it is not one."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> Sequence[object]:
    """The object as a list; empty when it is not one."""
    return value if isinstance(value, list) else ()


def as_text(value: object) -> str:
    """The object as a text; empty when it is none."""
    if isinstance(value, str):
        return value
    return "" if value is None else str(value)


def as_float(value: object) -> float | None:
    """The object as a number; None when it is not one."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value)


def as_int(value: object) -> int | None:
    """The object as a whole number; None when it is not one."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def as_words(value: object) -> Words:
    """A {fr, en} object as words, typeset; the other language stands where one is missing."""
    found = as_map(value)
    return _words(as_text(found.get("fr")), as_text(found.get("en")))


@lru_cache(maxsize=10_000)
def _words(french: str, english: str) -> Words:
    """Words, those that are said of thousands of values kept once."""
    return typeset(Words(french, english))


def typeset_once(said: Words) -> Words:
    """As `typeset`, for words that are said of thousands of values."""
    return _words(said.fr, said.en)


def typeset(said: Words) -> Words:
    """A sentence with the narrow spaces of French; the other language stands where one is missing.

    Sentences made elsewhere are typed with plain spaces.
    """
    return Words(typographic(said.fr) or said.en, said.en or said.fr)
