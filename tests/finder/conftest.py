"""One study, published and served: its static finder in a browser, its live one by HTTP."""

from __future__ import annotations

import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from florilege.web.publication.text import built_files
from tests.browser.conftest import absent, browser  # noqa: F401 a fixture
from tests.made_once import made_once
from tests.program import Serving, run, serving
from tests.served import SERVE, SETTINGS

PATIENCE = 120


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store, static edition and study folder of the study of this folder."""
    if not (built_files.BUILD / "site.css").is_file():
        absent("the front end is not built (make frontend): the finder was not tested")

    def make(folder: Path) -> None:
        ended = run(folder, folder=folder, script=Path(__file__).with_name("study.py"))
        assert ended.returncode == 0, ended.stderr

    return made_once(tmp_path_factory, "finder", make)


@pytest.fixture(scope="module")
def static(made: Path) -> Iterator[str]:
    """Address of the static edition, as a file server serves it."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *said: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(made / "site"))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def live(made: Path) -> Iterator[str]:
    """Address of the live site, as `florilege serve --team` serves it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = serving(
        "serve", made / "study", "--team", "--no-worker", "--port", str(port),
        "--database", f"sqlite:///{made}/store.sqlite3",
        folder=made, said=made / "served.txt", script=SERVE, environment=SETTINGS, team=True,
    )  # fmt: skip
    try:
        yield _answering(f"http://127.0.0.1:{port}/", server, made / "served.txt")
    finally:
        server.terminate()
        server.wait()


def _answering(address: str, server: Serving, said: Path) -> str:
    """The address, once something answers there."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not server.has_ended():
        try:
            urllib.request.urlopen(f"{address}trouver/", timeout=PATIENCE).read()
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return address
    pytest.fail(f"the live site does not answer:\n{said.read_text()}")
