"""What every verb shares: the program, its options, its store, and how it says what was done."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from florilege import __version__
from florilege.cli.verbs import Program
from florilege.faults import NO, InputRefused, Words

app = typer.Typer(
    name="florilege",
    cls=Program,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    help="From scattered listings of places to a selection you can defend in public, and its published site.",
    epilog="Example: florilege build studies/lieux-innovation --out build/site",
)


def _print_version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"florilege {__version__}\n")
        raise typer.Exit


@app.callback()
def program(
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Makes `app` a program of verbs, which `Program` finds by themselves."""


StudyPath = Annotated[
    Path, typer.Argument(help="Study folder (the one with study.toml).", show_default=False)
]
Database = Annotated[
    str,
    typer.Option(
        "--database",
        envvar="DATABASE_URL",
        help="Database URL: sqlite:///file or postgresql://… (default: ./var/florilege.sqlite3).",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the report as JSON to standard output.")]
Force = Annotated[
    bool, typer.Option("--force", help="Rerun the step even if nothing has changed (build: every step).")
]
WithoutShareAlike = Annotated[
    bool,
    typer.Option(
        "--without-share-alike",
        help="Omit data under share-alike licences such as ODbL from the open data; the licence file lists what is left out.",
    ),
]
WithoutReport = Annotated[
    bool,
    typer.Option("--without-report", help="Build the site without the PDF report or links to it."),
]
Out = Annotated[Path, typer.Option("--out", help="Output folder for the static site.")]
Site = Annotated[
    str,
    typer.Option(
        "--site", help="URL where the site will be published, for the links of its 404 page and of its feeds."
    ),
]


class Language(StrEnum):
    """Languages of what is written."""

    FR = "fr"
    EN = "en"


StepProgress = Callable[[str, int, int], object]

BUILDING, SERVICE = "florilege.web.settings", "florilege.web.service_settings"
"""Settings of the commands that build a study; of the live service with its people."""

SECRET = 40
"""Signs of a secret at least."""
messages = Console(stderr=True, highlight=False)


def open_store(database: str, *, settings_module: str = BUILDING) -> Path | None:
    """Point Django at the store, create it when it is not there, bring its tables up to date; its file, if it is one.

    settings_module : `SERVICE` where people sign in: the commands that build a study have no table of theirs

    Raises InputRefused when no store can be opened there.
    """
    if settings_module == SERVICE:
        os.environ["DJANGO_SETTINGS_MODULE"] = SERVICE
    from florilege.web.study import store_opening

    try:
        return store_opening.open_store(database, settings_module=settings_module)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--database") from error


def open_people(study: Path, database: str) -> str:
    """Open the store with its people; the slug of the study."""
    _, text, file = _study_file(study)
    open_store(database, settings_module=SERVICE)
    return _slug_of(text, file)


def open_store_of(study: Path, database: str, *, settings_module: str) -> str:
    """Open the store, and tell the live site, and what it starts, which study it is of; its slug.

    Raises StudyFileRefused for a study file that says something else than expected.
    """
    folder, text, file = _study_file(study)
    os.environ["FLORILEGE_STUDY_FOLDER"] = str(folder)
    open_store(database, settings_module=settings_module)
    from django.conf import settings

    slug = _slug_of(text, file)
    os.environ["FLORILEGE_STUDY"] = settings.FLORILEGE_STUDY = slug
    return slug


def _study_file(study: Path) -> tuple[Path, str, str]:
    """The folder of a study; the text of its file, and the name of that file."""
    from florilege.web.study.folder import open_folder, read_text

    folder = open_folder(study)
    return folder.path.resolve(), read_text(folder.study_file), str(folder.study_file)


def _slug_of(text: str, file: str) -> str:
    """The slug that the store has when this is the file that was built, which then need not be read again (a second)."""
    from florilege.web.study.models import Study

    built = Study.objects.filter(file_text=text).values_list("slug", flat=True)[:2]
    if len(built) == 1:
        return built[0]
    from florilege.selection.study_file import read_study

    return read_study(text, file=file).slug


def check_secret() -> None:
    """Raises InputRefused without a secret that outlives a start: sessions would end with it, and workers disagree."""
    if len(os.environ.get("FLORILEGE_SECRET_KEY", "")) < SECRET:
        raise InputRefused(
            Words(
                f"la variable FLORILEGE_SECRET_KEY, d’au moins {SECRET} signes",
                f"the variable FLORILEGE_SECRET_KEY, of at least {SECRET} characters",
            ),
            column="FLORILEGE_SECRET_KEY",
            hint=Words(
                'en tirer une, et la garder : python3 -c "import secrets; print(secrets.token_urlsafe(50))"',
                'generate one, and keep it: python3 -c "import secrets; print(secrets.token_urlsafe(50))"',
            ),
        )


@contextmanager
def progress_bar() -> Iterator[StepProgress]:
    """A bar on the terminal that shows the step under way; nothing where there is no terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=messages, transient=True, disable=not messages.is_terminal,
    ) as bar:  # fmt: skip
        task = bar.add_task("…", total=None)

        def show(step: str, done: int, total: int) -> None:
            bar.update(task, description=step, completed=done, total=total or None)

        yield show


def run(
    study: Path,
    last: str,
    *,
    out: Path | None,
    database: str,
    as_json: bool,
    force: Collection[str],
    share_alike: bool = True,
    with_report: bool = True,
    site: str = "",
) -> None:
    """Run the chain up to one step and print what was done; exit 1 when no list satisfies the rules.

    force : steps that run again even if nothing changed
    """
    open_store(database)
    from florilege.web.steps import chain as study_chain

    with progress_bar() as progress:
        chain = study_chain.run_chain(
            study, last=last, out=out, force=force, progress=progress, share_alike=share_alike, with_report=with_report,
            address=site,
        )  # fmt: skip
    if as_json:
        sys.stdout.write(json.dumps(study_chain.as_data(chain), ensure_ascii=False, indent=2) + "\n")
    else:
        _print_chain(chain, study, last=last, out=out)
    if chain.infeasible:
        raise typer.Exit(NO)


def _print_chain(chain: object, study: Path, *, last: str, out: Path | None) -> None:
    from rich.table import Table

    from florilege.cli.languages import language_of
    from florilege.web.publication.text import words
    from florilege.web.steps.chain import Chain
    from florilege.web.workspace.step_words import step_words

    assert isinstance(chain, Chain)
    language = language_of(None)
    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(words.said(Words("étape", "step"), language))
    table.add_column(words.said(Words("secondes", "seconds"), language), justify="right")
    table.add_column(words.said(Words("résultat", "result"), language))
    again = words.said(Words("rien de changé", "unchanged"), language)
    for report in chain.reports:
        name, counted = step_words(report.step, report.counts, language)
        seconds = words.number(report.seconds, language, decimals=1)
        table.add_row(name, seconds, f"{again} · {counted}" if report.unchanged else counted)
    console.print(table)
    total = words.number(sum(report.seconds for report in chain.reports), language, decimals=1)
    peak = words.number(chain.peak_mb, language)
    console.print(
        words.said(
            Words(f"total {total} s · mémoire {peak} Mo au plus", f"total {total} s · peak memory {peak} MB"),
            language,
        )
    )
    for notice in chain.notices:  # on one line each, so that the command in it can be copied
        console.print(notice.in_language(language), markup=False, soft_wrap=True)
    if last == "publish" and out is not None:
        page, served = out / "index.html", f"florilege serve {shlex.quote(str(study))}"
        made = Words(
            f"Le site est dans {out} : ouvrir {page} dans un navigateur, ou lancer : {served}",
            f"The site is in {out}: open {page} in a browser, or run: {served}",
        )
        console.print(made.in_language(language), markup=False, soft_wrap=True)
