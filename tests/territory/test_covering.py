"""Where new places reach most people not yet reached."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from florilege.territory.covering import Covering, Effort, best_sites
from florilege.territory.place_points import PlaceAt
from florilege.territory.reach import measure_reach
from florilege.territory.reference import reference
from florilege.territory.where_next import where_next
from tests.examples import examples

REFERENCE = reference()
NO_SOLVER = Effort(rounds=5, nodes=0)


@st.composite
def instances(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, int]:
    sites, communes = draw(st.integers(1, 8)), draw(st.integers(1, 10))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    covers = (rng.random((sites, communes)) < draw(st.sampled_from([0.1, 0.3, 0.5]))).astype(np.float64)
    return covers, rng.integers(0, 20, communes), draw(st.integers(1, 4))


def solved(covers: np.ndarray, people: np.ndarray, size: int, effort: Effort) -> Covering:
    codes = [f"{number:02d}" for number in range(len(covers))]
    return best_sites(csr_array(covers), people, size, codes=codes, effort=effort)


def covered(covers: np.ndarray, people: np.ndarray, sites: tuple[str, ...]) -> int:
    return int(people[covers[[int(site) for site in sites]].any(axis=0)].sum())


def brute_force(covers: np.ndarray, people: np.ndarray, size: int) -> int:
    every = combinations(range(len(covers)), min(size, len(covers)))
    return max(int(people[covers[list(one)].any(axis=0)].sum()) for one in every)


@settings(max_examples=examples(120), deadline=None)
@given(instances())
def test_the_choice_is_that_of_brute_force(instance: tuple[np.ndarray, np.ndarray, int]) -> None:
    covers, people, size = instance
    found = solved(covers, people, size, Effort())
    assert found.proved
    assert found.value == found.bound == brute_force(covers, people, size)
    assert covered(covers, people, found.sites) == found.value == sum(found.gains)
    assert len(found.sites) <= size


@settings(max_examples=examples(120), deadline=None)
@given(instances())
def test_without_the_solver_the_bound_still_holds(instance: tuple[np.ndarray, np.ndarray, int]) -> None:
    covers, people, size = instance
    found, best = solved(covers, people, size, NO_SOLVER), brute_force(covers, people, size)
    assert covered(covers, people, found.sites) == found.value <= best <= found.bound
    assert not found.proved or found.value == best


@settings(max_examples=examples(60), deadline=None)
@given(instances())
def test_the_order_in_which_sites_are_given_changes_nothing(
    instance: tuple[np.ndarray, np.ndarray, int],
) -> None:
    covers, people, size = instance
    order = np.random.default_rng(len(people)).permutation(len(covers))
    codes = [f"{number:02d}" for number in order]
    shuffled = best_sites(csr_array(covers[order]), people, size, codes=codes)
    assert shuffled == solved(covers, people, size, Effort())


def test_of_equal_sites_the_lowest_code_is_chosen() -> None:
    covers = np.array([[1.0, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]])
    assert solved(covers, np.array([5, 7, 5]), 2, Effort()).sites == ("01", "00")


def test_sites_that_add_nobody_are_left_out() -> None:
    covers = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    found = solved(covers, np.array([3, 4]), 3, Effort())
    assert (found.sites, found.gains, found.proved) == (("00",), (7,), True)


def test_where_everybody_is_reached_nothing_is_proposed() -> None:
    found = solved(np.ones((2, 3)), np.zeros(3, dtype=np.int64), 2, Effort())
    assert found == Covering((), (), 0, 0, proved=True)
    assert found.gap == 0.0


@pytest.mark.parametrize(("people", "size"), [([1, 2], 1), ([1, 2, -1], 1), ([1, 2, 3], 0)])
def test_an_instance_that_does_not_fit_is_refused(people: list[int], size: int) -> None:
    with pytest.raises(ValueError, match="sites"):
        solved(np.ones((2, 3)), np.array(people), size, Effort())


def test_where_next_in_a_departement_is_proved_and_adds_what_it_says() -> None:
    moselle = [one.code for one in REFERENCE.communes.values() if one.departement == "57"]
    before = measure_reach([PlaceAt("metz", "57463")], reference=REFERENCE)
    found = where_next(before, kilometres=20.0, places=3, sites=moselle, among=moselle)
    assert found.covering.proved
    places = [PlaceAt("metz", "57463"), *(PlaceAt(site, site) for site in found.covering.sites)]
    after = measure_reach(places, reference=REFERENCE).territories("departement")["57"].reached[1].about
    reached = before.territories("departement")["57"].reached[1].about
    assert after - reached == found.covering.value <= found.unreached
    assert set(found.covering.sites) <= set(moselle)


def test_where_next_does_not_cross_the_sea() -> None:
    found = where_next(
        measure_reach([], reference=REFERENCE), kilometres=45.0, places=1, sites=["17168"], among=["17004"]
    )
    assert found.covering.sites == ()
    assert found.unreached > 0
