"""The index of the territories."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from msgspec import Struct

from florilege.territory.reference import LARGE_KINDS
from florilege.web.publication.pages.territories.known import COLLECTIVITIES, LEVELS, Territories
from florilege.web.publication.pages.territories.lines import TerritoryLine, line
from florilege.web.publication.text import words


class RegionPart(Struct, frozen=True):
    """A région of the index: itself, its départements, each with its EPCI."""

    line: TerritoryLine
    departements: tuple[tuple[TerritoryLine, tuple[TerritoryLine, ...]], ...]


class IndexView(Struct, frozen=True):
    """The index of the territories ready to print. large : the métropoles and communautés urbaines with places.

    counts : territories with a place of the scope, by level, overseas collectivities apart; empty : those whose places
    are all out of it
    """

    counts: Mapping[str, str]
    collectivities: int
    empty: tuple[TerritoryLine, ...]
    large: tuple[TerritoryLine, ...]
    regions: tuple[RegionPart, ...]
    nowhere: int
    outside_epci: int


class CommunesView(Struct, frozen=True):
    """The communes that have a place of the scope, by département; empty : those whose places are all out of it."""

    count: str
    departements: tuple[tuple[TerritoryLine, tuple[TerritoryLine, ...]], ...]
    empty: tuple[TerritoryLine, ...]


def communes(found: Territories, language: str) -> CommunesView:
    """Every commune that has a place, in a language."""
    of: dict[str, list[TerritoryLine]] = defaultdict(list)
    empty: list[TerritoryLine] = []
    for one in found.by_key.values():
        if one.level != "commune":
            continue
        if one.places:
            of[one.departement].append(line(one, language))
        else:
            empty.append(line(one, language))
    departements = [one for one in found.by_key.values() if one.level == "departement" and one.code in of]
    return CommunesView(
        count=words.number(sum(map(len, of.values())), language),
        departements=tuple((line(one, language), tuple(of[one.code])) for one in departements),
        empty=tuple(empty),
    )


def index(found: Territories, language: str) -> IndexView:
    """The index of the territories in a language."""
    counted = [territory for territory in found.by_key.values() if territory.places]
    beyond = {territory.code for territory in counted if territory.code in COLLECTIVITIES}
    of_level = Counter(territory.level for territory in counted if territory.code not in beyond)
    epci = [territory for territory in counted if territory.kind in LARGE_KINDS]
    return IndexView(
        collectivities=len(beyond),
        counts={level: words.number(of_level[level], language) for level in LEVELS},
        empty=tuple(
            line(one, language) for one in found.by_key.values() if not one.places and one.level != "commune"
        ),
        large=tuple(line(territory, language) for territory in epci),
        regions=tuple(
            RegionPart(
                line(region, language),
                tuple(
                    (
                        line(departement, language),
                        tuple(
                            line(one, language)
                            for one in found.children.get(departement.key, ())
                            if one.places
                        ),
                    )
                    for departement in found.children.get(region.key, ())
                    if departement.places
                ),
            )
            for region in counted
            if region.level == "region"
        ),
        nowhere=found.without["region"],
        outside_epci=found.without["epci"] - found.without["region"],
    )
