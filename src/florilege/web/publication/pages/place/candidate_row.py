"""What the table of candidates says of one of them, column by column."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from florilege.faults import Words
from florilege.selection.cells import NOT_APPLICABLE, RANGE
from florilege.web.publication.contents.candidate_rows import CandidateRow
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.text import words

_NOTHING = Words("sans objet", "not applicable")


class RowLine(Struct, frozen=True):
    """A column of the table. label : title of its criterion, else its name; value : "" where the row says nothing"""

    label: str
    value: str
    criterion: bool


def lines(row: CandidateRow | None, contents: StudyContents, language: str) -> tuple[RowLine, ...]:
    """The columns that the study looks at, those of its criteria first, each with what the row says."""
    if row is None:
        return ()
    titles = {column: words.said(title, language) for column, title in contents.column_titles.items()}
    order: Sequence[str] = (
        *(one for one in titles if one in row.cells),
        *(one for one in row.cells if one not in titles),
    )
    return tuple(
        RowLine(titles.get(name, words.capitalised(name)), value_said(row.cells[name], language), name in titles)
        for name in order
    )  # fmt: skip


def value_said(text: str, language: str) -> str:
    """A cell as a page says it: numbers as the language writes them, an interval in words."""
    if text == NOT_APPLICABLE:
        return words.said(_NOTHING, language)
    low, dots, high = text.partition(RANGE)
    if dots and _is_number(low) and _is_number(high):
        first, last = _number(low, language), _number(high, language)
        return words.said(Words(f"de {first} à {last}", f"from {first} to {last}"), language)
    return _number(text, language) if _is_number(text) else text


def _is_number(text: str) -> bool:
    """Whether a cell is a number, and no code that begins by a zero."""
    digits = text.removeprefix("-")
    whole, _, decimals = digits.partition(".")
    zeros = len(whole) > 1 and whole.startswith("0")
    return whole.isdecimal() and not zeros and (decimals.isdecimal() or "." not in digits)


def _number(text: str, language: str) -> str:
    return words.number(float(text), language, decimals=len(text.partition(".")[2]))
