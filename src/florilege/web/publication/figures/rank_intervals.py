"""Between which ranks each place stands over the draws, by score alone: nine draws in ten, the extremes, the median."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from florilege.faults import Words
from florilege.web.publication.figures.scene import Label, Layout, Scene, Sketch, cut, length
from florilege.web.publication.text import words

TICKS = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000)
RANK = Words("rang", "rank")
PLACES = Words("{n} places", "{n} seats")
_NAME, _SCALE = 12.0, 11.0


class RankRow(Struct, frozen=True):
    """A place and its ranks: best, 5 %, median, 95 % and worst."""

    name: str
    kept: bool
    klass: str
    best: int
    low: int
    median: int
    high: int
    worst: int


def rank_intervals(rows: Sequence[RankRow], size: int, *, layout: Layout, language: str) -> Scene:
    """Ranks of the places on a logarithmic scale; size : of the list, marked by a line."""
    sketch = Sketch()
    left, right = layout.left, layout.width - 56
    worst = max([row.worst for row in rows] + [size, 2])

    def at(rank: float) -> float:
        return left + (right - left) * math.log(rank) / math.log(worst)

    top = 18.0
    y = top
    for row in rows:
        ranks = (row.best, row.low, row.median, row.high, row.worst)
        _interval(sketch, row, y, layout=layout, places=tuple(map(at, ranks)), language=language)
        y += layout.pitch
    y += 4
    seats = PLACES.in_language(language).format(n=words.number(size, language))
    sketch.line("threshold", (at(size), top - 4), (at(size), y))
    sketch.say(Label(at(size), 11, words.typographic(seats), klass="scale", anchor="middle"))
    sketch.line("axis", (left, y), (right, y))
    end = -math.inf
    for tick in (one for one in TICKS if one <= worst):
        x = at(tick)
        sketch.line("tick", (x, y), (x, y + 4))
        text = words.number(tick, language)
        half = length(text, _SCALE) / 2
        if x - half > end:
            anchor = "start" if tick == 1 and layout.narrow else "middle"
            sketch.say(Label(x, y + 16, text, klass="scale", anchor=anchor))
            end = x + half + 5
    sketch.say(Label(layout.width, y + 16, RANK.in_language(language), klass="scale", anchor="end"))
    return sketch.scene(layout, y + 22)


def _interval(
    sketch: Sketch,
    row: RankRow,
    top: float,
    *,
    layout: Layout,
    places: tuple[float, ...],
    language: str,
) -> None:
    best, low, median, high, worst = places
    room = layout.width if layout.narrow else layout.names
    name_y = top + (12 if layout.narrow else 14)
    sketch.say(Label(0, name_y, cut(row.name, room, _NAME), klass="name", name=True))
    middle = top + (24 if layout.narrow else 10)
    sketch.line("reach", (best, middle), (worst, middle))
    style = "full" if row.kept else "open"
    sketch.box(f"{style} {row.klass}", low, middle - 4.5, width=max(2.0, high - low), height=9)
    sketch.line("median-edge", (median, middle - 7), (median, middle + 7))
    sketch.line("median", (median, middle - 7), (median, middle + 7))
    sketch.say(
        Label(layout.width, middle + 4, words.number(row.median, language), klass="value", anchor="end")
    )
