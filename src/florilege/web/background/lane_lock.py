"""One worker a lane of a study: whoever holds a lane may say that what is still marked as running in it was cut short.

On SQLite, a lock on a file beside the store, which the system lets go of when its process ends, however it ends; on
PostgreSQL, an advisory lock of the session, which the server lets go of in the same way.
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
def holding(lane: str, study: str) -> Iterator[bool]:
    """Whether the lane is ours, for as long as the block lasts; at once, without waiting for another worker."""
    if connection.vendor == "postgresql":
        held = _of_session(lane, study)
        try:
            yield held
        finally:
            if held:
                _let_go(lane, study)
        return
    handle = os.open(_file(lane, study), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield locks.take(handle, wait=False)
    finally:
        os.close(handle)


def is_held(lane: str, study: str) -> bool:
    """Whether the session that took the lane is still there: one that the server ended let go of it."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
            " AND ((classid::bigint << 32) | objid::bigint) = %s",
            [_number(lane, study)],
        )
        return bool(cursor.fetchone()[0])


def _of_session(lane: str, study: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_number(lane, study)])
        return bool(cursor.fetchone()[0])


def _let_go(lane: str, study: str) -> None:
    if connection.connection is None or connection.connection.closed:
        return  # the server let go of it with the session
    with suppress(Error), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_number(lane, study)])


def _file(lane: str, study: str) -> Path:
    store = Path(str(connection.settings_dict["NAME"]))
    return store.with_name(f"{store.name}.{study}.{lane}.lock")


def _number(lane: str, study: str) -> int:
    """A number for the lock, positive so that both of its halves are as PostgreSQL shows them."""
    digest = hashlib.sha256(f"florilege {study} {lane}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1
