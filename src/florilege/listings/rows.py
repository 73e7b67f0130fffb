"""Rows of a listing's file as published, whatever its format; nothing is cleaned here.

Faults of the file (encoding, columns, syntax) stop the reading; rows that are no record are given back apart.
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Table
from typing import BinaryIO

from msgspec import Struct, field
from msgspec.structs import replace

from florilege.faults import ListingRefused, MappingRefused, Words
from florilege.listings.fields import FIELDS
from florilege.listings.formats.csv_rows import csv_rows
from florilege.listings.formats.decoding import DecodedText
from florilege.listings.formats.map_objects import (
    fablabs_rows,
    geojson_rows,
    gogocarto_rows,
    json_rows,
    umap_rows,
)
from florilege.listings.formats.mediation import mediation_rows
from florilege.listings.formats.ods_rows import ods_rows
from florilege.listings.formats.openstreetmap import osm_rows
from florilege.listings.formats.published import BadRow, BlankRows, MendedCell, PublishedRow, Reading
from florilege.listings.formats.xlsx_rows import xlsx_rows
from florilege.listings.mapping import Mapping, RecordRule
from florilege.listings.versions import Version
from florilege.toml_lines import nearest

__all__ = [
    "FACT_COLUMNS",
    "BadRow",
    "BlankRows",
    "Cell",
    "Row",
    "RowsRead",
    "published_rows",
    "read_rows",
    "stream_rows",
]

TABLES = frozenset({"csv", "mediation", "xlsx", "ods"})
"""Formats whose every row has the same columns."""
SPARSE = frozenset({"osm", "gogocarto", "umap", "fablabs"})
"""Formats whose objects leave out what they do not say."""
OBJECTS: Table[str, Callable[..., Iterator[Reading]]] = {
    "geojson": geojson_rows,
    "osm": osm_rows,
    "gogocarto": gogocarto_rows,
    "umap": umap_rows,
    "fablabs": fablabs_rows,
}
SHEETS: Table[str, Callable[..., Iterator[Reading]]] = {"xlsx": xlsx_rows, "ods": ods_rows}
FACT_COLUMNS = ("place", "field", "value", "unit", "source_url", "source_date", "note")


class Cell(Struct, frozen=True):
    """One thing a row says in one column, with what the row says of its source."""

    text: str
    line: int
    unit: str | None = None
    date: str | None = None
    source_url: str | None = None
    note: str | None = None


class Row(Struct, frozen=True):
    """One record to be: the row as published, and the cells of the columns that are not taken as they stand."""

    line: int
    record_id: str
    payload: Table[str, str]
    cells: Table[str, tuple[Cell, ...]] = field(default_factory=dict)
    mended: tuple[MendedCell, ...] = ()

    def of(self, column: str) -> tuple[Cell, ...]:
        """What the row says in a column; nothing when it is silent."""
        if column in self.cells:
            return self.cells[column]
        text = self.payload.get(column, "")
        return (Cell(text, self.line),) if text else ()


class RowsRead(Struct, frozen=True):
    """The rows of a file, those that cannot be records, and those that hold nothing."""

    rows: tuple[Row, ...]
    refused: tuple[BadRow, ...]
    blank: tuple[BlankRows, ...] = ()


def read_rows(mapping: Mapping, stream: BinaryIO, *, version: Version) -> RowsRead:
    """The rows of one version of a listing; raises ListingRefused when the file is not what the mapping says."""
    rows: list[Row] = []
    refused: list[BadRow] = []
    blank: list[BlankRows] = []
    for row in every_row(mapping, stream, version=version):
        if isinstance(row, BlankRows):
            blank.append(row)
        elif isinstance(row, BadRow):
            refused.append(row)
        else:
            rows.append(row)
    return RowsRead(tuple(rows), tuple(refused), tuple(blank))


def every_row(mapping: Mapping, stream: BinaryIO, *, version: Version) -> Iterator[Row | BadRow | BlankRows]:
    """The rows of one version of a listing, one at a time where the format lets it: facts are read whole first."""
    if mapping.format == "facts":
        read = _facts(mapping, _decoded(stream.read(), version.encoding), version)
        yield from read.rows
        yield from read.refused
    else:
        yield from stream_rows(mapping, stream, version=version)


def stream_rows(
    mapping: Mapping, stream: BinaryIO, *, version: Version
) -> Iterator[Row | BadRow | BlankRows]:
    """The rows of one version of a listing, one at a time, for a file larger than the memory; not for facts.

    Of the rows already given only their ids are kept. Raises ListingRefused, maybe after rows were given, when the
    file is not what the mapping says: whoever takes the rows keeps them apart until the end.
    """
    columns = _Columns(mapping, version)
    seen: dict[str, int] = {}
    rank = 0
    reading = published_rows(
        mapping.format,
        stream,
        encoding=version.encoding,
        delimiter=version.delimiter,
        sheet=version.sheet,
        header_row=version.header_row,
        member=version.member,
    )
    for published in reading:
        if not isinstance(published, PublishedRow):
            yield published
            continue
        rank += 1
        if rank == 1 and mapping.format in TABLES:
            _check_renamed(mapping, version, published.payload)
        payload = _renamed(published.payload, version)
        columns.take(payload)
        for row in _split(mapping.record, version, payload, line=published.line, rank=rank):
            if isinstance(row, BadRow):
                yield row
                continue
            _check_id(mapping.record, row, seen)
            yield replace(row, mended=published.mended) if published.mended else row
    if rank == 0:
        raise ListingRefused(_ROWS if mapping.format in TABLES else _OBJECTS)
    columns.check()


_ROWS = Words("au moins une ligne sous les noms de colonnes", "at least one row below the column names")
_OBJECTS = Words("au moins un objet", "at least one object")


def published_rows(
    format_: str,
    stream: BinaryIO,
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
    sheet: str | None = None,
    header_row: int = 1,
    member: str | None = None,
) -> Iterator[Reading]:
    """The rows of a file as the reader of its format gives them, before any mapping; not for facts."""
    if format_ in SHEETS:
        return SHEETS[format_](stream, sheet=sheet, header_row=header_row)
    if format_ in ("csv", "mediation"):
        read = csv_rows if format_ == "csv" else mediation_rows
        return read(stream, encoding=encoding, delimiter=delimiter, header_row=header_row)
    if format_ == "json":
        return json_rows(stream, encoding=encoding, member=member)
    return OBJECTS[format_](stream, encoding=encoding)


def _decoded(content: bytes, encoding: str) -> str:
    return "".join(DecodedText(io.BytesIO(content), encoding).pieces())


def _check_renamed(mapping: Mapping, version: Version, payload: Table[str, str]) -> None:
    """Raises MappingRefused for a column that the version renames and its file does not have."""
    for column in version.rename:
        if column not in payload:
            listed = ", ".join(payload)
            raise MappingRefused(
                Words(f"une colonne de {version.file} ({listed})", f"a column of {version.file} ({listed})"),
                file=mapping.file,
                line=version.lines.get(column),
                column="version.rename",
                value=column,
                hint=nearest(column, payload) or Words("prendre l’une d’elles", "choose one of them"),
            )


def _renamed(payload: Table[str, str], version: Version) -> Table[str, str]:
    if not version.rename:
        return payload
    return {version.rename.get(column, column): text for column, text in payload.items()}


class _Columns:
    """The columns that the mapping names, looked for in those of the file.

    A table has the same columns on every row: its first row is enough. An object of a list may leave out what it does
    not say, so that all are read first; in formats where that is the rule, nothing is asked for.
    """

    def __init__(self, mapping: Mapping, version: Version) -> None:
        self._mapping, self._version = mapping, version
        self._wanted = [column for column in mapping.columns if column not in version.without]
        self._format = mapping.format
        self._present: dict[str, None] = {}
        self._checked = mapping.format in SPARSE

    def take(self, payload: Table[str, str]) -> None:
        """Take note of the columns of a row."""
        if self._checked:
            return
        self._present.update(dict.fromkeys(payload))
        if self._format in TABLES:
            self.check()

    def check(self) -> None:
        """Raises ListingRefused for a column that the mapping names and the file does not have."""
        if self._checked:
            return
        self._checked = True
        present = tuple(self._present)
        for column in self._wanted:
            if column not in self._present:
                raise self._absent(column, present)

    def _absent(self, column: str, present: tuple[str, ...]) -> ListingRefused:
        """The fault of a column that is not there: either file may be the one to mend, and both are named."""
        listed = ", ".join(present)
        mapping, line = self._mapping.file, self._mapping.columns[column].line
        close = nearest(column, present) or Words("", "")
        return ListingRefused(
            Words(
                f"une colonne « {column} » ; le fichier a : {listed}",
                f'a column "{column}"; the file has: {listed}',
            ),
            line=self._version.header_row if self._format in ("csv", "mediation", "facts") else None,
            column=column,
            hint=Words(
                f"{close.fr} Elle est nommée dans {mapping}, ligne {line}".strip(),
                f"{close.en} It is named in {mapping}, line {line}".strip(),
            ),
        )


def _split(
    record: RecordRule, version: Version, payload: Table[str, str], *, line: int, rank: int
) -> Iterator[Row | BadRow]:
    """The records of one row: one, or one for each id that it holds; a row without an id is no record."""
    if record.column is None or record.column in version.without:
        template = version.id_template or record.template
        yield Row(line, _known_as(template, n=rank), payload)
        return
    template = version.id_template or record.template
    published = payload.get(record.column, "").strip()
    if not published:
        yield BadRow(line, "", record.column, "", "no-id")
        return
    if record.split is None or record.split not in published:
        yield Row(line, _known_as(template, id=published, n=rank), payload)
        return
    ids = [part.strip() for part in published.split(record.split)]
    parts = {column: _parts(payload.get(column, ""), record.split, len(ids)) for column in record.split_with}
    if any(texts is None for texts in parts.values()):
        yield Row(line, _known_as(template, id="+".join(ids), n=rank), payload)
        return
    for order, one in enumerate(ids):
        if not one:
            yield BadRow(line, "", record.column, published, "no-id")
            continue
        cells = {column: (Cell(texts[order], line),) for column, texts in parts.items() if texts}
        yield Row(line, _known_as(template, id=one, n=rank), payload, cells)


def _known_as(template: str, **parts: object) -> str:
    try:
        return template.format(**parts)
    except (LookupError, ValueError, AttributeError, TypeError) as error:
        expected = Words("un gabarit de {id} et {n}", "a template with {id} and {n}")
        raise MappingRefused(expected, column="template", value=template) from error


def _parts(text: str, separator: str, count: int) -> list[str] | None:
    """A text in as many parts as there are ids; one text alone holds for all of them; None for any other count.

    Entities of HTML are opened first: they hold a ";" of their own.
    """
    parts = [part.strip() for part in html.unescape(text).split(separator)]
    if len(parts) == 1:
        return parts * count
    return parts if len(parts) == count else None


def _check_id(record: RecordRule, row: Row, seen: dict[str, int]) -> None:
    """No id twice in one file."""
    if row.record_id in seen:
        first = seen[row.record_id]
        raise ListingRefused(
            Words(
                f"un identifiant par fiche (déjà ligne {first})",
                f"one id per record (already on line {first})",
            ),
            line=row.line,
            column=record.column,
            value=row.record_id,
        )
    seen[row.record_id] = row.line


def _facts(mapping: Mapping, text: str, version: Version) -> RowsRead:
    """Rows of a table of facts, gathered place by place in the order of their first fact."""
    try:
        return _gathered(mapping, text, version)
    except csv.Error as error:
        expected = Words("un fichier CSV bien formé", "a valid CSV file")
        raise ListingRefused(expected, value=str(error)) from error


def _gathered(mapping: Mapping, text: str, version: Version) -> RowsRead:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    missing = [column for column in FACT_COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        expected = Words(f"les colonnes {', '.join(FACT_COLUMNS)}", f"the columns {', '.join(FACT_COLUMNS)}")
        raise ListingRefused(expected, line=1, column=missing[0])
    known = {*FIELDS, *(column for rule in mapping.fields for column in rule.columns)}
    places: dict[str, list[tuple[str, Cell]]] = {}
    refused: list[BadRow] = []
    before = reader.line_num
    for fact in reader:
        line, before = before + 1, reader.line_num
        if None in fact or any(fact[column] is None for column in FACT_COLUMNS) or not fact["value"]:
            refused.append(
                BadRow(line, fact["place"] or "", "value", str(fact["value"] or ""), "fact-without-value")
            )
            continue
        if fact["field"] not in known:
            expected = Words(
                "un champ connu, ou mis en correspondance", "a known field, or one defined by the mapping"
            )
            hint = _hint_for(mapping.file, nearest(fact["field"], known))
            raise ListingRefused(expected, line=line, column="field", value=fact["field"], hint=hint)
        if not fact["place"]:
            refused.append(BadRow(line, "", "place", fact["value"], "no-id"))
            continue
        cell = Cell(
            text=fact["value"],
            line=line,
            unit=fact["unit"] or None,
            date=fact["source_date"],
            source_url=fact["source_url"] or None,
            note=fact["note"] or None,
        )
        places.setdefault(fact["place"], []).append((fact["field"], cell))
    columns = _Columns(mapping, version)
    columns.take({"place": "", **{column: "" for facts in places.values() for column, _ in facts}})
    columns.check()
    return RowsRead(
        tuple(_place_row(mapping.record, name, facts, file=mapping.file) for name, facts in places.items()),
        tuple(refused),
    )


def _hint_for(mapping: str, close: Words | None) -> Words:
    """What to do about a fact: the nearest word, and the mapping that is the other file to look at."""
    words = close or Words("", "")
    return Words(f"{words.fr} Voir aussi {mapping}".strip(), f"{words.en} See also {mapping}".strip())


def _place_row(record: RecordRule, name: str, facts: list[tuple[str, Cell]], *, file: str) -> Row:
    first = facts[0][1]
    if name not in record.ids:
        known = ", ".join(record.ids)
        raise ListingRefused(
            Words(f"un lieu de la correspondance : {known}", f"a place defined in the mapping: {known}"),
            line=first.line,
            column="place",
            value=name,
            hint=_hint_for(file, nearest(name, tuple(record.ids))),
        )
    cells: dict[str, tuple[Cell, ...]] = {
        "place": (Cell(name, first.line, date=first.date, source_url=first.source_url),)
    }
    payload = {"place": name}
    for column, cell in facts:
        cells[column] = (*cells.get(column, ()), cell)
        payload[f"{column}#{len(cells[column])}" if column in payload else column] = cell.text
    return Row(first.line, record.ids[name], payload, cells)
