"""Inhabitants whom no other place serves."""

from __future__ import annotations

from florilege.appraisal.indicators import REGISTRY, Known, PlaceFacts, Surroundings, Unknown
from florilege.appraisal.only_reached import only_reached
from florilege.territory.place_points import PlaceAt
from florilege.territory.reach import measure_reach
from florilege.territory.reference import reference

METZ, NEIGHBOUR = PlaceAt("metz", "57463"), PlaceAt("metz-too", "57463")
AURILLAC = PlaceAt("aurillac", "15014")
REFERENCE = reference()


def reached(*places: PlaceAt, **offers: list[str]) -> dict[str, tuple[float, float]]:
    named = {key.replace("_", "-"): listed for key, listed in offers.items()}
    return only_reached(places, named, reference=REFERENCE)


def test_a_place_alone_of_its_kind_reaches_all_that_it_can() -> None:
    alone = reached(METZ, AURILLAC, metz=["fablab"], aurillac=["fablab"])
    whole = measure_reach([METZ, AURILLAC], reference=REFERENCE).marginal()
    for key, (low, high) in alone.items():
        assert (round(low * 1000), round(high * 1000)) == (whole[key][2].least, whole[key][2].most)


def test_beside_another_that_offers_the_same_a_place_alone_surely_serves_nobody() -> None:
    low, high = reached(METZ, NEIGHBOUR, metz=["fablab"], metz_too=["fablab"])["metz"]
    assert low == 0.0
    assert high < reached(METZ, metz=["fablab"])["metz"][1]


def test_what_only_one_of_two_neighbours_offers_counts_for_it_alone() -> None:
    both = reached(METZ, NEIGHBOUR, metz=["fablab", "training"], metz_too=["fablab"])
    assert both["metz"] == reached(METZ, metz=["training"])["metz"]
    assert both["metz-too"][0] == 0.0


def test_an_inhabitant_counts_once_whatever_the_place_alone_offers() -> None:
    assert reached(METZ, metz=["a", "b", "c"]) == reached(METZ, metz=["a"])


def test_without_an_offer_or_a_commune_it_is_unknown() -> None:
    assert reached(METZ, PlaceAt("lost"), metz=[], lost=["fablab"]) == {}


def test_the_indicator_is_an_interval_and_unknown_where_nothing_was_measured() -> None:
    compute = REGISTRY["reach"].compute
    facts = PlaceFacts("metz", {}, Surroundings(only_reached=(1.5, 40.0)), frozenset(), 2022)
    assert compute(facts) == Known(1.5, 40.0)
    assert compute(PlaceFacts("metz", {}, Surroundings(), frozenset(), 2022)) == Unknown()
