"""The territories that a territory is fairly set beside: of the same kind, near in size, density and remoteness.

No table of surfaces goes with the reference. Density is inhabitants over an *estimated* surface: the hexagons that the
spacing of commune centres draws (`Reference.reach`, on one land). For départements inland it is within a tenth of the true
surface; on coasts up to a third too large; where one commune is far larger than those round it (Paris), too small. It
serves to find peers among like territories, and is to be shown as an estimate or not at all.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.territory.distance import EARTH_RADIUS, chord_to_metres
from florilege.territory.inhabitants import inhabitants
from florilege.territory.lands import land_of
from florilege.territory.reference import Reference

METROPOLE = "METRO"
CLOSEST = 5
_MAD = 1.4826
"""Makes the median of absolute differences a standard deviation, for a normal law."""


class Traits(Struct, frozen=True):
    """What peers are chosen by.

    population : of the communes; density : inhabitants for a square kilometre, estimated
    metropole_km : great-circle kilometres between centres of population to the nearest other métropole on the same land;
    None where there is none; metropole : its code, or ""
    """

    code: str
    kind: str
    population: int
    density: float
    metropole_km: float | None
    metropole: str


class Peer(Struct, frozen=True):
    """A territory near another. parts : how far they differ in population, density and remoteness, in spreads of the
    kind; distance : the root of the sum of their squares
    """

    traits: Traits
    distance: float
    parts: tuple[float, float, float]


class Peers(Struct, frozen=True):
    """A territory and those nearest to it, nearest first, then by code; fewer where the kind has fewer."""

    traits: Traits
    nearest: tuple[Peer, ...]


@lru_cache(maxsize=2048)
def peers(code: str, *, reference: Reference, count: int = CLOSEST) -> Peers | None:
    """The peers of an EPCI among those of its kind; None for a code that is no EPCI with inhabitants.

    Population and density by their logarithms, kilometres as they are, each over its robust spread within the kind (the
    median of absolute differences from the median). An EPCI with no métropole on its land (overseas, Corsica) is as far
    from one that has as any two of the kind that have, and no farther.
    """
    own = traits(reference).get(code)
    if own is None:
        return None
    kind = _kind(reference, own.kind)
    rank = kind.ranks[code]
    parts = np.abs(kind.values - kind.values[rank])
    remote = np.isnan(kind.values[:, 2]) != np.isnan(kind.values[rank, 2])
    parts[:, 2] = np.where(remote, kind.widest, np.nan_to_num(parts[:, 2]))
    distances = np.sqrt((parts**2).sum(axis=1))
    # members stand in the order of their codes, which a stable sort keeps among equals
    order = [at for at in np.argsort(distances.round(9), kind="stable").tolist() if at != rank]
    nearest = tuple(
        Peer(
            kind.members[at],
            float(distances[at]),
            (float(parts[at, 0]), float(parts[at, 1]), float(parts[at, 2])),
        )
        for at in order[:count]
    )
    return Peers(own, nearest)


class _Kind(Struct, frozen=True, eq=False):
    """The EPCI of a kind. ranks : by code; values : (n, 3), each in its spread, NaN without a métropole on the land

    widest : how far apart any two of the kind are in remoteness
    """

    members: tuple[Traits, ...]
    ranks: Mapping[str, int]
    values: NDArray[np.float64]
    widest: float


@lru_cache(maxsize=16)
def _kind(reference: Reference, kind: str) -> _Kind:
    members = tuple(one for one in traits(reference).values() if one.kind == kind)
    sizes = np.log([[one.population, one.density] for one in members])
    km = np.array([math.nan if one.metropole_km is None else one.metropole_km for one in members])
    known = km[~np.isnan(km)]
    spread = float(_spread(known)) if len(known) else 1.0
    widest = float(known.max() - known.min()) / spread if len(known) else 0.0
    ranks = {one.code: rank for rank, one in enumerate(members)}
    return _Kind(members, ranks, np.column_stack((sizes / _spread(sizes), km / spread)), widest)


def _spread(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Robust standard deviation of each column; the usual one where more than half are alike, else 1."""
    robust = np.asarray(_MAD * np.median(np.abs(values - np.median(values, axis=0)), axis=0))
    usual = values.std(axis=0)
    return np.where(robust > 0, robust, np.where(usual > 0, usual, 1.0))


@lru_cache(maxsize=2)
def traits(reference: Reference) -> Mapping[str, Traits]:
    """EPCI → its traits, in the order of their codes; without those of Grand Paris (EPT), and without inhabitants."""
    people = inhabitants(reference)
    surfaces = _surfaces(people.centres.vectors, people.centres.stretch)
    members: dict[str, list[int]] = defaultdict(list)
    for rank, commune in enumerate(people.communes):
        if commune.epci:
            members[commune.epci].append(rank)
    kept = {code: np.array(ranks) for code, ranks in sorted(members.items()) if people.people[ranks].sum()}
    centres = {
        code: _centre(people.centres.vectors[ranks, :3], people.people[ranks]) for code, ranks in kept.items()
    }
    lands = {
        code: land_of(people.communes[ranks[int(np.argmax(people.people[ranks]))]])
        for code, ranks in kept.items()
    }
    kinds = {code: people.communes[ranks[0]].epci_kind for code, ranks in kept.items()}
    metropoles = [code for code in kept if kinds[code] == METROPOLE]
    found: dict[str, Traits] = {}
    for code, ranks in kept.items():
        population = int(people.people[ranks].sum())
        others = [one for one in metropoles if one != code and lands[one] == lands[code]]
        km, nearest = min(
            ((_kilometres(centres[code], centres[one]), one) for one in others), default=(None, "")
        )
        density = population / float(surfaces[ranks].sum())
        found[code] = Traits(code, kinds[code], population, density, km, nearest)
    return found


def _surfaces(vectors: NDArray[np.float64], stretch: NDArray[np.float64]) -> NDArray[np.float64]:
    """(communes,) square kilometres of the hexagon that the six nearest centres of the same land draw round each."""
    from scipy.spatial import cKDTree  # a fifth of a second to import, seldom needed

    chords = np.asarray(cKDTree(vectors).query(vectors, k=min(7, len(vectors)))[0])[:, 1:]
    same_land = chords < 2.0
    count = same_land.sum(axis=1)
    kilometres = np.where(same_land, chord_to_metres(np.minimum(chords, 2.0)), 0.0) / 1000
    spacing = np.where(count > 0, kilometres.sum(axis=1) / np.maximum(count, 1), stretch)
    return np.asarray(math.sqrt(3) / 2 * spacing**2)


def _centre(vectors: NDArray[np.float64], people: NDArray[np.int64]) -> NDArray[np.float64]:
    """The centre of population: the mean of unit vectors, brought back to the globe."""
    mean = (vectors * people[:, None]).sum(axis=0)
    return np.asarray(mean / np.linalg.norm(mean))


def _kilometres(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    return 2 * EARTH_RADIUS / 1000 * math.asin(min(1.0, float(np.linalg.norm(one - other)) / 2))
