"""A table of candidates, read column by column: a hundred thousand rows take a second.

The id, then any columns; an empty cell is unknown, `lo..hi` an interval, `n/a` not applicable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from msgspec import Struct
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
from florilege.selection.table_faults import absent_columns, faults_of_ids, no_id_column, refuse_all
from florilege.toml_lines import nearest

LARGEST = 1_000_000


class Table(Struct, frozen=True):
    """Cells as they were written, less spaces around them.

    columns : header → cells; rows, lines : of each record, for refusals: its number and its line of the file
    """

    file: str
    columns: Mapping[str, tuple[str, ...]]
    rows: Sequence[int]
    lines: Sequence[int]


def read_table(
    text: str,
    study: StudyFile,
    *,
    file: str,
    marks: Marks | None = None,
    lines: Sequence[int] = (),
    found: Sequence[TableRefused] = (),
) -> Candidates:
    """Candidates from a CSV table, in the order of their ids; raises TableRefused naming row, column and value.

    marks : of the jury, where the grid gives it criteria
    lines : of the file that people have, of the header and of each record, where the text was made from it
    found : faults that were seen while it was made, told with the others
    """
    faults: list[TableRefused] = list(found)
    table = _read(text, study, file=file, lines=lines, faults=faults)
    ids = table.columns[study.id_column]
    jury = jury_cells(marks or Marks(()), study.grid)
    cells = [
        _Column.of_jury(criterion, ids, jury[criterion.key])
        if criterion.source == "jury"
        else _Column.of(criterion, table.columns[criterion.input])
        for criterion in study.grid.criteria
    ]
    faults.extend(_faults(table, study, cells))
    failing = _failing(table, study, faults)
    refuse_all(faults)
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int64)
    values = Values(
        np.column_stack([one.low[order] for one in cells]),
        np.column_stack([one.high[order] for one in cells]),
        np.column_stack([one.known[order] for one in cells]),
        np.column_stack([one.applies[order] for one in cells]),
        _bells(cells, order) if jury else None,
    )
    names = table.columns.get(study.name_column, ids)
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
            if name != study.id_column
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
            if name != study.id_column
        },
        not_eligible=tuple(
            NotEligible(ids[row], names[row] or ids[row], failing[row])
            for row in order.tolist()
            if row in failing
        ),
    )


def _failing(table: Table, study: StudyFile, faults: list[TableRefused]) -> dict[int, tuple[Unmet, ...]]:
    """The rows that are not eligible, with what they fail. faults : a cell that says nothing usable is added there"""
    found: dict[int, tuple[Unmet, ...]] = {}
    for row in range(len(table.rows) if study.conditions else 0):
        try:
            unmet = unmet_of(study.conditions, table.columns, row)
        except TableRefused as fault:
            faults.append(TableRefused(
                fault.expected,
                file=table.file,
                line=table.lines[row],
                row=table.rows[row],
                column=fault.where.column,
                value=fault.value,
                hint=fault.hint,
            ))  # fmt: skip
            continue
        if unmet:
            found[row] = unmet
    return found


def ids_of(text: str, study: StudyFile, *, file: str) -> frozenset[str]:
    """The ids of a table, as far as it can be read: what marks may be about; raises TableRefused without such column."""
    rows = read_cells(text, file=file)
    header = _header(rows, study, file=file, line=1)
    column = header.index(study.id_column)
    return frozenset(cells[column].strip() for _, cells in rows if len(cells) > column)


def _header(rows: Iterator[tuple[int, list[str]]], study: StudyFile, *, file: str, line: int) -> list[str]:
    _, header = next(rows, (1, []))
    if study.id_column not in header:
        raise no_id_column(study, header, file=file, line=line)
    return header


def _read(
    text: str, study: StudyFile, *, file: str, lines: Sequence[int], faults: list[TableRefused]
) -> Table:
    reader = read_cells(text, file=file)
    head = lines[0] if lines else 1
    header = _header(reader, study, file=file, line=head)
    doubled = next((name for rank, name in enumerate(header) if name in header[:rank]), None)
    if doubled is not None:
        raise TableRefused(
            Words("une colonne une seule fois", "a column name that is not repeated"),
            file=file,
            line=head,
            column=doubled,
        )
    refuse_all([*absent_columns(study, header, file=file, line=head)])
    check_columns(study, [name for name in header if name != study.id_column])
    records: list[list[str]] = []
    rows: list[int] = []
    own: list[int] = []
    for rank, (at, cells) in enumerate(reader, start=1):
        line = lines[rank] if lines else at
        if not any(cells):
            continue
        if rank > LARGEST:
            raise TableRefused(
                Words(f"au plus {LARGEST} lignes", f"at most {LARGEST} rows"), file=file, row=rank
            )
        if len(cells) != len(header):
            faults.append(TableRefused(
                Words(f"{len(header)} cellules", f"{len(header)} cells"), value=len(cells),
                file=file, line=line, row=rank,
            ))  # fmt: skip
            continue
        records.append(cells)
        rows.append(rank)
        own.append(line)
    written = zip(*records, strict=True) if records else ((),) * len(header)
    columns = {name: tuple(map(str.strip, cells)) for name, cells in zip(header, written, strict=True)}
    found = Table(file, columns, rows, own)
    faults.extend(
        faults_of_ids(columns[study.id_column], column=study.id_column, file=file, rows=rows, lines=own)
    )
    if not faults:
        check_values(study, columns)
    return found


class _Column(Struct, frozen=True):
    """The values of one criterion: (rows,) each; faults : the rows that cannot be read.

    centre, deviation : of what a jury gave
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    known: NDArray[np.bool_]
    applies: NDArray[np.bool_]
    clamped: NDArray[np.bool_]
    faults: tuple[int, ...]
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
            (),
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
        faults: list[int] = []
        by_number = criterion.function.kind != "table"
        for row, text in enumerate(texts):
            if not text:
                continue
            known[row] = True
            if by_number and RANGE not in text and text != NOT_APPLICABLE:
                try:
                    numbers.append(float(text))
                except ValueError:
                    faults.append(row)
                    continue
                plain.append(row)
                continue
            try:
                one = cell(criterion, raw_of(text, criterion))
            except (ValueError, KeyError):
                faults.append(row)
                continue
            low[row], high[row], applies[row], clamped[row] = one.low, one.high, one.applies, one.clamped
        found = np.array(numbers, dtype=np.float64)
        strange = np.flatnonzero(~np.isfinite(found))
        faults.extend(plain[one] for one in strange)
        if plain and not faults:
            values, outside = criterion.function.values(found)
            low[plain] = high[plain] = values
            clamped[plain] = outside
        return cls(low, high, known, applies, clamped, tuple(sorted(faults)))


