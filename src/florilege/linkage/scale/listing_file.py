"""A listing larger than the memory becomes a file of records, batch by batch, its report written as it is read.

What is held at a time: one batch of rows, the ids of the rows already read (so that one given twice is refused),
and what DuckDB is allowed.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from msgspec import Struct

from florilege.faults import InputRefused, ListingRefused, Words
from florilege.files import check_readable
from florilege.linkage.records import LinkRecord, of_record
from florilege.linkage.scale.records_file import PART, SCHEMA, as_frame
from florilege.listings.mapping import Mapping, PositionRule
from florilege.listings.readers import RowRead, check_share, stream_listing
from florilege.listings.records import ReportLine
from florilege.listings.report import COLUMNS
from florilege.territory.locate import PRECISIONS
from florilege.territory.names import plain
from florilege.territory.reference import Reference

BATCH = 10_000
MEMORY = "512MB"
"""What DuckDB may hold while it looks for points that many records share; the rest goes to the disk."""
FINER = PRECISIONS[: PRECISIONS.index("centre")]


class Read(Struct, frozen=True):
    """How many rows became records, how many were refused, how many values were mended."""

    records: int
    refused: int
    mended: int


def records_of_listing(
    mapping: Mapping, listing: Path, *, version: str, reference: Reference, out: Path, report: Path
) -> Read:
    """Read a version of a listing into a file of records (`records_file.SCHEMA`), and its report into a CSV.

    Records and report lines are those of `readers.read_listing`. Raises as that does; `out` is then not written, and
    `report` holds what was read so far. Facts are refused: they describe places, not records.
    """
    if mapping.format == "facts":
        raise ListingRefused(
            Words("un recensement, pas des faits", "a listing, not facts"), file=str(listing), value="facts"
        )
    check_readable(listing, ListingRefused)
    with (
        tempfile.TemporaryDirectory(prefix="florilege-", dir=out.parent) as folder,
        listing.open("rb") as stream,
    ):
        try:
            rows = stream_listing(mapping, stream, version=version, reference=reference)
            read = _written(rows, mapping, Path(folder), report=report)
        except InputRefused as fault:
            raise fault.in_file(str(listing)) from fault
        _with_centres(Path(folder), mapping.position, out)
    return read


def _written(rows: Iterator[RowRead], mapping: Mapping, folder: Path, *, report: Path) -> Read:
    """Write the records in parts, and the report."""
    batch: list[tuple[LinkRecord, str]] = []
    numbers = count()
    records = refused = mended = 0
    first: ReportLine | None = None
    with _table(report) as writer:
        for record, lines in rows:
            for line in lines:
                writer.writerow([getattr(line, column) for column in COLUMNS])
                if line.action == "refused":
                    refused, first = refused + 1, first or line
                else:
                    mended += 1
            if record is not None:
                records += 1
                batch.append((of_record(record), plain(str(record.first("address") or ""))))
            if len(batch) >= BATCH:
                _write_part(batch, folder / f"{next(numbers):06}.parquet")
                batch.clear()
    check_share(mapping, records + refused, refused, first=first)
    _write_part(batch, folder / f"{next(numbers):06}.parquet")
    return Read(records, refused, mended)


@contextmanager
def _table(path: Path) -> Iterator[Any]:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        yield writer


def _write_part(batch: list[tuple[LinkRecord, str]], path: Path) -> None:
    addresses = pl.Series("plain_address", [address for _, address in batch], dtype=pl.String)
    as_frame([record for record, _ in batch]).with_columns(addresses).write_parquet(path)


def _with_centres(parts: Path, rule: PositionRule, out: Path) -> None:
    """The parts in one file, the points that too many records of other addresses share being centres."""
    finer = ", ".join(f"'{precision}'" for precision in FINER)
    columns = ", ".join(
        f"CASE WHEN shared AND precision IN ({finer}) THEN 'centre' ELSE precision END AS precision"
        if name == "precision"
        else name
        for name in SCHEMA
    )
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(parts), "threads": 1}) as store:
        store.execute(f"CREATE VIEW parts AS SELECT * FROM read_parquet({_quoted(parts / '*.parquet')})")
        store.execute(
            f"""COPY (
              SELECT {columns} FROM parts LEFT JOIN (
                SELECT latitude, longitude, true AS shared FROM parts WHERE latitude IS NOT NULL AND longitude IS NOT NULL
                GROUP BY latitude, longitude
                HAVING count(*) >= {rule.shared_by} AND count(DISTINCT plain_address) >= {rule.shared_by}
              ) USING (latitude, longitude)
            ) TO {_quoted(out)} (FORMAT parquet, ROW_GROUP_SIZE {PART})"""
        )


def _quoted(path: Path) -> str:
    text = str(path).replace("'", "''")
    return f"'{text}'"
