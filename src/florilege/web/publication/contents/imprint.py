"""Who publishes a study, with whom, in which colours, as the store holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from florilege.faults import Words
from florilege.web.publication.contents.stored_json import Data, as_list, as_map, as_text, as_words


@dataclass(frozen=True, slots=True)
class PartnerContent:
    """A partner as published; logo : name, width and height of its picture, or None."""

    name: str
    url: str
    role: Words | None
    logo: tuple[str, int, int] | None


@dataclass(frozen=True, slots=True)
class ImprintContent:
    """What is published of the imprint; style : the colours as a style sheet, empty for the usual ones."""

    publisher: Mapping[str, str]
    partners: tuple[PartnerContent, ...]
    style: str


NOTHING = ImprintContent({}, (), "")
"""Of a study that says nothing of it."""


def read(item: Data) -> ImprintContent:
    """The imprint as the step that keeps it stored it."""
    return ImprintContent(
        publisher={key: as_text(said) for key, said in as_map(item.get("publisher")).items()},
        partners=tuple(_published(as_map(one)) for one in as_list(item.get("partners"))),
        style=as_text(item.get("style")),
    )


def _published(item: Data) -> PartnerContent:
    logo = as_list(item.get("logo"))
    return PartnerContent(
        name=as_text(item.get("name")),
        url=as_text(item.get("url")),
        role=as_words(item["role"]) if item.get("role") else None,
        logo=(as_text(logo[0]), int(as_text(logo[1])), int(as_text(logo[2]))) if len(logo) == 3 else None,
    )
