"""Five questions that the graph answers, each with the rows of the answer and why it may be incomplete."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Generic, TypeVar

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from florilege.ecosystem.gathering import Ecosystem
from florilege.ecosystem.graphs import PRESENT, actors_by_place, places_by_actor, places_in, territories_of
from florilege.ecosystem.measures import FUNDS, SharedActors, common_neighbours, single_funder
from florilege.ecosystem.mentions import PlaceSite
from florilege.ecosystem.territories import of_commune
from florilege.faults import Words
from florilege.territory.distance import great_circles
from florilege.territory.reference import reference

RowOf = TypeVar("RowOf")
FEW_FUNDERS = Words(
    "Peu de sources nomment des financeurs : ne pas être nommé ici n’est pas ne pas financer.",
    "Few sources name funders: not being named here does not mean not funding.",
)
_FEW_ACTORS = Words(
    "La plupart des lieux n’ont aucun acteur nommé : un lien qu’aucune source ne dit manque ici.",
    "Most places have no actor named: a tie that no source states is missing here.",
)
FAMILY_UNKNOWN = Words(
    "N’y sont que les acteurs de la recherche qui ont leur siège ici, ou sont liés à un lieu de la même région. Les acteurs"
    " de famille inconnue n’y sont pas : certains peuvent être des laboratoires.",
    "Only research actors seated here, or tied to a place in the same region, are listed. Actors of unknown family are"
    " not: some may be laboratories.",
)


class Answer(Struct, Generic[RowOf], frozen=True):
    """Rows, the share of the places concerned of which a source says something, and why rows may be missing."""

    rows: tuple[RowOf, ...]
    known: float
    caveat: Words


class FunderNextDoor(Struct, frozen=True):
    """An actor that funds places near, and is known to fund none here; `metres` to the nearest, None if unknown."""

    actor_id: str
    places: tuple[str, ...]
    metres: float | None


class TiedActor(Struct, frozen=True):
    """An actor, and the places that it is tied to with each role."""

    actor_id: str
    places: tuple[str, ...]
    roles: tuple[str, ...]


class UntiedActor(Struct, frozen=True):
    """An actor tied to no place of a territory; `seated_here` is None when its seat is unknown."""

    actor_id: str
    seated_here: bool | None
    elsewhere: tuple[str, ...]


class DependentPlace(Struct, frozen=True):
    """A place of which one funder is known."""

    place_id: str
    actor_id: str


def funders_next_door(
    ecosystem: Ecosystem, here: Collection[str], *, within: float | None = None
) -> Answer[FunderNextDoor]:
    """Who funds places next door and, as far as is known, none of those here.

    here : place ids. within : metres in a straight line from one of them; without it, next door is the rest of their
    EPCI.
    """
    metres = _metres_to(ecosystem, here)
    near = _near(metres, within) if within is not None else _same_epci(ecosystem, here)
    funders = actors_by_place(ecosystem, FUNDS)
    ours = {actor for place in here for actor in funders.get(place, ())}
    found: dict[str, list[str]] = defaultdict(list)
    for place in sorted(near - set(here)):
        for actor in funders.get(place, ()):
            if actor not in ours:
                found[actor].append(place)
    rows = [
        FunderNextDoor(
            actor, tuple(places), min((metres[place] for place in places if place in metres), default=None)
        )
        for actor, places in found.items()
    ]
    rows.sort(
        key=lambda row: (-len(row.places), float("inf") if row.metres is None else row.metres, row.actor_id)
    )
    return Answer(tuple(rows), _known(funders, near | set(here)), FEW_FUNDERS)


def _metres_to(ecosystem: Ecosystem, here: Collection[str]) -> dict[str, float]:
    """Each place that can be placed → metres to the nearest of those here."""
    known = {
        place: point for place, site in ecosystem.places.items() if (point := _position(site)) is not None
    }
    ours = [known[place] for place in sorted(here) if place in known]
    if not ours:
        return {}
    points = np.array(list(known.values()), dtype=np.float64)
    least = np.full(len(points), np.inf)
    for latitude, longitude in ours:
        least = np.minimum(least, great_circles(latitude, longitude, points[:, 0], points[:, 1]))
    return dict(zip(known, least.tolist(), strict=True))


def _position(site: PlaceSite) -> tuple[float, float] | None:
    """Where a place is; one without a position stands at the centre of its commune."""
    if site.latitude is not None and site.longitude is not None:
        return site.latitude, site.longitude
    found = reference().current(site.commune_code)
    if found is None or found[0].latitude is None or found[0].longitude is None:
        return None
    return found[0].latitude, found[0].longitude


def _near(metres: Mapping[str, float], within: float) -> set[str]:
    return {place for place, distance in metres.items() if distance <= within}


def _same_epci(ecosystem: Ecosystem, here: Collection[str]) -> set[str]:
    territories = territories_of(ecosystem)
    epcis = {territories[place].epci for place in here if place in territories} - {""}
    return {place for place, territory in territories.items() if territory.epci in epcis}


def actors_of_several_places(
    ecosystem: Ecosystem, roles: Collection[str] = PRESENT, least: int = 2
) -> Answer[TiedActor]:
    """Actors tied to several places, to most first."""
    named: dict[str, set[str]] = defaultdict(set)
    for tie in ecosystem.ties:
        if tie.role in roles:
            named[tie.actor_id].add(tie.role)
    rows = [
        TiedActor(actor, tuple(sorted(places)), tuple(sorted(named[actor])))
        for actor, places in places_by_actor(ecosystem, roles).items()
        if len(places) >= least
    ]
    rows.sort(key=lambda row: (-len(row.places), row.actor_id))
    tied = actors_by_place(ecosystem, roles)
    return Answer(tuple(rows), _known(tied, tied.keys()), _FEW_ACTORS)


def research_untied(ecosystem: Ecosystem, epci: str, roles: Collection[str] = PRESENT) -> Answer[UntiedActor]:
    """Actors of research tied to no place of an EPCI, those seated there first.

    Of those seated elsewhere, or nowhere that is known, only who is tied to a place of the same région: a university at the
    other end of France is no answer.
    """
    ours = places_in(ecosystem, "epci", epci)
    region = one.region if (one := reference().epcis.get(epci)) is not None else ""
    around = places_in(ecosystem, "region", region) if region else frozenset[str]()
    places = places_by_actor(ecosystem, roles)
    rows: list[UntiedActor] = []
    for actor in ecosystem.actors:
        if actor.family == "research" and not places[actor.actor_id] & ours:
            seat = of_commune(actor.commune_code).epci == epci if actor.commune_code else None
            if seat or places[actor.actor_id] & around:
                rows.append(UntiedActor(actor.actor_id, seat, tuple(sorted(places[actor.actor_id]))))
    order = {True: 0, None: 1, False: 2}
    rows.sort(key=lambda row: (order[row.seated_here], row.actor_id))
    return Answer(tuple(rows), _known(actors_by_place(ecosystem, roles), ours), FAMILY_UNKNOWN)


def places_of_one_funder(ecosystem: Ecosystem) -> Answer[DependentPlace]:
    """Places of which one funder is known."""
    found = single_funder(ecosystem)
    rows = tuple(DependentPlace(place, actor) for place, actor in found.funder_of.items())
    return Answer(rows, found.measure.known, FEW_FUNDERS)


def places_sharing_most(
    ecosystem: Ecosystem,
    roles: Collection[str] = PRESENT,
    *,
    order: Callable[[str], tuple[bool, bool, str]] | None = None,
) -> Answer[SharedActors]:
    """Every pair of places that share actors, those that share most first.

    order : of a place, whether it is in the scope, whether it is kept, and its name: among pairs that share as many,
    those of which both are in the scope come first, then those with most kept, then by name
    """
    tied = actors_by_place(ecosystem, roles)
    rows = common_neighbours(ecosystem, roles)
    if order is not None:
        rows = tuple(sorted((_named_first(row, order) for row in rows), key=lambda row: _rank(row, order)))
    return Answer(rows, _known(tied, tied.keys()), _FEW_ACTORS)


def _named_first(row: SharedActors, order: Callable[[str], tuple[bool, bool, str]]) -> SharedActors:
    """The same pair, the place that a reader cares for first in front."""
    first, second = sorted((row.first, row.second), key=lambda one: _place_rank(one, order))
    return replace(row, first=first, second=second)


def _place_rank(place: str, order: Callable[[str], tuple[bool, bool, str]]) -> tuple[bool, bool, str, str]:
    scope, kept, name = order(place)
    return not scope, not kept, name, place


def _rank(row: SharedActors, order: Callable[[str], tuple[bool, bool, str]]) -> tuple[object, ...]:
    both = [order(row.first), order(row.second)]
    scope, kept = sum(one[0] for one in both), sum(one[1] for one in both)
    return -len(row.actors), -scope, -kept, both[0][2], both[1][2], row.first, row.second


def _known(tied: Mapping[str, Collection[str]], places: Collection[str]) -> float:
    return sum(bool(tied.get(place)) for place in places) / len(places) if places else 0.0
