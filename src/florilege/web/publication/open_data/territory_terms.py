"""What the files on territories stand under: the licences of what says where places are, what they are and offer."""

from __future__ import annotations

from collections.abc import Iterator, Set

from florilege.evidence.licences import is_share_alike
from florilege.evidence.places import WHERE
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents

TERRITORIES, REACH, NEXT_SITES, COUNTS = TERRITORY_FILES = (
    "territories.csv",
    "reach.csv",
    "next_sites.csv",
    "listing_counts.csv",
)
REFERENCE = "territories"
"""Stands for the tables of communes, among the listings to be named."""
REFERENCE_LICENCE = "etalab-2.0"
_COUNTED = frozenset({*WHERE, "kind", "status"})
"""Fields by which a place is of the scope, and in a territory."""
_Term = tuple[str, str]


def territory_terms(contents: StudyContents, name: str) -> list[_Term] | None:
    """(licence, listing) of all that a file on territories is made from; None for another file."""
    if name not in TERRITORY_FILES:
        return None
    if name == COUNTS:
        return [(REFERENCE_LICENCE, REFERENCE), *_of_counts(contents)]
    services = {one.service for one in contents.territories.services} if name != TERRITORIES else set()
    measured = contents.in_scope if name != TERRITORIES else contents.places
    # a next place is advised with regard to the places of every listing, a share to those of the whole country alone
    given_by = contents.by_listing.keys() if name == NEXT_SITES else set(contents.territories.national)
    return [
        (REFERENCE_LICENCE, REFERENCE),
        *(term for place in measured for term in _of_place(place, services, given_by)),
    ]


def bound_files(contents: StudyContents) -> tuple[str, ...]:
    """The files on territories that a share-alike source would bind, all of them where one is.

    What is measured is a sum over places, from which no source can be taken away again.
    """
    if not contents.territories.rates:
        return ()
    licences = {one[0] for name in TERRITORY_FILES for one in territory_terms(contents, name) or ()}
    return TERRITORY_FILES if any(map(is_share_alike, licences)) else ()


def _of_counts(contents: StudyContents) -> Iterator[_Term]:
    """The listings counted: what was counted is in no claim, their licence holds for it."""
    levels = contents.territories.counts.values()
    counted = {one.listing for codes in levels for listings in codes.values() for one in listings}
    yield from ((one.licence, one.slug) for one in contents.listings if one.slug in counted)


def _of_place(place: PlaceContent, services: set[str], given_by: Set[str]) -> Iterator[_Term]:
    if services:
        said = [
            one for one in place.claims_of("service") if one.value in services and one.listing in given_by
        ]
        if not said:
            return  # neither measured, nor in the way of those that are
        yield from ((one.licence, one.listing) for one in said)
    used = {pk for field in _COUNTED if field in place.shown for pk in place.shown[field].claims}
    used.update(place.position_claims)
    yield from ((one.licence, one.listing) for one in place.claims if one.pk in used)
