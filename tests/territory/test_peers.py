"""The territories that a territory is set beside."""

from __future__ import annotations

import pytest

from florilege.territory.peers import peers, traits
from florilege.territory.reference import reference

REFERENCE = reference()
METZ, AJACCIO, DOMBES = "200039865", "242010056", "200069193"


def test_a_metropole_is_set_beside_five_others_nearest_first() -> None:
    found = peers(METZ, reference=REFERENCE)
    assert found is not None
    assert len(found.nearest) == 5
    assert {one.traits.kind for one in found.nearest} == {"METRO"}
    assert METZ not in {one.traits.code for one in found.nearest}
    assert [one.distance for one in found.nearest] == sorted(one.distance for one in found.nearest)


def test_the_distance_is_made_of_the_parts_that_a_page_shows() -> None:
    found = peers(DOMBES, reference=REFERENCE)
    assert found is not None
    for one in found.nearest:
        assert one.distance == pytest.approx(sum(part**2 for part in one.parts) ** 0.5)
    assert max(found.nearest[0].parts) < 0.5


def test_a_metropole_is_not_its_own_next_one() -> None:
    metz = traits(REFERENCE)[METZ]
    assert metz.metropole == "245400676"  # Nancy
    assert metz.metropole_km == pytest.approx(47, abs=3)


def test_without_a_metropole_on_its_land_a_territory_is_set_beside_others_without() -> None:
    found = peers(AJACCIO, reference=REFERENCE)
    assert found is not None
    assert found.traits.metropole_km is None
    assert all(one.traits.metropole_km is None for one in found.nearest)


def test_estimated_surfaces_are_near_the_true_ones_inland() -> None:
    # Moselle, Savoie and Alpes-de-Haute-Provence hold whole EPCI; surfaces from the INSEE, in square kilometres
    true = {"57": 6216, "04": 6925}
    for departement, surface in true.items():
        epcis = [
            code
            for code, one in REFERENCE.epcis.items()
            if one.departement == departement and one.kind != "EPT"
        ]
        estimated = sum(
            traits(REFERENCE)[code].population / traits(REFERENCE)[code].density for code in epcis
        )
        assert estimated == pytest.approx(surface, rel=0.15)


@pytest.mark.parametrize("code", ["", "000000000", "200058006"])
def test_what_is_no_epci_has_no_peers(code: str) -> None:
    assert peers(code, reference=REFERENCE) is None
