"""The interval published with an acceptability: Wilson's, by its definition, and as it stands in selection.json."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.selection.robustness import wilson
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table
from tests.selection.written import select

Z = 1.959963984540054
"""97.5th percentile of the normal distribution."""
STUDY = """[study]
slug = "essai"
size = 3
[[criterion]]
key = "a"
value = { kind = "linear", from = 0, to = 10 }
[[criterion]]
key = "b"
value = { kind = "linear", from = 0, to = 10 }
[weights]
order = ["a", "b"]
[robustness]
draws = 240
"""


def by_definition(share: float, count: int) -> tuple[float, float]:
    """The shares p whose own standard error is just 1.96 times less than their distance to the share seen:
    the roots of (share − p)² = z² p (1 − p) / count."""
    reach = Z * Z / count
    low, high = sorted(np.roots([1 + reach, -(2 * share + reach), share * share]).real)
    return float(low), float(high)


@pytest.mark.parametrize(
    ("kept", "count", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_that_of_the_published_examples(
    kept: int, count: int, low: float, high: float
) -> None:
    """Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998),
    table I, method 3."""
    assert wilson(kept / count, count) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 5000).flatmap(lambda count: st.tuples(st.integers(0, count), st.just(count))))
def test_the_ends_are_those_of_the_definition_and_hold_the_share(seen: tuple[int, int]) -> None:
    kept, count = seen
    low, high = wilson(kept / count, count)
    assert (low, high) == pytest.approx(by_definition(kept / count, count), abs=1e-7)
    assert 0 <= low <= kept / count <= high <= 1
    turned = wilson((count - kept) / count, count)
    assert turned == pytest.approx((1 - high, 1 - low), abs=1e-12)


def test_never_kept_and_always_kept_the_interval_ends_there_and_is_open_on_the_other_side() -> None:
    assert wilson(0.0, 240)[0] == 0.0
    assert wilson(1.0, 240)[1] == 1.0
    assert wilson(0.0, 240)[1] == pytest.approx(Z * Z / (240 + Z * Z))


def test_without_draws_nothing_is_known() -> None:
    assert wilson(0.0, 0) == (0.0, 1.0)


def test_what_is_published_is_the_interval_of_the_share_published() -> None:
    rows = (f"p{rank},{rank},{10 - 0.11 * rank * rank:.2f}" for rank in range(10))
    study = read_study(STUDY, file="s.toml", table=True)
    candidates = read_table("\n".join(["id,a,b", *rows]), study, file="t.csv")
    found = select(study, candidates)
    items = [*found["selected"], *found["not_selected"]]
    shares = {item["acceptability"] for item in items}
    assert len(shares) > 2
    assert {0.0, 1.0} & shares
    for item in items:
        low, high = by_definition(item["acceptability"], 240)
        assert item["ci_low"] == pytest.approx(max(0.0, low), abs=6e-7)
        assert item["ci_high"] == pytest.approx(min(1.0, high), abs=6e-7)
        assert math.isclose(item["acceptability"] * 240, round(item["acceptability"] * 240), abs_tol=1e-6)
