"""What is covered by which site, without what cannot matter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    Cover = csr_array
else:
    Cover = "csr_array"

PRODUCT = 60_000_000
"""Entries of the product of the matrix by itself above which dominated sites are not looked for."""


class Instance(Struct, frozen=True, eq=False, dict=True):
    """Sites in the order of their codes, and groups of communes that the same sites cover.

    covers : (sites, groups) of ones, in floating point: sums of whole numbers below 2**53 are exact there, and twice as
    fast; by_group : its transpose, by rows; people : (groups,), each above 0
    """

    codes: tuple[str, ...]
    covers: Cover
    by_group: Cover
    people: NDArray[np.int64]

    @property
    def entries(self) -> int:
        return int(self.covers.nnz)

    def groups_of(self, site: int) -> NDArray[np.int32]:
        """The groups that a site covers."""
        return self.covers.indices[self.covers.indptr[site] : self.covers.indptr[site + 1]]

    def times(self, sites: NDArray[np.int64]) -> NDArray[np.int64]:
        """(groups,): by how many of these sites each group is covered."""
        found = np.zeros(len(self.people), dtype=np.int64)
        for site in sites.tolist():
            found[self.groups_of(site)] += 1
        return found

    def value(self, sites: NDArray[np.int64]) -> int:
        """People whom these sites cover."""
        return int(self.people[self.times(sites) > 0].sum())

    def weight(self, prices: NDArray[np.float64]) -> NDArray[np.float64]:
        """(sites,): the sum of the prices of the groups that each covers."""
        return np.asarray(self.covers @ prices, dtype=np.float64)

    def only(self, sites: NDArray[np.int64]) -> Instance:
        """The instance of some sites, ascending; groups that none of them covers stay, out of reach."""
        covers = self.covers[sites]
        return Instance(tuple(self.codes[at] for at in sites.tolist()), covers, covers.T.tocsr(), self.people)

    def in_order(self, sites: NDArray[np.int64]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """These sites, each the one that then gains most (of the lowest code among equals), and what each gains.

        Those that gain nothing are left out.
        """
        left, open_groups = sorted(sites.tolist()), self.people.copy()
        order: list[int] = []
        gains: list[int] = []
        while left:
            gained = [int(open_groups[self.groups_of(site)].sum()) for site in left]
            best = int(np.argmax(gained))
            if not gained[best]:
                break
            site = left.pop(best)
            open_groups[self.groups_of(site)] = 0
            order.append(site)
            gains.append(gained[best])
        return tuple(order), tuple(gains)


def reduced(covers: Cover, people: NDArray[np.int64], *, codes: Sequence[str]) -> Instance:
    """The instance without communes where nobody is or that no site covers, communes covered by the same sites being one,
    and without sites that another one covers all of (of equal ones, the lowest code stays)."""
    ranked = np.array(sorted(range(len(codes)), key=lambda at: codes[at]), dtype=np.int64)
    named = tuple(codes[at] for at in ranked.tolist())
    ones = covers[ranked]
    ones.sum_duplicates()
    ones.eliminate_zeros()
    ones.data[:] = 1.0
    inhabited = np.flatnonzero((people > 0) & (np.bincount(ones.indices, minlength=len(people)) > 0))
    grouped, weights = _grouped(ones[:, inhabited], people[inhabited])
    kept = _undominated(grouped)
    final = grouped[kept]
    # dropping a dominated site may make two groups alike again, which costs little and changes nothing
    return Instance(tuple(named[at] for at in kept.tolist()), final, final.T.tocsr(), weights)


def _grouped(ones: Cover, people: NDArray[np.int64]) -> tuple[Cover, NDArray[np.int64]]:
    """Columns that are equal made one, their people added."""
    by_commune = ones.T.tocsr()
    by_commune.sort_indices()
    found: dict[bytes, int] = {}
    first: list[int] = []
    group = np.empty(len(people), dtype=np.int64)
    for commune in range(len(people)):
        sites = by_commune.indices[by_commune.indptr[commune] : by_commune.indptr[commune + 1]].tobytes()
        if sites not in found:
            found[sites] = len(first)
            first.append(commune)
        group[commune] = found[sites]
    weights = np.bincount(group, weights=people, minlength=len(first)).astype(np.int64)
    grouped = by_commune[np.array(first, dtype=np.int64)].T.tocsr()
    grouped.sort_indices()
    return grouped, weights


def _undominated(ones: Cover) -> NDArray[np.int64]:
    """The sites, ascending, that cover something and not only what another one covers."""
    sizes = np.diff(ones.indptr)
    by_group = np.bincount(ones.indices, minlength=ones.shape[1]).astype(np.float64)
    if float(by_group @ by_group) > PRODUCT:
        return np.flatnonzero(sizes > 0)
    shared = (ones @ ones.T).tocoo()
    one, other, common = shared.row, shared.col, shared.data
    inside = (one != other) & (common == sizes[one])
    # of two sites that cover the same, the one of lower code stays
    beaten = inside & ((sizes[other] > sizes[one]) | (other < one))
    left = sizes > 0
    left[one[beaten]] = False
    return np.flatnonzero(left)
