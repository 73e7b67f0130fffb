"""Records taken apart into columns: what each says by itself, whatever the other records.

Columns and not objects, so that a million records fit in memory, pairs are compared all at once, and parts
prepared apart (by other processes, or by other machines) are put together again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple
from zlib import crc32

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.linkage.addresses import street_address
from florilege.linkage.contacts import account, phone, site
from florilege.linkage.designations import Designation, designation
from florilege.linkage.names import (
    ARTICLES,
    GENERIC_SINGULAR,
    NameWords,
    name_words,
    names_within,
    town_words,
)
from florilege.linkage.records import LinkRecord
from florilege.linkage.words import BEARERS, GUESTS, HOUSES, INSTITUTIONS, PUBLIC_BODIES, SCHOOLS, TRADES

TRUSTED = frozenset({"address", "street", "locality"})
"""Precisions of positions that say where in the commune a place is."""
KINDS_COMPARED = ("coworking", "fablab")
"""Kinds that listings tell apart the same way; the others overlap too much to speak."""
SHORTEST_CORE = 3

Column = NDArray[np.int64 | np.float64 | np.bool_]


def _bit_by_word(kinds: Mapping[str, Iterable[str]]) -> Mapping[str, int]:
    """For each word that says of which kinds a place is, a bit for each of these."""
    bits: dict[str, int] = {}
    for rank, words in enumerate(kinds.values()):
        for word in words:
            bits[word] = bits.get(word, 0) | 1 << rank
    return MappingProxyType(bits)


_TRADES, _BODIES = _bit_by_word(TRADES), _bit_by_word(PUBLIC_BODIES)
BEARER = 1 << len(PUBLIC_BODIES)
"""The bits from this one up are bearers'."""
TOWN = BEARER << list(BEARERS).index("town")
_BEARERS = {word: bit * BEARER for word, bit in _bit_by_word(BEARERS).items()}
_SCHOOLS, _INSTITUTIONS = (frozenset().union(*kinds.values()) for kinds in (SCHOOLS, INSTITUTIONS))
HOSTING = ("library", "youth_house", "social_centre")
"""Public bodies that lodge a workshop of their own."""
HOSTING_BITS = sum(1 << rank for rank, body in enumerate(PUBLIC_BODIES) if body in HOSTING)
_HOUSES, _GUESTS = _bit_by_word(HOUSES), _bit_by_word(GUESTS)
INCUBATOR = 1 << list(HOUSES).index("incubator")
MAKING, WORKING, THIRD_PLACE = (
    1 << list(GUESTS).index(kind) for kind in ("making", "working", "third_place")
)
_KINDS = _bit_by_word({kind: [kind] for kind in KINDS_COMPARED})


_KIND_BITS = 60


def _kind_bit(kind: str) -> int:
    """A bit for a kind that a listing states, the same in every process."""
    return 1 << crc32(kind.encode()) % _KIND_BITS


def _joined(bits: Mapping[str, int], words: Iterable[str]) -> int:
    """The bits of all the words together."""
    found = 0
    for word in words:
        found |= bits.get(word, 0)
    return found


TABLES = MappingProxyType(
    {
        **{
            name: name for name in ("listing", "commune", "departement", "place", "street", "numbers", "town")
        },
        **{
            "core": "form",
            "squashed": "form",
            "bare": "form",
            "brand": "word",
            "body": "body",
            "word": "word",
            "lead": "word",
            "rest": "form",
            "series": "form",
            "wording": "wording",
            "marks": "wording",
        },
        **{"domain": "domain", "page": "page", "site_label": "label", "account_label": "label"},
        **{"account": "account", "network": "network", "phone": "phone"},
    }
)
"""Columns that hold codes → the table of the texts that the codes stand for; code 0 is the empty text."""
NUMBERS = MappingProxyType(
    {
        **dict.fromkeys(("number", "kinds", "stated", "trades", "houses", "guests"), np.int64),
        **dict.fromkeys(("bodies", "heads", "names", "sites", "accounts"), np.int64),
        **{"phones": np.int64, "words": np.int64, "latitude": np.float64, "longitude": np.float64},
        **dict.fromkeys(("town_named", "network_named", "branch_named"), np.bool_),
        **dict.fromkeys(("school_named", "institution_named"), np.bool_),
        **dict.fromkeys(("believed", "trusted", "whole", "in_town", "deep"), np.bool_),
    }
)  # fmt: skip
"""The other columns, and what they hold."""


