"""Greedy choice where rules are ceilings one within another: exact, and quick enough for every draw.

A fixed size under ceilings on sets that are disjoint or nested (size, per region, per département inside a region)
makes the lists the bases of a matroid: taking the best candidate that no full ceiling forbids is optimal (Rado,
1957; Edmonds, Mathematical Programming 1971).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.selection.problem import Problem, Row
from florilege.selection.relaxation import Infeasible

NEVER_FULL = 2**62


class Laminar(Struct, frozen=True):
    """Lists of a fixed size under nested ceilings.

    caps : of each ceiling, then one that is never full where a level has none, then 0 for no candidate
    chains : (levels, candidates + 1) the ceilings over each candidate, outermost first; the last candidate is none
    inside, outside : (candidates,) those decided in, or out, beforehand
    """

    count: int
    size: int
    caps: NDArray[np.int64]
    chains: NDArray[np.int64]
    inside: NDArray[np.bool_]
    outside: NDArray[np.bool_]


def laminar_of(problem: Problem) -> Laminar | None:
    """The ceilings of a problem when they are nested, its size fixed, and nothing else is asked; else None."""
    size: int | None = None
    ceilings: list[Row] = []
    inside, outside = np.zeros(problem.count, dtype=bool), np.zeros(problem.count, dtype=bool)
    for row in problem.rows:
        if not row.counts_places:
            return None
        everyone = len(row.indices) == problem.count
        if everyone and row.least == row.most:
            if size not in (None, int(row.least)):
                return None
            size = int(row.least)
        elif row.least > 0:
            if row.least != len(row.indices):
                return None
            inside[row.indices] = True
        elif row.most < 1.0:
            outside[row.indices] = True
        # a ceiling that all its candidates together do not reach forbids nothing, and would only make chains longer
        elif row.most < len(row.indices):
            ceilings.append(row)
    chains = _chains(problem.count, ceilings)
    if size is None or chains is None:
        return None
    caps = np.array([*(int(np.floor(row.most + 1e-9)) for row in _outer_first(ceilings)), NEVER_FULL, 0])
    return Laminar(problem.count, size, caps, chains, inside, outside)


def best_first(*keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """All candidates, best first: keys are the greater the better, the first above all; then the first candidates."""
    return np.lexsort([np.arange(len(keys[0])), *(-key for key in reversed(keys))])


def greedy(
    laminar: Laminar, order: NDArray[np.int64], *, low: NDArray[np.float64], high: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """The best list: (candidates,). Raises Infeasible.

    order : all candidates, best first; low, high : bounds of each candidate, 1 and 1 when forced in
    """
    kept = np.zeros(laminar.count, dtype=bool)
    left = laminar.caps.tolist()
    free = (high > 0.5) & ~laminar.outside
    forced = np.flatnonzero(laminar.inside | (low > 0.5))
    if not free[forced].all() or len(forced) > laminar.size:
        raise Infeasible
    for chain in laminar.chains[:, forced].T.tolist():
        if not _take(chain, left):
            raise Infeasible
    kept[forced] = True
    free[forced] = False
    room = laminar.size - len(forced)
    # the list is full long before the last candidate: the best are read in slices, so that few are ever touched
    step = 4 * laminar.size + 1
    for start in range(0, len(order), step):
        part = order[start : start + step]
        part = part[free[part]]
        for index, chain in zip(part.tolist(), laminar.chains[:, part].T.tolist(), strict=True):
            if room and _take(chain, left):
                kept[index] = True
                room -= 1
        if not room:
            return kept
    raise Infeasible


def is_tied(laminar: Laminar, scores: NDArray[np.int64], kept: NDArray[np.bool_]) -> bool:
    """Whether another list has the total of the greedy one: some swap within a full ceiling changes nothing."""
    free = kept & ~laminar.inside
    if not free.any():
        return False
    counts = _counts(laminar, kept)
    # the best bases of a matroid are the bases of a matroid themselves, so that single swaps lead from one to another
    # (Schrijver, Combinatorial Optimization, 2003, chapters 39 and 40): one swap that costs nothing is all to look for
    lowest = np.full(len(laminar.caps), np.iinfo(np.int64).max)
    for level in laminar.chains[:, :-1]:
        np.minimum.at(lowest, level[free], scores[free])
    worst = np.full(laminar.count, scores[free].min())
    for level in laminar.chains[:, :-1]:  # the innermost full ceiling decides
        full = counts[level] >= laminar.caps[level]
        worst[full] = lowest[level[full]]
    others = ~kept & ~laminar.outside
    return bool((scores[others] >= worst[others]).any())


def greedy_by_draw(
    laminar: Laminar,
    numbers: NDArray[np.int64],
    scores_of: Callable[[NDArray[np.int64]], Iterable[NDArray[np.int64]]],
    preferred: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """The best list of each draw of these numbers: (draws, candidates). Raises Infeasible.

    scores_of : whole-number scores of draws, in blocks of (draws, candidates)
    preferred : (candidates,) whole numbers below their count, the greater wins among equal scores
    """
    kept = np.zeros((len(numbers), laminar.count), dtype=bool)
    open_draws = np.arange(len(numbers))
    # sorting every candidate in ten thousand draws would take most of the time: the best few are enough but where
    # ceilings are full early, and the draws that run out are gone through again with four times as many
    width = min(laminar.count, 4 * laminar.size + 50)
    while len(open_draws):
        listed = np.concatenate(
            [_best_of_each(laminar, scores, preferred, width) for scores in scores_of(numbers[open_draws])]
        )
        taken = _walk(laminar, listed)
        full = taken.sum(axis=1) == laminar.size
        if width == laminar.count and not full.all():
            raise Infeasible
        rows, places = np.nonzero(taken & full[:, None])
        kept[open_draws[rows], listed[rows, places]] = True
        open_draws, width = open_draws[~full], min(laminar.count, 4 * width)
    if not kept[:, laminar.inside].all():
        raise Infeasible
    return kept


def _best_of_each(
    laminar: Laminar, scores: NDArray[np.int64], preferred: NDArray[np.int64], width: int
) -> NDArray[np.int64]:
    """The candidates of each draw, best first, "none" for those decided out: (draws, width)."""
    # one whole number holds the score and what settles equal scores: the preference is below the count, so that it
    # never outweighs a unit of the score
    keys = scores * laminar.count + preferred
    keys[:, laminar.inside] = np.iinfo(np.int64).max
    keys[:, laminar.outside] = -1
    below = laminar.count - width
    listed = np.argpartition(keys, below, axis=1)[:, below:] if below > 0 else np.argsort(keys, axis=1)
    ordered = np.argsort(-np.take_along_axis(keys, listed, axis=1), axis=1)
    listed = np.take_along_axis(listed, ordered, axis=1)
    return np.where(laminar.outside[listed], laminar.count, listed)


def _walk(laminar: Laminar, listed: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Take candidates one after the other where no ceiling is full: listed (draws, places) → taken, same shape."""
    draws = np.arange(len(listed))
    left = np.repeat(laminar.caps[None, :], len(listed), axis=0)
    room = np.full(len(listed), laminar.size)
    taken = np.zeros(listed.shape, dtype=bool)
    for place in range(listed.shape[1]):
        chains = laminar.chains[:, listed[:, place]]
        able = room > 0
        for level in chains:
            able &= left[draws, level] > 0
        for level in chains:
            left[draws, level] -= able
        room -= able
        taken[:, place] = able
        # asking whether all draws are full takes as long as a step: not at each one
        if place % 16 == 15 and not room.any():
            break
    return taken


