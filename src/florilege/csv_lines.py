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
    reader = csv.DictReader(io.StringIO(text))
    if later and tuple(reader.fieldnames or ()) == (*columns, *later):
        columns = (*columns, *later)
    if tuple(reader.fieldnames or ()) != tuple(columns):
        listed = ", ".join(columns)
        raise TableRefused(
            Words(f"les colonnes {listed}", f"the columns {listed}"),
            file=file,
            line=1,
            value=text.splitlines()[0],
        )
    for row in reader:
        if None in row:
            count = len(columns)
            raise TableRefused(
                Words(f"{count} cellules", f"{count} cells"),
                file=file,
                line=reader.line_num,
                value=", ".join(str(cell) for cell in row[None]),
            )
        for column in columns:
            if row[column] is None or (column in required and not row[column]):
                raise TableRefused(
                    Words("une valeur", "a value"), file=file, line=reader.line_num, column=column
                )
        yield reader.line_num, row


def write_lines(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The CSV of some rows, with its header."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue()
