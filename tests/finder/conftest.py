"""One study, published and served: its static finder in a browser, its live one by HTTP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
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
from tests.program import run

ROOT = Path(__file__).parents[2]
SECRET = "no-secret-at-all-but-long-enough-for-the-service-to-start"
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
    environment = os.environ | {
        "FLORILEGE_SECRET_KEY": SECRET,
        "FLORILEGE_HTTPS": "0",
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
    }
    command = ["-m", "florilege.cli", "serve", made / "study", "--team", "--port", str(port)]
    with (made / "served.txt").open("w") as said:
        server = subprocess.Popen(
            [sys.executable, *command, "--database", f"sqlite:///{made}/store.sqlite3"],
            cwd=made, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
        )  # fmt: skip
        try:
            yield _answering(f"http://127.0.0.1:{port}/", server, made / "served.txt")
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _answering(address: str, server: subprocess.Popen[bytes], said: Path) -> str:
    """The address, once something answers there."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}trouver/", timeout=PATIENCE).read()
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return address
    pytest.fail(f"the live site does not answer:\n{said.read_text()}")
