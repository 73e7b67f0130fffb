"""Where the inhabitants of France stand, for distances: at the centre of their commune, for want of anything finer."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.territory.distance import chord_to_metres, unit_vectors
from florilege.territory.lands import land_of
from florilege.territory.reference import Commune, Reference

_FURTHER = 4.0
"""Farther than any two points of the unit sphere are from each other: what sets two lands apart."""


class Points(Struct, frozen=True, dict=True):
    """Points of France, each on its land.

    vectors : (n, 4), the unit vector, then a number of the land so large that two lands are out of each other's reach
    stretch : (n,), kilometres around the point within which what it stands for lies; 0 for a position of its own
    commune : (n,), index of its commune among those of `Inhabitants`
    own : (n,), whether it is a position of its own rather than the centre of that commune
    """

    vectors: NDArray[np.float64]
    stretch: NDArray[np.float64]
    commune: NDArray[np.int64]
    own: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.vectors)

    def only(self, which: NDArray[np.int64] | slice) -> Points:
        return Points(self.vectors[which], self.stretch[which], self.commune[which], self.own[which])


class Inhabitants(Struct, frozen=True, eq=False, dict=True):
    """The communes whose centre is known, in the order of their codes.

    people : (communes,), inhabitants; 0 where they are not known, and `counted` says so
    index : commune code → its place in these arrays
    """

    communes: tuple[Commune, ...]
    people: NDArray[np.int64]
    counted: NDArray[np.bool_]
    centres: Points
    index: dict[str, int]


@lru_cache(maxsize=2)
def inhabitants(reference: Reference) -> Inhabitants:
    """The inhabitants of a reference. Each commune may stretch as far as `Reference.reach` says."""
    placed = sorted(
        (
            one
            for one in reference.communes.values()
            if one.latitude is not None and one.longitude is not None
        ),
        key=lambda one: one.code,
    )
    named = [land_of(one) for one in placed]
    lands = {land: rank for rank, land in enumerate(sorted(set(named)))}
    vectors = unit_vectors([one.latitude or 0.0 for one in placed], [one.longitude or 0.0 for one in placed])
    apart = np.array([lands[land] for land in named], dtype=np.float64) * _FURTHER
    count = len(placed)
    return Inhabitants(
        tuple(placed),
        people=np.array([one.population or 0 for one in placed], dtype=np.int64),
        counted=np.array([one.population is not None for one in placed], dtype=np.bool_),
        centres=Points(
            np.column_stack((vectors, apart)),
            stretch=_stretches(vectors),
            commune=np.arange(count, dtype=np.int64),
            own=np.zeros(count, dtype=np.bool_),
        ),
        index={one.code: rank for rank, one in enumerate(placed)},
    )


def _stretches(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n,) kilometres: `Reference.reach` of every commune at once."""
    from scipy.spatial import cKDTree  # a fifth of a second to import, seldom needed

    neighbours = min(7, len(vectors))
    if neighbours < 2:
        return np.zeros(len(vectors))
    chords = np.asarray(cKDTree(vectors).query(vectors, k=neighbours)[0])
    return np.asarray(chord_to_metres(chords[:, 1:]).mean(axis=1) / 1000)
