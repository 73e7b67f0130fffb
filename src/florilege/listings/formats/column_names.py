"""Which row of a table names its columns: told from a row of values by what its cells are called and by those below."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from florilege.faults import ListingRefused, Words
from florilege.listings.column_guesses import IDS, named_like, words_of_name
from florilege.listings.column_signs import DATES, LATITUDES, LONGITUDES, SIGNS
from florilege.listings.fields import FIELDS
from florilege.territory.names import plain

_MOST = 0.6
_LOOKED_AT = 200
_LONGEST = 4
_NUMBER = re.compile(r"^[+-]?\d[\d \u00a0\u202f.,]*\Z")
_ADDRESS_OF_PAGE = re.compile(r"^(?:https?://|www\.)\S+\Z", re.IGNORECASE)
_MAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}\Z", re.IGNORECASE)
_DAY = re.compile(r"^(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})")
_FEW_FIGURES = 4
"""A whole number of no more figures may be the name of a column: a year, a rank."""
_CALLED_ALONE = frozenset(word for sign in SIGNS for word in sign.alone)
_CALLED = tuple(
    dict.fromkeys(
        [
            *(word for sign in SIGNS for word in sign.named),
            *IDS,
            *LATITUDES,
            *LONGITUDES,
            *DATES,
            *(plain(words) for field in FIELDS.values() for words in (field.label.fr, field.label.en)),
            "type",
            "categorie",
            "services",
            "activites",
        ]
    )
)


def is_second_row_of_names(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row under the names of the columns names them again, more closely: no value, none of its texts said
    again below, and most of them names that a column is known by.

    row, below : cells, column by column
    """
    filled = [(rank, cell.strip()) for rank, cell in enumerate(row) if cell.strip()]
    if len(filled) < 2 or len(filled) < _MOST * len(row) or any(kind_of_value(cell) for _, cell in filled):
        return False
    if any(cell in _texts_below(rank, below) for rank, cell in filled):
        return False
    return sum(_is_name_of_column(cell) for _, cell in filled) >= _MOST * len(filled)


def refuse_values_for_names(row: Sequence[str], below: Sequence[Sequence[str]], *, line: int) -> None:
    """Raise ListingRefused where the first row holds values like those below it, more of them than names that a column
    is known by: not a single value beside such a name."""
    values: list[str] = []
    named = 0
    for rank, cell in enumerate(row):
        text = cell.strip()
        kind = kind_of_value(text)
        under = _texts_below(rank, below)
        if not kind and text and text not in under and _is_name_of_column(text, alone=True):
            named += 1
        if kind and sum(kind_of_value(one) == kind for one in under) > len(under) / 2:
            values.append(text)
    if len(values) <= named:
        return
    raise ListingRefused(
        Words(
            "des noms de colonnes à la première ligne, non un premier lieu",
            "column names on the first row, not a first place",
        ),
        line=line,
        value=", ".join(values)[:80],
        hint=Words(
            "ajouter une première ligne de noms de colonnes : Nom du lieu, Code postal, Ville…",
            "add a first row of column names: Nom du lieu, Code postal, Ville…",
        ),
    )


def kind_of_value(text: str) -> str:
    """What kind of value a cell is ("number of 5 figures", "page"…), nothing where it may be the name of a column."""
    bare = text.strip()
    if _ADDRESS_OF_PAGE.match(bare):
        return "page"
    if _MAIL.match(bare):
        return "mail"
    if _DAY.match(bare):
        return "day"
    if not _NUMBER.match(bare):
        return ""
    figures = sum(map(str.isdigit, bare))
    if bare.isdigit() and figures <= _FEW_FIGURES:
        return ""
    return f"number of {figures} figures" if bare.isdigit() else "decimal number"


def _is_name_of_column(text: str, *, alone: bool = False) -> bool:
    """alone : whether a word that says little, and may as well be what a cell holds ("coworking"), does too"""
    words = words_of_name(text)
    if not words or len(words) > _LONGEST or any(word.isdigit() for word in words):
        return False
    said = " ".join(words)
    if said in _CALLED_ALONE:
        return alone or said in _CALLED
    return named_like(text, _CALLED) > 0


def _texts_below(rank: int, below: Sequence[Sequence[str]]) -> Collection[str]:
    return [row[rank].strip() for row in below[:_LOOKED_AT] if rank < len(row) and row[rank].strip()]
