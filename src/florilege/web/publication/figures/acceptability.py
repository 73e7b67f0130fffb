"""How often each place is kept: a bar, its 95 % interval, and the thresholds of the classes."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from florilege.faults import Words
from florilege.web.publication.figures.scene import Label, Layout, Scene, Sketch, cut
from florilege.web.publication.text import words

OUTSIDE = Words("hors sélection", "outside")
CORE = Words("socle", "core")
KEPT, LEFT_OUT = Words("gardés", "kept"), Words("non gardés, à débattre", "not kept, borderline")
_NAME = 12.0


class RateRow(Struct, frozen=True):
    """A place: share of the draws that keep it, its 95 % interval, its class, whether it is kept."""

    name: str
    kept: bool
    klass: str
    rate: float
    low: float
    high: float


def acceptability(
    rows: Sequence[RateRow], thresholds: tuple[float, float], *, layout: Layout, language: str
) -> Scene:
    """Bars of the places kept, then of those not kept; thresholds : (exterior, core)"""
    sketch = Sketch()
    left, right = layout.left, layout.width - 56
    scale = right - left

    def at(share: float) -> float:
        return left + share * scale

    top = _thresholds(sketch, thresholds, at=(at(thresholds[0]), at(thresholds[1])), language=language)
    y = top
    for kept, title in ((True, KEPT), (False, LEFT_OUT)):
        group = [row for row in rows if row.kept is kept]
        if not group:
            continue
        sketch.say(Label(0, y + 13, words.capitalised(title.in_language(language)), klass="group"))
        y += 20
        for row in group:
            _bar(
                sketch, row, y, layout=layout, at=(at(row.low), at(row.rate), at(row.high)), language=language
            )
            y += layout.pitch
        y += 6
    for share in thresholds:
        sketch.line("threshold", (at(share), top), (at(share), y))
    for rank in range(5):
        x = at(rank / 4)
        sketch.line("tick", (x, y), (x, y + 4))
        text = words.share(rank / 4, language)
        anchor = "start" if rank == 0 and layout.narrow else "middle"
        sketch.say(Label(x, y + 16, text, klass="scale", anchor=anchor))
    sketch.line("axis", (left, y), (right, y))
    return sketch.scene(layout, y + 22)


def _thresholds(
    sketch: Sketch, shares: tuple[float, float], *, at: tuple[float, float], language: str
) -> float:
    """The names of the thresholds above their lines; returns where the rows begin."""
    exterior, core = (words.share(share, language) for share in shares)
    sketch.say(Label(at[0], 11, f"{OUTSIDE.in_language(language)} ≤ {exterior}", klass="scale"))
    sketch.say(Label(at[1], 11, f"{CORE.in_language(language)} ≥ {core}", klass="scale", anchor="end"))
    return 18.0


def _bar(
    sketch: Sketch,
    row: RateRow,
    top: float,
    *,
    layout: Layout,
    at: tuple[float, float, float],
    language: str,
) -> None:
    low, end, high = at
    room = layout.width if layout.narrow else layout.names
    sketch.say(
        Label(0, top + (12 if layout.narrow else 14), cut(row.name, room, _NAME), klass="name", name=True)
    )
    bar_top = top + (18 if layout.narrow else 5)
    style = "full" if row.kept else "open"
    inset = 0.0 if row.kept else 0.5
    sketch.box(
        f"{style} {row.klass}", layout.left + inset, bar_top + inset,
        width=max(1.0, end - layout.left - 2 * inset), height=10 - 2 * inset,
    )  # fmt: skip
    middle = bar_top + 5
    for klass in ("whisker-edge", "whisker"):
        sketch.line(klass, (low, middle), (high, middle))
        for x in (low, high):
            sketch.line(klass, (x, middle - 3), (x, middle + 3))
    text = words.share(row.rate, language, decimals=1)
    sketch.say(Label(layout.width, bar_top + 9, text, klass="value", anchor="end"))
