"""Rows of a CSV file, one at a time: the file is never held whole."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from florilege.faults import ListingRefused, Words
from florilege.listings.formats.decoding import DecodedText
from florilege.listings.formats.published import BadRow, BlankRows, Reading, distinct, row_of

SEPARATOR_LINE = re.compile(r"^\"?sep=(.)\"?\s*$", re.IGNORECASE)
"""A first line that tells a spreadsheet what parts the columns; it is no row."""


def csv_rows(stream: BinaryIO, *, encoding: str, delimiter: str, header_row: int = 1) -> Iterator[Reading]:
    """The rows below the line that names the columns; a row of another length is a BadRow, rows without any text are
    BlankRows.

    header_row : physical line, from 1, of the names; a first line such as "sep=;" is passed over by itself
    Raises ListingRefused, naming the line, where the file is no CSV in this encoding.
    """
    if len(delimiter) != 1 or delimiter in '\r\n"':
        expected = Words(
            "un seul caractère qui sépare les colonnes", "the single character that separates the columns"
        )
        raise ListingRefused(expected, column="delimiter", value=delimiter)
    lines = DecodedText(stream, encoding).lines()
    passed = sum(1 for _ in islice(lines, header_row - 1))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    header: list[str] = []
    blank: BlankRows | None = None
    before = passed
    try:
        for cells in reader:
            line, before = before + 1, passed + reader.line_num
            if header and cells and not any(map(str.strip, cells)):
                blank = BlankRows(blank.line if blank else line, blank.count + 1 if blank else 1)
                continue
            if blank is not None:
                yield blank
                blank = None
            if not header:
                declared = header_row == 1 and SEPARATOR_LINE.match(delimiter.join(cells))
                header = [] if declared else distinct(cells)
            elif not cells:
                continue
            elif len(cells) != len(header):
                yield BadRow(line, "", "", f"{len(cells)} / {len(header)}", "number-of-columns")
            else:
                yield row_of(line, dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        expected = Words("un fichier CSV bien formé", "a valid CSV file")
        raise ListingRefused(expected, line=passed + reader.line_num, value=str(error)) from error
    if blank is not None:
        yield blank
