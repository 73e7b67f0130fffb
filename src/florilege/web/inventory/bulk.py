"""Rows by the tens of thousands, handed to the database as they are: Django's own way spends most of its time per cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, models

BATCH = 5000


def insert_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[str | int | float | bool | None]],
) -> None:
    """Insert rows of plain values (no JSON, no date) into a model's table, within the caller's transaction.

    columns : names of the model's fields, foreign keys with their `_id`; every field without a default of the
    database has to be among them. Signals are not sent.
    """
    names = {field.attname: str(field.column) for field in model._meta.concrete_fields}
    quoted = ", ".join(connection.ops.quote_name(names[column]) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({quoted}) VALUES ({marks})"
    batch: list[Sequence[str | int | float | bool | None]] = []
    with connection.cursor() as cursor:
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                cursor.executemany(statement, batch)
                batch = []
        if batch:
            cursor.executemany(statement, batch)
