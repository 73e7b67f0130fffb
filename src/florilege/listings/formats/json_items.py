"""The objects of a JSON file, one at a time: only the object at hand is held, and a fault names line and column.

The standard library parses each object; this module finds where the next one begins in a window of the text that
moves along the file.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import BinaryIO

from msgspec import Struct

from florilege.faults import ListingRefused, Words
from florilege.listings.formats.decoding import DecodedText

LARGEST_OBJECT = 1 << 26
"""Characters: an object longer than this is no place (a file whose quotation marks never end is one)."""
_NEAR_THE_END = 16
_SPACES = " \t\r\n"
WELL_FORMED = Words("du JSON bien formé", "valid JSON")


class Item(Struct, frozen=True):
    """One object of a list: of the root, or of the member of the root that is named."""

    member: str | None
    value: object


class Member(Struct, frozen=True):
    """Another member of the root, whole."""

    name: str
    value: object


class Window:
    """The part of a JSON text that is being read."""

    def __init__(self, text: DecodedText) -> None:
        self._pieces = text.pieces()
        self._text = ""
        self._at = 0
        self._line = 1
        self._column = 1
        self._ended = False
        self._decoder = json.JSONDecoder()

    def next_mark(self) -> str:
        """The next character that is no space, not taken; empty at the end of the file."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACES:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def take(self, mark: str) -> None:
        """Pass a mark that must stand here."""
        if self.next_mark() != mark:
            raise self.refused(self._at, f"{mark!r}")
        self._at += 1

    def value(self) -> object:
        """The value that begins here, whole."""
        self.next_mark()
        while True:
            try:
                found: object
                found, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._may_go_on(error) and self._more():
                    continue
                raise self.refused(error.pos, error.msg) from error
            except RecursionError as error:
                raise self.refused(self._at, "nested too deeply") from error
            except ValueError as error:
                raise self.refused(self._at, "a number of too many figures") from error
            if end == len(self._text) and self._text[end - 1] not in '"}]' and self._more():
                continue
            self._at = end
            return found

    def refused(self, at: int, found: str) -> ListingRefused:
        """A fault at a place of the window."""
        passed = self._text[:at]
        lines = passed.count("\n")
        column = len(passed) - passed.rfind("\n") if lines else self._column + len(passed)
        return ListingRefused(WELL_FORMED, line=self._line + lines, column=str(column), value=found)

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        """Whether the fault may only be that the window ends within the value."""
        return error.msg.startswith("Unterminated string") or error.pos >= len(self._text) - _NEAR_THE_END

    def _more(self) -> bool:
        """Move the window on, by as much as it holds so that a long value is parsed a few times only."""
        if self._ended:
            return False
        held = len(self._text) - self._at
        if held > LARGEST_OBJECT:
            raise ListingRefused(
                Words(
                    f"des objets d’au plus {LARGEST_OBJECT:,} caractères",
                    f"objects of at most {LARGEST_OBJECT:,} characters",
                ),
                line=self._line + self._text.count("\n", 0, self._at),
            )
        pieces: list[str] = []
        length = 0
        while length <= held:
            piece = next(self._pieces, "")
            if not piece:
                self._ended = True
                break
            pieces.append(piece)
            length += len(piece)
        if not pieces:
            return False
        self._drop_what_was_read()
        self._text = "".join((self._text, *pieces))
        return True

    def _drop_what_was_read(self) -> None:
        passed = self._text[: self._at]
        lines = passed.count("\n")
        self._line += lines
        self._column = len(passed) - passed.rfind("\n") if lines else self._column + len(passed)
        self._text = self._text[self._at :]
        self._at = 0


def items(stream: BinaryIO, *, encoding: str, members: Collection[str] = ()) -> Iterator[Item | Member]:
    """The objects of a JSON file whose root is a list, or an object that holds them in one of `members`.

    The other members of the root are given whole, in their order. Raises ListingRefused where the file is no JSON.
    """
    window = Window(DecodedText(stream, encoding))
    mark = window.next_mark()
    if mark == "[":
        for value in _list(window):
            yield Item(None, value)
    elif mark == "{":
        yield from _root(window, members)
    else:
        yield Member("", window.value())
    if window.next_mark():
        window.take("the end of the file")


def _list(window: Window) -> Iterator[object]:
    window.take("[")
    if window.next_mark() == "]":
        window.take("]")
        return
    while True:
        yield window.value()
        if window.next_mark() != ",":
            window.take("]")
            return
        window.take(",")


def _root(window: Window, members: Collection[str]) -> Iterator[Item | Member]:
    for name in _member_names(window):
        if name in members and window.next_mark() == "[":
            for value in _list(window):
                yield Item(name, value)
        else:
            yield Member(name, window.value())


def items_at(stream: BinaryIO, *, encoding: str, path: Sequence[str]) -> Iterator[object]:
    """The objects of the list that a JSON file holds under a path of members, one at a time; none where it has none."""
    for at, value in lists(stream, encoding=encoding, deepest=len(path)):
        if at == tuple(path):
            yield value


def lists(
    stream: BinaryIO, *, encoding: str, deepest: int, names: set[str] | None = None
) -> Iterator[tuple[tuple[str, ...], object]]:
    """What each list of a JSON file holds, item by item, with the path of members to it; lists within lists are items.

    deepest : how many members a path may have; names : takes those of the members of the root, as they come
    Raises ListingRefused where the file is no JSON.
    """
    window = Window(DecodedText(stream, encoding))
    yield from _lists_within(window, (), deepest, names if names is not None else set())
    if window.next_mark():
        window.take("the end of the file")


def _lists_within(
    window: Window, path: tuple[str, ...], deepest: int, names: set[str]
) -> Iterator[tuple[tuple[str, ...], object]]:
    mark = window.next_mark()
    if mark == "[":
        for value in _list(window):
            yield path, value
        return
    if mark != "{" or len(path) == deepest:
        window.value()
        return
    for name in _member_names(window):
        if not path:
            names.add(name)
        yield from _lists_within(window, (*path, name), deepest, names)


def _member_names(window: Window) -> Iterator[str]:
    """The name of each member of the object that begins here; its value is to be taken before the next is asked for."""
    window.take("{")
    if window.next_mark() == "}":
        window.take("}")
        return
    while True:
        if window.next_mark() != '"':
            window.take('"')
        name = str(window.value())
        window.take(":")
        yield name
        if window.next_mark() != ",":
            window.take("}")
            return
        window.take(",")
