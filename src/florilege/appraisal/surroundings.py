"""What lies around places: the nearest one like each, and how many are listed for the inhabitants.

Two places are alike when they offer a service in common, or are of a common kind: one that several listings use, of which
one looked in the région (`comparable`). What a single source says of the places it describes likens nobody, since it
says it of no other. A place known only at the centre of its commune lies somewhere within reach of it: its distances
are intervals. A place that may be this very one, which a person has yet to say, is as near as it is or no neighbour at all:
an interval again.

Listings do not look everywhere. Places are counted from those that looked in the région of the EPCI, and where no
listing of the région looked for a kind, there may be as many more as the région where such a listing adds most of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.appraisal.indicators import KIND_OFFERS, Surroundings
from florilege.evidence.claims import Claim
from florilege.listings.coverage import UNDECLARED, Coverage
from florilege.territory.distance import chord_to_metres, unit_vectors
from florilege.territory.reference import Reference

PER = 100_000
"""Inhabitants that densities are counted for."""


class Site(Struct, frozen=True):
    """Where a place of the scope is, what it offers and who lists it: only what surroundings need.

    offers : services and kinds that may liken it to another (`comparable`); kind : the one it is counted under
    latitude, longitude : degrees; None where no position is known
    selves : ids of the places that may be this one
    reach : kilometres around that point within which it lies; 0 for a position of its own
    """

    place_id: str
    offers: tuple[str, ...]
    kind: str
    listings: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    reach: int
    epci: str
    selves: tuple[str, ...] = ()


class District(Struct, frozen=True):
    """An EPCI. population : inhabitants; region : INSEE code of the région of its seat."""

    population: int
    region: str


def offers_of(said: Iterable[Claim], kinds: Iterable[str]) -> set[str]:
    """Services and kinds of a place; a kind of place is itself the statement of a service. said : claims of any field"""
    listed = list(kinds)
    services = {str(one.value) for one in said if one.field == "service"}
    services |= {KIND_OFFERS[kind] for kind in listed if kind in KIND_OFFERS}
    return services | {f"kind:{kind}" for kind in listed}


def districts_of(reference: Reference) -> dict[str, District]:
    """The EPCI with their inhabitants, from their communes."""
    totals: Counter[str] = Counter()
    for commune in reference.communes.values():
        if commune.epci and commune.population:
            totals[commune.epci] += commune.population
    epcis = reference.epcis
    return {code: District(total, epcis[code].region) for code, total in totals.items() if code in epcis}


def comparable(
    offers: Mapping[str, Iterable[str]], coverage: Mapping[str, Coverage], region: str
) -> frozenset[str]:
    """The offers that may liken two places of a région. offers : listing → those it uses"""
    users: dict[str, list[str]] = defaultdict(list)
    for listing, used in offers.items():
        for offer in set(used):
            users[offer].append(listing)
    return frozenset(
        offer
        for offer, listings in users.items()
        if len(listings) > 1 and any(coverage.get(one, UNDECLARED).holds(region) for one in listings)
    )


def surroundings(
    sites: Sequence[Site], districts: Mapping[str, District], coverage: Mapping[str, Coverage]
) -> dict[str, Surroundings]:
    """Place → what lies around it. districts : by EPCI code; coverage : by listing."""
    near = _nearest(sites)
    densities = _Densities(sites, districts, coverage)
    found: dict[str, Surroundings] = {}
    for site in sites:
        found_near = near.get(site.place_id, _Nearest(None))
        per_100k, listed_by = densities.of(site)
        position = (
            None if site.latitude is None or site.longitude is None else (site.latitude, site.longitude)
        )
        found[site.place_id] = Surroundings(
            next_km=found_near.next_km,
            neighbour=found_near.neighbour,
            nearer=found_near.nearer,
            nearer_is_self=found_near.nearer in site.selves,
            per_100k=per_100k,
            listed_by=listed_by,
            position=position,
        )
    return found


class _Densities:
    """Places listed per 100,000 inhabitants of each EPCI, at least and at most."""

    def __init__(
        self, sites: Sequence[Site], districts: Mapping[str, District], coverage: Mapping[str, Coverage]
    ) -> None:
        self._districts, self._coverage = districts, coverage
        self._looked: dict[str, set[str]] = defaultdict(set)
        """Région → kinds that a listing of its own looked for."""
        for one in coverage.values():
            for region in () if one.everywhere else one.regions:
                self._looked[region].update(one.kinds)
        self._counts = Counter(site.epci for site in sites if self._is_counted(site))
        self._most_added = self._added(sites)

    def of(self, site: Site) -> tuple[tuple[float, float] | None, tuple[str, ...]]:
        """Places per 100,000 inhabitants at least and at most, and the listings that looked there for the région alone;
        None without inhabitants, or where no listing says that it looked there. The place itself always counts."""
        district = self._districts.get(site.epci)
        if district is None or not district.population:
            return None, ()
        there = [slug for slug, one in self._coverage.items() if one.holds(district.region)]
        if not there:
            return None, ()
        listed = (self._counts[site.epci] + (not self._is_counted(site))) * PER / district.population
        looked = self._looked[district.region]
        unseen = sum(most for kind, most in self._most_added.items() if kind not in looked)
        own = tuple(sorted(slug for slug in there if not self._coverage[slug].everywhere))
        return (listed, listed + unseen), own

    def _listings(self, site: Site) -> Iterator[Coverage]:
        """What the listings of a site cover, of those that looked where it is."""
        district = self._districts.get(site.epci)
        for slug in site.listings if district else ():
            one = self._coverage.get(slug, UNDECLARED)
            if district and one.holds(district.region):
                yield one

    def _is_counted(self, site: Site) -> bool:
        return any(True for _ in self._listings(site))

    def _added(self, sites: Sequence[Site]) -> dict[str, float]:
        """Kind → places per 100,000 inhabitants that only a listing of the région gives, in the région where it adds
        most of them."""
        inhabitants: Counter[str] = Counter()
        for district in self._districts.values():
            inhabitants[district.region] += district.population
        only: Counter[tuple[str, str]] = Counter()
        for site in sites:
            said = list(self._listings(site))
            if (
                said
                and not any(one.everywhere for one in said)
                and any(site.kind in one.kinds for one in said)
            ):
                only[self._districts[site.epci].region, site.kind] += 1
        most: dict[str, float] = {}
        for (region, kind), count in only.items():
            most[kind] = max(most.get(kind, 0.0), count * PER / inhabitants[region])
        return most


class _Nearest(Struct, frozen=True):
    """Kilometres to the nearest at least and at most, the place that is no farther, and another that may be nearer."""

    next_km: tuple[float, float] | None
    neighbour: str = ""
    nearer: str = ""


def _nearest(sites: Sequence[Site]) -> dict[str, _Nearest]:
    """Place → the nearest other one like it."""
    placed = [site for site in sites if site.latitude is not None and site.longitude is not None]
    points = unit_vectors(
        [site.latitude or 0.0 for site in placed], [site.longitude or 0.0 for site in placed]
    )
    reach = np.array([site.reach for site in placed], dtype=np.float64)
    spans = _Spans(len(placed))
    for members in _by_offer(placed):
        # sites of one reach at a time: among them, the nearest centre is also the nearest at least and at most
        for radius in np.unique(reach[members]):
            others = members[reach[members] == radius]
            near, other = _nearest_others(points, members, others)
            spans.take(members, other, _span(near, reach[members], radius))
    for rank, site in enumerate(placed):
        if site.selves:
            spans.forget(rank)
            _without_selves(placed, points, reach, rank, spans)
    return spans.found(placed)


def _span(
    near: NDArray[np.float64], ours: NDArray[np.float64], theirs: NDArray[np.float64] | np.float64
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Kilometres at least and at most between places known within a reach of two points, `near` kilometres apart."""
    around = ours + theirs
    # two places known at one centre lie in one commune, no farther apart than it stretches
    far = np.where(near == 0.0, np.maximum(ours, theirs), near + around)
    return np.maximum(near - around, 0.0), far