class Prepared(Struct, frozen=True):
    """n records taken apart.

    columns, one value a record: listing, commune, departement, place (commune, else département, else the record),
    street, number (0: none), town (its words), kinds, stated (all kinds that the listing states), trades, houses,
    guests, bodies (bits), heads (the public bodies that the current name says before any dash, and the bearer that
    its first word says), network_named, branch_named, school_named, institution_named (what the current name says),
    lead, rest, series, wording, marks (the current name, as `designations` takes it apart),
    numbers (those in the name), town_named (the name holds the
    town's), latitude, longitude (NaN: none),
    believed, trusted; and how many names, sites, accounts, phones
    one value a name, the current one first: whole (or a name within one), core (the telling words squashed),
    squashed, bare (squashed without the town), brand (its first telling word), body (the public bodies it says, in
    bits), and how many words
    one value a word of a name: word, in_town
    one value a site: domain, page, site_label, deep (a page below the first); an account: account, network,
    account_label; a telephone: phone
    tables : texts by code, of the columns in `TABLES`
    """

    columns: Mapping[str, Column]
    tables: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.columns["listing"])

    def code(self, name: str) -> NDArray[np.int64]:
        """A column of codes, or of whole numbers."""
        return self.columns[name].astype(np.int64, copy=False)

    def flag(self, name: str) -> NDArray[np.bool_]:
        """A column of yes and no."""
        return self.columns[name].astype(np.bool_, copy=False)

    def degrees(self, name: str) -> NDArray[np.float64]:
        """A column of degrees, NaN where not known."""
        return self.columns[name].astype(np.float64, copy=False)


class _OfRecord(NamedTuple):
    """One value of each column that has one a record."""

    listing: str
    commune: str
    departement: str
    place: str
    street: str
    numbers: str
    number: int
    lead: str
    rest: str
    series: str
    wording: str
    marks: str
    kinds: int
    stated: int
    trades: int
    houses: int
    guests: int
    bodies: int
    heads: int
    town: str
    town_named: bool
    network_named: bool
    branch_named: bool
    school_named: bool
    institution_named: bool
    latitude: float
    longitude: float
    believed: bool
    trusted: bool
    names: int
    sites: int
    accounts: int
    phones: int


class _OfName(NamedTuple):
    whole: bool
    core: str
    squashed: str
    bare: str
    brand: str
    body: str
    words: int


class _OfWord(NamedTuple):
    word: str
    in_town: bool


class _OfSite(NamedTuple):
    domain: str
    page: str
    site_label: str
    deep: bool


class _OfAccount(NamedTuple):
    account: str
    network: str
    account_label: str


class _OfPhone(NamedTuple):
    phone: str


Row = _OfRecord | _OfName | _OfWord | _OfSite | _OfAccount | _OfPhone
_ROWS: tuple[type[Row], ...] = (_OfRecord, _OfName, _OfWord, _OfSite, _OfAccount, _OfPhone)


def take_apart(records: Iterable[LinkRecord]) -> Prepared:
    """The records in columns, in the order given."""
    rows: dict[type[Row], list[Row]] = {kind: [] for kind in _ROWS}
    for record in records:
        town = _where(record.city, record.departement_code)
        names = _names(record, town)
        for name, whole in names:
            words = tuple(dict.fromkeys(name.words))
            rows[_OfName].append(_of_name(name, whole, town, words=len(words)))
            rows[_OfWord].extend([_OfWord(word, word in town) for word in words])
        sites = [one for url in record.websites if (one := site(url)) is not None]
        accounts = sorted({found for text in record.socials if (found := account(text))})
        phones = sorted({found for text in record.phones if (found := phone(text))})
        rows[_OfSite].extend([_OfSite(one.domain, one.page, one.label, "/" in one.page) for one in sites])
        rows[_OfAccount].extend([_of_account(text) for text in accounts])
        rows[_OfPhone].extend([_OfPhone(text) for text in phones])
        counts = (len(names), len(sites), len(accounts), len(phones))
        rows[_OfRecord].append(_of_record(record, town, names, counts))
    return _in_columns(rows)


def _in_columns(rows: Mapping[type[Row], Sequence[Row]]) -> Prepared:
    """The rows in columns, their texts coded in the order in which they come."""
    codes: dict[str, dict[str, int]] = {table: {"": 0} for table in TABLES.values()}
    columns: dict[str, Column] = {}
    for kind, lines in rows.items():
        values: Iterable[Iterable[str | float]] = (
            zip(*lines, strict=True) if lines else [()] * len(kind._fields)
        )
        for name, column in zip(kind._fields, values, strict=True):
            if name in TABLES:
                known = codes[TABLES[name]]
                column = [known.setdefault(str(text), len(known)) for text in column]
            columns[name] = np.array(column, dtype=NUMBERS.get(name, np.int64))
    return Prepared(columns, {table: tuple(known) for table, known in codes.items()})


