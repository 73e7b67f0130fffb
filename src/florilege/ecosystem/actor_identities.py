"""Ids of actors that never die: which cluster of mentions is which actor, from one build to the next.

As for places: the oldest mention of a cluster founds the actor, its id derives from that mention, and the file keeps
every id in order of age; after a merge the older id survives and the other points to it. A mention is known by its
record, its field and its name: where a name was only spelled anew in the same field of the same record, the actor
stays the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz

from florilege.ecosystem.mentions import OF_LABELS, OF_STUDY
from florilege.faults import Words
from florilege.linkage.identities import Assignment, Identity, assign, read_identities, write_identities

IDENTITIES_FILE = "actor_identities.csv"
COLUMNS = ("actor_id", "founding_listing", "founding_record", "replaced_by")
LETTER = "a"
"""What the id of an actor begins by."""
SPELLED_ANEW = 80.0
"""Likeness (0 to 100) from which a name in the same field of the same record is the old one, corrected."""
_HINT = Words(
    "rendre au fichier sa version d’avant : aucun identifiant ne s’écrit à la main",
    "bring back the file as it was: no id is written by hand",
)


def read_actor_identities(text: str, *, file: str = IDENTITIES_FILE) -> tuple[Identity, ...]:
    """Identities from the study's CSV; raises TableRefused naming the line."""
    return read_identities(text, file=file, columns=COLUMNS, hint=_HINT)


def write_actor_identities(identities: Sequence[Identity]) -> str:
    """The CSV of a study's actors, oldest first."""
    return write_identities(identities, columns=COLUMNS)


def assign_actors(
    clusters: Sequence[Sequence[str]], existing: Sequence[Identity], listings: Sequence[str]
) -> Assignment:
    """Give each cluster of mention keys its actor id.

    listings : slugs of the study's listings, in their order; the study's own actors come before them, then the
    givers of labels
    """
    ranks = {listing: rank for rank, listing in enumerate((OF_STUDY, OF_LABELS, *listings))}
    present = {key for cluster in clusters for key in cluster}
    return assign(clusters, existing, ranks=ranks, previous=_spelled_anew(existing, present), letter=LETTER)


def _spelled_anew(existing: Iterable[Identity], present: set[str]) -> Mapping[str, str]:
    """Key of a mention → the actor that a mention founded which was in the same field of the same record.

    Only where one name left and one came that is alike: another organisation in the same field is another actor.
    """
    founding = {one.record for one in existing}
    came: dict[str, list[str]] = defaultdict(list)
    for key in present - founding:
        if "/" in key:
            came[key.rsplit("/", 1)[0]].append(key)
    found: dict[str, str] = {}
    for one in existing:
        if one.record in present or "/" not in one.record:
            continue
        field, name = one.record.rsplit("/", 1)
        alike = [key for key in came[field] if fuzz.ratio(key.rsplit("/", 1)[1], name) >= SPELLED_ANEW]
        if len(alike) == 1:
            found[alike[0]] = one.place_id
    return found


def successor(actor_id: str, identities: Iterable[Identity]) -> str:
    """The actor that an id stands for today: itself, or the older one that it was merged into; "" for an unknown id."""
    leads: dict[str, str] = {}
    for one in identities:
        leads[one.place_id] = one.replaced_by
    if actor_id not in leads:
        return ""
    while leads[actor_id]:
        actor_id = leads[actor_id]
    return actor_id
