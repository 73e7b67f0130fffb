"""`florilege serve`: the live site on this machine, or the service of a team."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
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
PAUSE = 2.0
"""Seconds before what makes pages is started again."""
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
    os.environ["FLORILEGE_WORKSPACE"] = "1" if workspace else "0"
    if team:
        check_secret()
    slug = open_store_of(study, database, settings_module=SERVICE if team else BUILDING)
    from django.core.management import call_command

    from florilege.web.study.open_study import refuse_unbuilt

    refuse_unbuilt(slug, folder=str(study))
    if team:
        with Beside(work_beside, slug) if worker else nullcontext():
            _serve_team(host, port)
        return
    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, skip_checks=True)


def _serve_team(host: str, port: int) -> None:
    import tempfile

    from django.db import connections
    from granian.constants import Interfaces
    from granian.server import Server

    _share_one_heap()
    connections.close_all()  # workers are copies of this process: each opens its own
    with tempfile.TemporaryDirectory(prefix="florilege-") as folder, page_maker(Path(folder) / "pages"):
        Server(
            "florilege.web.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=min(WORKERS, cores()),
            blocking_threads=THREADS,
        ).serve()


def _share_one_heap() -> None:
    """Two heaps at most for the threads of a worker, where the C library can: what one lets go of, another takes."""
    import ctypes

    try:
        ctypes.CDLL(None).mallopt(ARENA_MAX, 2)
    except (AttributeError, OSError):
        return


@contextmanager
def page_maker(path: Path) -> Iterator[None]:
    """The process that makes pages for the workers, at a socket of this name: started again when it ends before its time."""
    from django.conf import settings

    over = threading.Event()
    # it ends when its standard input does: with this process, however that ends
    command = [sys.executable, "-m", "florilege.web.page_maker", str(path)]
    running = [subprocess.Popen(command, stdin=subprocess.PIPE)]

    def keep() -> None:
        while True:
            running[0].wait()
            if over.wait(PAUSE):
                return
            path.unlink(missing_ok=True)
            running[0] = subprocess.Popen(command, stdin=subprocess.PIPE)

    settings.FLORILEGE_PAGE_MAKER = str(path)
    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        running[0].terminate()
        keeper.join(2 * PAUSE)
