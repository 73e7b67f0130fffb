"""Where a territory stands: its rate with what it may be, who is reached, its peers."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from florilege.territory.peers import Traits
from florilege.territory.rates import HOWS
from florilege.territory.reach import Reached
from florilege.territory.reference import reference
from florilege.territory.service_reach import ServiceReach
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.pages.territories.brief import Item, has, lacks, tries, untold
from florilege.web.publication.pages.territories.known import Territories, Territory
from florilege.web.publication.pages.territories.peer_places import (
    comparable_services,
    compared,
    counted_words,
    epci_page,
    peers_of,
    places_of,
    rate_words,
    services_of,
    stated_services,
)
from florilege.web.publication.text import words
from florilege.web.publication.text.values import code_label


class PeerLine(Struct, frozen=True):
    """A peer, or the territory itself (`here`): why they are peers, what each has.

    counted : how many places the rate counts, "" where it counts all of them
    has : services that a listing which looked in both territories states there, and none here
    also : those that only listings which did not look here state there, and none here
    """

    name: str
    path: str
    inhabitants: str
    density: str
    metropole: str
    places: str
    rate: str
    counted: str
    kept: str
    has: tuple[str, ...]
    also: tuple[str, ...]
    here: bool = False


class ReachLine(Struct, frozen=True):
    """A service and, for each distance, the share of inhabitants within it: about, and between what and what.

    untold : why there is no share, "" where there are
    """

    service: str
    places: str
    shares: tuple[tuple[str, str], ...]
    untold: str = ""


class CountsOfListing(Struct, frozen=True):
    """A listing that was read twice: its title, and how many records it had here at each date."""

    listing: str
    records: tuple[tuple[str, str], ...]


class Standing(Struct, frozen=True):
    """Where a territory stands, ready to print.

    has, lacks, tries : the answer of the first screen; rate : "" where it cannot be told; counted_by : the listings
    limits : of the columns of `reach`; counts : of the listings read twice, none where none was
    """

    has: tuple[Item, ...]
    lacks: tuple[Item, ...]
    tries: tuple[Item, ...]
    rate: str
    rate_said: str
    counted_by: tuple[str, ...]
    added: str
    limits: tuple[str, ...]
    reach: tuple[ReachLine, ...]
    peers: tuple[PeerLine, ...]
    counts: tuple[CountsOfListing, ...]


def standing(found: Territories, territory: Territory, language: str) -> Standing | None:
    """Where a territory stands, in a language; None for a commune, whose numbers are too small to say anything."""
    if territory.level == "commune":
        return None
    contents = found.contents
    alike = peers_of(territory)
    measured = contents.territories.rates.get(territory.level, {}).get(territory.code)
    services = contents.territories.services
    return Standing(
        has=tuple(has(territory, measured, contents, language)),
        lacks=tuple(lacks(found, territory, alike, language)),
        tries=tuple(tries(found, territory, alike, language)),
        rate=rate_words(measured, language),
        rate_said=words.said(HOWS[measured.rate.how], language) if measured is not None else "",
        counted_by=tuple(
            words.said(listing.title, language)
            for slug in contents.territories.national
            if (listing := contents.by_listing.get(slug)) is not None
        ),
        added=words.number(measured.added, language) if measured is not None and measured.added else "",
        limits=tuple(f"{words.number(limit, language)}{words.NO_BREAK}km" for limit in services[0].limits)
        if services
        else (),
        reach=tuple(line for one in services if (line := reach_line(one, territory, language)) is not None),
        peers=_peer_lines(found, territory, language),
        counts=tuple(
            CountsOfListing(
                words.said(contents.by_listing[one.listing].title, language),
                tuple(
                    (words.date(date, language), words.number(count, language)) for date, count in one.records
                ),
            )
            for one in contents.territories.counts.get(territory.level, {}).get(territory.code, ())
            if one.listing in contents.by_listing
        ),
    )


def reach_line(one: ServiceReach, territory: Territory, language: str) -> ReachLine | None:
    """Who is within reach of a service in a territory, or why it cannot be told; None where nobody is counted."""
    label = code_label("service", one.service, language)
    if why := untold(one, territory, language):
        return ReachLine(label, words.number(one.places, language), (), why)
    reached = one.territories.get(territory.level, {}).get(territory.code)
    if reached is None or not reached.inhabitants:
        return None
    return ReachLine(
        service=label,
        places=words.number(one.places, language),
        shares=tuple(_share(within, reached.inhabitants, language) for within in reached.reached),
    )


def _share(within: Reached, inhabitants: int, language: str) -> tuple[str, str]:
    about = words.share(within.about / inhabitants, language)
    if within.least == within.most:
        return about, ""
    between = words.share_interval(within.least / inhabitants, within.most / inhabitants, language)
    return about, between


def _peer_lines(found: Territories, territory: Territory, language: str) -> tuple[PeerLine, ...]:
    """The territory itself, then its peers; none for a territory without peers."""
    alike = compared(territory)
    if alike is None or not alike.nearest:
        return ()
    own = _line(found, alike.traits, territory.places, language)
    theirs = (
        _peer_line(found, territory, places_of(found, peer), peer.traits, language) for peer in alike.nearest
    )
    return (replace(own, name=territory.name, path="", here=True), *theirs)


def _peer_line(
    found: Territories, territory: Territory, places: Sequence[PlaceContent], traits: Traits, language: str
) -> PeerLine:
    stated = services_of(territory.places)
    true = comparable_services(places, territory, found.contents) - stated
    also = stated_services(places) - stated - true
    return replace(
        _line(found, traits, places, language),
        has=tuple(code_label("service", one, language) for one in sorted(true)),
        also=tuple(code_label("service", one, language) for one in sorted(also)),
    )


def _line(found: Territories, traits: Traits, places: Sequence[PlaceContent], language: str) -> PeerLine:
    path, name = epci_page(found, traits.code)
    measured = found.contents.territories.rates.get("epci", {}).get(traits.code)
    return PeerLine(
        name=name or reference().epcis[traits.code].name,
        path=path,
        inhabitants=words.number(traits.population, language),
        density=words.number(traits.density, language, decimals=0),
        metropole=""
        if traits.metropole_km is None
        else f"{words.number(traits.metropole_km, language, decimals=0)}{words.NO_BREAK}km",
        places=words.number(len(places), language),
        rate=rate_words(measured, language),
        counted=counted_words(measured, len(places), language),
        kept=words.number(sum(place.kept for place in places), language),
        has=(),
        also=(),
    )
