"""Where next: the sites from which new places reach most people not yet reached (maximum covering location; Church &
ReVelle 1974, Papers of the Regional Science Association 32).

Maximise the people of the communes covered by at least one of k sites. Three answers, each with its bound:

1. a list by greedy choice (at least 63 % of the optimum: Nemhauser, Wolsey & Fisher 1978), then exchanges of one site for
   another as long as they gain (Teitz & Bart 1968);
2. an upper bound by Lagrangian relaxation of "covered only by a chosen site" (Galvão & ReVelle 1996), whose prices also
   lead to better lists, and say which sites no better list can hold;
3. where what is left is small enough, the optimum by HiGHS.

Effort is counted in rounds and nodes, never in seconds: the same answer on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.territory.covering_bound import Bound, price
from florilege.territory.covering_exact import settle
from florilege.territory.covering_instance import Cover, Instance, reduced
from florilege.territory.covering_lists import exchanged, greedy, lowest_codes


class Effort(Struct, frozen=True):
    """How far to go. rounds : of prices; nodes : of the integer solver, 0 to leave it out;
    entries : of the largest matrix that the integer solver is given
    """

    rounds: int = 1000
    nodes: int = 20_000
    entries: int = 400_000


EFFORT = Effort()


class Covering(Struct, frozen=True):
    """Sites chosen, in the order in which each gains most after those before it.

    gains : people that each adds to those before it; value : their sum
    bound : no list of as many sites covers more; gap : how far the list may be from the best, as a share of the bound
    proved : whether no list covers more
    """

    sites: tuple[str, ...]
    gains: tuple[int, ...]
    value: int
    bound: int
    proved: bool

    @property
    def gap(self) -> float:
        return (self.bound - self.value) / self.bound if self.bound else 0.0


def best_sites(
    covers: Cover, people: NDArray[np.int64], size: int, *, codes: Sequence[str], effort: Effort = EFFORT
) -> Covering:
    """The sites, `size` at most, that cover most people.

    covers : (sites, communes), whether a site covers a commune; people : (communes,) whole numbers, 0 or more
    codes : of the sites; they settle ties: of two sites that are worth the same in a list, the one of lower code
    A site that adds nobody is left out. Raises ValueError where shapes differ or size is under 1.
    """
    count, communes = covers.shape
    if len(codes) != count or len(people) != communes or size < 1 or (people < 0).any():
        raise ValueError(
            f"{count} sites, {communes} communes: {len(codes)} codes, {len(people)} people, {size}"
        )
    instance = reduced(covers, people, codes=codes)
    if not len(instance.codes):
        return Covering((), (), 0, 0, proved=True)
    kept, bound, proved = _solved(instance, min(size, len(instance.codes)), effort)
    order, gains = instance.in_order(lowest_codes(instance, kept))
    value = int(sum(gains))
    return Covering(
        tuple(instance.codes[at] for at in order), gains, value, max(bound, value), proved or bound <= value
    )


def _solved(instance: Instance, size: int, effort: Effort) -> tuple[NDArray[np.int64], int, bool]:
    """A list, a bound on every list, and whether the list reaches it."""
    kept = exchanged(instance, greedy(instance, size))
    found: Bound = price(instance, size, kept, rounds=effort.rounds)
    kept, value = found.kept, instance.value(found.kept)
    if found.bound <= value:
        return kept, value, True
    left = instance.only(found.open_sites)
    if effort.nodes and left.entries <= effort.entries:
        exact = settle(left, size, start=np.searchsorted(found.open_sites, kept), nodes=effort.nodes)
        kept = found.open_sites[exact.kept]
        # sites closed by their price belong to no list that covers more than the one at hand
        bound = min(found.bound, max(exact.bound, value))
        return kept, bound, bound <= instance.value(kept)
    return kept, found.bound, False
