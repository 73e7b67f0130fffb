"""What kind of file a file is: format, encoding, delimiter, sheet, each with the reason."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from florilege.faults import InputRefused, ListingRefused, Words
from florilege.listings.formats.decoding import DecodedText
from florilege.listings.formats.json_items import Item, Member, items
from florilege.listings.formats.mediation import REQUIRED
from florilege.listings.formats.mediation_schema import COLUMNS
from florilege.listings.formats.published import PublishedRow, distinct
from florilege.listings.formats.workbook import open_workbook
from florilege.listings.formats.xlsx_rows import xlsx_rows
from florilege.listings.formats.zip_parts import Archive, Limits

DELIMITERS = (",", ";", "\t", "|")
_LINES = 200
_PIECE = 1 << 20
_MEMBERS = ("features", "layers", "elements", "labs", "data")
_FABLABS = frozenset({"capabilities", "kind_name", "address_notes", "activity_status"})


@dataclass(frozen=True, slots=True)
class Detected:
    """How a file is to be read; every choice has its reason."""

    format: str
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str | None = None
    header_row: int = 1
    reasons: tuple[Words, ...] = ()


def detect(stream: BinaryIO) -> Detected:
    """How a file is to be read, from what it holds; the stream is gone through and can be read again after a `seek`.

    Raises ListingRefused for a file in which no list of places is seen.
    """
    start = stream.read(4)
    stream.seek(0)
    if start[:2] == b"PK" or start == b"\xd0\xcf\x11\xe0":
        return _workbook(stream)
    encoding, why = _encoding(stream)
    stream.seek(0)
    first = next(DecodedText(stream, encoding).pieces(), "").lstrip()[:1]
    stream.seek(0)
    if first and first in "[{":
        found, reason = _objects(stream, encoding)
        return Detected(found, encoding, reasons=(why, reason))
    return _table(stream, encoding, why)


def _encoding(stream: BinaryIO) -> tuple[str, Words]:
    """The encoding: that of the mark of byte order, else UTF-8 when every byte allows it, else Windows-1252."""
    start = stream.read(4)
    stream.seek(0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", Words("marque d’ordre des octets UTF-16", "a UTF-16 mark of byte order")
    for encoding in ("utf-8", "cp1252"):
        stream.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while piece := stream.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            continue
        every = Words(f"chaque octet se lit en {encoding}", f"every byte can be read as {encoding}")
        return encoding, every
    return "latin-1", Words("ni UTF-8 ni Windows-1252", "neither UTF-8 nor Windows-1252")


def _objects(stream: BinaryIO, encoding: str) -> tuple[str, Words]:
    names: dict[str, object] = {}
    for one in items(stream, encoding=encoding, members=_MEMBERS):
        if isinstance(one, Member):
            names[one.name] = one.value
            continue
        format_ = _of_item(one, names)
        where = f"« {one.member} »" if one.member else "à la racine"
        place = f'"{one.member}"' if one.member else "at the root"
        return format_, Words(
            f"une liste {where}, de forme {format_}", f"a list {place}, shaped as {format_}"
        )
    raise ListingRefused(
        Words(
            "une liste d’objets, à la racine ou sous un nom connu", "a list of objects, at the root or known"
        ),
        value=", ".join(map(str, names))[:80] or None,
    )


def _of_item(one: Item, names: Mapping[str, object]) -> str:
    value = one.value if isinstance(one.value, dict) else {}
    if one.member == "features":
        return "geojson"
    if one.member == "layers":
        return "umap"
    if one.member == "labs" or isinstance(value.get("attributes"), dict) or _FABLABS & value.keys():
        return "fablabs"
    if one.member == "elements" and ("type" in value or names.keys() & {"osm3s", "generator"}):
        return "osm"
    if one.member in ("data", "elements") or isinstance(value.get("geo"), dict) or "taxonomy" in value:
        return "gogocarto"
    return "json"


def _table(stream: BinaryIO, encoding: str, why: Words) -> Detected:
    lines = list(islice(DecodedText(stream, encoding).lines(), _LINES))
    best, columns, share = ",", 1, 0.0
    for delimiter in DELIMITERS:
        found, regular = _shape(lines, delimiter)
        if found > 1 and (regular, found) > (share + 1e-9 if columns > 1 else -1.0, columns):
            best, columns, share = delimiter, found, regular
    header = _header(lines, best)
    shown = {"\t": "\\t"}.get(best, best)
    reason = Words(
        f"{share:.0%} des lignes ont {columns} colonnes avec « {shown} »",
        f"{share:.0%} of the lines have {columns} columns with “{shown}”",
    )
    if set(REQUIRED) <= set(header) and len(set(header) & set(COLUMNS)) > len(COLUMNS) // 3:
        known = Words(
            "colonnes du schéma de la médiation numérique", "columns of the digital mediation schema"
        )
        return Detected("mediation", encoding, best, reasons=(why, reason, known))
    return Detected("csv", encoding, best, reasons=(why, reason))


def _shape(lines: list[str], delimiter: str) -> tuple[int, float]:
    """Columns of the first line, and the share of the rows that have as many."""
    counts: Counter[int] = Counter()
    first = 0
    try:
        for cells in csv.reader(iter(lines), delimiter=delimiter):
            if cells:
                first = first or len(cells)
                counts[len(cells)] += 1
    except csv.Error:
        return 0, 0.0
    return first, counts[first] / max(sum(counts.values()), 1)


def _header(lines: list[str], delimiter: str) -> list[str]:
    try:
        return distinct(next(csv.reader(iter(lines), delimiter=delimiter), []))
    except csv.Error:
        return []


def _workbook(stream: BinaryIO) -> Detected:
    """The sheet with the most rows under names of columns, and the row of these names."""
    book = open_workbook(Archive(stream, limits=Limits()))
    best: tuple[int, str, int] | None = None
    for sheet in book.sheets:
        row, rows = _names_row(stream, sheet)
        if row and (best is None or rows > best[0]):
            best = (rows, sheet, row)
    if best is None:
        expected = Words("une feuille avec des noms de colonnes", "a sheet with names of columns")
        raise ListingRefused(expected, value=", ".join(book.sheets)[:80] or None)
    rows, sheet, row = best
    reason = Words(
        f"feuille « {sheet} » : la plus longue, noms de colonnes à la ligne {row}",
        f"sheet “{sheet}”: the longest, names of columns on row {row}",
    )
    named = sheet if len(book.sheets) > 1 else None
    return Detected("xlsx", sheet=named, header_row=row, reasons=(reason,))


def _names_row(stream: BinaryIO, sheet: str) -> tuple[int, int]:
    """The row that names the columns (0 when there is none) and how many rows are below it, up to a limit."""
    begins = 1
    for _ in range(10):
        stream.seek(0)
        rows = list(islice(_read(stream, sheet, begins), _LINES))
        if not rows:
            return 0, 0
        columns = list(dict.fromkeys(column for row in rows for column in row.payload))
        named = [column for column in columns if not column.startswith("@")]
        if len(named) > 1 and len(named) >= 0.6 * len(columns):
            return begins, len(rows)
        begins = rows[0].line
    return 0, 0


def _read(stream: BinaryIO, sheet: str, begins: int) -> Iterator[PublishedRow]:
    try:
        for row in xlsx_rows(stream, sheet=sheet, header_row=begins):
            if isinstance(row, PublishedRow):
                yield row
    except InputRefused:
        return
