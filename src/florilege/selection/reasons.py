"""A reason about one place: what it is, in two languages, with the numbers that it was made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal

from msgspec import Struct

from florilege.faults import Words
from florilege.written_numbers import with_comma

TWO_DIGITS = Context(prec=2, rounding=ROUND_HALF_EVEN)
"""What pages keep of a score."""


class Reason(Struct, frozen=True):
    """One reason about one place, with the numbers it was made from."""

    code: str
    words: Words
    numbers: Mapping[str, object]

    def as_data(self) -> dict[str, object]:
        return {
            "code": self.code,
            "fr": self.words.fr,
            "en": self.words.en,
            "numbers": _rounded(self.numbers),
        }


def _rounded(value: object) -> object:
    """Numbers at the precision of scores: the last bits differ from one machine to another."""
    if isinstance(value, float):
        return round(value, 8)
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return value


def quoted_list(names: Sequence[str], word: str) -> str:
    """Names between quotation marks, the last after "et" or "and": the marks are those of its language."""
    if not names:
        return "aucun lieu" if word == "et" else "no place"
    return listed_words([f"« {name} »" if word == "et" else f'"{name}"' for name in names], word)


def listed_words(said: Sequence[str], word: str) -> str:
    """One thing or several, the last after "et" or "and"."""
    return said[0] if len(said) == 1 else ", ".join(said[:-1]) + f" {word} {said[-1]}"


def decimals_shown(number: float) -> int:
    """How many decimals a margin is told with: four, or more where the two digits that a page keeps would be others."""
    exact = Decimal(repr(number))
    wanted = TWO_DIGITS.plus(exact)
    return next((digits for digits in range(4, 9) if TWO_DIGITS.plus(round(exact, digits)) == wanted), 9)


def french(number: float, digits: int = 4) -> str:
    """A number with so many decimals, as French writes it."""
    return with_comma(f"{number:.{digits}f}")
