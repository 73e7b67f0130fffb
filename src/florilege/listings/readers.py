"""A version of a listing becomes records: values normalised, positions weighed, and a report of what was mended."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from florilege.faults import InputRefused, ListingRefused, Words
from florilege.listings.mapping import Mapping
from florilege.listings.positions import centres, place
from florilege.listings.records import ListingRead, Record, ReportLine
from florilege.listings.rows import BadRow, read_rows
from florilege.listings.values import Desk, values_of
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
        expected = Words("un fichier lisible", "a file that can be read")
        raise ListingRefused(expected, file=str(path), value=error.strerror) from error
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
    this = mapping.version(version)
    read = read_rows(mapping, stream, version=this)
    report = [_refused(mapping, version, bad) for bad in read.refused]
    records: list[Record] = []
    for row in read.rows:
        desk = Desk(mapping, this, row)
        desk.report.extend(desk.line(cell.column, cell.before, cell.rule, cell.after) for cell in row.mended)
        values = values_of(desk)
        if not any(value.field == "name" for value in values):
            report.append(desk.line(_columns_of(mapping, "name"), "", "no-name", "", action="refused"))
            continue
        location, values = place(desk, values, reference=reference)
        records.append(
            Record(
                listing=mapping.slug,
                version=version,
                record_id=row.record_id,
                line=row.line,
                payload=row.payload,
                values=values,
                location=location,
            )
        )
        report.extend(desk.report)
    rows = len(records) + sum(line.action == "refused" for line in report)
    _check_share(mapping, report, rows)
    report.sort(key=lambda line: line.line)
    return ListingRead(mapping.slug, version, rows, centres(records, mapping.position), tuple(report))


def _refused(mapping: Mapping, version: str, bad: BadRow) -> ReportLine:
    return ReportLine(
        mapping.slug, version, bad.line, bad.record_id, bad.column, bad.before, bad.rule, "", "refused"
    )


def _check_share(mapping: Mapping, report: list[ReportLine], rows: int) -> None:
    """Too many refused rows: the file is not what it is said to be."""
    refused = [line for line in report if line.action == "refused"]
    if rows == 0 or len(refused) > mapping.max_refused * rows:
        share = f"{mapping.max_refused:.1%}"
        first = refused[0] if refused else None
        raise ListingRefused(
            Words(
                f"au plus {share} de lignes refusées, et au moins une fiche ({len(refused)} refusées sur {rows})",
                f"at most {share} of the rows refused, and at least one record ({len(refused)} refused of {rows})",
            ),
            line=first.line if first else None,
            column=first.column if first else None,
            value=first.before if first else None,
        )
