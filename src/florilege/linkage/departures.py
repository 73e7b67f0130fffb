"""A new version of a listing is accepted: what the study keeps of the one before is carried over to it.

Identities, decisions of persons and former names hang on record keys, `listing:record_id`, and identifiers
change hands. A record carried on under another identifier takes with it what hangs on it; a record that left
its listing keeps it under a name that nothing can take again, `record_id@version`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import count
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from florilege.csv_lines import read_lines, write_lines
from florilege.linkage.decisions import Decision, Settled, apart_by, tied_by_persons
from florilege.linkage.history import FormerName
from florilege.linkage.identities import Identity, natural
from florilege.linkage.succession import Succession

COLUMNS = ("listing", "record_id", "version", "gone_since", "place_id")
TIE_COLUMNS = ("tied_listing", "tied_record")
LOST = "lost"
"""Stands for the version of a record that had already left when its identifier was given again."""


class Departed(Struct, frozen=True):
    """A record that its listing no longer holds.

    record_id : as published; version : the last one that holds it; gone_since : the first one that does not
    place_id : the place that it was a record of
    tie : key of a record that the linkage had made one place with it, "" when there was none; it stays with it.
    None in files written before ties were kept: the record then stays with `place_id`
    """

    listing: str
    record_id: str
    version: str
    gone_since: str
    place_id: str
    tie: str | None = None

    @property
    def id(self) -> str:
        """Its name from now on: the identifier alone may be given to another place."""
        return f"{self.record_id}@{self.version}"

    @property
    def key(self) -> str:
        return f"{self.listing}:{self.id}"


class Gathering(Struct, frozen=True):
    """Clusters of record keys, departed ones included, and those that stay with a place by its id: key → place id."""

    clusters: tuple[tuple[str, ...], ...]
    loose: Mapping[str, str]


class Kept(Struct, frozen=True):
    """What a study keeps about its records from build to build."""

    identities: tuple[Identity, ...]
    decisions: tuple[Decision, ...]
    formers: tuple[FormerName, ...]
    departed: tuple[Departed, ...]


class Change(Struct, frozen=True):
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
    kept: Kept,
    change: Change,
    *,
    place_of: Mapping[str, str],
    mates: Mapping[str, str] = MappingProxyType({}),
    renames: Sequence[FormerName] = (),
    returning: Mapping[str, str] = MappingProxyType({}),
) -> Kept:
    """What the study keeps once the later version is accepted.

    place_of : place id of every record key before the change, those that had left included
    mates : for a record key, the one of its place that the linkage ties it to; without, any of its place
    renames : former names that the change documents, under the later record ids
    returning : names of records of a version that was undone (see `reverts`) → the ids they have in the later version
    """
    moves = {**change.moves(kept.departed), **returning}
    later = {*change.found.added, *(one.after for one in change.found.carried)}

    def moved(key: str) -> str:
        return moved_key(key, change.listing, moves)

    places = {moved(key): place for key, place in place_of.items()}
    departed = _departed(kept.departed, change, place_of=place_of, mates=mates)
    return Kept(
        identities=_moved_identities(kept.identities, change, moves, later),
        decisions=tuple(
            replace(item, first=moved(item.first), second=moved(item.second)) for item in kept.decisions
        ),
        formers=_former_names(kept.formers, change.listing, moves, renames),
        departed=tied(departed, kept.departed, moved=moved, places=places),
    )


def moved_key(key: str, listing: str, moves: Mapping[str, str]) -> str:
    """A record key after some records of a listing took other ids."""
    of_listing, _, record_id = key.partition(":")
    return f"{listing}:{moves.get(record_id, record_id)}" if of_listing == listing else key


def _moved_identities(
    identities: Sequence[Identity], change: Change, moves: Mapping[str, str], later: Set[str]
) -> tuple[Identity, ...]:
    """The identities under the later ids; one founded by a record that had left before its id was given again
    keeps a name that nothing can take."""
    carried = {one.before for one in change.found.carried}
    taken = {one.founding_record for one in identities if one.founding_listing == change.listing}
    found: list[Identity] = []
    for identity in identities:
        record_id = identity.founding_record
        if identity.founding_listing != change.listing:
            found.append(identity)
        elif record_id in moves:
            found.append(replace(identity, founding_record=moves[record_id]))
        elif record_id in later and record_id not in carried:
            # the id now names another place: left under it, the old place would be found again where it never was
            lost = next(name for name in _lost_names(record_id) if name not in taken)
            taken.add(lost)
            found.append(replace(identity, founding_record=lost))
        else:
            found.append(identity)
    return tuple(found)


def _lost_names(record_id: str) -> Iterator[str]:
    yield f"{record_id}@{LOST}"
    yield from (f"{record_id}@{LOST}-{number}" for number in count(2))


def _departed(
    known: Sequence[Departed], change: Change, *, place_of: Mapping[str, str], mates: Mapping[str, str]
) -> tuple[Departed, ...]:
    """The records that have left, those that returned taken away; ties still under the earlier ids."""
    returned = {one.before for one in change.found.carried}
    staying = [one for one in known if one.listing != change.listing or one.id not in returned]
    already = {one.id for one in known if one.listing == change.listing}
    members: dict[str, list[str]] = {}
    for key, place in place_of.items():
        members.setdefault(place, []).append(key)
    gone = {
        *(one.key for one in known),
        *(f"{change.listing}:{record_id}" for record_id in change.found.gone),
    }
    leaving: list[Departed] = []
    for record_id in change.found.gone:
        if record_id in already:
            continue
        key = f"{change.listing}:{record_id}"
        place = place_of[key]
        # one that stays before one that left too: two that left, tied to each other alone, would lose the place
        others = sorted(
            (other for other in members[place] if other != key),
            key=lambda other: (other in gone, natural(other)),
        )
        tie = mates.get(key, others[0] if others else "") if others else ""
        leaving.append(Departed(change.listing, record_id, change.before, change.after, place, tie))
    return (*staying, *leaving)


def tied(
    departed: Sequence[Departed],
    before: Sequence[Departed],
    *,
    moved: Callable[[str], str],
    places: Mapping[str, str],
) -> tuple[Departed, ...]:
    """Departed records after a change, the first to leave first, each tied to a record that is there where one is.

    A departed record is known by one tie; so when its mate leaves too, or the one through which both were known
    comes back, it is tied anew to one of those it was tied with: first a present one, by natural order.
    before : the departed records before the change, whose ties still say who was with whom
    moved : a record key before the change → after it; `departed` have theirs already, their ties not
    places : place id of every record key after the change, departed ones included
    """
    gone = {one.key for one in departed}
    present = sorted(places.keys() - gone, key=natural)
    group = _Groups()
    for one in (*before, *departed):
        if one.tie:
            group.join(moved(one.key), moved(one.tie))
    with_place: dict[str, str] = {}
    for key in present:
        with_place.setdefault(places[key], key)
    found: list[Departed] = []
    for one in departed:
        tie = one.tie if one.tie is None else moved(one.tie)
        if tie is None:
            tie = with_place.get(places.get(one.key, one.place_id), "")
        elif tie in gone or (tie and tie not in places):
            members = sorted(group.of(one.key) - {one.key}, key=lambda key: (key in gone, natural(key)))
            with_it = with_place.get(places.get(one.key, one.place_id), "")
            tie = next((key for key in members if key in places), with_it)
        found.append(replace(one, tie=tie))
    # an order of its own, so that an act undone leaves the file as it was
    return tuple(sorted(found, key=lambda one: (one.gone_since, one.listing, natural(one.id))))


def tied_by_anchors(departed: Sequence[Departed], identities: Sequence[Identity]) -> tuple[Departed, ...]:
    """Departed records of a file without ties, each tied to a present record by which its place is known, if any."""
    gone = {one.key for one in departed}
    anchors: dict[str, str] = {}
    for identity in identities:
        if identity.record not in gone:
            anchors.setdefault(identity.place_id, identity.record)
    return tuple(
        replace(one, tie=anchors.get(one.place_id, "")) if one.tie is None else one for one in departed
    )


class _Groups:
    """Keys that are tied to one another, directly or through others."""

    def __init__(self) -> None:
        self._members: dict[str, set[str]] = {}

    def join(self, one: str, other: str) -> None:
        joined = self.of(one) | self.of(other)
        self._members |= dict.fromkeys(joined, joined)

    def of(self, key: str) -> set[str]:
        return self._members.get(key, {key})


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


def with_departed(
    clusters: Iterable[Iterable[str]],
    departed: Sequence[Departed],
    *,
    settled: Sequence[Settled] = (),
    alone: Set[str] = frozenset(),
) -> Gathering:
    """The clusters of present records with the departed ones that stay with each.

    What persons said of a departed record comes first, then the tie that it left with. Persons part them as they
    part any: by "different", or by saying that one of the two is alone.
    """
    groups = _Growing(clusters, apart_by(settled), alone)
    persons = tied_by_persons(settled)
    known = {one.key: one for one in departed}
    loose: dict[str, str] = {}
    waiting: list[tuple[str, ...]] = []
    for key in sorted(known, key=natural):
        tied = sorted(persons.get(key, {key}), key=natural)
        met = next((other for other in tied if other in groups.where), None)
        if met is not None:
            groups.add(key, groups.where[met])
        # those that persons brought together wait as one unit, said once, by its first record
        elif key == next(other for other in tied if other in known):
            waiting.append(tuple(other for other in tied if other in known))
    # a tie may lead to another departed record, itself known by a tie: such chains are followed from their present end
    # outwards, round by round, so that the result does not hang on the order of the file
    while waiting:
        left = [unit for unit in waiting if not groups.joined(unit, [known[key].tie for key in unit])]
        if len(left) < len(waiting):
            waiting = left
            continue
        # nobody else can join: what each chain leads to is nowhere now, or a person parted them. Its last record founds a
        # place, and the others join it in the rounds that follow
        still = {key for unit in left for key in unit}
        free = [unit for unit in left if not any(known[key].tie in still - {*unit} for key in unit)]
        # where none is last, the ties go round in a ring (each left in turn, tied to the next): one founds the place,
        # and one only, since each of the others reaches it along the ring; founding them all would break one place up
        for unit in free or left[:1]:
            one = known[unit[0]]
            # of a file written before ties were kept, only the place is known: that still leads to it, when it is there
            if len(unit) == 1 and one.tie is None and one.key not in alone:
                loose[one.key] = one.place_id
            else:
                groups.found(unit)
            left.remove(unit)
        waiting = left
    return Gathering(tuple(tuple(sorted(group)) for group in groups.all), loose)


class _Growing:
    """Clusters that departed records join, unless a person said that they are apart."""

    def __init__(
        self, clusters: Iterable[Iterable[str]], apart: Mapping[str, Set[str]], alone: Set[str]
    ) -> None:
        self.all = [set(cluster) for cluster in clusters]
        self.where = {key: group for group in self.all for key in group}
        self._apart, self._alone = apart, alone

    def add(self, key: str, group: set[str]) -> None:
        group.add(key)
        self.where[key] = group

    def found(self, unit: Sequence[str]) -> None:
        self.all.append(set())
        for key in unit:
            self.add(key, self.all[-1])

    def joined(self, unit: Sequence[str], ties: Iterable[str | None]) -> bool:
        """Whether the records of a unit could join the cluster that one of their ties leads to; they then did."""
        for tie in ties:
            group = self.where.get(tie or "")
            if group is not None and self._may_join(unit, group):
                for key in unit:
                    self.add(key, group)
                return True
        return False

    def _may_join(self, unit: Sequence[str], group: set[str]) -> bool:
        if self._alone & (group | {*unit}):
            return False
        return not any(self._apart.get(key, frozenset()) & group for key in unit)


def read_departed(text: str, *, file: str) -> tuple[Departed, ...]:
    """Departed records from the study's CSV; raises TableRefused with the line."""
    found: list[Departed] = []
    for _, row in read_lines(text, COLUMNS, file=file, required=COLUMNS, later=TIE_COLUMNS):
        tie = None
        if TIE_COLUMNS[0] in row:
            tie = ":".join(row[column] for column in TIE_COLUMNS) if row[TIE_COLUMNS[0]] else ""
        found.append(Departed(**{column: row[column] for column in COLUMNS}, tie=tie))
    return tuple(found)


def write_departed(departed: Sequence[Departed]) -> str:
    """The CSV of a study's departed records."""
    ties = any(one.tie is not None for one in departed)
    return write_lines(
        (*COLUMNS, *TIE_COLUMNS) if ties else COLUMNS,
        (
            (
                one.listing, one.record_id, one.version, one.gone_since, one.place_id,
                *(((one.tie or "").partition(":")[::2]) if ties else ()),
            )
            for one in departed
        ),
    )  # fmt: skip
