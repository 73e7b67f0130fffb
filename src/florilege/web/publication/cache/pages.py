"""Pages as they were rendered, in files that the workers share: each page is rendered once a state of the study."""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
import zlib
from pathlib import Path
from typing import NamedTuple

LEVEL = 6
_TAG = 24
"""Letters of the mark that stands before the page in its file."""
_GZIP = 16 + zlib.MAX_WBITS


class KeptPage(NamedTuple):
    """A page. tag : changes with its text; packed : the page, compressed as browsers take it (gzip)"""

    tag: str
    packed: bytes

    @property
    def whole(self) -> bytes:
        """The page as it is."""
        return zlib.decompress(self.packed, _GZIP)


def kept_page(folder: Path, address: str) -> KeptPage | None:
    """The page that was kept for an address of a state of the study, or None."""
    try:
        with open(_file(folder, address), "rb") as stream:
            content = stream.read()
    except OSError:
        return None
    return KeptPage(content[:_TAG].decode("ascii"), content[_TAG:])


def keep_page(folder: Path | None, address: str, text: str) -> KeptPage:
    """Keep a page in a folder, if any; on a disk that takes no more it is given all the same."""
    content = text.encode()
    page = KeptPage(hashlib.sha256(content).hexdigest()[:_TAG], gzip.compress(content, LEVEL, mtime=0))
    if folder is None:
        return page
    file = _file(folder, address)
    try:
        os.makedirs(os.path.dirname(file), exist_ok=True)
        handle, apart = tempfile.mkstemp(dir=os.path.dirname(file))
        with open(handle, "wb") as stream:
            stream.write(page.tag.encode("ascii") + page.packed)
        os.replace(apart, file)
    except OSError:
        return page
    return page


def _file(folder: Path, address: str) -> str:
    """Where the page of an address is kept: an address may hold anything, the name of a file may not."""
    name = hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{folder}/pages/{name[:2]}/{name[2:]}"
