"""Distances on the globe."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.territory.distance import (
    EARTH_RADIUS,
    chord_to_metres,
    great_circle,
    great_circles,
    unit_vectors,
)

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


def test_paris_to_lyon_is_three_hundred_and_ninety_two_kilometres() -> None:
    assert great_circle(48.8566, 2.3522, 45.764, 4.8357) == pytest.approx(391_500, rel=0.002)


def test_a_quarter_of_the_meridian() -> None:
    assert great_circle(0, 0, 90, 0) == pytest.approx(math.pi / 2 * EARTH_RADIUS)


@given(latitudes, longitudes, latitudes, longitudes)
def test_a_distance_is_the_same_both_ways_and_never_beyond_half_the_globe(
    a: float, b: float, c: float, d: float
) -> None:
    there = great_circle(a, b, c, d)
    assert there == pytest.approx(great_circle(c, d, a, b), abs=1e-6)
    assert 0 <= there <= math.pi * EARTH_RADIUS + 1e-6


@given(st.lists(st.tuples(latitudes, longitudes, latitudes, longitudes), min_size=1, max_size=20))
def test_many_distances_are_those_computed_one_by_one(
    points: list[tuple[float, float, float, float]],
) -> None:
    columns = np.array(points).T
    together = great_circles(*columns)
    assert together == pytest.approx([great_circle(*point) for point in points], abs=1e-3)


@given(st.floats(-60, 60), st.floats(-170, 170), st.floats(-60, 60), st.floats(-170, 170))
def test_a_chord_between_unit_vectors_gives_the_same_distance(a: float, b: float, c: float, d: float) -> None:
    first, second = unit_vectors([a, c], [b, d])
    chord = float(np.linalg.norm(first - second))
    if chord < 1.99:  # an arc sine loses its digits near the antipodes
        assert float(chord_to_metres(chord)) == pytest.approx(great_circle(a, b, c, d), abs=0.5)


def test_an_unknown_position_gives_an_unknown_distance() -> None:
    assert math.isnan(great_circles([math.nan], [2.0], [48.0], [2.0])[0])
