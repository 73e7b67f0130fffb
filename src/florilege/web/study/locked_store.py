"""A store that another command is writing to: said as such, with what to do, and no fault of the program."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

from florilege.faults import InputRefused, Words

_LOCK_NOT_AVAILABLE = "55P03"
"""PostgreSQL's code for a lock waited for longer than its `lock_timeout`."""


class StoreLocked(InputRefused):
    """Another command writes to the store, and has for longer than this one may wait; nothing was changed."""


def locked_store(error: BaseException) -> StoreLocked | None:
    """What to say of an error of the store that means that another command is writing to it; None of any other."""
    if not isinstance(error, OperationalError) or not _is_lock(error.__cause__):
        return None
    seconds = connection.settings_dict["OPTIONS"].get("timeout")
    shown = "" if seconds is None else f"{seconds:g}"
    waited = (f" (attendu {shown.replace('.', ',')} s)", f" (waited {shown} s)") if shown else ("", "")
    return StoreLocked(
        Words(
            f"un magasin dans lequel aucune autre commande n’écrit{waited[0]}",
            f"a store that no other command is writing to{waited[1]}",
        ),
        file=str(connection.settings_dict["NAME"]),
        hint=Words(
            "attendre que l’autre commande finisse, puis relancer celle-ci",
            "wait until the other command ends, then run this one again",
        ),
    )


def _is_lock(cause: BaseException | None) -> bool:
    if isinstance(cause, sqlite3.Error):
        # an extended code has the plain one in its last byte
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return getattr(cause, "sqlstate", None) == _LOCK_NOT_AVAILABLE


@contextmanager
def refused_when_locked() -> Iterator[None]:
    """Raise StoreLocked in the place of the error of a store that another command is writing to."""
    try:
        yield
    except OperationalError as error:
        refused = locked_store(error)
        if refused is None:
            raise
        raise refused from error
