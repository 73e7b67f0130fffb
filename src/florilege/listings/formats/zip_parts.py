"""The parts of a zip archive, inflated piece by piece under limits: an archive made to fill the memory is refused.

What the archive says of itself is enough to refuse it at once; what comes out is counted too.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct

from florilege.faults import ListingRefused, Words

PIECE = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0"
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    OverflowError,
    KeyError,
)


class Limits(Struct, frozen=True):
    """What an archive may hold.

    total : bytes, of all the parts together, as the archive declares them and as they come out
    ratio : bytes inflated to a byte of the archive, counted once a part gives more than `from_bytes`
    """

    total: int = 512 * 1024 * 1024
    ratio: int = 250
    from_bytes: int = 8 * 1024 * 1024
    parts: int = 10_000


class Archive:
    """A zip archive that is read; every fault of it is a ListingRefused."""

    def __init__(self, stream: BinaryIO, *, limits: Limits) -> None:
        self._limits = limits
        self._inflated: dict[str, int] = {}
        start = b""
        try:
            start = stream.read(4)
            stream.seek(0)
            self._zip = zipfile.ZipFile(stream)
        except _FAULTS as error:
            raise _no_archive(start == _OLE, error) from error
        self.names = frozenset(self._zip.namelist())
        if len(self._zip.infolist()) > limits.parts:
            raise self._too_much(f"{len(self._zip.infolist())} / {limits.parts}")
        declared = sum(info.file_size for info in self._zip.infolist())
        if declared > limits.total:
            raise self._too_much(f"{declared / 1024**2:,.0f} MB")

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part in pieces. Raises ListingRefused where it is not there, is damaged, or holds too much."""
        try:
            info = self._zip.getinfo(name)
            with self._zip.open(info) as part:
                given = 0
                while piece := part.read(PIECE):
                    given += len(piece)
                    self._inflated[name] = max(given, self._inflated.get(name, 0))
                    self._check(given, info.compress_size)
                    yield piece
        except _FAULTS as error:
            expected = Words("un classeur entier, non chiffré", "a complete, unencrypted workbook")
            raise ListingRefused(
                expected, column=name, value=str(error)[:80] or type(error).__name__
            ) from error

    def _check(self, given: int, compressed: int) -> None:
        limits = self._limits
        if sum(self._inflated.values()) > limits.total:
            raise self._too_much(f"> {limits.total:,}")
        if given > limits.from_bytes and given > limits.ratio * max(compressed, 1):
            raise self._too_much(f"> {limits.ratio} × {compressed:,}")

    def _too_much(self, value: str) -> ListingRefused:
        megabytes = self._limits.total // (1024 * 1024)
        return ListingRefused(
            Words(
                f"une archive qui donne au plus {megabytes} Mo, {self._limits.ratio} fois sa taille "
                f"et {self._limits.parts} parties",
                f"an archive that inflates to at most {megabytes} MB, {self._limits.ratio} times its size "
                f"and {self._limits.parts} parts",
            ),
            value=value,
            hint=Words(
                "n’ouvrir ce fichier que si l’on connaît sa source, et l’enregistrer en CSV",
                "open this file only if you trust its source, and save it as CSV",
            ),
        )


def _no_archive(ole: bool, error: Exception) -> ListingRefused:
    hint = Words(
        "l’enregistrer au format .xlsx, sans mot de passe", "save it in the .xlsx format, without a password"
    )
    return ListingRefused(
        Words("un classeur .xlsx", "a .xlsx workbook"),
        value="OLE" if ole else str(error)[:80],
        hint=hint,
    )
