"""Inhabitants within some road kilometres of a place that offers a service: who is reached, by whom, who is not.

Inhabitants stand at the centre of their commune, and so does a place whose own position is not known: each number comes
with what it is at least and at most, were people and place anywhere in their communes. A place reaches nobody on another
land (`lands`). A commune without centre or inhabitants in the tables is neither reached nor out of reach: it is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from florilege.territory.inhabitants import Inhabitants, Points, inhabitants
from florilege.territory.place_points import PlaceAt, Placed, placed
from florilege.territory.reference import Commune, Reference
from florilege.territory.road_distances import Distances, GreatCircle, Spans, spans

LIMITS = (10.0, 20.0, 30.0, 45.0)
"""Road kilometres."""
LEVELS = ("commune", "epci", "departement", "region", "france")
FRANCE = "france"
"""The only code of the level of that name."""
BATCH = 4000
"""Places measured at once: 1.4 million pairs, 150 MB."""
BY_ROAD = GreatCircle()


class Reached(Struct, frozen=True):
    """Inhabitants: at least, at the centres of communes, and at most."""

    least: int
    about: int
    most: int


class TerritoryReach(Struct, frozen=True):
    """Who is reached in a territory.

    inhabitants : of its communes that have a centre; reached : one for each distance, in their order
    unknown_communes : without centre or inhabitants in the tables, or in a région of which nothing is told;
    unknown_inhabitants : theirs, where counted
    """

    code: str
    inhabitants: int
    reached: tuple[Reached, ...]
    unknown_communes: int
    unknown_inhabitants: int

    def share(self, rank: int) -> tuple[float, float, float] | None:
        """Share of its inhabitants within a distance: at least, about, at most; None without inhabitants."""
        if not self.inhabitants:
            return None
        one = self.reached[rank]
        return (one.least / self.inhabitants, one.about / self.inhabitants, one.most / self.inhabitants)


class WhiteCommune(Struct, frozen=True):
    """A commune beyond a distance. surely : whether it is so wherever in it people are"""

    code: str
    inhabitants: int
    surely: bool


class Counts(Struct, frozen=True):
    """Places that reach each commune, for each distance: (communes, distances). surely ≤ about ≤ maybe"""

    surely: NDArray[np.int64]
    about: NDArray[np.int64]
    maybe: NDArray[np.int64]


class Spots(Struct, frozen=True, eq=False, dict=True):
    """Places that stand at one centre, made one point. of : (places,), the spot of each; many : (spots,), places there"""

    points: Points
    of: NDArray[np.int64]
    many: NDArray[np.int64]


class Reach(Struct, frozen=True, eq=False, dict=True):
    """What a set of places reaches. limits : road kilometres, ascending"""

    limits: tuple[float, ...]
    reference: Reference
    people: Inhabitants
    places: Placed
    spots: Spots
    distances: Distances
    counts: Counts
    kept: tuple[Spans, ...]
    """The pairs, where they are few enough to be kept."""

    def territories(self, level: str) -> Mapping[str, TerritoryReach]:
        """Code → who is reached there. level : one of `LEVELS`; communes without EPCI are in none."""
        if level not in self._by_level:
            self._by_level[level] = _territories(self, level)
        return self._by_level[level]

    def knowing_nothing_of(self, regions: Collection[str]) -> Reach:
        """The same, the inhabitants of some régions being unknown: neither reached nor out of reach."""
        people = self.people
        reported = np.array([one.region not in regions for one in people.communes], dtype=np.bool_)
        left = replace(people, people=np.where(reported, people.people, 0), counted=people.counted & reported)
        return replace(self, people=left)

    def bands(self) -> Mapping[str, float | None]:
        """Commune → the first distance within which it is (about), None beyond the last; unknown ones are not there."""
        beyond = (self.counts.about == 0).sum(axis=1)
        return {
            one.code: self.limits[rank] if rank < len(self.limits) else None
            for one, rank in zip(self.people.communes, beyond.tolist(), strict=True)
        }

    def white(self, limit: float | None = None) -> tuple[WhiteCommune, ...]:
        """The communes beyond a distance (the last by default), the most inhabited first, then by code."""
        rank = self.rank(self.limits[-1] if limit is None else limit)
        beyond = np.flatnonzero((self.counts.about[:, rank] == 0) & self.people.counted)
        found = (
            WhiteCommune(
                self.people.communes[at].code,
                int(self.people.people[at]),
                surely=not self.counts.maybe[at, rank],
            )
            for at in beyond.tolist()
        )
        return tuple(sorted(found, key=lambda one: (-one.inhabitants, one.code)))

    def marginal(self) -> Mapping[str, tuple[Reached, ...]]:
        """Place → for each distance, the inhabitants that it reaches and no other place does."""
        return _marginal(self)

    def gains(self, sites: Iterable[PlaceAt], limit: float) -> Mapping[str, Reached]:
        """Site → the inhabitants not yet reached within a distance that a place there would reach, each site alone.

        Sites that stand nowhere are left out.
        """
        return _gains(self, placed(sites, people=self.people, reference=self.reference), self.rank(limit))

    def rank(self, limit: float) -> int:
        """Where a distance stands among those measured; raises ValueError."""
        return self.limits.index(limit)

    @cached_property
    def _by_level(self) -> dict[str, Mapping[str, TerritoryReach]]:
        return {}


def measure_reach(
    places: Iterable[PlaceAt],
    *,
    reference: Reference,
    limits: Sequence[float] = LIMITS,
    distances: Distances = BY_ROAD,
) -> Reach:
    """What places reach. limits : road kilometres, ascending, above 0; raises ValueError."""
    asked = tuple(float(limit) for limit in limits)
    if not asked or asked[0] <= 0 or list(asked) != sorted(set(asked)):
        raise ValueError(f"distances above 0, in ascending order: {asked}")
    people = inhabitants(reference)
    standing = placed(places, people=people, reference=reference)
    spots_of = _spots(standing.points)
    shape = (len(people.communes), len(asked))
    counts = Counts(*(np.zeros(shape, dtype=np.int64) for _ in range(3)))
    kept: list[Spans] = []
    for batch in _batches(spots_of.points, people, asked[-1], distances):
        kept = [batch] if len(spots_of.points) <= BATCH else []
        many = spots_of.many[batch.place]
        for count, kilometres in (
            (counts.surely, batch.most), (counts.about, batch.middle), (counts.maybe, batch.least)
        ):  # fmt: skip
            count += _count(batch.commune, kilometres, asked, many=many, size=len(people.communes))
    return Reach(asked, reference, people, standing, spots_of, distances, counts, tuple(kept))


def _spots(points: Points) -> Spots:
    """Own positions each for itself, then the centres."""
    own = np.flatnonzero(points.own)
    at_centre = np.flatnonzero(~points.own)
    _, first, same = np.unique(points.commune[at_centre], return_index=True, return_inverse=True)
    of = np.empty(len(points), dtype=np.int64)
    of[own] = np.arange(len(own))
    of[at_centre] = len(own) + same.reshape(-1)
    kept = np.concatenate((own, at_centre[first]))
    return Spots(points.only(kept), of, np.bincount(of, minlength=len(kept)))


def _batches(every: Points, people: Inhabitants, limit: float, distances: Distances) -> Iterator[Spans]:
    for start in range(0, len(every), BATCH):
        points = every.only(slice(start, start + BATCH))
        found = spans(points, people.centres, limit, distances=distances)
        yield Spans(found.place + start, found.commune, found.least, found.middle, found.most)


def _count(
    which: NDArray[np.int64],
    kilometres: NDArray[np.float64],
    limits: Sequence[float],
    *,
    many: NDArray[np.int64],
    size: int,
) -> NDArray[np.int64]:
    """(size, limits): how many places, of the pairs of each one, are within each distance."""
    width = len(limits) + 1
    cell = which * width
    for limit in limits:  # four comparisons are five times as fast as a search in four numbers
        cell += kilometres > limit
    counted = _sums(cell, many, size * width).reshape(size, width)
    return np.asarray(counted[:, :-1].cumsum(axis=1))


def _marginal(reach: Reach) -> Mapping[str, tuple[Reached, ...]]:
    people, counts, limits = reach.people.people, reach.counts, reach.limits
    size = len(reach.spots.points)
    totals = np.zeros((3, len(limits), size), dtype=np.int64)
    for batch in reach.kept or _batches(reach.spots.points, reach.people, limits[-1], reach.distances):
        for rank, limit in enumerate(limits):
            surely, about = batch.most <= limit, batch.middle <= limit
            # a spot with several places is never alone: it counts for each of them
            alone = (
                surely & (counts.maybe[batch.commune, rank] == 1),
                about & (counts.about[batch.commune, rank] == 1),
                (batch.least <= limit) & (counts.surely[batch.commune, rank] == surely),
            )
            for bound, pairs in enumerate(alone):
                totals[bound, rank] += _sums(batch.place[pairs], people[batch.commune[pairs]], size)
    return {
        place_id: tuple(Reached(*totals[:, rank, at].tolist()) for rank in range(len(limits)))
        for at, place_id in zip(reach.spots.of.tolist(), reach.places.ids, strict=True)
    }


def _gains(reach: Reach, sites: Placed, rank: int) -> Mapping[str, Reached]:
    people, counts, limit = reach.people.people, reach.counts, reach.limits[rank]
    size = len(sites.ids)
    totals = np.zeros((3, size), dtype=np.int64)
    for batch in _batches(sites.points, reach.people, limit, reach.distances):
        new = (
            (batch.most <= limit) & (counts.maybe[batch.commune, rank] == 0),
            (batch.middle <= limit) & (counts.about[batch.commune, rank] == 0),
            (batch.least <= limit) & (counts.surely[batch.commune, rank] == 0),
        )
        for bound, pairs in enumerate(new):
            totals[bound] += _sums(batch.place[pairs], people[batch.commune[pairs]], size)
    return {site: Reached(*totals[:, at].tolist()) for at, site in enumerate(sites.ids)}


def _sums(which: NDArray[np.int64], amounts: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    # sums of whole numbers far below 2**53: exact in floating point
    return np.bincount(which, weights=amounts, minlength=size).astype(np.int64)


CODE_AT: Mapping[str, Callable[[Commune], str]] = {
    "commune": lambda commune: commune.code,
    "epci": lambda commune: commune.epci or "",
    "departement": lambda commune: commune.departement,
    "region": lambda commune: commune.region,
    "france": lambda _: FRANCE,
}
"""Level → the code of a commune's territory there; "" for the EPCI of one that belongs to none."""


