"""Sums counted in whole numbers: what a budget adds up to, to the last decimal of any cost.

A solver counts in floating point and takes a sum for right when it is wrong by a hair: three costs of 0.33333334 pass
for a budget of 1. Here each cost is the fraction that its digits say, all of them multiplied by what makes them whole,
so that nothing is rounded. A list that the solver let through and that does not pass here is cut off by a cover
inequality (Balas, Mathematical Programming 1975), which every list that passes satisfies.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Whole = NDArray[np.int64] | NDArray[np.object_]


class Cover(NamedTuple):
    """Members of which a list may hold `most` at most, or must hold `least` at least."""

    members: NDArray[np.int64]
    least: float
    most: float


class ExactSum(Struct, frozen=True):
    """least ≤ Σ numbers · z ≤ most, all of them whole and the numbers none below 0; None where there is no bound.

    unit : what one of the whole numbers is worth in the figures that a person wrote
    """

    numbers: Whole
    least: int | None
    most: int | None
    unit: Fraction

    def total(self, inside: NDArray[np.bool_]) -> int:
        """The sum over some members: inside (members,)."""
        return int(self.numbers[inside].sum()) if inside.any() else 0

    def holds(self, inside: NDArray[np.bool_]) -> bool:
        """Whether the sum over some members lies within the bounds."""
        total = self.total(inside)
        return (self.least is None or total >= self.least) and (self.most is None or total <= self.most)

    @property
    def limits(self) -> tuple[float, float]:
        """Least and most in the figures that a person wrote, infinite where there is no bound."""
        least = -math.inf if self.least is None else float(self.least * self.unit)
        most = math.inf if self.most is None else float(self.most * self.unit)
        return least, most

    def part(self, free: NDArray[np.bool_], decided: NDArray[np.bool_]) -> ExactSum:
        """The sum over the free members alone, once others are decided in: its bounds less what these bring."""
        brought = self.total(decided)
        return ExactSum(
            self.numbers[free],
            None if self.least is None else self.least - brought,
            None if self.most is None else self.most - brought,
            self.unit,
        )

    def cover(self, inside: NDArray[np.bool_]) -> Cover:
        """An inequality that some members, whose sum is out of bounds, break and that no sum within bounds does.

        Above the most: members that together are too much, and all that are as dear as the dearest of them; one at
        least stays out. Below the least: the same of what stays out. Without members where nothing can be taken
        out, or in: then no sum is within bounds.
        """
        if self.most is not None and self.total(inside) > self.most:
            least_cover = self._dearest(inside, self.most)
            wide = self._with_dearer(least_cover)
            return Cover(np.flatnonzero(wide), -math.inf, float(least_cover.sum() - 1))
        assert self.least is not None
        everything = self.total(np.ones(len(self.numbers), dtype=bool))
        least_cover = self._dearest(~inside, everything - self.least)
        wide = self._with_dearer(least_cover)
        return Cover(np.flatnonzero(wide), float(wide.sum() - least_cover.sum() + 1), math.inf)

    def _dearest(self, inside: NDArray[np.bool_], most: int) -> NDArray[np.bool_]:
        """As few of the members as are too much together, the dearest first."""
        members = np.flatnonzero(inside)
        order = members[np.argsort(-self.numbers[members], kind="stable")]
        taken, total = np.zeros(len(inside), dtype=bool), 0
        for member in order:
            taken[member] = True
            total += int(self.numbers[member])
            if total > most:
                break
        return taken

    def _with_dearer(self, cover: NDArray[np.bool_]) -> NDArray[np.bool_]:
        return np.asarray(cover | (self.numbers >= self.numbers[cover].max())) if cover.any() else cover


def exact_sum(values: Sequence[Fraction], *, least: Fraction | None, most: Fraction | None) -> ExactSum:
    """The sum of some values, none below 0, as whole numbers: bounds that no sum can reach come to the next it can."""
    scale = math.lcm(*(value.denominator for value in values))
    whole = [int(value * scale) for value in values]
    share = math.gcd(*whole) or 1
    numbers = [one // share for one in whole]
    fits = sum(numbers) < 2**62
    unit = Fraction(share, scale)
    return ExactSum(
        np.array(numbers, dtype=np.int64 if fits else object),
        None if least is None else math.ceil(least / unit),
        None if most is None else math.floor(most / unit),
        unit,
    )
