"""Frozen values in JSON columns: written and read by the types of their fields, so that no reader knows a key by heart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from florilege.faults import InputRefused, Words

T = TypeVar("T")


def as_stored(value: object) -> object:
    """A value as JSON holds it: a dataclass as an object with its fields in order, a tuple as a list."""
    # what is no plain type is one of the mappings that cannot be changed
    return to_jsonable_python(value, fallback=_plain)


def from_stored(kind: type[T], stored: object) -> T:
    """A value of a type from what `as_stored` made of it; a field that is not there takes its default.

    Raises InputRefused when the store holds something else: another version of the software wrote it.
    """
    try:
        # read as JSON, where strict still takes a list for a tuple and a whole number for a float
        found = _adapter(kind).validate_json(json.dumps(stored), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputRefused(
            Words(
                "un magasin écrit par cette version de Florilège",
                "a store created by this version of Florilège",
            ),
            column=".".join((kind.__name__, *map(str, first["loc"]))),
            value=str(first["input"])[:80],
            hint=Words("florilege build, pour le refaire", "run florilege build to recreate it"),
        ) from error
    if not isinstance(found, kind):
        raise TypeError(kind)
    return found


def _plain(value: object) -> dict[object, object]:
    if not isinstance(value, Mapping):
        raise TypeError(type(value))
    return dict(value)


def _adapter(kind: type) -> TypeAdapter[object]:
    """What reads a type, made once: the types of its fields take longer to work out than a value to read."""
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


_ADAPTERS: dict[type, TypeAdapter[object]] = {}
