"""The plain rule: names alike (rapidfuzz token_set_ratio) within 300 m, or in one commune where no distance is known."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import math
from collections import defaultdict
from itertools import combinations

from rapidfuzz import fuzz

from benchmarks.linkage.side.exchange import Clusters, Labelled, Row, by_threshold, serve

METRES = 300.0
METRES_A_DEGREE = 111_195.0
FLOOR = 50.0


def link(rows: list[Row], _: Labelled) -> Clusters:
    """The score of a pair is its likeness, from 0 to 1: so the thresholds are 5 to 99.9 on the usual scale."""
    scores: dict[tuple[str, str], float] = {}
    for one, other in _near(rows):
        likeness = fuzz.token_set_ratio(one["name"], other["name"])
        if likeness >= FLOOR:
            scores[one["key"], other["key"]] = likeness / 100.0
    return by_threshold([row["key"] for row in rows], scores)


def _near(rows: list[Row]) -> list[tuple[Row, Row]]:
    """Pairs within 300 m, found in cells of a grid as wide; those without a position, by commune."""
    cells: dict[tuple[int, int], list[Row]] = defaultdict(list)
    communes: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["latitude"]:
            cells[_cell(row)].append(row)
        if row["commune"]:
            communes[row["commune"]].append(row)
    found: list[tuple[Row, Row]] = []
    for (north, east), here in cells.items():
        found += [pair for pair in combinations(here, 2) if _metres(*pair) <= METRES]
        for step in ((0, 1), (1, -1), (1, 0), (1, 1)):
            for other in cells.get((north + step[0], east + step[1]), ()):
                found += [(one, other) for one in here if _metres(one, other) <= METRES]
    for here in communes.values():
        found += [
            (one, other)
            for one, other in combinations(here, 2)
            if not (one["latitude"] and other["latitude"])
        ]
    return found


def _cell(row: Row) -> tuple[int, int]:
    size = METRES / METRES_A_DEGREE
    return int(float(row["latitude"]) // size), int(float(row["longitude"]) // (size / 0.6))


def _metres(one: Row, other: Row) -> float:
    north = (float(one["latitude"]) - float(other["latitude"])) * METRES_A_DEGREE
    shrink = math.cos(math.radians(float(one["latitude"])))
    east = (float(one["longitude"]) - float(other["longitude"])) * METRES_A_DEGREE * shrink
    return math.hypot(north, east)


if __name__ == "__main__":
    serve(link, trained=False)
