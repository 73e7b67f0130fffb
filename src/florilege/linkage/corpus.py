"""Records made ready to compare: names taken apart and weighed, addresses, web sites and positions in one form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from florilege.linkage.addresses import StreetAddress, street_address
from florilege.linkage.contacts import Site, account, phone, site
from florilege.linkage.names import GENERIC_SINGULAR, NameWords, name_words, names_within
from florilege.linkage.records import LinkRecord
from florilege.linkage.vocabulary import Vocabulary, learn, plain_weight, where_words

TRUSTED = frozenset({"address", "street", "locality"})
"""Precisions of positions that say where in the commune a place is."""
BRAND_COMMUNES = 3
"""A web domain used in this many communes is a brand's, not a place's."""
SHORTEST_CORE = 3


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the names of a record: a whole name (current or former), or a name within it."""

    record: int
    name: NameWords
    whole: bool


@dataclass(frozen=True, slots=True)
class Corpus:
    """n records, v names of theirs.

    first_variant : (n + 1,) where the names of each record begin in `variants`; the current name comes first
    weights : (v, words) sparse, how much each word of a name tells among these records
    plain : (v, words) sparse, how much it tells whatever the other records, never less
    trigrams : (v, trigrams) sparse, rows of unit length
    total : (v,) weight of each name
    core : (v,) what is left of a name, squashed, once generic words and the town are left out
    town : (n,) the words that say where each record is
    latitude, longitude : (n,) degrees, NaN where not known; trusted : (n,) whether they say where in the commune
    """

    records: tuple[LinkRecord, ...]
    variants: tuple[Variant, ...]
    first_variant: NDArray[np.int64]
    vocabulary: Vocabulary
    weights: csr_array
    plain: csr_array
    trigrams: csr_array
    total: NDArray[np.float64]
    core: tuple[str, ...]
    town: tuple[frozenset[str], ...]
    addresses: tuple[StreetAddress, ...]
    sites: tuple[tuple[Site, ...], ...]
    brand_domains: frozenset[str]
    accounts: tuple[frozenset[str], ...]
    phones: tuple[frozenset[str], ...]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    trusted: NDArray[np.bool_]

    def name(self, record: int) -> NameWords:
        """The current name of a record; empty words when it has none."""
        begin, end = self.first_variant[record], self.first_variant[record + 1]
        return self.variants[begin].name if end > begin else NameWords("", (), "")


def corpus(records: Sequence[LinkRecord]) -> Corpus:
    """The records ready to compare, in the order given."""
    towns = tuple(where_words(record) for record in records)
    variants, first = _variants(records, towns)
    addresses = tuple(street_address(record.address, record.city) for record in records)
    wholes = [(variant.record, variant.name) for variant in variants if variant.whole]
    vocabulary = learn(records, wholes, addresses)
    weights, plain = _weights(records, variants, towns, vocabulary=vocabulary)
    sites = tuple(
        tuple(one for url in record.websites if (one := site(url)) is not None) for record in records
    )
    latitude = _degrees(record.latitude for record in records)
    longitude = _degrees(record.longitude for record in records)
    core = tuple(_core(variant.name, towns[variant.record]) for variant in variants)
    return Corpus(
        records=tuple(records),
        variants=variants,
        first_variant=first,
        vocabulary=vocabulary,
        weights=weights,
        plain=plain,
        trigrams=_trigrams(core),
        total=np.asarray(weights.sum(axis=1), dtype=np.float64).ravel(),
        core=core,
        town=towns,
        addresses=addresses,
        sites=sites,
        brand_domains=_brand_domains(records, sites),
        accounts=tuple(frozenset(filter(None, map(account, record.socials))) for record in records),
        phones=tuple(frozenset(filter(None, map(phone, record.phones))) for record in records),
        latitude=latitude,
        longitude=longitude,
        trusted=np.array([record.precision in TRUSTED for record in records], dtype=bool)
        & ~np.isnan(latitude),
    )


def _degrees(values: Iterable[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _variants(
    records: Sequence[LinkRecord], towns: Sequence[frozenset[str]]
) -> tuple[tuple[Variant, ...], NDArray[np.int64]]:
    variants: list[Variant] = []
    first = [0]
    for rank, record in enumerate(records):
        seen: set[str] = set()
        for name in record.names:
            for position, text in enumerate(names_within(name)):
                words = name_words(text)
                telling = any(
                    word not in GENERIC_SINGULAR and word not in towns[rank] for word in words.words
                )
                if words.words and words.squashed not in seen and (position == 0 or telling):
                    seen.add(words.squashed)
                    variants.append(Variant(rank, words, position == 0))
        first.append(len(variants))
    return tuple(variants), np.array(first, dtype=np.int64)


def _weights(
    records: Sequence[LinkRecord],
    variants: Sequence[Variant],
    towns: Sequence[frozenset[str]],
    *,
    vocabulary: Vocabulary,
) -> tuple[csr_array, csr_array]:
    index: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    plain: list[float] = []
    for rank, variant in enumerate(variants):
        town, commune = towns[variant.record], records[variant.record].commune_code
        for word in dict.fromkeys(variant.name.words):
            rows.append(rank)
            columns.append(index.setdefault(word, len(index)))
            values.append(vocabulary.weight(word, town=town, commune=commune))
            plain.append(plain_weight(word, town=town))
    shape = (len(variants), max(len(index), 1))
    return _sparse(values, rows, columns, shape=shape), _sparse(plain, rows, columns, shape=shape)


def _core(name: NameWords, town: frozenset[str]) -> str:
    """The telling words squashed; the whole name where next to nothing is left."""
    core = "".join(word for word in name.words if word not in GENERIC_SINGULAR and word not in town)
    return core if len(core) >= SHORTEST_CORE else name.squashed


def _trigrams(texts: Sequence[str]) -> csr_array:
    """Three letters in a row, each counted alike: rows of unit length, which other names do not change."""
    index: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    for rank, text in enumerate(texts):
        padded = f"  {text} "
        for start in range(len(padded) - 2):
            rows.append(rank)
            columns.append(index.setdefault(padded[start : start + 3], len(index)))
    matrix = _sparse([1.0] * len(rows), rows, columns, shape=(len(texts), max(len(index), 1)))
    matrix.sum_duplicates()
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1), dtype=np.float64).ravel())
    matrix.data = matrix.data / np.repeat(np.where(length > 0, length, 1.0), np.diff(matrix.indptr))
    return matrix


def _sparse(
    values: Sequence[float], rows: Sequence[int], columns: Sequence[int], *, shape: tuple[int, int]
) -> csr_array:
    where = (np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64))
    return csr_array((np.array(values, dtype=np.float64), where), shape=shape)


def _brand_domains(records: Sequence[LinkRecord], sites: Sequence[Iterable[Site]]) -> frozenset[str]:
    where: dict[str, set[str]] = defaultdict(set)
    for record, found in zip(records, sites, strict=True):
        for item in found:
            if item.domain and record.commune_code:
                where[item.domain].add(record.commune_code)
    return frozenset(domain for domain, communes in where.items() if len(communes) >= BRAND_COMMUNES)
