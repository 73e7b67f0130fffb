"""Links of Markdown pages, and the anchors that they may lead to, read as the site reads them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

LINK = re.compile(r"(?<!!)\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<to>[^)\s]+)\)")
ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)")
"""Addresses that lead out of the documentation: they are not looked up."""
_CODE = re.compile(r"(?<!\[)`[^`]*`(?!\])")
"""Code in a sentence, unless it is the whole text of a link."""
_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")


def prose(page: str) -> Iterator[tuple[int, str]]:
    """Lines of a page that are neither a block of code nor indented as one after an empty line, with their numbers."""
    fence, before = "", ""
    for number, line in enumerate(page.splitlines(), 1):
        found = _FENCE.match(line)
        if fence:
            fence = "" if found and found[1].startswith(fence) else fence
        elif found:
            fence = found[1]
        elif not (line.startswith("    ") and not before.strip()):
            yield number, line
        before = line


def paragraphs(page: str) -> Iterator[tuple[int, str]]:
    """The paragraphs of a page outside of its blocks of code, lines joined, with the number of their first line."""
    first, gathered = 0, list[str]()
    for number, line in (*prose(page), (0, "")):
        if gathered and (not line.strip() or number != first + len(gathered)):
            yield first, "\n".join(gathered)
            gathered = []
        if line.strip():
            first = first if gathered else number
            gathered.append(line)


def links(page: str) -> Iterator[tuple[int, str]]:
    """Where the links of a page lead, within the documentation, with the first line of their paragraph."""
    for number, paragraph in paragraphs(page):
        for found in LINK.finditer(_CODE.sub("", paragraph)):
            if not ELSEWHERE.match(found["to"]):
                yield number, found["to"]


def slug(heading: str) -> str:
    """The anchor of a heading, as code hosts make it: small letters, digits, hyphens for spaces, no punctuation."""
    shown = LINK.sub(lambda found: found["text"], heading).replace("`", "").replace("*", "")
    return re.sub(r"[^\w\- ]", "", shown.strip().lower()).replace(" ", "-")


def anchors(page: str) -> set[str]:
    """The anchors of a page; one that comes again bears a number."""
    found: Counter[str] = Counter()
    made: set[str] = set()
    for _, line in prose(page):
        if heading := re.match(r"#{1,6}\s+(.+?)\s*#*$", line):
            name = slug(heading[1])
            made.add(f"{name}-{found[name]}" if found[name] else name)
            found[name] += 1
    return made


def broken(page: Path) -> list[str]:
    """What is wrong with the links of a page: a file or an anchor that is not there, with the line."""
    text = page.read_text(encoding="utf-8")
    wrong: list[str] = []
    for number, to in links(text):
        name, _, anchor = to.partition("#")
        target = page.parent / name if name else page
        if not target.exists():
            wrong.append(f"line {number}: no file {name}")
        elif anchor and target.suffix == ".md" and anchor not in anchors(target.read_text(encoding="utf-8")):
            wrong.append(f"line {number}: no anchor {to}")
    return wrong
