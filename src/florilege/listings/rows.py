"""Rows of a listing's file as published, whatever its format; nothing is cleaned here.

Faults of the file (encoding, columns, syntax) stop the reading; rows that are no record are given back apart.
"""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from typing import BinaryIO

from florilege.faults import ListingRefused, Words
from florilege.listings.fields import FIELDS
from florilege.listings.mapping import LATITUDE, LONGITUDE, Mapping, RecordRule, Version
from florilege.toml_lines import nearest

FACT_COLUMNS = ("place", "field", "value", "unit", "source_url", "source_date", "note")


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing a row says in one column, with what the row says of its source."""

    text: str
    line: int
    unit: str | None = None
    date: str | None = None
    source_url: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One record to be: the row as published, and the cells of the columns that are not taken as they stand."""

    line: int
    record_id: str
    payload: Table[str, str]
    cells: Table[str, tuple[Cell, ...]] = field(default_factory=dict)

    def of(self, column: str) -> tuple[Cell, ...]:
        """What the row says in a column; nothing when it is silent."""
        if column in self.cells:
            return self.cells[column]
        text = self.payload.get(column, "")
        return (Cell(text, self.line),) if text else ()


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be a record, and why."""

    line: int
    record_id: str
    column: str
    before: str
    rule: str


@dataclass(frozen=True, slots=True)
class RowsRead:
    """The rows of a file and those that cannot be records."""

    rows: tuple[Row, ...]
    refused: tuple[BadRow, ...]


def read_rows(mapping: Mapping, stream: BinaryIO, *, version: Version) -> RowsRead:
    """The rows of one version of a listing; raises ListingRefused when the file is not what the mapping says."""
    text = _decoded(stream.read(), version.encoding)
    if mapping.format == "facts":
        return _facts(mapping, text)
    refused: list[BadRow] = []
    if mapping.format == "csv":
        published = list(_csv(text, version, refused))
    elif mapping.format == "geojson":
        published = list(_geojson(text))
    else:
        published = list(_json(text))
    if not published:
        expected = Words(
            "au moins une ligne sous les noms de colonnes", "one row or more below the names of columns"
        )
        raise ListingRefused(
            expected if mapping.format == "csv" else Words("au moins un objet", "one object or more")
        )
    renamed = [(line, _renamed(payload, version)) for line, payload in published]
    _check_columns(mapping, version, [payload for _, payload in renamed])
    rows: list[Row] = []
    for rank, (line, payload) in enumerate(renamed, start=1):
        rows.extend(_split(mapping.record, version, payload, line=line, rank=rank))
    _check_ids(mapping.record, rows)
    return RowsRead(tuple(rows), tuple(refused))


def _decoded(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ListingRefused(
            Words(f"un texte en {encoding}", f"a text in {encoding}"),
            line=content[: error.start].count(b"\n") + 1,
            value=content[error.start : error.start + 1].hex(),
            hint=Words("donner « encoding » dans la version", 'give "encoding" in the version'),
        ) from error
    except LookupError as error:
        expected = Words("un encodage connu", "a known encoding")
        raise ListingRefused(expected, column="encoding", value=encoding) from error
    return text.removeprefix("\ufeff")


def _csv(text: str, version: Version, refused: list[BadRow]) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=version.delimiter, strict=True)
    header: list[str] = []
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not header:
                header = _distinct(cells)
            elif not cells:
                continue
            elif len(cells) != len(header):
                count = f"{len(cells)} / {len(header)}"
                refused.append(BadRow(line, "", "", count, "number-of-columns"))
            else:
                yield line, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        expected = Words("un fichier CSV bien formé", "a well-formed CSV file")
        raise ListingRefused(expected, line=reader.line_num, value=str(error)) from error


def _distinct(header: list[str]) -> list[str]:
    """Names of columns; a name that comes again gets its rank ("INSEECOM#2")."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for name in header:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return names


def _parsed(text: str) -> object:
    try:
        parsed: object = json.loads(text)
    except json.JSONDecodeError as error:
        expected = Words("du JSON bien formé", "well-formed JSON")
        raise ListingRefused(expected, line=error.lineno, value=error.msg) from error
    return parsed


