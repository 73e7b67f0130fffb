"""A table of candidates, read column by column: a hundred thousand rows take a second.

`id`, then any columns; an empty cell is unknown, `lo..hi` an interval, `n/a` not applicable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from florilege.appraisal.grid import Criterion
from florilege.appraisal.indicators import Known, NotApplicable, Raw, Unknown
from florilege.appraisal.jury import jury_cells, silent_cell
from florilege.appraisal.marks import Marks
from florilege.appraisal.scores import Bells, Cell, Values, cell
from florilege.csv_lines import read_cells
from florilege.faults import TableRefused, Words
from florilege.selection.candidates import Candidates, appraisable, missing
from florilege.selection.cells import NOT_APPLICABLE, NUMBER, RANGE, ends
from florilege.selection.conditions import NotEligible, Unmet, unmet_of
from florilege.selection.study_file import StudyFile
from florilege.selection.table_columns import check_columns, check_values

LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as they were written, less spaces around them.

    columns : header → cells; rows, lines : of each record, for refusals: its number and its line of the file
    """

    file: str
    columns: Mapping[str, tuple[str, ...]]
    rows: Sequence[int]
    lines: Sequence[int]


def read_table(text: str, study: StudyFile, *, file: str, marks: Marks | None = None) -> Candidates:
    """Candidates from a CSV table, in the order of their ids; raises TableRefused naming row, column and value.

    marks : of the jury, where the grid gives it criteria
    """
    table = _read(text, study, file=file)
    ids = table.columns["id"]
    jury = jury_cells(marks or Marks(()), study.grid)
    cells = [
        _Column.of_jury(criterion, ids, jury[criterion.key])
        if criterion.source == "jury"
        else _Column.of(criterion, table.columns[criterion.input])
        for criterion in study.grid.criteria
    ]
    _refuse_first_fault(table, study, cells)
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int64)
    values = Values(
        np.column_stack([one.low[order] for one in cells]),
        np.column_stack([one.high[order] for one in cells]),
        np.column_stack([one.known[order] for one in cells]),
        np.column_stack([one.applies[order] for one in cells]),
        _bells(cells, order) if jury else None,
    )
    names = table.columns.get("name", ids)
    failing = _failing(table, study)
    eligible = np.array([row not in failing for row in order.tolist()], dtype=bool)
    enough = appraisable(values.known, study) & eligible
    kept = order[enough].tolist()
    corroboration = table.columns.get("corroboration", ("",) * len(ids))
    aside = [*(row for row in order.tolist() if row in failing), *order[eligible & ~enough].tolist()]
    return Candidates(
        ids=tuple(ids[row] for row in kept),
        names=tuple(names[row] or ids[row] for row in kept),
        values=values.rows(enough),
        attributes={
            name: tuple(column[row] or None for row in kept)
            for name, column in sorted(table.columns.items())
            if name != "id"
        },
        corroboration=np.array(
            [int(corroboration[row]) if corroboration[row].isdecimal() else 0 for row in kept],
            dtype=np.int64,
        ),
        not_appraisable=tuple(
            (ids[row], names[row] or ids[row], missing(values.known[place], study))
            for place, row in enumerate(order.tolist())
            if eligible[place] and not enough[place]
        ),
        clamped=sum(int(column.clamped.sum()) for column in cells),
        marks=marks,
        aside={
            name: tuple(column[row] or None for row in aside)
            for name, column in table.columns.items()
            if name != "id"
        },
        not_eligible=tuple(
            NotEligible(ids[row], names[row] or ids[row], failing[row])
            for row in order.tolist()
            if row in failing
        ),
    )


def _failing(table: Table, study: StudyFile) -> dict[int, tuple[Unmet, ...]]:
    """The rows that are not eligible, with what they fail; raises TableRefused for a cell that says nothing usable."""
    found: dict[int, tuple[Unmet, ...]] = {}
    for row in range(len(table.columns["id"]) if study.conditions else 0):
        try:
            unmet = unmet_of(study.conditions, table.columns, row)
        except TableRefused as fault:
            raise TableRefused(
                fault.expected,
                file=table.file,
                line=table.lines[row],
                row=table.rows[row],
                column=fault.where.column,
                value=fault.value,
                hint=fault.hint,
            ) from fault
        if unmet:
            found[row] = unmet
    return found


def ids_of(text: str, *, file: str) -> frozenset[str]:
    """The ids of a table, as far as it can be read: what marks may be about; raises TableRefused without such column."""
    rows = read_cells(text, file=file)
    header = _header(rows, file=file)
    column = header.index("id")
    return frozenset(cells[column].strip() for _, cells in rows if len(cells) > column)


def _header(rows: Iterator[tuple[int, list[str]]], *, file: str) -> list[str]:
    _, header = next(rows, (1, []))
    if "id" not in header:
        raise TableRefused(
            Words("une colonne « id »", 'a column "id"'), file=file, line=1, value=header or None
        )
    return header


