"""A study file handed in as a path, a text or a dict; a table of candidates chosen from, or scored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import tomlkit

from florilege.door.appraisals import Appraisals, appraisals_of
from florilege.door.sources import Progress, Source, cells_of, named_text
from florilege.faults import InputRefused, StudyFileRefused, Words
from florilege.files import read_text
from florilege.selection.candidates import Candidates
from florilege.selection.opened_table import marks_for
from florilege.selection.outcome import Selection
from florilege.selection.plain_table import PlainTable, plain_table, read_plain
from florilege.selection.select import select as select_among
from florilege.selection.study_file import StudyFile, read_study

EXPLAINED = ("none", "kept", "all")
StudySource = str | Path | Mapping[str, object]
"""A study file: its path, its text (with more than one line), or its keys as a dict."""


def select(
    candidates: Source,
    study: StudySource,
    *,
    marks: Source | None = None,
    explain: str | None = None,
    ranked: bool | None = None,
    progress: Progress | None = None,
) -> Selection:
    """The list of a study among the rows of a table, at the proven optimum, or why there is none.

    candidates : a frame, a list of dicts, or the path of a table (CSV, XLSX, ODS), with a column `id`
    marks : the jury's, where the grid has criteria for them
    explain : "none", "kept" or "all" (by default all up to 2,000 candidates, those kept above)
    ranked : whether ranks over the draws are counted (by default up to 2,000 candidates); progress : told "draws"

    The same answer as `florilege select --candidates`, to the byte once written. Raises StudyFileRefused for the study
    file, TableRefused for a cell, InputRefused for an argument.
    """
    if explain is not None and explain not in EXPLAINED:
        listed = ", ".join(EXPLAINED)
        raise InputRefused(Words(f"l’un de : {listed}", f"one of: {listed}"), column="explain", value=explain)
    read, among = _asked(candidates, study, marks)
    total = read.robustness.draws
    reported = (lambda done: progress("draws", done, total)) if progress is not None else None
    return select_among(read, among, explain=explain, ranked=ranked, progress=reported)


def appraise(candidates: Source, study: StudySource, *, marks: Source | None = None) -> Appraisals:
    """What the grid of a study says of each row of a table, criterion by criterion; nothing is chosen.

    The arguments are those of `select`, and what is refused too.
    """
    read, among = _asked(candidates, study, marks)
    return appraisals_of(among, read)


def study_file(study: StudySource) -> StudyFile:
    """A study file read and checked, for a table; raises StudyFileRefused, naming the line."""
    if isinstance(study, Mapping):
        return read_study(tomlkit.dumps(dict(study)), file="study", table=True)
    if isinstance(study, str) and "\n" in study:
        return read_study(study, file="study", table=True)
    path = Path(study)
    return read_study(read_text(path, StudyFileRefused), file=str(path), table=True)


def _asked(candidates: Source, study: StudySource, marks: Source | None) -> tuple[StudyFile, Candidates]:
    read = study_file(study)
    table = _table(candidates, read)
    said = None if marks is None else named_text(marks, name="marks")
    return read, table.candidates(read, marks_for(read, said, table))


def _table(candidates: Source, study: StudyFile) -> PlainTable:
    if isinstance(candidates, str | Path):
        return read_plain(Path(candidates), study)
    return plain_table(cells_of(candidates, name="candidates").csv.encode(), study, file="candidates")
