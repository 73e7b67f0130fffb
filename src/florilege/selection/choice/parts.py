"""What the sheets of a selection are made of: the selection with what it was made of, cells, numbers, names."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec import Struct

from florilege.faults import Words
from florilege.selection.candidates import Candidates
from florilege.selection.consequences import Consequences
from florilege.selection.study_file import StudyFile
from florilege.written_numbers import all_digits, as_typed

SCORE, SHARE, WHOLE, MONEY = "0.000", "0.0%", "0", "#,##0.##"
"""How numbers are shown."""
YES, NO_ = Words("oui", "yes"), Words("non", "no")


class Number(Struct, frozen=True):
    """A number, and how a spreadsheet shows it."""

    value: float
    shown: str = SCORE


Cell = Words | str | Number | None


class Sheet(Struct, frozen=True):
    """columns : their names and widths in characters; frozen : columns that stay when one scrolls to the right"""

    title: Words
    columns: tuple[tuple[Words, int], ...]
    rows: tuple[tuple[Cell, ...], ...]
    frozen: int = 2


class Choice(Struct, frozen=True):
    """A selection with what it was made of. data : what `selection.json` says; notes : told on the last sheet"""

    study: StudyFile
    candidates: Candidates
    data: Mapping[str, object]
    found: Consequences | None
    notes: tuple[Words, ...] = ()


Item = Mapping[str, object]


def items(choice: Choice, key: str) -> list[Item]:
    found = choice.data.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list | tuple) else []


def name_of(place_id: str, choice: Choice) -> str:
    candidates = choice.candidates
    name = candidates.names[candidates.ids.index(place_id)] if place_id in candidates.ids else place_id
    return name if name == place_id else f"{name} ({place_id})"


def names_of(found: object, choice: Choice) -> str | None:
    return (
        " ; ".join(name_of(str(one), choice) for one in found) or None
        if isinstance(found, list | tuple)
        else None
    )


def number(value: object, shown: str = SCORE) -> Number | None:
    known = isinstance(value, int | float) and not isinstance(value, bool)
    return Number(float(str(value)), shown) if known else None


def typed(text: str | None) -> Cell:
    """A cell of the table: a number where it is one alone."""
    if text is None:
        return None
    try:
        found = float(text)
    except ValueError:
        return text
    # what a number would lose is kept as a text: 007, 1e3, more digits than a spreadsheet holds
    same = np.isfinite(found) and all_digits(found) in (text, text.rstrip("0").rstrip("."))
    return Number(as_typed(found), "General") if same else text


def yes(said: bool) -> Words:
    return YES if said else NO_


def yes_or_none(said: object) -> Words | None:
    return yes(said) if isinstance(said, bool) else None
