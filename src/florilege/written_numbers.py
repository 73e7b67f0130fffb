"""Numbers as a person types them: every digit, no power of ten."""

from __future__ import annotations

from decimal import Decimal


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
