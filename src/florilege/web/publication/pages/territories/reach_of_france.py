"""Who in France is within reach of a place of each service, and the communes that are beyond the last distance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from florilege.faults import Words
from florilege.territory.reference import reference
from florilege.territory.service_reach import NextSites, ServiceReach, silent_regions
from florilege.web.publication.maps import drawings
from florilege.web.publication.pages.territories.known import Territories, Territory, key_of
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


NEXT = Words(
    "{n} lieux de « {service} » de plus, dans ces communes, rapprocheraient {gain} des {all} habitants qu’aucun lieu recensé"
    " n’atteint en {km} km par la route{proof}.",
    "{n} more places for “{service}”, in these communes, would serve {gain} of the {all} inhabitants whom no listed place"
    " reaches within {km} km by road{proof}.",
)
PROVED = Words(
    " ; c’est prouvé, aucun autre choix n’en rapproche plus",
    "; it is proved that no other choice serves more",
)
WITH_GAP = Words(
    " ; le meilleur choix en rapprocherait au plus {gap} de plus",
    "; the best choice would serve at most {gap} more",
)


WITHOUT = Words(
    "{regions} n’y comptent pas : aucun recensement n’y cite de lieu de « {service} », ce qui ne dit pas qu’il n’y en a pas.",
    "{regions} do not count: no listing mentions a place for “{service}” there, which does not say that there is none.",
)
ONE_WITHOUT = Words(
    "{regions} n’y compte pas : aucun recensement n’y cite de lieu de « {service} », ce qui ne dit pas qu’il n’y en a pas.",
    "{regions} does not count: no listing mentions a place for “{service}” there, which does not say that there is none.",
)


@dataclass(frozen=True, slots=True)
class NextLine:
    """A commune where a next place would go. path : of its page, or of that of its département; "" without one"""

    commune: str
    path: str
    departement: str
    gain: str


@dataclass(frozen=True, slots=True)
class NextInFrance:
    """Where next places of a service reach most people not yet reached, the one that adds most first.

    without : the régions that are left out, and why; "" where none is
    """

    service: str
    said: str
    without: str
    lines: tuple[NextLine, ...]


@dataclass(frozen=True, slots=True)
class FranceReach:
    """Who is reached in the whole country, ready to print. limits : of the columns of `lines`; following : where next"""

    limits: tuple[str, ...]
    lines: tuple[ReachLine, ...]
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
    more = words.said(WITH_GAP, language).format(gap=words.share(_more(sites, gain), language))
    said = words.said(NEXT, language).format(
        n=words.number(len(sites.sites), language),
        service=label,
        gain=words.number(gain, language),
        all=words.number(sites.unreached, language),
        km=words.number(sites.kilometres, language),
        proof=words.said(PROVED, language) if sites.proved else more,
    )
    lines = zip(sites.sites, sites.gains, strict=True)
    silent = [reference().regions[code].name for code in silent_regions(one.territories)]
    pair = ONE_WITHOUT if len(silent) == 1 else WITHOUT
    without = words.said(pair, language).format(regions=words.listed(silent, language), service=label)
    return NextInFrance(
        label,
        said,
        without if silent else "",
        tuple(_line(found, code, people, language) for code, people in lines),
    )


def _more(sites: NextSites, gain: int) -> float:
    """How many more people than these the best choice may serve, as a share of these."""
    bound = round(gain / (1 - sites.gap)) if sites.gap < 1 else gain
    return (bound - gain) / gain if gain else 0.0


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
