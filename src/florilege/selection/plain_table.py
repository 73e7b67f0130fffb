"""A table of candidates from any spreadsheet, made the CSV that `read_table` reads; what was converted is counted.

The readers of listings give the rows (CSV in any encoding and delimiter, XLSX, ODS); `typed_cells` reads each cell of
the columns that the study looks at. A file that needs nothing of this is given back as it is.
"""

from __future__ import annotations

import codecs
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from florilege.appraisal.marks import Marks
from florilege.csv_lines import read_cells, write_lines
from florilege.faults import InputRefused, TableRefused, Words
from florilege.files import read_bytes
from florilege.listings.formats.detection import Detected, detect
from florilege.listings.formats.published import BadRow, PublishedRow
from florilege.listings.rows import TABLES, published_rows
from florilege.selection.candidates import Candidates
from florilege.selection.cells import NUMBER
from florilege.selection.conditions import Bounds
from florilege.selection.study_file import StudyFile
from florilege.selection.table import ids_of, read_table
from florilege.selection.table_faults import no_id_column, refuse_all
from florilege.selection.typed_cells import KINDS, Typed, Unread, typed_number, typed_word, writes_commas


class Converted(Struct, frozen=True):
    """How many cells of a column took one kind of conversion (`typed_cells.KINDS`)."""

    column: str
    kind: str
    count: int

    @property
    def words(self) -> Words:
        """The count as a sentence, without its full stop."""
        said = KINDS.get(self.kind, Words(self.kind, self.kind))
        cells = ("cellule", "cell") if self.count == 1 else ("cellules", "cells")
        return Words(
            f"« {self.column} » : {self.count} {cells[0]} ({said.fr})",
            f'"{self.column}": {self.count} {cells[1]} ({said.en})',
        )


