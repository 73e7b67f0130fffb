"""A mail server on loopback that takes every letter and counts them."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class PostOffice:
    """Takes letters. port : where; to : address of each that came"""

    def __init__(self, port: int) -> None:
        self.port = port
        self.to: list[str] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.to += envelope.rcpt_tos
        return "250 taken"

    def waited_for(self, count: int, seconds: float) -> int:
        """How many letters came, once so many did or that long has passed."""
        end = time.monotonic() + seconds
        while len(self.to) < count and time.monotonic() < end:
            time.sleep(0.2)
        return len(self.to)


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """One that is open until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    office = PostOffice(port)
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
