"""The five intercommunalities that most resemble one, and why."""

from __future__ import annotations

import math

import numpy as np
import pytest

from florilege.territory.peers import _standard, peers, profile
from florilege.territory.reference import reference

REFERENCE = reference()
METZ, GRAND_PARIS, AJACCIO, LYON = "200039865", "200054781", "242010056", "200046977"


@pytest.mark.parametrize("code", [METZ, GRAND_PARIS, AJACCIO, LYON, "200000172"])
def test_peers_are_five_others_of_the_same_kind_nearest_first(code: str) -> None:
    found = peers(code, reference=REFERENCE)
    assert len(found) == 5
    assert {one.profile.kind for one in found} == {profile(code, reference=REFERENCE).kind}
    assert code not in {one.profile.code for one in found}
    assert [one.distance for one in found] == sorted(one.distance for one in found)


def test_the_distance_of_a_peer_is_that_of_its_three_parts() -> None:
    for peer in peers(METZ, reference=REFERENCE):
        assert peer.distance == pytest.approx(math.sqrt(sum(part**2 for part in peer.apart)))


def test_no_other_of_the_kind_is_nearer_than_the_fifth() -> None:
    every = peers(METZ, reference=REFERENCE, count=10_000)
    kinds = [one for one in REFERENCE.epcis.values() if one.kind == "METRO"]
    assert len(every) == len(kinds) - 1
    assert every[:5] == peers(METZ, reference=REFERENCE)


def test_metz_is_profiled_by_its_inhabitants_and_the_metropole_of_nancy() -> None:
    metz = profile(METZ, reference=REFERENCE)
    assert metz.main_commune == "57463"
    assert metz.metropole == "245400676"
    assert metz.metropole_km == pytest.approx(47, abs=3)
    assert metz.inhabitants == sum(
        one.population or 0 for one in REFERENCE.communes.values() if one.epci == METZ
    )


def test_the_density_of_hexagons_ranks_a_dense_territory_before_a_sparse_one() -> None:
    dense, sparse = profile(GRAND_PARIS, reference=REFERENCE), profile(METZ, reference=REFERENCE)
    assert dense.density is not None
    assert sparse.density is not None
    assert dense.density > 3 * sparse.density


def test_where_no_metropole_is_on_the_land_the_distance_is_not_known_and_others_without_are_nearer() -> None:
    ajaccio = profile(AJACCIO, reference=REFERENCE)
    assert ajaccio.metropole is None
    assert ajaccio.metropole_km is None
    assert all(one.profile.metropole is None for one in peers(AJACCIO, reference=REFERENCE)[:2])


def test_a_code_that_is_no_intercommunality_of_today_is_refused() -> None:
    with pytest.raises(KeyError):
        peers("57463", reference=REFERENCE)


def test_deviations_are_robust_and_a_value_that_all_share_counts_for_nothing() -> None:
    values = np.array([[1.0, 5.0, 0.0], [2.0, 5.0, 0.0], [3.0, 5.0, 0.0], [1_000.0, 5.0, 9.0]])
    found = _standard(values)
    assert found[:3, 0] == pytest.approx(np.array([-1.5, -0.5, 0.5]) / 1.4826)
    assert (found[:, 1] == 0.0).all()
    assert found[3, 2] > found[0, 2]  # three in four alike: the standard deviation stands in
