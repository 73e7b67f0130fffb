"""`florilege serve`: the live site on this machine, or the service of a team."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from florilege.cli.application import (
    BUILDING,
    SERVICE,
    Database,
    StudyPath,
    open_store,
)
from florilege.faults import InputRefused, Words
from florilege.processes import cores

SECRET = 40
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
    from florilege.selection.study_file import read_study
    from florilege.web.study.folder import open_folder, read_text

    folder = open_folder(study)
    slug = read_study(read_text(folder.study_file), file=str(folder.study_file)).slug
    os.environ["FLORILEGE_STUDY"] = slug
    os.environ["FLORILEGE_STUDY_FOLDER"] = str(folder.path.resolve())
    os.environ["FLORILEGE_WORKSPACE"] = "1" if workspace else "0"
    if team:
        _check_secret()
    open_store(database, settings_module=SERVICE if team else BUILDING)
    from django.core.management import call_command

    from florilege.web.study.open_study import refuse_unbuilt

    refuse_unbuilt(slug, folder=str(study))
    if team:
        _serve_team(host, port)
        return
    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, skip_checks=True)


def _check_secret() -> None:
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
                'draw one, and keep it: python3 -c "import secrets; print(secrets.token_urlsafe(50))"',
            ),
        )


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
