"""The live pages of a study, served for real, and a browser without a screen that asks them."""

from __future__ import annotations

import re
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

from tests.program import Serving, serving


def serve(folder: Path, *options: str) -> tuple[Serving, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ("serve", "study", "--port", str(port), "--database", "sqlite:///store.sqlite3", *options)
    process = serving(*command, folder=folder, said=folder / "served.txt")
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urlopen(f"{address}/static/build/site.css", timeout=5).close()
            return process, address
        except (URLError, ConnectionError):
            time.sleep(0.1)
    process.kill()
    raise AssertionError("the server did not start")


@contextmanager
def workspace_of(folder: Path) -> Iterator[Reader]:
    """Whoever reads and acts in the workspace of a study, served for as long as the block lasts."""
    process, address = serve(folder, "--workspace")
    try:
        yield Reader(address)
    finally:
        process.kill()
        process.wait()


class Reader:
    """A browser without a screen: keeps its cookies, sends the token that a form holds."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        with self._opener.open(self.address + path, timeout=60) as answer:
            return str(answer.read().decode())

    def post(self, path: str, page: str, **fields: str) -> tuple[str, str]:
        """Send a form of a page; returns where it led and what is there."""
        body = urlencode({"csrfmiddlewaretoken": token(page), **fields}).encode()
        with self._opener.open(self.address + path, body, timeout=60) as answer:
            return answer.geturl().removeprefix(self.address), answer.read().decode()

    def send(self, path: str, page: str, file: Path, **fields: str) -> tuple[str, str]:
        """The same with a file."""
        mark = uuid.uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in {"csrfmiddlewaretoken": token(page), **fields}.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
        body = b"".join([*parts, head.encode(), file.read_bytes(), f"\r\n--{mark}--\r\n".encode()])
        request = Request(
            self.address + path, body, {"Content-Type": f"multipart/form-data; boundary={mark}"}
        )
        with self._opener.open(request, timeout=60) as answer:
            return answer.geturl().removeprefix(self.address), answer.read().decode()


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None
    return found[1]
