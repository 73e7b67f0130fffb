"""What the dossier of a selection among the rows of a table holds."""

from __future__ import annotations

from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from florilege.csv_lines import read_cells, write_lines
from florilege.selection.dossier.archive import pack
from florilege.selection.dossier.explained import readme
from florilege.selection.dossier.replay import KIND_TABLE, TABLE, check_same
from florilege.selection.dossier.study_content import README, SELECTION
from florilege.selection.selection_json import read_selection
from florilege.selection.study_file import StudyFile
from florilege.selection.table_columns import columns_used


def seal_table(
    files: Mapping[str, bytes],
    study: StudyFile,
    software: Mapping[str, str],
    *,
    date: str,
    file: str = SELECTION,
    key: Ed25519PrivateKey | None = None,
) -> bytes:
    """The dossier, replayed before it is given; see `packed_table`.

    Raises DossierRefused when the selection is not the one that comes out of its files.
    """
    content = packed_table(files, study, software, date=date, file=file, key=key)
    check_same(content, software, file=file)
    return content


def packed_table(
    files: Mapping[str, bytes],
    study: StudyFile,
    software: Mapping[str, str],
    *,
    date: str,
    file: str = SELECTION,
    key: Ed25519PrivateKey | None = None,
) -> bytes:
    """The dossier. files : study file, table, selection, marks under pseudonyms if any, what persons decided if any.

    Of the table only the columns that the study uses go in; the manifest and the README name the others.
    """
    selection = read_selection(files[SELECTION].decode(), file=file)
    table, left_out = _used(files[TABLE].decode(), study)
    about: dict[str, object] = {
        "kind": KIND_TABLE,
        "study": study.slug,
        "date": date or None,
        "seed": study.robustness.seed,
        "options": {"explain": _explained(selection), "ranked": selection.get("ranks") is not None},
        "software": dict(software),
        "columns_left_out": left_out,
    }
    held = {**files, TABLE: table.encode(), README: readme(study.title, left_out)}
    return pack(held, about, key=key)


def _used(text: str, study: StudyFile) -> tuple[str, list[str]]:
    """The table with the columns that a replay needs, and the names of the others."""
    rows = [cells for _, cells in read_cells(text, file=TABLE)]
    header, *rows = rows or [[]]
    used = columns_used(study)
    kept = [rank for rank, name in enumerate(header) if name in used]
    cut = (
        # a row of another length is left as it is, to be refused by its number
        [cells[rank] for rank in kept] if len(cells) == len(header) else cells
        for cells in rows
    )
    return write_lines([header[rank] for rank in kept], cut), [name for name in header if name not in used]


def _explained(selection: Mapping[str, object]) -> str:
    """Who is explained in a selection."""
    for who, part in (("all", "not_selected"), ("kept", "selected")):
        items = selection.get(part)
        if isinstance(items, list) and any(item.get("reasons") for item in items):
            return who
    return "none"
