"""How far it is by road from places to communes: a great circle times a stated factor, or a routing service's answer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.faults import Words
from florilege.territory.distance import EARTH_RADIUS, chord_to_metres
from florilege.territory.inhabitants import Points

ROAD_FACTOR = 1.3
"""Road kilometres for one in a straight line: 1.2 to 1.4 in the countries measured (Berens & Körling 1985; Ballou,
Rahardja & Sakai 2002, who give 1.3 or so for Europe's dense networks). Wrong where a road goes round an estuary."""

STRETCHES = (0.0, 4.0, 6.0, 9.0, 15.0, 40.0, math.inf)
"""Kilometres that sort points by how far they stretch, so that one commune of Guyane does not widen every search."""


class Pairs(Struct, frozen=True):
    """Places and communes near each other.

    place, commune : (pairs,), where they stand in the points asked for; kilometres : (pairs,), by road
    """

    place: NDArray[np.int64]
    commune: NDArray[np.int64]
    kilometres: NDArray[np.float64]


class Distances(Protocol):
    """What measures distances by road. A routing service takes this form; the reach asks nothing else of it."""

    @property
    def method(self) -> Words:
        """How distances are measured, as a page says it."""

    @property
    def road_factor(self) -> float:
        """Road kilometres for one in a straight line, within a commune, where nothing finer is known."""

    def within(self, places: Points, centres: Points, kilometres: float) -> Pairs:
        """All the pairs at most this far from each other by road, in any order; none between two lands."""


class GreatCircle(Struct, frozen=True):
    """Great circles times a factor. factor : road kilometres for one in a straight line, 1 or more"""

    factor: float = ROAD_FACTOR

    def __post_init__(self) -> None:
        if not 1.0 <= self.factor < math.inf:
            raise ValueError(f"a road is no shorter than the crow's flight: factor {self.factor}")

    @property
    def road_factor(self) -> float:
        return self.factor

    @property
    def method(self) -> Words:
        return Words(
            f"distance à vol d’oiseau, multipliée par {self.factor:g}".replace(".", ","),
            f"straight-line distance times {self.factor:g}",
        )

    def within(self, places: Points, centres: Points, kilometres: float) -> Pairs:
        from scipy.spatial import cKDTree  # a fifth of a second to import, seldom needed

        angle = min(kilometres * 1000 / self.factor / EARTH_RADIUS, math.pi)
        chord = 2 * math.sin(angle / 2) * (1 + 1e-12)
        near = cKDTree(places.vectors).sparse_distance_matrix(
            cKDTree(centres.vectors), chord, output_type="ndarray"
        )
        metres = chord_to_metres(near["v"])
        return Pairs(near["i"], near["j"], metres * (self.factor / 1000))


class Spans(Struct, frozen=True):
    """Pairs with bounds: where in the two communes people and place are is not known.

    place, commune : (pairs,); least, middle, most : (pairs,), road kilometres
    """

    place: NDArray[np.int64]
    commune: NDArray[np.int64]
    least: NDArray[np.float64]
    middle: NDArray[np.float64]
    most: NDArray[np.float64]


def spans(
    places: Points, centres: Points, kilometres: float, *, distances: Distances, bounds: bool = True
) -> Spans:
    """The pairs that may be at most this far from each other, in any order; without bounds, those whose points are."""
    factor = distances.road_factor
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]] = []
    for these, far in _by_stretch(places):
        for those, wide in _by_stretch(centres):
            margin = factor * (far + wide) if bounds else 0.0
            pairs = distances.within(places.only(these), centres.only(those), kilometres + margin)
            found.append((these[pairs.place], those[pairs.commune], pairs.kilometres))
    return _spanned(places, centres, kilometres, found=found, factor=factor if bounds else 0.0)


def _by_stretch(points: Points) -> Iterator[tuple[NDArray[np.int64], float]]:
    """Points of a like stretch, and the greatest stretch among them."""
    classes = np.searchsorted(STRETCHES, points.stretch)
    for rank in range(len(STRETCHES)):
        those = np.flatnonzero(classes == rank)
        if len(those):
            yield those, float(points.stretch[those].max())


def _spanned(
    places: Points,
    centres: Points,
    kilometres: float,
    *,
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]],
    factor: float,
) -> Spans:
    none = np.zeros(0, dtype=np.int64)
    place = np.concatenate([one[0] for one in found]) if found else none
    commune = np.concatenate([one[1] for one in found]) if found else none
    middle = np.concatenate([one[2] for one in found]) if found else np.zeros(0)
    around = factor * (centres.stretch[commune] + places.stretch[place])
    least = np.maximum(middle - around, 0.0)
    near = least <= kilometres
    if not near.all():
        place, commune, middle, around, least = (one[near] for one in (place, commune, middle, around, least))
    # two things known at the centre of one commune are no farther apart than it stretches
    same = np.flatnonzero(~places.own[place] & (places.commune[place] == centres.commune[commune]))
    around[same] = factor * centres.stretch[commune[same]]
    return Spans(place, commune, least, middle, middle + around)
