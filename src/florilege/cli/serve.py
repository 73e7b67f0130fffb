"""`florilege serve`: the live site on this machine, or the service of a team."""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from florilege.cli.application import (
    BUILDING,
    SERVICE,
    Database,
    StudyPath,
    check_secret,
    open_store_of,
)
from florilege.cli.work import work_beside
from florilege.processes import Beside, cores

ARENA_MAX = -8
"""The number by which the C library knows its greatest number of heaps."""
LAST_ANSWER = 10
"""Seconds that a worker is given to end; one asked to while it starts never hears it."""
WORKERS, THREADS = 4, 8
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
            help="With --team, also run the background work; otherwise `florilege work` does, elsewhere.",
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
    os.environ["FLORILEGE_WORKSPACE"] = "1" if workspace else "0"
    if team:
        check_secret()
    slug = open_store_of(study, database, settings_module=SERVICE if team else BUILDING)
    from django.core.management import call_command

    from florilege.web.study.open_study import refuse_unbuilt

    refuse_unbuilt(slug, folder=str(study))
    if team:
        with Beside(work_beside, slug, name="florilege work") if worker else nullcontext():
            _serve_team(host, port)
        return
    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, skip_checks=True)


def _serve_team(host: str, port: int) -> None:
    import tempfile

    from django.conf import settings
    from django.db import connections

    from florilege.web import page_maker

    _share_one_heap()
    _import_for_workers()
    connections.close_all()  # workers are copies of this process: each opens its own
    with tempfile.TemporaryDirectory(prefix="florilege-") as folder:
        settings.FLORILEGE_PAGE_MAKER = str(Path(folder) / "pages")
        with Beside(page_maker.main, settings.FLORILEGE_PAGE_MAKER, name="florilege pages"):
            _serve_workers(host, port)


def _serve_workers(host: str, port: int) -> None:
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "florilege.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=min(WORKERS, cores()),
        blocking_threads=THREADS,
        workers_kill_timeout=LAST_ANSWER,
    ).serve()


def _import_for_workers() -> None:
    """What each worker would import to answer its first page is imported once, before they are forked."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    for name in ("django.core.handlers.wsgi.WSGIHandler", *settings.MIDDLEWARE):
        import_string(name)


def _share_one_heap() -> None:
    """Two heaps at most for the threads of a worker, where the C library can: what one lets go of, another takes."""
    import ctypes

    try:
        ctypes.CDLL(None).mallopt(ARENA_MAX, 2)
    except (AttributeError, OSError):
        return
