"""Rows of one kind in the order of keys that never change: filtered by masks, read page by page.

A mask is a whole number whose bit i says whether row i is meant. All filters are one "and" of such numbers, and counting
what they leave is counting bits: a hundred thousand places are filtered in microseconds.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Generic, Literal, TypeVar

from msgspec import Struct, field

from florilege.faults import Words

T = TypeVar("T")
Cell = str | int | float | bool | list[str] | None
Row = Mapping[str, Cell]
Kind = Literal["text", "texts", "whole", "number", "flag"]


class Column(Struct, Generic[T], frozen=True):
    """A part of each row. kind : of its values; read : its value for what the row is of, None where it is unknown

    always : whether it is never None
    """

    name: str
    meaning: Words
    kind: Kind
    read: Callable[[T], Cell]
    always: bool = False


class Page(Struct, frozen=True):
    """Some rows. ranks : where they stand in the table; last : the key of the last of them where more follow, else "" """

    ranks: tuple[int, ...]
    last: str


class Table(Struct, Generic[T], frozen=True, dict=True):
    """Things of one kind, sorted by the key that each has for ever.

    facets : filter → value → mask of the rows that have it
    """

    columns: Sequence[Column[T]]
    things: Sequence[T]
    keys: Sequence[str]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    _written: dict[int, bytes] = field(default_factory=dict)

    @cached_property
    def everything(self) -> int:
        """The mask of all rows."""
        return (1 << len(self.keys)) - 1

    @cached_property
    def rank_of(self) -> Mapping[str, int]:
        """Key → where its row stands."""
        return {key: rank for rank, key in enumerate(self.keys)}

    def with_any(self, facet: str, values: Iterable[str]) -> int:
        """The mask of the rows that have one of some values."""
        found, mask = self.facets[facet], 0
        for value in values:
            mask |= found.get(value, 0)
        return mask

    def page(self, mask: int, *, after: str, limit: int) -> Page:
        """The first rows of a mask whose keys come after one, in the order of the keys.

        What is read so from page to page meets each row that stays once and no row twice, whatever comes or goes between
        two pages: a page begins at a key, which needs not be there any more, and not at a number of rows.
        """
        start = bisect_right(self.keys, after) if after else 0
        left = mask >> start
        ranks: list[int] = []
        while left and len(ranks) < limit:
            bit = left & -left
            ranks.append(start + bit.bit_length() - 1)
            left ^= bit
        return Page(tuple(ranks), self.keys[ranks[-1]] if left and ranks else "")

    def row(self, rank: int, names: Sequence[str] = ()) -> dict[str, Cell]:
        """A row, of some columns or of all."""
        thing = self.things[rank]
        return {one.name: one.read(thing) for one in self.columns if not names or one.name in names}

    def written(self, rank: int) -> bytes:
        """A whole row as JSON, worked out once."""
        found = self._written.get(rank)
        if found is None:
            found = self._written[rank] = as_json(self.row(rank))
        return found


def table_of(
    columns: Sequence[Column[T]],
    things: Iterable[tuple[str, T]],
    facets: Mapping[str, Callable[[T], Iterable[str]]] | None = None,
) -> Table[T]:
    """The table of some things, each with its key. facets : filter → the values that a thing has of it"""
    ordered = sorted(things, key=lambda item: item[0])
    masks: dict[str, dict[str, int]] = {}
    for name, values_of in (facets or {}).items():
        ranks: dict[str, list[int]] = defaultdict(list)
        for rank, (_, thing) in enumerate(ordered):
            for value in values_of(thing):
                ranks[value].append(rank)
        masks[name] = {value: mask_of(found, len(ordered)) for value, found in ranks.items()}
    return Table(columns, [thing for _, thing in ordered], [key for key, _ in ordered], masks)


def mask_of(ranks: Iterable[int], length: int) -> int:
    """The mask of some rows out of `length`: their bits are set in bytes, since a whole number is copied at each change."""
    bits = bytearray(length // 8 + 1)
    for rank in ranks:
        bits[rank >> 3] |= 1 << (rank & 7)
    return int.from_bytes(bits, "little")


def as_json(value: object) -> bytes:
    """A value as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
