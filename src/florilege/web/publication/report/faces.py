"""The faces of the report, as the front-end build laid them, and which characters they draw."""

from __future__ import annotations

import struct
from functools import lru_cache
from pathlib import Path

from florilege.faults import InputRefused, Words
from florilege.web.publication.text.built_files import PRINTED


def check_built() -> None:
    """Raises InputRefused when the front end has not been built."""
    if not any(PRINTED.glob("*.ttf")) or not (PRINTED / "tokens.css").is_file():
        raise InputRefused(
            Words("les polices construites du rapport", "the built faces of the report"),
            file=str(PRINTED),
            hint=Words("lancer « make frontend »", "run `make frontend`"),
        )


@lru_cache(maxsize=1)
def drawable() -> frozenset[int]:
    """Code points that a face of the report draws: a character that one face lacks is taken from another."""
    check_built()
    found = [_code_points(path.read_bytes()) for path in sorted(PRINTED.glob("*.ttf"))]
    return frozenset(set().union(*found))


def _code_points(font: bytes) -> set[int]:
    """Code points of the Unicode tables of a TrueType face (OpenType, `cmap` formats 4 and 12)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    entries = (struct.unpack_from(">4sLLL", font, 12 + 16 * rank) for rank in range(tables))
    start = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    points: set[int] = set()
    for rank in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * rank)
        if (platform, encoding) in {(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)}:
            points |= _table(font, start + offset)
    return points


def _table(font: bytes, at: int) -> set[int]:
    (kind,) = struct.unpack_from(">H", font, at)
    if kind == 12:
        (groups,) = struct.unpack_from(">L", font, at + 12)
        ranges = (struct.unpack_from(">LL", font, at + 16 + 12 * rank) for rank in range(groups))
        return {point for first, last in ranges for point in range(first, last + 1)}
    if kind != 4:
        return set()
    (double,) = struct.unpack_from(">H", font, at + 6)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts, deltas, offsets = (
        struct.unpack_from(f">{count}H", font, at + 16 + column * double) for column in (1, 2, 3)
    )
    points: set[int] = set()
    for rank, (first, last) in enumerate(zip(starts, ends, strict=True)):
        where = at + 16 + 3 * double + 2 * rank + offsets[rank]
        for point in range(first, min(last, 0xFFFE) + 1):
            if offsets[rank]:
                (glyph,) = struct.unpack_from(">H", font, where + 2 * (point - first))
            else:
                glyph = (point + deltas[rank]) & 0xFFFF
            if glyph:
                points.add(point)
    return points


FOLDER = PRINTED


def files() -> list[Path]:
    """The files of the faces, in a fixed order."""
    return sorted(PRINTED.glob("*.ttf"))
