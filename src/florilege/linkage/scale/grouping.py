"""Clusters of many records: the same agglomeration as in `linkage.clusters`, connected part by connected part."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from florilege.linkage.clusters import PairOdds, agglomerate


def clusters(size: int, pairs: PairOdds, *, merge_from: float) -> NDArray[np.int64]:
    """(size,) the lowest position of the group that each position is in.

    pairs : at least those that link or are barred, and those of more than `clusters.LEAST`
    merge_from : log-odds from which two groups join
    """
    linked = (pairs.log_odds >= merge_from) & ~pairs.barred
    ends = (pairs.first[linked], pairs.second[linked])
    _, part = connected_components(
        coo_array((np.ones(int(linked.sum()), dtype=np.int8), ends), shape=(size, size)), directed=False
    )
    label = np.arange(size, dtype=np.int64)
    sizes = np.bincount(part, minlength=1)
    inside = np.flatnonzero((part[pairs.first] == part[pairs.second]) & (sizes[part[pairs.first]] > 1))
    inside = inside[np.argsort(part[pairs.first[inside]], kind="stable")]
    of_pair = part[pairs.first[inside]]
    for ranks in np.split(inside, np.flatnonzero(np.diff(of_pair)) + 1) if len(inside) else []:
        _settle(label, pairs, ranks, merge_from=merge_from)
    return label


def _settle(
    label: NDArray[np.int64], pairs: PairOdds, ranks: NDArray[np.int64], *, merge_from: float
) -> None:
    """Write the groups of one connected part, given the ranks of the pairs within it."""
    if len(ranks) == 1:
        label[pairs.second[ranks[0]]] = pairs.first[ranks[0]]
        return
    ends = np.stack([pairs.first[ranks], pairs.second[ranks]])
    members, places = np.unique(ends, return_inverse=True)
    first, second = places.reshape(ends.shape)
    within = PairOdds(first, second, pairs.log_odds[ranks], pairs.barred[ranks])
    for group in agglomerate(len(members), within, merge_from=merge_from):
        label[members[list(group)]] = members[group[0]]
