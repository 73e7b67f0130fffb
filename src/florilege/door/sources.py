"""What a table may be handed in as: a frame of Polars or pandas, a list of dicts, the path of a file."""

from __future__ import annotations

import csv
import io
import math
import numbers
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol, cast

from msgspec import Struct

from florilege.faults import InputRefused, ListingRefused, TableRefused, Words
from florilege.files import read_bytes, read_text
from florilege.listings.formats.detection import detect
from florilege.listings.formats.published import PublishedRow
from florilege.listings.rows import published_rows
from florilege.selection.opened_table import NamedText

Progress = Callable[[str, int, int], object]
"""Told what is under way, how much of it is done, out of how much (0: not known)."""
POLARS, PANDAS = "polars", "pandas"
_NOTHING = ("NAType", "NaTType")
"""Types of pandas that say that nothing is known."""


class Frame(Protocol):
    """A frame of Polars or pandas, known by the module of its type: neither is imported for it."""

    @property
    def columns(self) -> Any:
        """The names of its columns."""

    @property
    def shape(self) -> tuple[int, int]:
        """Its rows and columns, counted."""


Source = str | Path | Frame | Sequence[Mapping[str, object]]
"""A table: the path of a file, a frame, or a list of dicts, one a row."""


class Cells(Struct, frozen=True):
    """A table as texts, as a file of it would have them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def csv(self) -> str:
        """The table as CSV, every cell quoted: a return within one that is not would end the row."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerows((self.columns, *self.rows))
        return stream.getvalue()

    def renamed(self, names: Mapping[str, str]) -> Cells:
        """The table with other names for some columns; one that bore such a name already gets a mark behind it."""
        taken = set(names.values())
        others = {name: f"{name} (2)" for name in self.columns if name in taken and name not in names}
        named = others | dict(names)
        return Cells(tuple(named.get(name, name) for name in self.columns), self.rows)


def is_path(source: object) -> bool:
    """Whether a source is the path of a file."""
    return isinstance(source, str | Path)


def library_of(source: object) -> str:
    """Which library a frame is of, "polars" or "pandas"; "" for what is no frame of either."""
    kind = type(source)
    root = kind.__module__.partition(".")[0]
    return root if root in (POLARS, PANDAS) and kind.__name__ in ("DataFrame", "LazyFrame") else ""


def cells_of(source: Source, *, name: str) -> Cells:
    """A frame or a list of dicts as texts; raises TableRefused, naming row and column, for a cell that is no plain value.

    name : of the table, for refusals
    """
    library = library_of(source)
    frame = cast(Any, source)
    if library == POLARS:
        frame = frame.collect() if type(source).__name__ == "LazyFrame" else frame
        return _cells(map(str, frame.columns), frame.iter_rows(), name=name)
    if library == PANDAS:
        return _cells(map(str, frame.columns), frame.itertuples(index=False, name=None), name=name)
    if isinstance(source, Sequence) and all(isinstance(one, Mapping) for one in source):
        dicts = cast(Sequence[Mapping[str, object]], source)
        columns = dict.fromkeys(key for row in dicts for key in row)
        rows = ([row.get(column) for column in columns] for row in dicts)
        return _cells(columns, rows, name=name)
    raise TableRefused(
        Words(
            "une table de Polars ou de pandas, une liste de dicts, ou le chemin d’un fichier",
            "a Polars or pandas frame, a list of dicts, or the path of a file",
        ),
        file=name,
        value=type(source).__name__,
    )


def file_cells(path: Path) -> Cells:
    """The rows of a file of any format of listings, as texts; raises ListingRefused, naming the file."""
    content = read_bytes(path, ListingRefused)
    try:
        stream = io.BytesIO(content)
        found = detect(stream)
        stream.seek(0)
        readings = published_rows(
            found.format, stream, encoding=found.encoding, delimiter=found.delimiter, sheet=found.sheet,
            header_row=found.header_row, member=found.member,
        )  # fmt: skip
        rows = [row.payload for row in readings if isinstance(row, PublishedRow)]
    except InputRefused as fault:
        raise fault.in_file(str(path)) from fault
    columns = tuple(dict.fromkeys(key for row in rows for key in row))
    return Cells(columns, tuple(tuple(row.get(column, "") for column in columns) for row in rows))


def named_text(source: Source, *, name: str) -> NamedText:
    """A table as the text of a CSV file; raises TableRefused where it cannot be read.

    name : of a table that is no file, for refusals
    """
    if isinstance(source, str | Path):
        path = Path(source)
        return NamedText(str(path), read_text(path, TableRefused))
    return NamedText(name, cells_of(source, name=name).csv)


def _cells(columns: Iterable[str], rows: Iterable[Iterable[object]], *, name: str) -> Cells:
    names = tuple(columns)
    return Cells(names, tuple(tuple(_texts(row, names, rank, name=name)) for rank, row in enumerate(rows, 1)))


def _texts(row: Iterable[object], columns: Sequence[str], rank: int, *, name: str) -> Iterator[str]:
    for column, value in zip(columns, row, strict=True):
        text = text_of(value)
        if text is None:
            raise TableRefused(
                Words(
                    "un texte, un nombre, une date, un oui-non ou rien",
                    "a text, a number, a date, a boolean or nothing",
                ),
                file=name,
                row=rank,
                column=column,
                value=type(value).__name__,
            )
        yield text


def text_of(value: object) -> str | None:
    """A cell as a file would have it; None for what is no plain value.

    Whole numbers have no decimals, for pandas writes 3.0 where a column has a gap; nothing, NaN and NaT are empty.
    """
    if value is None or type(value).__name__ in _NOTHING:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return "true" if value else "false"
    if isinstance(value, numbers.Integral):
        return str(int(value))
    if isinstance(value, Decimal):
        return "" if value.is_nan() else _number(str(value))
    if isinstance(value, numbers.Real):
        number = float(value)
        if math.isnan(number):
            return ""
        return str(int(number)) if number.is_integer() else repr(number)
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if not any((value.hour, value.minute, value.second))
            else value.isoformat()
        )
    return value.isoformat() if isinstance(value, date) else None


def _number(text: str) -> str:
    """A decimal without the zeros that end it."""
    return text.rstrip("0").rstrip(".") if "." in text and "E" not in text else text
