"""What every reader gives: rows as published, one text a column, and the rows that cannot be records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from florilege.faults import ListingRefused, Words

LONGITUDE, LATITUDE = "@longitude", "@latitude"
"""Names under which the point of a map object stands among the columns."""
LIST_MARK = "|"
"""Stands between the items of a list that becomes one text."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class BadRow(Struct, frozen=True):
    """A row that cannot be a record, and why."""

    line: int
    record_id: str
    column: str
    before: str
    rule: str


class MendedCell(Struct, frozen=True):
    """A cell that the reader itself could not give as the file holds it: never silent."""

    column: str
    before: str
    rule: str
    after: str


class PublishedRow(Struct, frozen=True):
    """One row as published, column → text.

    line : physical line, row of the sheet, or rank of the object, from 1
    """

    line: int
    payload: Mapping[str, str]
    mended: tuple[MendedCell, ...] = ()


class BlankRows(Struct, frozen=True):
    """Rows of a table that follow each other and hold nothing: they are left out, and counted.

    line : of the first of them
    """

    line: int
    count: int


Reading = PublishedRow | BadRow | BlankRows


def row_of(line: int, payload: dict[str, str], mended: Iterable[MendedCell] = ()) -> PublishedRow:
    """A row whose texts can all be written in UTF-8: half a character (a lone surrogate) is replaced and reported."""
    cells = list(mended)
    for column, text in payload.items():
        if not text.isascii() and _LONE_SURROGATE.search(text):
            payload[column] = _LONE_SURROGATE.sub("\ufffd", text)
            cells.append(MendedCell(column, ascii(text), "half-a-character", payload[column]))
    if any(map(_LONE_SURROGATE.search, payload)):
        payload = {_LONE_SURROGATE.sub("\ufffd", column): text for column, text in payload.items()}
    return PublishedRow(line, payload, tuple(cells))


def distinct(header: Iterable[str]) -> list[str]:
    """Names of columns; a name that comes again gets its rank ("INSEECOM#2")."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for name in header:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return names


def as_text(value: object) -> str:
    """A value of JSON as the text of a cell; what is no text or number keeps its notation."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError as error:
        expected = Words("des valeurs moins imbriquées", "less deeply nested values")
        raise ListingRefused(expected) from error
