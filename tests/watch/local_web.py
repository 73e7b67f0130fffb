"""A small web on this machine that plays what sites do: each host is a port of a loopback address."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from florilege.evidence.web_addresses import site_of
from florilege.web.watch.rounds import Watched

Play = Callable[["Handler"], None]
HTML = "text/html; charset=utf-8"
PAGE = "<html><head><title>La Fabrique</title></head><body><p>Un atelier ouvert à tous.</p></body></html>"


def page(body: str | bytes = PAGE, *, status: int = 200, kind: str = HTML, **headers: str) -> Play:
    """Answers one page."""
    content = body.encode() if isinstance(body, str) else body

    def play(asked: Handler) -> None:
        asked.answer(status, content, {"Content-Type": kind} | headers)

    return play


def redirect(target: str, status: int = 301) -> Play:
    """Sends elsewhere."""
    return lambda asked: asked.answer(status, b"", {"Location": target})


def huge(asked: Handler) -> None:
    """A body that would never end; stops when nobody listens."""
    asked.begin(200, {"Content-Type": HTML})
    try:
        asked.wfile.write(PAGE.encode())
        while True:
            asked.wfile.write(b"x" * 65536)
            asked.sent += 65536
    except OSError:
        asked.close_connection = True


def gzip_bomb(asked: Handler) -> None:
    """Forty megabytes of spaces in less than two hundred kilobytes."""
    bomb = gzip.compress(PAGE.encode() + b" " * 40_000_000, compresslevel=1)
    asked.answer(200, bomb, {"Content-Type": HTML, "Content-Encoding": "gzip"})


def slow(asked: Handler) -> None:
    """One byte of header now and then, for ever."""
    try:
        asked.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not asked.world.over.wait(0.05):
            asked.wfile.write(b"X")
            asked.wfile.flush()
    except OSError:
        asked.close_connection = True


def silent(asked: Handler) -> None:
    """Takes the request and says nothing."""
    asked.world.over.wait(20)
    asked.close_connection = True


def cut(asked: Handler) -> None:
    """Closes the connection in the middle of the body."""
    asked.begin(200, {"Content-Type": HTML, "Content-Length": "5000"})
    asked.wfile.write(PAGE.encode())
    asked.close_connection = True


def not_http(asked: Handler) -> None:
    """Another protocol altogether."""
    asked.wfile.write(b"220 mail.example ESMTP\r\n")
    asked.close_connection = True


def with_etag(asked: Handler) -> None:
    """A page that knows whether it changed."""
    if asked.headers.get("If-None-Match") == '"v1"':
        asked.answer(304, b"", {"ETag": '"v1"'})
    else:
        asked.answer(200, PAGE.encode(), {"Content-Type": HTML, "ETag": '"v1"'})


@dataclass
class Asked:
    """A request as the server saw it."""

    path: str
    headers: Mapping[str, str]
    at: float


@dataclass
class Host:
    """One host of the local web."""

    address: str
    port: int
    plays: dict[str, Play]
    asked: list[Asked] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    @property
    def url(self) -> str:
        return f"http://{self.address}:{self.port}"

    def pages(self) -> list[str]:
        """Paths asked for, robots.txt apart, in order."""
        return [one.path for one in self.asked if one.path != "/robots.txt"]

    def watched(self, path: str = "/", *places: str) -> Watched:
        site = site_of(self.url + path)
        assert site is not None
        return Watched(site, places or ("p1",))


class Handler(BaseHTTPRequestHandler):
    """Plays what the host is told to play for a path; 404 for the others."""

    protocol_version = "HTTP/1.1"
    world: LocalWeb
    host: Host
    sent = 0
    serving = False

    def do_GET(self) -> None:
        with self.world.lock:
            self.host.asked.append(Asked(self.path, dict(self.headers.items()), time.monotonic()))
            self.host.at_once += 1
            self.host.most_at_once = max(self.host.most_at_once, self.host.at_once)
            self.serving = True
        try:
            self.host.plays.get(self.path, page("<title>Not found</title>", status=404))(self)
        except OSError:
            self.close_connection = True
        finally:
            self.served()

    def served(self) -> None:
        """Told before the last bytes leave: who reads them may ask again before this thread goes on."""
        with self.world.lock:
            self.host.at_once -= int(self.serving)
            self.serving = False

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def answer(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
        self.served()
        self.begin(status, {**headers, "Content-Length": str(len(content))} if status != 304 else headers)
        if status != 304:
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class LocalWeb:
    """All the hosts of a test."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.hosts: list[Host] = []
        self._servers: list[ThreadingHTTPServer] = []

    def host(
        self, plays: Mapping[str, Play] | Play, *, robots: str | Play = "", address: str = "127.0.0.1"
    ) -> Host:
        """Open a host; a lone play is its home page. Without robots it has no robots.txt."""
        known = {"/": plays} if callable(plays) else dict(plays)
        if robots:
            known["/robots.txt"] = robots if callable(robots) else page(robots, kind="text/plain")
        host = Host(address, 0, known)
        handler = type("HostHandler", (Handler,), {"world": self, "host": host})
        server = ThreadingHTTPServer((address, 0), handler)
        server.daemon_threads = True
        host.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self._servers.append(server)
        self.hosts.append(host)
        return host

    @property
    def allowed(self) -> frozenset[tuple[str, int]]:
        """What the guard is told to let through."""
        return frozenset((host.address, host.port) for host in self.hosts)

    def close(self) -> None:
        self.over.set()
        for server in self._servers:
            server.shutdown()
            server.server_close()
