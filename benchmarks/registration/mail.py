"""A mail server on loopback that takes every letter and counts them."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class PostOffice:
    """Takes letters. port : where; to : address → the letter that came to it, the latest"""

    def __init__(self, port: int) -> None:
        self.port = port
        self.to: dict[str, str] = {}

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content or b"", policy=default)
        body = message.get_body()
        self.to |= dict.fromkeys(envelope.rcpt_tos, body.get_content() if body is not None else "")
        return "250 taken"

    def letter_to(self, address: str, seconds: float) -> str:
        """The letter to an address, once it came; "" where it has not after that long."""
        end = time.monotonic() + seconds
        while address not in self.to and time.monotonic() < end:
            time.sleep(0.05)
        return self.to.get(address, "")


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
