"""What the home page says: what the study found, in figures that lead to where they come from."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages import judgement, knowledge
from florilege.web.publication.pages.directory import NOWHERE, PlaceLine, place_line, region_code, region_name
from florilege.web.publication.pages.fragility import Fragility, fragility
from florilege.web.publication.pages.outside import Outside, outside
from florilege.web.publication.text import words


class RegionShare(Struct, frozen=True):
    """A région: its share of the places listed and of the places kept."""

    code: str
    name: str
    listed: str
    kept: str
    bar: judgement.Bar


class Beside(Struct, frozen=True):
    """A place of the study of 2022 beside this study's selection."""

    slug: str
    name: str
    commune: str
    kept: bool
    klass: str
    status: str
    missing: int


class Lacking(Struct, frozen=True):
    """What the data lack to judge all the places of the study of 2022.

    judged, unjudged, outside : known well enough, too little known, outside the scope of this study
    criteria : criterion in words → how many of those in the scope a source says something of, the least known first
    """

    judged: int
    unjudged: int
    outside: int
    in_scope: int
    criteria: tuple[tuple[str, int], ...]


class HomeView(Struct, frozen=True):
    """The home page ready to print."""

    kept: tuple[PlaceLine, ...]
    kept_count: int
    draws: str
    centred: int
    status: str
    places: int
    outside: Outside | None
    listed: int
    limits: str
    fragility: Fragility | None
    records: int
    claims: int
    disagreements: int
    disagreement_share: str
    listings: int
    first_year: str
    last_year: str
    candidates: int
    criteria: int
    not_appraisable: int
    core: int
    borderline: int
    regions: tuple[RegionShare, ...]
    beside: tuple[Beside, ...]
    lacking: Lacking
    shared_places: int
    entering: int
    leaving: int
    of_table: bool
    located: bool


def view(contents: StudyContents, language: str) -> HomeView:
    """The home page in a language."""
    kept = sorted(contents.kept, key=lambda place: words.sort_key(place.called.in_language(language)))
    classes = Counter(place.choice.klass for place in kept if place.choice is not None)
    years = sorted(
        version.date[:4] for listing in contents.listings if (version := listing.current) is not None
    )
    draws = contents.selection.draws if contents.selection is not None else None
    usual = contents.usual
    share = contents.disagreements / contents.values_shown if contents.values_shown else 0.0
    return HomeView(
        kept=tuple(
            place_line(place, language, why=judgement.distinction(place, contents.criteria, usual, language))
            for place in kept
        ),
        kept_count=len(kept),
        draws="" if draws is None else words.number(draws, language),
        centred=sum(
            bool(place.commune_code) and (place.latitude is None or place.position_precision == "centre")
            for place in kept
        ),
        status=contents.selection.status if contents.selection is not None else "",
        places=len(contents.in_scope),
        outside=outside(contents, language),
        listed=len(contents.places),
        fragility=fragility(contents, language),
        limits="" if contents.of_table else knowledge.limits(knowledge.known_of(contents), language),
        records=contents.records,
        claims=contents.claims,
        disagreements=contents.disagreements,
        disagreement_share=words.share(share, language, decimals=1),
        listings=len(contents.listings),
        first_year=years[0] if years else "",
        last_year=years[-1] if years else "",
        candidates=len(contents.candidates),
        criteria=len(contents.criteria),
        not_appraisable=len(contents.unjudged),
        core=classes["core"],
        borderline=sum(classes.values()) - classes["core"],
        regions=_regions(contents, language),
        beside=tuple(beside(place, language) for place in contents.of_2022),
        lacking=lacking(contents, language),
        shared_places=sum(len(place.records) > 1 for place in contents.places),
        entering=sum(place.kept and not place.computed for place in contents.places),
        leaving=sum(place.computed and not place.kept for place in contents.places),
        of_table=contents.of_table,
        located=any(place.latitude is not None or place.commune_code for place in contents.in_scope),
    )


def beside(place: PlaceContent, language: str) -> Beside:
    """A place of the study of 2022 as this study sees it."""
    return Beside(
        slug=place.slug,
        name=place.called.in_language(language),
        commune=place.commune,
        kept=place.kept,
        klass=place.choice.klass if place.choice is not None else "",
        status=place.appraisal,
        missing=len(place.missing),
    )


def lacking(contents: StudyContents, language: str) -> Lacking:
    """What the data lack to judge all the places of the study of 2022, criterion by criterion."""
    statuses = Counter(place.appraisal for place in contents.of_2022)
    within = [place for place in contents.of_2022 if place.appraisal]
    known = [
        (
            words.said(criterion.title, language),
            sum(place.cells[criterion.key].known for place in within if criterion.key in place.cells),
        )
        for criterion in contents.criteria
    ]
    return Lacking(
        judged=statuses["candidate"],
        unjudged=statuses["not_appraisable"],
        outside=statuses[""],
        in_scope=len(within),
        criteria=tuple(
            sorted((one for one in known if one[1] < len(within)), key=lambda one: (one[1], one[0]))
        ),
    )


def _regions(contents: StudyContents, language: str) -> tuple[RegionShare, ...]:
    listed = Counter(region_code(place) for place in contents.in_scope)
    kept = Counter(region_code(place) for place in contents.kept)
    names = {region_code(place): place.region for place in contents.places}
    most = max(listed.values(), default=1)
    order = sorted(listed, key=lambda code: (code == NOWHERE, -listed[code], code))
    return tuple(
        RegionShare(
            code=code,
            name=region_name(code, names[code], language),
            listed=words.number(listed[code], language),
            kept=words.number(kept[code], language),
            bar=judgement.bar(listed[code] / most, listed[code] / most),
        )
        for code in order
    )
