"""The territories that have places: régions, départements, EPCI; what each has, which were kept, which not and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache

from florilege.listings.vocabulary import VOCABULARIES
from florilege.territory.reference import reference
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages import directory, judgement
from florilege.web.publication.pages import outside as outside_page
from florilege.web.publication.pages.selection import page as selection_page
from florilege.web.publication.text import labels, words
from florilege.web.publication.text.values import code_label

LEVELS = ("region", "departement", "epci")
LARGE_KINDS = ("METRO", "CU")
"""Kinds of EPCI that the index sets apart: the question came from them."""
FOLDER = "territoires/"


COLLECTIVITIES = frozenset(("975", "977", "978", "984", "986", "987", "988"))
"""Codes of the overseas collectivities, which are neither régions nor départements: the reference has them as both."""


@dataclass(frozen=True, slots=True)
class Territory:
    """A territory and its places. key : the end of its address; within : the key of the territory above it, if any.

    places : those of the scope, which its page counts; others : listed there too, out of it
    kind : of an EPCI (METRO, CU, CA, CC); population : None when the reference gives none
    """

    level: str
    code: str
    name: str
    kind: str
    population: int | None
    within: str
    places: tuple[PlaceContent, ...]
    others: tuple[PlaceContent, ...]

    @property
    def key(self) -> str:
        return key_of(self.level, self.code)

    @property
    def path(self) -> str:
        return f"{FOLDER}{self.key}/"


def key_of(level: str, code: str) -> str:
    """The end of the address of a territory: an EPCI goes by its SIREN, which no other territory has."""
    return code if level == "epci" else f"{level}-{code}"


@dataclass(frozen=True)
class Territories:
    """The territories of a study, by key."""

    contents: StudyContents

    @cached_property
    def by_key(self) -> Mapping[str, Territory]:
        """In the order of the levels, then by name."""
        found = [*self._of("region"), *self._of("departement"), *self._of("epci")]
        return {territory.key: territory for territory in found}

    @cached_property
    def children(self) -> Mapping[str, tuple[Territory, ...]]:
        """The territories right within each other one: the départements of a région, the EPCI of a département."""
        of: dict[str, list[Territory]] = defaultdict(list)
        for territory in self.by_key.values():
            of[territory.within].append(territory)
        return {key: tuple(within) for key, within in of.items()}

    @cached_property
    def without(self) -> Mapping[str, int]:
        """How many places of the scope have no territory of each level: commune unknown, or a commune outside every EPCI."""
        return {level: sum(not code_of(place, level) for place in self.contents.in_scope) for level in LEVELS}

    @cached_property
    def _judged(self) -> Mapping[str, tuple[PlaceContent, ...]]:
        """The candidates not kept of each territory, the nearest to the list first."""
        of: dict[str, list[PlaceContent]] = defaultdict(list)
        for place in self.contents.not_kept:
            for level in LEVELS:
                of[key_of(level, code_of(place, level))].append(place)
        return {key: tuple(places) for key, places in of.items()}

    def not_kept_of(self, territory: Territory) -> tuple[PlaceContent, ...]:
        """The candidates of a territory that the list does not hold, the nearest to the list first."""
        return self._judged.get(territory.key, ())

    def above(self, territory: Territory) -> tuple[Territory, ...]:
        """The territories that hold this one, the largest first."""
        found: list[Territory] = []
        while territory.within in self.by_key:
            territory = self.by_key[territory.within]
            found.insert(0, territory)
        return tuple(found)

    def _of(self, level: str) -> list[Territory]:
        of: dict[str, list[PlaceContent]] = defaultdict(list)
        for place in self.contents.places:
            if code := code_of(place, level):
                of[code].append(place)
        found = [_territory(level, code, places, self.contents) for code, places in of.items()]
        return sorted(found, key=lambda one: (words.sort_key(one.name), one.code))


def code_of(place: PlaceContent, level: str) -> str:
    """The code of the territory of a level where a place is, "" where it is in none."""
    return {"region": place.region_code, "departement": place.departement_code, "epci": place.epci_code}[
        level
    ]


def _territory(level: str, code: str, places: Sequence[PlaceContent], contents: StudyContents) -> Territory:
    known, first = reference(), places[0]
    in_order = sorted(places, key=lambda place: words.sort_key(place.name))
    counted = tuple(place for place in in_order if contents.is_in_scope(place))
    others = tuple(place for place in in_order if not contents.is_in_scope(place))
    if level == "epci":
        epci = known.epcis.get(code)
        # An EPCI over several départements stands under the one of its seat, where it has places there.
        counts = Counter(place.departement_code for place in places)
        seat = epci.departement if epci is not None else ""
        if seat not in counts:
            seat = min(counts, key=lambda one: (-counts[one], one))
        return Territory(
            level, code, first.epci, first.epci_kind, _of_communes().get(code), key_of("departement", seat), counted, others
        )  # fmt: skip
    area = (known.regions if level == "region" else known.departements).get(code)
    population = area.population if area is not None else None
    if level == "region":
        return Territory(level, code, first.region, "", population, "", counted, others)
    return Territory(
        level, code, first.departement, "", population, key_of("region", first.region_code), counted, others
    )


@lru_cache(maxsize=1)
def _of_communes() -> Mapping[str, int]:
    """EPCI → inhabitants of its communes: those that places are counted for; the list of EPCI has other figures."""
    totals: Counter[str] = Counter()
    for commune in reference().communes.values():
        totals[commune.epci or ""] += commune.population or 0
    return {code: total for code, total in totals.items() if total}


@dataclass(frozen=True, slots=True)
class TerritoryLine:
    """A territory as a line of a table."""

    path: str
    name: str
    kind: str
    places: str
    judged: str
    kept: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate of a territory: what the selection says, and what holds it back when it is not kept."""

    place: directory.PlaceLine
    verdict: judgement.Verdict
    why: str


