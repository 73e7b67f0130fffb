"""The process of which each command of a test is a copy: `python -m tests.warm_program FOLDER SOCKET` (see program.py).

It imports, waits to be asked, and is copied; it opens no store and reads no study, so that a copy starts where a
process of its own would. Django sets its applications up once in a process: there are two of it, one for what builds
a study and one for the service of a team, each a copy, made when it is first asked for, of one that set none up.
"""

from __future__ import annotations

import atexit
import fcntl
import gc
import importlib
import json
import os
import pkgutil
import runpy
import selectors
import socket
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path

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
BUILDING, TEAM = "florilege.web.settings", "florilege.web.service_settings"
OF_A_TEAM = (
    "florilege.web.api.routes.corrections", "florilege.web.contributions",
    "florilege.web.correction_forms", "florilege.web.articles",
    "florilege.web.practices", "florilege.web.practice_forms",
    "florilege.web.workspace.moderation",
    "florilege.web.workspace.exchange",
    "florilege.web.workspace.check_in",
    "florilege.web.workspace.proposals",
    "florilege.web.workspace.team_urls",
    "florilege.web.service_settings", "florilege.web.service_urls", "florilege.web.accounts", "florilege.web.background",
    "florilege.web.letters", "florilege.web.campaigns", "florilege.web.exchange",
    "florilege.web.exchange_forms", "florilege.web.duties", "florilege.web.workspace.team",
    "florilege.web.newsletter",
)  # fmt: skip
"""Modules whose tables the commands that build a study do not have."""
READ_LATER = {
    BUILDING: (*OF_A_TEAM, "florilege.web.urls", "florilege.web.wsgi"),
    TEAM: ("florilege.web.wsgi",),
}
"""Settings → what is not imported before a copy is asked for."""
LIBRARIES = (
    "django.core.management.commands.migrate", "django.core.serializers.json", "django.db.backends.sqlite3.base",
    "django.db.models", "django.http", "django.template.context", "django.test.client", "django.utils.translation",
    "highspy", "jinja2", "networkx", "PIL.Image", "polars", "scipy.optimize", "scipy.sparse.csgraph",
    "scipy.spatial", "scipy.special", "typer._adapters", "xlsxwriter",
)  # fmt: skip


def prepare() -> None:
    gc.set_threshold(*importlib.import_module("florilege.cli").SELDOM)  # in the copies too
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
    keys = importlib.import_module("florilege.territory.territory_keys")
    keys.called("Nantes"), keys.territory_names()
    # and where their inhabitants stand, and which EPCI each is likened to
    peers = importlib.import_module("florilege.territory.peers")
    for epci in peers.traits(communes):
        peers.peers(epci, reference=communes)
    # and on which lines the keys of the mappings stand that the small study shares with the real one
    lines = importlib.import_module("florilege.toml_positions").key_lines
    for mapping in Path(__file__).parents[1].glob("studies/lieux-innovation/listings/*.toml"):
        lines(mapping.read_text(encoding="utf-8"))
    gc.collect()
    gc.freeze()


def shell(named: str) -> None:
    """Import the shell, with settings that name no store."""
    before = dict(os.environ)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": named,
        "DATABASE_URL": "sqlite:////nowhere/store.sqlite3",
    }
    import django

    django.setup()
    web = importlib.import_module("florilege.web")
    for module in pkgutil.walk_packages(web.__path__, "florilege.web."):
        if not module.name.startswith(READ_LATER[named]):
            importlib.import_module(module.name)
    publication = "florilege.web.publication"
    importlib.import_module(f"{publication}.search.scripts").communes_script()
    importlib.import_module(f"{publication}.edition.made_scripts").basemap_script()
    drawings = importlib.import_module(f"{publication}.maps.drawings")
    drawings.base(), drawings.departement_drawings(()), drawings.region_drawings(())
    search = importlib.import_module(f"{publication}.search.gazetteer")
    search.territories(), search.gazetteer()
    importlib.import_module(f"{publication}.pages.territories.known").inhabitants_of_epcis()
    read_templates()
    importlib.import_module(f"{publication}.text.built_files").built()
    stored = importlib.import_module("florilege.web.study.stored_values")
    for kind in ("measures.Measures", "territory_measures.TerritoryMeasures", "selections.PublishedList"):
        module, _, name = kind.partition(".")
        stored._decoder(getattr(importlib.import_module(f"florilege.web.study.{module}"), name))
    read_software()
    importlib.import_module("django.db.migrations.loader").MigrationLoader(None)
    importlib.import_module("django.urls").get_resolver().reverse_dict.keys()
    os.environ.clear()
    os.environ.update(before)
    gc.collect()
    gc.freeze()


def read_templates() -> None:
    """Those of all pages, in both languages."""
    templating = importlib.import_module("florilege.web.publication.text.templating")
    for language in ("fr", "en"):
        pages = templating.environment(language)
        for template in templating.TEMPLATES.glob("*.html"):
            pages.get_template(template.name)


def read_software() -> None:
    """The code and data of this package, of which each step keeps a fingerprint."""
    of = importlib.import_module("florilege.web.steps.step").software_fingerprint
    steps = importlib.import_module("florilege.web.steps")
    for module in pkgutil.iter_modules(steps.__path__, "florilege.web.steps."):
        for name, rooms in vars(sys.modules[module.name]).items():
            if name.endswith("_ROOMS"):
                of(*rooms)
    of("web")


