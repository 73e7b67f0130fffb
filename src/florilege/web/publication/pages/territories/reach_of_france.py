"""Who in France is within reach of a place of each service, and the communes that are beyond the last distance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from florilege.faults import Words
from florilege.web.publication.maps import drawings
from florilege.web.publication.pages.territories.known import Territories, Territory
from florilege.web.publication.pages.territories.standing import ReachLine, reach_line
from florilege.web.publication.text import words
from florilege.web.publication.text.values import code_label

FRANCE = "france"
BEYOND = Words(
    "À plus de {km} km par la route d’un lieu de « {service} » recensé : {people} habitants (communes : {communes}).",
    "More than {km} km by road from a listed place for “{service}”: {people} inhabitants (communes: {communes}).",
)


@dataclass(frozen=True, slots=True)
class WhiteZones:
    """The communes beyond the last distance of one service: on a map, and in words."""

    service: str
    said: str
    dots: str


@dataclass(frozen=True, slots=True)
class FranceReach:
    """Who is reached in the whole country, ready to print. limits : of the columns of `lines`"""

    limits: tuple[str, ...]
    lines: tuple[ReachLine, ...]
    white: tuple[WhiteZones, ...]
    base: drawings.Base


def reach_of_france(found: Territories, language: str) -> FranceReach | None:
    """Who is reached in France, in a language; None before it is measured."""
    services = found.contents.territories.services
    if not services:
        return None
    country = Territory(FRANCE, FRANCE, "France", "", None, "", (), ())
    lines: Iterable[ReachLine | None] = (reach_line(one, country, language) for one in services)
    return FranceReach(
        limits=tuple(f"{words.number(limit, language)}{words.NO_BREAK}km" for limit in services[0].limits),
        lines=tuple(line for line in lines if line is not None),
        white=tuple(
            WhiteZones(
                code_label("service", one.service, language),
                words.said(BEYOND, language).format(
                    communes=words.number(len(one.white), language),
                    people=words.number(sum(one.white.values()), language),
                    km=words.number(one.limits[-1], language),
                    service=code_label("service", one.service, language),
                ),
                drawings.commune_dots(one.white),
            )
            for one in services
        ),
        base=drawings.base(),
    )
