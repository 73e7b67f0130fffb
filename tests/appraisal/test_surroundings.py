"""What lies around a place: the nearest one like it, by brute force too, and how many there are, by who looked."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from florilege.appraisal.surroundings import District, Site, comparable, surroundings
from florilege.listings.coverage import Coverage
from florilege.territory.distance import great_circle
from florilege.territory.reference import reference
from tests.examples import examples

NATIONAL = Coverage(("all",), ("coworking", "fablab"))
LOIRE = Coverage(("52",), ("coworking",))
DISTRICTS = {
    "nantes": District(100_000, "52"),
    "angers": District(300_000, "52"),
    "metz": District(200_000, "44"),
}


def site(
    name: str,
    *offers: str,
    at: tuple[float | None, float | None] = (48.0, 2.0),
    reach: int = 0,
    kind: str = "coworking",
    listings: tuple[str, ...] = ("national",),
    epci: str = "metz",
) -> Site:
    return Site(name, offers, kind, listings, *at, reach, epci)


def around(sites: Sequence[Site], coverage: dict[str, Coverage] | None = None):  # type: ignore[no-untyped-def]
    return surroundings(sites, DISTRICTS, {"national": NATIONAL} if coverage is None else coverage)


def test_a_label_that_a_single_listing_gives_likens_nobody() -> None:
    offers = {"etude": ["kind:lieu-innovation", "coworking"], "national": ["coworking", "prototyping"]}
    assert comparable(offers, {"national": NATIONAL}, "44") == {"coworking"}


def test_what_no_listing_of_the_region_looked_for_likens_nobody_there() -> None:
    offers = {"etude": ["business-support"], "loire": ["business-support"]}
    assert comparable(offers, {"loire": LOIRE}, "44") == frozenset()
    assert comparable(offers, {"loire": LOIRE}, "52") == {"business-support"}


def test_the_nearest_is_another_that_offers_one_of_the_same_services() -> None:
    found = around(
        [
            site("a", "coworking", "prototyping"),
            site("b", "coworking", at=(48.1, 2.0)),
            site("c", "prototyping", at=(48.01, 2.0)),
            site("d", "training", at=(48.001, 2.0)),
        ]
    )
    assert found["a"].neighbour == "c"
    assert found["a"].next_km == pytest.approx((1.112, 1.112), abs=0.001)
    assert found["d"].next_km is None


def test_two_at_one_door_are_no_distance_apart() -> None:
    found = around([site("a", "coworking"), site("b", "coworking"), site("c", "coworking")])
    assert {one: found[one].neighbour for one in "abc"} == {"a": "b", "b": "a", "c": "a"}
    assert found["a"].next_km == (0.0, 0.0)


def test_known_at_the_centre_of_its_commune_a_place_is_anywhere_within_reach() -> None:
    centre, near = site("a", "coworking", reach=5), site("b", "coworking", at=(48.09, 2.0))
    assert around([centre, near])["a"].next_km == pytest.approx((5.008, 15.008), abs=0.001)
    assert around([centre, site("b", "coworking", reach=5)])["a"].next_km == (0.0, 5.0)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 6),
            st.integers(0, 6),
            st.sampled_from([0, 0, 3, 8]),
            st.sampled_from(["x", "y", "xy", ""]),
        ),
        max_size=12,
    )
)
@settings(max_examples=examples(150))
def test_distances_are_those_of_every_pair_tried(drawn: list[tuple[int, int, int, str]]) -> None:
    sites = [
        site(f"p{rank}", *offers, at=(48 + north / 20, 2 + east / 20), reach=reach)
        for rank, (north, east, reach, offers) in enumerate(drawn)
    ]
    found = around(sites)
    for one in sites:
        ends = [
            _ends(one, other) for other in sites if other is not one and set(one.offers) & set(other.offers)
        ]
        if not ends:
            assert found[one.place_id].next_km is None
            continue
        expected = (min(low for low, _ in ends), min(high for _, high in ends))
        assert found[one.place_id].next_km == pytest.approx(expected, abs=0.002)
        named = next(other for other in sites if other.place_id == found[one.place_id].neighbour)
        assert _ends(one, named)[1] == pytest.approx(expected[1], abs=0.002)


def _ends(one: Site, other: Site) -> tuple[float, float]:
    assert one.latitude
    assert one.longitude
    assert other.latitude
    assert other.longitude
    apart = great_circle(one.latitude, one.longitude, other.latitude, other.longitude) / 1000
    reach = one.reach + other.reach
    return max(0.0, apart - reach), (apart + reach if apart > 1e-9 else max(one.reach, other.reach))


def test_places_are_counted_from_the_listings_that_looked_there() -> None:
    coverage = {"national": NATIONAL, "loire": LOIRE}
    sites = [
        site("a", epci="metz"),
        site("b", epci="metz"),
        site("stray", listings=("loire",), epci="metz"),
        site("c", epci="nantes"),
        site("d", listings=("loire",), epci="nantes"),
    ]
    found = around(sites, coverage)
    assert found["c"].per_100k == (2.0, 2.0)
    assert found["c"].listed_by == ("loire",)
    # what the listing of the région adds there: one place for its 400,000 inhabitants
    assert found["a"].per_100k == pytest.approx((1.0, 1.25))
    assert found["a"].listed_by == ()
    # listed by none that looked in Metz, the place is there all the same
    assert found["stray"].per_100k == pytest.approx((1.5, 1.75))


def test_where_nobody_says_to_have_looked_nothing_is_counted() -> None:
    assert around([site("a")], {})["a"].per_100k is None
    assert around([site("a", epci="")])["a"].per_100k is None


def test_a_commune_reaches_as_far_as_the_centres_around_it() -> None:
    found = reference()
    assert found.reach("57463") == pytest.approx(3_900, rel=0.05)
    larger = found.reach("13004")
    assert larger is not None
    assert larger > 15_000
    assert math.isfinite(larger)
    assert found.reach("97501") is None or found.communes["97501"].latitude is not None
    assert found.reach("nowhere") is None


def test_a_place_that_may_be_this_very_one_is_its_neighbour_at_least_and_never_for_sure() -> None:
    own = replace(site("a", "coworking"), selves=("b",))
    found = around([own, site("b", "coworking", at=(48.001, 2.0)), site("c", "coworking", at=(48.1, 2.0))])[
        "a"
    ]
    assert found.next_km == pytest.approx((0.111, 11.12), abs=0.001)
    assert (found.neighbour, found.nearer, found.nearer_is_self) == ("c", "b", True)


def test_a_place_with_none_alike_but_one_that_may_be_itself_has_no_distance() -> None:
    own = replace(site("a", "coworking"), selves=("b",))
    assert around([own, site("b", "coworking", at=(48.001, 2.0))])["a"].next_km is None


def test_the_place_that_may_be_nearer_is_told_beside_the_one_that_is_no_farther() -> None:
    sure, maybe = site("b", "coworking", at=(48.096, 2.0)), site("c", "coworking", at=(48.1, 2.0), reach=2)
    found = around([site("a", "coworking"), sure, maybe])["a"]
    assert (found.neighbour, found.nearer, found.nearer_is_self) == ("b", "c", False)
    assert around([site("a", "coworking"), sure])["a"].nearer == ""
