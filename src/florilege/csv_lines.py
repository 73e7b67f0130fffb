"""The small CSV files of a study, read with the line of each row so that a fault can be named."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from florilege.faults import TableRefused, Words


def read_lines(
    text: str,
    columns: Sequence[str],
    *,
    file: str,
    required: Sequence[str] = (),
    later: Sequence[str] = (),
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """(line, row) of each row of a CSV whose header is exactly these columns; an empty text has no row.

    required : columns that may not be empty
    later : columns that may follow, all of them or none: files written before they existed do not have them
    Raises TableRefused, naming line and column.
    """
    if not text.strip():
        return
    rows = read_cells(text, file=file)
    _, header = next(rows, (1, []))
    if later and tuple(header) == (*columns, *later):
        columns = (*columns, *later)
    if tuple(header) != tuple(columns):
        listed = ", ".join(columns)
        raise TableRefused(
            Words(f"les colonnes {listed}", f"the columns {listed}"),
            file=file,
            line=1,
            value=text.splitlines()[0],
        )
    for line, cells in rows:
        if not cells:
            continue
        if len(cells) > len(columns):
            count = len(columns)
            raise TableRefused(
                Words(f"{count} cellules", f"{count} cells"),
                file=file,
                line=line,
                value=", ".join(cells[count:]),
            )
        row = dict(zip(columns, cells, strict=False))
        for column in columns:
            if column not in row or (column in required and not row[column]):
                raise TableRefused(Words("une valeur", "a value"), file=file, line=line, column=column)
        yield line, row


def read_cells(text: str, *, file: str) -> Iterator[tuple[int, list[str]]]:
    """(line on which it ends, cells) of each row of a CSV, the header first, blank ones too.

    Raises TableRefused, naming the line on which the row begins, for what is no CSV: most often a quote that is not
    closed, which makes one cell of all that follows.
    """
    # an empty newline lets all ends of lines through, those of old spreadsheets too
    reader = csv.reader(io.StringIO(text, newline=""))
    before = 0
    try:
        for cells in reader:
            before = reader.line_num
            yield before, cells
    except csv.Error as error:
        most = csv.field_size_limit()
        raise TableRefused(
            Words(
                f"un fichier CSV bien formé, aux cellules d’au plus {most:_} caractères".replace(
                    "_", "\u202f"
                ),
                f"a valid CSV file, with cells of at most {most:,} characters",
            ),
            file=file,
            line=before + 1,
            value=str(error),
            hint=Words(
                'chercher sur cette ligne un guillemet (") qui n’est pas fermé',
                'look for an unclosed quote (") on this line',
            ),
        ) from error


FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Signs that a spreadsheet takes for the beginning of a formula."""


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before one that would be."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def write_lines(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The CSV of some rows, with its header."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue()
