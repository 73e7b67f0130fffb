"""The acts that the files of a study hold, brought into the journal of the store.

Two doors, one journal: an act done in the service adds its lines to a file and is mirrored at once; lines written by
hand or by a command are mirrored by the next build, which says so. Each row keeps the lines of its act, so that a file
that lost some (an older copy put back) can be made whole again from the store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from msgspec import Struct

from florilege.csv_lines import read_cells
from florilege.faults import InputRefused, Words
from florilege.web.journal.acts import FILE, SERVICE
from florilege.web.journal.models import Act
from florilege.web.study.folder import StudyFolder

FILES: Mapping[str, tuple[str, ...]] = {
    "decisions": ("first_listing", "first_record", "second_listing", "second_record"),
    "actor_decisions": ("first", "second"),
    "contributions": ("place_id",),
    "stages": ("place_id",),
    "overrides": ("place_id",),
    "renewals": ("listing",),
    "scenarios": ("key",),
}
"""Files of acts, without ending, and the columns that say what an act bears on."""
WHO, WHY, KIND = (
    ("who", "accepted_by", "author"),
    ("reason", "reason_fr"),
    ("kind", "verdict", "change", "stage"),
)


class FiledAct(Struct, frozen=True):
    """One act of a file: its rows, as columns → cells. key : file and number"""

    key: str
    name: str
    rows: tuple[Mapping[str, str], ...]

    @property
    def digest(self) -> str:
        """SHA-256 of its lines."""
        return _digest(self.rows)


def _digest(rows: Sequence[Mapping[str, str]]) -> str:
    return hashlib.sha256(repr([tuple(row.items()) for row in rows]).encode()).hexdigest()


def filed_acts(folder: StudyFolder) -> Iterator[FiledAct]:
    """Every act of the files of a study, in their order; one that cannot be read is left to the step that refuses it."""
    for name in FILES:
        path = folder.path / f"{name}.csv"
        if not path.is_file():
            continue
        groups: dict[str, list[Mapping[str, str]]] = {}
        for row in _rows(path):
            # a line without a number is known by what it says: others may be written before it
            groups.setdefault(row.get("act") or _digest((row,))[:12], []).append(row)
        for act, rows in groups.items():
            yield FiledAct(f"{name}:{act}", name, tuple(rows))


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    try:
        lines = list(read_cells(path.read_text(encoding="utf-8"), file=str(path)))
    except (UnicodeDecodeError, InputRefused):
        return
    header = lines[0][1] if lines else []
    yield from (dict(zip(header, cells, strict=False)) for _, cells in lines[1:] if cells)


def mirror(folder: StudyFolder, study: str, *, door: str = FILE) -> tuple[Words, ...]:
    """Bring the acts of the files into the journal; what differs from what the journal knew, in words.

    Nothing is said before the service was ever used: files are then the one door. An act whose lines changed keeps its
    first row and gets another; one whose lines are gone is only told: its row stays.
    """
    filed = {one.key: one for one in filed_acts(folder)}
    known = dict(Act.objects.filter(study=study).exclude(key="").values_list("key", "digest"))
    reported = Act.objects.filter(study=study, door=SERVICE).exists()
    added = [one for key, one in filed.items() if key not in known]
    changed = [one for key, one in filed.items() if key in known and known[key] != one.digest]
    if added or changed:
        with transaction.atomic():
            for one in changed:
                Act.objects.filter(study=study, key=one.key).update(key="", digest="")
            Act.objects.bulk_create(_row(one, study, door) for one in (*added, *changed))
    if not reported or door == SERVICE:
        return ()
    gone = [key for key in known if key not in filed]
    return tuple(
        words
        for words in (
            _said(Words("écrits hors du service", "written outside the service"), [one.key for one in added]),
            _said(Words("modifiés dans leur fichier", "changed in their file"), [one.key for one in changed]),
            _said(
                Words(
                    "absents de leur fichier (« florilege dump » les y remet)",
                    'missing from their file ("florilege dump" puts them back)',
                ),
                gone,
            ),
        )
        if words is not None
    )


def _said(what: Words, keys: list[str]) -> Words | None:
    if not keys:
        return None
    shown = ", ".join(keys[:8]) + (", …" if len(keys) > 8 else "")
    count = len(keys)
    return Words(
        f"{count} acte{'s' if count > 1 else ''} {what.fr if count > 1 else _singular(what.fr)} : {shown}",
        f"{count} act{'s' if count > 1 else ''} {what.en}: {shown}",
    )


def _singular(words: str) -> str:
    first, _, rest = words.partition(" ")
    return f"{first.removesuffix('s')} {rest}"


def missing_rows(folder: StudyFolder, study: str) -> Mapping[str, tuple[Mapping[str, str], ...]]:
    """The lines of acts that the store knows and the files have no more, by file, in the order in which it met them."""
    filed = {one.key for one in filed_acts(folder)}
    found: dict[str, list[Mapping[str, str]]] = {}
    rows = Act.objects.filter(study=study).exclude(key="").order_by("id")
    for key, lines in rows.values_list("key", "after"):
        if key not in filed:
            found.setdefault(key.partition(":")[0], []).extend(lines or ())
    return {name: tuple(lines) for name, lines in found.items()}


def _row(one: FiledAct, study: str, door: str) -> Act:
    first = one.rows[0]

    def cell(names: tuple[str, ...]) -> str:
        return next((first[name] for name in names if first.get(name)), "")

    undoes = first.get("undoes", "")
    objects = dict.fromkeys(
        ":".join(filter(None, (row.get(c, "") for c in FILES[one.name]))) for row in one.rows
    )
    return Act(
        study=study, at=timezone.now(), who=cell(WHO)[:80], door=door,
        kind=f"{one.name}.{cell(KIND)}".rstrip(".")[:40], object=", ".join(filter(None, objects))[:300],
        before=None, after=[dict(row) for row in one.rows], why=cell(WHY),
        undoes=f"{one.name}:{undoes}" if undoes and undoes != "0" else "", key=one.key, digest=one.digest,
    )  # fmt: skip
