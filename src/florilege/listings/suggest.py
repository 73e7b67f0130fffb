"""A mapping proposed for an unknown table: every guess with its reason, every gap marked for a person to fill."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from florilege.faults import InputRefused, ListingRefused, Words
from florilege.files import unreadable
from florilege.listings.column_guesses import Column, Guess, guesses
from florilege.listings.formats.detection import Detected, detect
from florilege.listings.formats.published import BadRow, PublishedRow, Reading
from florilege.listings.point_guesses import Dates, Points, dates_of, id_columns, points_of
from florilege.listings.rows import published_rows
from florilege.listings.suggested_text import (
    Draft,
    from_address,
    half_day_columns,
    text_of,
    to_fill,
    unused_columns,
)
from florilege.territory.reference import Reference
from florilege.territory.reference import reference as shipped_reference

LOOKED_AT = 5_000
"""Rows that are looked at; ids are checked on all of them."""
_UNKNOWN = ("NA", "N/A", "n/a", "NC", "-", "--", "null", "NULL", "None", "nan", "NaN", "Non renseigné")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed mapping.

    guesses : a column for each field, with what makes it likely; toml : what `parse_mapping` takes
    to_fill : what only a person knows; rows : how many were looked at
    """

    detected: Detected
    record_id: str | None
    points: Points | None
    dates: Dates | None
    guesses: tuple[Guess, ...]
    unused: tuple[str, ...]
    to_fill: tuple[Words, ...]
    rows: int
    toml: str


def suggest(
    source: Path | bytes,
    *,
    file: str,
    slug: str,
    language: str = "fr",
    date: str | None = None,
    reference: Reference | None = None,
) -> Suggestion:
    """A mapping for a file of which nothing is known.

    file : its name in the mapping, relative to it; slug : of the listing; language : of the comments
    date : of this state of the listing, ISO; else the newest date of its rows
    Raises ListingRefused where no list of places is seen in the file.
    """
    known = reference or shipped_reference()
    try:
        with _opened(source) as stream:
            detected = detect(stream)
            stream.seek(0)
            rows, refused = _sample(detected, stream)
            columns, marks = _columns(rows)
            record_id, id_reasons = _id(detected, columns, stream, reference=known)
    except InputRefused as fault:
        raise fault.in_file(file) from fault
    points = points_of(columns)
    draft = Draft(
        detected=detected,
        file=file,
        slug=slug,
        language=language,
        date=date,
        columns=columns,
        marks=marks,
        rows=len(rows),
        refused=refused,
        record_id=record_id,
        id_reasons=id_reasons,
        points=points,
        dates=dates_of(columns),
        guesses=from_address(_guesses(record_id, points, columns, known), columns),
    )
    return Suggestion(
        detected=detected,
        record_id=record_id,
        points=points,
        dates=draft.dates,
        guesses=draft.guesses,
        unused=unused_columns(draft),
        to_fill=to_fill(draft),
        rows=len(rows),
        toml=text_of(draft),
    )


@contextmanager
def _opened(source: Path | bytes) -> Iterator[BinaryIO]:
    if isinstance(source, bytes):
        yield io.BytesIO(source)
        return
    try:
        with source.open("rb") as stream:
            yield stream
    except OSError as error:
        raise unreadable(source, error, ListingRefused) from error


def _read(detected: Detected, stream: BinaryIO) -> Iterator[Reading]:
    stream.seek(0)
    return published_rows(
        detected.format,
        stream,
        encoding=detected.encoding,
        delimiter=detected.delimiter,
        sheet=detected.sheet,
        header_row=detected.header_row,
    )


def _sample(detected: Detected, stream: BinaryIO) -> tuple[list[PublishedRow], int]:
    """The first rows, and how many of them could be no record."""
    rows: list[PublishedRow] = []
    refused = 0
    for row in islice(_read(detected, stream), LOOKED_AT):
        if isinstance(row, BadRow):
            refused += 1
        else:
            rows.append(row)
    if not rows:
        expected = Words(
            "au moins une ligne sous les noms de colonnes", "one row or more below the names of columns"
        )
        raise ListingRefused(expected)
    return rows, refused


def _columns(rows: Sequence[PublishedRow]) -> tuple[list[Column], tuple[str, ...]]:
    """The columns with what they say, and the marks that stand for nothing in this table."""
    texts: dict[str, list[tuple[int, str]]] = {}
    marks: set[str] = set()
    for rank, row in enumerate(rows):
        for column, text in row.payload.items():
            held = texts.setdefault(column, [])
            bare = text.strip()
            if bare in _UNKNOWN:
                marks.add(bare)
            elif bare:
                held.append((rank, text))
    columns = [Column(name, len(rows), tuple(held)) for name, held in texts.items()]
    return columns, tuple(mark for mark in _UNKNOWN if mark in marks)


def _id(
    detected: Detected, columns: Sequence[Column], stream: BinaryIO, *, reference: Reference
) -> tuple[str | None, tuple[Words, ...]]:
    """The first likely column that holds on all the rows of the file, not only on those looked at."""
    likely = id_columns(columns, reference=reference)[:3]
    seen: dict[str, set[str]] = {column.name: set() for column, _ in likely}
    for row in _read(detected, stream) if likely else ():
        if isinstance(row, BadRow):
            continue
        for name in list(seen):
            text = row.payload.get(name, "").strip()
            if not text or text in seen[name]:
                del seen[name]
            else:
                seen[name].add(text)
    return next(((column.name, reasons) for column, reasons in likely if column.name in seen), (None, ()))


def _guesses(
    record_id: str | None, points: Points | None, columns: Sequence[Column], reference: Reference
) -> tuple[Guess, ...]:
    """The guesses of the columns that are neither the id, half a point nor a half-day."""
    own = {record_id, *(half_day_columns([column.name for column in columns]) or ())}
    own |= {points.latitude, points.longitude} if points else set()
    return guesses([column for column in columns if column.name not in own], reference=reference)
