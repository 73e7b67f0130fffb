"""The rows of a table of candidates, appraised: the very candidates of `florilege select --candidates`."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from florilege.appraisal.grid import Criterion
from florilege.appraisal.indicators import Known, NotApplicable, Raw
from florilege.appraisal.jury import jury_cells, silent_cell
from florilege.appraisal.marks import jury_criteria
from florilege.appraisal.scores import Cell, cell
from florilege.evidence.contributions import taken_off
from florilege.faults import TableRefused, Words
from florilege.selection.candidates import Candidates, Entry
from florilege.selection.cells import range_in_words
from florilege.selection.plain_table import PlainTable, read_plain
from florilege.selection.table import raw_of
from florilege.web.acts.examinations import contribution_lines
from florilege.web.inventory.models import ShownPlace
from florilege.web.steps.appraised import Appraised
from florilege.web.study.candidate_table import without_rows
from florilege.web.study.candidates import marks_of
from florilege.web.study.open_study import OpenStudy
from florilege.written_numbers import with_comma


class AppraisedTable(Struct, frozen=True):
    """A table as a study appraises it. text : as it is kept; eligible : its rows but for those that fail a condition"""

    text: str
    candidates: Candidates
    eligible: tuple[Appraised, ...]


def appraise_table(study: OpenStudy) -> AppraisedTable:
    """The candidates of the table of a study; raises TableRefused for what cannot be read, or is no place.

    Tells what was converted of its cells, as `florilege select` does.
    """
    plain = read_plain(study.folder.table(study.file), study.file)
    shown = dict(ShownPlace.objects.values_list("place__public_id", "place_id"))
    off = frozenset(taken_off(contribution_lines(study.folder)))
    _refuse_unlisted(study, plain, shown.keys() | off)
    if off:
        plain = replace(plain, text=without_rows(plain.text, study.file, shown.keys()), lines=())
    marks = marks_of(study) if jury_criteria(study.file.grid) else None
    candidates = plain.candidates(study.file, marks)
    for one in plain.converted:
        study.announce(Words(f"converti : {one.words.fr}", f"converted: {one.words.en}"))
    refused = {one.id for one in candidates.not_eligible}
    jury = jury_cells(marks, study.file.grid) if marks is not None else {}
    eligible = [
        _appraised(study, row, shown[row[study.file.id_column]], jury)
        for *_, row in plain.rows()
        if row[study.file.id_column] not in refused
    ]
    return AppraisedTable(plain.text, candidates, tuple(eligible))


def _appraised(
    study: OpenStudy, row: Mapping[str, str], place_pk: int, jury: Mapping[str, Mapping[str, Cell]]
) -> Appraised:
    identifier = row[study.file.id_column]
    raws: dict[str, Raw] = {}
    cells: dict[str, Cell] = {}
    for one in study.file.grid.criteria:
        if one.source == "jury":
            cells[one.key] = jury[one.key].get(identifier, silent_cell(one))
            continue
        raws[one.key] = raw_of(row[one.input], one)
        cells[one.key] = cell(one, raws[one.key])
    # its columns and what corroborates it are read from the candidates, which hold the table whole
    entry = Entry(identifier, row.get(study.file.name_column, "") or identifier, cells, {}, 0)
    words = {
        one.key: said
        for one in study.file.grid.criteria
        if one.source != "jury" and (said := _said(row[one.input], one, raws[one.key])) is not None
    }
    return Appraised(place_pk, entry, raws, words=words)


def _said(text: str, criterion: Criterion, raw: Raw) -> Words | None:
    """What a row says of a criterion, as a page says it; None where it says nothing."""
    if isinstance(raw, NotApplicable) or not isinstance(raw, Known):
        return None
    said = Words(text, text)
    if criterion.function.kind != "table":
        said = range_in_words(text) or Words(with_comma(text), text)
    return Words(f"d’après la table : {said.fr}", f"in the table: {said.en}")


def _refuse_unlisted(study: OpenStudy, plain: PlainTable, listed: frozenset[str] | set[str]) -> None:
    """A row that the mapping of the table makes no place of: chosen, it would have no page."""
    unlisted = sorted(plain.ids(study.file) - listed - {""})
    if unlisted:
        raise TableRefused(
            Words("une ligne que listings/candidats.toml sait lire", "a row that listings/candidats.toml can read"),
            file=study.file.candidates,
            column=study.file.id_column,
            value=unlisted[0],
            hint=Words(
                f"voir var/reports/candidats-*.csv ({len(unlisted)} lignes), ou effacer listings/candidats.toml : il sera proposé de nouveau",
                f"see var/reports/candidats-*.csv ({len(unlisted)} rows), or delete listings/candidats.toml: it is proposed again",
            ),
        )  # fmt: skip
