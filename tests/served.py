"""The service of a team on loopback, for as long as a block lasts: for browsers, without the worker."""

from __future__ import annotations

import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.program import serving

SETTINGS = {
    "FLORILEGE_HTTPS": "0",
    "FLORILEGE_SECRET_KEY": "no-secret-at-all-but-long-enough-for-the-service-to-start",
}
SERVE = Path(__file__).with_name("served_program.py")
TRIES, PAUSE = 300, 0.2


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of the service of the study in a folder, once it answers; it ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    asked = ["serve", "study", "--team", "--no-worker", "--port", str(port)]
    server = serving(
        *asked, folder=folder, said=folder / "served.txt", script=SERVE, environment=SETTINGS, team=True
    )
    try:
        for _ in range(TRIES):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60).close()
                break
            except urllib.error.URLError:
                time.sleep(PAUSE)
        else:
            raise AssertionError((folder / "served.txt").read_text())
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def fits(page: Page) -> bool:
    """Whether a page is no wider than its window.

    A click does not wait for the page it opens: what only that page holds is waited for before asking.
    """
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
