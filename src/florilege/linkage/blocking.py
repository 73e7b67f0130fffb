"""Which pairs of records are worth comparing: those that share a place or something rare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from florilege.linkage.corpus import Corpus
from florilege.linkage.names import GENERIC_SINGULAR
from florilege.territory.distance import EARTH_RADIUS, unit_vectors

NEAR_METRES = 700.0
RARE_COMMUNES = 4
"""A word borne in no more communes than this is looked for all over the country."""
TELLING_COMMUNES = 40
"""A word borne in no more communes than this is looked for within the département."""
LARGEST_BLOCK = 1_500
"""A block of more records than this says too little to be compared pair by pair."""


def candidates(found: Corpus) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions of the records of each pair, first < second, each pair once, in order."""
    pairs: list[NDArray[np.int64]] = [_near(found)]
    for blocks in (
        _communes(found),
        _rare_words(found),
        _words_by_departement(found),
        _contacts(found),
        _cores(found),
    ):
        pairs.extend(_within(block) for block in blocks if 1 < len(block) <= LARGEST_BLOCK)
    size = len(found.records)
    codes = np.unique(np.concatenate([pair[:, 0] * size + pair[:, 1] for pair in pairs]))
    return codes // max(size, 1), codes % max(size, 1)


def _within(block: Sequence[int]) -> NDArray[np.int64]:
    members = np.array(sorted(block), dtype=np.int64)
    first, second = np.triu_indices(len(members), 1)
    return np.stack([members[first], members[second]], axis=1)


def _communes(found: Corpus) -> Iterable[Sequence[int]]:
    blocks: dict[str, list[int]] = defaultdict(list)
    for rank, record in enumerate(found.records):
        if record.commune_code:
            blocks[record.commune_code].append(rank)
    return blocks.values()


def _rare_words(found: Corpus) -> Iterable[Sequence[int]]:
    blocks: dict[str, set[int]] = defaultdict(set)
    for variant in found.variants:
        for word in variant.name.words:
            if found.vocabulary.communes.get(word, 1) <= RARE_COMMUNES and len(word) > 2:
                blocks[word].add(variant.record)
    return [sorted(block) for block in blocks.values()]


def _words_by_departement(found: Corpus) -> Iterable[Sequence[int]]:
    blocks: dict[tuple[str, str], set[int]] = defaultdict(set)
    for variant in found.variants:
        departement = found.records[variant.record].departement_code
        for word in variant.name.words:
            if word not in GENERIC_SINGULAR and found.vocabulary.communes.get(word, 1) <= TELLING_COMMUNES:
                blocks[word, departement].add(variant.record)
    return [sorted(block) for block in blocks.values()]


def _cores(found: Corpus) -> Iterable[Sequence[int]]:
    """The same telling words, squashed, within a département: "Berry Lab 36" and "BerryLab36"."""
    blocks: dict[tuple[str, str], set[int]] = defaultdict(set)
    for variant, core in zip(found.variants, found.core, strict=True):
        departement = found.records[variant.record].departement_code
        blocks[core, departement].add(variant.record)
        blocks[variant.name.squashed, departement].add(variant.record)
    return [sorted(block) for block in blocks.values()]


def _contacts(found: Corpus) -> Iterable[Sequence[int]]:
    blocks: dict[str, set[int]] = defaultdict(set)
    for rank, record in enumerate(found.records):
        for item in found.sites[rank]:
            blocks[item.page].add(rank)
            if item.domain and item.domain not in found.brand_domains:
                blocks[item.domain].add(rank)
            elif item.domain:
                blocks[f"{item.domain} {record.departement_code}"].add(rank)
        for contact in (*found.accounts[rank], *found.phones[rank]):
            blocks[contact].add(rank)
    return [sorted(block) for block in blocks.values()]


def _near(found: Corpus) -> NDArray[np.int64]:
    known = np.flatnonzero(found.trusted)
    if len(known) < 2:
        return np.empty((0, 2), dtype=np.int64)
    tree = cKDTree(unit_vectors(found.latitude[known], found.longitude[known]))
    near = tree.query_pairs(NEAR_METRES / EARTH_RADIUS, output_type="ndarray")
    return np.sort(known[near], axis=1).astype(np.int64)
