"""Records in a Parquet file: the form in which many of them are handed over, read again piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import polars as pl

from florilege.faults import TableRefused, Words
from florilege.linkage.records import LinkRecord

_LISTS = ("names", "operators", "websites", "socials", "phones", "kinds")
_NUMBERS = ("latitude", "longitude")
SCHEMA: dict[str, pl.DataType] = {
    field.name: pl.List(pl.String())
    if field.name in _LISTS
    else pl.Float64()
    if field.name in _NUMBERS
    else pl.String()
    for field in fields(LinkRecord)
}
"""One column a part of `LinkRecord`, by its name; lists of texts for the parts that hold several."""


def as_frame(records: Sequence[LinkRecord]) -> pl.DataFrame:
    """The records as a table, in the order given."""
    return pl.DataFrame(
        {name: [getattr(record, name) for record in records] for name in SCHEMA}, schema=SCHEMA
    )


def as_records(frame: pl.DataFrame) -> list[LinkRecord]:
    """The records of a table, in its order."""
    columns = [
        map(tuple, frame[name].to_list()) if name in _LISTS else frame[name].to_list() for name in SCHEMA
    ]
    return [LinkRecord(*parts) for parts in zip(*columns, strict=True)]


def write_records(records: Sequence[LinkRecord], path: Path) -> None:
    """Write the records to a Parquet file that `link_large` reads."""
    as_frame(records).write_parquet(path)


def check_columns(path: Path) -> None:
    """Raises TableRefused where a column is missing or holds another kind of value."""
    found = pl.read_parquet_schema(path)
    for name, kind in SCHEMA.items():
        if found.get(name) != kind:
            raise TableRefused(
                Words(f"une colonne {name} de type {kind}", f"a column {name} of type {kind}"),
                file=str(path),
                column=name,
                value=str(found.get(name, "")),
            )
