"""The intercommunalities that most resemble one: of its kind, by inhabitants, density and distance to a métropole.

No open table of surfaces goes with the reference. The density is therefore that of a hexagon: a commune whose neighbours'
centres are on average s kilometres away holds √3/2 · s² km² in a network of equal communes (Lösch 1940). It ranks
territories rightly, and is no density of Insee's: pages call it "density of hexagons".
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from florilege.territory.distance import great_circle
from florilege.territory.inhabitants import Inhabitants, inhabitants
from florilege.territory.lands import land_of
from florilege.territory.reference import Commune, Reference

PEERS = 5
METROPOLE = "METRO"
HEXAGON = math.sqrt(3) / 2
"""Surface of a cell of the hexagonal network whose centres are one kilometre apart, in km²."""
CONSISTENT = 1.4826
"""What makes the median absolute deviation that of a normal law's standard deviation (Rousseeuw and Croux 1993)."""
NO_METROPOLE = 3.0
"""Deviations apart on the third value, when a métropole is on the land of one of the two only."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What an intercommunality is likened by.

    inhabitants : of its communes; density : inhabitants for a km² of hexagons, None without a centre
    metropole : code of the nearest other métropole on the same land, and metropole_km : kilometres of great circle from
    main commune to main commune; both None where there is none
    """

    code: str
    name: str
    kind: str
    main_commune: str
    inhabitants: int
    density: float | None
    metropole: str | None
    metropole_km: float | None


@dataclass(frozen=True, slots=True)
class Peer:
    """One that resembles it. distance : Euclidean, in robust deviations; apart : the part of each of the three values
    (inhabitants, density, distance to a métropole), in robust deviations, peer less the one asked."""

    profile: Profile
    distance: float
    apart: tuple[float, float, float]


def profile(code: str, *, reference: Reference) -> Profile:
    """What an intercommunality of today is likened by. Raises KeyError for another code."""
    return _profiles(reference)[code]


def peers(code: str, *, reference: Reference, count: int = PEERS) -> tuple[Peer, ...]:
    """The nearest of the same kind, the nearest first, then by code; fewer where there are not so many.

    Each value is put in robust deviations of all of that kind: less the median, by 1.4826 median absolute deviations (by the
    standard deviation where that is zero, and not counted where this is too). Inhabitants and density are in logarithms.
    Raises KeyError for a code that is no intercommunality of today.
    """
    every = _profiles(reference)
    kind = every[code].kind
    alike = [one for one in every.values() if one.kind == kind]
    values = _standard(np.array([_values(one) for one in alike], dtype=np.float64))
    own = values[next(rank for rank, one in enumerate(alike) if one.code == code)]
    found = []
    for one, value in zip(alike, values, strict=True):
        if one.code != code:
            apart = _apart(value, own)
            found.append(Peer(one, math.hypot(*apart), apart))
    return tuple(sorted(found, key=lambda peer: (peer.distance, peer.profile.code))[:count])


def _values(one: Profile) -> tuple[float, float, float]:
    density = math.log(one.density) if one.density else math.nan
    km = math.nan if one.metropole_km is None else one.metropole_km
    return math.log(max(one.inhabitants, 1)), density, km


def _standard(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Columns in robust deviations; NaN stays NaN."""
    found = np.full_like(values, np.nan)
    for column in range(values.shape[1]):
        known = ~np.isnan(values[:, column])
        some = values[known, column]
        if not len(some):
            continue
        middle = np.median(some)
        spread = CONSISTENT * np.median(np.abs(some - middle)) or some.std()
        found[known, column] = (some - middle) / spread if spread else 0.0
    return found


def _apart(value: NDArray[np.float64], own: NDArray[np.float64]) -> tuple[float, float, float]:
    parts = []
    for theirs, ours in zip(value.tolist(), own.tolist(), strict=True):
        unknown = math.isnan(theirs) + math.isnan(ours)
        parts.append(0.0 if unknown == 2 else NO_METROPOLE if unknown else theirs - ours)
    return parts[0], parts[1], parts[2]


@lru_cache(maxsize=4)
def _profiles(reference: Reference) -> dict[str, Profile]:
    """Every intercommunality of today by its code, the territories of Grand Paris among them."""
    people = inhabitants(reference)
    members: dict[str, list[Commune]] = defaultdict(list)
    for _, one in sorted(reference.communes.items()):
        for code in (one.epci, one.ept):
            if code is not None:
                members[code].append(one)
    mains = {code: _main(communes) for code, communes in members.items()}
    metropoles = [
        code for code, one in sorted(reference.epcis.items()) if one.kind == METROPOLE and code in mains
    ]
    found = {}
    for code in sorted(members.keys() & reference.epcis.keys()):
        epci = reference.epcis[code]
        around = _next(code, mains, metropoles)
        found[code] = Profile(
            code=code,
            name=epci.name,
            kind=epci.kind,
            main_commune=mains[code].code,
            inhabitants=sum(one.population or 0 for one in members[code]),
            density=_density(members[code], people),
            metropole=around[0] if around else None,
            metropole_km=around[1] if around else None,
        )
    return found


def _main(communes: list[Commune]) -> Commune:
    return min(communes, key=lambda one: (-(one.population or 0), one.code))


def _density(communes: list[Commune], people: Inhabitants) -> float | None:
    ranks = [people.index[one.code] for one in communes if one.code in people.index]
    known = [rank for rank in ranks if people.counted[rank]]
    surface = sum(HEXAGON * float(people.centres.stretch[rank]) ** 2 for rank in known)
    return sum(int(people.people[rank]) for rank in known) / surface if surface else None


def _next(code: str, mains: dict[str, Commune], metropoles: list[str]) -> tuple[str, float] | None:
    """The nearest other métropole on the same land, and kilometres to it."""
    here = mains[code]
    if here.latitude is None or here.longitude is None:
        return None
    found = []
    for other in metropoles:
        there = mains[other]
        if there.latitude is None or there.longitude is None or land_of(there) != land_of(here):
            continue
        # a territory of Grand Paris lies in a métropole: its next one is another, like that of Paris itself
        if other not in (code, here.epci):
            metres = great_circle(here.latitude, here.longitude, there.latitude, there.longitude)
            found.append((metres / 1000, other))
    return (min(found)[1], min(found)[0]) if found else None
