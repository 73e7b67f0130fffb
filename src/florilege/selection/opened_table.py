"""What a selection among the rows of a table starts from: the study, the table as it was read, the candidates."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from florilege.appraisal.marks import Marks, jury_criteria, read_marks
from florilege.faults import StudyFileRefused, TableRefused, Words
from florilege.files import read_text
from florilege.selection.candidates import Candidates
from florilege.selection.plain_table import PlainTable, read_plain
from florilege.selection.study_file import StudyFile, read_study


class NamedText(Struct, frozen=True):
    """A text, and the name of its file for refusals."""

    file: str
    text: str


class OpenedTable(Struct, frozen=True):
    """A table of candidates with the study that is made of it; table : what of it was converted, among others."""

    study: StudyFile
    table: PlainTable
    candidates: Candidates


def open_table(candidates_path: Path, study_path: Path, marks_path: Path | None = None) -> OpenedTable:
    """The candidates of a table in any format; raises InputRefused for what cannot be read.

    marks_path : the jury's marks, where the grid gives it criteria
    """
    study = read_study(read_text(study_path, StudyFileRefused), file=str(study_path), table=True)
    table = read_plain(candidates_path, study)
    return OpenedTable(
        study, table, table.candidates(study, marks_for(study, marks_text(study, marks_path), table))
    )


def marks_text(study: StudyFile, path: Path | None) -> NamedText | None:
    """The text of the jury's marks, read only where the grid asks for them; raises TableRefused."""
    if path is None:
        return None
    return NamedText(str(path), read_text(path, TableRefused) if jury_criteria(study.grid) else "")


def marks_for(study: StudyFile, marks: NamedText | None, table: PlainTable) -> Marks | None:
    """The jury's marks; raises StudyFileRefused when the grid asks for them and there are none, or the other way round."""
    asked = jury_criteria(study.grid)
    if marks is not None and asked:
        return read_marks(marks.text, study.grid, file=marks.file, places=table.ids(study))
    if marks is not None or asked:
        named = ", ".join(one.key for one in asked)
        expected = (
            Words(f"les notes du jury sur : {named}", f"the jury's marks on: {named}")
            if asked
            else Words(
                'un critère source = "jury" dans l’étude', 'a criterion with source = "jury" in the study'
            )
        )
        raise StudyFileRefused(
            expected,
            file=study.file,
            line=asked[0].line if asked else None,
            column="source",
            hint=Words("les donner par --marks FICHIER.csv", "pass them with --marks FILE.csv")
            if asked
            else None,
        )
    return None
