"""Challenges of the form of corrections, as a form that was left open for some time holds them."""

from __future__ import annotations

import hashlib
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
    return {"challenge": challenge, "number": solved(challenge)}


def solved(challenge: str) -> str:
    """The first number that `robots.works` takes, found without beginning again at each number."""
    begun = hashlib.sha256(f"{challenge}:".encode())
    for number in map(str, range(1 << 24)):
        tried = begun.copy()
        tried.update(number.encode())
        if int.from_bytes(tried.digest()[:4]) >> (32 - robots.BITS) == 0:
            assert robots.works(challenge, number)
            return number
    raise AssertionError("no number solves it")