@dataclass(frozen=True, slots=True)
class TerritoryView:
    """The page of a territory ready to print.

    offers : services and at how many places a source states them; silent : places of which no source states any;
    unsaid : services that no source states of any place here, which does not mean that there are none
    """

    territory: Territory
    name: str
    kind: str
    population: str
    trail: tuple[tuple[str, str], ...]
    listed: str
    candidates: str
    unjudged: str
    outside: outside_page.Outside | None
    kept: tuple[Judged, ...]
    not_kept: tuple[Judged, ...]
    unknown: tuple[selection_page.UnjudgedLine, ...]
    others: tuple[outside_page.OutsideLine, ...]
    kinds: tuple[tuple[str, str], ...]
    offers: tuple[tuple[str, str], ...]
    silent: int
    unsaid: tuple[str, ...]
    within: tuple[TerritoryLine, ...]
    detailed: bool


def view(found: Territories, territory: Territory, language: str) -> TerritoryView:
    """The page of a territory in a language; a région gives the places kept and its départements, not every place."""
    contents, places = found.contents, territory.places
    detailed = territory.level != "region"
    titles = {criterion.key: words.said(criterion.title, language) for criterion in contents.criteria}
    usual = contents.usual
    candidates = [place for place in places if place.appraisal == "candidate"]
    unjudged = [place for place in places if place.appraisal == "not_appraisable"]

    def kept_because(place: PlaceContent) -> str:
        return judgement.distinction(place, contents.criteria, usual, language)

    def number(places: Sequence[PlaceContent]) -> str:
        return words.number(len(places), language)

    kept = [place for place in contents.kept if code_of(place, territory.level) == territory.code]
    left = found.not_kept_of(territory) if detailed else ()
    return TerritoryView(
        territory=territory,
        name=territory.name,
        kind=kind_words(territory, language),
        population="" if territory.population is None else words.number(territory.population, language),
        trail=_trail(territory, found.above(territory), language),
        listed=number(places),
        candidates=number(candidates),
        unjudged=number(unjudged),
        outside=outside_page.outside(contents, language, territory.others),
        kept=_judged(kept, kept_because, language),
        not_kept=_judged(left, lambda place: selection_page.held_back(place, language), language),
        unknown=tuple(
            selection_page.unjudged_line(place, titles, language)
            for place in sorted(
                unjudged,
                key=lambda place: (len(place.missing), words.sort_key(place.called.in_language(language))),
            )
            if detailed
        ),
        others=outside_page.lines(contents, language, territory.others) if detailed else (),
        kinds=_counted("kind", (kind for place in places for kind in place.kinds), language),
        offers=_counted("service", (code for place in places for code in _services(place)), language),
        unsaid=_unsaid({code for place in places for code in _services(place)}, language),
        silent=sum("service" not in place.shown for place in places),
        within=tuple(line(one, language) for one in found.children.get(territory.key, ()) if one.places),
        detailed=detailed,
    )


