"""`florilege work`: do the work behind the pages of a team, apart from the server."""

from __future__ import annotations

import logging
import sys
from typing import Annotated

import typer

from florilege.cli.application import SERVICE, Database, StudyPath, check_secret, open_store_of


def work(
    study: StudyPath,
    once: Annotated[
        bool, typer.Option("--once", help="Do what is ready, then end: for a scheduler.")
    ] = False,
    database: Database = "",
) -> None:
    """Run a team’s background work: letters, reminders, rebuilding, website checks.

    Example: florilege work studies/lieux-innovation

    `florilege serve --team` does it too, unless it is started with --no-worker. One worker at a time does the work of a
    study: a second stands by and takes over when the first ends. Ctrl-C ends it; work under way is done again.
    """
    check_secret()
    slug = open_store_of(study, database, settings_module=SERVICE)
    _log()
    from florilege.web.background import worker

    if once:
        sys.stdout.write(f"{worker.work_once(slug)} done\n")
        return
    worker.work(slug)


def work_beside(slug: str) -> None:
    """The same for a study that is named and a store that is up to date, in a process beside the server."""
    import django

    django.setup()
    _log()
    from florilege.web.background import worker

    worker.work(slug)


def _log() -> None:
    """What goes wrong behind the pages, on the standard error stream, with its time."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