def _read(text: str, study: StudyFile, *, file: str) -> Table:
    reader = read_cells(text, file=file)
    header = _header(reader, file=file)
    doubled = next((name for rank, name in enumerate(header) if name in header[:rank]), None)
    if doubled is not None:
        raise TableRefused(
            Words("une colonne une seule fois", "a column name that is not repeated"),
            file=file,
            line=1,
            column=doubled,
        )
    for criterion in study.grid.criteria:
        if criterion.source != "jury" and criterion.input not in header:
            raise TableRefused(
                Words(f"une colonne pour le critère « {criterion.key} »", f'a column for the criterion "{criterion.key}"'),
                file=file, line=1, column=criterion.input,
            )  # fmt: skip
    check_columns(study, [name for name in header if name != "id"])
    records: list[list[str]] = []
    rows: list[int] = []
    lines: list[int] = []
    for rank, (line, cells) in enumerate(reader, start=1):
        if not any(cells):
            continue
        if rank > LARGEST:
            raise TableRefused(
                Words(f"au plus {LARGEST} lignes", f"at most {LARGEST} rows"), file=file, row=rank
            )
        if len(cells) != len(header):
            raise TableRefused(
                Words(f"{len(header)} cellules", f"{len(header)} cells"), value=len(cells),
                file=file, line=line, row=rank,
            )  # fmt: skip
        records.append(cells)
        rows.append(rank)
        lines.append(line)
    written = zip(*records, strict=True) if records else ((),) * len(header)
    columns = {name: tuple(map(str.strip, cells)) for name, cells in zip(header, written, strict=True)}
    _check_ids(columns["id"], file=file, rows=rows, lines=lines)
    check_values(study, columns)
    return Table(file, columns, rows, lines)


def _check_ids(ids: Sequence[str], *, file: str, rows: Sequence[int], lines: Sequence[int]) -> None:
    seen: set[str] = set()
    for identifier, row, line in zip(ids, rows, lines, strict=True):
        if not identifier or identifier in seen:
            raise TableRefused(
                Words("un identifiant, employé une seule fois", "an id that no other row has"),
                file=file, line=line, row=row, column="id", value=identifier,
            )  # fmt: skip
        seen.add(identifier)


@dataclass(frozen=True, slots=True)
class _Column:
    """The values of one criterion: (rows,) each; fault : the first row that cannot be read, if any.

    centre, deviation : of what a jury gave
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    known: NDArray[np.bool_]
    applies: NDArray[np.bool_]
    clamped: NDArray[np.bool_]
    fault: int | None
    centre: NDArray[np.float64] | None = None
    deviation: NDArray[np.float64] | None = None

    @classmethod
    def of_jury(cls, criterion: Criterion, ids: Sequence[str], said: Mapping[str, Cell]) -> _Column:
        silent = silent_cell(criterion)
        cells = [said.get(identifier, silent) for identifier in ids]
        return cls(
            np.array([one.low for one in cells]),
            np.array([one.high for one in cells]),
            np.array([one.known for one in cells], dtype=bool),
            np.ones(len(cells), dtype=bool),
            np.zeros(len(cells), dtype=bool),
            None,
            np.array([one.centre or 0.0 for one in cells]),
            np.array([one.deviation for one in cells]),
        )

    @classmethod
    def of(cls, criterion: Criterion, texts: Sequence[str]) -> _Column:
        count = len(texts)
        low, high = np.full(count, criterion.unknown[0]), np.full(count, criterion.unknown[1])
        known, applies, clamped = np.zeros(count, bool), np.ones(count, bool), np.zeros(count, bool)
        plain: list[int] = []
        numbers: list[float] = []
        fault = None
        by_number = criterion.function.kind != "table"
        for row, text in enumerate(texts):
            if not text:
                continue
            known[row] = True
            if by_number and RANGE not in text and text != NOT_APPLICABLE:
                try:
                    numbers.append(float(text))
                except ValueError:
                    fault = row
                    break
                plain.append(row)
                continue
            try:
                one = cell(criterion, _raw(text, criterion))
            except (ValueError, KeyError):
                fault = row
                break
            low[row], high[row], applies[row], clamped[row] = one.low, one.high, one.applies, one.clamped
        found = np.array(numbers, dtype=np.float64)
        strange = np.flatnonzero(~np.isfinite(found))
        if len(strange):
            fault = plain[strange[0]] if fault is None else min(fault, plain[strange[0]])
        elif plain:
            values, outside = criterion.function.values(found)
            low[plain] = high[plain] = values
            clamped[plain] = outside
        return cls(low, high, known, applies, clamped, fault)


def _bells(cells: Sequence[_Column], order: NDArray[np.int64]) -> Bells:
    nothing = np.zeros(len(order))
    return Bells(
        np.column_stack([(nothing if one.centre is None else one.centre)[order] for one in cells]),
        np.column_stack([(nothing if one.deviation is None else one.deviation)[order] for one in cells]),
    )


def _raw(text: str, criterion: Criterion) -> Raw:
    """A cell's raw value; raises ValueError for what is no number."""
    if not text:
        return Unknown()
    if text == NOT_APPLICABLE:
        return NotApplicable()
    if criterion.function.kind == "table":
        return Known(text, text)
    return Known(*ends(text))


def _refuse_first_fault(table: Table, study: StudyFile, cells: Sequence[_Column]) -> None:
    """Refuse the table for the first of its rows that has a fault, and there for the first criterion."""
    faults = [(one.fault, rank) for rank, one in enumerate(cells) if one.fault is not None]
    if not faults:
        return
    row, rank = min(faults)
    criterion = study.grid.criteria[rank]
    expected = NUMBER
    if criterion.function.kind == "table":
        listed = ", ".join(criterion.function.table)
        expected = Words(f"l’une de : {listed}", f"one of: {listed}")
    raise TableRefused(
        expected,
        file=table.file,
        line=table.lines[row],
        row=table.rows[row],
        column=criterion.input,
        value=table.columns[criterion.input][row],
    )
