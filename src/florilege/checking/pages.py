"""A page taken apart into what it states: its sentences, with what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from msgspec import Struct

BLOCKS = frozenset(
    {"p", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "table", "thead", "tbody", "tr", "td", "th",
     "caption", "summary", "details", "figure", "figcaption", "div", "section", "main", "nav", "blockquote"}
)  # fmt: skip
SPACED = frozenset({"span", "small", "svg", "div"})
SILENT = frozenset({"script", "style", "svg", "template"})
"""Elements whose text is no sentence: drawings say what a table beside them says."""
VOID = frozenset({"br", "img", "input", "hr", "meta", "link", "use", "source", "wbr"})
LINES = ("li", "tr", "p", "dd", "h2", "h3")
"""Elements that are about what they lead to."""
_ENDS = re.compile(r"(?<=[a-zé»)\d][.?]) (?=[A-ZÀÉÊÎ«“])")


class Sentence(Struct, frozen=True):
    """What a page says in one breath.

    page : address of the page in the site; language : "fr" or "en"
    text : its words; label : the term, column or row name that it is the value of
    row : first cell of its row; caption : of its table; heading : the last above it
    place, territory : key of what it is about (the sheet, or what its line leads to), "" when about neither
    target : last address that it leads to; classes : of the elements around it, and "quoted" when some of it is
    item : how many items of lists had begun
    """

    page: str
    language: str
    text: str
    label: str = ""
    row: str = ""
    caption: str = ""
    heading: str = ""
    place: str = ""
    territory: str = ""
    target: str = ""
    classes: frozenset[str] = frozenset()
    item: int = 0

    @property
    def said(self) -> str:
        """Its words after its label, in brackets."""
        return f"[{self.label}] {self.text}" if self.label else self.text


@dataclass(slots=True)
class _Open:
    """An element that is open."""

    tag: str
    classes: tuple[str, ...]
    place: str = ""
    territory: str = ""
    target: str = ""
    row: str = ""
    label: str = ""
    columns: list[str] = field(default_factory=list)
    rank: int = -1


def sentences(file: Path, page: str) -> Iterator[Sentence]:
    """The sentences of a page's main part. page : its address in the site, such as "en/lieux/darwin/" """
    reader = _Reader(page)
    reader.feed(file.read_text(encoding="utf-8"))
    yield from reader.found


class _Reader(HTMLParser):
    """Flushes the words gathered whenever a block begins or ends."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Sentence] = []
        self._page = page
        self._language = "en" if page.startswith("en/") else "fr"
        bare = page.removeprefix("en/")
        self._about = (_key(bare, "lieux"), _key(bare, "territoires"))
        self._open: list[_Open] = []
        self._words: list[str] = []
        self._heading = self._caption = ""
        self._inside = self._quoted = False
        self._items = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "main":
            self._inside = True
        if not self._inside:
            return
        if tag in BLOCKS or tag == "br":
            self._flush()
        if tag in VOID:
            return
        given = dict(attrs)
        self._quoted = self._quoted or tag == "q"
        self._items += tag == "li"
        self._open.append(_Open(tag, tuple((given.get("class") or "").split())))
        if tag in SPACED:
            self._words.append(" ")
        if tag == "table":
            self._caption = ""
        if tag in ("td", "th") and (row := self._last("tr")) is not None:
            row.rank += 1
        if tag == "a":
            self._leads(given.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if not self._inside or tag in VOID:
            return
        if tag in BLOCKS:
            self._flush()
        elif tag in SPACED:
            self._words.append(" ")
        if tag == "span" and self._open and "cell-name" in self._open[-1].classes:
            self._words.clear()  # the name of the column, said again beside each cell on a small screen
        while self._open and self._open.pop().tag != tag:
            pass
        self._inside = tag != "main"

    def handle_data(self, data: str) -> None:
        if not self._inside or any(one.tag in SILENT for one in self._open):
            return
        if self._open and "cell-name" in self._open[-1].classes:
            cell = self._last("td")
            if cell is not None:
                cell.label = _plain(data)
            return
        self._words.append(data)

    def _leads(self, target: str) -> None:
        place, territory = _key(target, "lieux"), _key(target, "territoires")
        for one in self._open:
            if one.tag in LINES:
                one.place = one.place or place
                one.territory = one.territory or territory
                one.target = target

    def _last(self, *tags: str) -> _Open | None:
        return next((one for one in reversed(self._open) if one.tag in tags), None)

    def _flush(self) -> None:
        text = _plain("".join(self._words))
        self._words.clear()
        quoted, self._quoted = self._quoted, False
        if not text:
            return
        tags = {one.tag for one in self._open}
        block = next((one for one in reversed(self._open) if one.tag in BLOCKS), None)
        if block is not None and block.tag in ("h1", "h2", "h3"):
            self._heading = text
        if "caption" in tags:
            self._caption = text
        row, parts = self._last("tr"), self._last("dl", "div")
        if row is not None and "thead" in tags:
            table = self._last("table")
            if table is not None:
                table.columns.append(text)
        elif row is not None and not row.row:
            row.row = text
        if block is not None and block.tag == "dt" and parts is not None:
            holder = self._open[self._open.index(block) - 1]
            holder.label = text
        for part in _ENDS.split(text):
            self.found.append(self._sentence(part, tags, quoted=quoted))

    def _sentence(self, text: str, tags: set[str], *, quoted: bool) -> Sentence:
        lines = [one for one in reversed(self._open) if one.tag in LINES]
        place = next((one.place for one in lines if one.place), self._about[0])
        territory = next((one.territory for one in lines if one.territory), self._about[1])
        row = self._last("tr")
        return Sentence(
            self._page, self._language, text, label=self._label(tags), row=row.row if row else "",
            caption=self._caption if "table" in tags else "", heading=self._heading, place=place, territory=territory,
            target=next((one.target for one in lines if one.target), ""),
            classes=frozenset(name for one in self._open for name in (one.tag, *one.classes, *["quoted"] * quoted)),
            item=self._items,
        )  # fmt: skip

    def _label(self, tags: set[str]) -> str:
        if "td" in tags:
            cell, row, table = self._last("td"), self._last("tr"), self._last("table")
            if cell is not None and cell.label:
                return cell.label
            if row is not None and table is not None and 0 <= row.rank < len(table.columns):
                return table.columns[row.rank]
        if "dd" in tags:
            return next((one.label for one in reversed(self._open) if one.label), "")
        return ""


def _key(target: str, kind: str) -> str:
    found = re.search(rf"(?:^|/){kind}/([^/#]+)/(?:index\.html)?(?:#.*)?$", target)
    return found[1] if found is not None and not found[1].startswith("region-x") else ""


def _plain(text: str) -> str:
    """One line of text: the space between thousands narrow, every other one plain, none before , . ; )"""
    text = re.sub(r"(?<=\d)[\u00a0\u202f](?=\d{3}(?!\d))", "\u202f", text)
    text = re.sub(r"[ \n\t\r\u00a0]+|\u202f(?!\d)|(?<!\d)\u202f", " ", text)
    text = re.sub(r" +", " ", text).strip()
    return re.sub(r" (?=[,.)](?:\s|$))", "", text)
