"""Measures on the graph of actors and places: each with its definition, its bounds, and how far it is known.

What no source says is unknown, never absent. A measure that unknown ties could change is given as low..high; only a
place whose list of actors is stated to be complete has bounds that close.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from msgspec import Struct

from florilege.ecosystem.gathering import Ecosystem
from florilege.ecosystem.graphs import PRESENT, Node, actors_by_place, graph, ids
from florilege.ecosystem.mentions import ACTOR, FAMILIES, PLACE
from florilege.faults import Words

if TYPE_CHECKING:
    import networkx

FUNDS = ("funds",)


class Definition(Struct, frozen=True):
    """What a measure is, and why its bounds are what they are."""

    name: Words
    definition: Words
    bounds: Words


DEFINITIONS: Mapping[str, Definition] = {
    "coverage": Definition(
        Words("familles présentes", "families present"),
        Words(
            "Nombre de familles, sur cinq, dont une source lie un acteur au lieu, nommé ou non.",
            "How many of the five families a source ties to the place by an actor, named or not.",
        ),
        Words(
            "Au moins les familles connues ; au plus cinq, car ce qu’aucune source ne dit peut exister.",
            "At least the known families; at most five, since what no source states may exist.",
        ),
    ),
    "diversity": Definition(
        Words("diversité des familles", "diversity of families"),
        Words(
            "Nombre de Hill d’ordre 1 : exponentielle de l’entropie de Shannon des acteurs entre familles (Hill 1973 ;"
            " Jost 2006). 1 : une seule famille ; 5 : les cinq à parts égales.",
            "Hill number of order 1: exponential of the Shannon entropy of actors over families (Hill 1973; Jost 2006)."
            " 1: one family; 5: all five in equal shares.",
        ),
        Words(
            "Des acteurs nommés : les deux extrêmes quand ceux de famille inconnue se répartissent de toutes les façons."
            " Sans acteur nommé : inconnue.",
            "Of the actors named: the two extremes when those of unknown family are assigned in every possible way. Without a named actor: unknown.",
        ),
    ),
    "bridges": Definition(
        Words("passerelles", "bridges"),
        Words(
            "Acteurs dont le retrait sépare des lieux qui étaient reliés : points d’articulation du graphe des acteurs et"
            " des lieux (labels et réseaux à part).",
            "Actors whose removal separates places that were connected: articulation points of the graph of actors and places"
            " (labels and networks left out).",
        ),
        Words(
            "Un lien qu’aucune source ne dit peut relier autrement ces lieux : au plus les lieux séparés, au moins aucun.",
            "A tie that no source states may connect these places otherwise: at most the places separated, at least none.",
        ),
    ),
    "single_funder": Definition(
        Words("un seul financeur", "a single funder"),
        Words(
            "Lieux dont les sources ne nomment qu’un financeur.", "Places for which the sources name only one funder."
        ),
        Words(
            "Un autre financeur peut ne pas être dit ; un lieu sans financeur connu peut en avoir un seul.",
            "Another funder may go unmentioned; a place without a known funder may have just one.",
        ),
    ),
    "common_neighbours": Definition(
        Words("acteurs en commun", "actors in common"),
        Words(
            "Acteurs liés à deux lieux à la fois ; à côté, leur part de tous les acteurs des deux (Jaccard).",
            "Actors tied to two places at once; beside it, their share of all the actors of the two (Jaccard).",
        ),
        Words("Au moins ceux que des sources disent.", "At least those that the sources state."),
    ),
    "density": Definition(
        Words("densité", "density"),
        Words(
            "Part des couples d’un acteur et d’un lieu du territoire qu’un lien unit, parmi les acteurs liés à l’un de ses lieux.",
            "Share of the pairs of an actor and a place of the territory that a tie joins, among actors tied to one of its places.",
        ),
        Words(
            "Au moins les liens connus ; au plus tous, sauf pour les lieux dont la liste est complète.",
            "At least the known ties; at most all of them, except for places whose list is complete.",
        ),
    ),
}  # fmt: skip


class Measure(Struct, frozen=True):
    """A value between two bounds; `known`: share of the places concerned of which a source says something, 0 to 1."""

    key: str
    low: float
    high: float
    known: float


class Bridge(Struct, frozen=True):
    """An actor that holds places together.

    parts : places in each part that its removal leaves, largest first; `betweenness` in [0, 1] (Freeman 1977)
    """

    actor_id: str
    parts: tuple[tuple[str, ...], ...]
    betweenness: float

    @property
    def parted(self) -> int:
        """Places that are no longer tied to the largest part."""
        return sum(map(len, self.parts[1:]))


class Dependence(Struct, frozen=True):
    """Places that one funder is known for."""

    funder_of: Mapping[str, str]
    measure: Measure


class SharedActors(Struct, frozen=True):
    """Two places, first < second, and the actors that both are tied to."""

    first: str
    second: str
    actors: tuple[str, ...]
    jaccard: float


def families_of_places(ecosystem: Ecosystem) -> dict[str, tuple[frozenset[str], int]]:
    """Each place → families that a source ties to it, and how many of its actors are of unknown family."""
    family = {actor.actor_id: actor.family for actor in ecosystem.actors}
    unnamed: dict[str, set[str]] = defaultdict(set)
    for one in ecosystem.place_families:
        unnamed[one.place_id].add(one.family)
    return {
        place: (
            frozenset(family[actor] for actor in actors if family[actor]) | unnamed[place],
            sum(not family[actor] for actor in actors),
        )
        for place, actors in actors_by_place(ecosystem).items()
    }


def family_coverage(ecosystem: Ecosystem, complete: Collection[str] = frozenset()) -> dict[str, Measure]:
    """Each place → families present, 0 to 5.

    complete : places whose list of actors is stated to be complete: only there an unknown family may be absent
    """
    found: dict[str, Measure] = {}
    for place, (families, unknown) in families_of_places(ecosystem).items():
        low = len(families)
        high = min(len(FAMILIES), low + unknown) if place in complete else len(FAMILIES)
        found[place] = Measure("coverage", low, high, float(low > 0))
    return found


def hill(counts: Iterable[int]) -> float:
    """Hill number of order 1 of some counts; 0 for none."""
    kept = [count for count in counts if count > 0]
    total = sum(kept)
    if not total:
        return 0.0
    return math.exp(-sum(count / total * math.log(count / total) for count in kept))


def diversity_bounds(counts: Sequence[int], unknown: int) -> tuple[float, float]:
    """Least and greatest Hill number when `unknown` more actors fall into the families in any way.

    Entropy is Schur-concave: least when all join the largest family, greatest when each joins the smallest in turn.
    """
    if not sum(counts) and not unknown:
        return 0.0, float(len(counts))
    ordered = sorted(counts)
    least = hill([*ordered[:-1], ordered[-1] + unknown])
    for _ in range(unknown):
        ordered[0] += 1
        ordered.sort()
    return least, hill(ordered)


def diversity(
    ecosystem: Ecosystem, places: Collection[str], tied: Mapping[str, Collection[str]] | None = None
) -> Measure:
    """Diversity of the actors tied to some places, each counted once. tied : place → actors, where it is known already"""
    family = {actor.actor_id: actor.family for actor in ecosystem.actors}
    tied = actors_by_place(ecosystem) if tied is None else tied
    actors = {actor for place in places for actor in tied.get(place, ())}
    counts = Counter(family[actor] for actor in actors)
    low, high = diversity_bounds([counts[code] for code in FAMILIES], counts[""])
    return Measure("diversity", low, high, _share(bool(tied.get(place)) for place in places))


def density(
    ecosystem: Ecosystem,
    places: Collection[str],
    complete: Collection[str] = frozenset(),
    tied: Mapping[str, Collection[str]] | None = None,
) -> Measure:
    """Density of ties between the places of a territory and the actors tied to one of them.

    complete : places whose list of actors is stated to be complete; tied : place → actors, where it is known already
    """
    tied = actors_by_place(ecosystem) if tied is None else tied
    actors = {actor for place in places for actor in tied.get(place, ())}
    pairs = len(actors) * len(places)
    if not pairs:
        return Measure("density", 0.0, 1.0, 0.0)
    known = sum(len(tied.get(place, ())) for place in places)
    most = sum(len(tied.get(place, ())) if place in complete else len(actors) for place in places)
    return Measure("density", known / pairs, most / pairs, _share(bool(tied.get(place)) for place in places))


def bridges(ecosystem: Ecosystem, roles: Collection[str] = PRESENT) -> tuple[Bridge, ...]:
    """Actors that hold places together, those that part most places first.

    An articulation point (Hopcroft and Tarjan 1973) counts where two of the parts that it leaves have a place.
    """
    import networkx as nx

    found = graph(ecosystem, roles)
    between = nx.betweenness_centrality(found)
    bridging: list[Bridge] = []
    for node in nx.articulation_points(found):
        if node[0] == ACTOR:
            parts = _parts(found, node)
            if len(parts) > 1:
                bridging.append(Bridge(node[1], parts, float(between[node])))
    return tuple(sorted(bridging, key=lambda one: (-one.parted, -one.betweenness, one.actor_id)))


def _parts(found: networkx.Graph[Node], node: Node) -> tuple[tuple[str, ...], ...]:
    """The places of each part that is left of the component of a node without it, largest first."""
    import networkx as nx

    around = nx.node_connected_component(found, node) - {node}
    parts = (ids(part, PLACE) for part in nx.connected_components(found.subgraph(around)))
    return tuple(sorted((part for part in parts if part), key=lambda part: (-len(part), part)))


def single_funder(ecosystem: Ecosystem) -> Dependence:
    """Places of which one funder is known; the measure counts them, with bounds over all the places."""
    funders = actors_by_place(ecosystem, FUNDS)
    funder_of = {place: next(iter(actors)) for place, actors in sorted(funders.items()) if len(actors) == 1}
    unknown = sum(not actors for actors in funders.values())
    known = _share(bool(actors) for actors in funders.values())
    return Dependence(funder_of, Measure("single_funder", 0.0, float(len(funder_of) + unknown), known))


def common_neighbours(ecosystem: Ecosystem, roles: Collection[str] = PRESENT) -> tuple[SharedActors, ...]:
    """Every pair of places that share actors, those that share most first."""
    tied = actors_by_place(ecosystem, roles)
    places: dict[str, list[str]] = defaultdict(list)
    for place in sorted(tied):
        for actor in tied[place]:
            places[actor].append(place)
    shared: dict[tuple[str, str], set[str]] = defaultdict(set)
    for actor, listed in places.items():
        for pair in combinations(listed, 2):
            shared[pair].add(actor)
    found = [
        SharedActors(one, other, tuple(sorted(actors)), len(actors) / len(tied[one] | tied[other]))
        for (one, other), actors in shared.items()
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.actors), -one.jaccard, one.first, one.second)))


def _share(said: Iterable[bool]) -> float:
    listed = list(said)
    return sum(listed) / len(listed) if listed else 0.0
