"""Rows of one sheet of a workbook (.xlsx), read as a flow: texts as stored, dates in ISO form, nothing evaluated.

A cell with a formula gives the value stored with it; one without is empty and reported. The value of merged cells holds
for each of them, and that is reported too.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import BinaryIO

from florilege.faults import ListingRefused, Words
from florilege.listings.formats.published import Reading
from florilege.listings.formats.sheet_rows import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, SheetRow, rows_of_sheet
from florilege.listings.formats.workbook import Workbook, open_workbook, sheet_part, unescaped
from florilege.listings.formats.xml_parts import Attributes, Flow, Handler, parse
from florilege.listings.formats.zip_parts import Archive, Limits

LONGEST_CELL = 1 << 20
_REFERENCE = re.compile(r"^([A-Z]{1,3})(\d{1,7})\Z")
_NUMBER = re.compile(r"^[+\-]?\d+\.0\Z")
_LAST_DAY = 2_958_465
"""31 December 9999, in days of a workbook."""


@dataclass(slots=True)
class _Cell:
    """One cell as it stands in the file."""

    column: int
    kind: str
    style: int
    formula: str | None = None
    stored: str | None = None


@dataclass
class _Rows(Handler):
    """The rows that the sheet gives, as they come."""

    ready: list[tuple[int, list[_Cell]]] = field(default_factory=list)
    _row: int = 0
    _cells: list[_Cell] = field(default_factory=list)
    _open: str = ""
    _texts: list[str] = field(default_factory=list)
    _length: int = 0
    _aside: bool = False
    _rows: int = 0
    _all_cells: int = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            self._rows += 1
            self._row = _whole(attributes.get("r"), self._row + 1, most=MOST_ROWS)
            self._cells = []
        elif name == "c":
            follows = self._cells[-1].column + 1 if self._cells else 0
            column = column_rank(attributes["r"]) if "r" in attributes else follows
            style = _whole(attributes.get("s"), 0, most=1 << 20)
            self._cells.append(_Cell(column, attributes.get("t", "n"), style))
            self._length = 0
            self._all_cells += 1
            self._check(column)
        elif name == "rPh":
            self._aside = True
        elif name in ("v", "t", "f"):
            self._open = name
            self._texts = []

    def _check(self, column: int) -> None:
        """Refuse what no workbook holds: the cells of a sheet are counted as they come, empty ones too."""
        if self._rows > MOST_ROWS or column >= MOST_COLUMNS or self._all_cells > MOST_CELLS:
            expected = Words(
                f"au plus {MOST_ROWS:,} lignes, {MOST_COLUMNS:,} colonnes et {MOST_CELLS:,} cellules",
                f"at most {MOST_ROWS:,} rows, {MOST_COLUMNS:,} columns and {MOST_CELLS:,} cells",
            )
            raise ListingRefused(expected, line=self._row)

    def end(self, name: str) -> None:
        if name == "row":
            self.ready.append((self._row, self._cells))
            self._cells = []
        elif name == "rPh":
            self._aside = False
        elif name == self._open and self._cells:
            cell, text = self._cells[-1], "".join(self._texts)
            if name == "f":
                cell.formula = text
            elif name == "v":
                cell.stored = text
            elif not self._aside:
                cell.stored = (cell.stored or "") + text
        if name == self._open:
            self._open = ""

    def text(self, text: str) -> None:
        if self._open and not self._aside:
            self._texts.append(text)
            self._length += len(text)
            if self._length > LONGEST_CELL:
                expected = Words(
                    f"des cellules d’au plus {LONGEST_CELL:,} caractères",
                    f"cells of at most {LONGEST_CELL:,} characters",
                )
                raise ListingRefused(expected, line=self._row)


@dataclass
class _Merged(Handler):
    """The areas of merged cells: row on which they begin → (first column, last column, last row)."""

    areas: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)

    def start(self, name: str, attributes: Attributes) -> None:
        if name != "mergeCell":
            return
        first, _, last = attributes.get("ref", "").partition(":")
        if _REFERENCE.match(first) and _REFERENCE.match(last):
            begins, ends = _row_of(first), _row_of(last)
            self.areas.setdefault(begins, []).append((column_rank(first), column_rank(last), ends))


def xlsx_rows(
    stream: BinaryIO, *, sheet: str | None, header_row: int = 1, limits: Limits | None = None
) -> Iterator[Reading]:
    """The rows below the row that names the columns; those that hold nothing are BlankRows.

    A column without a name bears its letter ("@C"). Raises ListingRefused for what is no workbook, is damaged, has
    several sheets when none is named, or inflates past the limits.
    """
    archive = Archive(stream, limits=limits or Limits())
    book = open_workbook(archive)
    part = sheet_part(book, sheet)
    merged = _Merged()
    parse(archive.pieces(part), merged, part=part)
    grid = (
        (number, *_texts(book, cells), merged.areas.pop(number, []))
        for number, cells in _cells(archive, part)
    )
    yield from rows_of_sheet(itertools.starmap(SheetRow, grid), header_row=header_row)


def _cells(archive: Archive, part: str) -> Iterator[tuple[int, list[_Cell]]]:
    rows = _Rows()
    flow = Flow(rows, part=part)
    for piece in archive.pieces(part):
        flow.feed(piece)
        yield from rows.ready
        rows.ready.clear()
    flow.feed(b"", last=True)
    yield from rows.ready


def _texts(book: Workbook, cells: list[_Cell]) -> tuple[dict[int, str], list[tuple[int, str, str]]]:
    """The text of each column, and the cells whose value cannot be known: column, what they hold, why."""
    texts: dict[int, str] = {}
    mended: list[tuple[int, str, str]] = []
    for cell in cells:
        if cell.kind == "e":
            mended.append((cell.column, cell.stored or "", "error-cell"))
            texts[cell.column] = ""
        elif cell.formula is not None and not cell.stored and cell.kind != "str":
            mended.append((cell.column, f"={cell.formula}", "formula-without-value"))
            texts[cell.column] = ""
        else:
            texts[cell.column] = cell_text(cell.kind, cell.style, cell.stored or "", book=book)
    return texts, mended


def cell_text(kind: str, style: int, stored: str, *, book: Workbook) -> str:
    """The text of a cell from what is stored of it (18.18.11: b, d, e, inlineStr, n, s, str)."""
    if kind == "s":
        rank = _whole(stored.strip(), -1, most=1 << 31)
        return book.texts[rank] if 0 <= rank < len(book.texts) else ""
    if kind == "b":
        return "true" if stored.strip() in ("1", "true") else "false"
    if kind in ("str", "inlineStr"):
        return unescaped(stored)
    if kind == "d":
        return stored.strip().removesuffix("T00:00:00")
    return _number(style, stored.strip(), book) if stored.strip() else ""


def _number(style: int, stored: str, book: Workbook) -> str:
    try:
        number = float(stored)
    except ValueError:
        return stored
    if style in book.styles.dates and 0 <= number <= _LAST_DAY:
        return _moment(number, book.from_1904)
    written = repr(number)
    if "e" in written and number.is_integer() and abs(number) < 1e21:
        written = str(int(number))
    written = written.removesuffix(".0") if _NUMBER.match(written) else written
    figures = book.styles.figures.get(style, 0)
    return written.zfill(figures) if figures and written.isdigit() else written


def _moment(days: float, from_1904: bool) -> str:
    """A day, an hour, or both, in ISO form. Days are counted from 1900 with a 29 February that never was."""
    seconds = round((days % 1) * 86_400)
    whole = int(days) + seconds // 86_400
    seconds %= 86_400
    hour = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if days < 1 and not from_1904:
        return hour
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if whole > 60 else 31)  # noqa: DTZ001
    try:
        day = (start + timedelta(days=whole)).date().isoformat()
    except OverflowError:
        return repr(days)
    return f"{day}T{hour}" if seconds else day


def column_rank(reference: str) -> int:
    """0 for "A1", 27 for "AB7"; raises ListingRefused for what names no cell."""
    match = _REFERENCE.match(reference)
    rank = 0
    for letter in match[1] if match else "":
        rank = rank * 26 + ord(letter) - 64
    if not 0 < rank <= MOST_COLUMNS:
        expected = Words("une cellule comme « B7 »", "a cell such as “B7”")
        raise ListingRefused(expected, value=reference[:20])
    return rank - 1


def _row_of(reference: str) -> int:
    match = _REFERENCE.match(reference)
    return int(match[2]) if match else 0


def _whole(text: str | None, default: int, *, most: int) -> int:
    """A whole number from 0 to `most`, or the default."""
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 10:
        return default
    return min(int(text), most)
