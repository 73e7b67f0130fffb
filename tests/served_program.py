"""`florilege serve --team` for browsers: what makes its pages is a copy, as every command of the tests (see program.py).

A server starts that process from nothing, which takes four seconds of processor; `tests/background/test_serving.py` holds
that it does.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from florilege.cli import main, serve
from tests.program import serving

MAKE = """
import os, select, sys, threading
server = os.pidfd_open(int(sys.argv[2]))
threading.Thread(target=lambda: (select.select([server], [], []), os._exit(0)), daemon=True).start()
from florilege.web import page_maker
page_maker.main(sys.argv[1])
"""
"""Ends with the server, even one that is killed."""


class CopyBeside:
    """In the place of `florilege.processes.Beside`."""

    def __init__(self, target: Callable[[str], None], argument: str, *, name: str) -> None:
        assert target.__module__ == "florilege.web.page_maker", name
        self._argument = argument

    def __enter__(self) -> None:
        self._made = serving(
            self._argument, str(os.getpid()), folder=Path.cwd(), said=Path("pages.txt"), script=MAKE,
            environment=os.environ, team=True,
        )  # fmt: skip

    def __exit__(self, *_: object) -> None:
        self._made.terminate()
        self._made.wait()


serve.Beside = CopyBeside
main()
