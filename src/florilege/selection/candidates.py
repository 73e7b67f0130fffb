"""The candidates of a selection: their values under the grid, and the attributes that rules look at."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from florilege.appraisal.grid import Criterion
from florilege.appraisal.indicators import Known, NotApplicable, Raw, Unknown
from florilege.appraisal.scores import Cell, Values, cell, scores, values_of
from florilege.faults import TableRefused, Words
from florilege.selection.study_file import StudyFile

LARGEST = 1_000_000
NOT_APPLICABLE = "n/a"


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates in the order of their ids, and those of whom too little is known.

    attributes : name → value of each candidate, None where it has none
    corroboration : number of independent listings of each candidate
    not_appraisable : (id, name, keys of the criteria that nothing is known of)
    clamped : values brought back to the ends of a value function, counted
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    values: Values
    attributes: Mapping[str, tuple[str | None, ...]]
    corroboration: NDArray[np.int64]
    not_appraisable: tuple[tuple[str, str, tuple[str, ...]], ...]
    clamped: int

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Entry:
    """One candidate before the grid's demand for known criteria is applied."""

    id: str
    name: str
    cells: Mapping[str, Cell]
    attributes: Mapping[str, str | None]
    corroboration: int


def gather(entries: Sequence[Entry], study: StudyFile) -> Candidates:
    """Candidates of whom enough is known, sorted by id; the others apart, with what is missing."""
    ordered = sorted(entries, key=lambda entry: entry.id)
    enough = [entry for entry in ordered if is_appraisable(entry.cells, study)]
    names = sorted({name for entry in enough for name in entry.attributes})
    return Candidates(
        ids=tuple(entry.id for entry in enough),
        names=tuple(entry.name for entry in enough),
        values=values_of([entry.cells for entry in enough], study.grid),
        attributes={name: tuple(entry.attributes.get(name) for entry in enough) for name in names},
        corroboration=np.array([entry.corroboration for entry in enough], dtype=np.int64),
        not_appraisable=tuple(
            (entry.id, entry.name, tuple(missing(entry.cells)))
            for entry in ordered
            if not is_appraisable(entry.cells, study)
        ),
        clamped=sum(one.clamped for entry in ordered for one in entry.cells.values()),
    )


def missing(cells: Mapping[str, Cell]) -> list[str]:
    """Keys of the criteria that nothing is known of."""
    return [key for key, one in cells.items() if not one.known]


def is_appraisable(cells: Mapping[str, Cell], study: StudyFile) -> bool:
    """Whether enough criteria are known, in all and on each axis, for unknown facts not to choose the list."""
    known = {key for key, one in cells.items() if one.known}
    if len(known) < study.known_at_least:
        return False
    for axis in study.grid.axes:
        keys = [criterion.key for criterion in study.grid.criteria if criterion.axis == axis.key]
        if keys and sum(key in known for key in keys) < study.known_per_axis:
            return False
    return True


def reference_scores(
    candidates: Candidates, study: StudyFile, reading: str | None = None
) -> NDArray[np.float64]:
    """Scores under the reference weights, unknown read "low" or at the "middle" (default: as the study says)."""
    values = candidates.values.at(reading or study.unknown_reference)
    return scores(values, candidates.values.applies, study.grid.weights.reference, study.grid.aggregation)


def score_bounds(candidates: Candidates, study: StudyFile) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lowest and highest score under the reference weights, every interval at its end."""
    reference, aggregation = study.grid.weights.reference, study.grid.aggregation
    found = candidates.values
    return (
        scores(found.low, found.applies, reference, aggregation),
        scores(found.high, found.applies, reference, aggregation),
    )


def read_table(text: str, study: StudyFile, *, file: str) -> Candidates:
    """Candidates from a CSV table: `id`, criteria columns, attribute columns; raises TableRefused.

    An empty cell is unknown, `lo..hi` an interval, `n/a` not applicable.
    """
    reader = csv.reader(io.StringIO(text))
    header = next(reader, None)
    if not header or "id" not in header:
        raise TableRefused(Words("une colonne « id »", 'a column "id"'), file=file, line=1, value=header)
    doubled = next((name for rank, name in enumerate(header) if name in header[:rank]), None)
    if doubled is not None:
        raise TableRefused(
            Words("une colonne une seule fois", "a column only once"), file=file, line=1, column=doubled
        )
    for criterion in study.grid.criteria:
        if criterion.input not in header:
            raise TableRefused(
                Words(f"une colonne pour le critère « {criterion.key} »", f'a column for the criterion "{criterion.key}"'),
                file=file, line=1, column=criterion.input,
            )  # fmt: skip
    entries: list[Entry] = []
    seen: set[str] = set()
    for rank, cells in enumerate(reader, start=1):
        if not any(cells):
            continue
        if len(cells) != len(header):
            raise TableRefused(
                Words(f"{len(header)} cellules", f"{len(header)} cells"),
                value=len(cells),
                file=file,
                line=reader.line_num,
                row=rank,
            )
        if rank > LARGEST:
            raise TableRefused(
                Words(f"au plus {LARGEST} lignes", f"at most {LARGEST} rows"), file=file, row=rank
            )
        row = dict(zip(header, (text.strip() for text in cells), strict=True))
        if not row["id"] or row["id"] in seen:
            raise TableRefused(
                Words("un identifiant, employé une seule fois", "an id, used only once"),
                file=file, line=reader.line_num, row=rank, column="id", value=row["id"],
            )  # fmt: skip
        seen.add(row["id"])
        entries.append(_entry(row, study, file=file, line=reader.line_num, row_number=rank))
    return gather(entries, study)


def _entry(row: Mapping[str, str], study: StudyFile, *, file: str, line: int, row_number: int) -> Entry:
    def refused(criterion: Criterion, expected: Words) -> TableRefused:
        return TableRefused(
            expected, file=file, line=line, row=row_number, column=criterion.input, value=row[criterion.input]
        )

    cells: dict[str, Cell] = {}
    for criterion in study.grid.criteria:
        raw = _raw(row[criterion.input], criterion, refused)
        try:
            cells[criterion.key] = cell(criterion, raw)
        except KeyError as error:
            listed = ", ".join(criterion.function.table)
            raise refused(criterion, Words(f"l’une de : {listed}", f"one of: {listed}")) from error
    listings = row.get("corroboration", "")
    return Entry(
        id=row["id"],
        name=row.get("name") or row["id"],
        cells=cells,
        attributes={name: text or None for name, text in row.items() if name != "id"},
        corroboration=int(listings) if listings.isdigit() else 0,
    )


def _raw(text: str, criterion: Criterion, refused: Callable[[Criterion, Words], TableRefused]) -> Raw:
    if not text:
        return Unknown()
    if text == NOT_APPLICABLE:
        return NotApplicable()
    if criterion.function.kind == "table":
        return Known(text, text)
    low, dots, high = text.partition("..")
    try:
        ends = float(low), float(high if dots else low)
    except ValueError as error:
        raise refused(criterion, _NUMBER) from error
    if not all(math.isfinite(end) for end in ends) or ends[0] > ends[1]:
        raise refused(criterion, _NUMBER)
    return Known(*ends)


_NUMBER = Words(
    "un nombre, lo..hi avec lo ≤ hi, n/a, ou rien", "a number, lo..hi with lo ≤ hi, n/a, or nothing"
)
