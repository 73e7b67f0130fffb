"""The five families of actors as shapes: a family is told by its outline, colour only helps."""

from __future__ import annotations

import math

from florilege.web.publication.figures.scene import Sketch

SIDES = {"companies": 4, "research": 3, "finance": 6, "associations": 0, "local_authorities": 5}
"""Family → corners of its mark; 0 is a disc."""
UNKNOWN = "unknown"
PLACE = "place"
_TURNED = {"companies": math.pi / 4, "finance": 0.0}
"""Families whose mark does not stand on a corner: a square lies flat."""


def mark(sketch: Sketch, family: str, x: float, y: float, *, radius: float) -> None:
    """The mark of an actor of a family ("" when it is unknown), or of a place (`PLACE`), centred on a point."""
    if family == PLACE:
        for rank in range(5):
            turn = math.radians(72 * rank - 90)
            sketch.dot(
                "family place",
                x + 0.55 * radius * math.cos(turn),
                y + 0.55 * radius * math.sin(turn),
                radius=0.5 * radius,
            )
        return
    sides = SIDES.get(family)
    if sides is None:
        sketch.dot(f"family {UNKNOWN}", x, y, radius=0.75 * radius)
        return
    if sides == 0:
        sketch.dot(f"family {family}", x, y, radius=0.9 * radius)
        return
    start = _TURNED.get(family, -math.pi / 2)
    sketch.outline(
        f"family {family}",
        [
            (
                x + radius * math.cos(start + 2 * math.pi * corner / sides),
                y + radius * math.sin(start + 2 * math.pi * corner / sides),
            )
            for corner in range(sides)
        ],
    )
