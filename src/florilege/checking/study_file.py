"""The study file that a dossier seals, read for what pages print of it.

A second reader of that file, on purpose (docs/decisions/0099): it shares nothing with the one that the list is computed
with. `tests/checking/test_study_file.py` holds the two to one answer for every key that may be left out.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from florilege.checking.json_values import Json, items, mapping, number_of, text

Span = tuple[float, float]


class Axis(Struct, frozen=True):
    """An axis. titles : in each language; its key where the file gives none"""

    key: str
    titles: tuple[str, ...]


class Criterion(Struct, frozen=True):
    """A criterion.

    source : "indicator", "column" or "jury"; input : name of the indicator or of the column, the key with a jury
    value : its value function, as written; down : less is better; unknown : bounds where nothing is known
    """

    key: str
    axis: str
    titles: tuple[str, ...]
    source: str
    input: str
    value: Mapping[str, Json]
    down: bool
    unknown: Span

    def worth(self, raw: float | str) -> float:
        """What a measure is worth, from 0 to 1."""
        return _worth(self.value, raw, down=self.down)


class StudyFile(Struct, frozen=True):
    """What pages print of a study file.

    id_column : of its table of candidates; core, exterior : rates from which a place is of the core, and up to which it
    is outside
    """

    axes: tuple[Axis, ...]
    criteria: tuple[Criterion, ...]
    id_column: str
    core: float
    exterior: float


def read_study_file(content: str) -> StudyFile:
    """The study file of a dossier; without axis and criterion where there is none."""
    root: Mapping[str, Json] = tomllib.loads(content)
    head, robustness = mapping(root.get("study")), mapping(root.get("robustness"))
    default = "column" if "candidates" in head else "indicator"
    return StudyFile(
        axes=tuple(Axis(text(one["key"]), _titles(one)) for one in items(root.get("axis"))),
        criteria=tuple(_criterion(one, default) for one in items(root.get("criterion"))),
        id_column=text(head.get("id", "id")),
        core=number_of(robustness.get("core", 0.95)),
        exterior=number_of(robustness.get("exterior", 0.05)),
    )


def _titles(one: Mapping[str, Json]) -> tuple[str, ...]:
    return tuple(map(text, mapping(one.get("title")).values())) or (text(one["key"]),)


def _criterion(one: Mapping[str, Json], default: str) -> Criterion:
    key = text(one["key"])
    named = next((name for name in ("indicator", "column") if name in one), default)
    source = text(one.get("source", named))
    return Criterion(
        key=key,
        axis=text(one.get("axis", "")),
        titles=_titles(one),
        source=source,
        input=text(one.get(source, key)),
        value=mapping(one["value"]),
        down=one.get("direction") == "down",
        unknown=_span(one.get("unknown")),
    )


def _span(value: Json) -> Span:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return 0.0, 1.0
    return number_of(value[0]), number_of(value[1])


def _worth(said: Mapping[str, Json], raw: float | str, *, down: bool) -> float:
    """A value function of the study file, applied to a measure."""
    kind = said["kind"]
    if isinstance(raw, str):
        return number_of(mapping(said.get("table")).get(raw))
    if kind == "points":
        value = _between(said["points"], raw)
    else:
        low, high = number_of(said["from"]), number_of(said["to"])
        if kind == "log":
            raw, low, high = math.log(max(raw, low)), math.log(low), math.log(high)
        value = (raw - low) / (high - low)
    value = min(1.0, max(0.0, value))
    return 1.0 - value if down else value


def _between(points: Json, raw: float) -> float:
    pairs = [
        (number_of(one[0]), number_of(one[1]))
        for one in (points if isinstance(points, Sequence) else ())
        if isinstance(one, Sequence) and not isinstance(one, str)
    ]
    if raw <= pairs[0][0]:
        return pairs[0][1]
    for (x, y), (after, top) in pairwise(pairs):
        if raw <= after:
            return y + (top - y) * (raw - x) / (after - x)
    return pairs[-1][1]
