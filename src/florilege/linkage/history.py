"""Names over time: earlier versions of a listing document renames, under the id that did not change.

An id that was given to another place, or swapped, documents nothing: a former name is believed only where the
place stayed the same otherwise (street, position, web site or account), and no other record of the listing
bears it now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from florilege.csv_lines import read_lines, write_lines
from florilege.linkage.addresses import street_address
from florilege.linkage.contacts import account, site
from florilege.linkage.corpus import TRUSTED
from florilege.linkage.names import name_words
from florilege.linkage.records import LinkRecord
from florilege.territory.distance import great_circle

COLUMNS = ("listing", "record_id", "former_name")
SAME_SPOT_METRES = 150.0


class FormerName(Struct, frozen=True):
    """A name that an earlier version of a listing gives to the place of a record."""

    listing: str
    record_id: str
    name: str

    @property
    def key(self) -> str:
        return f"{self.listing}:{self.record_id}"


def former_names(
    latest: Sequence[LinkRecord], earlier: Iterable[Sequence[LinkRecord]]
) -> tuple[FormerName, ...]:
    """The renames that earlier versions (oldest first) document, in the order of the latest records."""
    borne = {(record.listing, name_words(name).squashed) for record in latest for name in record.names}
    before: dict[str, list[LinkRecord]] = defaultdict(list)
    for version in earlier:
        for record in version:
            before[record.key].append(record)
    found: dict[tuple[str, str], FormerName] = {}
    for record in latest:
        for old in before[record.key]:
            squashed = name_words(old.names[0]).squashed if old.names and not old.unnamed else ""
            if squashed and (record.listing, squashed) not in borne and _stayed(old, record):
                found.setdefault(
                    (record.key, squashed), FormerName(record.listing, record.record_id, old.names[0])
                )
    return tuple(found.values())


def with_former_names(records: Sequence[LinkRecord], formers: Sequence[FormerName]) -> tuple[LinkRecord, ...]:
    """The records, in their order, with their former names added to their names.

    The other records of the commune that bear one of these names get the others too: a rename that one listing
    documents holds for all. Former names of records that are not there are left aside.
    """
    of_key: dict[str, list[str]] = defaultdict(list)
    for former in formers:
        of_key[former.key].append(former.name)
    alike: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in records:
        for name in (
            (*record.names, *of_key[record.key]) if of_key[record.key] and record.commune_code else ()
        ):
            alike[record.commune_code, name_words(name).squashed] |= {*record.names, *of_key[record.key]}
    return tuple(
        replace(
            record, names=tuple(dict.fromkeys([*record.names, *of_key[record.key], *_others(record, alike)]))
        )
        for record in records
    )


def _others(record: LinkRecord, alike: Mapping[tuple[str, str], set[str]]) -> list[str]:
    if not record.commune_code:
        return []
    found = (alike.get((record.commune_code, name_words(name).squashed), set()) for name in record.names)
    return sorted(set().union(*found))


def _stayed(before: LinkRecord, now: LinkRecord) -> bool:
    """Whether two records under one id are still one place."""
    if {account(text) for text in before.socials} & {account(text) for text in now.socials} - {""}:
        return True
    pages = {item.page for url in before.websites if (item := site(url)) is not None}
    if pages & {item.page for url in now.websites if (item := site(url)) is not None}:
        return True
    one, other = street_address(before.address, before.city), street_address(now.address, now.city)
    if one.known and one == other and before.commune_code == now.commune_code:
        return True
    return _same_spot(before, now)


def _same_spot(before: LinkRecord, now: LinkRecord) -> bool:
    if before.latitude is None or before.longitude is None or now.latitude is None or now.longitude is None:
        return False
    fine = before.precision in TRUSTED and now.precision in TRUSTED
    metres = great_circle(before.latitude, before.longitude, now.latitude, now.longitude)
    return fine and metres <= SAME_SPOT_METRES


def read_former_names(text: str, *, file: str) -> tuple[FormerName, ...]:
    """Former names from the study's CSV; raises TableRefused with the line."""
    return tuple(
        FormerName(*(row[column] for column in COLUMNS))
        for _, row in read_lines(text, COLUMNS, file=file, required=COLUMNS)
    )


def write_former_names(formers: Sequence[FormerName]) -> str:
    """The CSV of a study's former names."""
    return write_lines(COLUMNS, ((former.listing, former.record_id, former.name) for former in formers))
