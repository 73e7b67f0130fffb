"""Challenges of the form of corrections, as a form that was left open for some time holds them."""

from __future__ import annotations

import time

from django.core import signing

from florilege.web.contributions import robots


class Earlier(signing.TimestampSigner):
    """Signs as if some seconds ago."""

    def __init__(self, seconds: int) -> None:
        super().__init__(salt="florilege.contributions")
        self._seconds = seconds

    def timestamp(self) -> str:
        return signing.b62_encode(int(time.time()) - self._seconds)


def worked(seconds: int, name: str) -> dict[str, str]:
    """A challenge given some seconds ago, and its solution."""
    challenge = Earlier(seconds).sign(name)
    number = next(str(n) for n in range(1 << 24) if robots.works(challenge, str(n)))
    return {"challenge": challenge, "number": number}
