"""Pages asked of the one process that makes them for all workers of a service (`web/page_maker.py`).

Without that process, or when it does not answer, the worker makes the page itself.
"""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_Given = ParamSpec("_Given")
_View = Callable[Concatenate[HttpRequest, _Given], HttpResponse]
PATIENCE = 300.0
"""Seconds that a worker waits: a report is long to typeset, a large study long to read."""
PASSED_ON = ("Accept-Encoding", "If-None-Match")
"""Headers of a request that a page depends on."""
START = 30.0
"""Seconds from the start of a worker during which the page maker may still be starting."""
NOT_GIVEN_BACK = frozenset(
    {"connection", "content-length", "date", "server", "set-cookie", "transfer-encoding"}
)
"""Headers of an answer that are about the conversation between two processes, not about the page."""


_STARTED = time.monotonic()


class _Unix(http.client.HTTPConnection):
    """A connection over a socket of the system."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=PATIENCE)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def made_apart(view: _View[_Given]) -> _View[_Given]:
    """A view that the page maker answers, where there is one and it does; else the worker."""

    @wraps(view)
    def answer(request: HttpRequest, /, *given: _Given.args, **named: _Given.kwargs) -> HttpResponse:
        path: str = settings.FLORILEGE_PAGE_MAKER
        made = _asked(path, request) if path else None
        return view(request, *given, **named) if made is None else made

    return answer


def _asked(path: str, request: HttpRequest) -> HttpResponse | None:
    """What the page maker answers; None when it does not."""
    headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
    maker = _Unix(path)
    try:
        _connected(maker)
        maker.request("GET", request.get_full_path(), headers={**headers, "Host": request.get_host()})
        said = maker.getresponse()
        content = said.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        maker.close()
    if said.status >= 500 and said.status != 503:
        return None  # the worker meets the fault itself, and says it as it says any other
    back = {name: value for name, value in said.getheaders() if name.lower() not in NOT_GIVEN_BACK}
    return HttpResponse(content, status=said.status, headers={**back, "Content-Length": str(len(content))})


def _connected(maker: _Unix) -> None:
    """Connect to the page maker; while both start, wait for it: a worker that read the study would hold it ever after."""
    while True:
        try:
            maker.connect()
        except (FileNotFoundError, ConnectionRefusedError):
            if time.monotonic() - _STARTED > START:
                raise
            time.sleep(0.05)
        else:
            return
