"""What a figure is made of: outlines that bear a class, texts that stay text, in units that are pixels at scale 1."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

MOST_ROWS = 40
"""Rows of a figure at most: it stays on one printed page; its table is always whole."""
MARKS = ("whisker-edge", "whisker", "median-edge", "median")
"""Classes drawn above the others, in this order."""
_WIDE_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZÀÂÇÉÈÊËÎÏÔÖÛÜmwMW%@œŒ")
_THIN_LETTERS = frozenset("iljtfr'’.,:;!|()[] -·\u202f\u00a0")


class Layout(Struct, frozen=True):
    """Where things stand in a figure.

    narrow : names stand on a line of their own, above what they name
    names : width kept for the names beside the plot; pitch : height of a row, its name's line included
    """

    key: str
    narrow: bool
    width: float
    names: float
    pitch: float

    @property
    def left(self) -> float:
        """Where a plot begins."""
        return 1.0 if self.narrow else self.names + 10


WIDE = Layout("wide", False, 720.0, 236.0, 21.0)
NARROW = Layout("narrow", True, 328.0, 328.0, 41.0)
LAYOUTS = (WIDE, NARROW)


class Shape(Struct, frozen=True):
    """One path, with the class that colours it."""

    klass: str
    path: str


class Label(Struct, frozen=True):
    """One text.

    anchor : start, middle or end; turn : in degrees, about its own point; name : of a place or an actor, in French
    to : path of the page that it leads to, within its language; whole : the text before it was cut, else ""
    """

    x: float
    y: float
    text: str
    klass: str = ""
    anchor: str = "start"
    turn: int = 0
    name: bool = False
    to: str = ""
    whole: str = ""


class Scene(Struct, frozen=True):
    """A figure in one layout."""

    layout: str
    width: float
    height: float
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]


class Sketch:
    """A scene under way: outlines of one class are one path, marks above bars."""

    def __init__(self) -> None:
        self._paths: dict[str, list[str]] = defaultdict(list)
        self._labels: list[Label] = []

    def box(self, klass: str, left: float, top: float, *, width: float, height: float) -> None:
        self._paths[klass].append(f"M{_n(left)} {_n(top)}h{_n(width)}v{_n(height)}h{_n(-width)}z")

    def line(self, klass: str, start: tuple[float, float], end: tuple[float, float]) -> None:
        self._paths[klass].append(f"M{_n(start[0])} {_n(start[1])}L{_n(end[0])} {_n(end[1])}")

    def outline(self, klass: str, points: Sequence[tuple[float, float]]) -> None:
        """A closed outline through points."""
        self._paths[klass].append("M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points) + "z")

    def curve(self, klass: str, path: str) -> None:
        """An outline that no other method draws, in the words of SVG."""
        self._paths[klass].append(path)

    def dot(self, klass: str, x: float, y: float, *, radius: float) -> None:
        step = f"{_n(radius)} {_n(radius)} 0 1 0"
        self._paths[klass].append(
            f"M{_n(x - radius)} {_n(y)}a{step} {_n(2 * radius)} 0a{step} {_n(-2 * radius)} 0z"
        )

    def say(self, label: Label) -> None:
        self._labels.append(label)

    def scene(self, layout: Layout, height: float) -> Scene:
        ordered = sorted(self._paths, key=lambda klass: MARKS.index(klass) if klass in MARKS else -1)
        shapes = tuple(Shape(klass, "".join(self._paths[klass])) for klass in ordered)
        return Scene(layout.key, layout.width, height, shapes, tuple(self._labels))


def length(text: str, size: float) -> float:
    """About how wide a text is in the sans face, in pixels; rather too much than too little."""
    return size * sum(
        0.7 if letter in _WIDE_LETTERS else 0.33 if letter in _THIN_LETTERS else 0.57 for letter in text
    )


def cut(text: str, room: float, size: float) -> str:
    """The text, or its beginning and an ellipsis when it takes more than its room."""
    if length(text, size) <= room:
        return text
    kept = text
    while kept and length(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept.rstrip(' -,;:(·')}…"


def wrapped(text: str, room: float, size: float, *, most: int) -> Sequence[str]:
    """The text on lines that fit in a room, at most so many: the last one is cut."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and length(f"{lines[-1]} {word}", size) <= room:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    shown = lines[:most]
    if len(lines) > most:
        shown[-1] = " ".join([shown[-1], *lines[most:]])
    return [cut(line, room, size) for line in shown]


def _n(value: float) -> str:
    """A coordinate to the tenth, as short as it can be."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text
