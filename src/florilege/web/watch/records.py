"""The study's watch.csv, one row a visit, and the journal of the round under way.

A round writes to its journal before and after each visit, a line at a time, flushed to the disk: a kill loses
nothing that was seen, and tells which sites were being visited. The journal is folded into watch.csv when the round
ends, or when the next one begins.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from msgspec import to_builtins

from florilege import locks
from florilege.csv_lines import read_lines, write_lines
from florilege.evidence.liveness import INTERRUPTED, OUTCOMES, Visit, with_network, without_repeats
from florilege.faults import InputRefused, TableRefused, Words
from florilege.files import write_whole
from florilege.web.study.folder import read_text

NAME = "watch.csv"
JOURNAL = ".watch-under-way.jsonl"
COLUMNS = (
    "site", "url", "date", "outcome", "reason", "status", "final_url", "title", "signatures", "etag",
    "last_modified", "places",
)  # fmt: skip
REQUIRED = ("site", "url", "date", "outcome", "reason")


def read_visits(text: str, *, file: str) -> tuple[Visit, ...]:
    """The visits of a watch.csv, in its order; raises TableRefused with line and column."""
    visits: list[Visit] = []
    for line, row in read_lines(text, COLUMNS, file=file, required=REQUIRED):
        try:
            date.fromisoformat(row["date"])
        except ValueError:
            expected = Words("une date AAAA-MM-JJ", "a date YYYY-MM-DD")
            raise TableRefused(expected, file=file, line=line, column="date", value=row["date"]) from None
        if row["outcome"] not in OUTCOMES:
            listed = ", ".join(OUTCOMES)
            expected = Words(f"l’un de : {listed}", f"one of: {listed}")
            raise TableRefused(expected, file=file, line=line, column="outcome", value=row["outcome"])
        if row["status"] and not (row["status"].isascii() and row["status"].isdigit()):
            expected = Words("un code de réponse HTTP", "an HTTP status code")
            raise TableRefused(expected, file=file, line=line, column="status", value=row["status"])
        visits.append(_visit(row))
    return tuple(visits)


def write_visits(visits: Iterable[Visit]) -> str:
    """The text of a watch.csv: by site, then by date; of two visits of one site and day, the last given stays."""
    kept: dict[tuple[str, str], Visit] = {}
    for visit in visits:
        key = (visit.site, visit.date)
        if key in kept and visit.reason == INTERRUPTED:
            continue
        kept[key] = visit
    return write_lines(COLUMNS, (_cells(kept[key]) for key in sorted(kept)))


def visits_of(folder: Path) -> tuple[Visit, ...]:
    """The visits kept in the folder of a study; none when it has no watch.csv."""
    path = folder / NAME
    return read_visits(read_text(path), file=str(path)) if os.path.lexists(path) else ()


@dataclass(slots=True)
class Journal:
    """The journal of a round, open and locked: one round at a time in a study."""

    folder: Path
    handle: int

    def compact(self, before: str) -> int:
        """Take out of watch.csv what `without_repeats` takes out; how many visits that is."""
        visits = visits_of(self.folder)
        kept = without_repeats(visits, before=before)
        if len(kept) < len(visits):
            write_whole(self.folder / NAME, write_visits(kept))
        return len(visits) - len(kept)

    def begin(self, visit: Visit) -> None:
        """Keep that a visit begins, before any request of it; what is passed is what stays if it never ends."""
        self._append({"begun": to_builtins(visit)})

    def end(self, visit: Visit) -> None:
        """Keep what a visit found."""
        self._append({"visit": to_builtins(visit)})

    def _append(self, line: Mapping[str, object]) -> None:
        content = (json.dumps(line, ensure_ascii=False) + "\n").encode()
        while content:
            content = content[os.write(self.handle, content) :]
        os.fsync(self.handle)

    def fold(self) -> tuple[Visit, ...]:
        """Bring what the journal holds into watch.csv and empty it; the visits added, those cut short among them.

        A kill between the two writings leaves a journal whose folding changes nothing more.
        """
        path = self.folder / JOURNAL
        added = _added(_journal_lines(path))
        if added:
            write_whole(self.folder / NAME, write_visits((*visits_of(self.folder), *added)))
        os.ftruncate(self.handle, 0)
        return added


@contextmanager
def open_journal(folder: Path) -> Iterator[Journal]:
    """The journal of a study, for one round; raises InputRefused when another round is under way.

    Folded first, with what a round that was killed left in it, and at the end, however the round ends.
    """
    path = folder / JOURNAL
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    journal = Journal(folder, handle)
    try:
        _lock(handle, path)
        journal.fold()
        try:
            yield journal
        finally:
            journal.fold()
            path.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _lock(handle: int, path: Path) -> None:
    busy = InputRefused(
        Words("une seule veille à la fois sur une étude", "only one watch at a time per study"),
        file=str(path.parent),
        hint=Words("attendre la fin de l’autre", "wait for the other one to finish"),
    )
    # the other round may have ended, and removed the file, between the opening and the lock
    if (
        not locks.take(handle, wait=False)
        or not path.exists()
        or path.stat().st_ino != os.fstat(handle).st_ino
    ):
        raise busy


def _journal_lines(path: Path) -> Iterator[Mapping[str, Mapping[str, object]]]:
    lines = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines[:-1], start=1):  # what follows the last end of line was being written
        try:
            yield json.loads(line)
        except ValueError:
            raise TableRefused(
                Words("une ligne de JSON", "a line of JSON"), file=str(path), line=number
            ) from None


def _added(lines: Iterable[Mapping[str, Mapping[str, object]]]) -> tuple[Visit, ...]:
    begun: dict[str, Visit] = {}
    ended: dict[str, Visit] = {}
    for line in lines:
        for kind, into in (("begun", begun), ("visit", ended)):
            if kind in line:
                visit = _from_json(line[kind])
                into[visit.site] = visit
    cut_short = [visit for site, visit in begun.items() if site not in ended]
    return (*with_network(tuple(ended.values())), *cut_short)


def _from_json(values: Mapping[str, object]) -> Visit:
    known = set(Visit.__struct_fields__)
    cells = {
        key: "|".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
        for key, value in values.items()
        if key in known
    }
    return _visit(dict.fromkeys(COLUMNS, "") | cells)


def _visit(row: Mapping[str, str]) -> Visit:
    return Visit(
        site=row["site"],
        url=row["url"],
        date=row["date"],
        outcome=row["outcome"],
        reason=row["reason"],
        status=int(row["status"]) if row["status"] else None,
        final_url=row["final_url"],
        title=row["title"],
        signatures=_listed(row["signatures"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        places=_listed(row["places"]),
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _cells(visit: Visit) -> Sequence[str]:
    return (
        visit.site, visit.url, visit.date, visit.outcome, visit.reason,
        "" if visit.status is None else str(visit.status), visit.final_url, visit.title,
        "|".join(visit.signatures), visit.etag, visit.last_modified, "|".join(visit.places),
    )  # fmt: skip