class PlainTable(Struct, frozen=True):
    """A table as `read_table` takes it.

    lines : of the people's file, of the header and of each record; none where the text is that file
    how : how the file was read, each choice with its reason; converted : what was, column by column
    faults : cells that could not be read, to be told with what `read_table` finds
    """

    text: str
    file: str
    lines: tuple[int, ...] = ()
    how: tuple[Words, ...] = ()
    converted: tuple[Converted, ...] = ()
    faults: tuple[TableRefused, ...] = ()

    def candidates(self, study: StudyFile, marks: Marks | None = None) -> Candidates:
        """The candidates; raises TableRefused or SeveralRefused, on the lines of the people's file."""
        return read_table(self.text, study, file=self.file, marks=marks, lines=self.lines, found=self.faults)

    def ids(self, study: StudyFile) -> frozenset[str]:
        """The ids, as far as they can be read."""
        return ids_of(self.text, study, file=self.file)

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns; none of an empty text."""
        _, header = next(read_cells(self.text, file=self.file), (1, []))
        return tuple(header)

    def rows(self) -> Iterator[tuple[int, int, Mapping[str, str]]]:
        """(number, line of the people's file, column → cell less the spaces around it) of each record that is not blank."""
        records = read_cells(self.text, file=self.file)
        _, header = next(records, (1, []))
        for rank, (line, cells) in enumerate(records, start=1):
            if any(cells):
                at = self.lines[rank] if self.lines else line
                yield rank, at, dict(zip(header, map(str.strip, cells), strict=False))

    def refuse_without_name(self, study: StudyFile) -> None:
        """Raise TableRefused or SeveralRefused for the rows without a name, where there is a column of names."""
        column = study.name_column
        refuse_all([
            TableRefused(
                Words("un nom : chaque candidat a une page", "a name: each candidate has a page"),
                file=self.file, line=line, row=rank, column=column, value="",
                hint=Words("écrire un nom, ou recopier l’identifiant", "write a name, or copy the id"),
            )
            for rank, line, row in self.rows()
            if column in row and not row[column]
        ])  # fmt: skip


class _Rows(Struct, frozen=True):
    """The cells of a file: names of columns, lines of the header and of each row, and how it was read.

    plain : the text of a file that is a CSV of ours already
    """

    header: list[str]
    rows: list[list[str]]
    lines: list[int]
    how: tuple[Words, ...]
    mended: Counter[tuple[str, str]]
    faults: list[TableRefused]
    with_comma: bool
    plain: str | None = None


def read_plain(path: Path, study: StudyFile) -> PlainTable:
    """A table of candidates from its file; raises TableRefused for what is no table, or has not the columns."""
    return plain_table(read_bytes(path, TableRefused), study, file=str(path))


def plain_table(content: bytes, study: StudyFile, *, file: str) -> PlainTable:
    """A table of candidates from the bytes of its file; see `read_plain`."""
    _refuse_zero_bytes(content, file=file)
    read = _as_ours(content, study, file=file) or _as_any(content, study, file=file)
    numbers, words = _looked_at(study)
    cells = [list(row) for row in read.rows]
    counted, faults = Counter(read.mended), list(read.faults)
    for rank, name in enumerate(read.header):
        if name not in numbers and name not in words:
            continue
        texts = [row[rank].strip() if rank < len(row) else "" for row in cells]
        of_number = name in numbers
        with_comma = of_number and (read.with_comma or writes_commas(texts))
        for place, text in enumerate(texts):
            try:
                typed = (
                    typed_number(text, with_comma=with_comma)
                    if of_number
                    else Typed(text)
                    if text in words[name]
                    else typed_word(text)
                )
            except Unread as unread:
                if unread.hint is not None:
                    faults.append(
                        TableRefused(
                            NUMBER, file=file, line=read.lines[place + 1], column=name, value=text, hint=unread.hint
                        )
                    )  # fmt: skip
                continue
            if typed.kinds:
                cells[place][rank] = typed.text
                counted.update((name, kind) for kind in typed.kinds)
    order = {name: rank for rank, name in enumerate(read.header)}
    converted = tuple(
        Converted(column, kind, count)
        for (column, kind), count in sorted(counted.items(), key=lambda one: (order.get(one[0][0], -1), one[0]))
    )  # fmt: skip
    if read.plain is not None and not converted:
        return PlainTable(read.plain, file, faults=tuple(faults))
    return PlainTable(
        write_lines(read.header, cells), file, tuple(read.lines), read.how, converted, tuple(faults)
    )


def _refuse_zero_bytes(content: bytes, *, file: str) -> None:
    """A zero byte is of no text but UTF-16 and UTF-32, which say what they are by their mark; a workbook is none."""
    wrong = content.find(b"\0")
    if wrong < 0 or content.startswith(
        (b"PK", codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
    ):
        return
    raise TableRefused(
        Words("un tableau (CSV, XLSX ou ODS)", "a table (CSV, XLSX or ODS)"),
        file=file,
        line=content[:wrong].count(b"\n") + 1,
        value="00",
        hint=Words("enregistrer le fichier en UTF-8, ou en XLSX", "save the file as UTF-8, or as XLSX"),
    )


def _looked_at(study: StudyFile) -> tuple[frozenset[str], Mapping[str, frozenset[str]]]:
    """The columns of numbers, and those of words with the words that the study itself names there."""
    numbers = {
        *(one.input for one in study.grid.criteria if one.source != "jury" and one.function.kind != "table"),
        *(rule.attribute for rule in study.rules if rule.kind == "budget"),
        *(
            name
            for condition in study.conditions
            for name, wanted in condition.where.items()
            if isinstance(wanted, Bounds)
        ),
    }
    words: dict[str, set[str]] = {}
    for one in study.grid.criteria:
        if one.source != "jury" and one.function.kind == "table":
            words.setdefault(one.input, set()).update(one.function.table)
    for rule in study.rules:
        for name in rule.attributes:
            words.setdefault(name, set()).update(rule.where.get(name, ()))
    for condition in study.conditions:
        for name, wanted in condition.where.items():
            if not isinstance(wanted, Bounds):
                words.setdefault(name, set()).update(wanted)
    return frozenset(numbers), {name: frozenset(said) for name, said in words.items() if name not in numbers}


def _as_ours(content: bytes, study: StudyFile, *, file: str) -> _Rows | None:
    """A CSV in UTF-8 with commas that has the column of ids on its first line; None for any other file."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    reader = read_cells(text, file=file)
    _, first = next(reader, (1, []))
    if study.id_column not in first:
        return None
    lines, rows = [1], list[list[str]]()
    for line, cells in reader:
        rows.append(cells)
        lines.append(line)
    return _Rows(first, rows, lines, (), Counter(), [], with_comma=False, plain=text)


def _as_any(content: bytes, study: StudyFile, *, file: str) -> _Rows:
    """The rows of any table that the readers of listings read."""
    stream = io.BytesIO(content)
    if not content.strip():
        raise no_id_column(study, [], file=file, line=1)
    try:
        found = detect(stream)
        if found.format not in TABLES:
            raise TableRefused(
                Words("un tableau (CSV, XLSX ou ODS)", "a table (CSV, XLSX or ODS)"), file=file, value=found.format
            )  # fmt: skip
        return _of_rows(list(_readings(stream, found)), found, study, file=file)
    except InputRefused as fault:
        if isinstance(fault, TableRefused):
            raise
        where = fault.where
        raise TableRefused(
            fault.expected, file=file, line=where.line, column=where.column, value=fault.value, hint=fault.hint
        ) from fault  # fmt: skip


def _readings(stream: io.BytesIO, found: Detected) -> Iterator[PublishedRow | BadRow]:
    stream.seek(0)
    for one in published_rows(
        "csv" if found.format == "mediation" else found.format,
        stream,
        encoding=found.encoding,
        delimiter=found.delimiter,
        sheet=found.sheet,
        header_row=found.header_row,
    ):
        if isinstance(one, (PublishedRow, BadRow)):
            yield one


def _of_rows(
    readings: Sequence[PublishedRow | BadRow], found: Detected, study: StudyFile, *, file: str
) -> _Rows:
    header = list(
        dict.fromkeys(name for one in readings if isinstance(one, PublishedRow) for name in one.payload)
    )
    named = _named(header, study)
    if study.id_column not in named:
        raise no_id_column(study, header, file=file, line=found.header_row)
    doubled = next((name for name in named if f"{name}#2" in named and name in _wanted(study)), None)
    if doubled is not None:
        raise TableRefused(
            Words("une colonne une seule fois", "a column name that is not repeated"),
            file=file,
            line=found.header_row,
            column=doubled,
        )
    mended: Counter[tuple[str, str]] = Counter()
    faults: list[TableRefused] = []
    rows, lines = list[list[str]](), [found.header_row]
    renamed = dict(zip(header, named, strict=True))
    for one in readings:
        if isinstance(one, BadRow):
            faults.append(
                TableRefused(
                    Words(f"{len(header)} cellules", f"{len(header)} cells"),
                    file=file,
                    line=one.line,
                    value=one.before.partition(" / ")[0],
                )
            )
            continue
        rows.append([one.payload.get(name, "") for name in header])
        lines.append(one.line)
        for cell in one.mended:
            for column in cell.column.split("+") if cell.rule == "merged-cells" else [cell.column]:
                if renamed.get(column) in _wanted(study):
                    mended[renamed[column], cell.rule] += 1
    with_comma = found.format == "csv" and found.delimiter == ";"
    return _Rows(named, rows, lines, found.reasons, mended, faults, with_comma)


def _wanted(study: StudyFile) -> frozenset[str]:
    """Every column that the study names."""
    numbers, words = _looked_at(study)
    return frozenset({study.id_column, study.name_column, *numbers, *words})


def _named(header: Sequence[str], study: StudyFile) -> list[str]:
    """The names of the columns; one that differs from a name of the study by its spaces alone is that name."""
    wanted = {" ".join(name.split()): name for name in _wanted(study)}
    return [name if name in wanted.values() else wanted.get(" ".join(name.split()), name) for name in header]
