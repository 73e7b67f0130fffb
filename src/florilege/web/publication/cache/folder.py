"""Where the live site keeps what it makes of a study: a folder a state, beside the store, shared by its workers.

All of it can be made again; a folder of a former state is taken away when a newer one has been there for an hour.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings

from florilege import locks

PACKAGE = Path(__file__).resolve().parents[2]
MADE_FROM = (".py", ".html", ".mo", ".po", ".toml", ".css", ".js")
"""Endings of the files from which pages are made."""
STALE = 3600.0
"""Seconds after which the folder of a former state is taken away: a worker that opens it has long moved on."""


def folder_of(slug: str, stamp: str) -> Path | None:
    """The folder of a state of a study, as this version of the software makes it; it may not be there yet.

    None for a store in memory: no other process reads it.
    """
    base = _base()
    return None if base is None else base / _name(slug, stamp, settings.FLORILEGE_TEAM)


@lru_cache(maxsize=8)
def _name(slug: str, stamp: str, team: bool) -> str:
    made_from = f"{stamp}|{_edition_of_software()}|{team}"
    return f"{slug}-{hashlib.sha256(made_from.encode()).hexdigest()[:16]}"


def _base() -> Path | None:
    """The folder of the settings, else one beside a SQLite store, else one in the working folder's `var/`."""
    store = settings.DATABASES["default"]
    name = str(store["NAME"])
    embedded = str(store["ENGINE"]).endswith("sqlite3")
    if embedded and (":memory:" in name or "mode=memory" in name):
        return None
    asked: str = settings.FLORILEGE_CACHE
    if asked:
        return Path(asked)
    return Path(f"{name}.cache") if embedded else Path.cwd() / "var" / "cache"


@cache
def _edition_of_software() -> str:
    """Changes with any file from which pages are made: an upgraded service does not serve the pages of the former one."""
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(PACKAGE):
        folders.sort()
        for name in sorted(files):
            if name.endswith(MADE_FROM):
                found = os.stat(os.path.join(folder, name))
                digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Of several processes that would make the same thing, one at a time."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f".{folder.name}.lock").open("w") as stream:
        locks.take(stream.fileno(), wait=True)
        yield


def take_away_former(current: Path) -> None:
    """Take away the folders of former states of the same study, an hour after they were last made or changed."""
    slug = current.name.rpartition("-")[0]
    for folder in current.parent.glob(f"{slug}-*"):
        if folder == current or folder.name.rpartition("-")[0] != slug:
            continue
        try:
            if time.time() - folder.stat().st_mtime > STALE:
                shutil.rmtree(folder, ignore_errors=True)
                (folder.parent / f".{folder.name}.lock").unlink(missing_ok=True)
        except OSError:
            continue  # another process took it away
