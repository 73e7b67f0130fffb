"""What lies around places: the nearest of a kind they share, and how many there are for the inhabitants."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from florilege.appraisal.indicators import Surroundings

EARTH_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class Site:
    """Where a place is and what it is: only what surroundings need."""

    place_id: str
    kinds: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    epci: str


def surroundings(sites: Sequence[Site], population: Mapping[str, int]) -> dict[str, Surroundings]:
    """Distance to the nearest other site that shares a kind, and sites per 100,000 inhabitants of the EPCI.

    population : EPCI code → inhabitants. Distances by unit vectors in a k-d tree (chord turned into arc).
    """
    nearest = _nearest(sites)
    counts = Counter(site.epci for site in sites if site.epci)
    return {
        site.place_id: Surroundings(
            next_km=nearest.get(site.place_id),
            per_100k=counts[site.epci] * 100_000 / population[site.epci]
            if population.get(site.epci)
            else None,
            position=None
            if site.latitude is None or site.longitude is None
            else (site.latitude, site.longitude),
        )
        for site in sites
    }


def _nearest(sites: Sequence[Site]) -> dict[str, float]:
    by_kind: dict[str, list[Site]] = defaultdict(list)
    for site in sites:
        if site.latitude is not None and site.longitude is not None:
            for kind in site.kinds:
                by_kind[kind].append(site)
    found: dict[str, float] = {}
    for group in by_kind.values():
        if len(group) < 2:
            continue
        latitude = np.radians([site.latitude or 0.0 for site in group])
        longitude = np.radians([site.longitude or 0.0 for site in group])
        points = np.column_stack(
            (np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude))
        )
        chords = np.asarray(cKDTree(points).query(points, k=2)[0])[:, 1]
        arcs = np.atleast_1d(2 * EARTH_KM * np.arcsin(np.minimum(chords / 2, 1.0)))
        for site, arc in zip(group, arcs, strict=True):
            found[site.place_id] = min(found.get(site.place_id, np.inf), round(float(arc), 3))
    return found
