"""Frozen values in JSON columns: written and read by the types of their fields, so that no reader knows a key by heart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from functools import lru_cache
from types import NoneType, UnionType
from typing import TypeVar, Union, get_args, get_origin, get_type_hints

from florilege.faults import InputRefused, Words

T = TypeVar("T")


def as_stored(value: object) -> object:
    """A value as JSON holds it: a dataclass as an object with its fields in order, a tuple as a list."""
    if isinstance(value, Mapping):
        return {str(key): as_stored(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_stored(item) for item in value]
    if is_dataclass(value):
        return {one.name: as_stored(getattr(value, one.name)) for one in fields(value)}
    return value


def from_stored(kind: type[T], stored: object) -> T:
    """A value of a type from what `as_stored` made of it; a field that is not there takes its default.

    Raises InputRefused when the store holds something else: another version of the software wrote it.
    """
    found = _read(kind, stored)
    if not isinstance(found, kind):
        raise _misread(kind, stored)
    return found


def _read(hint: object, stored: object) -> object:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _one_of(inner, stored)
    if origin is tuple:
        return _tuple(hint, inner, stored)
    if origin is not None:  # a Mapping[str, X]
        if not isinstance(stored, dict):
            raise _misread(hint, stored)
        return {key: _read(inner[1], item) for key, item in stored.items()}
    if isinstance(hint, type) and is_dataclass(hint):
        return _made(hint, stored)
    if hint is float and isinstance(stored, int) and not isinstance(stored, bool):
        return float(stored)
    if isinstance(hint, type) and isinstance(stored, hint) and (hint is bool or not isinstance(stored, bool)):
        return stored
    raise _misread(hint, stored)


def _one_of(kinds: Sequence[object], stored: object) -> object:
    """A value of one of several types: None, or the first type that can be read; scalars stay as they are."""
    if stored is None and NoneType in kinds:
        return None
    if type(stored) in kinds:
        return stored
    for kind in kinds:
        if kind is not NoneType:
            try:
                return _read(kind, stored)
            except InputRefused:
                continue
    raise _misread(kinds, stored)


def _tuple(hint: object, kinds: Sequence[object], stored: object) -> tuple[object, ...]:
    if not isinstance(stored, list):
        raise _misread(hint, stored)
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_read(kinds[0], item) for item in stored)
    if len(kinds) != len(stored):
        raise _misread(hint, stored)
    return tuple(_read(kind, item) for kind, item in zip(kinds, stored, strict=True))


def _made(kind: type, stored: object) -> object:
    if not isinstance(stored, dict):
        raise _misread(kind, stored)
    given: dict[str, object] = {}
    for name, hint, has_default in _fields(kind):
        if name in stored:
            given[name] = _read(hint, stored[name])
        elif not has_default:
            raise _misread(kind, stored)
    make: Callable[..., object] = kind
    return make(**given)


@lru_cache(maxsize=256)
def _fields(kind: type) -> tuple[tuple[str, object, bool], ...]:
    """Name and type of each field of a dataclass, and whether it has a default."""
    hints: Mapping[str, object] = get_type_hints(kind)
    if not is_dataclass(kind):
        raise TypeError(kind)
    return tuple(
        (one.name, hints[one.name], one.default is not MISSING or one.default_factory is not MISSING)
        for one in fields(kind)
    )


def _misread(kind: object, stored: object) -> InputRefused:
    return InputRefused(
        Words(
            "un magasin écrit par cette version de Florilège", "a store created by this version of Florilège"
        ),
        column=getattr(kind, "__name__", str(kind)),
        value=str(stored)[:80],
        hint=Words("florilege build, pour le refaire", "run florilege build to recreate it"),
    )
