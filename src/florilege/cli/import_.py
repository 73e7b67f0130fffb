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
from rich.console import Console
from rich.table import Table

from florilege.cli.application import (
    AsJson,
    Database,
    Force,
    open_store,
    progress_bar,
    run,
)

SHOWN = 12
"""Changes shown of each kind; the report holds them all."""


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
    paths: Sequence[Path], slug: str, *, date: str, accept: bool, who: str, database: str, as_json: bool
) -> None:
    """Say what a newer version of a listing changes; when accepted, make it the version in use and link again."""
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
    _print(found.difference, state, report)


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
    for one in acts:
        what = f"undo {one.undoes}" if one.undoes else "accept"
        mark = "  (undone)" if one.act in gone else ""
        sys.stdout.write(
            f"{one.act}  {what}  {one.listing}  {one.over} → {one.version}  {one.who}  {one.date}{mark}\n"
        )


def _undo_acceptance(study_path: Path, act: int, *, who: str, database: str, as_json: bool) -> None:
    """Bring back the version of a listing that another was accepted over, and link again."""
    open_store(database)
    from florilege.web.acts import acceptances
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
    sys.stdout.write(
        f"act {undone.act}: act {act} undone; {undone.listing} is back to version {undone.version}. "
        "The places were relinked.\n"
    )


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


def _print(found: object, state: str, report: Path) -> None:
    from florilege.linkage.differences import Difference

    assert isinstance(found, Difference)
    console = Console(highlight=False)
    console.print(f"{found.listing}: {found.before} → {found.after}", markup=False)
    counts = Table(box=None, pad_edge=False, show_header=False)
    for name, count in found.counts().items():
        counts.add_row(name, f"{count:,}".replace(",", " "))
    console.print(counts)
    parts = {
        "added": [f"{record_id}  {name}" for record_id, name in found.added],
        "gone": [f"{record_id}  {name}" for record_id, name in found.gone],
        "re-used ids": [f"{record_id}  {before} → {after}" for record_id, before, after in found.reused],
        "renewed ids": [f"{one.before} → {one.after}  {one.name}" for one in found.changed if one.renewed],
        "changed": [
            f"{one.after}  {one.name}: "
            + "; ".join(
                f"{change.field} {_values(change.before)} → {_values(change.after)}" for change in one.fields
            )
            for one in found.changed
            if one.fields
        ],
    }
    for title, lines in parts.items():
        if lines:
            console.print(f"[bold]{title}[/bold] ({len(lines)})")
        for line in lines[:SHOWN]:
            console.print(f"  {line}", markup=False, overflow="ellipsis", no_wrap=True)
        if len(lines) > SHOWN:
            console.print(f"  … {len(lines) - SHOWN} more", markup=False)
    console.print(f"The full comparison is in {report}.", markup=False)
    console.print(
        {
            "same": "This file is already the current version: nothing to do.",
            "accepted": "Accepted: it is now the current version; the places were relinked.",
            "examined": "Nothing was changed. Add --accept to make it the current version.",
        }[state]
    )


def _values(values: Sequence[object]) -> str:
    return " | ".join(map(str, values)) or "(nothing)"
