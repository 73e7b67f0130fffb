"""Records made ready to compare, and what is learnt of them without any label: common words, brands, shared sites.

Counts are of communes and of addresses, never shares of the whole: a record that comes in elsewhere, with
words of its own, changes nothing to the others.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from florilege.linkage.addresses import StreetAddress, street_address
from florilege.linkage.contacts import Site, account, phone, site
from florilege.linkage.names import GENERIC_SINGULAR, NameWords, name_words, names_within, town_words
from florilege.linkage.records import LinkRecord

TRUSTED = frozenset({"address", "street", "locality"})
"""Precisions of positions that say where in the commune a place is."""
COMMON = 60.0
"""A word borne in this many communes says nothing any more."""
GENERIC_WEIGHT, TOWN_WEIGHT = 0.15, 0.10
BRAND_COMMUNES = 3
"""A web domain used in this many communes is a brand's, not a place's."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the names of a record: a whole name, a name within it, or a former name."""

    record: int
    name: NameWords
    whole: bool


@dataclass(frozen=True, slots=True)
class Corpus:
    """n records, v names of theirs.

    weights : (v, words) sparse, how much each word of a name tells; rows of `variants`
    trigrams : (v, trigrams) sparse, rows of unit length
    total : (v,) weight of each name
    core : (v,) what is left of a name, squashed, once generic words and the town are left out
    first_variant : (n + 1,) where the names of each record begin in `variants`; the whole name comes first
    latitude, longitude : (n,) degrees, NaN where not known; trusted : (n,) whether they say where in the commune
    """

    records: tuple[LinkRecord, ...]
    variants: tuple[Variant, ...]
    first_variant: NDArray[np.int64]
    words: tuple[str, ...]
    weights: csr_array
    trigrams: csr_array
    total: NDArray[np.float64]
    core: tuple[str, ...]
    town: tuple[frozenset[str], ...]
    word_communes: Mapping[str, int]
    addresses: tuple[StreetAddress, ...]
    sites: tuple[tuple[Site, ...], ...]
    brand_domains: frozenset[str]
    accounts: tuple[frozenset[str], ...]
    phones: tuple[frozenset[str], ...]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    trusted: NDArray[np.bool_]
    branches: Mapping[tuple[str, str], int]


def corpus(records: Sequence[LinkRecord]) -> Corpus:
    """The records ready to compare, in the order given."""
    towns = tuple(_where_words(record) for record in records)
    variants, first = _variants(records)
    communes = _communes_by_word(records, variants)
    weights, words, total = _weights(variants, towns, communes)
    addresses = tuple(street_address(record.address, record.city) for record in records)
    sites = tuple(
        tuple(found for url in record.websites if (found := site(url)) is not None) for record in records
    )
    latitude = np.array([np.nan if record.latitude is None else record.latitude for record in records])
    longitude = np.array([np.nan if record.longitude is None else record.longitude for record in records])
    trusted = np.array([record.precision in TRUSTED for record in records], dtype=bool) & ~np.isnan(latitude)
    core = tuple(_core(variant.name, towns[variant.record]) for variant in variants)
    return Corpus(
        records=tuple(records),
        variants=variants,
        first_variant=first,
        words=words,
        weights=weights,
        trigrams=_trigrams(core),
        total=total,
        core=core,
        town=towns,
        word_communes=communes,
        addresses=addresses,
        sites=sites,
        brand_domains=_brand_domains(records, sites),
        accounts=tuple(
            frozenset(one for text in record.socials if (one := account(text))) for record in records
        ),
        phones=tuple(frozenset(one for text in record.phones if (one := phone(text))) for record in records),
        latitude=latitude,
        longitude=longitude,
        trusted=trusted,
        branches=_branches(records, variants, addresses),
    )


def word_weight(word: str, town: frozenset[str], communes: int) -> float:
    """How much a word tells of a place, in (0, 1]: 1 when borne in one commune, little when generic or the town's."""
    if word in town:
        return TOWN_WEIGHT
    rarity = max(GENERIC_WEIGHT, 1.0 - math.log(max(communes, 1)) / math.log(COMMON))
    if word in GENERIC_SINGULAR:
        return min(GENERIC_WEIGHT, rarity)
    return rarity if len(word) > 1 else 0.5 * rarity


