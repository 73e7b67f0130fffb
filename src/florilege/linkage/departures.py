"""A new version of a listing is accepted: what the study keeps of the one before is carried over to it.

Identities, decisions of persons and former names hang on record keys, `listing:record_id`, and identifiers
change hands. A record carried on under another identifier takes with it what hangs on it; a record that left
its listing keeps it under a name that nothing can take again, `record_id@version`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from florilege.csv_lines import read_lines, write_lines
from florilege.linkage.decisions import Decision
from florilege.linkage.history import FormerName
from florilege.linkage.identities import Identity, natural
from florilege.linkage.succession import Succession

COLUMNS = ("listing", "record_id", "version", "gone_since", "place_id")
LOST = "lost"
"""Stands for the version of a record that had already left when its identifier was given again."""


@dataclass(frozen=True, slots=True)
class Departed:
    """A record that its listing no longer holds.

    record_id : as published; version : the last one that holds it; gone_since : the first one that does not
    place_id : the place that it was a record of
    """

    listing: str
    record_id: str
    version: str
    gone_since: str
    place_id: str

    @property
    def id(self) -> str:
        """Its name from now on: the identifier alone may be given to another place."""
        return f"{self.record_id}@{self.version}"

    @property
    def key(self) -> str:
        return f"{self.listing}:{self.id}"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a study keeps about its records from build to build."""

    identities: tuple[Identity, ...]
    decisions: tuple[Decision, ...]
    formers: tuple[FormerName, ...]
    departed: tuple[Departed, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A listing goes from one version to the next: what became of its records.

    found : its `before` are the records of the version before and the departed ones, by `Departed.id`
    """

    listing: str
    before: str
    after: str
    found: Succession

    def moves(self, departed: Iterable[Departed]) -> dict[str, str]:
        """Old record id → new one, for those that change: renewed, returned, gone."""
        left_before = {one.id for one in departed if one.listing == self.listing}
        moves = {one.before: one.after for one in self.found.carried if one.renewed}
        return moves | {
            record_id: f"{record_id}@{self.before}"
            for record_id in self.found.gone
            if record_id not in left_before
        }


def carry_over(
    kept: Kept, change: Change, *, place_of: Mapping[str, str], renames: Sequence[FormerName] = ()
) -> Kept:
    """What the study keeps once the later version is accepted.

    place_of : place id of every record key before the change, those that had left included
    renames : former names that the change documents, under the later record ids
    """
    moves = change.moves(kept.departed)
    later = {*change.found.added, *(one.after for one in change.found.carried)}
    departed = _departed(kept.departed, change, place_of=place_of)
    identities = tuple(_moved_identity(identity, change, moves, later) for identity in kept.identities)
    moved_places = {_moved_key(key, change.listing, moves): place for key, place in place_of.items()}
    current = {
        key
        for key in moved_places
        if not key.startswith(f"{change.listing}:") or key.split(":", 1)[1] in later
    } - {one.key for one in departed}
    return Kept(
        identities=(*identities, *_new_anchors(identities, moved_places, current)),
        decisions=tuple(
            replace(
                item,
                first=_moved_key(item.first, change.listing, moves),
                second=_moved_key(item.second, change.listing, moves),
            )
            for item in kept.decisions
        ),
        formers=_former_names(kept.formers, change.listing, moves, renames),
        departed=departed,
    )


def _moved_key(key: str, listing: str, moves: Mapping[str, str]) -> str:
    of_listing, _, record_id = key.partition(":")
    return f"{listing}:{moves.get(record_id, record_id)}" if of_listing == listing else key


def _moved_identity(
    identity: Identity, change: Change, moves: Mapping[str, str], later: set[str]
) -> Identity:
    if identity.founding_listing != change.listing:
        return identity
    record_id = identity.founding_record
    if record_id in moves:
        return replace(identity, founding_record=moves[record_id])
    carried = {one.before for one in change.found.carried}
    if record_id in later and record_id not in carried:
        return replace(identity, founding_record=f"{record_id}@{LOST}")
    return identity


def _new_anchors(
    identities: Sequence[Identity], place_of: Mapping[str, str], current: set[str]
) -> list[Identity]:
    """One more record by which a place is known, where none of those that knew it is there any more."""
    anchored = {identity.place_id for identity in identities if identity.record in current}
    merged = {identity.place_id for identity in identities if identity.replaced_by}
    remaining: dict[str, list[str]] = {}
    for key in current:
        if place_of[key] not in anchored | merged:
            remaining.setdefault(place_of[key], []).append(key)
    return [
        Identity(identity.place_id, *min(remaining.pop(identity.place_id), key=natural).split(":", 1))
        for identity in identities
        if identity.place_id in remaining
    ]


def _departed(
    known: Sequence[Departed], change: Change, *, place_of: Mapping[str, str]
) -> tuple[Departed, ...]:
    returned = {one.before for one in change.found.carried}
    staying = [one for one in known if one.listing != change.listing or one.id not in returned]
    already = {one.id for one in known if one.listing == change.listing}
    leaving = [
        Departed(
            change.listing, record_id, change.before, change.after, place_of[f"{change.listing}:{record_id}"]
        )
        for record_id in change.found.gone
        if record_id not in already
    ]
    return (*staying, *leaving)


def _former_names(
    formers: Sequence[FormerName], listing: str, moves: Mapping[str, str], renames: Sequence[FormerName]
) -> tuple[FormerName, ...]:
    moved = (
        replace(former, record_id=moves.get(former.record_id, former.record_id))
        if former.listing == listing
        else former
        for former in formers
    )
    return tuple(dict.fromkeys((*moved, *renames)))


def read_departed(text: str, *, file: str) -> tuple[Departed, ...]:
    """Departed records from the study's CSV; raises TableRefused with the line."""
    return tuple(
        Departed(*(row[column] for column in COLUMNS))
        for _, row in read_lines(text, COLUMNS, file=file, required=COLUMNS)
    )


def write_departed(departed: Sequence[Departed]) -> str:
    """The CSV of a study's departed records."""
    return write_lines(
        COLUMNS,
        ((one.listing, one.record_id, one.version, one.gone_since, one.place_id) for one in departed),
    )
