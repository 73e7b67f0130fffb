"""Who the places of one service reach, and where next places of it would reach most people whom none reaches yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from florilege.territory.covering import Effort, best_sites
from florilege.territory.place_points import PlaceAt
from florilege.territory.reach import Reach, Reached, TerritoryReach, measure_reach
from florilege.territory.reference import Commune, Reference
from florilege.territory.where_next import cover

LEVELS = ("region", "departement", "epci", "france")
FRANCE = "france"
ALONE_WITHIN, NEXT_WITHIN = 30.0, 20.0
"""Road kilometres: of the inhabitants that a place alone reaches; of those whom a next place would reach."""
NEXT = 3
"""Next places asked for in a département; one in an EPCI."""
IN_FRANCE, FRANCE_EFFORT = 10, Effort(rounds=200, nodes=0)
"""Next places asked for in the whole country, and rounds of prices at most: a second. Where they prove nothing, the gap is
told; they are counted, not timed, so that the list is the same on every machine."""


@dataclass(frozen=True, slots=True)
class NextSites:
    """Communes of a territory where new places would reach most people whom none reaches yet, within `kilometres`.

    sites : codes, in the order in which each gains most after those before it; gains : people that each adds
    unreached : people not yet reached there; proved : whether no list of as many reaches more; gap : else, how far from
    the best it may be, as a share
    """

    kilometres: float
    sites: tuple[str, ...]
    gains: tuple[int, ...]
    unreached: int
    proved: bool
    gap: float


@dataclass(frozen=True, slots=True)
class ServiceReach:
    """Who is reached by the places of one service.

    places : that stand somewhere; nowhere : that stand nowhere; limits : road kilometres
    territories : level → code → inhabitants reached; next_sites : level → code → where next
    white : communes beyond the last limit, by code, with their inhabitants; alone : place → inhabitants that no other
    place reaches within `alone_within` kilometres
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


def silent_regions(territories: Mapping[str, Mapping[str, TerritoryReach]]) -> tuple[str, ...]:
    """The régions where nobody is within the last distance of a place: no listing gives one there, and whether there is
    none cannot be told.
    """
    return tuple(
        code for code, one in territories["region"].items() if one.inhabitants and not one.reached[-1].most
    )


def service_reach(service: str, places: Sequence[PlaceAt], *, reference: Reference) -> ServiceReach:
    """All that is measured of the places of one service."""
    reach = measure_reach(places, reference=reference)
    rank = reach.rank(ALONE_WITHIN)
    following = _Next(reach)
    return ServiceReach(
        service=service,
        places=len(reach.places.ids),
        nowhere=len(reach.places.nowhere),
        limits=reach.limits,
        territories={level: reach.territories(level) for level in LEVELS},
        next_sites={
            "france": following.in_france(),
            "departement": following.in_departements(),
            "epci": following.in_epcis(),
        },
        white={one.code: one.inhabitants for one in reach.white()},
        alone={place: reached[rank] for place, reached in reach.marginal().items() if reached[rank].most},
        alone_within=ALONE_WITHIN,
    )


class _Next:
    """Where next, from one matrix of which communes a place at each commune would newly reach."""

    def __init__(self, reach: Reach) -> None:
        self._reach, self._people = reach, reach.people
        rank = reach.rank(NEXT_WITHIN)
        self._unreached = np.where(reach.counts.about[:, rank] == 0, self._people.people, 0)
        self._demand = np.flatnonzero(self._unreached)
        sites = np.arange(len(self._people.communes))
        self._covers = cover(
            self._people, sites, self._demand, kilometres=NEXT_WITHIN, distances=reach.distances
        )
        self._gains = self._covers @ self._unreached[self._demand]

    def in_france(self) -> dict[str, NextSites]:
        """Ten communes of the whole country, for all its inhabitants but those of silent régions."""
        silent = silent_regions({"region": self._reach.territories("region")})
        told = np.array([commune.region not in silent for commune in self._people.communes])[self._demand]
        people = np.where(told, self._unreached[self._demand], 0)
        codes = [commune.code for commune in self._people.communes]
        one = best_sites(self._covers, people, IN_FRANCE, codes=codes, effort=FRANCE_EFFORT)
        return {FRANCE: NextSites(NEXT_WITHIN, one.sites, one.gains, int(people.sum()), one.proved, one.gap)}

    def in_departements(self) -> dict[str, NextSites]:
        """Three communes of each département, for its own inhabitants."""
        found: dict[str, NextSites] = {}
        for code, sites in self._of(lambda commune: commune.departement).items():
            own = np.flatnonzero(np.isin(self._demand, sites))
            people = self._unreached[self._demand[own]]
            one = best_sites(
                self._covers[sites][:, own],
                people,
                NEXT,
                codes=[self._people.communes[at].code for at in sites.tolist()],
            )
            found[code] = NextSites(NEXT_WITHIN, one.sites, one.gains, int(people.sum()), one.proved, one.gap)
        return found

    def in_epcis(self) -> dict[str, NextSites]:
        """The commune of each EPCI where one more place reaches most people, there or around: each one tried."""
        found: dict[str, NextSites] = {}
        for code, sites in self._of(lambda commune: commune.epci or "").items():
            best = int(sites[np.argmax(self._gains[sites])])  # of equal gains, the lowest code
            gain = int(self._gains[best])
            chosen = (self._people.communes[best].code,) if gain else ()
            unreached = int(self._unreached[sites].sum())
            found[code] = NextSites(
                NEXT_WITHIN, chosen, (gain,) if gain else (), unreached, proved=True, gap=0.0
            )
        found.pop("", None)
        return found

    def _of(self, code_of: Callable[[Commune], str]) -> dict[str, NDArray[np.int64]]:
        """Code → ranks of its communes, in the order of their codes."""
        of: dict[str, list[int]] = defaultdict(list)
        for rank, commune in enumerate(self._people.communes):
            of[code_of(commune)].append(rank)
        return {code: np.array(ranks, dtype=np.int64) for code, ranks in sorted(of.items())}
