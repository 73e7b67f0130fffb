"""The plan of two records: at scale, north up, with a bar of a round length."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.web.inventory.questions import Side
from florilege.web.workspace.pair_plan import HEIGHT, LEAST, WIDTH, plan


def side(latitude: float | None, longitude: float | None) -> Side:
    return Side("l:1", "n", "", "", "", "", latitude, longitude, "p", "p", ())


def test_a_record_without_a_position_has_no_plan() -> None:
    assert plan(side(None, None), side(48.0, 2.0), "fr") is None


def test_north_is_up_and_east_is_right() -> None:
    found = plan(side(48.0, 2.0), side(48.001, 2.001), "en")
    assert found is not None
    assert found.second[0] > found.first[0]
    assert found.second[1] < found.first[1]
    assert found.together is False


def test_two_records_at_one_point_are_told_so() -> None:
    found = plan(side(48.0, 2.0), side(48.0, 2.0), "fr")
    assert found is not None
    assert found.together is True
    assert found.first == found.second


@given(
    st.floats(-40, 60), st.floats(-60, 60), st.floats(-0.3, 0.3), st.floats(-0.3, 0.3)
)  # fmt: skip
def test_both_points_and_the_bar_are_within_and_the_bar_is_true(
    latitude: float, longitude: float, north: float, east: float
) -> None:
    found = plan(side(latitude, longitude), side(latitude + north, longitude + east), "en")
    assert found is not None
    for x, y in (found.first, found.second):
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT
    assert 0 < found.bar <= WIDTH / 3 + 0.1
    number, unit = found.bar_label.replace(",", "").split()
    metres = float(number) * (1000 if unit == "km" else 1)
    drawn = math.dist(found.first, found.second)
    shrink = math.cos(math.radians(latitude + north / 2))
    true = math.hypot(north * 111_195, east * 111_195 * shrink)
    if true > LEAST and drawn > 20:
        assert metres / found.bar == pytest.approx(true / drawn, rel=0.03)
