"""Identities that never change: which cluster of records is which place, from one build to the next.

A place is founded by a record: the first of its cluster, in the order of the listings of the study, then by
record id. Its id derives from that record, so the same input gives the same ids on every machine, and a
listing that comes later renames nothing. The identities are kept in a file of the study, in order of age.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from itertools import count
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from florilege.csv_lines import read_lines, write_lines
from florilege.faults import TableRefused, Words

COLUMNS = ("place_id", "founding_listing", "founding_record", "replaced_by")
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
OF_PLACE = "l"
"""What the id of a place begins by."""
LONGEST_OWN_ID = 24
"""Letters of an id that a table gives, at most: as many as the store keeps."""
_OWN_ID = re.compile(rf"^[^\W_][\w.-]{{0,{LONGEST_OWN_ID - 1}}}$")
_DIGITS = re.compile(r"(\d+)")
_REPAIR = Words("lancer « florilege identities ÉTUDE --repair »", "run `florilege identities STUDY --repair`")
_LINE_GONE = Words(
    "ligne retirée : la fiche fonde déjà un lieu plus ancien, et ce lieu est connu par une autre ligne",
    "line removed: the record already founds an older line, and this place is known by another line",
)
_RECORD_LOST = Words(
    "fiche renommée : elle fonde déjà un lieu plus ancien ; le lieu garde son identifiant, sans fiche",
    "record renamed: it already founds an older line; the place keeps its id, without a record",
)
_NOT_REPLACED = Words(
    "remplacement retiré : il mène à un lieu inconnu, ou à lui-même",
    "replacement removed: it leads to an unknown place, or back to itself",
)


class Identity(Struct, frozen=True):
    """A place id and a record by which the place is known; `replaced_by` names the older place it merged into."""

    place_id: str
    founding_listing: str
    founding_record: str
    replaced_by: str = ""

    @property
    def record(self) -> str:
        """Key of the founding record, `listing:record_id`."""
        return f"{self.founding_listing}:{self.founding_record}"


class Assignment(Struct, frozen=True):
    """Identities after a linkage (file order: by age), and the place of each record."""

    identities: tuple[Identity, ...]
    place_of: Mapping[str, str]
    founded: int
    merged: int
    refounded: int


def place_id(
    listing: str, record_id: str, *, taken: frozenset[str] | set[str] = frozenset(), letter: str = OF_PLACE
) -> str:
    """An id of 8 letters and digits after a letter, from the founding record; longer only on a collision."""
    digest = int.from_bytes(hashlib.sha256(f"{listing}\n{record_id}".encode()).digest(), "big")
    letters = "".join(_ALPHABET[(digest >> (5 * rank)) & 31] for rank in range(40))
    for length in range(8, 41):
        candidate = f"{letter}{letters[:length]}"
        if candidate not in taken:
            return candidate
    raise AssertionError("forty letters of SHA-256 taken")


def with_own_ids(
    existing: Sequence[Identity], listing: str, record_ids: Sequence[str]
) -> tuple[Identity, ...]:
    """The identities with a place for each record of a listing, whose id is that of its record.

    For a table of candidates: people write its ids in rules, marks and decisions. Raises TableRefused, without a place,
    for an id that no address can bear.
    """
    known = {one.place_id for one in existing}
    wrong = next((one for one in record_ids if not _OWN_ID.match(one)), None)
    if wrong is not None:
        raise TableRefused(
            Words(
                f"un identifiant de {LONGEST_OWN_ID} signes au plus : lettres, chiffres, points, tirets",
                f"an id of at most {LONGEST_OWN_ID} characters: letters, digits, dots, hyphens",
            ),
            value=wrong,
            hint=Words(
                'le changer dans la table, ou nommer une autre colonne : id = "…" dans study.toml',
                'change it in the table, or name another column: id = "…" in study.toml',
            ),
        )
    new = sorted((one for one in record_ids if one not in known), key=natural)
    return (*existing, *(Identity(one, listing, one) for one in new))


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key under which "9" comes before "10"."""
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _DIGITS.split(text) if part
    )


