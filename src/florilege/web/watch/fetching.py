"""One request to one address: bounded in time and size, no redirect followed, no cookie, no password.

The standard library parses the answer; the connection is ours, so that the guard decides where it goes and every
single read knows how much time is left.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from msgspec import Struct

from florilege.evidence.web_addresses import PORTS
from florilege.web.watch.guard import Guard, VisitFault

CHUNK = 16_384
NAME_FAULTS = frozenset({62, 64})
"""OpenSSL's codes of a certificate made out to another name, or another address."""


class Limits(Struct, frozen=True):
    """How much a site may take of us.

    body : bytes read of a page, sent or unpacked; raw : bytes received for one answer, headers too
    visit : seconds of answering for the pages of a visit; idle : seconds without a byte, and for a whole robots.txt
    redirects : followed at most
    """

    body: int = 512 * 1024
    raw: int = 2 * 1024 * 1024
    visit: float = 30.0
    idle: float = 10.0
    redirects: int = 8


class Reply(Struct, frozen=True):
    """What one address answered; header names in small letters, the body unpacked and cut at the limit."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Budget:
    """Seconds that a visit may still take; waiting for one's turn does not count."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self._since: float | None = None

    def __enter__(self) -> Budget:
        self._since = time.monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        self._left = self._remaining()
        self._since = None

    def left(self) -> float:
        """Seconds that remain; raises VisitFault when none do."""
        remaining = self._remaining()
        if remaining <= 0:
            raise VisitFault("timeout")
        return remaining

    def _remaining(self) -> float:
        return self._left - (time.monotonic() - self._since if self._since is not None else 0.0)


@dataclass(slots=True)
class Fetcher:
    """Makes requests under one guard and one set of limits; may be shared by threads."""

    guard: Guard
    agent: str
    limits: Limits = field(default_factory=Limits)
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    _open: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stopped: bool = False

    def get(self, url: str, budget: Budget, headers: Mapping[str, str] | None = None) -> Reply:
        """Ask for an ASCII address of the web; raises VisitFault with what went wrong."""
        parts = urlsplit(url)
        port = parts.port or PORTS[parts.scheme]
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        with budget:
            connection = self.guard.connect(parts.hostname or "", port, lambda: self._patience(budget))
            try:
                self._keep(connection)
                if parts.scheme == "https":
                    connection.settimeout(self._patience(budget))
                    connection = self._encrypted(connection, parts.hostname or "")
                return self._exchange(connection, parts.netloc, target, budget, headers or {})
            except VisitFault:
                raise
            except ssl.SSLCertVerificationError as error:
                raise VisitFault("tls_name" if error.verify_code in NAME_FAULTS else "tls") from error
            except TimeoutError as error:
                raise VisitFault("timeout") from error
            except ConnectionError as error:
                raise VisitFault("reset") from error
            except ssl.SSLError as error:
                raise VisitFault("tls") from error
            except (http.client.HTTPException, ValueError) as error:
                raise VisitFault("cut" if _is_cut(error) else "protocol") from error
            except OSError as error:
                raise VisitFault("unreachable") from error
            finally:
                self._drop(connection)

    def stop(self) -> None:
        """End every request under way, from another thread; those that would begin end at once."""
        with self._lock:
            self._stopped = True
            for connection in self._open:
                with suppress(OSError):  # already ended by the other side
                    connection.shutdown(socket.SHUT_RDWR)

    def _patience(self, budget: Budget) -> float:
        return min(budget.left(), self.limits.idle)

    def _keep(self, connection: socket.socket) -> None:
        with self._lock:
            if self._stopped:
                raise VisitFault("stopped")
            self._open.add(connection)

    def _drop(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.discard(connection)
        connection.close()

    def _encrypted(self, connection: socket.socket, host: str) -> ssl.SSLSocket:
        encrypted = self.tls.wrap_socket(connection, server_hostname=host, do_handshake_on_connect=False)
        with self._lock:
            self._open.discard(connection)
        try:
            self._keep(encrypted)
            encrypted.do_handshake()
        except BaseException:
            self._drop(encrypted)
            raise
        return encrypted

    def _exchange(
        self, connection: socket.socket, host: str, target: str, budget: Budget, headers: Mapping[str, str]
    ) -> Reply:
        stream = _Stream(connection, lambda: self._patience(budget), self.limits.raw)
        asked = _Connection(host, stream)
        asked.putrequest("GET", target, skip_host=True, skip_accept_encoding=True)
        given = {
            "Host": host,
            "User-Agent": self.agent,
            "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.1",
            "Accept-Encoding": "gzip",
            "Accept-Language": "fr,en;q=0.5",
            "Connection": "close",
            **headers,
        }
        for name, value in given.items():
            asked.putheader(name, value)
        asked.endheaders()
        answer = asked.getresponse()
        received = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, received, self._body(answer, received.get("content-encoding", "")))

    def _body(self, answer: http.client.HTTPResponse, coding: str) -> bytes:
        """The body unpacked, cut at the limit whatever its length before or after; raises VisitFault when it breaks off."""
        coding = coding.strip().lower()
        if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            return b""  # not asked for; the status says enough
        unpack = zlib.decompressobj(wbits=47) if coding not in ("", "identity") else None
        body = bytearray()
        received = 0
        while len(body) < self.limits.body and received < self.limits.body:
            chunk = answer.read1(CHUNK)
            if not chunk:
                if answer.length:
                    raise VisitFault("cut")
                break
            received += len(chunk)
            room = self.limits.body - len(body)
            try:
                body += unpack.decompress(chunk, room) if unpack is not None else chunk[:room]
            except zlib.error:
                break  # what was unpacked so far stands
        return bytes(body)


def _is_cut(error: Exception) -> bool:
    return isinstance(error, (http.client.IncompleteRead, http.client.RemoteDisconnected))


class _Stream:
    """What the standard library's client needs of a socket, every read bounded by the time and bytes left."""

    def __init__(self, connection: socket.socket, patience: Callable[[], float], most: int) -> None:
        self._connection = connection
        self._patience = patience
        self._most = most

    def sendall(self, content: bytes) -> None:
        self._connection.settimeout(self._patience())
        self._connection.sendall(content)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Bounded(self._connection, self._patience, self._most), CHUNK)

    def close(self) -> None:
        """Left to whoever opened the connection: the body is still to be read."""


class _Bounded(io.RawIOBase):
    def __init__(self, connection: socket.socket, patience: Callable[[], float], most: int) -> None:
        super().__init__()
        self._connection = connection
        self._patience = patience
        self._left = most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._left <= 0:
            raise VisitFault("too_large")
        self._connection.settimeout(self._patience())
        count = self._connection.recv_into(buffer)
        self._left -= count
        return count


class _Connection(http.client.HTTPConnection):
    """The standard library's client on a connection already made."""

    def __init__(self, host: str, stream: _Stream) -> None:
        super().__init__(host)
        self.sock = stream
