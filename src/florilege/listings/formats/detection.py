"""What kind of file a file is: format, encoding, delimiter, sheet, each with the reason."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from typing import BinaryIO

from msgspec import Struct

from florilege.faults import InputRefused, ListingRefused, Words
from florilege.listings.counts import in_english, in_french
from florilege.listings.formats.column_names import is_second_row_of_names, refuse_values_for_names
from florilege.listings.formats.csv_rows import SEPARATOR_LINE
from florilege.listings.formats.decoding import DecodedText
from florilege.listings.formats.encodings import encoding_of
from florilege.listings.formats.file_kinds import (
    LOOKED_AT,
    refuse_binary,
    refuse_other_archives,
    refuse_other_kinds,
)
from florilege.listings.formats.json_items import Item, lists
from florilege.listings.formats.mediation import REQUIRED
from florilege.listings.formats.mediation_schema import COLUMNS
from florilege.listings.formats.ods_rows import is_ods, ods_rows, ods_sheets
from florilege.listings.formats.published import PublishedRow, Reading, distinct
from florilege.listings.formats.workbook import open_workbook
from florilege.listings.formats.xlsx_rows import xlsx_rows
from florilege.listings.formats.zip_parts import Archive, Limits

DELIMITERS = (",", ";", "\t", "|")
_LINES = 200
_TITLE = 0.4
"""A line that fills no more than this share of the columns above the rows is a title, not their names."""
_DEEPEST = 3
_MEMBERS = ("features", "layers", "elements", "labs", "data")
_FABLABS = frozenset({"capabilities", "kind_name", "address_notes", "activity_status"})


class Detected(Struct, frozen=True):
    """How a file is to be read; every choice has its reason."""

    format: str
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str | None = None
    header_row: int = 1
    reasons: tuple[Words, ...] = ()
    member: str | None = None


def detect(stream: BinaryIO) -> Detected:
    """How a file is to be read, from what it holds; the stream is gone through and can be read again after a `seek`.

    Raises ListingRefused for a file in which no list of places is seen.
    """
    start = stream.read(LOOKED_AT)
    stream.seek(0)
    if start[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _workbook(stream)
    refuse_other_kinds(start)
    encoding, why = encoding_of(stream)
    if not encoding.startswith(("utf-16", "utf-32")):
        refuse_binary(start)
    stream.seek(0)
    first = next(DecodedText(stream, encoding).pieces(), "").lstrip()[:1]
    stream.seek(0)
    if first and first in "[{":
        return _objects(stream, encoding, why)
    return _table(stream, encoding, why)


def _objects(stream: BinaryIO, encoding: str, why: Words) -> Detected:
    """The format of a file of JSON, and the member that holds its list where the format has no member of its own."""
    names: set[str] = set()
    counts: Counter[tuple[str, ...]] = Counter()
    try:
        for path, value in lists(stream, encoding=encoding, deepest=_DEEPEST, names=names):
            if path == () or (len(path) == 1 and path[0] in _MEMBERS):
                member = path[0] if path else None
                format_ = _of_item(Item(member, value), names)
                where = f"« {member} »" if member else "à la racine"
                place = f'"{member}"' if member else "at the root"
                reason = Words(
                    f"une liste {where}, de forme {format_}", f"a list {place}, shaped as {format_}"
                )
                return Detected(format_, encoding, reasons=(why, reason))
            counts[path] += isinstance(value, dict)
    except ListingRefused as fault:
        raise _not_lines_of_json(fault) from fault
    counts += Counter()  # Lists of anything but objects go.
    if counts:
        path, count = counts.most_common(1)[0]
        member = ".".join(path)
        reason = Words(
            f"{in_french(count, 'objet', 'objets')} dans « {member} »",
            f'{in_english(count, "object", "objects")} in "{member}"',
        )
        return Detected("json", encoding, reasons=(why, reason), member=member)
    raise ListingRefused(
        Words(
            "une liste d’objets, à la racine ou dans un membre",
            "a list of objects, at the root or in a member",
        ),
        value=", ".join(sorted(names))[:80] or None,
    )


def _not_lines_of_json(fault: ListingRefused) -> ListingRefused:
    """The fault of a file of JSON, with what to do where it is one object a line."""
    if fault.value != "'the end of the file'":
        return fault
    return ListingRefused(
        fault.expected,
        line=fault.where.line,
        column=fault.where.column,
        value="JSON Lines",
        hint=Words(
            "un objet par ligne : mettre les objets entre [ et ], une virgule entre eux",
            "one object per line: wrap the objects in [ and ], separated by commas",
        ),
    )


def _of_item(one: Item, names: Collection[str]) -> str:
    value = one.value if isinstance(one.value, dict) else {}
    if one.member == "features":
        return "geojson"
    if one.member == "layers":
        return "umap"
    if one.member == "labs" or isinstance(value.get("attributes"), dict) or _FABLABS & value.keys():
        return "fablabs"
    if one.member == "elements" and ("type" in value or {"osm3s", "generator"} & set(names)):
        return "osm"
    if one.member in ("data", "elements") or isinstance(value.get("geo"), dict) or "taxonomy" in value:
        return "gogocarto"
    return "json"


def _table(stream: BinaryIO, encoding: str, why: Words) -> Detected:
    lines = list(islice(DecodedText(stream, encoding).lines(), _LINES))
    declared = SEPARATOR_LINE.match(lines[0]) if lines else None
    best, columns, share = ",", 1, 0.0
    for delimiter in (declared[1],) if declared else DELIMITERS:
        found, regular = _shape(lines[1:] if declared else lines, delimiter)
        if found > 1 and (regular, found) > (share + 1e-9 if columns > 1 else -1.0, columns):
            best, columns, share = delimiter, found, regular
    header_row, over, header = _names_line(lines, best, columns)
    if declared and header_row == 2:
        header_row = 1  # The reader passes over such a line by itself.
    shown = {"\t": "\\t"}.get(best, best)
    reasons = [
        why,
        Words(
            f"{share:.0%} des lignes ont {in_french(columns, 'colonne', 'colonnes')} avec « {shown} »",
            f"{share:.0%} of the lines have {in_english(columns, 'column', 'columns')} with “{shown}”",
        ),
    ]
    if declared:
        reasons.append(Words("la première ligne dit le séparateur", "the first line gives the separator"))
    if header_row > 1:
        reasons.append(
            Words(f"noms de colonnes à la ligne {header_row}", f"column names on line {header_row}")
        )
    if over:
        reasons.append(_two_rows(over, header_row))
    format_ = "csv"
    if set(REQUIRED) <= set(header) and len(set(header) & set(COLUMNS)) > len(COLUMNS) // 3:
        format_ = "mediation"
        reasons.append(
            Words("colonnes du schéma de la médiation numérique", "columns of the digital mediation schema")
        )
    return Detected(format_, encoding, best, header_row=header_row, reasons=tuple(reasons))


def _shape(lines: list[str], delimiter: str) -> tuple[int, float]:
    """Columns of most rows (of the first, where half of them have as many), and the share of the rows that have them."""
    counts: Counter[int] = Counter()
    first = 0
    try:
        for cells in csv.reader(iter(lines), delimiter=delimiter):
            if cells:
                first = first or len(cells)
                counts[len(cells)] += 1
    except csv.Error:
        return 0, 0.0
    every = max(sum(counts.values()), 1)
    if first <= 1 or counts[first] < every / 2:
        first = max(counts, key=lambda width: (counts[width], width), default=0)
    return first, counts[first] / every


def _names_line(lines: list[str], delimiter: str, columns: int) -> tuple[int, int, list[str]]:
    """The line that names the columns, that of names over these (0 when there is none), and the names: the first that
    fills more of them than a title does, or the one below that names them again.

    Raises ListingRefused where that line holds values.
    """
    rows = _filled_rows(lines, delimiter)
    for rank, (line, cells) in enumerate(rows):
        filled = sum(1 for cell in cells if cell.strip())
        if len(cells) == columns and filled > max(1.0, _TITLE * columns):
            below = [other for _, other in rows[rank + 1 :]]
            if below and is_second_row_of_names(below[0], below[1:]):
                return rows[rank + 1][0], line, distinct(below[0])
            refuse_values_for_names(cells, below, line=line)
            return line, 0, distinct(cells)
    return (rows[0][0], 0, distinct(rows[0][1])) if rows else (1, 0, [])


def _filled_rows(lines: list[str], delimiter: str) -> list[tuple[int, list[str]]]:
    """The rows that hold something, each with the line where it begins, up to one that is no CSV."""
    reader = csv.reader(iter(lines), delimiter=delimiter)
    found: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and not SEPARATOR_LINE.match(delimiter.join(cells)):
                found.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error:
        pass
    return found


def _workbook(stream: BinaryIO) -> Detected:
    """The sheet with the most rows under names of columns, and the row of these names."""
    archive = Archive(stream, limits=Limits())
    refuse_other_archives(archive)
    format_ = "ods" if is_ods(archive) else "xlsx"
    sheets = ods_sheets(archive) if format_ == "ods" else tuple(open_workbook(archive).sheets)
    read = ods_rows if format_ == "ods" else xlsx_rows
    best: tuple[int, str, int, int] | None = None
    fault: InputRefused | None = None
    for sheet in sheets:
        try:
            row, over, rows = _names_row(stream, sheet, read)
        except InputRefused as refused:
            fault = fault or refused
            continue
        if row and (best is None or rows > best[0]):
            best = (rows, sheet, row, over)
    if best is None:
        if fault is not None:
            raise fault
        expected = Words("une feuille avec des noms de colonnes", "a sheet with column names")
        raise ListingRefused(expected, value=", ".join(sheets)[:80] or None)
    rows, sheet, row, over = best
    reason = Words(
        f"feuille « {sheet} » : la plus longue, noms de colonnes à la ligne {row}",
        f"sheet “{sheet}”: the longest, with column names on row {row}",
    )
    named = sheet if len(sheets) > 1 else None
    reasons = (reason, _two_rows(over, row)) if over else (reason,)
    return Detected(format_, sheet=named, header_row=row, reasons=reasons)


def _two_rows(over: int, row: int) -> Words:
    return Words(
        f"deux lignes de noms de colonnes, {over} et {row} : la seconde est prise, la première laissée de côté",
        f"two rows of column names, {over} and {row}: the second is taken, the first is left out",
    )


def _names_row(stream: BinaryIO, sheet: str, read: Callable[..., Iterator[Reading]]) -> tuple[int, int, int]:
    """The row that names the columns (0 when there is none), that of names over these (0 likewise), and how many rows
    are below, up to a limit.

    Raises ListingRefused for a sheet that cannot be read, or whose first row holds values.
    """
    begins = 1
    for _ in range(10):
        stream.seek(0)
        below = (row for row in read(stream, sheet=sheet, header_row=begins) if isinstance(row, PublishedRow))
        rows = list(islice(below, _LINES))
        if not rows:
            return 0, 0, 0
        columns = list(dict.fromkeys(column for row in rows for column in row.payload))
        named = [column for column in columns if not column.startswith("@")]
        if len(named) > 1 and len(named) >= 0.6 * len(columns) and not _is_title(named, rows[0]):
            cells = [[row.payload.get(column, "") for column in columns] for row in rows]
            if len(rows) > 1 and is_second_row_of_names(cells[0], cells[1:]):
                return rows[0].line, begins, len(rows) - 1
            names = ["" if column.startswith("@") else column.partition("#")[0] for column in columns]
            refuse_values_for_names(names, cells, line=begins)
            return begins, 0, len(rows)
        begins = rows[0].line
    return 0, 0, 0


def _is_title(names: Sequence[str], below: PublishedRow) -> bool:
    """Whether a row is one text spread over merged cells, above the names or a line about them: not names that are all the same."""
    if len({name.partition("#")[0] for name in names}) > 1:
        return False
    cells = [cell.strip() for cell in below.payload.values() if cell.strip()]
    return len(set(cells)) == len(cells) and not any(cell[0].isdigit() for cell in cells)