class _Spans:
    """The least and the most kilometres found so far from each place to another, and to which."""

    def __init__(self, size: int) -> None:
        self.least, self.most = np.full(size, np.inf), np.full(size, np.inf)
        self.own_least = np.full(size, np.inf)
        """Of the place that is no farther than the most."""
        self.which, self.nearer = np.full(size, -1, dtype=np.int64), np.full(size, -1, dtype=np.int64)

    def take(
        self,
        members: NDArray[np.int64],
        other: NDArray[np.int64],
        span: tuple[NDArray[np.float64], NDArray[np.float64]],
    ) -> None:
        """Keep what is nearer than what is known."""
        low, far = span
        better = far < self.most[members]
        self.which[members] = np.where(better, other, self.which[members])
        self.own_least[members] = np.where(better, low, self.own_least[members])
        self.most[members] = np.minimum(self.most[members], far)
        self.take_least(members, other, low)

    def take_least(
        self, members: NDArray[np.int64], other: NDArray[np.int64], low: NDArray[np.float64]
    ) -> None:
        """Keep what may be nearer, without saying that it is no farther than anything."""
        lower = low < self.least[members]
        self.nearer[members] = np.where(lower, other, self.nearer[members])
        self.least[members] = np.minimum(self.least[members], low)

    def forget(self, rank: int) -> None:
        """Know nothing more of a place."""
        self.least[rank] = self.most[rank] = self.own_least[rank] = np.inf
        self.which[rank] = self.nearer[rank] = -1

    def found(self, placed: Sequence[Site]) -> dict[str, _Nearest]:
        """By id, the places that have one; kilometres with their metres."""
        result: dict[str, _Nearest] = {}
        for rank, site in enumerate(placed):
            if self.which[rank] < 0:
                continue
            low, high = round(float(self.least[rank]), 3), round(float(self.most[rank]), 3)
            nearer = self.nearer[rank] if low < round(float(self.own_least[rank]), 3) else -1
            result[site.place_id] = _Nearest(
                (low, high),
                placed[self.which[rank]].place_id,
                placed[nearer].place_id if nearer >= 0 else "",
            )
        return result


