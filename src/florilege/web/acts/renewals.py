"""The journal of a study: which versions of its listings were accepted over which, or undone, by whom and when."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from florilege.csv_lines import read_lines, write_lines
from florilege.faults import TableRefused, Words
from florilege.web.study.folder import StudyFolder

COLUMNS = (
    "listing", "version", "over", "file", "sha256", "added", "changed", "gone", "renamed", "renewed", "returned",
    "reused", "who", "date",
)  # fmt: skip
ACT_COLUMNS = ("act", "undoes")
"""Columns of files written since a version can be undone; before, an act's number is its rank."""


class Renewal(Struct, frozen=True):
    """A version of a listing accepted over the one before it, or an acceptance undone; counts as texts, as the file
    holds them.

    version : the one in use since the act; over : the one in use before it
    act : its number; undoes : that of the acceptance that it takes back, else 0
    """

    act: int
    undoes: int
    listing: str
    version: str
    over: str
    file: str
    sha256: str
    who: str
    date: str
    added: str = ""
    changed: str = ""
    gone: str = ""
    renamed: str = ""
    renewed: str = ""
    returned: str = ""
    reused: str = ""


def renewals_of(folder: StudyFolder) -> tuple[Renewal, ...]:
    """The versions accepted and undone, oldest first; raises TableRefused with the line."""
    file = str(folder.renewals)
    found: list[Renewal] = []
    lines = read_lines(
        folder.text(folder.renewals), COLUMNS, file=file, required=COLUMNS[:4], later=ACT_COLUMNS
    )
    for line, row in lines:
        act, undoes = row.get("act", ""), row.get("undoes", "")
        for column, value in (("act", act), ("undoes", undoes)):
            if value and not (value.isdecimal() and int(value) > 0):
                raise TableRefused(
                    Words("le numéro d’un acte", "the number of an act"),
                    file=file,
                    line=line,
                    column=column,
                    value=value,
                )
        cells = {column: row[column] for column in COLUMNS}
        found.append(Renewal(**cells, act=int(act or len(found) + 1), undoes=int(undoes or 0)))
    return tuple(found)


def standing(renewals: Sequence[Renewal]) -> tuple[Renewal, ...]:
    """The acceptances that were not undone, oldest first."""
    gone = {one.undoes for one in renewals}
    return tuple(one for one in renewals if not one.undoes and one.act not in gone)


def next_act(renewals: Sequence[Renewal]) -> int:
    """The number of the act to come."""
    return max((one.act for one in renewals), default=0) + 1


def renewals_text(renewals: Sequence[Renewal]) -> str:
    """The CSV of a study's renewals."""
    return write_lines(
        (*COLUMNS, *ACT_COLUMNS),
        (
            (*(getattr(one, column) for column in COLUMNS), str(one.act), str(one.undoes or ""))
            for one in renewals
        ),
    )
