"""The wheel of families of a place: five petals, full where a source says that the family is there.

An empty petal says that no source speaks of the family, not that it is absent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from florilege.web.publication.figures.scene import Label, Layout, Scene, Sketch, wrapped

ROUND = Layout("round", False, 340.0, 0.0, 0.0)
"""The one layout of a wheel: it is small enough for every screen."""
_CENTRE = (170.0, 124.0)
_LENGTH, _BREADTH, _INNER = 62.0, 22.0, 16.0
_TEXT = 11.0


class Petal(Struct, frozen=True):
    """A family. label : in words; known : whether a source says that it is there; actors : how many are named"""

    family: str
    label: str
    known: bool
    actors: int


def family_wheel(petals: Sequence[Petal]) -> Scene:
    """Petals around a centre, the first one upwards; each bears how many actors are named."""
    sketch = Sketch()
    for rank, petal in enumerate(petals):
        turn = 2 * math.pi * rank / len(petals) - math.pi / 2
        sketch.curve(f"petal {petal.family if petal.known else 'absent'}", _petal(turn))
        _say(sketch, petal, turn)
    sketch.dot("heart", *_CENTRE, radius=7)
    return sketch.scene(ROUND, 250.0)


def _petal(turn: float) -> str:
    """An ellipse from near the centre outwards."""
    middle = _INNER + _LENGTH / 2
    x, y = _CENTRE[0] + middle * math.cos(turn), _CENTRE[1] + middle * math.sin(turn)
    across = math.degrees(turn)
    dx, dy = _LENGTH / 2 * math.cos(turn), _LENGTH / 2 * math.sin(turn)
    arc = f"a{_LENGTH / 2:.1f} {_BREADTH:.1f} {across:.1f} 1 0"
    return f"M{x - dx:.1f} {y - dy:.1f}{arc} {2 * dx:.1f} {2 * dy:.1f}{arc} {-2 * dx:.1f} {-2 * dy:.1f}z"


def _say(sketch: Sketch, petal: Petal, turn: float) -> None:
    x, y = math.cos(turn), math.sin(turn)
    if petal.known and petal.actors:
        middle = _INNER + _LENGTH / 2
        sketch.say(
            Label(
                _CENTRE[0] + middle * x,
                _CENTRE[1] + middle * y + 4,
                str(petal.actors),
                klass="count",
                anchor="middle",
            )
        )
    far = _INNER + _LENGTH + 9
    anchor = "middle" if abs(x) < 0.2 else "start" if x > 0 else "end"
    lines = wrapped(petal.label, 84, _TEXT, most=3)
    top = _CENTRE[1] + far * y + (4 if y > -0.9 else -13 * (len(lines) - 1))
    for rank, line in enumerate(lines):
        sketch.say(
            Label(
                _CENTRE[0] + far * x,
                top + 13 * rank,
                line,
                klass="head" if petal.known else "absent",
                anchor=anchor,
            )
        )
