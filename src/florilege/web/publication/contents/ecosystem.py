"""The actors behind the places and their ties, as a study publishes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property

from msgspec import Struct

from florilege.ecosystem.actors import Actor, Tie
from florilege.ecosystem.gathering import Ecosystem
from florilege.ecosystem.graphs import PRESENT, actors_by_place, places_in
from florilege.ecosystem.measures import Bridge, bridges, families_of_places
from florilege.ecosystem.mentions import ACTOR, PLACE, PlaceFamily
from florilege.ecosystem.questions import (
    Answer,
    FunderNextDoor,
    UntiedActor,
    funders_next_door,
    research_untied,
)

NEXT_DOOR = 50_000.0
"""Metres within which a place is next door, in a straight line."""
LEAST_TIES = 2
"""Ties from which an actor has a page of its own: with one, all that is known of it is on the sheet of its place."""


class EcosystemContent(Struct, frozen=True, dict=True):
    """The ecosystem of a study and ways to look in it."""

    found: Ecosystem

    @cached_property
    def by_id(self) -> Mapping[str, Actor]:
        return {actor.actor_id: actor for actor in self.found.actors}

    @cached_property
    def by_slug(self) -> Mapping[str, Actor]:
        """The actors that have a page, by its slug."""
        return {actor.slug: actor for actor in self.found.actors if actor.actor_id in self.with_page}

    @cached_property
    def ties_of_place(self) -> Mapping[str, Sequence[Tie]]:
        """The ties of each place, who takes part in it before who labels it or counts it in a network."""
        found: dict[str, list[Tie]] = defaultdict(list)
        for tie in self.found.ties:
            if tie.target_kind == PLACE:
                found[tie.target_id].append(tie)
        return {place: sorted(ties, key=lambda tie: tie.role not in PRESENT) for place, ties in found.items()}

    @cached_property
    def ties_of_actor(self) -> Mapping[str, Sequence[Tie]]:
        """The ties of each actor: those where it acts, and those of others to it."""
        found: dict[str, list[Tie]] = defaultdict(list)
        for tie in self.found.ties:
            found[tie.actor_id].append(tie)
            if tie.target_kind == ACTOR:
                found[tie.target_id].append(tie)
        return found

    @cached_property
    def with_page(self) -> frozenset[str]:
        """The actors that have a page: what is known of the others is on the sheet of their place."""
        return frozenset(actor for actor, ties in self.ties_of_actor.items() if len(ties) >= LEAST_TIES)

    @cached_property
    def families(self) -> Mapping[str, tuple[frozenset[str], int]]:
        """Place → the families that a source ties to it, and how many of its actors are of none that is known."""
        return families_of_places(self.found)

    @cached_property
    def tied(self) -> Mapping[str, frozenset[str]]:
        """Place → the actors that take part in it."""
        return actors_by_place(self.found)

    @cached_property
    def unnamed_families(self) -> Mapping[str, Sequence[PlaceFamily]]:
        """Place → the families that a source says are there, without a name."""
        found: dict[str, list[PlaceFamily]] = defaultdict(list)
        for one in self.found.place_families:
            found[one.place_id].append(one)
        return found

    @cached_property
    def disputed(self) -> frozenset[str]:
        """What sources differ about: an actor id, the key of a tie, or "role place_id"."""
        return frozenset(one.subject for one in self.found.disagreements if one.certain)

    @cached_property
    def bridges(self) -> tuple[Bridge, ...]:
        """Actors that hold places together, the same in every language."""
        return bridges(self.found)

    @cached_property
    def funders_near(self) -> Callable[[str], Answer[FunderNextDoor]]:
        """EPCI → who funds places next door to its own, and none of these: gone through once for all languages."""
        return cache(
            lambda epci: funders_next_door(self.found, places_in(self.found, "epci", epci), within=NEXT_DOOR)
        )

    @cached_property
    def research_untied(self) -> Callable[[str], Answer[UntiedActor]]:
        """EPCI → actors of research tied to none of its places."""
        return cache(lambda epci: research_untied(self.found, epci))

    def path_of(self, actor: Actor) -> str:
        """The path of an actor's page, "" when it has none."""
        return f"acteurs/{actor.slug}/" if actor.actor_id in self.with_page else ""


NO_ACTORS = EcosystemContent(Ecosystem((), (), (), (), (), (), (), {}, {}))
"""What is published before the actors of a study are gathered."""
