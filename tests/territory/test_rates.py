"""Rates for 100,000 inhabitants: the posterior of scipy, the cases where nothing can be learnt, what cannot be told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from florilege.territory.rates import law, rates

SEVERAL: dict[str, tuple[int, int] | None] = {
    "a": (0, 4_000), "b": (2, 4_000), "c": (30, 500_000), "d": (3, 250_000), "e": (40, 90_000), "f": (1, 30_000),
}  # fmt: skip


def test_the_posterior_is_that_of_scipy_with_the_moments_of_marshall() -> None:
    pairs = [pair for pair in SEVERAL.values() if pair]
    counts, people = (np.array(column, dtype=np.float64) for column in zip(*pairs, strict=True))
    mean = counts.sum() / people.sum()
    variance = np.average((counts / people - mean) ** 2, weights=people) - mean / people.mean()
    assert variance > 0
    for (code, pair), one in zip(SEVERAL.items(), rates(SEVERAL).values(), strict=True):
        assert pair is not None
        assert one is not None
        posterior = stats.gamma(mean**2 / variance + pair[0], scale=1 / (mean / variance + pair[1]))
        assert one.rate == pytest.approx(posterior.mean() * 1e5), code
        assert (one.low, one.high) == pytest.approx(tuple(posterior.ppf([0.05, 0.95]) * 1e5))
        assert one.basis == "shrunk"
        assert one.rate == pytest.approx(one.shrinkage * mean * 1e5 + (1 - one.shrinkage) * one.raw)


def test_a_small_territory_is_drawn_to_the_whole_more_than_a_large_one() -> None:
    found = rates(SEVERAL)
    assert found["b"] is not None
    assert found["c"] is not None
    assert found["b"].shrinkage > found["c"].shrinkage
    assert found["b"].rate < found["b"].raw


def test_a_territory_that_no_listing_covers_cannot_be_told_and_changes_nothing() -> None:
    with_unknown = rates({**SEVERAL, "g": None, "h": (3, 0)})
    assert with_unknown["g"] is None
    assert with_unknown["h"] is None
    assert {code: with_unknown[code] for code in SEVERAL} == rates(SEVERAL)


def test_a_single_territory_keeps_its_own_rate() -> None:
    one = rates({"a": (4, 100_000)})["a"]
    assert one is not None
    assert (one.rate, one.shrinkage, one.basis) == (4.0, 0.0, "alone")
    assert (one.low, one.high) == pytest.approx(tuple(stats.gamma.ppf([0.05, 0.95], 4.5)))


def test_where_there_is_no_place_at_all_the_interval_starts_at_zero_and_is_wider_for_fewer_inhabitants() -> (
    None
):
    found = rates({"a": (0, 1_000), "b": (0, 100_000)})
    assert found["a"] is not None
    assert found["b"] is not None
    assert (found["a"].rate, found["a"].low, found["b"].low) == (0.0, 0.0, 0.0)
    assert found["a"].high == pytest.approx(100 * found["b"].high)


def test_territories_no_more_different_than_chance_all_get_the_rate_of_all() -> None:
    found = rates({"a": (5, 50_000), "b": (10, 100_000), "c": (6, 60_000)})
    for one in found.values():
        assert one is not None
        assert (one.basis, one.shrinkage) == ("pooled", 1.0)
        assert one.rate == pytest.approx(10.0)
        assert one.low < one.rate < one.high


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(ValueError, match="'a'"):
        rates({"a": (-1, 100)})


def test_nothing_asked_is_nothing_told() -> None:
    assert rates({}) == {}
    assert rates({"a": None}) == {"a": None}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 10**6)), min_size=1, max_size=12))
def test_a_rate_lies_in_its_interval_and_between_its_own_and_that_of_all(
    pairs: list[tuple[int, int]],
) -> None:
    whole = 1e5 * sum(count for count, _ in pairs) / sum(people for _, people in pairs)
    for one in rates({str(rank): pair for rank, pair in enumerate(pairs)}).values():
        assert one is not None
        assert 0 <= one.low <= one.rate <= one.high
        slack = 1e-9 * max(one.raw, whole)
        assert min(one.raw, whole) - slack <= one.rate <= max(one.raw, whole) + slack


def test_the_variance_of_equal_rates_is_none() -> None:
    assert law(np.array([1.0, 2.0]), np.array([100.0, 200.0])).variance == 0.0
