"""Which encoding a file is in, when nobody says."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from typing import BinaryIO

from florilege.faults import Words

_PIECE = 1 << 20
_LEGACY = ("cp1252", "mac-roman", "cp850")
"""Windows, then what Excel on older Macs and DOS wrote; in the order in which a tie is settled."""
_FRENCH = re.compile("[éèêëàâçùûüôöîïœæÉÈÊÀÂÇÔÎŒ’‘“”«»–—…°€ \u00a0]")


def encoding_of(stream: BinaryIO) -> tuple[str, Words]:
    """The encoding of a text: that of its mark of byte order; UTF-16 where every other byte is zero; UTF-8 when every byte
    allows it; else of the older ones the one that reads as French.
    """
    start = stream.read(4096)
    stream.seek(0)
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32", Words("marque d’ordre des octets UTF-32", "a UTF-32 byte-order mark")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", Words("marque d’ordre des octets UTF-16", "a UTF-16 byte-order mark")
    for encoding, zeros, letters in (
        ("utf-16-le", start[1::2], start[::2]),
        ("utf-16-be", start[::2], start[1::2]),
    ):
        if len(zeros) > 1 and zeros.count(0) > 0.7 * len(zeros) and letters.count(0) < 0.1 * len(letters):
            return encoding, Words(
                f"un octet sur deux est nul : {encoding} sans marque",
                f"every other byte is zero: {encoding} without a mark",
            )
    if _is_utf8(stream):
        return "utf-8", Words("chaque octet se lit en utf-8", "valid UTF-8 throughout")
    high = _high_bytes(stream)
    readable = {encoding: _as_french(high, encoding) for encoding in _LEGACY}
    best = max(_LEGACY, key=lambda encoding: readable[encoding])
    if readable[best] < 1.0 / 2 or readable[best] < 1.2 * readable["cp1252"]:
        best = "cp1252" if readable["cp1252"] >= 0 else "latin-1"
    if best == "latin-1":
        return best, Words("ni UTF-8 ni Windows-1252", "neither UTF-8 nor Windows-1252")
    if best == "cp1252":
        return best, Words("chaque octet se lit en cp1252", "valid Windows-1252 throughout")
    return best, Words(
        f"ses lettres accentuées se lisent en {best}", f"its accented letters can be read as {best}"
    )


def _is_utf8(stream: BinaryIO) -> bool:
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := stream.read(_PIECE):
            decoder.decode(piece)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _high_bytes(stream: BinaryIO) -> Counter[int]:
    """How often each byte that is no letter of ASCII comes."""
    stream.seek(0)
    counts: Counter[int] = Counter()
    while piece := stream.read(_PIECE):
        counts.update(piece.translate(None, bytes(range(128))))
    return counts


def _as_french(high: Counter[int], encoding: str) -> float:
    """Share of these bytes that are letters and marks of French in an encoding; -1 where one is nothing in it."""
    try:
        letters = {byte: bytes([byte]).decode(encoding) for byte in high}
    except UnicodeDecodeError:
        return -1.0
    french = sum(count for byte, count in high.items() if _FRENCH.match(letters[byte]))
    return french / max(sum(high.values()), 1)
