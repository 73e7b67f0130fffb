"""What a page prints, read back from its HTML alone: lines of text and tables, and the numbers in them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path

_DROPPED = re.compile(
    r'<(svg|script|style)\b.*?</\1>|<span class="(?:cell-name|unseen)">.*?</span>|<title>.*?</title>', re.S
)
_ITEM = re.compile(r"<li\b(?:(?!<li\b).)*?</li>", re.S)
_ENDS = re.compile(r"</(?:p|li|tr|h\d|dd|summary|figcaption|caption|table)>")
_NUMBER = r"−?\d{1,3}(?:[\u202f\u00a0 ]\d{3})+(?:,\d+)?|−?\d+(?:,\d+)?"
NUMBER = re.compile(_NUMBER)


@dataclass(frozen=True)
class Row:
    """A row of a table: its cells as text, and the addresses that it leads to."""

    cells: tuple[str, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table of a page."""

    caption: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Line:
    """A line of text outside tables, and the addresses that it leads to."""

    text: str
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Printed:
    """A page."""

    lines: tuple[Line, ...]
    tables: tuple[Table, ...]


def printed(file: Path) -> Printed:
    """A page, read back."""
    main = re.search(r"<main\b.*?</main>", file.read_text(encoding="utf-8"), re.S)
    assert main is not None
    body = _DROPPED.sub(" ", main[0])
    tables = [_table(found[0]) for found in re.finditer(r"<table\b.*?</table>", body, re.S)]
    rest = re.sub(r"<table\b.*?</table>", " ", body, flags=re.S)
    rest = _ITEM.sub(lambda item: item[0].replace("</p>", " "), rest)
    lines = [Line(_text(piece), _targets(piece)) for piece in _ENDS.split(rest)]
    lines += [Line(table.caption, ()) for table in tables]
    return Printed(tuple(line for line in lines if line.text), tuple(tables))


def _table(source: str) -> Table:
    caption = re.search(r"<caption>(.*?)</caption>", source, re.S)
    rows = [
        Row(tuple(map(_text, re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.S))), _targets(row))
        for row in re.findall(r"<tbody\b.*?</tbody>", source, re.S)[0].split("</tr>")
        if "<td" in row
    ]
    return Table(_text(caption[1]) if caption is not None else "", tuple(rows))


def _text(source: str) -> str:
    plain = re.sub(r"<br>|</(?:div|dt|span|svg)>", " ", source)
    return re.sub(r"[ \n\t]+", " ", html.unescape(re.sub(r"<[^>]+>", "", plain))).strip()


def _targets(source: str) -> tuple[str, ...]:
    return tuple(re.findall(r'href="([^"]+)"', source))


def value(text: str) -> float:
    """A number as French writes it."""
    return float(re.sub(r"[\u202f\u00a0 ]", "", text).replace("−", "-").replace(",", "."))


def agrees(text: str, derived: float) -> bool:
    """Whether a printed number is a value rounded to the digits printed."""
    decimals = len(text.partition(",")[2])
    return abs(value(text) - derived) <= 0.5 * 10**-decimals + 1e-9
