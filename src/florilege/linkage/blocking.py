"""Which pairs of records are worth comparing: those that share a place or something rare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.linkage.corpus import Corpus
from florilege.territory.distance import EARTH_RADIUS, unit_vectors

NEAR_METRES = 700.0
RARE_COMMUNES = 4
"""A word borne in no more communes than this is looked for all over the country."""
DISTINCTIVE_COMMUNES = 40
"""A word borne in no more communes than this is looked for within the département."""
LARGEST_BLOCK = 1_500
"""A block of more records than this says too little to be compared pair by pair."""
LARGEST_COMMUNE, LARGEST_COMMUNE_OF_MANY = 250, 60
"""The records of a commune are all compared up to this many; above, those that share something within it."""
MANY = 50_000
"""Records from which the lower of these bounds holds: four pairs in ten fewer, three true ones in a thousand."""
LARGEST_SHARE = 250
"""Within a large commune, a block of more records than this says too little."""
SHORTEST_WORD = 3
ENDS = 4
"""Letters at the beginning or the end of a name by which it is looked for in a large commune."""

Codes = NDArray[np.int64]


class Blocks(Struct, frozen=True):
    """Records that share something, by what they share; a record may stand twice in one block.

    kind : what is shared
    block : code of what each record shares; record : which record that is
    largest : a block of more records is not compared
    """

    kind: str
    block: Codes
    record: Codes
    largest: int = LARGEST_BLOCK


class LeftOut(Struct, frozen=True):
    """What blocks of a kind that are too large leave out, unless another kind finds it."""

    kind: str
    blocks: int
    records: int
    pairs: int


def candidates(found: Corpus) -> tuple[Codes, Codes]:
    """Positions of the records of each pair, first < second, each pair once, in order."""
    pairs = [near_pairs(found)]
    for blocks in every_block(found):
        kept, _ = bounded(blocks)
        pairs.append(pairs_within(kept))
    size = max(found.size, 1)
    codes = np.unique(np.concatenate([first * size + second for first, second in pairs]))
    return codes // size, codes % size


def bounded(blocks: Blocks) -> tuple[Blocks, LeftOut]:
    """The blocks of two records or more that are not too large, sorted, each record once; and what is left out."""
    size = int(blocks.record.max(initial=0)) + 1
    block = np.unique(blocks.block, return_inverse=True)[1]
    codes = np.unique(block * size + blocks.record)
    block, record = np.divmod(codes, size)
    counts = np.bincount(block)
    kept = ((counts > 1) & (counts <= blocks.largest))[block] if len(block) else np.zeros(0, dtype=bool)
    large = counts[counts > blocks.largest].astype(np.int64)
    left_out = LeftOut(blocks.kind, len(large), int(large.sum()), int((large * (large - 1) // 2).sum()))
    return Blocks(blocks.kind, block[kept], record[kept], blocks.largest), left_out


def pairs_within(blocks: Blocks) -> tuple[Codes, Codes]:
    """Every pair of records within each block; blocks are sorted, as are the records of each."""
    _, begins, counts = np.unique(blocks.block, return_index=True, return_counts=True)
    after = np.repeat(begins + counts, counts) - np.arange(len(blocks.block)) - 1
    first = np.repeat(np.arange(len(blocks.block)), after)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(after) - after, after)
    return blocks.record[first], blocks.record[second]


def every_block(found: Corpus) -> Iterator[Blocks]:
    """What records may share: a commune, a rare word, a telling word in one département, a contact, a form of name;
    and within a commune of many records, a word, a street, the beginning or the end of a name."""
    everyone = np.arange(found.size)
    commune = found.code("commune")
    large = np.bincount(commune, minlength=1)[commune] > largest_commune(found.size)
    placed = commune > 0
    small = np.flatnonzero(placed & ~large)
    yield Blocks("commune", commune[small], everyone[small])
    yield from _words(found)
    yield from _contacts(found)
    yield _forms(found)
    if large.any():
        yield from _in_large_communes(found, placed & large)


def largest_commune(records: int) -> int:
    """How many records of a commune are all compared, among so many records in all."""
    return LARGEST_COMMUNE if records < MANY else LARGEST_COMMUNE_OF_MANY


def _joint(one: Codes, other: Codes) -> Codes:
    return one * (int(other.max(initial=0)) + 1) + other


def _words(found: Corpus) -> Iterator[Blocks]:
    word, record = found.code("word"), _record_of_word(found)
    communes = np.maximum(found.vocabulary.communes, 1)[word]
    rare = np.flatnonzero((communes <= RARE_COMMUNES) & (found.word_length[word] >= SHORTEST_WORD))
    yield Blocks("rare word", word[rare], record[rare])
    distinctive = np.flatnonzero(~found.generic_word[word] & (communes <= DISTINCTIVE_COMMUNES))
    departement = found.code("departement")[record]
    yield Blocks("word in département", _joint(word, departement)[distinctive], record[distinctive])


def _record_of_word(found: Corpus) -> Codes:
    return np.repeat(np.repeat(np.arange(found.size), found.code("names")), found.code("words"))


def _forms(found: Corpus) -> Blocks:
    """The same telling words, squashed, within a département: "Berry Lab 36" and "BerryLab36"."""
    record = np.repeat(np.arange(found.size), found.code("names"))
    form = np.concatenate([found.code("core"), found.code("squashed")])
    record = np.concatenate([record, record])
    return Blocks("form of name", _joint(form, found.code("departement")[record]), record)


def _contacts(found: Corpus) -> Iterator[Blocks]:
    of_site = np.repeat(np.arange(found.size), found.code("sites"))
    domain = found.code("domain")
    brand = found.vocabulary.brand_domain[domain]
    own = np.flatnonzero((domain > 0) & ~brand)
    branch = np.flatnonzero((domain > 0) & brand)
    departement = found.code("departement")[of_site]
    yield Blocks("page", found.code("page"), of_site)
    yield Blocks("web domain", domain[own], of_site[own])
    yield Blocks("brand's domain in département", _joint(domain, departement)[branch], of_site[branch])
    for kind, counts in (("account", "accounts"), ("phone", "phones")):
        yield Blocks(kind, found.code(kind), np.repeat(np.arange(found.size), found.code(counts)))


def _in_large_communes(found: Corpus, crowded: NDArray[np.bool_]) -> Iterator[Blocks]:
    commune, street = found.code("commune"), found.code("street")
    word, of_word = found.code("word"), _record_of_word(found)
    of_name = np.repeat(np.arange(found.size), found.code("names"))
    begins = coded(form[:ENDS] for form in found.forms.tolist())
    ends = coded(form[-ENDS:] for form in found.forms.tolist())
    core = found.code("core")
    shared = (
        ("word in commune", word, of_word),
        ("street", street, np.arange(found.size)),
        ("beginning of name", begins[core], of_name),
        ("end of name", ends[core], of_name),
    )
    for kind, code, record in shared:
        asked = np.flatnonzero(crowded[record] & (code > 0))
        block = _joint(code, commune[record])[asked]
        yield Blocks(f"{kind}, in a large commune", block, record[asked], LARGEST_SHARE)


def coded(texts: Iterable[str]) -> Codes:
    """A number for each text, the same for the same text; 0 for none."""
    codes = {"": 0}
    return np.array([codes.setdefault(text, len(codes)) for text in texts], dtype=np.int64)


def near_pairs(found: Corpus) -> tuple[Codes, Codes]:
    """Pairs of records whose positions are close together, first < second."""
    known = np.flatnonzero(found.flag("trusted"))
    if len(known) < 2:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    from scipy.spatial import cKDTree  # slow to import: a build in which nothing changed does without

    tree = cKDTree(unit_vectors(found.degrees("latitude")[known], found.degrees("longitude")[known]))
    near = known[tree.query_pairs(NEAR_METRES / EARTH_RADIUS, output_type="ndarray")]
    return near.min(axis=1), near.max(axis=1)
