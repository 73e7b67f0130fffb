"""The reader of the national schema of digital mediation places, and the harmless writing of cells like formulas.

CSV, UTF-8, "," between columns, "|" between several values of one cell; the columns are in `mediation_schema`. Files of
earlier versions are read too: they lack columns, and cells that version 1 requires.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from florilege.faults import ListingRefused, Words
from florilege.listings.formats.csv_rows import csv_rows
from florilege.listings.formats.mediation_schema import COLUMNS
from florilege.listings.formats.published import MendedCell, PublishedRow, Reading, row_of

REQUIRED = ("id", "nom", "commune", "code_postal", "adresse")
"""Columns without which no version of the schema is followed (`pivot` and `date_maj` came with version 1)."""
_OTHER_SPELLINGS = {"Itinerance": "itinerance", "modalite_acces": "modalites_acces"}
"""Names of columns in the example that the schema itself once gave."""
_FORMULA = re.compile(r"^'*[=+\-@\t\r]")
_NUMBER = re.compile(r"^[+\-]?\d+(?:\.\d+)?\Z")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that begins like one gets a "'" in front.

    Numbers and telephone numbers (+33…) are left as they are. `as_written` gives the text back. After the advice of
    OWASP on CSV injection.
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def as_written(text: str) -> str:
    """The text that `harmless` was given."""
    bare = text[1:]
    return bare if text.startswith("'") and _FORMULA.match(bare) and not _NUMBER.match(bare) else text


def mediation_rows(
    stream: BinaryIO, *, encoding: str, delimiter: str, header_row: int = 1
) -> Iterator[Reading]:
    """The rows of a file that follows the schema, cells that were made harmless given back as they were.

    Every column of the schema is there, empty when the file leaves it out. Raises ListingRefused for a file without
    the columns that the schema requires.
    """
    checked = False
    for row in csv_rows(stream, encoding=encoding, delimiter=delimiter, header_row=header_row):
        if not isinstance(row, PublishedRow):
            yield row
            continue
        named = {_OTHER_SPELLINGS.get(column, column): text for column, text in row.payload.items()}
        if not checked:
            _check(named, header_row)
            checked = True
        payload = {
            **dict.fromkeys(COLUMNS, ""),
            **{column: as_written(text) for column, text in named.items()},
        }
        mended = [
            MendedCell(column, text, "formula-mark", payload[column])
            for column, text in named.items()
            if payload[column] != text
        ]
        yield row_of(row.line, payload, (*row.mended, *mended))


def _check(row: dict[str, str], header_row: int) -> None:
    missing = [column for column in REQUIRED if column not in row]
    if missing:
        listed = ", ".join(REQUIRED)
        raise ListingRefused(
            Words(
                f"les colonnes du schéma de la médiation numérique, dont {listed}",
                f"the columns of the digital mediation schema, among them {listed}",
            ),
            line=header_row,
            column=missing[0],
        )
