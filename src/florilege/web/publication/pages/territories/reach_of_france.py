"""Who in France is within reach of a place of each service, and the communes that are beyond the last distance."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from florilege.faults import Words
from florilege.territory.reference import reference
from florilege.territory.service_reach import NextSites, ServiceReach
from florilege.web.publication.maps import drawings
from florilege.web.publication.pages.territories.brief import proof
from florilege.web.publication.pages.territories.known import Territories, Territory, key_of
from florilege.web.publication.pages.territories.standing import ReachLine, reach_line
from florilege.web.publication.text import words
from florilege.web.publication.text.values import code_label

FRANCE = "france"
BEYOND = Words(
    "À plus de {km} km par la route d’un lieu de « {service} » des recensements de tout le pays : {people} habitants"
    " (communes : {communes}).",
    "More than {km} km by road from a place for “{service}” of the listings of the whole country: {people} inhabitants"
    " (communes: {communes}).",
)


class WhiteZones(Struct, frozen=True):
    """The communes beyond the last distance of one service: on a map, and in words."""

    service: str
    said: str
    dots: str


NEXT = Words(
    "{n} lieux de « {service} » de plus, dans ces communes, rapprocheraient {gain} des {all} habitants qu’aucun lieu, de quelque"
    " recensement qu’il vienne, n’atteint en {km} km par la route{proof}.",
    "{n} more places for “{service}”, in these communes, would serve {gain} of the {all} inhabitants whom no place,"
    " whichever listing gives it, reaches within {km} km by road{proof}.",
)
PROVED = Words(
    " ; c’est prouvé, aucun autre choix n’en rapproche plus",
    "; it is proved that no other choice serves more",
)
WITHOUT = Words(
    "{regions} n’y comptent pas : aucun recensement de tout le pays n’y donne de lieu de « {service} », ce"
    " qui ne dit pas qu’il n’y en a pas.",
    "{regions} do not count: no listing of the whole country gives a place for “{service}” there,"
    " which does not mean that there is none.",
)
ONE_WITHOUT = Words(
    "{regions} n’y compte pas : aucun recensement de tout le pays n’y donne de lieu de « {service} », ce"
    " qui ne dit pas qu’il n’y en a pas.",
    "{regions} does not count: no listing of the whole country gives a place for “{service}” there,"
    " which does not mean that there is none.",
)


class NextLine(Struct, frozen=True):
    """A commune where a next place would go. path : of its page, or of that of its département; "" without one"""

    commune: str
    path: str
    departement: str
    gain: str


class NextInFrance(Struct, frozen=True):
    """Where next places of a service reach most people not yet reached, the one that adds most first."""

    service: str
    said: str
    lines: tuple[NextLine, ...]


class FranceReach(Struct, frozen=True):
    """Who is reached in the whole country, ready to print.

    limits : of the columns of `lines`; without : régions that are left out everywhere here, and why, one text a service
    following : where next
    """

    limits: tuple[str, ...]
    lines: tuple[ReachLine, ...]
    without: tuple[str, ...]
    white: tuple[WhiteZones, ...]
    following: tuple[NextInFrance, ...]
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
        without=tuple(_without(one, language) for one in services if one.silent),
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
        following=tuple(
            _following(found, one, sites, language)
            for one in services
            if (sites := one.next_sites.get(FRANCE, {}).get(FRANCE)) is not None and sites.sites
        ),
        base=drawings.base(),
    )


def _following(found: Territories, one: ServiceReach, sites: NextSites, language: str) -> NextInFrance:
    label, gain = code_label("service", one.service, language), sum(sites.gains)
    said = words.said(NEXT, language).format(
        n=words.number(len(sites.sites), language),
        service=label,
        gain=words.number(gain, language),
        all=words.number(sites.unreached, language),
        km=words.number(sites.kilometres, language),
        proof=proof(sites, PROVED, language),
    )
    lines = zip(sites.sites, sites.gains, strict=True)
    return NextInFrance(
        label,
        said,
        tuple(_line(found, code, people, language) for code, people in lines),
    )


def _without(one: ServiceReach, language: str) -> str:
    silent = [reference().regions[code].name for code in one.silent]
    return words.said(ONE_WITHOUT if len(silent) == 1 else WITHOUT, language).format(
        regions=words.listed(silent, language), service=code_label("service", one.service, language)
    )


def _line(found: Territories, code: str, people: int, language: str) -> NextLine:
    commune = reference().communes[code]
    departement = reference().departements.get(commune.departement)
    pages = (key_of("commune", code), key_of("departement", commune.departement))
    return NextLine(
        commune=commune.name,
        path=next((found.by_key[key].path for key in pages if key in found.by_key), ""),
        departement=departement.name if departement is not None else "",
        gain=words.number(people, language),
    )
