"""What an enhanced status code (RFC 3463) says of an address."""

from __future__ import annotations

NO_MAILBOX = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4"})
"""No such mailbox or system, bad spelling, moved, a domain that takes no mail, mailbox disabled, no way to the host.

A full mailbox (5.2.2) may be emptied; a refusal by policy (5.7.x) or by a relay speaks of us, not of the address."""


def is_of_no_mailbox(status: str) -> bool:
    """Whether a code says that no letter will ever arrive at the address."""
    return status in NO_MAILBOX
