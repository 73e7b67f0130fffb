"""Locks that go with a store: of several processes that use it, one at a time does what a name stands for.

On SQLite, a lock on a file beside the store, which the system lets go of when its process ends, however it ends; on
PostgreSQL, an advisory lock of the session, which the server lets go of in the same way. A store in memory has one process.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import Error, connection

from florilege import locks


@contextmanager
def holding(name: str, *, wait: bool) -> Iterator[bool]:
    """Whether the lock of a name is ours, for as long as the block lasts. wait : for whoever has it; else known at once"""
    if connection.vendor == "postgresql":
        held = _of_session(name, wait=wait)
        try:
            yield held
        finally:
            if held:
                _let_go(name)
        return
    store = Path(str(connection.settings_dict["NAME"]))
    if store.name == ":memory:":
        yield True
        return
    handle = os.open(store.with_name(f"{store.name}.{name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield locks.take(handle, wait=wait)
    finally:
        os.close(handle)


@contextmanager
def in_line(name: str) -> Iterator[None]:
    """Wait in line for the store, before a transaction that writes to it and that many ask for at one moment.

    On SQLite, whoever finds the store being written to sleeps and tries again, for longer and longer, while it may be free; whoever
    takes this lock first is woken at once. PostgreSQL has a line of its own.
    """
    if connection.vendor == "postgresql":
        yield
        return
    with holding(name, wait=True):
        yield


def is_held(name: str) -> bool:
    """Whether the session that took a lock is still there: one that the server ended let go of it."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
            " AND ((classid::bigint << 32) | objid::bigint) = %s",
            [_number(name)],
        )
        return bool(cursor.fetchone()[0])


def _of_session(name: str, *, wait: bool) -> bool:
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_number(name)])
            return True
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_number(name)])
        return bool(cursor.fetchone()[0])


def _let_go(name: str) -> None:
    if connection.connection is None or connection.connection.closed:
        return  # the server let go of it with the session
    with suppress(Error), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_number(name)])


def _number(name: str) -> int:
    """A number for the lock, positive so that both of its halves are as PostgreSQL shows them."""
    return int.from_bytes(hashlib.sha256(f"florilege {name}".encode()).digest()[:8], "big") >> 1
