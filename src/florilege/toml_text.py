"""Values written as TOML, by tomlkit: the one place where a text is put in quotes for a TOML file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import tomlkit
from tomlkit.items import Item, SingleKey

TomlValue: TypeAlias = str | bool | int | float | Sequence["TomlValue"] | Mapping[str, "TomlValue"]


def entry(key: str, value: TomlValue) -> str:
    """`key = value`, on one line; the key is quoted where it must be."""
    return f"{SingleKey(key).as_string()} = {written(value)}"


def written(value: TomlValue) -> str:
    """A value as TOML writes it, on one line: a mapping as an inline table, a sequence as a list."""
    return _item(value).as_string()


def _item(value: TomlValue) -> Item:
    if isinstance(value, str | bool | int | float):
        return tomlkit.item(value)
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        for key, below in value.items():
            table.append(SingleKey(key), _item(below))
        return table
    array = tomlkit.array()
    for below in value:
        array.append(_item(below))
    return array
