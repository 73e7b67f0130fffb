"""Which rules bind: what each costs, and how many places would come in and go out without it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from florilege.faults import Words
from florilege.web.publication.figures.scene import Label, Layout, Scene, Sketch, wrapped
from florilege.web.publication.text import words

ENTERS = (Words("un entrerait", "one would enter"), Words("{n} entreraient", "{n} would enter"))
LEAVES = (Words("un sortirait", "one would leave"), Words("{n} sortiraient", "{n} would leave"))
IDLE = Words("ne joue pas", "not binding")
_RULE = 12.0


class PriceRow(Struct, frozen=True):
    """A rule: its words, the total it costs, how many places its absence lets in and sends out."""

    rule: str
    price: float
    enters: int
    leaves: int


def rule_prices(rows: Sequence[PriceRow], *, layout: Layout, language: str) -> Scene:
    """Bars of the prices of rules, on one scale."""
    sketch = Sketch()
    left, right = layout.left, layout.width - 56
    dearest = max([row.price for row in rows] + [1e-9])
    room = layout.width if layout.narrow else layout.names
    y = 2.0
    for row in rows:
        lines = wrapped(words.capitalised(row.rule), room, _RULE, most=3)
        for rank, line in enumerate(lines):
            sketch.say(Label(0, y + 13 + rank * 15, line, klass="name"))
        bar = y + (4 + 15 * len(lines) if layout.narrow else 3)
        width = row.price / dearest * (right - left)
        said = IDLE.in_language(language)
        if row.enters or row.leaves or row.price > 0:
            said = ", ".join(
                words.typographic(forms[count > 1].in_language(language).format(n=count))
                for forms, count in ((ENTERS, row.enters), (LEAVES, row.leaves))
                if count
            )
            sketch.box("full price", left, bar, width=max(1.0, width), height=12)
            text = words.score(row.price, language)
            sketch.say(Label(layout.width, bar + 10, text, klass="value", anchor="end"))
            sketch.say(Label(left, bar + 26, said, klass="scale"))
        else:
            sketch.line("tick", (left, bar), (left, bar + 12))
            sketch.say(Label(left + 7, bar + 10, said, klass="scale"))
        height = (bar - y) + (32 if row.price > 0 or row.enters else 18)
        y += max(height, 15 * len(lines) + 8)
    return sketch.scene(layout, y)
