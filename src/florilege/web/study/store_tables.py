"""The tables of a store, brought up to date: by one command at a time, for two may be started at once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from florilege import locks

_LOCK = 0x466C6F72
"""Number of the advisory lock of PostgreSQL under which tables are changed."""


def bring_up_to_date() -> None:
    """Create the tables that are missing, change those of an earlier version; raises DatabaseError."""
    if not _is_behind():
        return
    with _alone():
        # what another command did meanwhile is not done again: `migrate` looks at the store itself
        call_command("migrate", verbosity=0, interactive=False)


def _is_behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _alone() -> Iterator[None]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        return
    name = str(connection.settings_dict["NAME"])
    if name == ":memory:":
        yield
        return
    store = Path(name)
    path = store.with_name(f"{store.name}.tables.lock")
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        locks.take(handle, wait=True)
        yield
    finally:
        os.close(handle)
