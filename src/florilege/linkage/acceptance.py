"""What accepting a version did to what a study keeps, and how it is taken back, whatever was done since.

Ids of records change hands from one version to the next, one to one; so what hangs on them can be led back as it
was led over. A record that only the later version holds gets a name that nothing can take, as one that left does:
should the version be accepted again, its place is the same again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from florilege.linkage.departures import Change, Departed, Kept, moved_key, tied
from florilege.linkage.history import FormerName


class Moves(Struct, frozen=True):
    """Ids of the records of a listing that an act changed: old → new."""

    listing: str
    ids: Mapping[str, str]

    def of(self, key: str) -> str:
        """A record key after the act."""
        return moved_key(key, self.listing, self.ids)


class Acceptance(Struct, frozen=True):
    """A version accepted over the one before.

    moves : ids of the version before, those that had left included → ids since
    parked : ids of the records that only the later version holds → their names while it is undone
    departed : the records of the listing that had left before
    formers : the former names that the change documented
    """

    listing: str
    before: str
    after: str
    moves: Mapping[str, str]
    parked: Mapping[str, str]
    departed: tuple[Departed, ...]
    formers: tuple[FormerName, ...]

    @property
    def forwards(self) -> Moves:
        return Moves(self.listing, self.moves)

    @property
    def backwards(self) -> Moves:
        return Moves(self.listing, {**self.parked, **{new: old for old, new in self.moves.items()}})

    @property
    def parked_keys(self) -> frozenset[str]:
        """Keys of the records that only the later version holds, as long as it is in use."""
        return frozenset(f"{self.listing}:{record_id}" for record_id in self.parked)


def acceptance(
    kept: Kept, over: Kept, change: Change, *, act: int, returning: Mapping[str, str]
) -> Acceptance:
    """What an act changed in what the study keeps.

    kept, over : before and after the change, as `carry_over` gives it
    returning : names of records of the same version, undone before → their ids
    """
    moves = {**change.moves(kept.departed), **returning}
    names = {record_id: name for name, record_id in returning.items()}
    forwards = Moves(change.listing, moves)
    known = {
        replace(one, record_id=forwards.of(one.key).split(":", 1)[1])
        if one.listing == change.listing
        else one
        for one in kept.formers
    }
    return Acceptance(
        listing=change.listing,
        before=change.before,
        after=change.after,
        moves=moves,
        parked={
            record_id: names.get(record_id, f"{record_id}@undone-{act}") for record_id in change.found.added
        },
        departed=tuple(one for one in kept.departed if one.listing == change.listing),
        formers=tuple(one for one in over.formers if one not in known),
    )


def taken_back(
    kept: Kept, accepted: Acceptance, *, place_of: Mapping[str, str], since: Sequence[Moves] = ()
) -> Kept:
    """What the study keeps once an acceptance is undone; what was said since stays said of the same records.

    place_of : place id of every record key as things stand, those that had left included
    since : what later acts did to the ids of other listings, in order
    """
    back = accepted.backwards

    def at_present(key: str) -> str:
        for moves in (accepted.forwards, *since):
            key = moves.of(key)
        return key

    restored = [
        one if one.tie is None else replace(one, tie=at_present(one.tie)) for one in accepted.departed
    ]
    departed = [one for one in kept.departed if one.listing != accepted.listing]
    parked = {f"{accepted.listing}:{name}" for name in accepted.parked.values()}
    places = {back.of(key): place for key, place in place_of.items()}
    return Kept(
        identities=tuple(
            replace(one, founding_record=back.of(one.record).split(":", 1)[1]) for one in kept.identities
        ),
        decisions=tuple(
            replace(one, first=back.of(one.first), second=back.of(one.second)) for one in kept.decisions
        ),
        formers=tuple(
            replace(one, record_id=back.of(one.key).split(":", 1)[1])
            for one in kept.formers
            if one not in accepted.formers
        ),
        departed=tied(
            (*departed, *restored),
            kept.departed,
            moved=back.of,
            places={key: place for key, place in places.items() if key not in parked},
        ),
    )
