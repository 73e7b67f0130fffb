"""`florilege new`: a study to start from, copied into a folder of one's own."""

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


def new(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Folder to create; it must be empty or not exist yet.", show_default=False),
    ] = None,
    template: Annotated[str, typer.Option("--template", help="Template to start from: see --list.")] = "",
    language: Annotated[str, typer.Option("--lang", help="Language of its comments: fr or en.")] = "fr",
    listed: Annotated[bool, typer.Option("--list", help="List the templates.")] = False,
) -> None:
    """Start a study from a template: study file, made-up candidates and expected list.

    Example: florilege new --template 25-sur-300 my-study --lang en
    """
    if language not in catalogue.LANGUAGES:
        raise typer.BadParameter("--lang takes fr or en")
    if listed:
        for one in catalogue.TEMPLATES:
            sys.stdout.write(f"{one.name:<14}{one.title.in_language(language)}\n")
        return
    names = ", ".join(one.name for one in catalogue.TEMPLATES)
    found = catalogue.find(template)
    if found is None:
        raise typer.BadParameter(f"--template takes one of: {names}")
    if folder is None:
        raise typer.BadParameter("the folder to create, after --template NAME")
    written = catalogue.copy_template(found, folder, language)
    _print(folder, written, language)


def _print(folder: Path, written: tuple[str, ...], language: str) -> None:
    """What was copied, and the command to run next."""
    for name in written:
        sys.stdout.write(f"{folder / name}: {SAYS[name].in_language(language)}\n")
    candidates, study, out = (
        shlex.quote(str(folder / name))
        for name in (catalogue.CANDIDATES[language], catalogue.STUDY_FILE, catalogue.RESULT)
    )
    following = Words("Ensuite :", "Next:").in_language(language)
    sys.stdout.write(f"{following} florilege select --candidates {candidates} --study {study} --out {out}\n")
