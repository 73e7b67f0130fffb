"""Who the places of one service reach, and where next places of it would reach most people whom none reaches yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.territory.covering import EFFORT, Effort, best_sites
from florilege.territory.place_points import PlaceAt
from florilege.territory.reach import Reach, Reached, TerritoryReach, measure_reach
from florilege.territory.reference import Commune, Reference
from florilege.territory.where_next import cover

LEVELS = ("region", "departement", "epci", "france")
FRANCE = "france"
ALONE_WITHIN, NEXT_WITHIN = 30.0, 20.0
"""Road kilometres: of the inhabitants that a place alone reaches; of those whom a next place would reach."""
NEXT = 3
"""Next places asked for in a région or a département; one in an EPCI."""
REGION_EFFORT = Effort(rounds=80, nodes=0)
IN_FRANCE, FRANCE_EFFORT = 10, Effort(rounds=200, nodes=0)
"""Next places asked for in the whole country, and rounds of prices at most: a second. Where they prove nothing, the gap is
told; they are counted, not timed, so that the list is the same on every machine."""


class NextSites(Struct, frozen=True):
    """Communes of a territory where new places would reach most people whom none reaches yet, within `kilometres`.

    sites : codes, in the order in which each gains most after those before it; gains : people of the territory that
    each adds; around : of an EPCI, people of elsewhere that it adds besides
    unreached : people there whom no place reaches, of any listing; proved : whether no list of as many reaches more;
    gap : else, how far from the best it may be, as a share
    """

    kilometres: float
    sites: tuple[str, ...]
    gains: tuple[int, ...]
    unreached: int
    proved: bool
    gap: float
    around: tuple[int, ...] = ()


class ServicePlaces(Struct, frozen=True):
    """The places of a service. counted : that listings of the whole country state; others : that only others state

    The others reach nobody in a share, which compares territories; but no next place is advised for whom they reach.
    """

    counted: Sequence[PlaceAt]
    others: Sequence[PlaceAt] = ()


class ServiceReach(Struct, frozen=True):
    """Who is reached by the places of one service.

    places : that stand somewhere; nowhere : that stand nowhere; limits : road kilometres
    territories : level → code → inhabitants reached; next_sites : level → code → where next
    white : communes beyond the last limit, by code, with their inhabitants; alone : place → inhabitants that no other
    place reaches within `alone_within` kilometres
    silent : régions where no listing counted gives a place: whether there is none there cannot be told, and their
    inhabitants are unknown everywhere above
    """

    service: str
    places: int
    nowhere: int
    limits: tuple[float, ...]
    territories: Mapping[str, Mapping[str, TerritoryReach]]
    next_sites: Mapping[str, Mapping[str, NextSites]]
    white: Mapping[str, int]
    alone: Mapping[str, Reached]
    alone_within: float
    silent: tuple[str, ...] = ()


def silent_regions(reach: Reach) -> tuple[str, ...]:
    """The régions where people are counted and no place stands."""
    communes = reach.people.communes
    peopled = {communes[at].region for at in np.flatnonzero(reach.people.people).tolist()}
    return tuple(sorted(peopled - {communes[at].region for at in reach.places.points.commune.tolist()}))


def reach_to_show(places: Sequence[PlaceAt], *, reference: Reference) -> tuple[Reach, tuple[str, ...]]:
    """Who some places reach, the inhabitants of silent régions being unknown; and these régions."""
    every = measure_reach(places, reference=reference)
    silent = silent_regions(every)
    return every.knowing_nothing_of(silent), silent


def service_reach(service: str, places: ServicePlaces, *, reference: Reference) -> ServiceReach:
    """All that is measured of the places of one service."""
    reach, silent = reach_to_show(places.counted, reference=reference)
    rank = reach.rank(ALONE_WITHIN)
    following = _Next(reach, measure_reach(places.others, reference=reference, limits=(NEXT_WITHIN,)))
    return ServiceReach(
        service=service,
        places=len(reach.places.ids),
        nowhere=len(reach.places.nowhere),
        limits=reach.limits,
        territories={level: reach.territories(level) for level in LEVELS},
        next_sites={
            "france": following.in_france(),
            "region": following.in_each(lambda commune: commune.region, REGION_EFFORT),
            "departement": following.in_each(lambda commune: commune.departement, EFFORT),
            "epci": following.in_epcis(),
        },
        white={one.code: one.inhabitants for one in reach.white()},
        alone={place: reached[rank] for place, reached in reach.marginal().items() if reached[rank].most},
        alone_within=ALONE_WITHIN,
        silent=silent,
    )


class _Next:
    """Where next, from one matrix of which communes a place at each commune would newly reach."""

    def __init__(self, reach: Reach, others: Reach) -> None:
        self._people = reach.people
        beyond = (reach.counts.about[:, reach.rank(NEXT_WITHIN)] == 0) & (others.counts.about[:, 0] == 0)
        self._unreached = np.where(beyond, self._people.people, 0)
        self._demand = np.flatnonzero(self._unreached)
        sites = np.arange(len(self._people.communes))
        self._covers = cover(
            self._people, sites, self._demand, kilometres=NEXT_WITHIN, distances=reach.distances
        )
        self._gains = self._covers @ self._unreached[self._demand]

    def in_france(self) -> dict[str, NextSites]:
        """Ten communes of the whole country, for all its inhabitants."""
        every = np.arange(len(self._people.communes))
        return {FRANCE: self._best(every, IN_FRANCE, FRANCE_EFFORT)}

    def in_each(self, code_of: Callable[[Commune], str], effort: Effort) -> dict[str, NextSites]:
        """Three communes of each territory, for its own inhabitants."""
        return {code: self._best(sites, NEXT, effort) for code, sites in self._of(code_of).items()}

    def _best(self, sites: NDArray[np.int64], count: int, effort: Effort) -> NextSites:
        """Communes among some, for the inhabitants of these."""
        own = np.flatnonzero(np.isin(self._demand, sites))
        people = self._unreached[self._demand[own]]
        codes = [self._people.communes[at].code for at in sites.tolist()]
        one = best_sites(self._covers[sites][:, own], people, count, codes=codes, effort=effort)
        return NextSites(NEXT_WITHIN, one.sites, one.gains, int(people.sum()), one.proved, one.gap)

    def in_epcis(self) -> dict[str, NextSites]:
        """The commune of each EPCI where one more place reaches most people of its own: each one tried."""
        found: dict[str, NextSites] = {}
        for code, sites in self._of(lambda commune: commune.epci or "").items():
            own = np.flatnonzero(np.isin(self._demand, sites))
            people = self._unreached[self._demand[own]]
            gains, every = self._covers[sites][:, own] @ people, self._gains[sites]
            best = int(
                np.lexsort((-every, -gains))[0]
            )  # of equal gains, the one that serves most around, then by code
            gain, around = int(gains[best]), int(every[best] - gains[best])
            chosen = (self._people.communes[int(sites[best])].code,) if gain else ()
            found[code] = NextSites(
                NEXT_WITHIN,
                chosen,
                (gain,) if gain else (),
                int(people.sum()),
                proved=True,
                gap=0.0,
                around=(around,) if gain else (),
            )
        found.pop("", None)
        return found

    def _of(self, code_of: Callable[[Commune], str]) -> dict[str, NDArray[np.int64]]:
        """Code → ranks of its communes, in the order of their codes."""
        of: dict[str, list[int]] = defaultdict(list)
        for rank, commune in enumerate(self._people.communes):
            of[code_of(commune)].append(rank)
        return {code: np.array(ranks, dtype=np.int64) for code, ranks in sorted(of.items())}
