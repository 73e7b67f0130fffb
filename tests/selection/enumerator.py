"""The judge: every list is tried. Shares no module with `florilege.selection`."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from msgspec import Struct


class Bound(Struct, frozen=True):
    """least ≤ Σ weights of the members kept ≤ most."""

    members: tuple[int, ...]
    weights: tuple[float, ...]
    least: float
    most: float

    def holds(self, kept: Sequence[int]) -> bool:
        total = sum(
            weight for member, weight in zip(self.members, self.weights, strict=True) if member in kept
        )
        return self.least - 1e-9 <= total <= self.most + 1e-9


def all_lists(count: int, bounds: Sequence[Bound]) -> Iterator[tuple[int, ...]]:
    """Every list that respects the bounds, the shortest first."""
    for size in range(count + 1):
        for kept in itertools.combinations(range(count), size):
            if all(bound.holds(kept) for bound in bounds):
                yield kept


def best_list(
    scores: Sequence[int], ties: Sequence[Sequence[int]], bounds: Sequence[Bound]
) -> tuple[int, ...] | None:
    """The list of greatest total, ties in order, then the smallest sorted list; None when no list holds."""
    best: tuple[tuple[float, ...], tuple[int, ...]] | None = None
    for kept in all_lists(len(scores), bounds):
        key = (sum(scores[one] for one in kept), *(sum(tie[one] for one in kept) for tie in ties))
        if best is None or key > best[0] or (key == best[0] and kept < best[1]):
            best = (key, kept)
    return best[1] if best else None
