"""What the files on actors and ties stand under: the licences of the sources that name, tie and place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from florilege.ecosystem.freed import Freed, freed
from florilege.ecosystem.graphs import PRESENT
from florilege.ecosystem.measures import FUNDS
from florilege.ecosystem.mentions import ACTOR, PLACE, ROLES, PlaceSite
from florilege.evidence.licences import is_share_alike
from florilege.evidence.places import WHERE
from florilege.web.publication.contents.study_contents import StudyContents

ACTORS, TIES = "actors.csv", "ties.csv"
GRAPHS = ("actors.graphml", "actors-cytoscape.json", "actors-kumu.json")
SEVERAL, NEXT_DOOR, UNTIED, SINGLE, SHARED = (
    f"questions/{key}.csv"
    for key in (
        "plusieurs-lieux",
        "financeurs-voisins",
        "recherche-sans-lien",
        "un-seul-financeur",
        "acteurs-en-commun",
    )
)
ASKED = (SEVERAL, NEXT_DOOR, UNTIED, SINGLE, SHARED)
READ: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(GRAPHS, ROLES),
    **dict.fromkeys((SEVERAL, UNTIED, SHARED), PRESENT),
    **dict.fromkeys((NEXT_DOOR, SINGLE), FUNDS),
}
"""File → the roles of the ties that it is made from."""
PLACED = frozenset({*GRAPHS, NEXT_DOOR, UNTIED})
"""Files that rest on where the places are."""
_Term = tuple[str, str]


def sites(contents: StudyContents) -> dict[str, PlaceSite]:
    """The places as they are published: named in French, where they are shown."""
    return {
        place.place_id: PlaceSite(
            place.place_id, place.called.fr, place.commune_code, place.latitude, place.longitude
        )
        for place in contents.places
    }


def free_of_share_alike(contents: StudyContents) -> Freed:
    """The ecosystem without what share-alike sources say; contents : whose places are without it already."""
    return freed(contents.ecosystem.found, is_share_alike, sites(contents))


def actor_terms(contents: StudyContents, name: str) -> list[_Term] | None:
    """(licence, listing) of all that a file on actors is made from; None for another file."""
    found = contents.ecosystem.found
    if name == ACTORS:
        return [(one.source.licence, one.source.listing) for actor in found.actors for one in actor.mentions]
    if name == TIES:
        return [(one.source.licence, one.source.listing) for tie in found.ties for one in tie.claims]
    if name not in READ:
        return None
    ties = [tie for tie in found.ties if tie.role in READ[name]]
    actors = {tie.actor_id for tie in ties}
    actors |= {tie.target_id for tie in ties if tie.target_kind == ACTOR}
    if name == UNTIED:
        actors |= {actor.actor_id for actor in found.actors if actor.family == "research"}
    places = {tie.target_id for tie in ties if tie.target_kind == PLACE}
    return [
        *((one.source.licence, one.source.listing) for tie in ties for one in tie.claims),
        *(
            (one.source.licence, one.source.listing)
            for actor in found.actors
            if actor.actor_id in actors
            for one in actor.mentions
        ),
        *_of_places(contents, places, placed=name in PLACED),
    ]


def _of_places(contents: StudyContents, places: Set[str], *, placed: bool) -> Iterator[_Term]:
    """What is behind the names of some places and, where asked, behind where they are."""
    fields = {"name", *WHERE} if placed else {"name"}
    for place in contents.places:
        if place.place_id not in places:
            continue
        used = {pk for field in fields if field in place.shown for pk in place.shown[field].claims}
        if placed:
            used.update(place.position_claims)
        yield from ((one.licence, one.listing) for one in place.claims if one.pk in used)
