"""The places kept by criterion: the shade and the number of what is known, another form for what is not."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from florilege.faults import Words
from florilege.web.publication.figures.scene import Label, Layout, Scene, Sketch, cut, length, wrapped
from florilege.web.publication.text import words

SHADES = 5
NOT_APPLICABLE = Words("s. o.", "n/a")
UNKNOWN = "?"
_HEAD, _NAME, _RANGE = 11.0, 12.0, 10.0
"""Sizes of the texts, in pixels."""
_HEAD_ROOM = 200.0


class HeatCell(Struct, frozen=True):
    """What a criterion says of a place. state : known, range, unknown or absent (not applicable); ends in [0, 1]"""

    state: str
    low: float
    high: float

    def text(self, language: str) -> str:
        """The cell in figures, out of 100."""
        if self.state == "unknown":
            return UNKNOWN
        if self.state == "absent":
            return NOT_APPLICABLE.in_language(language)
        low, high = self._hundredths
        return f"{low}" if low == high else f"{low}{words.EN_DASH}{high}"

    def mark(self, language: str) -> str:
        """The same, as short as a cell is narrow: an interval that goes to an end of the scale has one number."""
        low, high = self._hundredths
        if self.state != "range" or low == high or (low, high) == (0, 100):
            return self.text(language)
        return f"≥{low}" if high == 100 else f"≤{high}" if low == 0 else self.text(language)

    @property
    def _hundredths(self) -> tuple[int, int]:
        return round(self.low * 100), round(self.high * 100)


class HeatRow(Struct, frozen=True):
    """A place and its cells, one a criterion."""

    name: str
    cells: tuple[HeatCell, ...]


class Column(Struct, frozen=True):
    """A criterion under its axis; `first` of them on its axis."""

    title: str
    axis: str
    first: bool


def cell(low: float, high: float, *, known: bool, applies: bool) -> HeatCell:
    """A cell and which of the four states it is in."""
    state = "absent" if not applies else "unknown" if not known else "range" if high > low else "known"
    return HeatCell(state, low, high)


def shade(value: float) -> int:
    """Which of the five shades a value in [0, 1] has."""
    return min(SHADES - 1, int(value * SHADES))


def heat_map(rows: Sequence[HeatRow], columns: Sequence[Column], *, layout: Layout, language: str) -> Scene:
    """The heat map of places by criteria in one layout. Columns are named where there is room, else numbered."""
    sketch = Sketch()
    lefts, width = _columns(columns, layout)
    head = _head(sketch, columns, lefts, width=width, layout=layout)
    for rank, row in enumerate(rows):
        top = head + rank * layout.pitch
        name_y = top + (12 if layout.narrow else 14.5)
        room = layout.width if layout.narrow else layout.names
        sketch.say(Label(0, name_y, cut(row.name, room, _NAME), klass="name", name=True))
        cell_top = top + (16.5 if layout.narrow else 1.5)
        for left, one in zip(lefts, row.cells, strict=True):
            _draw(sketch, one, left, cell_top, width=width - 2, language=language)
    bottom = head + len(rows) * layout.pitch + 6
    return sketch.scene(layout, _feet(sketch, columns, lefts, width=width, top=bottom))


def _columns(columns: Sequence[Column], layout: Layout) -> tuple[list[float], float]:
    """Where each column begins and how wide they are: a gap parts the axes; the last heads lean out."""
    gap = 6.0
    gaps = sum(column.first for column in columns[1:]) * gap
    lean = 0.0 if layout.narrow else _lean(columns)
    width = min(58.0, (layout.width - layout.left - gaps - lean) / max(1, len(columns)))
    lefts: list[float] = []
    left = layout.left
    for rank, column in enumerate(columns):
        left += gap if rank and column.first else 0.0
        lefts.append(left)
        left += width
    return lefts, width


def _lean(columns: Sequence[Column]) -> float:
    """How far the leaning heads go beyond the last column, each having the columns after its own to lean over."""
    after = range(len(columns) - 1, -1, -1)
    return max(
        (_head_length(column) * 0.77 - rest * 30 for column, rest in zip(columns, after, strict=True)),
        default=0.0,
    )


def _head_length(column: Column) -> float:
    return length(cut(column.title, _HEAD_ROOM, _HEAD), _HEAD)


def _longest(columns: Sequence[Column]) -> float:
    return max(map(_head_length, columns), default=0.0)


def _head(
    sketch: Sketch, columns: Sequence[Column], lefts: Sequence[float], *, width: float, layout: Layout
) -> float:
    """Names of the columns, leaning, or their numbers; returns where the rows begin."""
    height = 18.0 if layout.narrow else 14 + _longest(columns) * 0.64
    for rank, (column, left) in enumerate(zip(columns, lefts, strict=True), start=1):
        if layout.narrow:
            sketch.say(Label(left + width / 2, 11, str(rank), klass="head", anchor="middle"))
        else:
            text = cut(column.title, _HEAD_ROOM, _HEAD)
            sketch.say(Label(left + width / 2, height - 6, text, klass="head", turn=-40))
    return height


def _feet(
    sketch: Sketch, columns: Sequence[Column], lefts: Sequence[float], *, width: float, top: float
) -> float:
    """The axes under their columns; returns the height of the whole."""
    lines = 0
    starts = [rank for rank, column in enumerate(columns) if column.first]
    for start, end in zip(starts, [*starts[1:], len(columns)], strict=True):
        left, right = lefts[start], lefts[end - 1] + width - 2
        sketch.line("axis", (left, top), (right, top))
        texts = wrapped(columns[start].axis, right - left + 4, _HEAD, most=3)
        for rank, text in enumerate(texts):
            sketch.say(Label((left + right) / 2, top + 14 + rank * 13, text, klass="foot", anchor="middle"))
        lines = max(lines, len(texts))
    return top + 8 + lines * 13


def _draw(sketch: Sketch, one: HeatCell, left: float, top: float, *, width: float, language: str) -> None:
    height = 18.0
    text, klass, base = one.mark(language), f"cell {one.state}", top + 13
    if one.state == "known":
        sketch.box(f"shade-{shade(one.low)}", left, top, width=width, height=height)
        klass = f"cell on-{shade(one.low)}"
    elif one.state == "range":
        sketch.box("hollow", left + 0.5, top + 0.5, width=width - 1, height=height - 1)
        start = left + one.low * width
        sketch.box("span", start, top + height - 4, width=max(2.0, (one.high - one.low) * width), height=4)
        klass = "cell range" if length(text, _RANGE) <= width - 4 else "cell range tight"
        base = top + 10.5
    elif one.state == "unknown":
        sketch.box("dashed", left + 0.5, top + 0.5, width=width - 1, height=height - 1)
    sketch.say(Label(left + width / 2, base, text, klass=klass, anchor="middle"))
