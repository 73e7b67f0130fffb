"""The import report of a listing: every value mended and every row refused, as a table a person can read."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from florilege.listings.records import ListingRead

COLUMNS = ("listing", "version", "line", "record_id", "column", "before", "rule", "after", "action")


def report_name(read: ListingRead) -> str:
    """The file name of the report of a version."""
    return f"import-{read.listing}-{read.version}.csv"


def report_text(read: ListingRead) -> str:
    """The report as CSV: one line a value mended or a row refused, in the order of the file."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in read.report:
        writer.writerow([getattr(line, column) for column in COLUMNS])
    return stream.getvalue()


def write_report(read: ListingRead, folder: Path) -> Path:
    """Write the report in a folder, made when absent; returns the file, whole or not there at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / report_name(read)
    partial = path.with_name(f".{path.name}.part")
    partial.write_text(report_text(read), encoding="utf-8")
    return partial.replace(path)
