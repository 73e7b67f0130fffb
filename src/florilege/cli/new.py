"""`florilege new`: a study to start from, copied from a template or drafted from one's own files."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from florilege.faults import Words
from florilege.study_templates import catalogue

SAYS = {
    catalogue.STUDY_FILE: Words("la grille, les poids, les règles", "the grid, the weights, the rules"),
    **{name: Words("les candidats, inventés", "made-up candidates") for name in catalogue.CANDIDATES.values()},
    **{
        name: Words("la liste que l’exemple doit donner", "the expected list")
        for name in catalogue.EXPECTED.values()
    },
    **{name: Words("par où commencer", "where to start") for name in catalogue.GUIDE.values()},
}  # fmt: skip
Several = list[str]


def new(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="STUDY [FILE]...",
            help="Folder to create, empty or not there yet; then more files, after --from FILE.",
            show_default=False,
        ),
    ] = None,
    sources: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Listing to start from: CSV, XLSX, ODS, GeoJSON, JSON… Others may follow it.",
            show_default=False,
        ),
    ] = None,
    publisher: Annotated[
        Several | None,
        typer.Option(
            "--publisher",
            help="Who publishes the files: once for all, or once per file, in their order.",
            show_default=False,
        ),
    ] = None,
    licence: Annotated[
        Several | None,
        typer.Option(
            "--licence", help="Licence of the files (etalab-2.0, ODbL-1.0, fact-cited…).", show_default=False
        ),
    ] = None,
    date: Annotated[
        Several | None, typer.Option("--date", help="Date of the files, YYYY-MM-DD.", show_default=False)
    ] = None,
    kind: Annotated[
        Several | None,
        typer.Option(
            "--kind", help="Type of places, where no column says it (coworking, fablab…).", show_default=False
        ),
    ] = None,
    size: Annotated[
        int | None, typer.Option("--size", min=1, help="How many places the list keeps.", show_default=False)
    ] = None,
    title: Annotated[
        str, typer.Option("--title", help="Title of the study (default: name of its folder).")
    ] = "",
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing: use the defaults, and list them.")
    ] = False,
    template: Annotated[str, typer.Option("--template", help="Template to start from: see --list.")] = "",
    language: Annotated[str, typer.Option("--lang", help="Language of its comments: fr or en.")] = "fr",
    listed: Annotated[bool, typer.Option("--list", help="List the templates.")] = False,
) -> None:
    """Start a study from your own files, or from a template.

    Example: florilege new my-study --from places.csv more.xlsx --yes
    Example: florilege new --template 25-sur-300 my-study --lang en
    """
    if language not in catalogue.LANGUAGES:
        raise typer.BadParameter("--lang takes fr or en")
    if listed:
        for one in catalogue.TEMPLATES:
            sys.stdout.write(f"{one.name:<14}{one.title.in_language(language)}\n")
        return
    folder, more = (paths[0], paths[1:]) if paths else (None, [])
    if sources:
        if folder is None:
            raise typer.BadParameter("the folder to create, before --from FILE")
        from florilege.cli.drafted_studies import Said, draft

        said = Said.of(publisher=publisher, licence=licence, date=date, kind=kind, yes=yes, language=language)
        draft(folder, [*sources, *more], said, size=size, title=title)
        return
    names = ", ".join(one.name for one in catalogue.TEMPLATES)
    found = catalogue.find(template)
    if found is None:
        raise typer.BadParameter(f"--from FILE…, or --template with one of: {names}")
    if folder is None or more:
        raise typer.BadParameter("one folder to create, after --template NAME")
    written = catalogue.copy_template(found, folder, language)
    _print(folder, written, language)


def _print(folder: Path, written: tuple[str, ...], language: str) -> None:
    """What was copied, and the commands to run next."""
    for name in written:
        sys.stdout.write(f"{folder / name}: {SAYS[name].in_language(language)}\n")
    candidates, study, out = (
        shlex.quote(str(folder / name))
        for name in (catalogue.CANDIDATES[language], catalogue.STUDY_FILE, catalogue.RESULT)
    )
    whole = Words("Pour un site de la liste :", "For a site of the list:").in_language(language)
    sys.stdout.write(f"{whole} florilege build {shlex.quote(str(folder))} --out site\n")
    following = Words("Ensuite :", "Next:").in_language(language)
    sys.stdout.write(f"{following} florilege select --candidates {candidates} --study {study} --out {out}\n")