def _where_words(record: LinkRecord) -> frozenset[str]:
    """Words that say where a place is: those of its town, the number of its département."""
    return town_words(record.city) | {record.departement_code}


def _variants(records: Sequence[LinkRecord]) -> tuple[tuple[Variant, ...], NDArray[np.int64]]:
    variants: list[Variant] = []
    first = [0]
    for rank, record in enumerate(records):
        towns = _where_words(record)
        seen: set[str] = set()
        for name in record.names:
            for position, text in enumerate(names_within(name)):
                words = name_words(text)
                telling = [word for word in words.words if word not in GENERIC_SINGULAR and word not in towns]
                if words.squashed in seen or (position > 0 and not telling):
                    continue
                seen.add(words.squashed)
                variants.append(Variant(rank, words, position == 0))
        first.append(len(variants))
    return tuple(variants), np.array(first, dtype=np.int64)


def _communes_by_word(records: Sequence[LinkRecord], variants: Sequence[Variant]) -> dict[str, int]:
    where: dict[str, set[str]] = defaultdict(set)
    for variant in variants:
        if variant.whole:
            record = records[variant.record]
            for word in variant.name.words:
                where[word].add(record.commune_code or record.departement_code or record.key)
    return {word: len(found) for word, found in where.items()}


def _weights(
    variants: Sequence[Variant], towns: Sequence[frozenset[str]], communes: Mapping[str, int]
) -> tuple[csr_array, tuple[str, ...], NDArray[np.float64]]:
    index: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for rank, variant in enumerate(variants):
        for word in dict.fromkeys(variant.name.words):
            rows.append(rank)
            columns.append(index.setdefault(word, len(index)))
            values.append(word_weight(word, towns[variant.record], communes.get(word, 1)))
    shape = (len(variants), max(len(index), 1))
    matrix = csr_array(
        (np.array(values), (np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64))), shape=shape
    )
    return matrix, tuple(index), np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()


def _core(name: NameWords, town: frozenset[str]) -> str:
    """The telling words squashed; the whole name where nothing else is left."""
    telling = [word for word in name.words if word not in GENERIC_SINGULAR and word not in town]
    core = "".join(telling)
    return core if len(core) > 2 else name.squashed


def _trigrams(texts: Sequence[str]) -> csr_array:
    index: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    for rank, text in enumerate(texts):
        padded = f"  {text} "
        for start in range(len(padded) - 2):
            rows.append(rank)
            columns.append(index.setdefault(padded[start : start + 3], len(index)))
    shape = (len(texts), max(len(index), 1))
    matrix = csr_array(
        (np.ones(len(rows)), (np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64))), shape=shape
    )
    matrix.sum_duplicates()
    communes = np.bincount(matrix.indices, minlength=shape[1])
    matrix.data = matrix.data / (1.0 + np.log(communes[matrix.indices]))
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data = matrix.data / np.repeat(np.where(length > 0, length, 1.0), np.diff(matrix.indptr))
    return matrix


def _brand_domains(records: Sequence[LinkRecord], sites: Sequence[Iterable[Site]]) -> frozenset[str]:
    where: dict[str, set[str]] = defaultdict(set)
    for record, found in zip(records, sites, strict=True):
        for item in found:
            if item.domain and record.commune_code:
                where[item.domain].add(record.commune_code)
    return frozenset(domain for domain, communes in where.items() if len(communes) >= BRAND_COMMUNES)


def _branches(
    records: Sequence[LinkRecord], variants: Sequence[Variant], addresses: Sequence[StreetAddress]
) -> dict[tuple[str, str], int]:
    """(word, commune) → the most different addresses at which one listing puts places whose name begins by it."""
    found: dict[tuple[str, str, str], set[tuple[int, tuple[str, ...]]]] = defaultdict(set)
    for variant in variants:
        record, address = records[variant.record], addresses[variant.record]
        if not variant.whole or not address.known or not record.commune_code:
            continue
        telling = [word for word in variant.name.words if word not in GENERIC_SINGULAR]
        for word in telling[:1]:
            found[word, record.commune_code, record.listing].add((address.number, address.street))
    branches: dict[tuple[str, str], int] = {}
    for (word, commune, _), places in found.items():
        branches[word, commune] = max(branches.get((word, commune), 0), len(places))
    return branches
