"""The faults of a table of candidates: those of its columns and of its ids, and several told together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from florilege.faults import SeveralRefused, TableRefused, Words
from florilege.selection.study_file import NAME_COLUMN, StudyFile
from florilege.toml_lines import nearest

MOST_FAULTS = 20
"""Up to so many faults of a table are told at once, and how many more there are."""


def refuse_all(faults: Sequence[TableRefused]) -> None:
    """Raise what there is to tell: nothing, a fault, or several of them in the order of the file."""
    first = {(one.where.line, one.where.column): one for one in reversed(faults)}
    reported = sorted(first.values(), key=lambda one: one.where.line or 0)
    if len(reported) == 1:
        raise reported[0]
    if reported:
        raise SeveralRefused(reported[:MOST_FAULTS], max(len(reported) - MOST_FAULTS, 0))


def no_id_column(study: StudyFile, header: Sequence[str], *, file: str, line: int) -> TableRefused:
    """The fault of a table without the column that bears the ids: how it can be named, where there are columns."""
    column, named = study.id_column, [name for name in header if name.strip()]
    hint = None
    if named:
        meant = get_close_matches(column, named, 1, 0.6)
        shown = meant[0] if meant else named[0]
        said = f'id = "{shown}"'
        hint = Words(
            f"l’identifiant est dans une autre colonne ? la nommer dans [study] : {said}",
            f"is the id in another column? name it in [study]: {said}",
        )
    return TableRefused(
        Words(f"une colonne « {column} »", f'a column "{column}"'),
        file=file, line=line, value=list(header) or None, hint=hint,
    )  # fmt: skip


def absent_columns(
    study: StudyFile, header: Sequence[str], *, file: str, line: int
) -> Iterator[TableRefused]:
    """The columns that the study names and the table does not have."""
    wanted = {
        one.input: Words(f"une colonne pour le critère « {one.key} »", f'a column for the criterion "{one.key}"')
        for one in study.grid.criteria
        if one.source != "jury"
    }  # fmt: skip
    if study.name_column != NAME_COLUMN:
        wanted[study.name_column] = Words("la colonne des noms", "the column of the names")
    for column, expected in wanted.items():
        if column not in header:
            yield TableRefused(expected, file=file, line=line, column=column, hint=nearest(column, header))


def faults_of_ids(
    ids: Sequence[str], *, column: str, file: str, rows: Sequence[int], lines: Sequence[int]
) -> Iterator[TableRefused]:
    """A fault for each id that is empty, or that a row before has. rows, lines : of each id"""
    seen: dict[str, int] = {}
    for identifier, row, line in zip(ids, rows, lines, strict=True):
        if not identifier or identifier in seen:
            at = seen.get(identifier)
            yield TableRefused(
                Words("un identifiant, employé une seule fois", "an id that no other row has"),
                file=file, line=line, row=row, column=column, value=identifier,
                hint=None if at is None else _another(at),
            )  # fmt: skip
        seen.setdefault(identifier, line)


def _another(line: int) -> Words:
    return Words(
        f"donner un autre identifiant : celui-ci est déjà à la ligne {line}",
        f"give another id: this one is already on line {line}",
    )
