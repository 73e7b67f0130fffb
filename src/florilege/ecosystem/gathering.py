"""The main door: from the claims of an inventory and the files of a study to its actors and their ties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from florilege.ecosystem.actor_identities import (
    IDENTITIES_FILE,
    assign_actors,
    read_actor_identities,
    successor,
)
from florilege.ecosystem.actor_linkage import ActorPair, link_actors
from florilege.ecosystem.actors import (
    Actor,
    Disagreement,
    Tie,
    actor_of,
    disagreements_of,
    slugs_of,
    ties_of,
)
from florilege.ecosystem.mentions import (
    ACTOR,
    LeftOut,
    Mention,
    PlaceClaim,
    PlaceFamily,
    PlaceSite,
    TieClaim,
)
from florilege.ecosystem.place_claims import Read, of_claims
from florilege.ecosystem.statements import BY_ID, Known, of_actor_rows, of_tie_rows, placed
from florilege.ecosystem.study_files import read_actors, read_ties
from florilege.ecosystem.territories import of_commune
from florilege.linkage.decisions import alone, read_decisions, standing
from florilege.linkage.identities import Identity

DECISIONS_FILE = "actor_decisions.csv"


class Inventory(Struct, frozen=True):
    """What the inventory holds.

    claims : of places; those of other fields than `place_claims.fields_read()` are not read
    places : every place that is shown
    records : "listing:record" → place id; successors : old place id → the place of today
    listings : slugs, in the order of the study
    """

    claims: Sequence[PlaceClaim]
    places: Sequence[PlaceSite]
    records: Mapping[str, str] = field(default_factory=dict)
    successors: Mapping[str, str] = field(default_factory=dict)
    listings: Sequence[str] = ()


class Folder(Struct, frozen=True):
    """The texts of the study's files on actors, "" for one that is not there."""

    actors: str = ""
    ties: str = ""
    identities: str = ""
    decisions: str = ""


class Ecosystem(Struct, frozen=True):
    """Actors, ties, and all that was met on the way.

    actors : oldest first; ties : sorted
    place_families : families that a source ties to a place without a name
    pairs : mentions worth showing, those that wait for a person (outcome "review") first
    left_out : values that made no actor or no tie, with the reason
    identities : what `actor_identities.csv` has to hold from now on; actor_of : key of each mention → actor id
    """

    actors: tuple[Actor, ...]
    ties: tuple[Tie, ...]
    place_families: tuple[PlaceFamily, ...]
    pairs: tuple[ActorPair, ...]
    disagreements: tuple[Disagreement, ...]
    left_out: tuple[LeftOut, ...]
    identities: tuple[Identity, ...]
    actor_of: Mapping[str, str]
    places: Mapping[str, PlaceSite]

    @property
    def questions(self) -> tuple[ActorPair, ...]:
        """The pairs that wait for a person."""
        return tuple(pair for pair in self.pairs if pair.outcome == "review")


class Counts(Struct, frozen=True):
    """How much came from where.

    claims, ties : (listing, role) → claims of ties, and ties that it alone or with others states
    actors : listing → actors that it names; families : family, "" when unknown → actors
    left_out : (listing, reason) → values
    """

    claims: Mapping[tuple[str, str], int]
    ties: Mapping[tuple[str, str], int]
    actors: Mapping[str, int]
    families: Mapping[str, int]
    left_out: Mapping[tuple[str, str], int]


def gather(inventory: Inventory, folder: Folder) -> Ecosystem:
    """The actors behind the places of an inventory, and their ties; the same input gives the same output.

    Raises TableRefused, naming file and line, for a file of the study that cannot be used.
    """
    existing = read_actor_identities(folder.identities, file=IDENTITIES_FILE)
    journal = read_decisions(folder.decisions, file=DECISIONS_FILE)
    read = _read(inventory, folder, existing)
    mentions = _distinct(read.mentions)
    linked = link_actors(tuple(mentions.values()), settled=standing(journal), alone=alone(journal))
    assigned = assign_actors(linked.clusters, existing, inventory.listings)
    actors = _actors(mentions, assigned.place_of, assigned.identities)
    ties, lost = _resolved(read.ties, assigned.place_of, assigned.identities)
    found = ties_of(ties)
    return Ecosystem(
        actors=actors,
        ties=found,
        place_families=tuple(read.families),
        pairs=linked.pairs,
        disagreements=disagreements_of(actors, found),
        left_out=(*read.left_out, *lost),
        identities=assigned.identities,
        actor_of=assigned.place_of,
        places={site.place_id: site for site in inventory.places},
    )