def joined(parts: Sequence[Prepared]) -> Prepared:
    """Parts one after the other, under common codes."""
    if len(parts) == 1:
        return parts[0]
    common: dict[str, dict[str, int]] = {table: {"": 0} for table in TABLES.values()}
    recoded = [_recoded(part, common) for part in parts]
    columns: dict[str, Column] = {}
    for name in (*TABLES, *NUMBERS):
        pieces: list[Column] = [part.columns[name] for part in parts]
        if name in TABLES:
            pieces = [
                codes[TABLES[name]][part.code(name)] for codes, part in zip(recoded, parts, strict=True)
            ]
        columns[name] = np.concatenate(pieces) if pieces else np.empty(0, NUMBERS.get(name, np.int64))
    return Prepared(columns, {table: tuple(codes) for table, codes in common.items()})


@lru_cache(maxsize=65_536)
def _where(city: str, departement: str) -> frozenset[str]:
    """Words that say where a place is: those of its town, the number of its département."""
    return town_words(city) | {departement}


def _names(record: LinkRecord, town: frozenset[str]) -> list[tuple[NameWords, bool]]:
    """The names of a record and those within them, and whether each is a whole name."""
    found: list[tuple[NameWords, bool]] = []
    seen: set[str] = set()
    for name in record.names:
        for position, text in enumerate(names_within(name)):
            words = name_words(text)
            says_more = position == 0 or any(
                word not in GENERIC_SINGULAR and word not in town for word in words.words
            )
            if words.words and words.squashed not in seen and says_more:
                seen.add(words.squashed)
                found.append((words, position == 0))
    return found


def _core(name: NameWords, town: frozenset[str]) -> str:
    """The telling words squashed; the whole name where next to nothing is left."""
    core = "".join(word for word in name.words if word not in GENERIC_SINGULAR and word not in town)
    return core if len(core) >= SHORTEST_CORE else name.squashed


def _recoded(part: Prepared, common: Mapping[str, dict[str, int]]) -> dict[str, NDArray[np.int64]]:
    """For each table of a part, the common code of each of its texts; new texts are given codes."""
    return {
        table: np.array([codes.setdefault(text, len(codes)) for text in part.tables[table]], dtype=np.int64)
        for table, codes in common.items()
    }


def _brand(name: NameWords, town: frozenset[str]) -> str:
    """The first telling word of a name, by which a brand is known."""
    return next((word for word in name.words if word not in GENERIC_SINGULAR and word not in town), "")


def _of_name(name: NameWords, whole: bool, town: frozenset[str], *, words: int) -> _OfName:
    brand = _brand(name, town) if whole else ""
    body = str(_joined(_BODIES, name.words) or "") if whole else ""
    bare = "".join(word for word in name.words if word not in town) or name.squashed
    return _OfName(whole, _core(name, town), name.squashed, bare, brand, body, words)


def _heads(name: str) -> int:
    """The public bodies that a name says of itself, before any dash, and what bearer its first word says; in bits.

    "Fablab – Médiathèque du Port" is a workshop, "Médiathèque du Port – Fablab" a library.
    """
    own = name_words((names_within(name)[1:2] or [name])[0]).words
    return _joined(_BODIES, own) | _joined(_BEARERS, own[:1])


def _of_account(text: str) -> _OfAccount:
    network, _, label = text.partition(":")
    return _OfAccount(text, network, label)


def _of_record(
    record: LinkRecord,
    town: frozenset[str],
    names: Sequence[tuple[NameWords, bool]],
    counts: tuple[int, int, int, int],
) -> _OfRecord:
    """counts : how many names, sites, accounts and telephones the record has"""
    address = street_address(record.address, record.city)
    said = {word for name, _ in names for word in name.words}
    current = names[0][0].words if names else ()
    own_town = _where(record.city, "") - {""} - ARTICLES
    made = designation(record.names[0], town) if names else Designation()
    return _OfRecord(
        record.listing,
        record.commune_code,
        record.departement_code,
        record.commune_code or record.departement_code or record.key,
        " ".join(address.street),
        " ".join(sorted({word for word in current if word.isdigit() and word not in town})),
        address.number,
        made.lead,
        made.rest,
        made.series,
        made.wording,
        made.marks,
        _joined(_KINDS, record.kinds),
        _joined({kind: _kind_bit(kind) for kind in record.kinds}, record.kinds),
        _joined(_TRADES, said),
        _joined(_HOUSES, said),
        _joined(_GUESTS, said),
        _joined(_BODIES, said),
        _heads(record.names[0]) if record.names else 0,
        " ".join(sorted(own_town)),
        bool(own_town) and own_town <= set(current),
        made.network,
        made.branch,
        not _SCHOOLS.isdisjoint(current),
        not _INSTITUTIONS.isdisjoint(current),
        np.nan if record.latitude is None else record.latitude,
        np.nan if record.longitude is None else record.longitude,
        record.precision not in ("contradicted", "none"),
        record.precision in TRUSTED and record.latitude is not None,
        *counts,
    )
