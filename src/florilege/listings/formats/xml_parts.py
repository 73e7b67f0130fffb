"""XML read as a flow of events, the names without their spaces; a document type, where bombs hide, is refused."""

from __future__ import annotations

from collections.abc import Iterable
from xml.parsers import expat

from florilege.faults import ListingRefused, Words

Attributes = dict[str, str]


class Handler:
    """What is done at each event; does nothing unless a subclass says so."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Some text of the element that is open."""


class Flow:
    """A part that is parsed as its bytes come."""

    def __init__(self, handler: Handler, *, part: str) -> None:
        self._part = part
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = lambda name, attributes: handler.start(
            _bare(name), {_bare(key): value for key, value in attributes.items()}
        )
        self._parser.EndElementHandler = lambda name: handler.end(_bare(name))
        self._parser.CharacterDataHandler = handler.text
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """Parse some more bytes. Raises ListingRefused where the part is no well-formed XML."""
        try:
            self._parser.Parse(piece, last)
        except (expat.ExpatError, UnicodeError, ValueError, LookupError) as error:
            expected = Words("du XML bien formé", "valid XML")
            raise ListingRefused(
                expected, line=self._parser.CurrentLineNumber, column=self._part, value=str(error)[:80]
            ) from error

    def _doctype(self, *_: object) -> None:
        expected = Words("un classeur sans déclaration de type (DOCTYPE)", "a workbook without a DOCTYPE")
        raise ListingRefused(expected, column=self._part, value="DOCTYPE")


def parse(pieces: Iterable[bytes], handler: Handler, *, part: str) -> None:
    """Parse a whole part, every event going to the handler."""
    flow = Flow(handler, part=part)
    for piece in pieces:
        flow.feed(piece)
    flow.feed(b"", last=True)


def _bare(name: str) -> str:
    return name.rsplit(":", 1)[-1]
