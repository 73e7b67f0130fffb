"""A mapping proposed for an unknown table: every guess with its reason, every gap marked for a person to fill."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from florilege.faults import InputRefused, ListingRefused, Words
from florilege.files import unreadable
from florilege.listings.address_parts import in_parts
from florilege.listings.column_guesses import Column, Guess, chosen_guess, guesses, readings
from florilege.listings.contact_persons import OfPerson, columns_of_persons
from florilege.listings.extracted_fields import with_extracts
from florilege.listings.formats.detection import Detected, detect
from florilege.listings.formats.published import BadRow, BlankRows, PublishedRow, Reading
from florilege.listings.mapping_draft import Draft, half_day_columns, unused_columns
from florilege.listings.mojibake import without_mojibake
from florilege.listings.point_guesses import Dates, Points, dates_of, id_columns, is_remark, points_of
from florilege.listings.rows import published_rows
from florilege.listings.suggested_text import text_of
from florilege.listings.things_to_check import to_check, to_fill
from florilege.territory.names import plain
from florilege.territory.reference import Reference
from florilege.territory.reference import reference as shipped_reference

LOOKED_AT = 5_000
"""Rows that are looked at; ids are checked on all of them."""
_UNKNOWN = ("NA", "N/A", "n/a", "NC", "-", "--", "null", "NULL", "None", "nan", "NaN", "Non renseigné")


NOTHING_CHOSEN: Mapping[str, str] = MappingProxyType({})
_SAID_TO_BE_IDS = Words("colonne des identifiants, selon l’étude", "the column of ids, as the study says")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ", "'"))


class Suggestion(Struct, frozen=True):
    """A proposed mapping.

    guesses : a column for each field, with what makes it likely; toml : what `parse_mapping` takes
    to_fill : what only a person knows, and `to_check`, what she must see to; rows : how many were looked at
    id_reasons : why that column bears the ids
    columns : of the table; names : those of the places, as published, of the rows looked at
    """

    detected: Detected
    record_id: str | None
    points: Points | None
    dates: Dates | None
    guesses: tuple[Guess, ...]
    unused: tuple[str, ...]
    to_fill: tuple[Words, ...]
    to_check: tuple[Words, ...]
    rows: int
    toml: str
    columns: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    id_reasons: tuple[Words, ...] = ()


def suggest(
    source: Path | bytes,
    *,
    file: str,
    slug: str,
    language: str = "fr",
    date: str | None = None,
    reference: Reference | None = None,
    chosen: Mapping[str, str] = NOTHING_CHOSEN,
    id_column: str | None = None,
) -> Suggestion:
    """A mapping for a file of which nothing is known.

    file : its name in the mapping, relative to it; slug : of the listing, brought to the form that a mapping takes; language : of the comments
    date : of this state of the listing, ISO; else the newest date of its rows
    chosen : column → the field that a person says it is, "" for none, over what is guessed of it
    id_column : the column that a person says bears the ids
    Raises ListingRefused where no list of places is seen in the file.
    """
    known = reference or shipped_reference()
    try:
        with _opened(source) as stream:
            detected = detect(stream)
            stream.seek(0)
            sample = _sample(detected, stream)
            columns, marks, garbled = _columns(sample.rows)
            persons = columns_of_persons(columns)
            read = {column.name: readings(column, reference=known) for column in columns}
            found = _guesses(columns, persons, known, read)
            others = {*(one.column for one in persons), *_of_where(found)}
            free = [column for column in columns if column.name not in others]
            likely = id_columns(free, sample.rows, names=_names(found), reference=known)
            record_id, id_reasons = (
                (id_column, (_SAID_TO_BE_IDS,))
                if id_column
                else _id(likely, sample.rows if sample.whole else _read(detected, stream))
            )
    except InputRefused as fault:
        raise fault.in_file(file) from fault
    points = points_of(columns)
    own = {points.latitude, points.longitude} if points else set()
    if record_id is not None and record_id not in _names(found):
        own.add(record_id)
    draft = Draft(
        detected=detected,
        file=file,
        slug=slug_of(slug),
        language=language,
        date=date,
        columns=columns,
        marks=marks,
        rows=len(sample.rows),
        refused=len(sample.refused),
        blank=sample.blank,
        remarks=sum(map(is_remark, sample.rows)),
        record_id=record_id,
        id_reasons=id_reasons,
        points=points,
        dates=dates_of(columns),
        guesses=_with_choices(
            _guesses(columns, persons, known, read, own=own, garbled=frozenset(garbled)), columns, chosen
        ),
        persons=persons,
        garbled=garbled,
    )
    checks = to_check(draft)
    fill = to_fill(draft, checks)
    return Suggestion(
        detected=detected,
        record_id=record_id,
        points=points,
        dates=draft.dates,
        guesses=draft.guesses,
        unused=unused_columns(draft),
        to_fill=fill,
        to_check=checks,
        rows=draft.rows,
        toml=text_of(draft, fill),
        columns=tuple(column.name for column in columns),
        id_reasons=draft.id_reasons,
        names=tuple(
            text
            for name in _names(draft.guesses)
            for column in columns
            if column.name == name
            for _, text in column.texts
        ),
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


def slug_of(text: str) -> str:
    """A slug that a mapping takes, from any text: lower-case letters, digits and hyphens."""
    return plain(text.translate(_APOSTROPHES)).replace(" ", "-") or "recensement"


def _read(detected: Detected, stream: BinaryIO) -> Iterator[Reading]:
    stream.seek(0)
    return published_rows(
        detected.format,
        stream,
        encoding=detected.encoding,
        delimiter=detected.delimiter,
        sheet=detected.sheet,
        header_row=detected.header_row,
        member=detected.member,
    )


class _Sample(Struct, frozen=True):
    """The first rows, those of them that could be no record, and how many rows were blank.

    whole : whether these are all the rows of the file
    """

    rows: list[PublishedRow]
    refused: list[BadRow]
    blank: int
    whole: bool


def _sample(detected: Detected, stream: BinaryIO) -> _Sample:
    found = _Sample([], [], 0, whole=True)
    blank, whole = 0, True
    for row in _read(detected, stream):
        if isinstance(row, BlankRows):
            blank += row.count
        elif isinstance(row, BadRow):
            found.refused.append(row)
        else:
            found.rows.append(row)
        if len(found.rows) + len(found.refused) >= LOOKED_AT:
            whole = False
            break
    if not found.rows:
        expected = Words(
            "au moins une ligne sous les noms de colonnes", "at least one row below the column names"
        )
        raise ListingRefused(expected)
    return replace(found, blank=blank, whole=whole)


def _columns(rows: Sequence[PublishedRow]) -> tuple[list[Column], tuple[str, ...], dict[str, int]]:
    """The columns with what they say, the marks that stand for nothing in this table, and how many cells of which
    columns were read in the wrong encoding: what they say is here put right.
    """
    texts: dict[str, list[tuple[int, str]]] = {}
    marks: set[str] = set()
    garbled: Counter[str] = Counter()
    for rank, row in enumerate(rows):
        for column, text in row.payload.items():
            held = texts.setdefault(column, [])
            bare = text.strip()
            if bare in _UNKNOWN:
                marks.add(bare)
            elif bare:
                mended = without_mojibake(text)
                garbled[column] += mended != text
                held.append((rank, mended))
    columns = [Column(name, len(rows), tuple(held)) for name, held in texts.items()]
    return columns, tuple(mark for mark in _UNKNOWN if mark in marks), dict(garbled + Counter())


def _id(
    likely: Sequence[tuple[Column, tuple[Words, ...]]], every_row: Iterable[Reading]
) -> tuple[str | None, tuple[Words, ...]]:
    """The first likely column that holds on all the rows of the file, not only on those looked at."""
    seen: dict[str, set[str]] = {column.name: set() for column, _ in likely}
    for row in every_row if likely else ():
        if not isinstance(row, PublishedRow) or is_remark(row):
            continue
        for name in list(seen):
            text = row.payload.get(name, "").strip()
            if not text or text in seen[name]:
                del seen[name]
            else:
                seen[name].add(text)
    return next(((column.name, reasons) for column, reasons in likely if column.name in seen), (None, ()))


def _names(found: Sequence[Guess]) -> tuple[str, ...]:
    """The column of the names, if one is seen."""
    return tuple(guess.column for guess in found if guess.field == "name")


def _of_where(found: Sequence[Guess]) -> Iterator[str]:
    """The columns that say where a place is: in a small table its postal code or its house number differ on every row."""
    for guess in found:
        if guess.field in ("address", "postcode", "commune_code", "departement_code"):
            yield from guess.columns or (guess.column,)


def _guesses(
    columns: Sequence[Column],
    persons: Sequence[OfPerson],
    reference: Reference,
    read: Mapping[str, Sequence[Guess]],
    *,
    own: Collection[str] = (),
    garbled: frozenset[str] = frozenset(),
) -> tuple[Guess, ...]:
    """The guesses of the columns that are neither of a person, nor the id, nor half a point, nor a half-day."""
    aside = {
        *own,
        *(one.column for one in persons),
        *(half_day_columns([column.name for column in columns]) or ()),
    }
    free = [column for column in columns if column.name not in aside]
    found = in_parts(guesses(free, reference=reference, read=read), free)
    return tuple(_put_right(guess, garbled) for guess in with_extracts(found, free))


def _with_choices(
    found: Sequence[Guess], columns: Sequence[Column], chosen: Mapping[str, str]
) -> tuple[Guess, ...]:
    """The guesses, those of the columns and of the fields that a person chose put aside for what she chose."""
    fields = {field for field in chosen.values() if field}
    kept = [
        guess
        for guess in found
        if not {guess.column, *guess.columns} & chosen.keys() and guess.field not in fields
    ]
    by_name = {column.name: column for column in columns}
    said = [chosen_guess(by_name[name], field) for name, field in chosen.items() if field and name in by_name]
    return (*kept, *said)


def _put_right(guess: Guess, garbled: frozenset[str]) -> Guess:
    """The guess, its texts read again in the right encoding before anything else where the table has wrong ones."""
    if not garbled & {guess.column, *guess.columns}:
        return guess
    return replace(guess, clean=("mojibake", *guess.clean))
