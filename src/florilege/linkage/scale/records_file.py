"""Records in a Parquet file: the form in which many of them are handed over, read again piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import polars as pl

from florilege.faults import TableRefused, Words
from florilege.files import check_readable
from florilege.linkage.records import NOT_COMPARED, LinkRecord

_LISTS = ("names", "operators", "websites", "socials", "phones", "kinds")
_NUMBERS = ("latitude", "longitude")
PART = 20_480
"""Records that stand together in a file, and can be read without the others."""
SCHEMA: dict[str, pl.DataType] = {
    name: pl.List(pl.String()) if name in _LISTS else pl.Float64() if name in _NUMBERS else pl.String()
    for name in LinkRecord.__struct_fields__
    if name not in NOT_COMPARED
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
    """Raises TableRefused where the file cannot be read, a column is missing or holds another kind of value."""
    try:
        found = pl.read_parquet_schema(path)
    except (OSError, pl.exceptions.PolarsError) as fault:
        raise _unusable(path, fault) from fault
    for name, kind in SCHEMA.items():
        if found.get(name) != kind:
            raise _no_column(path, name, str(kind), str(found.get(name, "")))


def _no_column(path: Path, name: str, kind: str, value: str) -> TableRefused:
    return TableRefused(
        Words(f"une colonne {name} de type {kind}", f"a column {name} of type {kind}"),
        file=str(path),
        column=name,
        value=value,
    )


def in_order(path: Path, ordered: Path) -> None:
    """Write the records of a file to another in the order of their keys, in parts that can be read alone.

    A CSV holds the same columns, several texts of one joined by |; an empty cell says nothing.
    Raises TableRefused where a column is missing or holds another kind of value.
    """
    check_readable(path, TableRefused)
    with duckdb.connect() as store:
        if path.suffix.lower() == ".csv":
            read = _csv(store, path)
        else:
            check_columns(path)
            read = store.read_parquet(str(path)).select(*SCHEMA)
        try:
            read.order("key").write_parquet(str(ordered), row_group_size=PART)
        except duckdb.ConversionException as fault:
            raise TableRefused(
                Words("des degrés décimaux", "decimal degrees"),
                file=str(path),
                column="latitude, longitude",
                value=str(fault).splitlines()[0],
            ) from fault
        except duckdb.Error as fault:
            raise _unusable(path, fault) from fault


def _unusable(path: Path, fault: Exception) -> TableRefused:
    return TableRefused(
        Words("un fichier Parquet ou CSV de fiches", "a Parquet or CSV file of records"),
        file=str(path),
        value=str(fault).splitlines()[0],
    )


def _csv(store: duckdb.DuckDBPyConnection, path: Path) -> duckdb.DuckDBPyRelation:
    try:
        read = store.read_csv(str(path), all_varchar=True, header=True)
    except (OSError, duckdb.Error) as fault:
        raise _unusable(path, fault) from fault
    for name in SCHEMA:
        if name not in read.columns:
            raise _no_column(path, name, "text", "")
    parts = {
        **{name: f"coalesce({name}, '')" for name in SCHEMA},
        **{
            name: f"list_filter(string_split(coalesce({name}, ''), '|'), lambda part: part <> '')"
            for name in _LISTS
        },
        **{name: f"CAST({name} AS DOUBLE)" for name in _NUMBERS},
    }
    return read.project(", ".join(f"{part} AS {name}" for name, part in parts.items()))


def check_keys(keys: pl.Series, path: Path) -> None:
    """Raises TableRefused where two records have one key, or one has none."""
    twice = keys.filter(keys.is_duplicated() | keys.is_null())
    if len(twice):
        raise TableRefused(
            Words("une clé propre à chaque fiche", "a unique key for each record"),
            file=str(path),
            column="key",
            value=str(twice[0] or ""),
        )