def _take(chain: list[int], left: list[int]) -> bool:
    if any(left[ceiling] <= 0 for ceiling in chain):
        return False
    for ceiling in chain:
        left[ceiling] -= 1
    return True


def _counts(laminar: Laminar, kept: NDArray[np.bool_]) -> NDArray[np.int64]:
    found: NDArray[np.int64] = np.sum(
        [np.bincount(level[:-1][kept], minlength=len(laminar.caps)) for level in laminar.chains], axis=0
    )
    return found


def _outer_first(ceilings: Sequence[Row]) -> list[Row]:
    return sorted(ceilings, key=lambda row: -len(row.indices))


def _chains(count: int, ceilings: Sequence[Row]) -> NDArray[np.int64] | None:
    """The ceilings over each candidate, level by level; None when two of them cross."""
    levels: list[NDArray[np.int64]] = []
    depth = np.zeros(count, dtype=np.int64)
    deepest = np.full(count, -1, dtype=np.int64)
    for rank, row in enumerate(_outer_first(ceilings)):
        # taken from the largest set to the smallest, a set lies within another when all its members have the same
        # innermost set so far; if they do not, two sets cross and greedy is no longer exact
        if (deepest[row.indices] != deepest[row.indices[0]]).any():
            return None
        level = int(depth[row.indices[0]])
        if level == len(levels):
            levels.append(np.full(count + 1, len(ceilings), dtype=np.int64))
        levels[level][row.indices] = rank
        deepest[row.indices] = rank
        depth[row.indices] += 1
    if not levels:
        levels.append(np.full(count + 1, len(ceilings), dtype=np.int64))
    found = np.array(levels)
    found[:, count] = len(ceilings) + 1
    return found
