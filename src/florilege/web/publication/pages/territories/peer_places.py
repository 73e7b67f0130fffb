"""The peers of a territory and what they have; rates in words."""

from __future__ import annotations

from collections.abc import Sequence

from florilege.faults import Words
from florilege.territory.peers import Peer, Peers, peers
from florilege.territory.reference import reference
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.territories.known import Territories, Territory, key_of
from florilege.web.publication.text import words
from florilege.web.study.territory_measures import TerritoryRate

RATE = Words("{rate} pour 100\u202f000 habitants", "{rate} per 100,000 inhabitants")
COUNTED = Words(" ; lieux comptés : {n}", "; places counted: {n}")
BETWEEN = Words("entre {low} et {high}", "between {low} and {high}")


def compared(territory: Territory) -> Peers | None:
    """A territory and its peers; None for one that is no EPCI."""
    if territory.level != "epci" or territory.code not in reference().epcis:
        return None
    return peers(territory.code, reference=reference())


def peers_of(territory: Territory) -> tuple[Peer, ...]:
    """The peers of a territory, none for one that is no EPCI."""
    found = compared(territory)
    return () if found is None else found.nearest


def rate_words(measured: TerritoryRate | None, language: str) -> str:
    """A rate with what it may be, "" where it cannot be told."""
    if measured is None or measured.rate.rate is None:
        return ""
    rate = measured.rate
    assert rate.low is not None
    assert rate.high is not None
    shown = words.said(RATE, language).format(rate=words.number(rate.rate or 0.0, language, decimals=1))
    between = words.said(BETWEEN, language).format(
        low=words.number(rate.low, language, decimals=1), high=words.number(rate.high, language, decimals=1)
    )
    return f"{shown} ({between})"


def counted_words(measured: TerritoryRate | None, places: int, language: str) -> str:
    """How many places a rate counts, "" where it counts all those listed, or cannot be told."""
    if measured is None or measured.rate.rate is None or measured.counted == places:
        return ""
    return words.filled(COUNTED, language, n=words.number(measured.counted, language))


def value_of(measured: TerritoryRate | None) -> float:
    """A rate to compare by; below any where it cannot be told."""
    return -1.0 if measured is None or measured.rate.rate is None else measured.rate.rate


def page_of(found: Territories, peer: Peer) -> tuple[str, str]:
    """Path and name of the page of a peer, "" where it has no place."""
    return epci_page(found, peer.traits.code)


def epci_page(found: Territories, code: str) -> tuple[str, str]:
    """Path and name of the page of an EPCI, "" where it has no place."""
    one = found.by_key.get(key_of("epci", code))
    return ("", "") if one is None else (one.path, one.name)


def places_of(found: Territories, peer: Peer) -> tuple[PlaceContent, ...]:
    """The places of the scope of a peer."""
    one = found.by_key.get(key_of("epci", peer.traits.code))
    return () if one is None else one.places


def services_of(places: Sequence[PlaceContent]) -> set[str]:
    """The services that a source states of some places."""
    return {
        value
        for place in places
        if (shown := place.shown.get("service")) is not None
        for value in shown.values
        if isinstance(value, str)
    }


def stated_services(places: Sequence[PlaceContent]) -> set[str]:
    """The services that any listing states of some places, wherever it looked."""
    return {claim.value for place in places for claim in place.claims_of("service")}


def comparable_services(
    places: Sequence[PlaceContent], territory: Territory, contents: StudyContents
) -> set[str]:
    """Services that a listing states of some places which also looked in the région of a territory.

    What a listing of another région says of a peer would make the territory look without what nobody sought there.
    """
    region = next((place.region_code for place in territory.places if place.region_code), "")
    looked = {listing.slug for listing in contents.listings if listing.coverage.holds(region)}
    return {
        claim.value for place in places for claim in place.claims_of("service") if claim.listing in looked
    }
