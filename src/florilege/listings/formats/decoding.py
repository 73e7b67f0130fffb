"""Bytes become text piece by piece, whatever the size of the file, and a wrong byte is named with its line."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from florilege.faults import ListingRefused, Words

CHUNK = 1 << 16
LONGEST_LINE = 1 << 26
"""Characters: a line longer than this is no row of a table."""


class _Counted(io.BufferedIOBase):
    """A stream that knows how many lines it gave before the piece it gives now."""

    name = "listing"

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._last = b""
        self.lines_before = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        self.lines_before += self._last.count(b"\n")
        self._last = self._stream.read(-1 if size is None else size)
        return self._last

    def read1(self, size: int = -1, /) -> bytes:
        return self.read(size)


class DecodedText:
    """The text of a stream, by lines or by pieces; the mark of byte order is left out.

    Every fault of decoding is a ListingRefused that names the line.
    """

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._encoding = encoding
        self._counted = _Counted(stream)
        try:
            self._text = io.TextIOWrapper(self._counted, encoding=encoding, newline="")
        except (LookupError, ValueError) as error:
            expected = Words("un encodage connu", "a known encoding")
            raise ListingRefused(expected, column="encoding", value=encoding) from error
        self._first = True

    def lines(self) -> Iterator[str]:
        """The lines, with the marks that end them."""
        while line := self._piece(0):
            yield line

    def pieces(self) -> Iterator[str]:
        """The text in pieces of some size, cut anywhere."""
        while piece := self._piece(CHUNK):
            yield piece

    def _piece(self, size: int) -> str:
        try:
            piece = self._text.read(size) if size else self._text.readline(LONGEST_LINE)
        except UnicodeDecodeError as error:
            raise self._refused(error.object, error.start) from error
        except (UnicodeError, LookupError, ValueError) as error:
            raise self._refused(b"", 0) from error
        if not size and len(piece) == LONGEST_LINE:
            expected = Words(
                f"des lignes d’au plus {LONGEST_LINE:,} caractères",
                f"lines of at most {LONGEST_LINE:,} characters",
            )
            raise ListingRefused(expected, line=self._counted.lines_before + 1)
        if self._first:
            self._first = False
            without_mark = piece.removeprefix("\ufeff")
            if piece and not without_mark:
                return self._piece(size)
            return without_mark
        return piece

    def _refused(self, content: bytes, start: int) -> ListingRefused:
        return ListingRefused(
            Words(f"un texte en {self._encoding}", f"a text in {self._encoding}"),
            line=self._counted.lines_before + content[:start].count(b"\n") + 1,
            value=content[start : start + 1].hex() or None,
            hint=Words("donner « encoding » dans la version", 'set "encoding" in the version'),
        )
