"""A plan of two records: where each is, at scale, north up; no map of others is asked for."""

from __future__ import annotations

import math

from msgspec import Struct

from florilege.web.inventory.questions import Side
from florilege.web.publication.text import words

WIDTH, HEIGHT, MARGIN = 240.0, 150.0, 34.0
METRES_A_DEGREE = 111_195.0
"""Of latitude, on a sphere of 6,371 km."""
LEAST = 20.0
"""Metres that the plan shows at least across: of two points closer than that, the distance is mostly noise."""


class PairPlan(Struct, frozen=True):
    """Two points and a scale bar, in the units of the drawing. together : whether both are one point"""

    width: float
    height: float
    first: tuple[float, float]
    second: tuple[float, float]
    together: bool
    bar: float
    bar_label: str


def plan(first: Side, second: Side, language: str) -> PairPlan | None:
    """The plan of two records, None where one has no position."""
    if (
        first.latitude is None
        or first.longitude is None
        or second.latitude is None
        or second.longitude is None
    ):
        return None
    # near enough to flat: within one commune or two, the error is a few metres
    shrink = math.cos(math.radians((first.latitude + second.latitude) / 2))
    east = (second.longitude - first.longitude) * METRES_A_DEGREE * shrink
    north = (second.latitude - first.latitude) * METRES_A_DEGREE
    across = max(abs(east) / (WIDTH - 2 * MARGIN), abs(north) / (HEIGHT - 2 * MARGIN), LEAST / WIDTH)
    half = (east / across / 2, north / across / 2)
    middle = (WIDTH / 2, HEIGHT / 2)
    length = _round_below(across * WIDTH / 3)
    shown = (
        f"{words.number(length / 1000, language)} km"
        if length >= 1000
        else f"{words.number(length, language)} m"
    )
    return PairPlan(
        width=WIDTH,
        height=HEIGHT,
        first=(round(middle[0] - half[0], 1), round(middle[1] + half[1], 1)),
        second=(round(middle[0] + half[0], 1), round(middle[1] - half[1], 1)),
        together=math.hypot(east, north) < 1,
        bar=round(length / across, 1),
        bar_label=shown,
    )


def _round_below(metres: float) -> float:
    """The greatest of 1, 2 or 5 times a power of ten that is no longer than that."""
    power = 10.0 ** math.floor(math.log10(metres))
    return next(step * power for step in (5, 2, 1) if step * power <= metres)
