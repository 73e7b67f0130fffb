"""The verbs of the chain: import → link → appraise → select (and decide) → publish, `build` for all of them, and `serve`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from florilege import __version__
from florilege.cli.application import (
    AsJson,
    Database,
    Force,
    Out,
    Site,
    StudyPath,
    WithoutReport,
    WithoutShareAlike,
    app,
    open_store,
    run,
)
from florilege.cli.listings import import_version, list_acceptances, undo_acceptance
from florilege.cli.table_selection import tell_selection


@app.command()
def build(
    study: StudyPath,
    out: Out = Path("build/site"),
    database: Database = "",
    as_json: AsJson = False,
    force: Force = False,
    without_share_alike: WithoutShareAlike = False,
    without_report: WithoutReport = False,
    site: Site = "",
) -> None:
    """Run the whole chain: import, link, appraise, select, publish.

    Example: florilege build studies/lieux-innovation --out build/site
    """
    run(
        study, "publish", out=out, database=database, as_json=as_json, force=force,
        share_alike=not without_share_alike, with_report=not without_report, site=site,
    )  # fmt: skip


@app.command("import")
def import_(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="[STUDY] [FILE]",
            help="Folder of the study; with --listing, then the file of the newer version.",
            show_default=False,
        ),
    ],
    listing: Annotated[
        str, typer.Option("--listing", help="The listing that FILE is a newer version of.")
    ] = "",
    date: Annotated[str, typer.Option("--date", help="Date of the newer version, YYYY-MM-DD.")] = "",
    accept: Annotated[bool, typer.Option("--accept", help="Make FILE the version in use.")] = False,
    who: Annotated[str, typer.Option("--who", help="Who accepts it, kept in the study's journal.")] = "",
    journal: Annotated[
        bool, typer.Option("--journal", help="List the versions accepted, undone ones too.")
    ] = False,
    undo: Annotated[
        int, typer.Option("--undo", help="Undo an acceptance, by its number in the journal.", min=0)
    ] = 0,
    database: Database = "",
    as_json: AsJson = False,
    force: Force = False,
) -> None:
    """Read the listings of a study into the store; what is mended or refused goes to var/reports.

    With --listing, say what a newer version of one listing changes; --accept makes it the version in use. --undo
    brings back the version before, also after other acts; --journal lists what was accepted.

    Example: florilege import studies/lieux-innovation

    Example: florilege import studies/lieux-innovation --listing pdl new.csv --date 2024-05-01

    Example: florilege import studies/lieux-innovation --undo 3 --who "A. Reader"
    """
    if journal or undo:
        if len(paths) != 1 or listing or accept or date or (journal and undo):
            raise typer.BadParameter("a study's folder with --journal, or with --undo and a number")
        if journal:
            list_acceptances(paths[0], as_json=as_json)
        else:
            undo_acceptance(paths[0], undo, who=who, database=database, as_json=as_json)
        return
    if listing:
        import_version(paths, listing, date=date, accept=accept, who=who, database=database, as_json=as_json)
        return
    if len(paths) != 1 or accept or date or who:
        raise typer.BadParameter("a study's folder; or --listing SLUG with the file of its newer version")
    run(paths[0], "import", out=None, database=database, as_json=as_json, force=force)


@app.command()
def select(
    study: Annotated[
        Path, typer.Argument(help="Folder of the study; with --candidates, leave it out.", show_default=False)
    ] = Path(),
    candidates: Annotated[
        Path | None,
        typer.Option("--candidates", help="A table of candidates (CSV) instead of a study's places."),
    ] = None,
    study_file: Annotated[
        Path | None, typer.Option("--study", help="Study file (TOML) that goes with --candidates.")
    ] = None,
    marks: Annotated[
        Path | None,
        typer.Option(
            "--marks", help="The jury's marks (CSV) that go with --candidates, when it has criteria."
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where to write the selection (JSON).")] = None,
    explain: Annotated[str, typer.Option("--explain", help="Whom to explain: none, kept or all.")] = "",
    ranks: Annotated[
        bool, typer.Option("--ranks", help="Tell ranks over the draws, also above 2,000 candidates.")
    ] = False,
    database: Database = "",
    as_json: AsJson = False,
    force: Force = False,
) -> None:
    """Choose k of n at the proven optimum; exit 1 when no list satisfies the rules.

    Example: florilege select --candidates places.csv --study study.toml --out selection.json
    """
    if candidates is None:
        if study == Path():
            raise typer.BadParameter(
                "a study's folder, or --candidates FILE.csv --study FILE.toml --out FILE.json"
            )
        run(study, "decide", out=None, database=database, as_json=as_json, force=force)
        return
    if study_file is None or out is None:
        raise typer.BadParameter("--candidates goes with --study FILE.toml and --out FILE.json")
    if explain not in ("", "none", "kept", "all"):
        raise typer.BadParameter("--explain takes none, kept or all")
    from florilege.selection.select import select_table

    code = select_table(
        candidates, study_file, out, marks_path=marks, explain=explain or None, ranked=ranks or None
    )
    tell_selection(out, as_json=as_json)
    raise typer.Exit(code)


@app.command()
def publish(
    study: StudyPath,
    out: Out = Path("build/site"),
    database: Database = "",
    as_json: AsJson = False,
    force: Force = False,
    without_share_alike: WithoutShareAlike = False,
    without_report: WithoutReport = False,
    site: Site = "",
) -> None:
    """Write the static site and the open data; pages that did not change are left alone.

    Example: florilege publish studies/lieux-innovation --out build/site
    """
    run(
        study, "publish", out=out, database=database, as_json=as_json, force=force,
        share_alike=not without_share_alike, with_report=not without_report, site=site,
    )  # fmt: skip


@app.command()
def serve(
    study: StudyPath,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port on this machine.")] = 8000,
    workspace: Annotated[
        bool,
        typer.Option("--workspace", help="Open the team's pages too, at /espace/, on this machine only."),
    ] = False,
    database: Database = "",
) -> None:
    """Serve the live site on this machine, from the same store and the same views as the static one.

    Example: florilege serve studies/lieux-innovation --port 8000 --workspace
    """
    from florilege.selection.study_file import read_study
    from florilege.web.study.folder import open_folder, read_text

    folder = open_folder(study)
    slug = read_study(read_text(folder.study_file), file=str(folder.study_file)).slug
    os.environ["FLORILEGE_STUDY"] = slug
    os.environ["FLORILEGE_STUDY_FOLDER"] = str(folder.path.resolve())
    os.environ["FLORILEGE_WORKSPACE"] = "1" if workspace else "0"
    open_store(database)
    from django.core.management import call_command

    from florilege.web.study.operations.opening import refuse_unbuilt

    refuse_unbuilt(slug, folder=str(study))
    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, skip_checks=True)


@app.command()
def version() -> None:
    """Print the version."""
    sys.stdout.write(f"florilege {__version__}\n")
