"""A territory as a line of a table, and what it is in words."""

from __future__ import annotations

from msgspec import Struct

from florilege.web.publication.pages.territories.known import Territory
from florilege.web.publication.text import labels, words


class TerritoryLine(Struct, frozen=True):
    """A territory as a line of a table."""

    path: str
    name: str
    kind: str
    places: str
    judged: str
    kept: int


def kind_words(territory: Territory, language: str) -> str:
    """What a territory is, in words."""
    if territory.level == "epci":
        return words.said(labels.of_epci_kind(territory.kind), language)
    return words.said(labels.AREAS[territory.level], language)


def line(territory: Territory, language: str) -> TerritoryLine:
    """A territory as a line of a table."""
    judged = sum(place.appraisal == "candidate" for place in territory.places)
    return TerritoryLine(
        path=territory.path,
        name=territory.name,
        kind=kind_words(territory, language),
        places=words.number(len(territory.places), language),
        judged=words.number(judged, language),
        kept=sum(place.kept for place in territory.places),
    )
