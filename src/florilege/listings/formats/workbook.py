"""What a workbook (.xlsx) says beside its cells: its sheets, its shared texts, which numbers are dates.

Office Open XML, ECMA-376 part 1, chapter 18. Only what a table needs is read; nothing is evaluated.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from florilege.faults import ListingRefused, Words
from florilege.listings.formats.xml_parts import Attributes, Handler, parse
from florilege.listings.formats.zip_parts import Archive
from florilege.toml_lines import nearest

LONGEST_TEXTS = 1 << 27
"""Characters of all the shared texts together."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOT_OF_THE_DATE = re.compile(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)
_DATE_LETTER = re.compile(r"[ymdhs]", re.IGNORECASE)
_ZEROS = re.compile(r"^0{2,15}\Z")
_DATES = frozenset((*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)))
"""Formats of numbers that every workbook knows without saying so and that show dates or hours (18.8.30)."""


class Styles(Struct, frozen=True):
    """By style of cell: whether its number is a date, and how many figures its number shows (0: as many as it has)."""

    dates: frozenset[int]
    figures: dict[int, int]


class Workbook(Struct, frozen=True):
    """sheets : name of each sheet that is not hidden → its part; from_1904 : whether days are counted from 1904"""

    sheets: dict[str, str]
    hidden: dict[str, str]
    from_1904: bool
    texts: Sequence[str]
    styles: Styles


@dataclass
class _Relations(Handler):
    targets: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")
            self.kinds[attributes.get("Type", "").rsplit("/", 1)[-1]] = attributes.get("Target", "")


@dataclass
class _Sheets(Handler):
    named: list[tuple[str, str, bool]] = field(default_factory=list)
    from_1904: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            shown = attributes.get("state", "visible") == "visible"
            self.named.append((attributes.get("name", ""), attributes.get("id", ""), shown))
        if name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")


@dataclass
class SharedText(Handler):
    """A text in one or several runs; what helps to pronounce it (`rPh`) is left out."""

    found: list[str] = field(default_factory=list)
    length: int = 0
    _runs: list[str] = field(default_factory=list)
    _open: bool = False
    _aside: bool = False

    def start(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002  a text needs none
        if name == "si":
            self._runs = []
        self._open = name == "t"
        self._aside = self._aside or name == "rPh"

    def end(self, name: str) -> None:
        self._open = False
        if name == "rPh":
            self._aside = False
        if name == "si":
            self.found.append(unescaped("".join(self._runs)))

    def text(self, text: str) -> None:
        if self._open and not self._aside:
            self._runs.append(text)
            self.length += len(text)
            if self.length > LONGEST_TEXTS:
                raise ListingRefused(
                    Words(
                        f"au plus {LONGEST_TEXTS:,} caractères de texte",
                        f"at most {LONGEST_TEXTS:,} characters of text",
                    ),
                )


@dataclass
class _Formats(Handler):
    codes: dict[int, str] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)
    _within: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self.codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        if name == "cellXfs":
            self._within = True
        if name == "xf" and self._within:
            self.styles.append(_whole(attributes.get("numFmtId")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._within = False


def open_workbook(archive: Archive) -> Workbook:
    """What a workbook says beside its cells; raises ListingRefused when it is none."""
    main = _relations(archive, "_rels/.rels").kinds.get("officeDocument", "xl/workbook.xml").lstrip("/")
    sheets = _Sheets()
    parse(archive.pieces(main), sheets, part=main)
    folder, name = posixpath.split(main)
    relations = _relations(archive, f"{folder}/_rels/{name}.rels")
    targets = {key: _within(folder, target) for key, target in relations.targets.items()}
    texts = SharedText()
    shared = _within(folder, relations.kinds.get("sharedStrings", "sharedStrings.xml"))
    if shared in archive.names:
        parse(archive.pieces(shared), texts, part=shared)
    styles = _within(folder, relations.kinds.get("styles", "styles.xml"))
    formats = _Formats()
    if styles in archive.names:
        parse(archive.pieces(styles), formats, part=styles)
    shown = {name: targets.get(key, "") for name, key, visible in sheets.named if visible}
    hidden = {name: targets.get(key, "") for name, key, visible in sheets.named if not visible}
    return Workbook(shown, hidden, sheets.from_1904, texts.found, _styles(formats))


def sheet_part(book: Workbook, wanted: str | None) -> str:
    """The part of the sheet that is asked for, or of the only one; raises ListingRefused, naming the sheets."""
    listed = ", ".join((*book.sheets, *book.hidden))
    every = {**book.hidden, **book.sheets}
    if wanted is None and len(book.sheets) == 1:
        return next(iter(book.sheets.values()))
    if wanted is not None and wanted in every:
        return every[wanted]
    hint = Words("donner « sheet » dans la version", 'set "sheet" in the version')
    raise ListingRefused(
        Words(f"l’une des feuilles : {listed}", f"one of the sheets: {listed}"),
        column="sheet",
        value=wanted,
        hint=(nearest(wanted, tuple(every)) if wanted is not None else None) or hint,
    )


def unescaped(text: str) -> str:
    """A text in which `_x000D_` and the like are the characters they stand for (22.9.2.19)."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _styles(formats: _Formats) -> Styles:
    dates: set[int] = set()
    figures: dict[int, int] = {}
    for style, number in enumerate(formats.styles):
        code = formats.codes.get(number)
        if (number in _DATES and code is None) or (code is not None and _is_date(code)):
            dates.add(style)
        elif code is not None and _ZEROS.match(code):
            figures[style] = len(code)
    return Styles(frozenset(dates), figures)


def _is_date(code: str) -> bool:
    """Whether a format of numbers shows a day or an hour: it has one of their letters outside quotes and colours."""
    return code.lower() != "general" and bool(
        _DATE_LETTER.search(_NOT_OF_THE_DATE.sub("", code.split(";")[0]))
    )


def _relations(archive: Archive, part: str) -> _Relations:
    relations = _Relations()
    if part in archive.names:
        parse(archive.pieces(part), relations, part=part)
    return relations


def _within(folder: str, target: str) -> str:
    return (
        target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    )


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