def assign(
    clusters: Sequence[Sequence[str]],
    existing: Sequence[Identity],
    *,
    ranks: Mapping[str, int],
    previous: Mapping[str, str] | None = None,
    left: Set[str] = frozenset(),
    loose: Mapping[str, str] = MappingProxyType({}),
    letter: str = OF_PLACE,
) -> Assignment:
    """Give each cluster of record keys its place id.

    existing : identities of the study's file, oldest first
    ranks : listing → its order in the study
    previous : record key → place id of the last linkage, used only for a place whose founding record is gone
    left : keys of the clusters whose records left their listing: they found no place that a present one can found
    loose : key of such a record that is in no cluster → the place that it was a record of, and stays one of
    letter : what new ids begin by (what has mentions in the place of records, an actor, has ids of its own)
    Returns identities in which nothing is removed: a place merged into an older one says so, a place whose
    records are all gone stays.
    """

    def seniority(key: str) -> tuple[bool, int, tuple[tuple[int, int, str], ...]]:
        return key in left, *_age(key, ranks)

    ordered = sorted(
        (sorted(cluster, key=seniority) for cluster in clusters), key=lambda members: seniority(members[0])
    )
    present = {key for cluster in ordered for key in cluster} | loose.keys()
    state = _State(list(existing), previous or {}, present, letter)
    place_of: dict[str, str] = {}
    for cluster in ordered:
        survivor = state.survivor(cluster)
        for key in cluster:
            place_of[key] = survivor
    for key, place in loose.items():
        place_of[key] = state.survivor_of(place, key)
    return Assignment(tuple(state.identities), place_of, state.founded, state.merged, state.refounded)


class _State:
    """The identities being built, cluster after cluster."""

    def __init__(
        self, identities: list[Identity], previous: Mapping[str, str], present: set[str], letter: str
    ) -> None:
        self.identities = identities
        self._letter = letter
        self.founded = self.merged = self.refounded = 0
        self._ages: dict[str, int] = {}
        self._ranks: dict[str, list[int]] = defaultdict(list)
        self._holder: dict[str, str] = {}
        for rank, identity in enumerate(identities):
            self._ages.setdefault(identity.place_id, rank)
            self._ranks[identity.place_id].append(rank)
            self._holder.setdefault(identity.record, identity.place_id)
        self._anchored = {identity.place_id for identity in identities if identity.record in present}
        self._previous = previous
        self._used: set[str] = set()

    def survivor(self, cluster: Sequence[str]) -> str:
        anchored = {self._holder[key] for key in cluster if key in self._holder}
        if not anchored:
            lost = {self._previous[key] for key in cluster if key in self._previous}
            lost = {
                place for place in lost if place in self._ages and place not in self._anchored
            } - self._used
            if lost:
                return self._refound(min(lost, key=self._ages.__getitem__), cluster[0])
            return self._found(cluster[0])
        eldest = min(anchored, key=self._ages.__getitem__)
        self._used.add(eldest)
        for place in sorted(anchored, key=self._ages.__getitem__):
            for rank in self._ranks[place]:
                identity = self.identities[rank]
                if place == eldest and identity.replaced_by:
                    self.identities[rank] = replace(identity, replaced_by="")
                elif place != eldest and identity.replaced_by != eldest:
                    self.identities[rank] = replace(identity, replaced_by=eldest)
                    self.merged += 1
        return eldest

    def survivor_of(self, place: str, key: str) -> str:
        """The place itself, or the older one that it was merged into; an unknown one is founded by the record."""
        if place not in self._ages:
            return self._found(key)
        while replaced := self.identities[self._ages[place]].replaced_by:
            place = replaced
        return place

    def _found(self, key: str) -> str:
        listing, record_id = key.split(":", 1)
        identity = Identity(
            place_id(listing, record_id, taken=set(self._ages), letter=self._letter), listing, record_id
        )
        self._append(identity)
        self.founded += 1
        return identity.place_id

    def _refound(self, place: str, key: str) -> str:
        """A place whose founding record left its listing is known from now on by another of its records."""
        listing, record_id = key.split(":", 1)
        self._append(Identity(place, listing, record_id))
        self.refounded += 1
        return place

    def _append(self, identity: Identity) -> None:
        self.identities.append(identity)
        self._ages.setdefault(identity.place_id, len(self.identities) - 1)
        self._ranks[identity.place_id].append(len(self.identities) - 1)
        self._holder[identity.record] = identity.place_id
        self._used.add(identity.place_id)


