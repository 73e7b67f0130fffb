"""What the practices of a study say together, `synthesis.toml`: by theme, what is common, where territories differ, what is asked of the State.

Each sentence rests on practices, which are named: one that is not there, or not published, is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct

from florilege.faults import StudyFileRefused, Words
from florilege.toml_lines import Table, read_toml

COMMON, DIFFERS, REQUEST = "common", "differs", "request"
PARTS: Mapping[str, Words] = {
    COMMON: Words("ce qui est commun", "what is common"),
    DIFFERS: Words("là où les territoires diffèrent", "where territories differ"),
    REQUEST: Words("ce qui est demandé à l’État", "what is asked of the State"),
}


class Point(Struct, frozen=True):
    """A sentence of the synthesis. practices : keys of those that it rests on"""

    text: Words
    practices: tuple[str, ...]


class ThemeSynthesis(Struct, frozen=True):
    """A theme. points : part (COMMON, DIFFERS, REQUEST) → its sentences; a part that nobody wrote is not there"""

    theme: str
    points: Mapping[str, tuple[Point, ...]]


class Synthesis(Struct, frozen=True):
    """The synthesis of the plenary. introduction : None where nobody wrote one"""

    introduction: Words | None
    themes: tuple[ThemeSynthesis, ...]

    @property
    def practices(self) -> tuple[str, ...]:
        """The keys of all the practices that it rests on."""
        every = (
            key
            for theme in self.themes
            for points in theme.points.values()
            for one in points
            for key in one.practices
        )
        return tuple(dict.fromkeys(every))


def read_synthesis(
    text: str, *, file: str, themes: Collection[str], practices: Collection[str]
) -> Synthesis | None:
    """The synthesis, None for an empty text; raises StudyFileRefused naming line, key, value and the nearest.

    themes : keys of the programme; practices : keys of those that are published
    """
    root = read_toml(text, file=file, refusal=StudyFileRefused)
    if not root.content:
        return None
    introduction = root.bilingual("introduction") if "introduction" in root else None
    root.mark_known("introduction")
    found: dict[str, ThemeSynthesis] = {}
    for table in root.tables("theme"):
        theme = table.filled("key")
        if theme not in themes:
            raise table.unknown_word("key", theme, tuple(themes))
        if theme in found:
            raise table.refused(Words("un thème une fois", "each theme once"), key="key", value=theme)
        parts = {part: tuple(_point(one, practices) for one in table.tables(part)) for part in PARTS}
        found[theme] = ThemeSynthesis(theme, {part: points for part, points in parts.items() if points})
        table.refuse_unknown()
    root.refuse_unknown()
    return Synthesis(introduction, tuple(found.values()))


def _point(table: Table, practices: Collection[str]) -> Point:
    resting = table.texts("practices")
    if not resting:
        raise table.absent("practices", Words("les pratiques qui le montrent", "the practices that show it"))
    for one in resting:
        if one not in practices:
            raise table.unknown_word(
                "practices", one, tuple(practices), Words("une pratique publiée", "a published practice")
            )
    point = Point(table.bilingual("text"), tuple(dict.fromkeys(resting)))
    table.refuse_unknown()
    return point
