"""The finder: from a need and a place to the places that answer; its data, and its pages for readers without script."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from florilege.faults import Words
from florilege.listings.vocabulary import VOCABULARIES
from florilege.territory.reference import Commune, reference
from florilege.web.publication.contents.places import ClaimContent, PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages import directory
from florilege.web.publication.pages.needs import (
    BY_CODE,
    NEEDS,
    STEPS,
    Need,
    Step,
    answers,
    expressions,
    services_of,
)
from florilege.web.publication.pages.place import ledger
from florilege.web.publication.text import words
from florilege.web.publication.text.values import code_label, written

FOLDER = "trouver/"
ON_ONE_PAGE = 2500
"""More places than this for a need, and each département has a page of its own."""


OVERSHADOWING = 10
"""How many times the inhabitants of its namesake a commune has, to be the one that is meant."""
QUOTED = (
    "equipment_detail",
    "training_detail",
    "support_detail",
    "telework_detail",
    "service_detail",
    "programme",
)
"""Fields in which a source says, in its own words, what a place has: the finder quotes them."""


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need on the page of the finder. services : what answers it, in words"""

    code: str
    title: str
    services: str
    count: int
    count_text: str
    path: str


@dataclass(frozen=True, slots=True)
class FinderView:
    """The page of the finder. unknown : places of the scope of which no source gives any service; others : out of it"""

    needs: tuple[NeedLine, ...]
    steps: tuple[tuple[str, str], ...]
    places: int
    unknown: int
    others: int
    filters: frozenset[str]
    departements: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A place as a line of a need's page: what it offers of it, who says so, since when."""

    place: directory.PlaceLine
    services: str
    listings: int
    date: str
    outside: bool


@dataclass(frozen=True, slots=True)
class DepartementOffers:
    """The offers of a département; path : its own page, where the need has too many places for one."""

    code: str
    name: str
    count: int
    path: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class NeedView:
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


def data_script(contents: StudyContents) -> str:
    """What the places offer, line for line with `places.js`; see `offers.ts` for its form."""
    used = Counter(code for place in contents.places for code in services_of(place))
    services = [code for code in VOCABULARIES["service"] if used[code]]
    ranks = {code: rank for rank, code in enumerate(services)}
    sources: dict[tuple[str, str], int] = {}
    rows = [_row(place, ranks, contents, sources) for place in directory.in_order(contents)]
    offer = {
        "services": [_labelled(code, VOCABULARIES["service"][code]) for code in services],
        "needs": [
            {
                **_labelled(need.code, need.title),
                "services": [ranks[code] for code in need.services if code in ranks],
                "said": list(expressions(need.said)),
                "things": [list(expressions(thing)) for thing in need.things],
                "narrow": [
                    {
                        "said": list(expressions(said)),
                        "services": [ranks[code] for code in codes if code in ranks],
                    }
                    for said, codes in need.narrow
                ],
                "thingServices": [
                    ranks[code] for code in need.thing_services or need.services if code in ranks
                ],
            }
            for need in NEEDS
        ],
        "steps": [{**_labelled(step.code, step.title), "needs": list(step.needs)} for step in STEPS],
        "sources": [{"fr": french, "en": english} for french, english in sources],
        "places": rows,
    }
    return f"globalThis.florilegeOffers={json.dumps(offer, ensure_ascii=False, separators=(',', ':'))};\n"


@cache
def communes_script() -> str:
    """Every commune of France, by département: end of its code, name, postal codes, latitude, longitude (degrees).

    A sixth part, "1", marks a commune that a namesake overshadows: who says "La Rochelle" means that of the sea.
    """
    of: dict[str, list[str]] = defaultdict(list)
    known = reference()
    postcodes: dict[str, dict[str, None]] = defaultdict(dict)
    for arrondissement in known.arrondissements.values():
        postcodes[arrondissement.commune].update(dict.fromkeys(arrondissement.postcodes))
    small = _overshadowed(known.communes.values())
    for commune in known.communes.values():
        if commune.latitude is None or commune.longitude is None:
            continue
        all_codes = dict.fromkeys((*commune.postcodes, *postcodes[commune.code]))
        end = commune.code.removeprefix(commune.departement)
        of[commune.departement].append(
            f"{end}|{commune.name}|{' '.join(all_codes)}|{commune.latitude:.2f}|{commune.longitude:.2f}"
            + ("|1" if commune.code in small else "")
        )
    lines = {code: "\n".join(found) for code, found in sorted(of.items())}
    return f"globalThis.florilegeCommunes={json.dumps(lines, ensure_ascii=False, separators=(',', ':'))};\n"


def _overshadowed(communes: Iterable[Commune]) -> frozenset[str]:
    """The codes of the communes of which a namesake has ten times the inhabitants at least."""
    named: dict[str, list[Commune]] = defaultdict(list)
    for commune in communes:
        named[" ".join(words.sort_key(commune.name).replace("-", " ").split())].append(commune)
    return frozenset(
        one.code
        for namesakes in named.values()
        for one in namesakes
        if max(other.population or 0 for other in namesakes) >= OVERSHADOWING * max(1, one.population or 0)
    )


def _row(
    place: PlaceContent,
    ranks: Mapping[str, int],
    contents: StudyContents,
    sources: dict[tuple[str, str], int],
) -> list[object]:
    """The line of a place. sources : who is quoted, in both languages → rank, completed here"""
    listings, date = _evidence(place)
    accessible = directory.said_accessible(place)
    return [
        [ranks[code] for code in services_of(place)],
        listings,
        date,
        -1 if accessible is None else int(accessible),
        *(_said(place, field) for field in ("address", "phone")),
        written("website", _said(place, "website"), "", "fr", source_language="fr").href,
        [_fact(claim, contents, sources) for claim in place.claims if claim.field in QUOTED],
        int(place.position_precision == "centre"),
    ]


def _said(place: PlaceContent, field: str) -> str:
    """What is shown of a field, "" when no source says it."""
    shown = place.shown.get(field)
    return str(shown.values[0]).strip() if shown is not None and shown.values else ""


def _fact(claim: ClaimContent, contents: StudyContents, sources: dict[tuple[str, str], int]) -> list[object]:
    """A fact in the words of its source: text, rank of who says it, date, and the text in English where there is one."""
    titles = tuple(ledger.source_of(claim, contents, language).title for language in ("fr", "en"))
    rank = sources.setdefault((titles[0], titles[1]), len(sources))
    known = contents.vocabulary.get(claim.value)
    if known is None:
        return [claim.value, rank, claim.date]
    return [words.said(known, "fr"), rank, claim.date, known.en]


def _evidence(place: PlaceContent) -> tuple[int, str]:
    """How many sources give the services shown, and the latest date of one ("" when none is dated)."""
    shown = place.shown.get("service")
    if shown is None:
        return 0, ""
    chosen = set(shown.claims)
    claims = [claim for claim in place.claims if claim.pk in chosen]
    return len({claim.listing for claim in claims}), max((claim.date for claim in claims), default="")


def _offer(place: PlaceContent, need: Need, language: str, *, outside: bool) -> Offer:
    listings, date = _evidence(place)
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


def _labelled(code: str, label: Words) -> dict[str, str]:
    return {"code": code, "fr": words.said(label, "fr"), "en": label.en}
