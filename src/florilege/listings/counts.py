"""Counts in words, as French and English each have them."""

from __future__ import annotations

import re

_PERCENT = re.compile(r"(\d)%")


def in_french(count: int, one: str, many: str) -> str:
    """The count and what it counts: the singular below two ("0 ligne", "1 ligne", "2 lignes")."""
    return f"{count} {one if abs(count) < 2 else many}"


def in_english(count: int, one: str, many: str) -> str:
    """The count and what it counts: the singular for one alone ("0 rows", "1 row", "2 rows")."""
    return f"{count} {one if abs(count) == 1 else many}"


def spaced(text: str, language: str) -> str:
    """The text with the narrow space that French puts before a per cent sign."""
    return _PERCENT.sub("\\1\u202f%", text) if language == "fr" else text
