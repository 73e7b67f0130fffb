"""`florilege serve`: the live site on this machine, or the service of a team."""

from __future__ import annotations

import os
from contextlib import nullcontext
from typing import Annotated

import typer

from florilege.cli.application import (
    BUILDING,
    SERVICE,
    Database,
    StudyPath,
    check_secret,
    name_study,
    open_store,
)
from florilege.cli.work import work_beside
from florilege.processes import Beside, cores

WORKERS, THREADS = 4, 4
"""Processes at most, one a core; threads of each: they wait for the store more than they work."""


def serve(
    study: StudyPath,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Local port.")] = 8000,
    workspace: Annotated[
        bool,
        typer.Option("--workspace", help="Also serve the team's pages, at /espace/, on this machine only."),
    ] = False,
    team: Annotated[
        bool,
        typer.Option(
            "--team", help="Serve the team's pages to whoever signs in (florilege user add), on any machine."
        ),
    ] = False,
    worker: Annotated[
        bool,
        typer.Option(
            "--worker/--no-worker",
            help="With --team, also do the work behind the pages; else `florilege work` does, elsewhere.",
        ),
    ] = True,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; with --team, 0.0.0.0 for every machine.")
    ] = "127.0.0.1",
    database: Database = "",
) -> None:
    """Serve the live site, from the same store and views as the static site.

    Example: florilege serve studies/lieux-innovation --port 8000 --workspace

    With --team, people sign in. It needs FLORILEGE_SECRET_KEY (fifty letters drawn at random, kept from one start to the
    next), FLORILEGE_HOSTS (the names it answers to) and, before it, a proxy that ends TLS: cookies travel by HTTPS alone.
    """
    slug = name_study(study)
    os.environ["FLORILEGE_WORKSPACE"] = "1" if workspace else "0"
    if team:
        check_secret()
    open_store(database, settings_module=SERVICE if team else BUILDING)
    from django.core.management import call_command

    from florilege.web.study.open_study import refuse_unbuilt

    refuse_unbuilt(slug, folder=str(study))
    if team:
        with Beside(work_beside, slug) if worker else nullcontext():
            _serve_team(host, port)
        return
    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, skip_checks=True)


def _serve_team(host: str, port: int) -> None:
    from granian.constants import Interfaces
    from granian.server import Server

    # one heap for the threads of a worker: they read the same study, and what one lets go of another takes
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    Server(
        "florilege.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=min(WORKERS, cores()),
        blocking_threads=THREADS,
    ).serve()
