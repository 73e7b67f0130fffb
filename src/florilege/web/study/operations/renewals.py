"""The journal of a study: which versions of its listings were accepted over which, by whom, when, changing what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from florilege.csv_lines import read_lines, write_lines
from florilege.web.study.folder import StudyFolder

COLUMNS = (
    "listing", "version", "over", "file", "sha256", "added", "changed", "gone", "renamed", "renewed", "returned",
    "reused", "who", "date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Renewal:
    """A version of a listing accepted over the one before it; counts as texts, as the file holds them."""

    listing: str
    version: str
    over: str
    file: str
    sha256: str
    added: str
    changed: str
    gone: str
    renamed: str
    renewed: str
    returned: str
    reused: str
    who: str
    date: str


def renewals_of(folder: StudyFolder) -> tuple[Renewal, ...]:
    """The versions accepted, oldest first; raises TableRefused with the line."""
    lines = read_lines(folder.text(folder.renewals), COLUMNS, file=str(folder.renewals), required=COLUMNS[:4])
    return tuple(Renewal(*(row[column] for column in COLUMNS)) for _, row in lines)


def renewals_text(renewals: Sequence[Renewal]) -> str:
    """The CSV of a study's renewals."""
    return write_lines(COLUMNS, ([getattr(one, column) for column in COLUMNS] for one in renewals))
