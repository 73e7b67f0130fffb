"""The fields of a place: what a listing, a page or a visit can say of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

from msgspec import Struct

from florilege.faults import Words
from florilege.toml_lines import read_toml

KINDS = ("text", "code", "number", "integer", "year", "boolean", "url")
GROUPS = (
    "identity",
    "location",
    "contact",
    "offer",
    "organisation",
    "building",
    "history",
    "figures",
    "money",
)


class Field(Struct, frozen=True):
    """One field.

    kind : one of `KINDS`; a field of kind "code" with a vocabulary of its own name takes only its codes
    unit : of its numbers, when the source states none
    multiple : whether a place may have several values that all hold (else they disagree)
    public : whether it may be published
    group : one of `GROUPS`, for the order on the pages
    """

    key: str
    kind: str
    unit: str | None
    multiple: bool
    public: bool
    group: str
    label: Words


@lru_cache(maxsize=1)
def _fields() -> Mapping[str, Field]:
    text = resources.files("florilege.listings").joinpath("data", "fields.toml").read_text(encoding="utf-8")
    root = read_toml(text, file="fields.toml")
    fields: dict[str, Field] = {}
    for key in root.content:
        table = root.table(key)
        fields[key] = Field(
            key=key,
            kind=table.choice("kind", KINDS),
            unit=table.optional("unit", str),
            multiple=table.get("multiple", bool, False),
            public=table.get("public", bool, True),
            group=table.choice("group", GROUPS),
            label=table.bilingual("label"),
        )
        table.refuse_unknown()
    return MappingProxyType(fields)


FIELDS: Mapping[str, Field] = _fields()
"""Every field by its key, in the order of the pages."""
