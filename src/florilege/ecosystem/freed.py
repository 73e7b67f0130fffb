"""An ecosystem without what some licences say: for files that those licences must not bind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from florilege.ecosystem.actors import actor_of, disagreements_of, ties_of
from florilege.ecosystem.gathering import Ecosystem
from florilege.ecosystem.mentions import ACTOR, PlaceSite, Source


class Freed(Struct, frozen=True):
    """What is left, and what went: ids of the actors that only bound sources name, and the number of ties."""

    found: Ecosystem
    actors: tuple[str, ...]
    ties: int


def freed(ecosystem: Ecosystem, bound: Callable[[str], bool], places: Mapping[str, PlaceSite]) -> Freed:
    """The ecosystem as the other sources alone give it: names, families, dates are taken from them again.

    bound : whether what is under a licence is to be left out
    places : those that are left, as they are then named; a tie to another goes with it
    """

    def free(source: Source) -> bool:
        return not bound(source.licence)

    said = {actor.actor_id: [one for one in actor.mentions if free(one.source)] for actor in ecosystem.actors}
    actors = tuple(
        actor
        if len(said[actor.actor_id]) == len(actor.mentions)
        else actor_of(actor.actor_id, said[actor.actor_id])
        for actor in ecosystem.actors
        if said[actor.actor_id]
    )
    left = {actor.actor_id for actor in actors}
    kept = ties_of(
        (tie.actor_id, tie.target_id, claim)
        for tie in ecosystem.ties
        if tie.actor_id in left and tie.target_id in (left if tie.target_kind == ACTOR else places)
        for claim in tie.claims
        if free(claim.source)
    )
    mentions = {one.key for actor in actors for one in said[actor.actor_id]}
    found = replace(
        ecosystem,
        actors=actors,
        ties=kept,
        place_families=tuple(
            one for one in ecosystem.place_families if one.place_id in places and free(one.source)
        ),
        pairs=tuple(one for one in ecosystem.pairs if {one.first, one.second} <= mentions),
        disagreements=disagreements_of(actors, kept),
        left_out=tuple(one for one in ecosystem.left_out if free(one.source)),
        actor_of={key: actor for key, actor in ecosystem.actor_of.items() if key in mentions},
        places=dict(places),
    )
    gone = tuple(actor.actor_id for actor in ecosystem.actors if actor.actor_id not in left)
    return Freed(found, gone, len(ecosystem.ties) - len(kept))