def _territories(reach: Reach, level: str) -> Mapping[str, TerritoryReach]:
    every = reach.reference.communes.values()
    code_of = CODE_AT[level]
    codes = sorted({code_of(one) for one in every} - {""})
    rank_of = {code: rank for rank, code in enumerate([*codes, ""])}
    size = len(rank_of)
    where = np.array([rank_of[code_of(one)] for one in reach.people.communes], dtype=np.int64)
    people = reach.people.people
    totals = _sums(where, people, size)
    bounds = [
        np.stack([_sums(where, people * (count[:, rank] > 0), size) for rank in range(len(reach.limits))])
        for count in (reach.counts.surely, reach.counts.about, reach.counts.maybe)
    ]
    unknown: dict[str, list[int]] = {}
    counted = {reach.people.communes[at].code for at in np.flatnonzero(reach.people.counted).tolist()}
    for one in every:
        if one.code not in counted:
            unknown.setdefault(code_of(one), []).append(one.population or 0)
    by_code = np.stack(bounds).T.tolist()
    return {
        code: TerritoryReach(
            code,
            int(totals[at]),
            tuple(Reached(*bounds_of) for bounds_of in by_code[at]),
            unknown_communes=len(unknown.get(code, ())),
            unknown_inhabitants=sum(unknown.get(code, ())),
        )
        for at, code in enumerate(codes)
    }
