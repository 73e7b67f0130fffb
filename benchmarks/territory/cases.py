"""The cases of `python -m benchmarks.territory`: each is run in a process of its own."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from florilege.territory.distance import great_circles
from florilege.territory.inhabitants import inhabitants
from florilege.territory.lands import land_of
from florilege.territory.place_points import PlaceAt
from florilege.territory.reach import BY_ROAD, LEVELS, LIMITS, Reach, measure_reach
from florilege.territory.reference import reference
from florilege.territory.where_next import where_next

ALL_PAIRS_ROWS = 200
"""Places of the plain computation at once: 34,875 × 200 distances, 56 MB an array."""
COVERINGS = {"departement": ("57", 10, 10.0), "region": ("44", 10, 30.0), "france": ("", 100, 30.0)}
"""Case → code, places to choose, kilometres."""


def drawn(count: int) -> list[PlaceAt]:
    """Places where people are."""
    people = inhabitants(reference())
    draw = np.random.default_rng(24)
    ranks = draw.choice(len(people.communes), count, p=people.people / people.people.sum())
    shifts = draw.normal(0, 0.02, (count, 2))
    places = []
    for number, rank in enumerate(ranks.tolist()):
        commune = people.communes[rank]
        own = number % 2 == 1 and commune.latitude is not None and commune.longitude is not None
        north = (commune.latitude or 0.0) + float(shifts[number, 0]) if own else None
        east = (commune.longitude or 0.0) + float(shifts[number, 1]) if own else None
        places.append(PlaceAt(f"p{number}", commune.code, north, east))
    return places


def all_pairs(places: list[PlaceAt]) -> NDArray[np.int64]:
    """(3, distances) inhabitants at least, about, at most, of all of France: every pair, no tree."""
    people = inhabitants(reference())
    lands = np.array([land_of(one) for one in people.communes])
    rank = np.array([people.index[place.commune_code] for place in places])
    own = np.array([place.latitude is not None for place in places])
    centre = np.array([(one.latitude, one.longitude) for one in people.communes], dtype=np.float64)
    at = centre[rank].copy()
    at[own] = [(place.latitude, place.longitude) for place in places if place.latitude is not None]
    stretch = people.centres.stretch
    of_place = np.where(own, 0.0, stretch[rank])
    nearest = np.full((3, len(centre)), np.inf)
    for start in range(0, len(places), ALL_PAIRS_ROWS):
        rows = slice(start, start + ALL_PAIRS_ROWS)
        about = great_circles(at[rows, :1], at[rows, 1:], centre[:, 0], centre[:, 1]) / 1000 * BY_ROAD.factor
        about[lands[rank[rows]][:, None] != lands] = np.inf
        around = BY_ROAD.factor * (of_place[rows, None] + stretch)
        inside = ~own[rows, None] & (rank[rows, None] == np.arange(len(centre)))
        most = about + np.where(inside, BY_ROAD.factor * stretch, around)
        for bound, distance in enumerate((most, about, np.maximum(about - around, 0.0))):
            nearest[bound] = np.minimum(nearest[bound], distance.min(axis=0))
    return np.array([[int(people.people[one <= limit].sum()) for limit in LIMITS] for one in nearest])


def seconds(work: Callable[[], object], runs: int) -> tuple[float, list[float]]:
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        taken.append(round(time.perf_counter() - started, 3))
    return round(statistics.median(taken), 3), taken


def _levels(found: Reach) -> None:
    for level in LEVELS:
        found.territories(level)


def reach_case(name: str, runs: int) -> dict[str, object]:
    """One size, in this process."""
    count = int(name.removeprefix("reach-"))
    runs = runs if count < 10_000 else 1
    places = drawn(count)
    import scipy.sparse
    import scipy.spatial  # noqa: F401

    started = time.perf_counter()
    measure_reach(places[:1], reference=reference())
    first = time.perf_counter() - started
    median, every = seconds(lambda: measure_reach(places, reference=reference()), runs)
    found = measure_reach(places, reference=reference())
    levels, _ = seconds(lambda: _levels(found), 1)
    marginal, _ = seconds(found.marginal, 1)
    record: dict[str, object] = {
        "places": count,
        "communes": len(found.people.communes),
        "first_reach_seconds": round(first, 3),
        "median_seconds": median,
        "seconds": every,
        "levels_seconds": levels,
        "marginal_seconds": marginal,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    if count <= 5000:
        plain, _ = seconds(lambda: all_pairs(places), 1)
        reached = found.territories("france")["france"].reached
        ours = np.array(
            [[one.least for one in reached], [one.about for one in reached], [one.most for one in reached]]
        )
        if not (ours == all_pairs(places)).all():
            raise SystemExit("the reach is not that of all pairs")
        record |= {
            "all_pairs_seconds": plain,
            "all_pairs_over_ours": round(plain / median, 1),
            "same_answers": True,
        }
    return record


def covering_case(name: str, runs: int) -> dict[str, object]:
    code, places, kilometres = COVERINGS[name]
    runs = 1 if name == "france" else runs
    communes = inhabitants(reference()).communes
    inside = [
        one.code for one in communes if code in ("", one.departement if name == "departement" else one.region)
    ]
    nobody = measure_reach([], reference=reference())

    def choose() -> None:
        where_next(nobody, kilometres=kilometres, places=places, sites=inside, among=inside)

    median, every = seconds(choose, runs)
    found = where_next(nobody, kilometres=kilometres, places=places, sites=inside, among=inside)
    return {
        "sites": len(inside),
        "choose": places,
        "kilometres": kilometres,
        "median_seconds": median,
        "seconds": every,
        "value": found.covering.value,
        "bound": found.covering.bound,
        "gap": round(found.covering.gap, 5),
        "proved": found.covering.proved,
        "inhabitants": found.unreached,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
