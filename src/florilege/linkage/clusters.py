"""From scored pairs to places: constrained agglomeration, so that one wrong link cannot chain two places.

Two groups of records join when the log-odds between them reach the threshold and none of the pairs between them is
barred (agglomeration with cannot-link constraints; Davidson and Ravi, 2005). The log-odds between two groups are
half the mean over all the pairs between them and half the best pair: a record that bears the name of one of two
records of a place, and not of the other, is still of that place, and one link alone chains nothing. The best pair of
groups joins first. A group that fits two others about as well, when these are barred from each other, joins neither:
which of them it is, a person says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

LEAST, MOST = -7.0, 6.5
"""Bounds of what one pair says within a group. A pair that says the least, or was never compared, is unlinked.

Chances of about one in a thousand and 665 to one: the judged pairs, a few hundred, attest no more than that, however far
the sum of the weights goes. Lower bounds, -6 and 5, made a record identical to another fit a place that it only resembles
"about as well" (ADR 24); the exact values matter little since rivals are weighed without bound (ADR 52):
`python -m benchmarks.linkage.bounds` finds the same places from 4 to 10, and from -6 to -10, four others at -5.
"""
UNLINKED = -19.5
"""What an unlinked pair says: enough that a link, however strong, brings no two records together that nothing else
links (three times `MOST`)."""

BEST = 0.5
"""Share of the best pair in what two groups say of each other, beside the mean of all the pairs."""
UNDECIDED = 0.5
"""Two ways to join whose log-odds differ by less than this are equally good.

Of two joins that exclude each other, the better then has 1.65 times the odds of the other (e to the 0.5): 62 chances in a
hundred at most, hardly more than a merger asks of a pair without a rival. Up to 1.0 (73 chances) the places are the same; at
2.0 (88) sure mergers are left to persons and F1 falls from 0.976 to 0.967 (`python -m benchmarks.linkage.bounds`).
"""


class PairOdds(Struct, frozen=True):
    """Pairs of records by position, first < second: log-odds of being one place, and whether they are barred."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    log_odds: NDArray[np.float64]
    barred: NDArray[np.bool_]


def agglomerate(
    size: int, pairs: PairOdds, *, merge_from: float, bound: Iterable[tuple[int, int]] = ()
) -> tuple[tuple[int, ...], ...]:
    """Groups of positions, every one of `size` in exactly one, each sorted, in the order of their first member.

    merge_from : log-odds from which two groups join
    bound : pairs that are one place whatever their odds (a person said so)
    Equal odds are settled by position: give the records in a fixed order.
    """
    tied = list(bound)
    linked = (pairs.log_odds >= merge_from) & ~pairs.barred
    edges = list(zip(pairs.first[linked].tolist(), pairs.second[linked].tolist(), strict=True)) + tied
    # what no chain of links joins can never be one place: each part is agglomerated alone, since it takes a table of all
    # its pairs, whose size grows with the square of its records
    component = _components(size, edges)
    members: dict[int, list[int]] = defaultdict(list)
    for position, label in enumerate(component):
        members[label].append(position)
    inside: dict[int, list[int]] = defaultdict(list)
    for rank in np.flatnonzero(np.array(component)[pairs.first] == np.array(component)[pairs.second]):
        inside[component[pairs.first[rank]]].append(int(rank))
    groups: list[tuple[int, ...]] = []
    for label, positions in members.items():
        if len(positions) == 1:
            groups.append((positions[0],))
            continue
        joined = _within(positions, pairs, inside[label], merge_from=merge_from, bound=tied)
        groups.extend(tuple(sorted(group)) for group in joined)
    return tuple(sorted(groups))


def _components(size: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    parent = list(range(size))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, other in edges:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    return [root(node) for node in range(size)]


def _within(
    positions: Sequence[int],
    pairs: PairOdds,
    ranks: Sequence[int],
    *,
    merge_from: float,
    bound: Sequence[tuple[int, int]],
) -> list[list[int]]:
    """Agglomerate one component: sums of log-odds and counts of pairs between groups, updated as groups join."""
    place = {position: index for index, position in enumerate(positions)}
    count = len(positions)
    total = np.full((count, count), UNLINKED, dtype=np.float64)
    barred = np.zeros((count, count), dtype=bool)
    for rank in ranks:
        one, other = place[int(pairs.first[rank])], place[int(pairs.second[rank])]
        odds = float(pairs.log_odds[rank])
        # bounded on both sides, so that one pair, however sure, is never worth more than two that doubt
        total[one, other] = total[other, one] = min(odds, MOST) if odds > LEAST else UNLINKED
        barred[one, other] = barred[other, one] = bool(pairs.barred[rank])
    groups: list[list[int]] = [[position] for position in positions]
    strongest = total.copy()
    # the bound hides which of two sure links is the surer: kept beside, for rivals only (ADR 52)
    unbounded = np.full((count, count), UNLINKED, dtype=np.float64)
    for rank in ranks:
        one, other = place[int(pairs.first[rank])], place[int(pairs.second[rank])]
        unbounded[one, other] = unbounded[other, one] = pairs.log_odds[rank]
    sizes = np.ones(count)
    alive = np.ones(count, dtype=bool)

    def join(one: int, other: int) -> None:
        low, high = sorted((one, other))
        groups[low] += groups[high]
        sizes[low] += sizes[high]
        # sums and not means are kept (Lance & Williams, The Computer Journal 1967): those of a union are sums of sums, so
        # that no pair of records is looked at again
        total[low] += total[high]
        total[:, low] += total[:, high]
        strongest[low] = np.maximum(strongest[low], strongest[high])
        strongest[:, low] = np.maximum(strongest[:, low], strongest[:, high])
        unbounded[low] = np.maximum(unbounded[low], unbounded[high])
        unbounded[:, low] = np.maximum(unbounded[:, low], unbounded[:, high])
        barred[low] |= barred[high]
        barred[:, low] |= barred[:, high]
        alive[high] = False

    where = dict(place)
    for first, second in bound:
        if first in where and where[first] != where[second]:
            low, high = sorted((where[first], where[second]))
            join(low, high)
            where = {position: low if index == high else index for position, index in where.items()}
    # the best join first, and odds anew after each: the order is that of the evidence, not of the files
    while True:
        between = (1.0 - BEST) * total / np.outer(sizes, sizes) + BEST * strongest
        between[barred | ~np.outer(alive, alive)] = -np.inf
        np.fill_diagonal(between, -np.inf)
        best = int(np.argmax(between))
        one, other = divmod(best, count)
        if between[one, other] < merge_from:
            return [group for group, lives in zip(groups, alive, strict=True) if lives]
        rivals = _rivals((between, unbounded), barred, one, other)
        # joining the nearer of two groups that are barred from each other would decide by a hair what the evidence leaves
        # open: both joins are barred, and the pairs go to a person
        if rivals:
            for group, rival in rivals:
                barred[group, rival] = barred[rival, group] = True
        else:
            join(one, other)


def _rivals(
    fits: tuple[NDArray[np.float64], NDArray[np.float64]], barred: NDArray[np.bool_], one: int, other: int
) -> list[tuple[int, int]]:
    """The joins about as good as that of two groups which exclude it, and that join itself; none when it is alone.

    fits : what each two groups say of each other, and what their best pair says, without bound: where many say the
    most that counts, it still tells which of them is the same in all
    """
    found = [
        (group, int(rival))
        for group, excluded in ((one, other), (other, one))
        for rival in np.flatnonzero(
            np.all([fit[group] >= fit[one, other] - UNDECIDED for fit in fits], axis=0) & barred[excluded]
        )
    ]
    return [*found, (one, other)] if found else []
