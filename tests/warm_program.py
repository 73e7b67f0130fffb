"""The process of which each command of a test is a copy: `python -m tests.warm_program SOCKET` (see program.py).

It imports, waits to be asked, and is copied; it opens no store and reads no study, so that a copy starts where a
process of its own would.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import socket
import sys
import time
import traceback

ROOMS = (
    "territory",
    "listings",
    "evidence",
    "linkage",
    "appraisal",
    "selection",
    "ecosystem",
    "editorial",
    "exchange",
    "checking",
)
"""Imported whole; then the shell (web), whose settings each copy reads again (see forget_settings)."""
READ_LATER = (
    "florilege.web.api.routes.corrections", "florilege.web.contributions",
    "florilege.web.correction_forms", "florilege.web.articles",
    "florilege.web.practices", "florilege.web.practice_forms",
    "florilege.web.workspace.moderation",
    "florilege.web.workspace.exchange",
    "florilege.web.workspace.check_in",
    "florilege.web.workspace.proposals",
    "florilege.web.workspace.team_urls",
    "florilege.web.settings", "florilege.web.urls", "florilege.web.wsgi",
    "florilege.web.service_settings", "florilege.web.service_urls", "florilege.web.accounts", "florilege.web.background",
    "florilege.web.letters", "florilege.web.campaigns", "florilege.web.exchange",
    "florilege.web.exchange_forms", "florilege.web.duties", "florilege.web.workspace.team",
    "florilege.web.newsletter",
)  # fmt: skip
"""Not imported before a copy is asked for. A command of the live service, whose tables the others do not have, starts
from nothing (`run_from_nothing`): Django sets its applications up once in a process."""
LIBRARIES = (
    "django.core.management.commands.migrate", "django.core.serializers.json", "django.db.backends.sqlite3.base",
    "django.db.models", "django.http", "django.template.context", "django.test.client", "django.utils.translation",
    "highspy", "jinja2", "networkx", "PIL.Image", "polars", "scipy.optimize", "scipy.sparse.csgraph",
    "scipy.spatial", "scipy.special", "typer._adapters", "xlsxwriter",
)  # fmt: skip


def prepare() -> None:
    importlib.import_module("florilege.cli")
    for room in ROOMS:
        package = importlib.import_module(f"florilege.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"florilege.{room}."):
            if not module.name.startswith(
                "florilege.linkage.scale"
            ):  # its engines have threads, which no copy keeps
                importlib.import_module(module.name)
    for name in LIBRARIES:
        importlib.import_module(name)
    communes = importlib.import_module("florilege.territory.reference").reference()
    # each of these orders all the communes when it is first asked: a second, once for all
    communes.named("Nantes", "44")
    communes.everywhere("Nantes")
    communes.beginning("Nantes")
    communes.nearest(47.2, -1.5)
    # and where their inhabitants stand, and what each EPCI is likened by
    importlib.import_module("florilege.territory.peers").traits(communes)
    shell()
    gc.collect()
    gc.freeze()


def shell() -> None:
    """Import the shell, with settings that name no store."""
    before = dict(os.environ)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "florilege.web.settings",
        "DATABASE_URL": "sqlite:////nowhere/store.sqlite3",
    }
    import django

    django.setup()
    web = importlib.import_module("florilege.web")
    for module in pkgutil.walk_packages(web.__path__, "florilege.web."):
        if not module.name.startswith(READ_LATER):
            importlib.import_module(module.name)
    publication = "florilege.web.publication"
    importlib.import_module(f"{publication}.search.scripts").communes_script()
    importlib.import_module(f"{publication}.edition.made_scripts").basemap_script()
    drawings = importlib.import_module(f"{publication}.maps.drawings")
    drawings.base(), drawings.departement_drawings(()), drawings.region_drawings(())
    os.environ.clear()
    os.environ.update(before)


def forget_settings() -> None:
    """Make Django read its settings when it is next asked for one, from the environment of then."""
    from asgiref.local import Local
    from django.conf import settings
    from django.db import connections
    from django.utils.functional import empty

    vars(settings).clear()
    settings._wrapped = empty
    del sys.modules["florilege.web.settings"]
    vars(connections).pop("settings", None)
    vars(connections)["_settings"] = None
    connections._connections = Local(connections.thread_critical)


def run(asked: dict[str, object], streams: list[int]) -> int:
    """In the copy: become the process asked for, run, and say how it ended."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    environment, arguments = asked["environment"], asked["arguments"]
    file, text = str(asked.get("file", "")), str(asked.get("text", ""))
    assert isinstance(environment, dict)
    assert isinstance(arguments, list)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    forget_settings()
    os.chdir(str(asked["folder"]))
    sys.argv = [file or "florilege", *arguments]
    try:
        if file:
            runpy.run_path(file, run_name="__main__")
        elif text:
            exec(text, {"__name__": "__main__"})
        else:
            from florilege.cli import main

            main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def end() -> None:
    """What a process does that ends by itself: SQLite folds its journal into the store when the last one closes it."""
    if (
        "django.conf" in sys.modules and sys.modules["django.conf"].settings.configured
    ):  # not if they were refused
        sys.modules["django.db"].connections.close_all()
    atexit._run_exitfuncs()


def serve(line: socket.socket) -> None:
    while True:
        size, streams, _, _ = socket.recv_fds(line, 4, 3)
        if not size:
            return
        content = b""
        while len(content) < int.from_bytes(size, "big"):
            content += line.recv(1 << 16)
        copy = os.fork()
        if copy == 0:
            line.close()
            code = run(json.loads(content), streams)
            end()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        for stream in streams:
            os.close(stream)
        code = os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])
        line.sendall(code.to_bytes(4, "big", signed=True))


if __name__ == "__main__":
    prepare()
    with socket.socket(fileno=int(sys.argv[1])) as line:
        serve(line)
