"""Slips of the pen in a TOML file, one at a time: each key, text, number and type written wrong, with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

_HEADER = re.compile(r"^(\[\[?)([^\]]+)(\]\]?)")
_KEY = re.compile(r'\s*(?:"([^"]*)"|([A-Za-z0-9_-]+))\s*=\s*')
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_BARE = re.compile(r"[^,\]}\s#]+")
_DATE = re.compile(r"^\d{4}-\d{2}")


class Slip(Struct, frozen=True):
    """One text with one slip.

    path : of the key, without ranks ("rule.where.zone"); kind : "key", "text", "type" or "number"
    """

    path: str
    kind: str
    line: int
    before: str
    after: str
    text: str


def slips(text: str) -> Iterator[Slip]:
    """Every slip of a file whose values stand each on one line."""
    lines = text.splitlines()
    prefix: tuple[str, ...] = ()
    for number, line in enumerate(lines, start=1):
        header = _HEADER.match(line)
        if header:
            prefix = tuple(part.strip().strip('"') for part in header[2].split("."))
            found = list(_parts(header, prefix))
        else:
            found = list(_assignments(line, 0, prefix)) if _KEY.match(line) else []
        for path, kind, start, end, after in found:
            wrong = line[:start] + after + line[end:]
            whole = "\n".join([*lines[: number - 1], wrong, *lines[number:]]) + "\n"
            yield Slip(".".join(path), kind, number, line[start:end], after, whole)


Found = tuple[tuple[str, ...], str, int, int, str]


def _parts(header: re.Match[str], prefix: tuple[str, ...]) -> Iterator[Found]:
    """The slips of `[one.two]`: in each of its parts."""
    at = header.start(2)
    for depth, part in enumerate(header[2].split(".")):
        yield prefix[: depth + 1], "key", at, at + len(part), f"{part}z"
        at += len(part) + 1


def _assignments(line: str, start: int, prefix: tuple[str, ...]) -> Iterator[Found]:
    """The slips of `key = value`, of one or of several parted by commas, up to a closing brace."""
    at = start
    while key := _KEY.match(line, at):
        quoted = key[1] is not None
        path = (*prefix, key[1] if quoted else key[2])
        group = 1 if quoted else 2
        yield path, "key", key.start(group), key.end(group), f"{key[group]}z"
        value = list(_value(line, key.end(), path))
        yield from value
        at = _end(line, key.end())
        comma = re.compile(r"\s*,").match(line, at)
        if comma is None:
            return
        at = comma.end()


def _value(line: str, at: int, path: tuple[str, ...]) -> Iterator[Found]:
    end = _end(line, at)
    if line[at] == '"':
        words = line[at + 1 : end - 1]
        wrong = "2021-13-06" if _DATE.match(words) else f"{words}z"
        yield path, "text", at, end, f'"{wrong}"'
        yield path, "type", at, end, "17"
    elif line[at] == "[":
        yield path, "type", at, end, "{ z = 1 }"
        inner = at + 1
        while line[inner] != "]":
            if line[inner] in " ,":
                inner += 1
                continue
            yield from _value(line, inner, path)
            inner = _end(line, inner)
    elif line[at] == "{":
        yield path, "type", at, end, "17"
        yield from _assignments(line, at + 1, path)
    elif line[at:end] in ("true", "false"):
        yield path, "type", at, end, '"true"'
    else:
        yield path, "type", at, end, '"17"'
        yield path, "number", at, end, "nan"
        yield path, "number", at, end, "-1e12" if "." in line[at:end] else "-1000000000000"
        yield path, "number", at, end, "1e12" if "." in line[at:end] else "1000000000000000000000"


def _end(line: str, at: int) -> int:
    """Where the value that starts here ends."""
    if line[at] == '"':
        found = _TEXT.match(line, at)
        assert found is not None
        return found.end()
    if line[at] in "[{":
        depth, inner = 0, at
        while True:
            if line[inner] == '"':
                inner = _end(line, inner)
                continue
            depth += (line[inner] in "[{") - (line[inner] in "]}")
            inner += 1
            if not depth:
                return inner
    found = _BARE.match(line, at)
    assert found is not None
    return found.end()
