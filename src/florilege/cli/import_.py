"""`florilege import`: the listings of a study read into its store; a newer version of one of them, its acceptance, its undoing."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from msgspec import to_builtins

from florilege.cli.application import (
    AsJson,
    Database,
    Force,
    open_store,
    progress_bar,
    run,
)
from florilege.cli.languages import language_of
from florilege.cli.version_differences import print_difference
from florilege.faults import Words


def import_(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="[STUDY] [FILE]",
            help="Study folder; with --listing, followed by the file of the newer version.",
            show_default=False,
        ),
    ],
    listing: Annotated[
        str, typer.Option("--listing", help="Slug of the listing that FILE is a newer version of.")
    ] = "",
    date: Annotated[str, typer.Option("--date", help="Date of the newer version, YYYY-MM-DD.")] = "",
    accept: Annotated[bool, typer.Option("--accept", help="Make FILE the current version.")] = False,
    who: Annotated[
        str, typer.Option("--who", help="Name of the person accepting it, recorded in the study's journal.")
    ] = "",
    journal: Annotated[
        bool, typer.Option("--journal", help="List accepted versions, including undone ones.")
    ] = False,
    undo: Annotated[
        int, typer.Option("--undo", help="Undo an acceptance, by its number in the journal.", min=0)
    ] = 0,
    database: Database = "",
    as_json: AsJson = False,
    force: Force = False,
) -> None:
    """Import the listings of a study into the store; cleaned values and refused rows are reported in var/reports.

    With --listing, show what a newer version of one listing changes; --accept makes it the current version. --undo
    restores the previous version, even after later acts; --journal lists what was accepted.

    Example: florilege import studies/lieux-innovation

    Example: florilege import studies/lieux-innovation --listing pdl new.csv --date 2024-05-01

    Example: florilege import studies/lieux-innovation --undo 3 --who "A. Reader"
    """
    if journal or undo:
        if len(paths) != 1 or listing or accept or date or (journal and undo):
            raise typer.BadParameter("a study's folder with --journal, or with --undo and a number")
        if journal:
            _list_acceptances(paths[0], as_json=as_json)
        else:
            _undo_acceptance(paths[0], undo, who=who, database=database, as_json=as_json)
        return
    if listing:
        import_version(paths, listing, date=date, accept=accept, who=who, database=database, as_json=as_json)
        return
    if len(paths) != 1 or accept or date or who:
        raise typer.BadParameter("a study's folder; or --listing SLUG with the file of its newer version")
    run(paths[0], "import", out=None, database=database, as_json=as_json, force=("import",) if force else ())


def import_version(
    paths: Sequence[Path], slug: str, *, date: str, accept: bool, who: str, database: str, as_json: bool,
    language: str | None = None,
) -> None:  # fmt: skip
    """Say what a newer version of a listing changes; when accepted, make it the version in use and link again.

    language : that of the terminal where it is None
    """
    study_path, file = _study_and_file(paths)
    open_store(database)
    from florilege.web.acts import newer_versions
    from florilege.web.steps import chain
    from florilege.web.steps.rehearsal import rehearse
    from florilege.web.study.folder import open_folder
    from florilege.web.study.open_study import open_study

    with progress_bar() as progress:
        chain.run_chain(study_path, last="link", out=None, force=(), progress=progress)
    study = open_study(open_folder(study_path))
    found = newer_versions.examine(study, slug, file, date or None)
    report = newer_versions.write_difference(found, Path.cwd() / "var" / "reports")
    if accept and not found.same:
        today = datetime.now(tz=UTC).date().isoformat()
        newer_versions.accept(study, found, who=who, today=today, rehearse=rehearse)
        with progress_bar() as progress:
            chain.run_chain(study_path, last="link", out=None, force=(), progress=progress)
    state = "same" if found.same else "accepted" if accept else "examined"
    if as_json:
        data = newer_versions.as_data(found) | {"state": state, "report": str(report)}
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        return
    print_difference(found.difference, state, report, language_of(None) if language is None else language)


def _list_acceptances(study_path: Path, *, as_json: bool) -> None:
    """Print the versions that were accepted, undone ones too, oldest first."""
    from florilege.web.acts.renewals import renewals_of
    from florilege.web.study.folder import finish_writing, open_folder

    folder = open_folder(study_path)
    finish_writing(folder)
    acts = renewals_of(folder)
    gone = {one.undoes for one in acts}
    if as_json:
        data = [to_builtins(one) | {"undone": one.act in gone} for one in acts]
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        return
    language = language_of(None)
    undone = Words("  (défait)", "  (undone)").in_language(language)
    for one in acts:
        what = (
            Words("accepter", "accept")
            if not one.undoes
            else Words(f"défaire {one.undoes}", f"undo {one.undoes}")
        )
        sys.stdout.write(
            f"{one.act}  {what.in_language(language)}  {one.listing}  {one.over} → {one.version}  {one.who}  {one.date}"
            f"{undone if one.act in gone else ''}\n"
        )


def _undo_acceptance(study_path: Path, act: int, *, who: str, database: str, as_json: bool) -> None:
    """Bring back the version of a listing that another was accepted over, and link again."""
    open_store(database)
    from florilege.web.acts import acceptances
    from florilege.web.publication.text import words
    from florilege.web.steps import chain
    from florilege.web.steps.rehearsal import rehearse
    from florilege.web.study.folder import open_folder
    from florilege.web.study.open_study import open_study

    with progress_bar() as progress:
        chain.run_chain(study_path, last="link", out=None, force=(), progress=progress)
    today = datetime.now(tz=UTC).date().isoformat()
    undone = acceptances.undo(
        open_study(open_folder(study_path)), act, who=who, today=today, rehearse=rehearse
    )
    with progress_bar() as progress:
        chain.run_chain(study_path, last="link", out=None, force=(), progress=progress)
    if as_json:
        sys.stdout.write(json.dumps(to_builtins(undone), ensure_ascii=False, indent=2) + "\n")
        return
    reported = Words(
        f"acte {undone.act} : acte {act} défait ; {undone.listing} revient à la version {undone.version}. "
        "Les lieux ont été reliés à nouveau.",
        f"act {undone.act}: act {act} undone; {undone.listing} is back to version {undone.version}. "
        "The places were relinked.",
    )
    sys.stdout.write(words.said(reported, language_of(None)) + "\n")


def _study_and_file(paths: Sequence[Path]) -> tuple[Path, Path]:
    """The study and the file named, in this order; the study may be left out where there is only one."""
    if len(paths) == 2:
        return paths[0], paths[1]
    if len(paths) == 1:
        studies = sorted(path.parent for path in Path("studies").glob("*/study.toml"))
        if Path("study.toml").is_file():
            return Path(), paths[0]
        if len(studies) == 1:
            return studies[0], paths[0]
    raise typer.BadParameter("the folder of the study, then the file of the newer version")
