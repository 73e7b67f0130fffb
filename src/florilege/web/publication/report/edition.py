"""The report of a study in one language: its name, what it is made from, and its PDF when it is asked for."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version

from msgspec import Struct

from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.report import faces, typesetting, writing
from florilege.web.publication.text.links import PICTURES as PICTURES

FOLDER = "rapport/"
"""Where the reports stand in the site."""
MOST = 4
"""Reports kept in memory: a study not changed since is not typeset again."""


class Report(Struct, frozen=True):
    """A report ready to be typeset. source : a hash of all that its bytes depend on"""

    name: str
    content: bytes
    pictures: Mapping[str, bytes]
    source: str


def name_of(slug: str, language: str) -> str:
    """The file of a report within the site."""
    return f"{FOLDER}{slug}-{language}.pdf"


def prepared(contents: StudyContents, language: str, drawn: writing.Maps) -> Report:
    """The report of a study in a language; raises InputRefused when the front end has not been built."""
    content = writing.write(contents, language, drawn, faces.drawable())
    pictures = {
        f"{PICTURES}{name}": contents.pictures[name]
        for monograph in contents.monographs.values()
        for picture in monograph.pictures
        for name, _, _ in picture.files[-1:]
        if name in contents.pictures
    }
    digest = hashlib.blake2b(_software().encode(), digest_size=16)
    for part in (content, *(pictures[name] for name in sorted(pictures))):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return Report(name_of(contents.slug, language), content, pictures, digest.hexdigest())


_made: OrderedDict[str, bytes] = OrderedDict()
_lock = threading.Lock()


class UnderWay:
    """A report being typeset in a process of its own while something else is done, or kept from before."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._kept = _made.get(report.source)
        self._process = (
            typesetting.Typesetting(report.content, report.pictures) if self._kept is None else None
        )

    def pdf(self) -> bytes:
        """Waits for its bytes; raises RuntimeError when the typesetter refuses it."""
        if self._process is None:
            assert self._kept is not None
            return self._kept
        made = self._process.pdf()
        with _lock:
            _made[self._report.source] = made
            while len(_made) > MOST:
                _made.popitem(last=False)
        return made


def pdf(report: Report) -> bytes:
    """The bytes of a report."""
    return UnderWay(report).pdf()


@lru_cache(maxsize=1)
def _software() -> str:
    """A hash of what typesets: the layout, the faces, the versions of the libraries."""
    digest = hashlib.blake2b(digest_size=16)
    for path in (*sorted(typesetting.LAYOUT.glob("*.typ")), *faces.files()):
        digest.update(path.name.encode() + path.read_bytes())
    for library in ("typst", "pikepdf"):
        digest.update(f"{library} {version(library)}".encode())
    return digest.hexdigest()
