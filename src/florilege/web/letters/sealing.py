"""What opens something, enciphered while it waits in the store: a copy of the store alone opens nothing.

The key comes from FLORILEGE_SECRET_KEY, which is not in the store. Fernet: AES-128-CBC with HMAC-SHA-256
(https://github.com/fernet/spec).
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class SealBroken(Exception):
    """The text was sealed with another secret, or was changed."""


def seal(text: str) -> str:
    """A text that only this service can read."""
    return _cipher().encrypt(text.encode()).decode("ascii")


def opened(sealed: str) -> str:
    """The text that was sealed; raises SealBroken."""
    try:
        return _cipher().decrypt(sealed.encode("ascii", "replace")).decode()
    except InvalidToken as error:
        raise SealBroken from error


def _cipher() -> Fernet:
    key = hashlib.sha256(b"florilege letters " + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
