"""How alike the names of two records are: every name of one against every name of the other, all pairs at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from florilege.linkage.corpus import Corpus

LETTERS_FROM = 0.6
"""Two names that share fewer letters in order than this (normalised) are not alike at all."""
SAME_NAME = 90.0
"""Names squashed with their generic words are compared too, but only for being all but the same (0 to 100)."""
HELD_FROM = 0.5
"""A name of whose weight no more than this is found in the other is not contained in it at all."""
TELLING = 0.5
"""A name of less weight than this (generic words, the town) cannot be recognised inside another."""
TELLING_CORE = 0.3
SHORTEST_CORE = 5


@dataclass(frozen=True, slots=True)
class NameLikeness:
    """Per pair of records, all in [0, 1] but `telling` and `unlike`.

    whole : likeness of the whole names
    part : likeness of the nearest two among all their names (whole, within, former), or of one found in the other
    telling : weight of what the nearest two share (about one a rare word)
    unlike : weight of the telling words that each whole name has and the other lacks, whichever is less
    """

    whole: NDArray[np.float64]
    part: NDArray[np.float64]
    telling: NDArray[np.float64]
    unlike: NDArray[np.float64]


def name_likeness(found: Corpus, first: NDArray[np.int64], second: NDArray[np.int64]) -> NameLikeness:
    """Likeness of the names of each pair; 0 where a record has no name (nothing to compare)."""
    pair, left, right = _all_names(found, first, second)
    shared = np.asarray(found.weights[left].minimum(found.weights[right]).sum(axis=1)).ravel()
    lesser = np.minimum(found.total[left], found.total[right])
    lacking = _lacking(found, left, right)
    union = shared + lacking.sum(axis=0)
    words = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    cosine = np.asarray(found.trigrams[left].multiply(found.trigrams[right]).sum(axis=1)).ravel()
    alike = np.maximum(np.maximum(words, cosine), _letters(found, left, right))
    whole_of_lesser = shared + lacking.min(axis=0)
    held = np.divide(shared, whole_of_lesser, out=np.zeros_like(shared), where=whole_of_lesser > 0)
    within = np.where(lesser >= TELLING, np.clip((held - HELD_FROM) / (1.0 - HELD_FROM), 0.0, 1.0), 0.0)
    within = np.maximum(within, np.where(lesser >= TELLING_CORE, _core_within(found, left, right), 0.0))
    part = np.maximum(alike, within)
    wholes = np.array([variant.whole for variant in found.variants], dtype=bool)
    both = wholes[left] & wholes[right]
    size = len(first)
    whole = _most(np.where(both, alike, 0.0), pair, size)
    nearest = _most(part, pair, size)
    telling = _most(np.maximum(shared, np.where(part > 0.8, part * lesser, 0.0)), pair, size)
    unlike = _least(np.where(both, lacking.min(axis=0), np.inf), pair, size)
    return NameLikeness(whole, nearest, telling, unlike * (1.0 - whole))


def _lacking(found: Corpus, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weight of the words that each of two names has and the other lacks: (2, pairs).

    Plain weights: that a word becomes common must not make two names alike which it told apart.
    """
    total = np.asarray(found.plain.sum(axis=1), dtype=np.float64).ravel()
    shared = np.asarray(found.plain[left].minimum(found.plain[right]).sum(axis=1)).ravel()
    return np.maximum(np.stack([total[left] - shared, total[right] - shared]), 0.0)


def _all_names(
    found: Corpus, first: NDArray[np.int64], second: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Every name of the first against every name of the second: rank of the pair, the two names."""
    begins, counts = found.first_variant[:-1], np.diff(found.first_variant)
    combinations = counts[first] * counts[second]
    pair = np.repeat(np.arange(len(first)), combinations)
    rank = np.arange(len(pair)) - np.repeat(np.cumsum(combinations) - combinations, combinations)
    width = counts[second][pair]
    left = begins[first][pair] + rank // np.maximum(width, 1)
    right = begins[second][pair] + rank % np.maximum(width, 1)
    return pair, left, right


def _letters(found: Corpus, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """Share of letters in the same order, of the telling words squashed and of the names squashed; 0 below a floor."""
    core = np.array(found.core, dtype=object)
    squashed = np.array([variant.name.squashed for variant in found.variants], dtype=object)
    of_core = cpdist(core[left], core[right], scorer=fuzz.ratio, dtype=np.float32)
    of_names = cpdist(squashed[left], squashed[right], scorer=fuzz.ratio, dtype=np.float32)
    best = np.maximum(of_core, np.where(of_names >= SAME_NAME, of_names, 0.0)) / 100.0
    shares: NDArray[np.float64] = np.clip(
        (best.astype(np.float64) - LETTERS_FROM) / (1.0 - LETTERS_FROM), 0.0, 1.0
    )
    return shares


def _core_within(found: Corpus, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """1 where the telling words of one name, squashed, stand inside the other's: "telefab" in "labfabtelefab"."""
    sizes = np.array([len(core) for core in found.core])
    result = np.zeros(len(left))
    for rank in np.flatnonzero(np.minimum(sizes[left], sizes[right]) >= SHORTEST_CORE):
        one, other = found.core[left[rank]], found.core[right[rank]]
        if one in other or other in one:
            result[rank] = 1.0
    return result


def _most(values: NDArray[np.float64], pair: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    result = np.zeros(size)
    np.maximum.at(result, pair, values)
    return result


def _least(values: NDArray[np.float64], pair: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    result = np.full(size, np.inf)
    np.minimum.at(result, pair, values)
    return np.where(np.isfinite(result), result, 0.0)
