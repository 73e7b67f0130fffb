"""The graph of actors and places that measures, questions and files read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from florilege.ecosystem.gathering import Ecosystem
from florilege.ecosystem.mentions import ACTOR, PLACE, ROLES
from florilege.ecosystem.territories import Territory, of_commune

if TYPE_CHECKING:
    import networkx

PRESENT = tuple(role for role in ROLES if role not in ("labels", "networks"))
"""Roles by which an actor takes part in a place. Who gives a label to four hundred places, or counts them in its
network, takes part in none by that alone: it would tie all of them together."""
Node = tuple[str, str]
"""("actor" or "place", id)."""


def graph(ecosystem: Ecosystem, roles: Collection[str] = PRESENT) -> networkx.Graph[Node]:
    """Actors and places that have a tie of these roles, undirected; an edge has its `roles`, sorted."""
    import networkx as nx  # a tenth of a second to import, and few commands need it

    roles_of: dict[tuple[Node, Node], set[str]] = defaultdict(set)
    for tie in ecosystem.ties:
        if tie.role in roles:
            roles_of[(ACTOR, tie.actor_id), (tie.target_kind, tie.target_id)].add(tie.role)
    found: networkx.Graph[Node] = nx.Graph()
    for (one, other), named in sorted(roles_of.items()):
        held = found.edges[one, other]["roles"] if found.has_edge(one, other) else ()
        found.add_edge(one, other, roles=tuple(sorted({*held, *named})))
    return found


def actors_by_place(ecosystem: Ecosystem, roles: Collection[str] = PRESENT) -> dict[str, frozenset[str]]:
    """Each place of the inventory → ids of the actors tied to it by these roles, none for most."""
    found: dict[str, set[str]] = {place: set() for place in ecosystem.places}
    for tie in ecosystem.ties:
        if tie.target_kind == PLACE and tie.role in roles:
            found.setdefault(tie.target_id, set()).add(tie.actor_id)
    return {place: frozenset(actors) for place, actors in found.items()}


def places_by_actor(ecosystem: Ecosystem, roles: Collection[str] = PRESENT) -> dict[str, frozenset[str]]:
    """Each actor → ids of the places that it is tied to by these roles."""
    found: dict[str, set[str]] = {actor.actor_id: set() for actor in ecosystem.actors}
    for tie in ecosystem.ties:
        if tie.target_kind == PLACE and tie.role in roles:
            found[tie.actor_id].add(tie.target_id)
    return {actor: frozenset(places) for actor, places in found.items()}


def territories_of(ecosystem: Ecosystem) -> Mapping[str, Territory]:
    """Each place of the inventory → its commune, EPCI, département and région of today."""
    return {place: of_commune(site.commune_code) for place, site in ecosystem.places.items()}


def places_in(ecosystem: Ecosystem, level: str, code: str) -> frozenset[str]:
    """Places of a territory; level : "commune", "epci", "departement" or "region"."""
    return frozenset(
        place for place, territory in territories_of(ecosystem).items() if getattr(territory, level) == code
    )


def ids(nodes: Iterable[Node], kind: str) -> tuple[str, ...]:
    """The ids of the nodes of one kind, sorted."""
    return tuple(sorted(node[1] for node in nodes if node[0] == kind))
