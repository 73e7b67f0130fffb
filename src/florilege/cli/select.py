"""`florilege select`: a study’s list at the proven optimum, or that of any table of candidates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from florilege.cli.application import (
    AsJson,
    Database,
    Force,
    Language,
    run,
)
from florilege.cli.chosen import WORKBOOK, check_choice_file, select_among_rows, write_study_choice
from florilege.cli.languages import language_of


def select(
    study: Annotated[
        Path, typer.Argument(help="Study folder; omit with --candidates.", show_default=False)
    ] = Path(),
    candidates: Annotated[
        Path | None,
        typer.Option("--candidates", help="Table of candidates (CSV), instead of a study's places."),
    ] = None,
    study_file: Annotated[
        Path | None, typer.Option("--study", help="Study file (TOML), with --candidates.")
    ] = None,
    marks: Annotated[
        Path | None,
        typer.Option("--marks", help="Jury's marks (CSV), with --candidates, if the grid has jury criteria."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Where to write the selection: a workbook (.xlsx) or JSON (.json)."),
    ] = None,
    explain: Annotated[str, typer.Option("--explain", help="Places to explain: none, kept or all.")] = "",
    ranks: Annotated[
        bool, typer.Option("--ranks", help="Compute ranks over the draws even above 2,000 candidates.")
    ] = False,
    language: Annotated[
        Language | None,
        typer.Option(
            "--lang", help="Language of the summary and the workbook (default: LC_ALL or LANG, else fr)."
        ),
    ] = None,
    database: Database = "",
    as_json: AsJson = False,
    force: Force = False,
) -> None:
    """Choose k of n with proof of optimality; exit 1 if no list satisfies the rules.

    Example: florilege select --candidates places.csv --study study.toml --out selection.json
    """
    if candidates is None:
        if study == Path():
            raise typer.BadParameter(
                "a study's folder, or --candidates FILE.csv --study FILE.toml --out FILE.json"
            )
        if out is not None and out.suffix.lower() != WORKBOOK:
            raise typer.BadParameter("--out takes a .xlsx file with a study's folder", param_hint="--out")
        if out is not None:
            check_choice_file(study, out)
        run(
            study,
            "decide",
            out=None,
            database=database,
            as_json=as_json,
            force=("select", "decide") if force else (),
        )
        if out is not None:
            write_study_choice(study, out, language_of(language))
        return
    if study_file is None or out is None:
        raise typer.BadParameter("--candidates goes with --study FILE.toml and --out FILE.json")
    if explain not in ("", "none", "kept", "all"):
        raise typer.BadParameter("--explain takes none, kept or all")
    code = select_among_rows(
        candidates,
        study_file,
        out,
        marks=marks,
        explain=explain or None,
        ranked=ranks or None,
        language=language_of(language),
        as_json=as_json,
    )
    raise typer.Exit(code)
