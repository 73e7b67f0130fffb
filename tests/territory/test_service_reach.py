"""All that is measured of the places of a service: the same in one process or several, on any machine."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from florilege.territory.place_points import PlaceAt
from florilege.territory.reference import reference
from florilege.territory.service_reach import IN_FRANCE, ServicePlaces, ServiceReach, service_reach
from florilege.territory.services_beside import measured_beside

LARGEST = sorted(reference().communes.values(), key=lambda one: (-(one.population or 0), one.code))
"""A place in each of the largest communes: what is left to reach is then little, and the test short."""
PLACES: Mapping[str, ServicePlaces] = {
    "coworking": ServicePlaces([PlaceAt(f"a{one.code}", one.code) for one in LARGEST[:3000]]),
    "prototyping": ServicePlaces([PlaceAt(f"b{one.code}", one.code) for one in LARGEST[:4000]]),
}


@pytest.fixture(scope="module")
def coworking() -> ServiceReach:
    return service_reach("coworking", PLACES["coworking"], reference=reference())


def test_next_places_of_france_add_less_and_less_to_whom_no_place_reaches(coworking: ServiceReach) -> None:
    following = coworking.next_sites["france"]["france"]
    assert len(following.sites) == IN_FRANCE
    assert list(following.gains) == sorted(following.gains, reverse=True)
    reach = coworking.territories["france"]["france"]
    within = reach.reached[coworking.limits.index(following.kilometres)]
    assert following.unreached == reach.inhabitants - within.about
    assert sum(following.gains) < following.unreached


@pytest.fixture(scope="module")
def without_reunion() -> ServiceReach:
    counted = [PlaceAt(one.code, one.code) for one in LARGEST[:3000] if one.region != "04"]
    return service_reach("coworking", ServicePlaces(counted), reference=reference())


def test_the_inhabitants_of_a_region_where_no_place_is_counted_are_unknown_at_every_level(
    without_reunion: ServiceReach, coworking: ServiceReach
) -> None:
    assert without_reunion.silent == ("04",)
    silent = without_reunion.territories["region"]["04"]
    peopled = coworking.territories["region"]["04"].inhabitants
    assert (silent.inhabitants, silent.unknown_inhabitants) == (0, peopled)
    assert silent.share(0) is None
    assert without_reunion.territories["departement"]["974"] == replace(silent, code="974")
    everywhere, before = (one.territories["france"]["france"] for one in (without_reunion, coworking))
    assert everywhere.inhabitants == before.inhabitants - peopled
    assert everywhere.unknown_inhabitants == before.unknown_inhabitants + peopled


def test_no_place_is_advised_and_no_white_zone_seen_where_no_place_is_counted(
    without_reunion: ServiceReach,
) -> None:
    communes = reference().communes
    assert not [code for code in without_reunion.white if communes[code].region == "04"]
    advised = [
        code for level in without_reunion.next_sites.values() for one in level.values() for code in one.sites
    ]
    assert advised
    assert not [code for code in advised if communes[code].region == "04"]
    everywhere = without_reunion.territories["france"]["france"]
    within = everywhere.reached[without_reunion.limits.index(20.0)].about
    assert without_reunion.next_sites["france"]["france"].unreached == everywhere.inhabitants - within


def test_no_place_is_advised_for_whom_a_place_of_another_listing_reaches(coworking: ServiceReach) -> None:
    (code,) = coworking.next_sites["departement"]["48"].sites[:1]
    others = [PlaceAt("regional", code)]
    found = service_reach(
        "coworking", ServicePlaces(PLACES["coworking"].counted, others), reference=reference()
    )
    before, after = (one.next_sites["departement"]["48"] for one in (coworking, found))
    assert code not in after.sites
    assert after.unreached == before.unreached - before.gains[0]
    assert found.territories == coworking.territories  # shares stay those of the whole country's listings


def test_an_epci_is_advised_what_serves_most_of_its_own_inhabitants(coworking: ServiceReach) -> None:
    for one in coworking.next_sites["epci"].values():
        assert bool(one.sites) == bool(one.unreached)
        assert all(0 < gain <= one.unreached for gain in one.gains)
        assert len(one.around) == len(one.sites)
    assert any(around for one in coworking.next_sites["epci"].values() for around in one.around)


def test_a_region_is_advised_three_places_for_its_own_inhabitants(coworking: ServiceReach) -> None:
    for code, one in coworking.next_sites["region"].items():
        assert len(one.sites) == 3 or sum(one.gains) == one.unreached
        assert {reference().communes[site].region for site in one.sites} <= {code}
        assert one.gap < 0.05


def test_next_places_of_france_are_proved_or_near_the_best(coworking: ServiceReach) -> None:
    following = coworking.next_sites["france"]["france"]
    assert following.proved == (following.gap == 0)
    assert following.gap < 0.02
    best = max(sum(one.gains) for one in coworking.next_sites["region"].values())
    assert sum(following.gains) >= best * (1 - following.gap)


def test_services_measured_beside_each_other_are_as_measured_one_by_one(coworking: ServiceReach) -> None:
    with measured_beside(PLACES, processes=2) as services:
        found = services()
    assert found == (coworking, service_reach("prototyping", PLACES["prototyping"], reference=reference()))


def test_nothing_is_measured_where_there_is_no_service() -> None:
    with measured_beside({}) as services:
        assert services() == ()
