"""Frozen values in JSON columns: written and read by the types of their fields, so that no reader knows a key by heart."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from florilege.faults import InputRefused, Words

T = TypeVar("T")


def as_stored(value: object) -> object:
    """A value as JSON holds it: a record as an object with its fields in order, a tuple as a list."""
    # through JSON: `to_builtins` would leave tuples, which what reads lists (`privacy.cleaned`) passes over.
    # What is no plain type is one of the mappings that cannot be changed
    return msgspec.json.decode(msgspec.json.encode(value, enc_hook=_plain))


def from_stored(kind: type[T], stored: object) -> T:
    """A value of a type from what `as_stored` made of it; a field that is not there takes its default.

    Raises InputRefused when the store holds something else: another version of the software wrote it.
    """
    try:
        return _decoder(kind).decode(json.dumps(stored))
    except msgspec.ValidationError as error:
        wrong, _, path = str(error).partition(" - at ")
        raise InputRefused(
            Words(
                "un magasin écrit par cette version de Florilège",
                "a store created by this version of Florilège",
            ),
            column=kind.__name__ + path.strip("`$"),
            value=f"{str(_reached(stored, path))[:80]} ({wrong})",
            hint=Words("florilege build, pour le refaire", "run florilege build to recreate it"),
        ) from error


def _reached(stored: object, path: str) -> object:
    """What stands at a path as msgspec writes it (`$.a[0].b`), or as far as it can be followed."""
    for name, rank in re.findall(r"\.(\w+)|\[(\d+)\]", path):
        if isinstance(stored, Mapping) and name in stored:
            stored = stored[name]
        elif isinstance(stored, list) and rank and int(rank) < len(stored):
            stored = stored[int(rank)]
        else:
            break
    return stored


def _plain(value: object) -> dict[object, object]:
    if not isinstance(value, Mapping):
        raise TypeError(type(value))
    return dict(value)


def _decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    """What reads a type, made once: the types of its fields take longer to work out than a value to read."""
    if kind not in _DECODERS:
        _DECODERS[kind] = msgspec.json.Decoder(kind)
    return _DECODERS[kind]


_DECODERS: dict[type, msgspec.json.Decoder[Any]] = {}
