"""France on a plane: the conic projection of French maps (Lambert, parallels 44° and 49°), on a sphere.

Overseas départements are drawn apart, each in its own frame at its own scale.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import cos, log, pi, radians, sin, tan

from msgspec import Struct

Ring = Sequence[tuple[float, float]]
"""Longitude, latitude in degrees."""

_SOUTH, _NORTH, _CENTRE = radians(44.0), radians(49.0), radians(3.0)


def _stretch(latitude: float) -> float:
    return tan(pi / 4 + latitude / 2)


_N = log(cos(_SOUTH) / cos(_NORTH)) / log(_stretch(_NORTH) / _stretch(_SOUTH))
_F = cos(_SOUTH) * _stretch(_SOUTH) ** _N / _N


def lambert(longitude: float, latitude: float) -> tuple[float, float]:
    """Plane coordinates (earth radius 1), y growing southwards, of a point of metropolitan France."""
    rho = _F / _stretch(radians(latitude)) ** _N
    theta = _N * (radians(longitude) - _CENTRE)
    return rho * sin(theta), rho * cos(theta)


def local(longitude: float, latitude: float) -> tuple[float, float]:
    """Plane coordinates near the equator and the tropics: Mercator, right for one island at a time."""
    return radians(longitude), -log(_stretch(radians(latitude)))


class Frame(Struct, frozen=True):
    """A part of the drawing: which projection, which scale, where."""

    conic: bool
    scale: float
    left: float
    top: float
    west: float
    north: float

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a position falls in the drawing."""
        x, y = (lambert if self.conic else local)(longitude, latitude)
        return self.left + (x - self.west) * self.scale, self.top + (y - self.north) * self.scale


def fitted(
    rings: Iterable[Ring], *, conic: bool, box: tuple[float, float, float, float]
) -> tuple[Frame, float, float]:
    """The frame that fits rings, centred, in a box (left, top, width, height); and the size they take."""
    project = lambert if conic else local
    points = [project(*point) for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    north, south = min(y for _, y in points), max(y for _, y in points)
    left, top, width, height = box
    scale = min(width / (east - west), height / (south - north))
    taken_x, taken_y = (east - west) * scale, (south - north) * scale
    frame = Frame(conic, scale, left + (width - taken_x) / 2, top + (height - taken_y) / 2, west, north)
    return frame, taken_x, taken_y


def outline_path(rings: Iterable[Ring], frame: Frame, *, step: float, smallest: float = 0.0) -> str:
    """The SVG path of rings; points nearer than `step` to the one before are left out.

    smallest : islands whose larger side is under it are not drawn
    """
    parts: list[str] = []
    for ring in rings:
        points = _thinned([frame.place(*point) for point in ring], step)
        if len(points) < 4 or _extent(points) < smallest:
            continue
        parts.append(_relative(points[:-1]))
    return "".join(parts)


def _relative(points: Sequence[tuple[float, float]]) -> str:
    """A closed line in relative tenths: half the bytes of absolute positions, and no drift."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    (x, y), text = tenths[0], ""
    text = f"M{_short(x)} {_short(y)}l"
    for next_x, next_y in tenths[1:]:
        for step in (next_x - x, next_y - y):
            mark = _short(step)
            text += mark if mark.startswith("-") or text.endswith("l") else f" {mark}"
        x, y = next_x, next_y
    return f"{text}z"


def _thinned(points: Sequence[tuple[float, float]], step: float) -> list[tuple[float, float]]:
    kept = [points[0]]
    for x, y in points[1:-1]:
        last_x, last_y = kept[-1]
        if abs(x - last_x) + abs(y - last_y) >= step:
            kept.append((x, y))
    kept.append(points[-1])
    return kept


def _extent(points: Sequence[tuple[float, float]]) -> float:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def _short(tenths: int) -> str:
    """Tenths as SVG writes them shortest: 12.5, 3, .4, -.4."""
    whole, part = divmod(abs(tenths), 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{whole or ''}.{part}" if part else f"{sign}{whole}"
