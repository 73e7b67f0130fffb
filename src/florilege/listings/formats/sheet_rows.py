"""Rows of a sheet of any workbook: names of columns found, merged areas filled in, blank rows counted."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from msgspec import Struct

from florilege.faults import ListingRefused, Words
from florilege.listings.formats.published import BlankRows, MendedCell, Reading, distinct, row_of

MOST_COLUMNS, MOST_ROWS, MOST_CELLS = 16_384, 1_048_576, 40_000_000
"""The first two are those of every workbook; the third is the largest table read here, rows × columns."""


class SheetRow(Struct, frozen=True):
    """One row of a sheet, or several that are the same.

    number : of the row, from 1; texts : column → text
    mended : the cells whose value cannot be known: column, what they hold, why
    merged : areas of merged cells that begin on it: first column, last column, last row
    """

    number: int
    texts: dict[int, str]
    mended: list[tuple[int, str, str]]
    merged: list[tuple[int, int, int]]
    times: int = 1


def rows_of_sheet(grid: Iterable[SheetRow], *, header_row: int) -> Iterator[Reading]:
    """The rows below the first one, from `header_row` on, that holds something: it names the columns.

    Raises ListingRefused for a table of too many cells.
    """
    header: list[str] = []
    held: dict[int, tuple[str, int]] = {}
    blank: BlankRows | None = None
    given = 0
    for row in grid:
        texts, number = row.texts, row.number
        own = any(text.strip() for text in texts.values())
        _hold(texts, held, row.merged, number)
        filled = _fill(texts, held, number, among=range(len(header)) if header else texts.keys())
        if number < header_row or not own:
            if header and number >= header_row:
                blank = BlankRows(blank.line if blank else number, (blank.count if blank else 0) + row.times)
            continue
        if not header:
            header = _names(texts)
            continue
        if blank is not None:
            yield blank
            blank = None
        given += len(header) * row.times
        if given > MOST_CELLS:
            expected = Words(f"au plus {MOST_CELLS:,} cellules", f"at most {MOST_CELLS:,} cells")
            raise ListingRefused(expected, line=number)
        for again in range(row.times):
            yield _row(number + again, header, row, filled)
    if blank is not None:
        yield blank


def _row(number: int, header: list[str], row: SheetRow, filled: dict[str, list[int]]) -> Reading:
    payload = dict.fromkeys(header, "")
    payload |= {
        _name(header, column): text for column, text in row.texts.items() if text or column < len(header)
    }
    cells = [MendedCell(_name(header, column), before, rule, "") for column, before, rule in row.mended]
    cells += [
        MendedCell("+".join(header[column] for column in columns), "", "merged-cells", value)
        for value, columns in filled.items()
    ]
    return row_of(number, payload, cells)


def _hold(
    texts: dict[int, str],
    held: dict[int, tuple[str, int]],
    areas: list[tuple[int, int, int]],
    number: int,
) -> None:
    """Keep in mind the value of the merged areas that begin on a row."""
    for first, last, ends in areas:
        value = texts.get(first, "")
        if value and ends >= number:
            for column in range(first, min(last, MOST_COLUMNS) + 1):
                held[column] = (value, ends)


def _fill(
    texts: dict[int, str], held: dict[int, tuple[str, int]], number: int, *, among: Container[int]
) -> dict[str, list[int]]:
    """Give the cells of a merged area the value of the first one; returns the columns that got each value."""
    filled: dict[str, list[int]] = {}
    for column, (value, ends) in list(held.items()):
        if ends < number:
            del held[column]
        elif column in among and not texts.get(column):
            texts[column] = value
            filled.setdefault(value, []).append(column)
    return filled


def _names(texts: dict[int, str]) -> list[str]:
    """The names of the columns, up to the last that has one."""
    width = max(column for column, text in texts.items() if text) + 1
    return distinct(texts.get(column, "").strip() or _letters(column) for column in range(width))


def _name(header: list[str], column: int) -> str:
    return header[column] if column < len(header) else _letters(column)


def _letters(column: int) -> str:
    """ "@C" for the third column."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(65 + letter) + letters
    return f"@{letters}"
