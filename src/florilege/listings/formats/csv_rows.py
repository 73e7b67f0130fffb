"""Rows of a CSV file, one at a time: the file is never held whole."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from florilege.faults import ListingRefused, Words
from florilege.listings.formats.decoding import DecodedText
from florilege.listings.formats.published import BadRow, Reading, distinct, row_of


def csv_rows(stream: BinaryIO, *, encoding: str, delimiter: str) -> Iterator[Reading]:
    """The rows below the first line, which names the columns; a row of another length is a BadRow.

    Raises ListingRefused, naming the line, where the file is no CSV in this encoding.
    """
    if len(delimiter) != 1 or delimiter in '\r\n"':
        expected = Words("un seul caractère qui sépare les colonnes", "one character that parts the columns")
        raise ListingRefused(expected, column="delimiter", value=delimiter)
    reader = csv.reader(DecodedText(stream, encoding).lines(), delimiter=delimiter, strict=True)
    header: list[str] = []
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not header:
                header = distinct(cells)
            elif not cells:
                continue
            elif len(cells) != len(header):
                yield BadRow(line, "", "", f"{len(cells)} / {len(header)}", "number-of-columns")
            else:
                yield row_of(line, dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        expected = Words("un fichier CSV bien formé", "a well-formed CSV file")
        raise ListingRefused(expected, line=reader.line_num, value=str(error)) from error
