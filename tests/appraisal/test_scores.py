"""Scores: an unknown is an interval, what does not apply is dropped, sums and products as written in the method."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.appraisal.grid import Criterion
from florilege.appraisal.indicators import Known, NotApplicable, Unknown
from florilege.appraisal.scores import Values, cell, scores, whole
from florilege.appraisal.value_functions import ValueFunction
from florilege.faults import Words

CRITERION = Criterion(
    key="breadth",
    axis="services",
    title=Words("a", "a"),
    source="column",
    input="breadth",
    function=ValueFunction("linear", ((0.0, 0.0), (8.0, 1.0)), {}, down=False),
    unknown=(0.1, 0.9),
    anchors=((), ()),
    justification=None,
)
SHARES = st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3)


def test_an_unknown_is_the_interval_that_the_grid_states() -> None:
    found = cell(CRITERION, Unknown())
    assert (found.low, found.high, found.known, found.applies) == (0.1, 0.9, False, True)


def test_a_range_is_an_interval_of_values_also_when_less_is_better() -> None:
    down = Criterion(
        **{name: getattr(CRITERION, name) for name in CRITERION.__struct_fields__ if name != "function"},
        function=ValueFunction("linear", ((0.0, 0.0), (8.0, 1.0)), {}, down=True),
    )
    assert (cell(CRITERION, Known(2, 4)).low, cell(CRITERION, Known(2, 4)).high) == (0.25, 0.5)
    assert (cell(down, Known(2, 4)).low, cell(down, Known(2, 4)).high) == (0.5, 0.75)


def test_not_applicable_is_not_unknown() -> None:
    found = cell(CRITERION, NotApplicable())
    assert found.known
    assert not found.applies


def test_a_value_brought_back_to_an_end_is_counted() -> None:
    assert cell(CRITERION, Known(9, 9)).clamped
    assert not cell(CRITERION, Known(8, 8)).clamped


def test_a_criterion_that_does_not_apply_gives_its_weight_to_the_others() -> None:
    values = np.array([[0.5, 1.0, 0.0]])
    applies = np.array([[True, False, True]])
    weights = np.array([0.2, 0.6, 0.2])
    assert scores(values, applies, weights, "additive")[0] == pytest.approx(0.25)


def test_in_a_product_one_nothing_is_not_bought_back() -> None:
    everything = np.ones((1, 3), dtype=bool)
    weights = np.array([0.2, 0.3, 0.5])
    assert scores(np.array([[1.0, 1.0, 0.0]]), everything, weights, "geometric")[0] == 0.0
    expected = 0.5**0.2 * 0.8**0.3 * 0.9**0.5
    found = scores(np.array([[0.5, 0.8, 0.9]]), everything, weights, "geometric")[0]
    assert found == pytest.approx(expected, abs=1e-12)


@given(SHARES, SHARES.filter(lambda weights: sum(weights) > 0.01), st.sampled_from(["additive", "geometric"]))
def test_a_score_lies_between_the_worst_and_the_best_value(
    values: list[float], weights: list[float], aggregation: str
) -> None:
    found = scores(
        np.array([values]), np.ones((1, 3), dtype=bool), np.array(weights) / sum(weights), aggregation
    )[0]
    counted = [value for value, weight in zip(values, weights, strict=True) if weight / sum(weights) > 1e-12]
    assert min(values) - 1e-9 <= found <= max(counted) + 1e-9


def test_the_reading_of_an_unknown_never_touches_what_is_known() -> None:
    values = Values(
        low=np.array([[0.2, 0.0]]),
        high=np.array([[0.4, 1.0]]),
        known=np.array([[True, False]]),
        applies=np.array([[True, True]]),
    )
    assert values.at("low").tolist() == [[pytest.approx(0.3), 0.0]]
    assert values.at("middle").tolist() == [[pytest.approx(0.3), 0.5]]


def test_scores_are_compared_as_whole_numbers_of_a_hundred_millionth() -> None:
    assert whole(np.array([0.4e-8, 0.6e-8, 0.123456784, 1.0])).tolist() == [0, 1, 12345678, 100_000_000]
