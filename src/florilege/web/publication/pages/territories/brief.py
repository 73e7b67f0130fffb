"""The answer of the first screen of a territory: what it has, what it lacks, what it could try."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from florilege.ecosystem.mentions import FAMILIES
from florilege.faults import Words
from florilege.listings.vocabulary import VOCABULARIES
from florilege.territory.peers import Peer
from florilege.territory.reference import reference
from florilege.territory.service_reach import NextSites, ServiceReach
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.actors.lines import family_words
from florilege.web.publication.pages.territories.known import Territories, Territory
from florilege.web.publication.pages.territories.peer_places import (
    comparable_services,
    page_of,
    places_of,
    rate_words,
    services_of,
    value_of,
)
from florilege.web.publication.text import words
from florilege.web.publication.text.values import code_label
from florilege.web.study.territory_measures import TerritoryRate

MOST_LACKING = 4
"""Services that peers have and the territory not, named at most."""
NEAR = {"region": 20.0, "departement": 20.0, "epci": 10.0}
"""Road kilometres within which a territory of a level asks to be served."""


class Item(Struct, frozen=True):
    """A sentence, and the page that it leads to, "" without one; name : the words of the link, in French."""

    said: str
    path: str = ""
    name: str = ""


PLACES = Words("{n} lieux du champ recensés{rate}.", "{n} places in scope listed{rate}.")
ONE_PLACE = Words("Un lieu du champ recensé{rate}.", "One place in scope listed{rate}.")
MOSTLY = Words("Surtout : {kinds}.", "Mostly: {kinds}.")
KEPT = Words("Dans la liste : {names}.", "On the list: {names}.")
ONE_SERVICE = Words("Une source y dit un service sur {all}.", "A source states one service there, of {all}.")
SERVICES = Words("Une source y dit {n} services sur {all}.", "A source states {n} services there, of {all}.")
FAMILIES_THERE = Words("Familles d’acteurs connues : {families}.", "Known families of actors: {families}.")


def has(
    territory: Territory, measured: TerritoryRate | None, contents: StudyContents, language: str
) -> Iterator[Item]:
    """What a territory has: places, kinds, services, who is kept, families."""
    count = len(territory.places)
    rate = _headline(measured, count, language)
    yield Item(
        words.filled(
            ONE_PLACE if count == 1 else PLACES,
            language,
            n=words.number(count, language),
            rate=rate,
        )
    )
    kinds = Counter(kind for place in territory.places for kind in place.kinds)
    if kinds:
        named = [
            f"{code_label('kind', kind, language) or kind} ({words.number(kinds[kind], language)})"
            for kind in sorted(kinds, key=lambda kind: (-kinds[kind], kind))[:3]
        ]
        yield Item(words.filled(MOSTLY, language, kinds=words.listed(named, language)))
    stated = services_of(territory.places)
    if stated:
        every = len(VOCABULARIES["service"])
        yield Item(
            words.filled(
                SERVICES if len(stated) > 1 else ONE_SERVICE,
                language,
                n=words.number(len(stated), language),
                all=words.number(every, language),
            )
        )
    kept = [place.called.in_language(language) for place in territory.places if place.kept]
    if kept:
        yield Item(words.filled(KEPT, language, names=words.listed(kept, language)))
    families = _families(territory, contents)
    if families:
        named = [words.said(family_words(code), language) for code in FAMILIES if code in families]
        yield Item(words.filled(FAMILIES_THERE, language, families=words.listed(named, language)))


HEADLINE = Words(" ; {how}{counted} : {rate}", "; {how}{counted}: {rate}")
HOW = {
    "spread": Words("taux lissé", "smoothed rate"),
    "common": Words("taux de tous les territoires", "rate of all territories"),
    "alone": Words("taux", "rate"),
}
COUNTED = Words(
    ", d’après les seuls lieux des recensements de tout le pays ({n})",
    ", from the places of the listings of the whole country alone ({n})",
)


def _headline(measured: TerritoryRate | None, listed: int, language: str) -> str:
    """The rate beside the number of places, with how it was made: it is not the one over the other."""
    rate = rate_words(measured, language)
    if measured is None or not rate:
        return ""
    counted = words.filled(COUNTED, language, n=words.number(measured.counted, language))
    how = words.said(HOW[measured.rate.how], language)
    return words.filled(
        HEADLINE, language, how=how, counted=counted if measured.counted != listed else "", rate=rate
    )


LACKING = Words(
    "Services qu’une source dit chez des pairs, et aucune ici : {services}.",
    "Services that a source states among its peers, and none here: {services}.",
)
OF_PEERS = Words("{service} ({n} sur {all})", "{service} ({n} of {all})")
FAR = Words(
    "{n} habitants à plus de {km} km par la route d’un lieu de « {service} » des recensements de tout le pays{between}.",
    "{n} inhabitants more than {km} km by road from a place for “{service}” of the listings of the whole country{between}.",
)
UNTOLD = Words(
    "Qui est à portée d’un lieu de « {service} », on ne peut pas le dire : aucun recensement de tout le pays n’en donne dans"
    " la région, ce qui ne dit pas qu’il n’y en a pas.",
    "Who is within reach of a place for “{service}” is unknown: no listing of the whole country gives one in the region,"
    " which does not mean that there is none.",
)
NO_FAMILY = Words(
    "Aucune source n’y nomme d’acteur de ces familles : {families}. Cela ne dit pas qu’il n’y en a pas.",
    "No source names an actor of these families there: {families}. That does not mean that there is none.",
)
NOTHING_LACKING = Words(
    "Rien que nos sources permettent de dire.", "Nothing that our sources allow us to say."
)


def lacks(found: Territories, territory: Territory, alike: Sequence[Peer], language: str) -> Iterator[Item]:
    """What a territory lacks, as far as sources allow to say."""
    reported = False
    stated = services_of(territory.places)
    elsewhere = Counter(
        service
        for peer in alike
        for service in comparable_services(places_of(found, peer), territory, found.contents)
        if service not in stated
    )
    if elsewhere:
        order = sorted(elsewhere, key=lambda one: (-elsewhere[one], one))[:MOST_LACKING]
        named = [
            words.filled(
                OF_PEERS,
                language,
                service=code_label("service", one, language),
                n=words.number(elsewhere[one], language),
                all=words.number(len(alike), language),
            )
            for one in order
        ]
        reported = True
        yield Item(words.filled(LACKING, language, services=words.listed(named, language)))
    for one in found.contents.territories.services:
        item = _far(one, territory, language)
        if item is not None:
            reported = True
            yield item
    families = _families(territory, found.contents)
    unknown = [code for code in FAMILIES if code not in families]
    if unknown and territory.places:
        reported = True
        named = [words.said(family_words(code), language) for code in unknown]
        yield Item(words.filled(NO_FAMILY, language, families=words.listed(named, language)))
    if not reported:
        yield Item(words.said(NOTHING_LACKING, language))


def untold(one: ServiceReach, territory: Territory, language: str) -> str:
    """Why nobody can be said to be within reach of a service in a territory or out of it; "" where it is told."""
    if territory.region not in one.silent:
        return ""
    return words.filled(UNTOLD, language, service=code_label("service", one.service, language))


def _far(one: ServiceReach, territory: Territory, language: str) -> Item | None:
    if why := untold(one, territory, language):
        return Item(why)
    limit = NEAR[territory.level]
    reached = one.territories.get(territory.level, {}).get(territory.code)
    if reached is None or not reached.inhabitants:
        return None
    within = reached.reached[one.limits.index(limit)]
    about = reached.inhabitants - within.about
    if not about:
        return None
    low, high = reached.inhabitants - within.most, reached.inhabitants - within.least
    between = words.filled(
        Words(" (entre {low} et {high})", " (between {low} and {high})"),
        language,
        low=words.number(low, language),
        high=words.number(high, language),
    )
    return Item(
        words.filled(
            FAR,
            language,
            n=words.number(about, language),
            km=words.number(limit, language),
            service=code_label("service", one.service, language),
            between=between if low != high else "",
        )
    )


SITE = Words(
    "Un lieu de « {service} » à {commune} rapprocherait {n} habitants{own} qu’aucun lieu, de quelque recensement qu’il vienne,"
    " n’atteint en {km} km par la route.",
    "A place for “{service}” in {commune} would serve {n} inhabitants{own} whom no place, whichever listing gives it, reaches"
    " within {km} km by road.",
)
OWN = Words(", dont {n} d’ici,", ", {n} of them here,")
SITES = Words(
    "Des lieux de « {service} » à {communes} rapprocheraient {n} des {all} habitants qu’aucun lieu, de quelque recensement"
    " qu’il vienne, n’atteint en {km} km par la route{proof}.",
    "Places for “{service}” in {communes} would serve {n} of the {all} inhabitants whom no place, whichever listing gives it,"
    " reaches within {km} km by road{proof}.",
)
PROVED = Words(" ; aucun autre choix n’en rapproche plus", "; no other choice serves more")
WITH_GAP = Words(
    " ; le meilleur choix en rapprocherait au plus {gap} de plus",
    "; the best choice would serve at most {gap} more",
)
ALL_SERVED = Words(
    "Tous ses habitants sont à moins de {km} km par la route d’un lieu de « {service} » recensé : un de plus n’en rapprocherait"
    " aucun.",
    "All its inhabitants are within {km} km by road of a listed place for “{service}”: one more would serve none of them.",
)
BETTER = Words(
    "Aller voir {peer}, du même rang et mieux pourvu : {rate}.",
    "Visit {peer}, of the same kind and better served: {rate}.",
)
HAS_TOO = Words(" Une source y dit aussi : {services}.", " A source also states there: {services}.")


def tries(found: Territories, territory: Territory, alike: Sequence[Peer], language: str) -> Iterator[Item]:
    """What a territory could try: next places, a peer to visit."""
    for one in found.contents.territories.services:
        following = one.next_sites.get(territory.level, {}).get(territory.code)
        if following is not None and not untold(one, territory, language):
            yield Item(_following(one, following, language))
    rates = found.contents.territories.rates.get("epci", {})
    own = rates.get(territory.code)
    if own is not None and own.rate.rate is not None and alike:
        best = max(alike, key=lambda peer: (value_of(rates.get(peer.traits.code)), peer.traits.code))
        theirs = rates.get(best.traits.code)
        if theirs is not None and value_of(theirs) > own.rate.rate:
            stated = services_of(territory.places)
            there = comparable_services(places_of(found, best), territory, found.contents)
            more = [one for one in sorted(there) if one not in stated]
            labels = [code_label("service", one, language) for one in more[:MOST_LACKING]]
            said = words.filled(
                BETTER,
                language,
                peer=reference().epcis[best.traits.code].name,
                rate=rate_words(theirs, language),
            )
            if labels:
                said += words.filled(HAS_TOO, language, services=words.listed(labels, language))
            yield Item(said, *page_of(found, best))


def _following(one: ServiceReach, following: NextSites, language: str) -> str:
    names = [reference().communes[code].name for code in following.sites]
    service = code_label("service", one.service, language)
    km, gain, around = (
        words.number(following.kilometres, language),
        sum(following.gains),
        sum(following.around),
    )
    if not names:
        return words.filled(ALL_SERVED, language, service=service, km=km)
    if len(names) == 1:
        own = words.filled(OWN, language, n=words.number(gain, language)) if around else ""
        served = words.number(gain + around, language)
        return words.filled(SITE, language, service=service, commune=names[0], n=served, own=own, km=km)
    return words.filled(
        SITES,
        language,
        service=service,
        communes=words.listed(names, language),
        n=words.number(gain, language),
        all=words.number(following.unreached, language),
        km=km,
        proof=proof(following, PROVED, language),
    )


def proof(sites: NextSites, proved: Words, language: str) -> str:
    """That no other choice serves more, in the words given; else how many more the best may serve, as a share of these."""
    if sites.proved:
        return words.said(proved, language)
    gain = sum(sites.gains)
    bound = round(gain / (1 - sites.gap)) if sites.gap < 1 else gain
    more = (bound - gain) / gain if gain else 0.0
    return words.filled(WITH_GAP, language, gap=words.share(more, language))


def _families(territory: Territory, contents: StudyContents) -> set[str]:
    found = contents.ecosystem.families
    return {
        family for place in territory.places for family in found.get(place.place_id, (frozenset[str](), 0))[0]
    }
