"""A version of a listing becomes records: values normalised, positions weighed, and a report of what was mended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from florilege.faults import InputRefused, ListingRefused, Words
from florilege.files import unreadable
from florilege.listings.counts import in_french
from florilege.listings.mapping import Mapping
from florilege.listings.positions import centres, place
from florilege.listings.records import ListingRead, Record, ReportLine
from florilege.listings.rows import BadRow, BlankRows, every_row
from florilege.listings.values import RowReading, values_of
from florilege.territory.reference import Reference


def read_file(mapping: Mapping, path: Path, *, version: str, reference: Reference) -> ListingRead:
    """Read a version of a listing from its file; raises ListingRefused, naming the file, when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return read_listing(mapping, stream, version=version, reference=reference)
    except FileNotFoundError as error:
        expected = Words("un fichier qui existe", "a file that exists")
        hint = Words(f"voir « file » dans {mapping.file}", f'see "file" in {mapping.file}')
        raise ListingRefused(expected, file=str(path), hint=hint) from error
    except OSError as error:
        raise unreadable(path, error, ListingRefused) from error
    except InputRefused as fault:
        raise fault.in_file(str(path)) from fault


def _columns_of(mapping: Mapping, field: str) -> str:
    """The columns of the listing that say a field; the field itself when it is worked out."""
    columns = dict.fromkeys(
        column for rule in mapping.fields if rule.field == field for column in rule.columns
    )
    return "+".join(columns) or field


def read_listing(mapping: Mapping, stream: BinaryIO, *, version: str, reference: Reference) -> ListingRead:
    """Read a version of a listing from a binary stream.

    Every row becomes a record, or a refused line of the report. Raises MappingRefused when the mapping has no
    such version, ListingRefused when the file is not what the mapping says or too many rows are refused.
    """
    records: list[Record] = []
    report: list[ReportLine] = []
    for record, lines in _rows_read(mapping, stream, version=version, reference=reference):
        records.extend([record] if record else ())
        report.extend(lines)
    refused = [line for line in report if line.action == "refused"]
    rows = len(records) + len(refused)
    check_share(mapping, rows, len(refused), first=refused[0] if refused else None)
    report.sort(key=lambda line: line.line)
    return ListingRead(mapping.slug, version, rows, centres(records, mapping.position), tuple(report))


RowRead = tuple[Record | None, tuple[ReportLine, ...]]
"""What becomes of a row, or of a run of blank ones: a record or none, and the lines of the report about it."""


def stream_listing(
    mapping: Mapping, stream: BinaryIO, *, version: str, reference: Reference
) -> Iterator[RowRead]:
    """What becomes of each row, one at a time, for a file larger than the memory; not for facts.

    Two things need all the rows, and are left to whoever takes them: which points are centres that many records
    share (`positions.centres`), and whether too many rows are refused (`check_share`).
    """
    return _rows_read(mapping, stream, version=version, reference=reference)


def _rows_read(
    mapping: Mapping, stream: BinaryIO, *, version: str, reference: Reference
) -> Iterator[RowRead]:
    this = mapping.version(version)
    for row in every_row(mapping, stream, version=this):
        if isinstance(row, BadRow):
            yield None, (_refused(mapping, version, row),)
            continue
        if isinstance(row, BlankRows):
            yield None, (_left_out(mapping, version, row),)
            continue
        reading = RowReading(mapping, this, row)
        reading.report.extend(
            reading.line(cell.column, cell.before, cell.rule, cell.after) for cell in row.mended
        )
        values = values_of(reading)
        if not any(value.field == "name" for value in values) and not reading.taken_apart:
            yield (
                None,
                (reading.line(_columns_of(mapping, "name"), "", "no-name", "", action="refused"),),
            )
            continue
        location, values = place(reading, values, reference=reference)
        yield (
            Record(
                listing=mapping.slug,
                version=version,
                record_id=row.record_id,
                line=row.line,
                payload=row.payload,
                values=values,
                location=location,
            ),
            tuple(reading.report),
        )


def _refused(mapping: Mapping, version: str, bad: BadRow) -> ReportLine:
    return ReportLine(
        mapping.slug, version, bad.line, bad.record_id, bad.column, bad.before, bad.rule, "", "refused"
    )


def _left_out(mapping: Mapping, version: str, blank: BlankRows) -> ReportLine:
    """Rows that hold nothing are neither records nor refused: they are counted, once for each run of them."""
    return ReportLine(mapping.slug, version, blank.line, "", "", str(blank.count), "blank-rows", "", "mended")


def check_share(mapping: Mapping, rows: int, refused: int, *, first: ReportLine | None) -> None:
    """Raises ListingRefused where too many rows are refused: the file is not what it is said to be.

    first : the first refused line, to name it
    """
    if rows == 0 or refused > mapping.max_refused * rows:
        share = f"{mapping.max_refused:.1%}"
        raise ListingRefused(
            Words(
                f"au plus {share} de lignes refusées, et au moins une fiche ({in_french(refused, 'refusée', 'refusées')} sur {rows})",
                f"at most {share} of the rows refused, and at least one record ({refused} refused of {rows})",
            ),
            line=first.line if first else None,
            column=first.column if first else None,
            value=first.before if first else None,
        )
