"""On which line of a TOML text each key stands.

`tomllib` gives values and no positions; `tomlkit` keeps every token, and its parser meets them in the order of the
text. The positions are taken while it parses: the document that it returns gathers the tables of an array that
stand apart in the text, so that walking it would count wrong lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, Item, Key, Table
from tomlkit.parser import Parser

Path = tuple[str | int, ...]


class KeyLines:
    """The lines of the keys of a text, worked out when one is first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _lines(self) -> Mapping[Path, int]:
        return _kept_lines(self._text)

    def nearest(self, path: Path) -> int | None:
        """The line of a key, else of the nearest table that holds it; None for the root."""
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path[:-1]
        return None


@lru_cache(maxsize=64)
def _kept_lines(text: str) -> Mapping[Path, int]:
    """Those of a text read before: a command reads each file of a study several times, and tomlkit is slow."""
    return key_lines(text)


def key_lines(text: str) -> Mapping[Path, int]:
    """The line (from 1) on which each key, table header or element of an array first stands.

    Of a text that is not well-formed, those of the keys that come before the fault.
    """
    found = _by_tables(text)
    return _of_whole(text) if found is None else found


_HEADER = re.compile(r"^[ \t]*\[\[?[^\[\]\n]*\]\]?[ \t]*(?:#[^\n]*)?\r?$\n?", re.MULTILINE)
"""What looks like the header of a table; within a text or a list of several lines it is none, and what precedes does not end."""


def _by_tables(text: str) -> Mapping[Path, int] | None:
    """The same table by table, of which those met before, in whatever text, are not parsed again.

    A line is mostly asked for in a text that differs by one key from one read before. None where what lies between two
    headers does not stand alone.
    """
    found: dict[Path, int] = {}
    arrays: dict[Path, int] = {}
    headers = list(_HEADER.finditer(text))
    path: Path = ()
    start, above = 0, 0
    for header in (*headers, None):
        body = text[start : header.start() if header else None]
        below = _of_body(body)
        if below is None:
            return None
        for relative, line in below.items():
            found.setdefault((*path, *relative), above + line)
        if header is None:
            break
        above += body.count("\n") + 1
        named = _named(header[0])
        if named is None:
            return None
        path = _opened(*named, arrays, partial(_first, found, above))
        start = header.end()
    return found


def _first(lines: dict[Path, int], line: int, path: Path) -> None:
    lines.setdefault(path, line)


@lru_cache(maxsize=4096)
def _of_body(text: str) -> Mapping[Path, int] | None:
    """Line of each key of what stands under a header; None where it does not stand alone."""
    parser = _Positions(text)
    try:
        parser.parse()
    except TOMLKitError:
        return None
    return parser.lines if parser.first_header is None else None


@lru_cache(maxsize=4096)
def _named(header: str) -> tuple[bool, tuple[str, ...]] | None:
    """Whether a header opens one more of an array of tables, and the parts of its name."""
    try:
        is_array, key = _Positions(header.strip())._peek_table()
    except TOMLKitError:
        return None
    return is_array, tuple(part.key for part in key)


def _opened(
    is_array: bool, parts: tuple[str, ...], arrays: dict[Path, int], note: Callable[[Path], None]
) -> Path:
    """The path of the table that a header opens.

    arrays : the rank of the last table of each array, brought up to date; note : called with each path that stands there
    """
    path: Path = ()
    for depth, part in enumerate(parts, start=1):
        path = (*path, part)
        note(path)
        if is_array and depth == len(parts):
            arrays[path] = arrays.get(path, -1) + 1
        if path in arrays:
            path = (*path, arrays[path])
            note(path)
    return path


def _of_whole(text: str) -> Mapping[Path, int]:
    """The same in one go, up to the fault of a text that has one."""
    parser = _Positions(text)
    # What tomllib reads and tomlkit refuses (a hundred levels of lists, say) ends the search there: a fault below is
    # reported on the line of the nearest table above, which beats no line at all.
    with suppress(TOMLKitError):
        parser.parse()
    return parser.lines


def before_headers(text: str) -> tuple[str, str]:
    """A well-formed text cut before the line of its first header: the keys of the root, and all the rest."""
    parser = _Positions(text)
    parser.parse()
    lines = text.split("\n")
    at = len(lines) if parser.first_header is None else parser.first_header - 1
    head = "".join(f"{line}\n" for line in lines[:at])
    return (text, "") if parser.first_header is None else (head, text[len(head) :])


@dataclass(slots=True)
class _Around:
    """What is being parsed around a key. rank : of the next element when it is an array"""

    path: Path
    rank: int | None = None


class _Positions(Parser):
    """The parser of tomlkit, noting where it stands when it meets a key."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.lines: dict[Path, int] = {}
        self.first_header: int | None = None
        self._ends = [at for at, letter in enumerate(text) if letter == "\n"]
        self._arrays: dict[Path, int] = {}
        self._around = [_Around(())]
        self._before_key = False

    @property
    def _line(self) -> int:
        return bisect_right(self._ends, self._idx - 1) + 1

    def _note(self, path: Path) -> None:
        self.lines.setdefault(path, self._line)

    def _parse_table(
        self, parent_name: Key | None = None, parent: Table | None = None
    ) -> tuple[Key, Table | AoT]:
        self.first_header = self.first_header or self._line
        is_array, key = self._peek_table()
        parts = tuple(part.key for part in key)
        self._around = [_Around(_opened(is_array, parts, self._arrays, self._note))]
        return super()._parse_table(parent_name, parent)

    def _parse_key_value(self, parse_comment: bool = False) -> tuple[Key, Item]:
        self._before_key = True
        found = super()._parse_key_value(parse_comment)
        self._around.pop()
        return found

    def _parse_key(self) -> Key:
        # Headers are parsed, and peeked at, by this method too: only the key of a value opens a path.
        if not self._before_key:
            return super()._parse_key()
        self._before_key = False
        at, path = self._line, self._around[-1].path
        key = super()._parse_key()
        for part in key:
            path = (*path, part.key)
            self.lines.setdefault(path, at)
        self._around.append(_Around(path))
        return key

    def _parse_array(self) -> Array:
        self._around.append(_Around(self._around[-1].path, rank=0))
        array = super()._parse_array()
        self._around.pop()
        return array

    def _parse_value(self) -> Item:
        holder = self._around[-1]
        if holder.rank is None:
            return super()._parse_value()
        path = (*holder.path, holder.rank)
        holder.rank += 1
        self._note(path)
        self._around.append(_Around(path))
        value = super()._parse_value()
        self._around.pop()
        return value
