"""The finder: from a need and a place to the places that answer; its page, and a page for each need."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages import directory
from florilege.web.publication.pages.needs import (
    BY_CODE,
    NEEDS,
    STEPS,
    Need,
    Step,
    answers,
    evidence_of,
    services_of,
)
from florilege.web.publication.text import words
from florilege.web.publication.text.values import code_label

FOLDER = "trouver/"
ON_ONE_PAGE = 2500
"""More places than this for a need, and each département has a page of its own."""


class NeedLine(Struct, frozen=True):
    """A need on the page of the finder. services : what answers it, in words"""

    code: str
    title: str
    services: str
    count: int
    count_text: str
    path: str


class FinderView(Struct, frozen=True):
    """The page of the finder. unknown : places of the scope of which no source gives any service; others : out of it"""

    needs: tuple[NeedLine, ...]
    steps: tuple[tuple[str, str], ...]
    places: int
    unknown: int
    others: int
    filters: frozenset[str]
    departements: tuple[tuple[str, str], ...]


class Offer(Struct, frozen=True):
    """A place as a line of a need's page: what it offers of it, who says so, since when."""

    place: directory.PlaceLine
    services: str
    listings: int
    date: str
    outside: bool


class DepartementOffers(Struct, frozen=True):
    """The offers of a département; path : its own page, where the need has too many places for one."""

    code: str
    name: str
    count: int
    path: str
    offers: tuple[Offer, ...]


class NeedView(Struct, frozen=True):
    """A page of a need. departement : the one it is about, empty when it is about all

    count : places of the scope that answer; others : places out of it that do
    """

    title: str
    services: str
    count: int
    others: int
    departement: str
    groups: tuple[DepartementOffers, ...]


def path_of(need: str, departement: str = "") -> str:
    return f"{FOLDER}{need}/{departement}/" if departement else f"{FOLDER}{need}/"


def keys(contents: StudyContents) -> tuple[str, ...]:
    """The keys of the pages of needs: a need, or a need and a département where one page would be too long."""
    found: list[str] = []
    for need in NEEDS:
        counts = Counter(place.departement_code for place in contents.places if answers(place, need))
        if not counts:
            continue
        found.append(need.code)
        if counts.total() > ON_ONE_PAGE:
            found += [f"{need.code}/{code}" for code in sorted(counts) if code]
    return tuple(found)


def view(contents: StudyContents, language: str) -> FinderView:
    """The page of the finder."""
    counts = {need.code: sum(bool(answers(place, need)) for place in contents.in_scope) for need in NEEDS}
    departements = {place.departement_code: place.departement for place in contents.places}
    return FinderView(
        needs=tuple(
            _line(need, counts[need.code], language)
            for need in NEEDS
            if any(answers(place, need) for place in contents.places)
        ),
        steps=tuple((step.code, words.said(step.title, language)) for step in steps_for(counts)),
        places=len(contents.in_scope),
        unknown=sum(not services_of(place) for place in contents.in_scope),
        others=sum(bool(services_of(place)) for place in contents.outside),
        filters=directory.filters(contents),
        departements=tuple(sorted((code, name) for code, name in departements.items() if code)),
    )


def steps_for(counts: Mapping[str, int]) -> tuple[Step, ...]:
    """The steps that have at least one need that places answer."""
    return tuple(step for step in STEPS if any(counts.get(code) for code in step.needs))


def need_view(contents: StudyContents, key: str, language: str) -> NeedView:
    """The page of a need, or of a need in a département: the places by département, each by name."""
    code, _, only = key.partition("/")
    need = BY_CODE[code]
    of: dict[tuple[str, str], list[PlaceContent]] = defaultdict(list)
    for place in contents.places:
        if answers(place, need) and (not only or place.departement_code == only):
            of[(place.departement_code, place.departement)].append(place)
    total = sum(map(len, of.values()))
    apart = not only and total > ON_ONE_PAGE
    groups = tuple(
        DepartementOffers(
            number or directory.NOWHERE,
            name or words.said(directory.NO_REGION, language),
            sum(map(contents.is_in_scope, found)),
            path_of(code, number) if apart and number else "",
            ()
            if apart and number
            else tuple(
                _offer(place, need, language, outside=not contents.is_in_scope(place))
                for place in sorted(
                    directory.by_name(found, language), key=lambda place: not contents.is_in_scope(place)
                )
            ),
        )
        for (number, name), found in sorted(of.items(), key=lambda item: (not item[0][0], item[0]))
    )
    return NeedView(
        title=words.said(need.title, language),
        services=_services(need.services, language),
        count=sum(contents.is_in_scope(place) for found in of.values() for place in found),
        others=sum(not contents.is_in_scope(place) for found in of.values() for place in found),
        departement=groups[0].name if only and groups else "",
        groups=groups,
    )


def _offer(place: PlaceContent, need: Need, language: str, *, outside: bool) -> Offer:
    listings, date = evidence_of(place)
    return Offer(
        directory.place_line(place, language),
        _services(answers(place, need), language),
        listings,
        words.date(date, language) if date else "",
        outside,
    )


def _line(need: Need, count: int, language: str) -> NeedLine:
    return NeedLine(
        need.code,
        words.said(need.title, language),
        _services(need.services, language),
        count,
        words.number(count, language),
        path_of(need.code),
    )


def _services(codes: Sequence[str], language: str) -> str:
    return ", ".join(code_label("service", code, language) or code for code in codes)