def kind_words(territory: Territory, language: str) -> str:
    """What a territory is, in words."""
    if territory.level == "epci":
        return words.said(labels.of_epci_kind(territory.kind), language)
    return words.said(labels.AREAS[territory.level], language)


def line(territory: Territory, language: str) -> TerritoryLine:
    """A territory as a line of a table."""
    judged = sum(place.appraisal == "candidate" for place in territory.places)
    return TerritoryLine(
        path=territory.path,
        name=territory.name,
        kind=kind_words(territory, language),
        places=words.number(len(territory.places), language),
        judged=words.number(judged, language),
        kept=sum(place.kept for place in territory.places),
    )


@dataclass(frozen=True, slots=True)
class RegionPart:
    """A région of the index: itself, its départements, each with its EPCI."""

    line: TerritoryLine
    departements: tuple[tuple[TerritoryLine, tuple[TerritoryLine, ...]], ...]


@dataclass(frozen=True, slots=True)
class IndexView:
    """The index of the territories ready to print. large : the métropoles and communautés urbaines with places.

    counts : territories with a place of the scope, by level, overseas collectivities apart; empty : those whose places are all out of it
    """

    counts: Mapping[str, str]
    collectivities: int
    empty: tuple[TerritoryLine, ...]
    large: tuple[TerritoryLine, ...]
    regions: tuple[RegionPart, ...]
    nowhere: int
    outside_epci: int


def index(found: Territories, language: str) -> IndexView:
    """The index of the territories in a language."""
    counted = [territory for territory in found.by_key.values() if territory.places]
    beyond = {territory.code for territory in counted if territory.code in COLLECTIVITIES}
    of_level = Counter(territory.level for territory in counted if territory.code not in beyond)
    epci = [territory for territory in counted if territory.kind in LARGE_KINDS]
    return IndexView(
        collectivities=len(beyond),
        counts={level: words.number(of_level[level], language) for level in LEVELS},
        empty=tuple(line(one, language) for one in found.by_key.values() if not one.places),
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


def _trail(territory: Territory, above: Sequence[Territory], language: str) -> tuple[tuple[str, str], ...]:
    """Path and name of each territory above, with its kind where two of the trail bear one name (La Réunion)."""
    names = Counter((territory.name, *(one.name for one in above)))
    return tuple(
        (one.path, f"{one.name} ({kind_words(one, language)})" if names[one.name] > 1 else one.name)
        for one in above
    )


def _judged(
    places: Iterable[PlaceContent], why: Callable[[PlaceContent], str], language: str
) -> tuple[Judged, ...]:
    return tuple(
        Judged(directory.place_line(place, language), verdict, why(place))
        for place in places
        if (verdict := judgement.verdict(place, language)) is not None
    )


def _services(place: PlaceContent) -> Iterable[str]:
    shown = place.shown.get("service")
    return [value for value in shown.values if isinstance(value, str)] if shown is not None else []


def _unsaid(stated: Set[str], language: str) -> tuple[str, ...]:
    found = [code_label("service", code, language) for code in VOCABULARIES["service"] if code not in stated]
    return tuple(sorted(found, key=words.sort_key))


def _counted(field: str, codes: Iterable[str], language: str) -> tuple[tuple[str, str], ...]:
    """Codes in words with how many places have each, the most frequent first."""
    counts = Counter(codes)
    named = {code: code_label(field, code, language) or code for code in counts}
    order = sorted(counts, key=lambda code: (-counts[code], words.sort_key(named[code])))
    return tuple((named[code], words.number(counts[code], language)) for code in order)
