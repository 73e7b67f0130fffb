"""Rates for 100,000 inhabitants, with intervals for small numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import trapezoid

from florilege.territory.rates import PER, WIDEST, Count, fit, rates
from tests.examples import examples


def counted(*pairs: tuple[int, int]) -> list[Count]:
    return [Count(str(at), places, people, looked=True) for at, (places, people) in enumerate(pairs)]


def drawn(shape: float, size: int, seed: int) -> tuple[list[Count], np.ndarray]:
    """Territories whose true rates are known, 3 for 100,000 on average."""
    rng = np.random.default_rng(seed)
    people = np.exp(rng.normal(math.log(40_000), 1, size)).astype(int)
    true = rng.gamma(shape, 3 / shape, size)
    places = rng.poisson(true * people / PER)
    return counted(*zip(places.tolist(), people.tolist(), strict=True)), true


def test_the_fitted_law_is_that_of_greatest_likelihood_of_negative_binomials() -> None:
    counts, _ = drawn(4, 200, seed=2)
    places = np.array([one.places for one in counts], dtype=float)
    exposure = np.array([one.inhabitants / PER for one in counts if one.inhabitants], dtype=float)

    def likelihood(mean: float, shape: float) -> float:
        return float(stats.nbinom.logpmf(places, shape, shape / (shape + mean * exposure)).sum())

    law = fit(places, exposure)
    assert law is not None
    best = likelihood(law.mean, law.shape)
    for mean, shape in ((1.01, 1), (0.99, 1), (1, 1.03), (1, 0.97)):
        assert likelihood(law.mean * mean, law.shape * shape) < best


def test_rates_are_the_mean_over_all_laws_that_the_counts_allow() -> None:
    counts = counted((0, 12_000), (3, 50_000), (9, 90_000), (1, 70_000), (12, 130_000), (2, 20_000))
    places = np.array([one.places for one in counts], dtype=float)
    exposure = np.array([one.inhabitants / PER for one in counts if one.inhabitants])
    spread = np.linspace(0.01, WIDEST, 400)
    log_mean = np.linspace(math.log(0.3), math.log(60), 500)
    shape, mean = spread[:, None] ** -2.0, np.exp(log_mean)[None, :]
    logs = sum(
        stats.nbinom.logpmf(y, shape, shape / (shape + mean * e))
        for y, e in zip(places, exposure, strict=True)
    )
    weight = np.exp(logs - np.max(logs))
    whole = trapezoid(trapezoid(weight, log_mean, axis=1), spread)
    for one, y, e in zip(counts, places, exposure, strict=True):
        expected = (
            trapezoid(trapezoid(weight * (y + shape) / (e + shape / mean), log_mean, axis=1), spread) / whole
        )
        assert rates(counts).by_code[one.code].rate == pytest.approx(expected, rel=0.06)


@pytest.mark.parametrize(("shape", "size"), [(1, 20), (1, 80), (4, 80), (30, 80), (1e9, 80)])
def test_nine_intervals_in_ten_hold_the_true_rate(shape: float, size: int) -> None:
    held = []
    for seed in range(25):
        counts, true = drawn(shape, size, seed)
        found = rates(counts).by_code
        held += [
            (found[one.code].low or 0) <= rate <= (found[one.code].high or 0)
            for one, rate in zip(counts, true, strict=True)
        ]
    assert np.mean(held) > 0.86


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 2_000_000)), min_size=1, max_size=12))
@example([(0, 1), (1, 1561)])
def test_a_rate_lies_in_its_interval_and_a_shrinkage_between_none_and_all(
    pairs: list[tuple[int, int]],
) -> None:
    for one in rates(counted(*pairs)).by_code.values():
        assert one.low is not None
        assert one.rate is not None
        assert one.high is not None
        assert one.shrinkage is not None
        assert 0 <= one.low <= one.rate <= one.high < math.inf
        assert 0 <= one.shrinkage <= 1


def test_the_fewer_the_inhabitants_the_more_a_rate_is_drawn() -> None:
    counts, _ = drawn(2, 60, seed=1)
    found = rates(counts).by_code
    by_people = sorted(counts, key=lambda one: one.inhabitants or 0)
    shrinkages = [found[one.code].shrinkage for one in by_people]
    assert shrinkages == sorted(shrinkages, key=lambda one: -(one or 0))


def test_where_no_listing_looked_it_cannot_be_told_and_counts_for_nothing() -> None:
    reported = counted((3, 50_000), (9, 90_000), (1, 70_000))
    found = rates([*reported, Count("x", 0, 400_000, looked=False)])
    assert (found.by_code["x"].how, found.by_code["x"].rate) == ("untold", None)
    assert found.by_code["0"] == rates(reported).by_code["0"]


@pytest.mark.parametrize("people", [0, None])
def test_a_territory_without_inhabitants_has_no_rate(people: int | None) -> None:
    found = rates([*counted((3, 50_000), (9, 90_000)), Count("x", 2, people, looked=True)])
    assert (found.by_code["x"].how, found.by_code["x"].rate) == ("uninhabited", None)


def test_without_a_place_anywhere_a_rate_is_zero_up_to_what_the_inhabitants_allow() -> None:
    found = rates(counted((0, 50_000), (0, 500_000)))
    small, large = found.by_code.values()
    assert found.law is None
    assert (small.how, small.rate, small.low) == ("alone", 0.0, 0.0)
    assert small.high == pytest.approx(stats.gamma.ppf(0.95, 0.5) / 0.5)
    assert large.high == pytest.approx(stats.gamma.ppf(0.95, 0.5) / 5)


def test_a_single_territory_stands_by_its_own_count() -> None:
    only = rates(counted((4, 200_000))).by_code["0"]
    assert (only.how, only.rate, only.shrinkage) == ("alone", 2.0, 0.0)


def test_territories_that_differ_no_more_than_by_chance_have_the_rate_of_all() -> None:
    found = rates(counted(*[(5, 100_000)] * 30))
    assert found.law is not None
    assert math.isinf(found.law.shape)
    assert {one.how for one in found.by_code.values()} == {"common"}
    assert found.by_code["0"].rate == pytest.approx(5.0, rel=0.02)
    assert (found.by_code["0"].shrinkage or 0) > 0.8


@pytest.mark.parametrize("counts", [[Count("a", -1, 10, True)], [Count("a", 1, 10, True)] * 2])
def test_an_impossible_count_is_refused(counts: list[Count]) -> None:
    with pytest.raises(ValueError, match="a"):
        rates(counts)