def _json(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    items = _parsed(text)
    if not isinstance(items, list):
        raise ListingRefused(Words("une liste d’objets", "an array of objects"), value=type(items).__name__)
    for rank, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            raise ListingRefused(Words("un objet", "an object"), row=rank, value=str(item)[:80])
        yield rank, {str(key): _as_text(value) for key, value in item.items()}


def _geojson(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    collection = _parsed(text)
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise ListingRefused(
            Words("une collection d’objets GeoJSON", "a GeoJSON feature collection"), column="features"
        )
    for rank, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            raise ListingRefused(Words("un objet avec ses propriétés", "a feature with properties"), row=rank)
        payload = {str(key): _as_text(value) for key, value in properties.items()}
        longitude, latitude = _point(feature.get("geometry"))
        yield rank, {**payload, LONGITUDE: longitude, LATITUDE: latitude}


def _point(geometry: object) -> tuple[str, str]:
    """Longitude and latitude of a point; two empty texts for any other geometry, or none."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return "", ""
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        return "", ""
    return _as_text(coordinates[0]), _as_text(coordinates[1])


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _renamed(payload: dict[str, str], version: Version) -> dict[str, str]:
    if not version.rename:
        return payload
    return {version.rename.get(column, column): text for column, text in payload.items()}


def _check_columns(mapping: Mapping, version: Version, payloads: list[dict[str, str]]) -> None:
    present = tuple(dict.fromkeys(column for payload in payloads for column in payload))
    record, position = mapping.record, mapping.position
    wanted = [column for rule in mapping.fields for column in rule.columns]
    wanted += [record.column, *record.split_with, record.date]  # type: ignore[list-item]
    wanted += [position.point_code_column, position.type_column, position.label_column, position.score_column]  # type: ignore[list-item]
    for column in wanted:
        if column and column not in present and column not in version.without:
            listed = ", ".join(present)
            raise ListingRefused(
                Words(
                    f"une colonne « {column} » ; le fichier a : {listed}",
                    f'a column "{column}"; the file has: {listed}',
                ),
                line=1 if mapping.format == "csv" else None,
                column=column,
                hint=nearest(column, present),
            )


def _split(
    record: RecordRule, version: Version, payload: dict[str, str], *, line: int, rank: int
) -> Iterator[Row]:
    """The records of one row: one, or one for each id that it holds."""
    if record.column is None or record.column in version.without:
        template = version.id_template or record.template
        yield Row(line, template.format(n=rank), payload)
        return
    template = version.id_template or record.template
    published = payload.get(record.column, "").strip()
    if record.split is None or record.split not in published:
        yield Row(line, template.format(id=published, n=rank), payload)
        return
    ids = [part.strip() for part in published.split(record.split)]
    parts = {column: _parts(payload.get(column, ""), record.split, len(ids)) for column in record.split_with}
    if any(texts is None for texts in parts.values()):
        yield Row(line, template.format(id="+".join(ids), n=rank), payload)
        return
    for order, one in enumerate(ids):
        cells = {column: (Cell(texts[order], line),) for column, texts in parts.items() if texts}
        yield Row(line, template.format(id=one, n=rank), payload, cells)


def _parts(text: str, separator: str, count: int) -> list[str] | None:
    """A text in as many parts as there are ids; one text alone holds for all of them; None for any other count.

    Entities of HTML are opened first: they hold a ";" of their own.
    """
    parts = [part.strip() for part in html.unescape(text).split(separator)]
    if len(parts) == 1:
        return parts * count
    return parts if len(parts) == count else None


def _check_ids(record: RecordRule, rows: Iterable[Row]) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        if not row.record_id:
            raise ListingRefused(Words("un identifiant", "an id"), line=row.line, column=record.column)
        if row.record_id in seen:
            first = seen[row.record_id]
            raise ListingRefused(
                Words(
                    f"un identifiant par fiche (déjà ligne {first})",
                    f"one id a record (already on line {first})",
                ),
                line=row.line,
                column=record.column,
                value=row.record_id,
            )
        seen[row.record_id] = row.line


def _facts(mapping: Mapping, text: str) -> RowsRead:
    """Rows of a table of facts, gathered place by place in the order of their first fact."""
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
                "un champ connu, ou mis en correspondance", "a known field, or one that the mapping maps"
            )
            hint = nearest(fact["field"], tuple(known))
            raise ListingRefused(expected, line=line, column="field", value=fact["field"], hint=hint)
        cell = Cell(
            text=fact["value"],
            line=line,
            unit=fact["unit"] or None,
            date=fact["source_date"],
            source_url=fact["source_url"] or None,
            note=fact["note"] or None,
        )
        places.setdefault(fact["place"], []).append((fact["field"], cell))
    return RowsRead(
        tuple(_place_row(mapping.record, name, facts) for name, facts in places.items()), tuple(refused)
    )


def _place_row(record: RecordRule, name: str, facts: list[tuple[str, Cell]]) -> Row:
    first = facts[0][1]
    if name not in record.ids:
        known = ", ".join(record.ids)
        raise ListingRefused(
            Words(f"un lieu de la correspondance : {known}", f"a place of the mapping: {known}"),
            line=first.line,
            column="place",
            value=name,
            hint=nearest(name, tuple(record.ids)),
        )
    cells: dict[str, tuple[Cell, ...]] = {
        "place": (Cell(name, first.line, date=first.date, source_url=first.source_url),)
    }
    payload = {"place": name}
    for column, cell in facts:
        cells[column] = (*cells.get(column, ()), cell)
        payload[f"{column}#{len(cells[column])}" if column in payload else column] = cell.text
    return Row(first.line, record.ids[name], payload, cells)
