"""What persons decided and wrote, as frozen values: decisions, visits, monographs, news."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from florilege.faults import Words
from florilege.listings.records import Value


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided of a place at a stage, and whether no later decision replaces it.

    effect : of a decision about the list, what it does to the list computed: "enters", "leaves" or "nothing"
    """

    place_id: str
    stage: str
    outcome: str
    reason: Words
    author: str
    date: str
    stands: bool
    effect: str = ""


@dataclass(frozen=True, slots=True)
class VisitedValue:
    """A value looked at during a visit; `found` is what is true instead, where it is known."""

    field: str
    value: Value
    verdict: str
    found: Value | None


@dataclass(frozen=True, slots=True)
class VisitContent:
    """What is published of a visit. seen : language → text; photographs : what each shows, and who took it."""

    name: str
    place_id: str
    date: str
    who: tuple[str, ...]
    seen: Mapping[str, str]
    checked: tuple[VisitedValue, ...]
    photographs: tuple[tuple[Words | None, str], ...]


@dataclass(frozen=True, slots=True)
class ParagraphContent:
    """A paragraph of a monograph: language → text, and field → the values that it was written from."""

    text: Mapping[str, str]
    original: str
    cites: Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class PictureContent:
    """A photograph; files : name, width and height of each size, the smallest first."""

    files: tuple[tuple[str, int, int], ...]
    credit: str
    licence: str
    alt: Words


@dataclass(frozen=True, slots=True)
class MonographContent:
    """What persons wrote of a place, approved."""

    place_id: str
    author: str
    date: str
    approved_by: str
    paragraphs: tuple[ParagraphContent, ...]
    pictures: tuple[PictureContent, ...]
