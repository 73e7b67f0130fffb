"""`florilege add`: a listing more in a study that exists; a newer version of one that it has is handed over to `import`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from florilege.cli.application import AsJson, Database, StudyPath
from florilege.faults import Words
from florilege.study_templates import catalogue

Answer = Annotated[str, typer.Option(show_default=False)]


def add(
    study: StudyPath,
    file: Annotated[
        Path, typer.Argument(help="Listing to add: CSV, XLSX, ODS, GeoJSON, JSON…", show_default=False)
    ],
    publisher: Annotated[
        str, typer.Option("--publisher", help="Who publishes the file.", show_default=False)
    ] = "",
    licence: Annotated[
        str,
        typer.Option(
            "--licence", help="Its licence (etalab-2.0, ODbL-1.0, fact-cited…).", show_default=False
        ),
    ] = "",
    date: Annotated[str, typer.Option("--date", help="Day it is of, YYYY-MM-DD.", show_default=False)] = "",
    kind: Annotated[
        str, typer.Option("--kind", help="Kind of its places, where no column says it.", show_default=False)
    ] = "",
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing: take the defaults, and list them.")
    ] = False,
    new: Annotated[
        bool,
        typer.Option("--new", help="A listing of its own, even if it looks like a newer version of another."),
    ] = False,
    language: Annotated[str, typer.Option("--lang", help="Language of what is written: fr or en.")] = "fr",
    database: Database = "",
    as_json: AsJson = False,
) -> None:
    """Add a listing to a study; if the file is a newer version of one of its listings, show what it changes, as import does.

    Example: florilege add my-study more-places.xlsx --licence etalab-2.0 --publisher "Région Bretagne"
    """
    if language not in catalogue.LANGUAGES:
        raise typer.BadParameter("--lang takes fr or en")
    from florilege.cli.drafted_studies import Said, answers, print_choices, print_source
    from florilege.study_drafts import additions

    slug = "" if new else additions.known_listing(study, file, language=language)
    if slug:
        _hand_over(study, file, slug, date=date, database=database, as_json=as_json, language=language)
        return
    given = {name: [value] if value else None for name, value in
             (("publisher", publisher), ("licence", licence), ("date", date), ("kind", kind))}  # fmt: skip
    said = Said.of(**given, yes=yes, language=language)
    found = additions.addition(study, file, lambda source: answers(source, said, rank=0), language=language)
    additions.add(study, found, language=language)
    print_source(found.drafted, language)
    print_choices(found.choices, study, language)
    if found.kinds_outside:
        kinds = ", ".join(found.kinds_outside)
        outside = Words(
            f"hors du champ de l’étude (study.toml, [study.scope] kind) : {kinds}",
            f"outside the scope of the study (study.toml, [study.scope] kind): {kinds}",
        )
        sys.stdout.write(outside.in_language(language) + "\n")
    following = Words("Ensuite :", "Next:").in_language(language)
    sys.stdout.write(f"{following} florilege build {shlex.quote(str(study))}\n")


def _hand_over(
    study: Path, file: Path, slug: str, *, date: str, database: str, as_json: bool, language: str
) -> None:
    """Show what a newer version changes, and the command that accepts it."""
    from florilege.cli.import_ import import_version

    words = Words(
        f"{file} : une autre version du recensement « {slug} » (mêmes colonnes, mêmes lieux) ; --new pour en faire un autre",
        f"{file}: another version of the listing “{slug}” (same columns, same places); --new to make it a listing of its own",
    )
    sys.stderr.write(words.in_language(language) + "\n")
    import_version([study, file], slug, date=date, accept=False, who="", database=database, as_json=as_json)
    dated = f" --date {shlex.quote(date)}" if date else ""
    following = Words("Pour l’accepter :", "To accept it:").in_language(language)
    sys.stderr.write(
        f'{following} florilege import {shlex.quote(str(study))} --listing {slug} {shlex.quote(str(file))}{dated} --accept --who "…"\n'
    )
