"""Identities that never change: which cluster of records is which place, from one build to the next.

A place is founded by a record: the first of its cluster, in the order of the listings of the study, then by
record id. Its id derives from that record, so the same input gives the same ids on every machine, and a
listing that comes later renames nothing. The identities are kept in a file of the study, in order of age.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from florilege.csv_lines import read_lines, write_lines
from florilege.faults import TableRefused, Words

COLUMNS = ("place_id", "founding_listing", "founding_record", "replaced_by")
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Identity:
    """A place id and a record by which the place is known; `replaced_by` names the older place it merged into."""

    place_id: str
    founding_listing: str
    founding_record: str
    replaced_by: str = ""

    @property
    def record(self) -> str:
        """Key of the founding record, `listing:record_id`."""
        return f"{self.founding_listing}:{self.founding_record}"


@dataclass(frozen=True, slots=True)
class Assignment:
    """Identities after a linkage (file order: by age), and the place of each record."""

    identities: tuple[Identity, ...]
    place_of: Mapping[str, str]
    founded: int
    merged: int
    refounded: int


def place_id(listing: str, record_id: str, *, taken: frozenset[str] | set[str] = frozenset()) -> str:
    """An id of 8 letters and digits after "l", from the founding record; longer only on a collision."""
    digest = int.from_bytes(hashlib.sha256(f"{listing}\n{record_id}".encode()).digest(), "big")
    letters = "".join(_ALPHABET[(digest >> (5 * rank)) & 31] for rank in range(40))
    for length in range(8, 41):
        candidate = f"l{letters[:length]}"
        if candidate not in taken:
            return candidate
    raise AssertionError("forty letters of SHA-256 taken")


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
    departed: Mapping[str, str] | None = None,
) -> Assignment:
    """Give each cluster of record keys its place id.

    existing : identities of the study's file, oldest first
    ranks : listing → its order in the study
    previous : record key → place id of the last linkage, used only for a place whose founding record is gone
    departed : key of a record that left its listing → the place that it was a record of, and stays one of
    Returns identities in which nothing is removed: a place merged into an older one says so, a place whose
    records are all gone stays.
    """
    ordered = sorted(
        (sorted(cluster, key=lambda key: _age(key, ranks)) for cluster in clusters),
        key=lambda c: _age(c[0], ranks),
    )
    left = departed or {}
    present = {key for cluster in ordered for key in cluster} | left.keys()
    state = _State(list(existing), previous or {}, present)
    place_of: dict[str, str] = {}
    for cluster in ordered:
        survivor = state.survivor(cluster)
        for key in cluster:
            place_of[key] = survivor
    for key, place in left.items():
        place_of[key] = state.survivor_of(place, key)
    return Assignment(tuple(state.identities), place_of, state.founded, state.merged, state.refounded)


class _State:
    """The identities being built, cluster after cluster."""

    def __init__(self, identities: list[Identity], previous: Mapping[str, str], present: set[str]) -> None:
        self.identities = identities
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
        identity = Identity(place_id(listing, record_id, taken=set(self._ages)), listing, record_id)
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


def read_identities(text: str, *, file: str) -> tuple[Identity, ...]:
    """Identities from the study's CSV; raises TableRefused naming the line."""
    read = [
        (line, Identity(*(row[column] for column in COLUMNS)))
        for line, row in read_lines(text, COLUMNS, file=file, required=COLUMNS[:1])
    ]
    known = {identity.place_id for _, identity in read}
    founding: set[str] = set()
    for line, identity in read:
        if identity.record in founding:
            raise TableRefused(
                Words("une fiche qui ne fonde qu’un lieu", "a record that founds one place only"),
                file=file,
                line=line,
                column="founding_record",
                value=identity.record,
                hint=Words("retirer l’une des deux lignes", "take one of the two lines away"),
            )
        founding.add(identity.record)
        if identity.replaced_by and identity.replaced_by not in known:
            raise TableRefused(
                Words("un place_id de ce fichier", "a place_id of this file"),
                file=file,
                line=line,
                column="replaced_by",
                value=identity.replaced_by,
            )
    return tuple(identity for _, identity in read)


def write_identities(identities: Sequence[Identity]) -> str:
    """The CSV of a study's identities, oldest first."""
    return write_lines(
        COLUMNS,
        (
            (identity.place_id, identity.founding_listing, identity.founding_record, identity.replaced_by)
            for identity in identities
        ),
    )
