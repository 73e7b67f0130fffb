"""What a cell of a table of candidates says: nothing, not applicable, a number, an interval."""

from __future__ import annotations

import math

from florilege.faults import Words
from florilege.written_numbers import with_comma

NOT_APPLICABLE = "n/a"
RANGE = ".."
NUMBER = Words(
    "un nombre, lo..hi avec lo ≤ hi, n/a, ou rien", "a number, lo..hi with lo ≤ hi, n/a, or nothing"
)
"""What is expected of a cell in numbers."""


def ends(text: str) -> tuple[float, float]:
    """The two ends of an interval `lo..hi`, twice the same of a number; raises ValueError for anything else."""
    low, dots, high = text.partition(RANGE)
    first, last = float(low), float(high if dots else low)
    if not (math.isfinite(first) and math.isfinite(last) and first <= last):
        raise ValueError(text)
    return first, last


def range_in_words(text: str) -> Words | None:
    """An interval `lo..hi` as a sentence says it; None for any other cell."""
    low, dots, high = text.partition(RANGE)
    if not dots:
        return None
    return Words(f"de {with_comma(low)} à {with_comma(high)}", f"from {low} to {high}")
