"""The step after the appraisal: rates and reach of every territory, from the places of the scope.

Only listings of the whole country are counted in a rate and measured in a reach: what a region's own listing adds there
would make its neighbours look empty.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from florilege.faults import InputRefused, Words
from florilege.listings.coverage import EVERYWHERE
from florilege.territory.covering import best_sites
from florilege.territory.place_points import PlaceAt
from florilege.territory.rates import Count, rates
from florilege.territory.reach import Reach, measure_reach
from florilege.territory.reference import Commune, reference
from florilege.territory.where_next import cover
from florilege.toml_lines import nearest
from florilege.web.inventory.models import Claim, Listing, ShownPlace
from florilege.web.steps.step import (
    Counts,
    Progress,
    StepReport,
    last_fingerprint,
    run_step,
    software_fingerprint,
)
from florilege.web.study.folder import fingerprint
from florilege.web.study.models import Appraisal
from florilege.web.study.open_study import OpenStudy
from florilege.web.study.territory_measures import (
    NextSites,
    ServiceReach,
    TerritoryMeasures,
    TerritoryRate,
    keep_territories,
)

TERRITORY_ROOMS = (
    "territory",
    "web/steps/step.py",
    "web/steps/territories.py",
    "web/study/territory_measures.py",
)
LEVELS = ("region", "departement", "epci")
FEWEST = 200
"""Places at which listings of the whole country state a service, for its reach to mean something."""
ALONE_WITHIN, NEXT_WITHIN = 30.0, 20.0
"""Road kilometres: of the inhabitants that a place alone reaches; of those whom a next place would reach."""
NEXT = 3
"""Next places asked for in a département; one in an EPCI."""


@dataclass(frozen=True, slots=True)
class _Place:
    at: PlaceAt
    codes: Mapping[str, str]
    listings: frozenset[str]
    services: frozenset[str]


def territories_step(study: OpenStudy, force: bool, _progress: Progress) -> StepReport:
    """Measure rates and reach, and keep them for the pages of territories."""

    def inputs() -> str:
        return fingerprint(
            last_fingerprint(study.row, "link"),
            last_fingerprint(study.row, "appraise"),
            software_fingerprint(*TERRITORY_ROOMS),
        )

    return run_step(study, "territories", inputs=inputs, work=lambda: _measure(study), force=force)


def _measure(study: OpenStudy) -> Counts:
    national = _national()
    places = _places(study, national)
    services = Counter(service for place in places for service in place.services)
    measured = [service for service, count in services.most_common() if count >= FEWEST]
    found = TerritoryMeasures(
        national=national,
        rates=_rates(places, frozenset(national)),
        services=tuple(_reach(service, places) for service in measured),
    )
    keep_territories(study.row, found)
    return {
        "territories rated": sum(map(len, found.rates.values())),
        "services measured": len(measured),
        "places placed": sum(one.places for one in found.services),
        "places nowhere": sum(one.nowhere for one in found.services),
    }


def _places(study: OpenStudy, national: Sequence[str]) -> list[_Place]:
    """The places of the scope; services as listings of the whole country state them."""
    said: dict[str, set[str]] = defaultdict(set)
    claims = Claim.objects.filter(field="service", listing__in=national)
    for place, service in claims.values_list("place__public_id", "value").iterator(2000):
        said[place].add(service)
    within = Appraisal.objects.filter(study=study.row).values("place_id")
    rows = ShownPlace.objects.filter(place_id__in=within).order_by("place__rank").values_list(
        "place__public_id", "commune_code", "latitude", "longitude", "position_precision",
        "region_code", "departement_code", "epci_code", "listings",
    )  # fmt: skip
    return [
        _Place(
            # a position that is the centre of a commune tells no more than the commune
            PlaceAt(place, commune, *((None, None) if precision == "centre" else (latitude, longitude))),
            {"region": region, "departement": departement, "epci": epci},
            frozenset(listings),
            frozenset(said[place]),
        )
        for place, commune, latitude, longitude, precision, region, departement, epci, listings in rows
    ]


def _rates(places: Iterable[_Place], national: frozenset[str]) -> dict[str, dict[str, TerritoryRate]]:
    inhabitants: dict[str, Counter[str]] = {level: Counter() for level in LEVELS}
    for commune in reference().communes.values():
        for level, code in _codes(commune).items():
            inhabitants[level][code] += commune.population or 0
    counted: dict[str, Counter[str]] = {level: Counter() for level in LEVELS}
    added: dict[str, Counter[str]] = {level: Counter() for level in LEVELS}
    for place in places:
        count = counted if place.listings & national else added
        for level in LEVELS:
            count[level][place.codes[level]] += 1
    found: dict[str, dict[str, TerritoryRate]] = {}
    for level in LEVELS:
        codes = sorted(inhabitants[level].keys() - {""})
        rated = rates(
            [Count(code, counted[level][code], inhabitants[level][code], bool(national)) for code in codes]
        )
        found[level] = {
            code: TerritoryRate(counted[level][code], added[level][code], rated.by_code[code])
            for code in codes
        }
    return found


def _codes(commune: Commune) -> dict[str, str]:
    return {
        "region": commune.region,
        "departement": commune.departement,
        "epci": commune.epci or "",
    }


def reach_of_service(study: OpenStudy, service: str) -> Reach:
    """Who the places of the scope reach that listings of the whole country state a service of.

    Raises InputRefused, naming the services that they state, for another one.
    """
    places = _places(study, _national())
    stated = sorted({one for place in places for one in place.services})
    if service not in stated:
        raise InputRefused(
            Words(
                f"un service que les recensements de tout le pays disent : {', '.join(stated)}",
                f"a service that the listings of the whole country state: {', '.join(stated)}",
            ),
            column="--service",
            value=service,
            hint=nearest(service, stated),
        )
    return _measured(service, places)


def _national() -> tuple[str, ...]:
    """The listings that looked in every région."""
    covering = Listing.objects.values_list("slug", "coverage")
    return tuple(sorted(slug for slug, one in covering if EVERYWHERE in one.get("regions", ())))


def _measured(service: str, places: Iterable[_Place]) -> Reach:
    return measure_reach([place.at for place in places if service in place.services], reference=reference())


def _reach(service: str, places: Iterable[_Place]) -> ServiceReach:
    reach = _measured(service, places)
    rank = reach.rank(ALONE_WITHIN)
    following = _Next(reach)
    return ServiceReach(
        service=service,
        places=len(reach.places.ids),
        nowhere=len(reach.places.nowhere),
        limits=reach.limits,
        territories={level: reach.territories(level) for level in (*LEVELS, "france")},
        next_sites={"departement": following.in_departements(), "epci": following.in_epcis()},
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
