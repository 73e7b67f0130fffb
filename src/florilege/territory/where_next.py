"""Where a new place of a kind reaches most people whom none reaches yet."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.territory.covering import EFFORT, Covering, Effort, best_sites
from florilege.territory.covering_instance import Cover
from florilege.territory.inhabitants import Inhabitants
from florilege.territory.reach import Reach
from florilege.territory.road_distances import Distances, spans


class WhereNext(Struct, frozen=True):
    """Communes where new places reach most people not yet reached within a distance.

    kilometres : by road; asked : places asked for; covering : the communes, what each adds, how far from the best
    unreached : people not yet reached (about) among those who count
    """

    kilometres: float
    asked: int
    unreached: int
    covering: Covering


def where_next(
    reach: Reach,
    *,
    kilometres: float,
    places: int,
    sites: Collection[str] | None = None,
    among: Collection[str] | None = None,
    effort: Effort = EFFORT,
) -> WhereNext:
    """The communes for some new places, each standing at the centre of its commune.

    kilometres : one of the distances measured; places : how many, 1 or more
    sites : codes of the communes where one may go, all by default; among : codes of the communes whose inhabitants
    count, all by default. Codes without a centre are left out. Raises ValueError.
    """
    people = reach.people
    rank = reach.rank(kilometres)
    unreached = np.where(reach.counts.about[:, rank] == 0, people.people, 0)
    if among is not None:
        counted = np.zeros(len(unreached), dtype=np.bool_)
        counted[_ranks(people, among)] = True
        unreached = np.where(counted, unreached, 0)
    where = np.arange(len(unreached)) if sites is None else _ranks(people, sites)
    demand = np.flatnonzero(unreached)
    covers = cover(people, where, demand, kilometres=kilometres, distances=reach.distances)
    codes = [people.communes[at].code for at in where.tolist()]
    found = best_sites(covers, unreached[demand], places, codes=codes, effort=effort)
    return WhereNext(kilometres, places, int(unreached.sum()), found)


def cover(
    people: Inhabitants,
    sites: NDArray[np.int64],
    demand: NDArray[np.int64],
    *,
    kilometres: float,
    distances: Distances,
) -> Cover:
    """(sites, demand): which communes a place at the centre of each site reaches. Both are ranks of `Inhabitants`."""
    from scipy.sparse import csr_array  # a fifth of a second to import, seldom needed

    near = spans(
        people.centres.only(sites),
        people.centres.only(demand),
        kilometres,
        distances=distances,
        bounds=False,
    )
    ones = np.ones(len(near.place))
    return csr_array((ones, (near.place, near.commune)), shape=(len(sites), len(demand)))


def _ranks(people: Inhabitants, codes: Collection[str]) -> NDArray[np.int64]:
    return np.array(sorted(people.index[code] for code in set(codes) if code in people.index), dtype=np.int64)
