"""One process that makes pages for all workers of a service: it alone holds the whole study, and what rendering needs.

A worker that has not kept a page asks it over a socket of the system (`publication/made_apart.py`). `florilege serve --team`
runs it beside the workers.
"""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer


class _Maker(ThreadingMixIn, WSGIServer):
    """A server of WSGI on a socket of the system."""

    address_family = socket.AF_UNIX
    daemon_threads = True

    def server_bind(self) -> None:
        self.socket.bind(self.server_address)
        self.server_name, self.server_port = "localhost", 80
        self.setup_environ()

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        connection, _ = self.socket.accept()
        return connection, ("localhost", 0)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *said: object) -> None:
        """Workers say what they answered."""


def main(path: str) -> None:
    """Make pages for whoever asks at a socket, which takes the place of that of a page maker that ended."""
    Path(path).unlink(missing_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "florilege.web.service_settings")
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    with _Maker(path, _Quiet) as server:  # type: ignore[arg-type]  # a path stands for the address
        server.set_app(application)
        threading.Thread(target=_read_study, daemon=True).start()
        server.serve_forever()


def _read_study() -> None:
    """Read the study, and make its index, before anyone asks."""
    from django.db import connection

    from florilege.web.publication import live
    from florilege.web.publication.contents.served import NotBuilt

    try:
        live.current_places()
    except NotBuilt:
        return  # a page says so to whoever comes
    finally:
        connection.close()
