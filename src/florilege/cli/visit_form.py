"""`florilege visit-form`: a blank form about a place, with what is known of it, to be filled on the spot."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from florilege.cli.application import Database, StudyPath, messages, open_store, progress_bar
from florilege.files import write_whole


def visit_form(
    study: StudyPath,
    place: Annotated[str, typer.Argument(help="Id or slug of the place.", show_default=False)],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Where to write the form (default: standard output).", show_default=False),
    ] = None,
    database: Database = "",
) -> None:
    """Write a visit form: every known value of a place and its source, to confirm or contradict on site.

    Once filled in, put it in the study's visits/ folder; existing files are never overwritten.

    Example: florilege visit-form studies/lieux-innovation darwin-bordeaux --out visits/darwin.toml
    """
    store = open_store(database)
    from florilege.web.acts.visit_forms import form_of
    from florilege.web.steps import chain
    from florilege.web.study.folder import check_out_file, open_folder
    from florilege.web.study.open_study import open_study

    folder = open_folder(study)
    if out is not None:
        if os.path.lexists(out):
            raise typer.BadParameter(f"{out} already exists", param_hint="--out")
        check_out_file(folder, out, store, within="visits")
    with progress_bar() as progress:
        chain.run_chain(study, last="link", out=None, force=(), progress=progress)
    text = form_of(open_study(folder), place)
    if out is None:
        sys.stdout.write(text)
        return
    write_whole(out, text)
    messages.print(
        f"Form written to {out}; once filled in, put it in {study / 'visits'}", markup=False, soft_wrap=True
    )
