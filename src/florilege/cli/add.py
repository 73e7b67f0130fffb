"""`florilege add`: a listing more in a study that exists, or its undoing; a newer version is handed over to `import`."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from florilege.cli.application import AsJson, Database, StudyPath, open_store, progress_bar
from florilege.faults import Words
from florilege.listings.counts import in_english, in_french
from florilege.study_templates import catalogue

Answer = Annotated[str, typer.Option(show_default=False)]


def add(
    study: StudyPath,
    file: Annotated[
        Path | None,
        typer.Argument(help="Listing to add: CSV, XLSX, ODS, GeoJSON, JSON…", show_default=False),
    ] = None,
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
        str, typer.Option("--kind", help="Type of its places, where no column says it.", show_default=False)
    ] = "",
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing: use the defaults, and list them.")
    ] = False,
    new: Annotated[
        bool,
        typer.Option(
            "--new", help="Treat it as a new listing, even if it looks like a newer version of another."
        ),
    ] = False,
    undo: Annotated[
        str,
        typer.Option(
            "--undo",
            metavar="NAME",
            help="Remove a listing that was added, by its name.",
            show_default=False,
        ),
    ] = "",
    who: Annotated[
        str,
        typer.Option(
            "--who",
            help="With --undo, name of the person undoing it, recorded in the journal.",
            show_default=False,
        ),
    ] = "",
    language: Annotated[str, typer.Option("--lang", help="Language of the output: fr or en.")] = "fr",
    database: Database = "",
    as_json: AsJson = False,
) -> None:
    """Add a listing to a study; if the file is a newer version of one of its listings, show what it changes, as import does.

    --undo NAME removes a listing that was added, as long as its files are as the addition wrote them and no
    decision rests on what only it holds.

    Example: florilege add my-study more-places.xlsx --licence etalab-2.0 --publisher "Région Bretagne"

    Example: florilege add my-study --undo more-places --who "A. Reader"
    """
    if language not in catalogue.LANGUAGES:
        raise typer.BadParameter("--lang takes fr or en")
    if undo:
        if file is not None:
            raise typer.BadParameter("a study's folder with --undo and the name of a listing, no file")
        _take_out(study, undo, who=who, database=database, as_json=as_json, language=language)
        return
    if file is None:
        raise typer.BadParameter("the folder of the study, then the listing to add")
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


def _take_out(study: Path, slug: str, *, who: str, database: str, as_json: bool, language: str) -> None:
    """Take a listing that was added out of the study, and link again; says what went."""
    open_store(database)
    from florilege.web.acts.new_listings import take_out
    from florilege.web.journal.acts import FILE
    from florilege.web.steps import chain
    from florilege.web.steps.rehearsal import rehearse
    from florilege.web.study.folder import open_folder
    from florilege.web.study.open_study import open_study

    with progress_bar() as progress:
        chain.run_chain(study, last="link", out=None, force=(), progress=progress)
    gone = take_out(open_study(open_folder(study)), slug, who=who, rehearse=rehearse, door=FILE)
    with progress_bar() as progress:
        chain.run_chain(study, last="link", out=None, force=(), progress=progress)
    files = [path.relative_to(study).as_posix() for path in gone.removal.gone]
    if as_json:
        data = {
            "listing": slug,
            "records": gone.records,
            "claims": gone.claims,
            "places": list(gone.places),
            "files": files,
        }
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        return
    places = len(gone.places)
    words = Words(
        f"{slug} : retiré de l’étude, avec {in_french(gone.records, 'fiche', 'fiches')} et "
        f"{in_french(places, 'lieu qu’il était seul à donner', 'lieux qu’il était seul à donner')} ({', '.join(files)})",
        f"{slug}: removed from the study, with {in_english(gone.records, 'record', 'records')} and "
        f"{in_english(places, 'place', 'places')} that only it held ({', '.join(files)})",
    )
    sys.stdout.write(words.in_language(language) + "\n")
    if gone.removal.guesses_stay:
        left = Words(
            "GUESSES.md : ce qui en est dit a été modifié depuis, et y reste",
            "GUESSES.md: what it says about it was edited since, and stays there",
        )
        sys.stdout.write(left.in_language(language) + "\n")


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
    import_version(
        [study, file],
        slug,
        date=date,
        accept=False,
        who="",
        database=database,
        as_json=as_json,
        language=language,
    )
    dated = f" --date {shlex.quote(date)}" if date else ""
    following = Words("Pour l’accepter :", "To accept it:").in_language(language)
    sys.stderr.write(
        f'{following} florilege import {shlex.quote(str(study))} --listing {slug} {shlex.quote(str(file))}{dated} --accept --who "…"\n'
    )