def _bells(cells: Sequence[_Column], order: NDArray[np.int64]) -> Bells:
    nothing = np.zeros(len(order))
    return Bells(
        np.column_stack([(nothing if one.centre is None else one.centre)[order] for one in cells]),
        np.column_stack([(nothing if one.deviation is None else one.deviation)[order] for one in cells]),
    )


def raw_of(text: str, criterion: Criterion) -> Raw:
    """What a cell says of a criterion; raises ValueError for what is no number."""
    if not text:
        return Unknown()
    if text == NOT_APPLICABLE:
        return NotApplicable()
    if criterion.function.kind == "table":
        return Known(text, text)
    return Known(*ends(text))


def _faults(table: Table, study: StudyFile, cells: Sequence[_Column]) -> Iterator[TableRefused]:
    """The cells of the criteria that cannot be read, row by row."""
    for row, rank in sorted((row, rank) for rank, one in enumerate(cells) for row in one.faults):
        criterion = study.grid.criteria[rank]
        value, expected, hint = table.columns[criterion.input][row], NUMBER, None
        if criterion.function.kind == "table":
            known = tuple(criterion.function.table)
            listed = ", ".join(known)
            expected, hint = Words(f"l’une de : {listed}", f"one of: {listed}"), nearest(value, known)
        yield TableRefused(
            expected,
            file=table.file,
            line=table.lines[row],
            row=table.rows[row],
            column=criterion.input,
            value=value,
            hint=hint,
        )
