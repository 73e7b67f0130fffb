"""The step after the appraisal: rates and reach of every territory, from the places of the scope.

Only listings of the whole country are counted in a rate and measured in a reach: what a region's own listing adds there
would make its neighbours look empty. What others state settles only where a next place would serve nobody new.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from florilege.faults import InputRefused, Words
from florilege.listings.coverage import EVERYWHERE
from florilege.territory.place_points import PlaceAt
from florilege.territory.rates import Count, rates
from florilege.territory.reach import Reach, measure_reach
from florilege.territory.reference import Commune, reference
from florilege.territory.service_reach import ServicePlaces
from florilege.territory.services_beside import measured_beside
from florilege.toml_lines import nearest
from florilege.web.inventory.models import Claim, Listing, ShownPlace
from florilege.web.steps import listing_counts
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
from florilege.web.study.territory_measures import TerritoryMeasures, TerritoryRate, keep_territories

TERRITORY_ROOMS = (
    "territory",
    "web/steps/step.py",
    "web/steps/territories.py",
    "web/steps/listing_counts.py",
    "listings",
    "web/study/territory_measures.py",
)
LEVELS = ("region", "departement", "epci")
FRANCE = "france"
FEWEST = 200
"""Places at which listings of the whole country state a service, for its reach to mean something."""


class _Place(Struct, frozen=True):
    at: PlaceAt
    codes: Mapping[str, str]
    listings: frozenset[str]
    services: frozenset[str]
    elsewhere: frozenset[str]
    """Services that only other listings state."""


def territories_step(study: OpenStudy, force: bool, _progress: Progress) -> StepReport:
    """Measure rates and reach, and keep them for the pages of territories."""

    def inputs() -> str:
        return fingerprint(
            last_fingerprint(study.row, "link"),
            last_fingerprint(study.row, "appraise"),
            *listing_counts.fingerprints(study),
            software_fingerprint(*TERRITORY_ROOMS),
        )

    return run_step(study, "territories", inputs=inputs, work=lambda: _measure(study), force=force)


def _measure(study: OpenStudy) -> Counts:
    national = _national()
    places = _places(study, national)
    services = Counter(service for place in places for service in place.services)
    measured = [service for service, count in services.most_common() if count >= FEWEST]
    of_service = {
        service: ServicePlaces(
            tuple(place.at for place in places if service in place.services),
            tuple(place.at for place in places if service in place.elsewhere),
        )
        for service in measured
    }
    with measured_beside(of_service) as reached:
        rated = _rates(places, frozenset(national))
        counts, refused = listing_counts.listing_counts(study)
        found = TerritoryMeasures(national=national, rates=rated, services=reached(), counts=counts)
    keep_territories(study.row, found)
    return {
        "territories rated": sum(map(len, found.rates.values())),
        "services measured": len(measured),
        "territories counted twice": sum(map(len, counts.values())),
        "earlier versions refused": refused,
        "places placed": sum(one.places for one in found.services),
        "places nowhere": sum(one.nowhere for one in found.services),
    }


def _places(study: OpenStudy, national: Sequence[str]) -> list[_Place]:
    """The places of the scope; services as listings of the whole country state them, and as others do."""
    said: dict[str, set[str]] = defaultdict(set)
    others: dict[str, set[str]] = defaultdict(set)
    claims = Claim.objects.filter(field="service").values_list("place__public_id", "value", "listing")
    for place, service, listing in claims.iterator(2000):
        (said if listing in national else others)[place].add(service)
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
            frozenset(others[place] - said[place]),
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
