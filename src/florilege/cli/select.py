"""`florilege select`: a study’s list at the proven optimum, or that of any table of candidates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from florilege.cli.application import (
    AsJson,
    Database,
    Force,
    run,
)
from florilege.cli.table_selection import print_selection


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
    out: Annotated[Path | None, typer.Option("--out", help="Where to write the selection (JSON).")] = None,
    explain: Annotated[str, typer.Option("--explain", help="Places to explain: none, kept or all.")] = "",
    ranks: Annotated[
        bool, typer.Option("--ranks", help="Compute ranks over the draws even above 2,000 candidates.")
    ] = False,
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
        run(
            study,
            "decide",
            out=None,
            database=database,
            as_json=as_json,
            force=("select", "decide") if force else (),
        )
        return
    if study_file is None or out is None:
        raise typer.BadParameter("--candidates goes with --study FILE.toml and --out FILE.json")
    if explain not in ("", "none", "kept", "all"):
        raise typer.BadParameter("--explain takes none, kept or all")
    from florilege.selection.select import select_table

    code = select_table(
        candidates, study_file, out, marks_path=marks, explain=explain or None, ranked=ranks or None
    )
    print_selection(out, as_json=as_json)
    raise typer.Exit(code)
