"""Values of a JSON or TOML file of which nothing is taken for granted: what has another shape counts as absent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from florilege.checking.numbers import decimal

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


def items(value: Json) -> Sequence[Mapping[str, Json]]:
    """The objects of a list."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    return [one for one in value if isinstance(one, Mapping)]


def text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def number_of(value: Json) -> float:
    return decimal(value) if isinstance(value, (int, float, str)) else 0.0


def mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}
