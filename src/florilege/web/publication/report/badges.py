"""Badges as a PDF, eight on a sheet of A4 to be cut: a name that stays whole however long it is, a code that is also a square to scan."""

from __future__ import annotations

import json
from collections.abc import Sequence

import qrcode
from msgspec import Struct

from florilege.web.publication.report import faces, nodes, typesetting
from florilege.web.publication.report.colours import colours

MAIN = "badges.typ"
SIZES = ((16, 21.0), (28, 16.5), (44, 13.0), (80, 10.5), (10_000, 8.5))
"""Letters of a name at most → its size in points."""
LONGEST_WORD = 24
QUIET = 2
"""Empty modules around a code."""


class Badge(Struct, frozen=True):
    """What a badge says. kind : of participant, in words; code : of check-in"""

    code: str
    name: str
    organisation: str
    kind: str


def pdf(badges: Sequence[Badge], *, event: str, style: str, language: str) -> bytes:
    """The badges as a PDF/UA-1; raises InputRefused without a built front end, ValueError for none."""
    if not badges:
        raise ValueError("no badge to print")
    drawable = faces.drawable()

    def drawn(text: str) -> str:
        return nodes.drawn(broken(text), drawable)

    said = {
        "about": {"title": nodes.drawn(event, drawable), "language": language},
        "colours": dict(colours(style)),
        "badges": [
            {
                "code": one.code, "name": drawn(one.name), "size": size_of(one.name), "organisation": drawn(one.organisation),
                "kind": drawn(one.kind), "square": f"codes/{one.code}.svg",
            }
            for one in badges
        ],
    }  # fmt: skip
    pictures = {f"codes/{one.code}.svg": square(one.code).encode() for one in badges}
    return typesetting.Typesetting(json.dumps(said, ensure_ascii=False).encode(), pictures, main=MAIN).pdf()


def size_of(name: str) -> float:
    """The size of a name in points, so that one of 120 letters stays on its badge."""
    return next(size for most, size in SIZES if len(name) <= most)


def broken(text: str) -> str:
    """The text with a place to break in each word that is wider than a badge."""
    words = [
        "\u200b".join(word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD))
        for word in text.split(" ")
    ]
    return " ".join(words)


def square(code: str) -> str:
    """The code as a square to scan (QR, error correction M), as SVG."""
    made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    made.add_data(code)
    made.make(fit=True)
    matrix = made.get_matrix()
    side = len(matrix)
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path fill="#000" d="{path}"/></svg>'
