"""All that is measured of the places of a service: the same in one process or several, on any machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from florilege.territory.place_points import PlaceAt
from florilege.territory.reference import reference
from florilege.territory.service_reach import IN_FRANCE, ServiceReach, service_reach, silent_regions
from florilege.territory.services_beside import measured_beside

LARGEST = sorted(reference().communes.values(), key=lambda one: (-(one.population or 0), one.code))
"""A place in each of the largest communes: what is left to reach is then little, and the test short."""
PLACES: Mapping[str, Sequence[PlaceAt]] = {
    "coworking": [PlaceAt(f"a{one.code}", one.code) for one in LARGEST[:3000]],
    "prototyping": [PlaceAt(f"b{one.code}", one.code) for one in LARGEST[:4000]],
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


def test_a_region_where_no_place_is_listed_counts_for_nothing_in_france() -> None:
    inland = [PlaceAt(one.code, one.code) for one in LARGEST[:3000] if one.region != "04"]
    found = service_reach("coworking", inland, reference=reference())
    following = found.next_sites["france"]["france"]
    assert silent_regions(found.territories) == ("04",)
    assert not [code for code in following.sites if reference().communes[code].region == "04"]
    everywhere, reunion = found.territories["france"]["france"], found.territories["region"]["04"]
    within = everywhere.reached[found.limits.index(following.kilometres)].about
    assert following.unreached == everywhere.inhabitants - within - reunion.inhabitants


def test_next_places_of_france_are_proved_or_near_the_best(coworking: ServiceReach) -> None:
    following = coworking.next_sites["france"]["france"]
    assert following.proved == (following.gap == 0)
    assert following.gap < 0.02
    best = max(one.gains[0] for one in coworking.next_sites["epci"].values() if one.gains)
    assert following.gains[0] <= best


def test_services_measured_beside_each_other_are_as_measured_one_by_one(coworking: ServiceReach) -> None:
    with measured_beside(PLACES, processes=2) as services:
        found = services()
    assert found == (coworking, service_reach("prototyping", PLACES["prototyping"], reference=reference()))


def test_nothing_is_measured_where_there_is_no_service() -> None:
    with measured_beside({}) as services:
        assert services() == ()
