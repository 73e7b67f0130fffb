"""Which state of which study a live site serves, asked at every request: some microseconds where nothing was written."""

from __future__ import annotations

import os
import sqlite3
import threading

from django.conf import settings
from django.db import connection

from florilege.web.study.models import Study

State = tuple[str, str]
"""The slug of a study, and the stamp of what its steps last made."""


class NotBuilt(Exception):
    """The store holds no place of the study to serve."""


_seen = threading.local()


def served() -> State:
    """The state of the study that is served.

    The study is that of the settings, else the first of the store. Whatever a page shows must change the stamp when it
    changes: pages and index are kept by it. Raises NotBuilt when there is none, or nothing is built.
    """
    asked: str = settings.FLORILEGE_STUDY
    state = _state_of_store()
    if state is None:
        return _read(asked)
    kept = getattr(_seen, "kept", None)
    if kept is None or kept[:2] != (asked, state):
        kept = _seen.kept = (asked, state, _read(asked))
    found: State = kept[2]
    return found


def served_slug() -> str:
    """The study that is served: the one of the settings, else the first of the store; "" when there is none."""
    asked: str = settings.FLORILEGE_STUDY
    return asked or str(Study.objects.order_by("id").values_list("slug", flat=True).first() or "")


def _read(asked: str) -> State:
    slug = asked or served_slug()
    stamp = store_stamp(slug) if slug else ""
    if not slug or not stamp or stamp == "None=None":
        raise NotBuilt
    return slug, stamp


def _state_of_store() -> tuple[object, ...] | None:
    """What changes whenever anyone writes to a SQLite store; None where it cannot be told without asking the tables.

    `PRAGMA data_version` tells what others committed, `total_changes` what this connection wrote itself. Within a
    transaction nothing is remembered: it may be undone. A store put in the place of another is another file.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return None
    name = str(connection.settings_dict["NAME"])
    try:
        file = os.stat(name).st_ino
    except OSError:
        return None
    if getattr(_seen, "file", file) != file:
        connection.close()
    _seen.file = file
    connection.ensure_connection()
    opened = connection.connection
    if not isinstance(opened, sqlite3.Connection):
        return None
    (version,) = opened.execute("PRAGMA data_version").fetchone()
    return opened, version, opened.total_changes


def store_stamp(study_slug: str) -> str:
    """Changes when a step of the study has run again: what a live site keeps in memory is good until then."""
    steps = Study.objects.filter(slug=study_slug).values_list("steps__step", "steps__fingerprint")
    return "|".join(sorted(f"{step}={fingerprint}" for step, fingerprint in steps))