def _read(inventory: Inventory, folder: Folder, existing: Sequence[Identity]) -> Read:
    communes = {site.place_id: of_commune(site.commune_code).commune for site in inventory.places}
    read = of_claims(inventory.claims, communes)
    rows = read_actors(folder.actors)
    shown = {site.place_id: site.place_id for site in inventory.places}
    known = Known(
        places={**inventory.successors, **inventory.records, **shown},
        actor_ids=frozenset(one.place_id for one in existing),
    )
    ties = of_tie_rows(read_ties(folder.ties), rows, known)
    read.mentions.extend(placed(of_actor_rows(rows), ties, communes))
    read.ties.extend(ties)
    return read


def _distinct(mentions: Iterable[Mention]) -> dict[str, Mention]:
    """Mentions by key: one said in several claims of one field of a record (two pages name one operator) counts once,
    with all the spellings."""
    found: dict[str, Mention] = {}
    for one in mentions:
        held = found.get(one.key)
        if held is None:
            found[one.key] = one
        elif held != one:
            names = tuple(dict.fromkeys((*held.names, *one.names)))
            former = tuple(dict.fromkeys((*held.former, *one.former)))
            found[one.key] = replace(held, names=names, former=former, short=held.short or one.short)
    return found


def _actors(
    mentions: Mapping[str, Mention], actor_ids: Mapping[str, str], identities: Sequence[Identity]
) -> tuple[Actor, ...]:
    members: dict[str, list[Mention]] = {}
    for key, actor_id in actor_ids.items():
        members.setdefault(actor_id, []).append(mentions[key])
    ages = {one.place_id: rank for rank, one in reversed(list(enumerate(identities)))}
    actors = [actor_of(actor_id, members[actor_id]) for actor_id in sorted(members, key=ages.__getitem__)]
    slugs = slugs_of({actor.actor_id: actor.name for actor in actors})
    return tuple(replace(actor, slug=slugs[actor.actor_id]) for actor in actors)


def _resolved(
    claims: Iterable[TieClaim], actor_ids: Mapping[str, str], identities: Sequence[Identity]
) -> tuple[list[tuple[str, str, TieClaim]], list[LeftOut]]:
    """Each claim with the ids of its actor and its target; what ties an actor to itself, or to one of which nothing is
    said any more, is left out."""
    alive = set(actor_ids.values())

    def found(key: str) -> str:
        if not key.startswith(BY_ID):
            return actor_ids[key]
        today = successor(key.removeprefix(BY_ID), identities)
        return today if today in alive else ""

    resolved: list[tuple[str, str, TieClaim]] = []
    lost: list[LeftOut] = []
    for claim in claims:
        actor = found(claim.actor)
        target = found(claim.target) if claim.target_kind == ACTOR else claim.target
        if not actor or not target:
            lost.append(LeftOut("gone", claim.field, claim.value, claim.source))
        elif claim.target_kind == ACTOR and actor == target:
            lost.append(LeftOut("itself", claim.field, claim.value, claim.source))
        else:
            resolved.append((actor, target, claim))
    return resolved, lost


def counts_of(ecosystem: Ecosystem) -> Counts:
    """How many actors and ties came from which source, by role; how many actors are of which family."""
    claims: Counter[tuple[str, str]] = Counter()
    ties: Counter[tuple[str, str]] = Counter()
    for tie in ecosystem.ties:
        claims.update((claim.source.listing, tie.role) for claim in tie.claims)
        ties.update({(claim.source.listing, tie.role) for claim in tie.claims})
    return Counts(
        claims=dict(sorted(claims.items())),
        ties=dict(sorted(ties.items())),
        actors=dict(sorted(Counter(_listings_of(ecosystem.actors)).items())),
        families=dict(sorted(Counter(actor.family for actor in ecosystem.actors).items())),
        left_out=dict(
            sorted(Counter((one.source.listing, one.reason) for one in ecosystem.left_out).items())
        ),
    )


def _listings_of(actors: Iterable[Actor]) -> Iterable[str]:
    return (listing for actor in actors for listing in {one.source.listing for one in actor.mentions})