def _without_selves(
    placed: Sequence[Site], points: NDArray[np.float64], reach: NDArray[np.float64], rank: int, spans: _Spans
) -> None:
    """What is near a place that may be another of those placed: that one counts for the least alone."""
    site = placed[rank]
    alike = [
        other
        for other, one in enumerate(placed)
        if other != rank and not set(site.offers).isdisjoint(one.offers)
    ]
    if not alike:
        return
    others = np.array(alike, dtype=np.int64)
    near = chord_to_metres(np.linalg.norm(points[others] - points[rank], axis=1)) / 1000
    low, far = _span(near, np.full(len(others), reach[rank]), reach[others])
    perhaps_self = np.array([placed[other].place_id in site.selves for other in alike])
    own = np.array([rank], dtype=np.int64)
    for index in np.lexsort((others, far)):
        if not perhaps_self[index]:
            spans.take(own, others[[index]], (low[[index]], far[[index]]))
            break
    for index in np.lexsort((others, perhaps_self, low))[:1]:
        spans.take_least(own, others[[index]], low[[index]])


def _by_offer(sites: Sequence[Site]) -> list[NDArray[np.int64]]:
    members: dict[str, list[int]] = defaultdict(list)
    for index, site in enumerate(sites):
        for offer in site.offers:
            members[offer].append(index)
    return [np.array(members[offer], dtype=np.int64) for offer in sorted(members)]


def _nearest_others(
    points: NDArray[np.float64], members: NDArray[np.int64], others: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """For each member, kilometres to the nearest of the others that is not itself (infinite without one), and its index.

    Of several at one point, the first: a tree alone would give any of them.
    """
    from scipy.spatial import (
        cKDTree,
    )  # half a second to import, which a build that measures nothing need not pay

    spots, spot_of = np.unique(points[others], axis=0, return_inverse=True)
    spot_of = spot_of.reshape(-1)
    order = np.argsort(spot_of, kind="stable")
    starts = np.searchsorted(spot_of[order], np.arange(len(spots)))
    first = others[order[starts]]
    ends = np.append(starts[1:], len(order))
    second = np.where(ends - starts > 1, others[order[np.minimum(starts + 1, len(order) - 1)]], -1)
    found = cKDTree(spots).query(points[members], k=list(range(1, min(2, len(spots)) + 1)))
    chords, ranks = np.asarray(found[0]), np.asarray(found[1])
    own = first[ranks[:, 0]] == members
    index = np.where(own, second[ranks[:, 0]], first[ranks[:, 0]])
    chord = chords[:, 0]
    alone = index < 0  # nobody else at its own point: the next point
    if len(spots) > 1:
        index = np.where(alone, first[ranks[:, 1]], index)
        chord = np.where(alone, chords[:, 1], chord)
    metres = np.where(index < 0, np.inf, chord_to_metres(chord))
    return metres / 1000, index