def _age(key: str, ranks: Mapping[str, int]) -> tuple[int, tuple[tuple[int, int, str], ...]]:
    listing, record_id = key.split(":", 1)
    return ranks.get(listing, len(ranks)), natural(record_id)


class Fault(Struct, frozen=True):
    """What is out of order in a line of the identities, counted from 1 without the header; `done` says what mends it."""

    rank: int
    place_id: str
    record: str
    done: Words


def put_in_order(identities: Sequence[Identity]) -> tuple[tuple[Identity, ...], tuple[Fault, ...]]:
    """Identities that can be read, and what had to be changed: a record founds one place, the older by its line.

    A later line of the record goes when its place is known by another line; else the record's name there is one
    that nothing bears. A replacement by an unknown place, or that leads back to itself, is taken away.
    """
    faults: list[Fault] = []
    holder: dict[str, str] = {}
    lines: dict[str, int] = {}
    for one in identities:
        lines[one.place_id] = lines.get(one.place_id, 0) + 1
    found: list[Identity] = []
    for rank, one in enumerate(identities, start=1):
        if one.record not in holder:
            holder[one.record] = one.place_id
            found.append(one)
        elif lines[one.place_id] > 1:
            lines[one.place_id] -= 1
            faults.append(Fault(rank, one.place_id, one.record, _LINE_GONE))
        else:
            free = next(
                name for name in (f"{one.founding_record}@lost-{n}" for n in count(1))
                if f"{one.founding_listing}:{name}" not in holder
            )  # fmt: skip
            found.append(replace(one, founding_record=free))
            holder[found[-1].record] = one.place_id
            faults.append(Fault(rank, one.place_id, one.record, _RECORD_LOST))
    wrong = _wrong_replacements(found)
    ranks = {one.place_id: rank for rank, one in enumerate(identities, start=1)}
    faults += [Fault(ranks[place], place, "", _NOT_REPLACED) for place in wrong]
    return tuple(replace(one, replaced_by="") if one.place_id in wrong else one for one in found), tuple(
        faults
    )


def _wrong_replacements(identities: Sequence[Identity]) -> list[str]:
    """Places replaced by one that is not there, or that end a circle of replacements."""
    leads = {one.place_id: one.replaced_by for one in identities}
    wrong: list[str] = []
    for place in leads:
        seen = {place}
        at = leads[place]
        while at and at in leads and at not in seen:
            seen.add(at)
            at = leads[at]
        if leads[place] and (leads[place] not in leads or at == place):
            wrong.append(place)
            leads[place] = ""
    return wrong


def parse_identities(
    text: str, *, file: str, columns: Sequence[str] = COLUMNS
) -> tuple[tuple[int, Identity], ...]:
    """(line, identity) of the study's CSV, in order or not; raises TableRefused when it is no such CSV."""
    return tuple(
        (line, Identity(*(row[column] for column in columns)))
        for line, row in read_lines(text, columns, file=file, required=columns[:1])
    )


def read_identities(
    text: str, *, file: str, columns: Sequence[str] = COLUMNS, hint: Words = _REPAIR
) -> tuple[Identity, ...]:
    """Identities from the study's CSV; raises TableRefused naming the line, with what to do."""
    read = parse_identities(text, file=file, columns=columns)
    identities = tuple(identity for _, identity in read)
    wrong = _wrong_replacements(identities)
    founding: set[str] = set()
    for line, identity in read:
        if identity.record in founding:
            raise TableRefused(
                Words("une fiche qui ne fonde qu’un lieu", "a record that founds only one place"),
                file=file,
                line=line,
                column="founding_record",
                value=identity.record,
                hint=hint,
            )
        founding.add(identity.record)
        if identity.place_id in wrong:
            raise TableRefused(
                Words(
                    "un place_id de ce fichier, sans cercle de remplacements",
                    "a place_id of this file, without a circle of replacements",
                ),
                file=file,
                line=line,
                column="replaced_by",
                value=identity.replaced_by,
                hint=hint,
            )
    return identities


def write_identities(identities: Sequence[Identity], *, columns: Sequence[str] = COLUMNS) -> str:
    """The CSV of a study's identities, oldest first."""
    return write_lines(
        columns,
        (
            (identity.place_id, identity.founding_listing, identity.founding_record, identity.replaced_by)
            for identity in identities
        ),
    )
