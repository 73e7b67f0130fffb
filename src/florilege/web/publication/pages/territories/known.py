"""The territories that have places: régions, départements, EPCI, communes, each within the one above it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

from msgspec import Struct, field

from florilege.territory.reference import reference
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.figures.scene import Scene
from florilege.web.publication.text import words

LEVELS = ("region", "departement", "epci", "commune")
FOLDER = "territoires/"
COLLECTIVITIES = frozenset(("975", "977", "978", "984", "986", "987", "988"))
"""Codes of the overseas collectivities, which are neither régions nor départements: the reference has them as both."""


class Territory(Struct, frozen=True):
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
    def departement(self) -> str:
        """The code of the département of its first place, which is that of a commune."""
        return (*self.places, *self.others)[0].departement_code

    @property
    def region(self) -> str:
        """The code of the région of its first place; "" for the whole country."""
        return next((place.region_code for place in (*self.places, *self.others)), "")

    @property
    def key(self) -> str:
        return key_of(self.level, self.code)

    @property
    def path(self) -> str:
        return f"{FOLDER}{self.key}/"


def key_of(level: str, code: str) -> str:
    """The end of the address of a territory: an EPCI goes by its SIREN, which no other territory has."""
    return code if level == "epci" else f"{level}-{code}"


class Territories(Struct, frozen=True, dict=True):
    """The territories of a study, by key."""

    contents: StudyContents
    graphs: dict[tuple[str, ...], tuple[Scene, ...]] = field(default_factory=dict)
    """The graphs of actors drawn already, by the places of their territory and the names that they show."""

    @cached_property
    def by_key(self) -> Mapping[str, Territory]:
        """In the order of the levels, then by name."""
        return {territory.key: territory for level in LEVELS for territory in self._of(level)}

    @cached_property
    def children(self) -> Mapping[str, tuple[Territory, ...]]:
        """The territories right within each other one: the départements of a région, the EPCI of a département, their
        communes; a commune of no EPCI is right within its département."""
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
    return {
        "region": place.region_code,
        "departement": place.departement_code,
        "epci": place.epci_code,
        "commune": place.commune_code,
    }[level]


def _territory(level: str, code: str, places: Sequence[PlaceContent], contents: StudyContents) -> Territory:
    known, first = reference(), places[0]
    in_order = sorted(places, key=lambda place: words.sort_key(place.name))
    counted = tuple(place for place in in_order if contents.is_in_scope(place))
    others = tuple(place for place in in_order if not contents.is_in_scope(place))
    if level == "commune":
        commune = known.communes.get(code)
        population = commune.population if commune is not None else None
        above = first.epci_code or key_of("departement", first.departement_code)
        return Territory(level, code, first.commune, "", population, above, counted, others)
    if level == "epci":
        epci = known.epcis.get(code)
        # An EPCI over several départements stands under the one of its seat, where it has places there.
        counts = Counter(place.departement_code for place in places)
        seat = epci.departement if epci is not None else ""
        if seat not in counts:
            seat = min(counts, key=lambda one: (-counts[one], one))
        return Territory(
            level, code, first.epci, first.epci_kind, inhabitants_of_epcis().get(code), key_of("departement", seat), counted, others
        )  # fmt: skip
    area = (known.regions if level == "region" else known.departements).get(code)
    population = area.population if area is not None else None
    if level == "region":
        return Territory(level, code, first.region, "", population, "", counted, others)
    return Territory(
        level, code, first.departement, "", population, key_of("region", first.region_code), counted, others
    )


@lru_cache(maxsize=1)
def inhabitants_of_epcis() -> Mapping[str, int]:
    """EPCI → inhabitants of its communes: those that places are counted for; the list of EPCI has other figures."""
    totals: Counter[str] = Counter()
    for commune in reference().communes.values():
        totals[commune.epci or ""] += commune.population or 0
    return {code: total for code, total in totals.items() if total}
