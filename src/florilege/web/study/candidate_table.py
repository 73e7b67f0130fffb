"""The table of candidates of a study that has one, as its last appraisal read it: what the selection starts from."""

from __future__ import annotations

from collections.abc import Collection

from florilege.appraisal.marks import Marks
from florilege.csv_lines import read_cells, write_lines
from florilege.selection.candidates import Candidates
from florilege.selection.dossier.archive import bundled, unbundled
from florilege.selection.dossier.replay import TABLE
from florilege.selection.study_file import StudyFile
from florilege.selection.table import read_table
from florilege.web.study.models import Evidence, Study


def keep_table(study: Study, text: str) -> None:
    """Keep the table that the appraisal of a study rests on."""
    Evidence.objects.update_or_create(study=study, defaults={"content": bundled({TABLE: text.encode()})})


def table_of(study: Study) -> str:
    """The table that the last appraisal of a study rests on, as CSV; "" before the first."""
    held = Evidence.objects.filter(study=study).values_list("content", flat=True).first()
    return "" if held is None else unbundled(bytes(held), file=study.slug)[TABLE].decode()


def candidates_in(text: str, study: StudyFile, marks: Marks | None) -> Candidates:
    """The candidates of a table that was kept."""
    return read_table(text, study, file=study.candidates, marks=marks)


def without_rows(text: str, study: StudyFile, shown: Collection[str]) -> str:
    """The table without the rows of places that are not shown any more: they asked to be taken off."""
    rows = [cells for _, cells in read_cells(text, file=study.candidates)]
    column = rows[0].index(study.id_column)
    kept = [cells for cells in rows[1:] if len(cells) > column and cells[column].strip() in shown]
    return text if len(kept) == len(rows) - 1 else write_lines(rows[0], kept)
