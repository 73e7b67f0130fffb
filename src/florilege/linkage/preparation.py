"""Records taken apart into columns: what each says by itself, whatever the other records.

Columns and not objects, so that a million records fit in memory, pairs are compared all at once, and parts
prepared apart (by other processes, or by other machines) are put together again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from florilege.linkage.addresses import street_address
from florilege.linkage.contacts import account, phone, site
from florilege.linkage.names import (
    GENERIC_SINGULAR,
    NameWords,
    name_words,
    names_within,
    town_words,
    what_it_is,
)
from florilege.linkage.records import LinkRecord
from florilege.linkage.words import PUBLIC_BODIES, TRADES

TRUSTED = frozenset({"address", "street", "locality"})
"""Precisions of positions that say where in the commune a place is."""
KINDS_COMPARED = ("coworking", "fablab")
"""Kinds that listings tell apart the same way; the others overlap too much to speak."""
SHORTEST_CORE = 3

Column = NDArray[np.int64 | np.float64 | np.bool_]

TABLES = MappingProxyType(
    {
        **{name: name for name in ("listing", "commune", "departement", "place", "street", "numbers")},
        **{"core": "form", "squashed": "form", "brand": "word", "body": "body", "word": "word"},
        **{"domain": "domain", "page": "page", "site_label": "label", "account_label": "label"},
        **{"account": "account", "network": "network", "phone": "phone"},
    }
)
"""Columns that hold codes → the table of the texts that the codes stand for; code 0 is the empty text."""
NUMBERS = MappingProxyType(
    {
        **dict.fromkeys(("number", "kinds", "trades", "bodies", "names", "sites", "accounts", "phones"), np.int64),
        **{"words": np.int64, "latitude": np.float64, "longitude": np.float64},
        **dict.fromkeys(("town_named", "believed", "trusted", "whole", "in_town", "deep"), np.bool_),
    }
)  # fmt: skip
"""The other columns, and what they hold."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """n records taken apart.

    columns, one value a record: listing, commune, departement, place (commune, else département, else the record),
    street, number (0: none), kinds, trades, bodies (bits), numbers (those in the name), town_named (the name holds
    the town's), latitude, longitude (NaN: none), believed, trusted; and how many names, sites, accounts, phones
    one value a name, the current one first: whole (or a name within one), core (the telling words squashed),
    squashed, brand (its first telling word), body (the public body it says), and how many words
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


class _Collected:
    """Columns being filled, texts coded as they come."""

    def __init__(self) -> None:
        self.values: dict[str, list[float]] = {name: [] for name in (*TABLES, *NUMBERS)}
        self.codes: dict[str, dict[str, int]] = {table: {"": 0} for table in TABLES.values()}

    def add(self, **parts: str | float) -> None:
        for name, part in parts.items():
            if isinstance(part, str):
                codes = self.codes[TABLES[name]]
                part = codes.setdefault(part, len(codes))
            self.values[name].append(part)

    def done(self) -> Prepared:
        columns: dict[str, Column] = {
            name: np.array(values, dtype=NUMBERS.get(name, np.int64)) for name, values in self.values.items()
        }
        return Prepared(columns, {table: tuple(codes) for table, codes in self.codes.items()})


def take_apart(records: Iterable[LinkRecord]) -> Prepared:
    """The records in columns, in the order given."""
    into = _Collected()
    for record in records:
        town = _where(record.city, record.departement_code)
        names = _names(record, town)
        for name, whole in names:
            _add_name(into, name, whole, town)
        _add_record(into, record, town, names=names)
    return into.done()


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
            told = position == 0 or any(
                word not in GENERIC_SINGULAR and word not in town for word in words.words
            )
            if words.words and words.squashed not in seen and told:
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


def brand_of(name: NameWords, town: frozenset[str]) -> tuple[str, frozenset[str]]:
    """The first telling word of a name, by which a brand is known, and which public body the name says it is."""
    telling = (word for word in name.words if word not in GENERIC_SINGULAR and word not in town)
    return next(telling, ""), what_it_is(name.words, PUBLIC_BODIES)


def _add_name(into: _Collected, name: NameWords, whole: bool, town: frozenset[str]) -> None:
    brand, body = brand_of(name, town) if whole else ("", frozenset())
    words = dict.fromkeys(name.words)
    into.add(
        whole=whole,
        core=_core(name, town),
        squashed=name.squashed,
        brand=brand,
        body="|".join(sorted(body)),
        words=len(words),
    )
    for word in words:
        into.add(word=word, in_town=word in town)


def _add_record(
    into: _Collected, record: LinkRecord, town: frozenset[str], *, names: Sequence[tuple[NameWords, bool]]
) -> None:
    address = street_address(record.address, record.city)
    sites = [one for url in record.websites if (one := site(url)) is not None]
    accounts = sorted({found for text in record.socials if (found := account(text))})
    phones = sorted({found for text in record.phones if (found := phone(text))})
    said = {word for name, _ in names for word in name.words}
    current = names[0][0].words if names else ()
    own_town = _where(record.city, "") - {""}
    into.add(
        listing=record.listing,
        commune=record.commune_code,
        departement=record.departement_code,
        place=record.commune_code or record.departement_code or record.key,
        street=" ".join(address.street),
        number=address.number,
        numbers=" ".join(sorted({word for word in current if word.isdigit() and word not in town})),
        kinds=_bits(KINDS_COMPARED, record.kinds),
        trades=_bits(tuple(TRADES), what_it_is(tuple(said), TRADES)),
        bodies=_bits(tuple(PUBLIC_BODIES), what_it_is(tuple(said), PUBLIC_BODIES)),
        town_named=bool(own_town) and own_town <= set(current),
        latitude=np.nan if record.latitude is None else record.latitude,
        longitude=np.nan if record.longitude is None else record.longitude,
        believed=record.precision not in ("contradicted", "none"),
        trusted=record.precision in TRUSTED and record.latitude is not None,
        names=len(names),
        sites=len(sites),
        accounts=len(accounts),
        phones=len(phones),
    )
    for one in sites:
        into.add(domain=one.domain, page=one.page, site_label=one.label, deep="/" in one.page)
    for text in accounts:
        network, _, label = text.partition(":")
        into.add(account=text, network=network, account_label=label)
    for text in phones:
        into.add(phone=text)


def _bits(known: Sequence[str], said: Iterable[str]) -> int:
    return sum(1 << known.index(one) for one in frozenset(said) if one in known)
