"""The small markup in which an issue is written, and its two faces: plain text and HTML, of the same words.

Paragraphs and lists are parted by an empty line; a line that begins with `## ` is a heading, lines that begin with `- ` are a list;
`[words](https://…)` is a link, and so is a bare address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from msgspec import Struct

from florilege.web.letters.texts import plain

_LINK = re.compile(
    r"\[([^\[\]\n]{1,200})\]\(((?:https?://|mailto:)[^\s()<>\"]{1,500})\)|(https?://[^\s<>\"]{1,500})"
)
_AFTER_ADDRESS = ".,;:!?)»’\u00a0\u202f"
"""What ends a sentence is not of the address before it."""
_ITEM = re.compile(r"[-–*•]\s+")
_BLANK = re.compile(r"\n[ ]*\n")


class Link(Struct, frozen=True):
    """Words that lead somewhere."""

    words: str
    address: str


Line = tuple[str | Link, ...]


class Block(Struct, frozen=True):
    """A part of a letter. kind : "title", "heading", "paragraph", "list" or "rule"; lines : of a list, its items"""

    kind: str
    lines: tuple[Line, ...] = ()


def parsed(text: str) -> tuple[Block, ...]:
    """The blocks of a text; whatever is no markup stays as it is written."""
    found: list[Block] = []
    for part in _BLANK.split(plain(text).strip()):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        while lines:
            if lines[0].startswith("## "):
                found.append(Block("heading", (parsed_line(lines.pop(0)[3:]),)))
                continue
            items = _leading(lines, items=True)
            if items:
                found.append(Block("list", tuple(parsed_line(_ITEM.sub("", one, count=1)) for one in items)))
            else:
                found.append(
                    Block("paragraph", tuple(parsed_line(one) for one in _leading(lines, items=False)))
                )
    return tuple(found)


def parsed_line(text: str) -> Line:
    """The words and links of a line."""
    found: list[str | Link] = []
    at = 0
    for match in _LINK.finditer(text):
        words, address, bare = match.group(1), match.group(2), match.group(3)
        end = match.end()
        if bare:
            address = words = bare.rstrip(_AFTER_ADDRESS)
            end -= len(bare) - len(address)
        found += [text[at : match.start()], Link(words, address)]
        at = end
    found.append(text[at:])
    return tuple(one for one in found if one)


def as_text(blocks: Iterable[Block]) -> str:
    """The letter as plain text: the address of a link stands after its words."""
    return "\n\n".join(_text_of(one) for one in blocks).strip() + "\n"


def as_html(blocks: Iterable[Block]) -> str:
    """The letter as HTML, without its frame."""
    return "\n".join(_html_of(one) for one in blocks)


def _leading(lines: list[str], *, items: bool) -> list[str]:
    """Take from the beginning of some lines those that are items of a list, or those that are not."""
    found: list[str] = []
    while lines and not lines[0].startswith("## ") and (_ITEM.match(lines[0]) is not None) == items:
        found.append(lines.pop(0))
    return found


def _text_of(block: Block) -> str:
    said = [_line_text(line) for line in block.lines]
    match block.kind:
        case "title" | "heading":
            mark = "=" if block.kind == "title" else "-"
            return "\n".join((*said, mark * min(72, max(map(len, said)))))
        case "list":
            return "\n".join(f"- {one}" for one in said)
        case "rule":
            return "-- "
    return "\n".join(said)


def _line_text(line: Line) -> str:
    return "".join(
        part if isinstance(part, str) else part.address if part.words == part.address else f"{part.words} <{part.address}>"
        for part in line
    )  # fmt: skip


def _html_of(block: Block) -> str:
    said = [_line_html(line) for line in block.lines]
    match block.kind:
        case "title":
            return f"<h1>{''.join(said)}</h1>"
        case "heading":
            return f"<h2>{''.join(said)}</h2>"
        case "list":
            return f"<ul>{''.join(f'<li>{one}</li>' for one in said)}</ul>"
        case "rule":
            return "<hr>"
    return f"<p>{'<br>'.join(said)}</p>"


def _line_html(line: Sequence[str | Link]) -> str:
    return "".join(
        escape(part, quote=False) if isinstance(part, str) else f'<a href="{escape(part.address)}">{escape(part.words, quote=False)}</a>'
        for part in line
    )  # fmt: skip
