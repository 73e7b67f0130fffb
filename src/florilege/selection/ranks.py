"""Between which ranks a place stands: its rank by score alone in each draw, without rules.

Rank acceptability after Lahdelma & Salminen (Operations Research 2001), given as five numbers a place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.selection.draws import Sampler
from florilege.selection.outcome_parts import RankRange

RANKED_DRAWS = 1000
"""Draws that ranks are counted over, at most: the scores of a draw cost more than its choice."""
Five = tuple[int, int, int, int, int]


class Ranks(Struct, frozen=True):
    """Ranks of some places over some draws, 1 the best.

    draws : draws counted; by_place : candidate → best, 5 %, median, 95 % and worst rank, each one that was seen
    """

    draws: int
    by_place: Mapping[int, Five]

    def ranges(self, ids: Sequence[str]) -> tuple[RankRange, ...]:
        """The same by id; ids : of all the candidates."""
        return tuple(RankRange(ids[place], *five) for place, five in self.by_place.items())


def above(sampler: Sampler, numbers: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many candidates have a greater score than each place in draws of these numbers: (draws, places).

    The sampler gives scores in blocks: no more than one of them is held.
    """
    if not len(numbers):
        return np.zeros((0, len(places)), dtype=np.int64)
    return np.concatenate([_above(scores, places) for scores in sampler.chunks(numbers)])


def ranks_of(better: NDArray[np.int64], places: NDArray[np.int64]) -> Ranks:
    """What the ranks of places come to, from how many candidates stand above each: (draws, places)."""
    if not better.size:
        return Ranks(len(better), {})
    ordered = np.sort(better + 1, axis=0)
    last = len(ordered) - 1
    five = ordered[[0, round(0.05 * last), round(0.5 * last), round(0.95 * last), last]]
    by_place = {place: _five(column) for place, column in zip(places.tolist(), five.T.tolist(), strict=True)}
    return Ranks(len(better), by_place)


def _five(column: list[int]) -> Five:
    best, low, median, high, worst = column
    return best, low, median, high, worst


def _above(scores: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.int64]:
    ordered = np.sort(scores, axis=1)
    counts = [
        len(row) - np.searchsorted(row, wanted, side="right")
        for row, wanted in zip(ordered, scores[:, places], strict=True)
    ]
    return np.array(counts, dtype=np.int64)
