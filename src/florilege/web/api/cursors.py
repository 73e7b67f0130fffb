"""Cursors: where the next page begins, as a text that means nothing to whoever carries it.

A cursor holds the key of the last row given, not a number of rows, so that rows which come or go between two pages move
nothing. It is checked against damage and against the cursor of another kind of rows; it is no secret: what it holds was
just given, and one made up finds nothing that a filter would not.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

_CHECK = 6
LONGEST = 400


def cursor_of(kind: str, key: str) -> str:
    """The cursor of what comes after a row."""
    said = key.encode()
    return base64.urlsafe_b64encode(_check(kind, said) + said).rstrip(b"=").decode()


def key_of(kind: str, cursor: str) -> str | None:
    """The key that a cursor holds; None for one that is damaged, made up, or of other rows."""
    if not cursor.isascii() or len(cursor) > LONGEST:
        return None
    try:
        held = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        check, said = held[:_CHECK], held[_CHECK:]
        key = said.decode()
    except (binascii.Error, ValueError):
        return None
    return key if key and check == _check(kind, said) and cursor_of(kind, key) == cursor else None


def _check(kind: str, said: bytes) -> bytes:
    return hashlib.blake2b(said, digest_size=_CHECK, person=kind.encode()[:16]).digest()
