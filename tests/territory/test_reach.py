"""Inhabitants within some road kilometres of places."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from florilege.territory.distance import great_circles
from florilege.territory.inhabitants import inhabitants
from florilege.territory.lands import ISLANDS, land_of
from florilege.territory.place_points import WHY_NOWHERE, PlaceAt
from florilege.territory.reach import LIMITS, Reach, measure_reach
from florilege.territory.reference import reference
from florilege.territory.road_distances import GreatCircle

METZ, OUESSANT, AJACCIO, POINTE_A_PITRE, NOUMEA = "57463", "29155", "2A004", "97120", "98818"
REFERENCE = reference()
PEOPLE = inhabitants(REFERENCE)


def reach(*places: PlaceAt, factor: float = 1.3) -> Reach:
    return measure_reach(places, reference=REFERENCE, distances=GreatCircle(factor))


def everywhere(count: int, seed: int) -> list[PlaceAt]:
    """Places where people are, half of them with a position of their own."""
    draw = np.random.default_rng(seed)
    ranks = draw.choice(len(PEOPLE.communes), count, p=PEOPLE.people / PEOPLE.people.sum())
    places = []
    for number, rank in enumerate(ranks):
        commune = PEOPLE.communes[rank]
        assert commune.latitude is not None
        assert commune.longitude is not None
        north, east = draw.normal(0, 0.02, 2)
        own = (commune.latitude + north, commune.longitude + east) if number % 2 else (None, None)
        places.append(PlaceAt(f"p{number}", commune.code, *own))
    return places


def all_pairs(places: Sequence[PlaceAt], factor: float = 1.3) -> dict[str, NDArray[np.float64]]:
    """(places, communes) road kilometres at least, about and at most, each pair measured by itself."""
    centres = [REFERENCE.communes[place.commune_code] for place in places]
    own = np.array([place.latitude is not None for place in places])
    north = [place.latitude or centre.latitude for place, centre in zip(places, centres, strict=True)]
    east = [place.longitude or centre.longitude for place, centre in zip(places, centres, strict=True)]
    communes = PEOPLE.communes
    metres = great_circles(
        np.array(north)[:, None],
        np.array(east)[:, None],
        [one.latitude for one in communes],
        [one.longitude for one in communes],
    )
    about = metres / 1000 * factor
    about[np.array([[land_of(a)] for a in centres]) != np.array([land_of(b) for b in communes])] = np.inf
    stretch = np.array([(REFERENCE.reach(one.code) or 0.0) / 1000 for one in communes])
    of_place = np.array(
        [0.0 if it else stretch[PEOPLE.index[c.code]] for it, c in zip(own, centres, strict=True)]
    )
    around = factor * (stretch[None, :] + of_place[:, None])
    most = about + around
    for row, (it, centre) in enumerate(zip(own, centres, strict=True)):
        if not it:
            at = PEOPLE.index[centre.code]
            most[row, at] = about[row, at] + factor * stretch[at]
    return {"least": np.maximum(about - around, 0.0), "about": about, "most": most}


def test_the_reach_is_that_of_all_pairs_measured_one_by_one() -> None:
    places = everywhere(60, seed=4)
    found, pairs = reach(*places), all_pairs(places)
    france = found.territories("france")["france"]
    for rank, limit in enumerate(LIMITS):
        for bound, distance in (("least", "most"), ("about", "about"), ("most", "least")):
            expected = int(PEOPLE.people[(pairs[distance] <= limit).any(axis=0)].sum())
            assert getattr(france.reached[rank], bound) == expected


def test_marginal_inhabitants_are_those_lost_when_the_place_is_left_out() -> None:
    places = everywhere(60, seed=5)
    whole = reach(*places)
    marginal = whole.marginal()
    for left_out in (0, 7, 22, 41):
        others = reach(*places[:left_out], *places[left_out + 1 :])
        for rank in range(len(LIMITS)):
            lost = (
                whole.territories("france")["france"].reached[rank].about
                - others.territories("france")["france"].reached[rank].about
            )
            assert marginal[places[left_out].place_id][rank].about == lost


def test_the_gain_of_a_site_is_what_adding_it_adds() -> None:
    places, sites = everywhere(40, seed=6), everywhere(12, seed=7)
    whole = reach(*places)
    gains = whole.gains(sites, 20.0)
    before = whole.territories("france")["france"].reached[1].about
    for site in sites:
        after = reach(*places, site).territories("france")["france"].reached[1].about
        assert gains[site.place_id].about == after - before


def test_many_places_are_measured_in_batches_that_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    places = everywhere(50, seed=8)
    at_once = reach(*places)
    monkeypatch.setattr("florilege.territory.reach.BATCH", 7)
    in_batches = reach(*places)
    assert in_batches.territories("epci") == at_once.territories("epci")
    assert in_batches.marginal() == at_once.marginal()


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 12), st.integers(0, 10_000))
def test_bounds_hold_the_number_and_grow_with_the_distance(count: int, seed: int) -> None:
    found = reach(*everywhere(count, seed))
    for one in (*found.territories("region").values(), *found.territories("france").values()):
        for reached in one.reached:
            assert 0 <= reached.least <= reached.about <= reached.most <= one.inhabitants
        for near, far in zip(one.reached, one.reached[1:], strict=False):
            assert (near.least, near.about, near.most) <= (far.least, far.about, far.most)
    for by_limit in found.marginal().values():
        assert all(one.least <= one.about <= one.most for one in by_limit)


def test_levels_add_up_to_france_but_for_the_communes_without_epci() -> None:
    found = reach(*everywhere(30, seed=1))
    france = found.territories("france")["france"]
    for level in ("commune", "departement", "region"):
        inside = found.territories(level).values()
        assert sum(one.reached[2].about for one in inside) == france.reached[2].about
        assert sum(one.inhabitants for one in inside) == france.inhabitants
    alone = sum(one.population or 0 for one in PEOPLE.communes if not one.epci)
    assert sum(one.inhabitants for one in found.territories("epci").values()) == france.inhabitants - alone


def test_an_island_without_epci_counts_in_its_departement_and_is_reached_by_its_own_places() -> None:
    found = reach(PlaceAt("phare", OUESSANT))
    island = found.territories("commune")[OUESSANT]
    assert island.reached[0].about == island.inhabitants > 0
    assert found.territories("departement")["29"].reached[3].about == island.inhabitants


def test_no_road_leads_from_one_land_to_another() -> None:
    # Île-d'Aix is 4 km from Fouras; Marie-Galante 30 km from Guadeloupe
    assert reach(PlaceAt("fort", "17004")).territories("commune")["17168"].reached[3].most == 0
    assert reach(PlaceAt("quai", POINTE_A_PITRE)).territories("commune")["97112"].reached[3].most == 0
    assert reach(PlaceAt("port", AJACCIO)).territories("region")["93"].reached[3].most == 0


@pytest.mark.parametrize(
    ("place", "why"),
    [
        (PlaceAt("bouee", latitude=46.0, longitude=-4.0), "at_sea"),
        (PlaceAt("nul", latitude=0.0, longitude=0.0), "at_sea"),
        (PlaceAt("sans", ""), "unlocated"),
        (PlaceAt("noumea", NOUMEA), "no_centre"),
    ],
)
def test_a_place_at_sea_or_nowhere_reaches_nobody_and_is_listed_with_the_reason(
    place: PlaceAt, why: str
) -> None:
    found = reach(PlaceAt("metz", METZ), place)
    alone = reach(PlaceAt("metz", METZ))
    assert found.places.nowhere == {place.place_id: why}
    assert WHY_NOWHERE[why].en
    assert found.territories("region") == alone.territories("region")


def test_a_position_at_sea_gives_way_to_the_commune_that_is_known() -> None:
    found = reach(PlaceAt("brest", "29019", 46.0, -4.0))
    assert found.places.brought_back == ("brest",)
    assert found.territories("commune")["29019"].reached[0].about > 0


def test_islands_with_a_bridge_are_mainland() -> None:
    assert land_of(REFERENCE.communes["17318"]) == "mainland"  # Sainte-Marie-de-Ré


def test_every_island_named_is_a_commune_of_today() -> None:
    assert set(ISLANDS) <= set(REFERENCE.communes)


def test_communes_without_a_centre_are_unknown_and_never_out_of_reach() -> None:
    found = reach(PlaceAt("m", METZ))
    caledonia = found.territories("region")["988"]
    assert (caledonia.inhabitants, caledonia.share(0)) == (0, None)
    assert caledonia.unknown_communes == 33
    assert caledonia.unknown_inhabitants > 200_000
    assert NOUMEA not in found.bands()
    assert NOUMEA not in {one.code for one in found.white()}


@pytest.mark.parametrize(
    ("place", "why"),
    [
        (PlaceAt("p"), "unlocated"),
        (PlaceAt("p", "00000"), "unlocated"),
        (PlaceAt("p", "", 45.5, -8.0), "at_sea"),
        (PlaceAt("p", NOUMEA, -22.27, 166.44), "no_centre"),
    ],
)
def test_a_place_that_stands_nowhere_reaches_nobody_and_is_listed(place: PlaceAt, why: str) -> None:
    found = reach(place)
    assert found.places.nowhere == {"p": why}
    assert found.territories("france")["france"].reached[3].most == 0
    assert found.marginal() == {}


def test_a_position_at_sea_brings_a_place_back_to_the_centre_of_its_commune() -> None:
    found = reach(PlaceAt("p", METZ, 45.5, -8.0))
    assert found.places.brought_back == ("p",)
    assert found.territories("epci") == reach(PlaceAt("p", METZ)).territories("epci")


def test_a_place_under_a_former_code_stands_in_the_commune_of_today() -> None:
    assert reach(PlaceAt("p", "01039")).territories("commune")["01138"].reached[0].about > 0


def test_white_communes_are_those_beyond_the_distance_the_most_inhabited_first() -> None:
    found = reach(*everywhere(200, seed=2))
    white = found.white(30.0)
    assert [one.inhabitants for one in white] == sorted((one.inhabitants for one in white), reverse=True)
    bands = found.bands()
    beyond = {code for code, band in bands.items() if band is None or band > 30.0}
    assert {one.code for one in white} == beyond
    sure = {one.code for one in white if one.surely}
    assert 0 < len(sure) < len(white)
    assert all(found.territories("commune")[code].reached[2].most == 0 for code in sure)


def test_a_longer_road_for_the_same_flight_reaches_fewer() -> None:
    straight, winding = (reach(PlaceAt("m", METZ), factor=factor) for factor in (1.0, 1.6))
    assert (
        winding.territories("france")["france"].reached[2].about
        < straight.territories("france")["france"].reached[2].about
    )


@pytest.mark.parametrize("factor", [0.9, float("nan"), float("inf")])
def test_a_road_shorter_than_the_flight_is_refused(factor: float) -> None:
    with pytest.raises(ValueError, match="factor"):
        GreatCircle(factor)


@pytest.mark.parametrize("limits", [(), (0.0, 10.0), (20.0, 10.0), (10.0, 10.0)])
def test_distances_in_disorder_are_refused(limits: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="ascending"):
        measure_reach([], reference=REFERENCE, limits=limits)
