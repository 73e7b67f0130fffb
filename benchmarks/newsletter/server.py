"""A mail server on loopback that notes down what it takes: `python -m benchmarks.newsletter.server PORT FILE`.

A line a letter, written before the sender is answered: seconds since 1970, the recipient, the Message-ID, bytes.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time

from aiosmtpd.smtp import SMTP, Envelope, Session

_ID = re.compile(rb"^Message-ID: *<([^>]+)>", re.MULTILINE | re.IGNORECASE)


class Taking:
    """Takes every letter."""

    def __init__(self, file: str) -> None:
        self._file = open(file, "a", encoding="utf-8", buffering=1)  # noqa: SIM115  # for as long as the process

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        found = _ID.search(content)
        name = found[1].decode() if found else "none"
        self._file.write(f"{time.time():.3f}\t{envelope.rcpt_tos[0]}\t{name}\t{len(content)}\n")
        return "250 2.0.0 OK"


async def serve(port: int, file: str) -> None:
    taking = Taking(file)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(taking, hostname="localhost"), "127.0.0.1", port
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
