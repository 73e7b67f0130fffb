"""Badges: whole names however long, a code that a machine reads."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from PIL import Image, ImageDraw

from florilege.web.publication.report.badges import LONGEST_WORD, Badge, broken, pdf, size_of, square

_SIGN = r"<([0-9A-Fa-f]+)>\s*"
_ONE, _RANGE = re.compile(_SIGN * 2), re.compile(_SIGN * 2 + r"(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])")


def text_of(made: bytes) -> tuple[int, str]:
    """Pages, and the letters that are drawn, without spaces: each font says what its glyphs stand for."""
    with pikepdf.open(io.BytesIO(made)) as document:
        return len(document.pages), "".join(map(_drawn, document.pages))


def _drawn(page: pikepdf.Page) -> str:
    fonts = {str(name): _letters(font) for name, font in page.Resources.Font.items()}
    found: list[str] = []
    glyphs: dict[str, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            glyphs = fonts[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            for part in operands[0] if str(operator) == "TJ" else operands:
                if isinstance(part, pikepdf.String):
                    code = bytes(part)
                    found += [glyphs.get(code[at : at + 2].hex(), "") for at in range(0, len(code), 2)]
    return "".join("".join(found).split()).replace("\u200b", "")


def _letters(font: pikepdf.Object) -> dict[str, str]:
    """Glyph → letters, from the font's own table."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    found = {}
    for block in re.findall("beginbfchar(.*?)endbfchar", table, re.S):
        for code, letters in _ONE.findall(block):
            found[code.lower()] = bytes.fromhex(letters).decode("utf-16-be")
    for block in re.findall("beginbfrange(.*?)endbfrange", table, re.S):
        for first, last, start, each in _RANGE.findall(block):
            codes = range(int(first, 16), int(last, 16) + 1)
            said = re.findall("[0-9A-Fa-f]+", each) or [
                f"{int(start, 16) + step:04x}" for step in range(len(codes))
            ]
            for code, letters in zip(codes, said, strict=True):
                found[f"{code:04x}"] = bytes.fromhex(letters).decode("utf-16-be")
    return found


@pytest.mark.parametrize(
    "name", ["Ada", "Marie-Charlotte de la Tour du Pin, " * 3 + "élue à la santé", "x" * 120]
)
def test_a_name_is_whole_on_its_badge(name: str) -> None:
    made = pdf(
        [Badge("ABCD2345", name, "Ville de Reims", "Élue")], event="Rencontres", style="", language="fr"
    )
    pages, text = text_of(made)
    assert pages == 1
    for part in ("".join(name.split()), "VilledeReims", "Élue", "ABCD2345"):
        assert part in text


def test_nine_badges_take_two_sheets() -> None:
    badges = [Badge(f"ABCD234{n}", f"Ada {n}", "", "Élue") for n in range(9)]
    assert text_of(pdf(badges, event="Rencontres", style="", language="fr"))[0] == 2


def test_a_longer_name_is_written_smaller_and_may_break() -> None:
    sizes = [size_of("x" * count) for count in (3, 20, 40, 70, 120)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 5
    assert max(map(len, broken("y" * 120).split("\u200b"))) == LONGEST_WORD


def test_a_square_has_the_modules_of_its_code() -> None:
    drawn = square("ABCD2345")
    assert drawn.startswith(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 25 25">'
    )  # version 1, and its quiet zone
    cells = {
        tuple(map(int, one.split("h")[0].split()))
        for one in drawn.split('d="')[1].split('"')[0].split("M")
        if one
    }
    image = Image.new("1", (25, 25), 1)
    draw = ImageDraw.Draw(image)
    for x, y in cells:
        draw.point((x, y), 0)
    corner = [[image.getpixel((2 + x, 2 + y)) == 0 for x in range(7)] for y in range(7)]
    assert corner[0] == [True] * 7
    assert corner[1] == [True, *[False] * 5, True]
    assert square("ABCD2346") != drawn
