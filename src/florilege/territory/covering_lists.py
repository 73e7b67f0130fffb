"""Good lists of sites: greedy, then exchanged one for another; equal ones settled by code."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from florilege.territory.covering_instance import Instance

ROUNDS = 200
"""Exchanges in a row, at most: each gains, so that they end by themselves long before."""


class _Counted:
    """A list under change: how often each group is covered, and what each site would add."""

    def __init__(self, instance: Instance, sites: NDArray[np.int64]) -> None:
        self._instance = instance
        self.sites: list[int] = sites.tolist()
        self.times = instance.times(sites)
        open_people = np.where(self.times == 0, instance.people, 0)
        self.gains = np.asarray(instance.covers @ open_people, dtype=np.int64)

    def add(self, site: int) -> None:
        groups = self._instance.groups_of(site)
        self._shift(groups[self.times[groups] == 0], -1)
        self.times[groups] += 1
        self.sites.append(site)

    def remove(self, site: int) -> None:
        groups = self._instance.groups_of(site)
        self._shift(groups[self.times[groups] == 1], 1)
        self.times[groups] -= 1
        self.sites.remove(site)

    def _shift(self, groups: NDArray[np.int32], sign: int) -> None:
        """Groups become open (1) or covered (-1): the sites that cover them gain or lose their people."""
        if len(groups):
            rows = self._instance.by_group[groups]
            people = np.repeat(self._instance.people[groups], np.diff(rows.indptr))
            np.add.at(self.gains, rows.indices, sign * people)


def greedy(instance: Instance, size: int, *, among: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """`size` sites, each the one that then adds most people; of equal ones, that of lowest code."""
    return _filled(_Counted(instance, np.zeros(0, dtype=np.int64)), size, among)


def completed(instance: Instance, sites: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """A list made of these sites without those that add nobody, and of greedy choices."""
    order, _ = instance.in_order(sites)
    return _filled(_Counted(instance, np.array(order[:size], dtype=np.int64)), size, None)


def _filled(counted: _Counted, size: int, among: NDArray[np.int64] | None) -> NDArray[np.int64]:
    while len(counted.sites) < size:
        best = int(np.argmax(counted.gains)) if among is None else int(among[np.argmax(counted.gains[among])])
        if counted.gains[best] <= 0:
            break
        counted.add(best)
    return np.array(sorted(counted.sites), dtype=np.int64)


def exchanged(instance: Instance, sites: NDArray[np.int64]) -> NDArray[np.int64]:
    """The list after exchanges of one site for another, as long as one of them adds people."""
    counted = _Counted(instance, sites)
    for _ in range(ROUNDS):
        if not _exchange_each(counted):
            break
    return np.array(sorted(counted.sites), dtype=np.int64)


def _exchange_each(counted: _Counted) -> bool:
    """Exchange each site in turn for the one that adds most in its place; whether any was."""
    changed = False
    for site in sorted(counted.sites):
        counted.remove(site)
        best = int(np.argmax(counted.gains))
        better = counted.gains[best] > counted.gains[site]
        changed = changed or bool(better)
        counted.add(best if better else site)
    return changed


def lowest_codes(instance: Instance, sites: NDArray[np.int64]) -> NDArray[np.int64]:
    """The list with each site, in turn, replaced by the one of lowest code that adds as many people in its place."""
    counted = _Counted(instance, sites)
    for _ in range(ROUNDS):
        before = sorted(counted.sites)
        for site in before:
            counted.remove(site)
            # a site still in the list adds nobody and is never chosen, unless all add nobody
            equal = np.flatnonzero(counted.gains >= counted.gains[site])
            counted.add(int(equal[0]) if counted.gains[site] > 0 else site)
        if sorted(counted.sites) == before:
            break
    return np.array(sorted(counted.sites), dtype=np.int64)
