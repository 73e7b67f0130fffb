"""Rows of one sheet of an OpenDocument spreadsheet (.ods), read as a flow: texts as stored, nothing evaluated.

OpenDocument 1.3, part 3 (OASIS), chapters 9 and 19. What holds for `xlsx_rows` holds here: a cell with a formula gives
the value stored with it, the value of merged cells holds for each of them, dates are in ISO form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from msgspec.structs import replace

from florilege.faults import ListingRefused, Words
from florilege.listings.formats.published import Reading
from florilege.listings.formats.sheet_rows import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, SheetRow, rows_of_sheet
from florilege.listings.formats.xml_parts import Attributes, Flow, Handler
from florilege.listings.formats.zip_parts import Archive, Limits
from florilege.toml_lines import nearest

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
CONTENT = "content.xml"
LONGEST_CELL = 1 << 20
_TYPED = {"date": "date-value", "boolean": "boolean-value", "time": "time-value"}


@dataclass
class _Sheet(Handler):
    """The rows of the sheet that is wanted (the first of a name of None), as they come, and the names of all."""

    wanted: str | None
    ready: list[SheetRow] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    _reading: bool = False
    _number: int = 1
    _times: int = 1
    _column: int = 0
    _span: tuple[int, int, int] = (1, 1, 1)
    _texts: dict[int, str] = field(default_factory=dict)
    _mended: list[tuple[int, str, str]] = field(default_factory=list)
    _merged: list[tuple[int, int, int]] = field(default_factory=list)
    _value: str | None = None
    _failed: bool = False
    _shown: list[str] = field(default_factory=list)
    _paragraphs: int = 0
    _length: int = 0
    _aside: int = 0
    _within: bool = False
    _depth: int = 0
    _cells: int = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                self._begin_sheet(attributes.get("name", ""))
        elif not self._reading or self._depth != 1:
            return
        elif name == "table-row":
            self._times = _count(attributes.get("number-rows-repeated"))
            self._column, self._texts, self._mended, self._merged = 0, {}, [], []
        elif name in ("table-cell", "covered-table-cell"):
            self._begin_cell(attributes)
        elif name in ("annotation", "shapes", "forms"):
            self._aside += 1
        elif name == "p" and not self._aside:
            self._within = True
            self._shown.extend("\n" if self._paragraphs else "")
            self._paragraphs += 1
        elif self._within and not self._aside and name in ("s", "tab", "line-break"):
            self.text({"s": " " * min(_count(attributes.get("c")), 1000), "tab": "\t"}.get(name, "\n"))

    def end(self, name: str) -> None:
        if name == "table":
            self._reading = self._reading and self._depth > 1
            self._depth -= 1
        elif not self._reading or self._depth != 1:
            return
        elif name in ("annotation", "shapes", "forms"):
            self._aside -= 1
        elif name == "p":
            self._within = False
        elif name in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif name == "table-row":
            self._end_row()

    def text(self, text: str) -> None:
        if self._within and not self._aside:
            self._shown.append(text)
            self._length += len(text)
            if self._length > LONGEST_CELL:
                expected = Words(
                    f"des cellules d’au plus {LONGEST_CELL:,} caractères",
                    f"cells of at most {LONGEST_CELL:,} characters",
                )
                raise ListingRefused(expected, line=self._number)

    def _begin_sheet(self, name: str) -> None:
        self.names.append(name)
        self._reading = name == self.wanted or (self.wanted is None and len(self.names) == 1)
        self._number = 1

    def _begin_cell(self, attributes: Attributes) -> None:
        kind = attributes.get("value-type", "")
        self._failed = kind == "error" or (attributes.get("formula", "") != "" and not kind)
        self._value = attributes.get(_TYPED[kind]) if kind in _TYPED else None
        if kind in ("float", "percentage", "currency"):
            self._value = _number(attributes.get("value", ""))
        elif kind == "string":
            self._value = attributes.get("string-value")
        self._span = (
            _count(attributes.get("number-columns-repeated")),
            _count(attributes.get("number-columns-spanned")),
            _count(attributes.get("number-rows-spanned")),
        )
        self._shown, self._paragraphs, self._length = [], 0, 0

    def _end_cell(self) -> None:
        repeated, wide, high = self._span
        shown = "".join(self._shown)
        text = shown if self._value is None else _plain(self._value, shown)
        if self._failed and shown:
            self._mended.append((self._column, shown, "error-cell"))
            text = ""
        if text:
            self._cells += repeated
            if self._column + repeated > MOST_COLUMNS or self._cells > MOST_CELLS:
                expected = Words(
                    f"au plus {MOST_COLUMNS:,} colonnes et {MOST_CELLS:,} cellules",
                    f"at most {MOST_COLUMNS:,} columns and {MOST_CELLS:,} cells",
                )
                raise ListingRefused(expected, line=self._number)
            self._texts.update(dict.fromkeys(range(self._column, self._column + repeated), text))
            if wide > 1 or high > 1:
                last = min(self._column + wide, MOST_COLUMNS) - 1
                self._merged.append((self._column, last, min(self._number + high - 1, MOST_ROWS)))
        self._column = min(self._column + repeated, MOST_COLUMNS)

    def _end_row(self) -> None:
        if self._texts and self._number + self._times - 1 > MOST_ROWS:
            expected = Words(f"au plus {MOST_ROWS:,} lignes", f"at most {MOST_ROWS:,} rows")
            raise ListingRefused(expected, line=self._number)
        self.ready.append(SheetRow(self._number, self._texts, self._mended, self._merged, self._times))
        self._number += self._times


def is_ods(archive: Archive) -> bool:
    """Whether an archive is an OpenDocument spreadsheet."""
    return "mimetype" in archive.names and b"".join(archive.pieces("mimetype")).startswith(MIMETYPE)


def ods_sheets(archive: Archive) -> tuple[str, ...]:
    """The names of the sheets, in their order. Raises ListingRefused when there is none."""
    handler = _Sheet("")
    for _ in _rows(archive, handler):
        pass
    if not handler.names:
        raise ListingRefused(Words("un classeur .ods", "an .ods workbook"))
    return tuple(handler.names)


def ods_rows(
    stream: BinaryIO, *, sheet: str | None, header_row: int = 1, limits: Limits | None = None
) -> Iterator[Reading]:
    """The rows below the row that names the columns; those that hold nothing are BlankRows.

    Raises ListingRefused for what is no spreadsheet of OpenDocument, is damaged or locked by a password, has several
    sheets when none is named, or inflates past the limits.
    """
    archive = Archive(stream, limits=limits or Limits())
    if not is_ods(archive):
        raise ListingRefused(Words("un classeur .ods", "an .ods workbook"), value="mimetype")
    handler = _Sheet(sheet)
    yield from rows_of_sheet(_without_the_end(_rows(archive, handler)), header_row=header_row)
    if (sheet is None and len(handler.names) != 1) or (sheet is not None and sheet not in handler.names):
        listed = ", ".join(handler.names)
        hint = Words("donner « sheet » dans la version", 'set "sheet" in the version')
        raise ListingRefused(
            Words(f"l’une des feuilles : {listed}", f"one of the sheets: {listed}"),
            column="sheet",
            value=sheet,
            hint=(nearest(sheet, handler.names) if sheet is not None else None) or hint,
        )


def _rows(archive: Archive, handler: _Sheet) -> Iterator[SheetRow]:
    flow = Flow(handler, part=CONTENT)
    for piece in archive.pieces(CONTENT):
        flow.feed(piece)
        yield from handler.ready
        handler.ready.clear()
    flow.feed(b"", last=True)
    yield from handler.ready
    handler.ready.clear()


def _without_the_end(rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
    """The rows up to the last that holds something: a sheet is filled up with a million empty ones."""
    waiting: SheetRow | None = None
    for row in rows:
        if not row.texts and not row.mended:
            waiting = replace(waiting, times=waiting.times + row.times) if waiting is not None else row
            continue
        if waiting is not None:
            yield waiting
            waiting = None
        yield row


def _count(text: str | None) -> int:
    """How many times something comes: from 1 to the rows of a sheet."""
    return (
        max(1, min(int(text), MOST_ROWS))
        if text and text.isascii() and text.isdigit() and len(text) < 10
        else 1
    )


def _number(stored: str) -> str | None:
    """A number as one reads it: "12" rather than "12.0"; None when none is stored."""
    try:
        number = float(stored)
    except ValueError:
        return None
    return str(int(number)) if number.is_integer() and abs(number) < 1e21 else repr(number)


def _plain(value: str, shown: str) -> str:
    """What is stored, in ISO form for a day; with the zeros that the cell shows before a number ("01000")."""
    if shown.isascii() and shown.isdigit() and value.isdigit() and int(shown) == int(value):
        return shown
    return value.removesuffix("T00:00:00")