def forget_settings() -> None:
    """Make Django read its settings when it is next asked for one, from the environment of then."""
    from asgiref.local import Local
    from django.conf import settings
    from django.db import connections
    from django.utils.functional import empty

    vars(settings).clear()
    settings._wrapped = empty
    for name in (BUILDING, TEAM):
        sys.modules.pop(name, None)
    vars(connections).pop("settings", None)
    vars(connections)["_settings"] = None
    connections._connections = Local(connections.thread_critical)


def read_settings_at_setup() -> None:
    """Let what put its defaults into the settings while it was imported put them into those that are read now."""
    import django

    setup = django.setup

    def set_up(set_prefix: bool = True) -> None:
        setup(set_prefix)
        importlib.reload(sys.modules["axes.conf"])

    django.setup = set_up


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
    if "axes.conf" in sys.modules:
        read_settings_at_setup()
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


def copied(held: selectors.BaseSelector) -> int:
    """Fork: 0 in the copy, which holds nothing of what the process that is copied listens to."""
    copy = os.fork()
    if copy == 0:
        for key in list(held.get_map().values()):
            one = key.fileobj
            one.close() if isinstance(one, socket.socket) else os.close(key.fd)
        held.close()
    return copy


class Kind:
    """What sends the commands of tests to copies of itself, one line for each process that asks."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._held = selectors.DefaultSelector()
        self._held.register(control, selectors.EVENT_READ, self._take_line)

    def serve(self) -> None:
        """Until nobody can ask any more."""
        while self._control.fileno() >= 0:
            for key, _ in self._held.select():
                key.data()

    def _take_line(self) -> None:
        _, given, _, _ = socket.recv_fds(self._control, 1, 1)
        if not given:
            self._control.close()
            return
        line = socket.socket(fileno=given[0])
        self._held.register(line, selectors.EVENT_READ, lambda: self._answer(line))

    def _answer(self, line: socket.socket) -> None:
        size, streams, _, _ = socket.recv_fds(line, 4, 3)
        if not size:
            self._held.unregister(line)
            line.close()
            return
        content = b""
        while len(content) < int.from_bytes(size, "big"):
            content += line.recv(1 << 16)
        asked = json.loads(content)
        copy = copied(self._held)
        if copy == 0:
            code = run(asked, streams)
            end()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        for stream in streams:
            os.close(stream)
        watched = os.pidfd_open(copy)
        if asked.get("stays"):
            line.sendall(copy.to_bytes(4, "big"))
        reported = None if asked.get("stays") else line
        self._held.register(watched, selectors.EVENT_READ, lambda: self._ended(copy, watched, reported))

    def _ended(self, copy: int, watched: int, line: socket.socket | None) -> None:
        self._held.unregister(watched)
        os.close(watched)
        code = os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])
        if line is not None:
            with suppress(OSError):  # whoever asked did not wait
                line.sendall(code.to_bytes(4, "big", signed=True))


class First:
    """What no application is set up in: each kind is a copy of it, made when the first line to that kind is asked for.

    It ends when no process of tests holds a line to it.
    """

    def __init__(self, folder: Path, listening: socket.socket) -> None:
        self._folder, self._listening = folder, listening
        self._kinds: dict[str, socket.socket] = {}
        self._lives: list[socket.socket] = []
        self._held = selectors.DefaultSelector()
        self._held.register(listening, selectors.EVENT_READ, self._take_life)

    def serve(self) -> None:
        while self._listening.fileno() >= 0:
            for key, _ in self._held.select():
                key.data()

    def _take_life(self) -> None:
        life, _ = self._listening.accept()
        self._lives.append(life)
        self._held.register(life, selectors.EVENT_READ, lambda: self._lead(life))

    def _lead(self, life: socket.socket) -> None:
        """Hand a line to the kind that is asked for, or part from who is gone."""
        kind, given, _, _ = socket.recv_fds(life, 1, 1)
        if kind:
            name = {b"b": BUILDING, b"t": TEAM}[kind]
            socket.send_fds(self._kinds.get(name) or self._begun(name), [b"l"], given)
            os.close(given[0])
            return
        self._held.unregister(life)
        life.close()
        self._lives.remove(life)
        if not self._lives:
            self._end_unless_asked()

    def _begun(self, name: str) -> socket.socket:
        ours, theirs = socket.socketpair()
        if copied(self._held) == 0:
            for one in (ours, *self._kinds.values()):
                one.close()
            shell(name)
            Kind(theirs).serve()
            os._exit(0)
        theirs.close()
        self._kinds[name] = ours
        return ours

    def _end_unless_asked(self) -> None:
        if not self._folder.is_dir():  # who began it has put its folder away: nobody can ask any more
            self._listening.close()
            return
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(
                lock, fcntl.LOCK_EX
            )  # who begins asks under it: nobody is asking now whom it would not see
            self._listening.setblocking(False)
            with suppress(BlockingIOError):
                self._take_life()
            self._listening.setblocking(True)
            if not self._lives:
                (self._folder / "socket").unlink()
                self._listening.close()


if __name__ == "__main__":
    prepare()
    with socket.socket(fileno=int(sys.argv[2])) as listening:
        First(Path(sys.argv[1]), listening).serve()
