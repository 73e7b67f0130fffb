"""A selection made and written where the command says: `selection.json`, or a workbook for a committee."""

from __future__ import annotations

import json
from pathlib import Path

from florilege.cli.application import progress_bar
from florilege.faults import DONE, NO, InputRefused, Words

WORKBOOK, DOCUMENT = ".xlsx", ".json"
"""Endings of the files that a selection is written to: a workbook, and `selection.json`."""


def select_among_rows(
    candidates: Path,
    study_file: Path,
    out: Path,
    *,
    marks: Path | None,
    explain: str | None,
    ranked: bool | None,
    language: str,
    as_json: bool,
) -> int:
    """Choose among the rows of a table, write the selection whole, say what was found; the exit code.

    Raises InputRefused for what cannot be read, or an `out` that would be written over it; then writes nothing.
    """
    from florilege.cli.table_selection import print_selection
    from florilege.files import check_out_file, write_whole
    from florilege.selection.consequences import consequences, selected_of
    from florilege.selection.opened_table import open_table
    from florilege.selection.select import select
    from florilege.selection.selection_json import selection_text

    check_out_file(out, (candidates, study_file, marks))
    if out.suffix.lower() not in ("", WORKBOOK, DOCUMENT):  # without an ending: a device, as /dev/stdout
        raise InputRefused(
            Words(f"un fichier {DOCUMENT} ou {WORKBOOK}", f"a {DOCUMENT} or a {WORKBOOK} file"),
            column="--out",
            value=str(out),
            hint=Words(
                "un PDF de la liste est fait par florilege report", "florilege report makes a PDF of the list"
            )
            if out.suffix.lower() == ".pdf"
            else None,
        )
    with progress_bar() as progress:
        progress("read", 0, 0)
        opened = open_table(candidates, study_file, marks)
        draws = opened.study.robustness.draws
        progress("draws", 0, draws)
        found = select(
            opened.study,
            opened.candidates,
            explain=explain,
            ranked=ranked,
            progress=lambda done: progress("draws", done, draws),
        )
        text = selection_text(found.to_dict())
        data = json.loads(text)
        more = None
        if data["status"] == "optimal":
            more = consequences(
                opened.study, opened.candidates, selected_of(data), progress=lambda step: progress(step, 0, 0)
            )
        if out.suffix.lower() == WORKBOOK:
            from florilege.selection.choice.parts import Choice
            from florilege.selection.choice.workbook import choice_workbook

            notes = (*opened.table.how, *(one.words for one in opened.table.converted))
            choice = Choice(opened.study, opened.candidates, data, more, notes)
            write_whole(out, choice_workbook(choice, language))
        else:
            write_whole(out, text)
    print_selection(data, out, as_json=as_json, language=language, table=opened.table, found=more)
    return DONE if data["status"] == "optimal" else NO


def check_choice_file(study: Path, out: Path) -> None:
    """Refuse a workbook that would be written over a file of the study, or cannot be written: before anything is done."""
    from florilege.web.study import folder as folders

    folders.check_out_file(folders.open_folder(study), out)


def write_study_choice(study: Path, out: Path, language: str) -> None:
    """Write the selection of a study of places as a workbook; its store is open and its selection made."""
    from florilege.files import write_whole
    from florilege.selection.choice.workbook import choice_workbook
    from florilege.web.steps.choice import study_choice
    from florilege.web.study.folder import open_folder
    from florilege.web.study.open_study import open_study

    write_whole(out, choice_workbook(study_choice(open_study(open_folder(study))), language))
