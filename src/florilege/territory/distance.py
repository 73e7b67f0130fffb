"""Distances on the globe, in metres."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS = 6_371_008.8
"""Mean radius of the Earth in metres (IUGG)."""


def great_circle(latitude_a: float, longitude_a: float, latitude_b: float, longitude_b: float) -> float:
    """Metres between two points given in degrees (haversine; Sinnott, Sky and Telescope, 1984)."""
    first, second = math.radians(latitude_a), math.radians(latitude_b)
    half_latitude = (second - first) / 2
    half_longitude = math.radians(longitude_b - longitude_a) / 2
    chord = math.sin(half_latitude) ** 2 + math.cos(first) * math.cos(second) * math.sin(half_longitude) ** 2
    return 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(chord)))


def great_circles(
    latitude_a: ArrayLike, longitude_a: ArrayLike, latitude_b: ArrayLike, longitude_b: ArrayLike
) -> NDArray[np.float64]:
    """Metres between points given in degrees, element by element (arrays are broadcast); NaN stays NaN."""
    first = np.radians(np.asarray(latitude_a, dtype=np.float64))
    second = np.radians(np.asarray(latitude_b, dtype=np.float64))
    turn = np.radians(np.asarray(longitude_b, dtype=np.float64) - np.asarray(longitude_a, dtype=np.float64))
    chord = np.sin((second - first) / 2) ** 2 + np.cos(first) * np.cos(second) * np.sin(turn / 2) ** 2
    metres: NDArray[np.float64] = 2 * EARTH_RADIUS * np.arcsin(np.minimum(1.0, np.sqrt(chord)))
    return metres


def unit_vectors(latitude: ArrayLike, longitude: ArrayLike) -> NDArray[np.float64]:
    """Points on the unit sphere: (n, 3), from n latitudes and longitudes in degrees."""
    phi = np.radians(np.asarray(latitude, dtype=np.float64))
    theta = np.radians(np.asarray(longitude, dtype=np.float64))
    vectors: NDArray[np.float64] = np.stack(
        (np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)), axis=-1
    )
    return vectors


def chord_to_metres(chord: ArrayLike) -> NDArray[np.float64]:
    """Great-circle metres from straight distances between unit vectors."""
    half = np.minimum(1.0, np.asarray(chord, dtype=np.float64) / 2)
    metres: NDArray[np.float64] = 2 * EARTH_RADIUS * np.arcsin(half)
    return metres
