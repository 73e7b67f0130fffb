"""Many requests sent at one moment, each on a connection of its own, by one thread: what is timed is the service, not its client."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

PATIENCE = 60.0


@dataclass(slots=True)
class _Asking:
    """A request on its way. waited : milliseconds from the common moment to the last byte of the answer"""

    line: socket.socket
    left: bytes
    answer: bytearray = field(default_factory=bytearray)
    waited: float = 0.0


def post(path: str, body: str, host: str, headers: Mapping[str, str]) -> bytes:
    """A form as it goes over the line."""
    data = body.encode()
    said = {
        "Host": host, "Connection": "close", "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(data)), **headers,
    }  # fmt: skip
    lines = [f"POST {path} HTTP/1.1", *(f"{key}: {value}" for key, value in said.items() if value)]
    return "\r\n".join([*lines, "", ""]).encode() + data


def at_once(host: str, port: int, requests: Sequence[bytes]) -> list[tuple[int, float]]:
    """The status of each answer and how long it was waited for, in milliseconds; raises SystemExit for one that never came."""
    waiting = selectors.DefaultSelector()
    asking: list[_Asking] = []
    began = time.perf_counter()
    for request in requests:
        line = socket.socket()
        line.setblocking(False)
        line.connect_ex((host, port))
        one = _Asking(line, request)
        asking.append(one)
        waiting.register(line, selectors.EVENT_WRITE, one)
    open_lines = len(asking)
    while open_lines and time.perf_counter() - began < PATIENCE:
        for key, _ in waiting.select(1.0):
            one = key.data
            if one.left:
                one.left = one.left[one.line.send(one.left) :]
                if not one.left:
                    waiting.modify(one.line, selectors.EVENT_READ, one)
            elif part := one.line.recv(1 << 16):
                one.answer += part
            else:
                one.waited = (time.perf_counter() - began) * 1000
                waiting.unregister(one.line)
                one.line.close()
                open_lines -= 1
    if open_lines:
        raise SystemExit(f"{open_lines} requests without an answer in {PATIENCE:.0f} s")
    return [(int(one.answer.split(b" ", 2)[1]), one.waited) for one in asking]
