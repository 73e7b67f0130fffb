"""The command line: one verb a step; it calls the shell's operations and says what was done.

Exit codes: 0 done, 1 the answer is no, 2 wrong use, 3 input refused, 70 a fault of ours, 130 interrupted.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from florilege import __version__
from florilege.faults import DONE, INTERNAL, INTERRUPTED, NO, REFUSED, WRONG_USE, InputRefused, sentence

app = typer.Typer(
    name="florilege",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    help="From scattered listings of places to a selection that can be defended in public, and its publication.",
    epilog="Example: florilege build studies/lieux-innovation --out build/site",
)

StudyPath = Annotated[
    Path, typer.Argument(help="Folder of the study (it holds study.toml).", show_default=False)
]
Database = Annotated[
    str,
    typer.Option(
        "--database",
        envvar="DATABASE_URL",
        help="Store: sqlite:///file or postgresql://… (default: var/florilege.sqlite3 here).",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the report as JSON on the standard output.")]
Force = Annotated[bool, typer.Option("--force", help="Do the steps again even when nothing changed.")]
Out = Annotated[Path, typer.Option("--out", help="Folder of the static site.")]

messages = Console(stderr=True, highlight=False)


def open_store(database: str) -> None:
    """Point Django at the store, create it when it is not there, bring its tables up to date."""
    if database:
        os.environ["DATABASE_URL"] = database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "florilege.web.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command

    name = str(settings.DATABASES["default"]["NAME"])
    if str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3") and name != ":memory:":
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


def run(study: Path, last: str, *, out: Path | None, database: str, as_json: bool, force: bool) -> None:
    """Run the chain up to one step and print what was done; exit 1 when no list satisfies the rules."""
    open_store(database)
    from florilege.web import build

    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=messages, transient=True, disable=not messages.is_terminal,
    ) as bar:  # fmt: skip
        task = bar.add_task("…", total=None)

        def tell(step: str, done: int, total: int) -> None:
            bar.update(task, description=step, completed=done, total=total or None)

        chain = build.run_chain(study, last=last, out=out, force=force, tell=tell)
    if as_json:
        sys.stdout.write(json.dumps(build.as_data(chain), ensure_ascii=False, indent=2) + "\n")
    else:
        _print_chain(chain, last=last, out=out)
    if chain.infeasible:
        raise typer.Exit(NO)


def _print_chain(chain: object, *, last: str, out: Path | None) -> None:
    from florilege.web.build import Chain

    assert isinstance(chain, Chain)
    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title, justify in (("step", "left"), ("seconds", "right"), ("what", "left")):
        table.add_column(title, justify="right" if justify == "right" else "left")
    for report in chain.reports:
        what = " · ".join(
            f"{name} {value:,}".replace(",", " ") if isinstance(value, int) else f"{name} {value}"
            for name, value in report.counts.items()
        )
        table.add_row(
            report.step, f"{report.seconds:.1f}", ("unchanged · " if report.unchanged else "") + what
        )
    console.print(table)
    total = sum(report.seconds for report in chain.reports)
    console.print(f"total {total:.1f} s · peak memory {chain.peak_mb} MB")
    for line in chain.notices:
        console.print(line)
    if last == "publish" and out is not None:
        console.print(f"The site is in {out}: open {out / 'index.html'} in a browser, or run: make serve")


@app.command()
def build(
    study: StudyPath,
    out: Out = Path("build/site"),
    database: Database = "",
    as_json: AsJson = False,
    force: Force = False,
) -> None:
    """Run the whole chain: import, link, appraise, select, publish.

    Example: florilege build studies/lieux-innovation --out build/site
    """
    run(study, "publish", out=out, database=database, as_json=as_json, force=force)


@app.command("import")
def import_(study: StudyPath, database: Database = "", as_json: AsJson = False, force: Force = False) -> None:
    """Read the listings of a study into the store; what is mended or refused goes to var/reports.

    Example: florilege import studies/lieux-innovation
    """
    run(study, "import", out=None, database=database, as_json=as_json, force=force)


@app.command()
def link(study: StudyPath, database: Database = "", as_json: AsJson = False, force: Force = False) -> None:
    """Bring the records of one place together, and pick the value shown of each field.

    Example: florilege link studies/lieux-innovation
    """
    run(study, "link", out=None, database=database, as_json=as_json, force=force)


@app.command()
def appraise(
    study: StudyPath, database: Database = "", as_json: AsJson = False, force: Force = False
) -> None:
    """Say what the grid says of each candidate, unknowns as intervals.

    Example: florilege appraise studies/lieux-innovation
    """
    run(study, "appraise", out=None, database=database, as_json=as_json, force=force)


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
    out: Annotated[Path | None, typer.Option("--out", help="Where to write the selection (JSON).")] = None,
    explain: Annotated[str, typer.Option("--explain", help="Whom to explain: none, kept or all.")] = "",
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
        run(study, "select", out=None, database=database, as_json=as_json, force=force)
        return
    if study_file is None or out is None:
        raise typer.BadParameter("--candidates goes with --study FILE.toml and --out FILE.json")
    if explain not in ("", "none", "kept", "all"):
        raise typer.BadParameter("--explain takes none, kept or all")
    from florilege.selection.select import select_table

    raise typer.Exit(select_table(candidates, study_file, out, explain=explain or None))


@app.command()
def publish(
    study: StudyPath,
    out: Out = Path("build/site"),
    database: Database = "",
    as_json: AsJson = False,
    force: Force = False,
) -> None:
    """Write the static site and the open data; pages that did not change are left alone.

    Example: florilege publish studies/lieux-innovation --out build/site
    """
    run(study, "publish", out=out, database=database, as_json=as_json, force=force)


@app.command()
def serve(
    study: StudyPath,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port on this machine.")] = 8000,
    database: Database = "",
) -> None:
    """Serve the live site on this machine, from the same store and the same views as the static one.

    Example: florilege serve studies/lieux-innovation --port 8000
    """
    from florilege.web.study.folder import open_folder

    folder = open_folder(study)
    os.environ["FLORILEGE_STUDY"] = folder.path.resolve().name
    open_store(database)
    from django.core.management import call_command

    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, skip_checks=True)


@app.command()
def version() -> None:
    """Print the version."""
    sys.stdout.write(f"florilege {__version__}\n")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Entry point: runs a verb and turns what happens into an exit code and words."""
    # a build makes millions of small values that live to its end: looking for cycles among them every 700 is a
    # quarter of its time
    gc.set_threshold(100_000, 50, 50)
    try:
        code = app(args=list(arguments) if arguments is not None else None, standalone_mode=False)
        sys.exit(code if isinstance(code, int) else DONE)
    except typer.TyperException as error:
        show = getattr(error, "show", None)
        if callable(show):
            show()
        else:
            messages.print(str(error), markup=False)
        sys.exit(WRONG_USE)
    except InputRefused as fault:
        messages.print(f"refusé : {sentence(fault, 'fr')}", style="red", markup=False, soft_wrap=True)
        messages.print(f"refused: {sentence(fault, 'en')}", style="red", markup=False, soft_wrap=True)
        sys.exit(REFUSED)
    except (KeyboardInterrupt, typer.Abort):
        messages.print("interrompu / interrupted", style="yellow")
        sys.exit(INTERRUPTED)
    except Exception as error:
        logging.getLogger(__name__).debug("internal fault", exc_info=True)
        messages.print(
            f"faute interne / internal fault: {type(error).__name__}: {error}", style="red", markup=False
        )
        messages.print(traceback.format_exc(), markup=False, soft_wrap=True)
        sys.exit(INTERNAL)


if __name__ == "__main__":
    main()
