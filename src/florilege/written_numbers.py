"""Numbers as a person types or reads them: every digit, no power of ten."""

from __future__ import annotations

import math
from decimal import Decimal

from florilege.faults import Words

NARROW = "\u202f"
"""The space that French puts between thousands: it is narrow, and no line ends there."""
GROUPED_FROM = 10_000
"""Numbers are grouped by thousands from this one on: a year is not."""


def all_digits(value: float) -> str:
    """A number with all its digits and no other: 1234560.35, never 1.23456e+06; it reads back as the same number."""
    return written(Decimal(repr(float(value))))


def written(number: Decimal) -> str:
    """The same of a decimal number: the zeros that end its decimals say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_typed(value: float) -> int | float:
    """The same number, whole when it is."""
    return int(value) if float(value).is_integer() else float(value)


def with_comma(number: str) -> str:
    """A number already written, as French writes its mark."""
    return number.replace(".", ",")


def in_words(value: float) -> Words:
    """A number within a sentence, with all its digits, those of large ones by thousands: 3 000 000,5 and 3,000,000.5."""
    text = all_digits(value)
    whole, dot, decimals = text.partition(".")
    if abs(value) < GROUPED_FROM or not math.isfinite(value):
        return Words(with_comma(text), text)
    english = f"{int(whole):,}"
    return Words(f"{english.replace(',', NARROW)}{',' if dot else ''}{decimals}", f"{english}{dot}{decimals}")
