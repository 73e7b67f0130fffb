"""What a token of the API may be for, and a token as it is known; read where nobody has an account too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from florilege.faults import Words

READ_TOKEN, PROPOSE = "token:read", "corrections:propose"
SCOPES: Mapping[str, Words] = {
    READ_TOKEN: Words("dire ce que le jeton lui-même peut faire", "say what the token itself may do"),
    PROPOSE: Words(
        "proposer une correction, qu’une personne examine", "propose a correction, which a person reviews"
    ),
}
"""Scope → what it lets a program do. Reading needs none: what is public is read by everyone."""


class Token(Struct, frozen=True):
    """A token as it is listed: its secret is known to nobody here.

    number : by which it is withdrawn; name : of the program, kept beside what it proposes
    """

    number: int
    name: str
    scopes: tuple[str, ...]
    made: datetime
    expires: datetime
    withdrawn: datetime | None

    def is_good(self, now: datetime) -> bool:
        """Whether it opens something at a moment."""
        return self.withdrawn is None and now < self.expires
