"""How alike the names of two records are: every name of one against every name of the other, all pairs at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from florilege.linkage.corpus import Corpus

if TYPE_CHECKING:
    from scipy.sparse import csr_array

LETTERS_FROM = 0.6
"""Two names that share fewer letters in order than this (normalised) are not alike at all."""
SAME_NAME = 90.0
"""Names squashed with their generic words are compared too, but only for being all but the same (0 to 100)."""
HELD_FROM = 0.5
"""A name of whose weight no more than this is found in the other is not contained in it at all."""
DISTINCTIVE = 0.5
"""A name of less weight than this (generic words, the town) cannot be recognised inside another."""
DISTINCTIVE_CORE = 0.3
SHORTEST_CORE = 5
LONG_CORE = 8
"""Letters from which telling words are found in the middle of others too."""
SPELLING = 0.9
"""Whole names at least as alike as this are spellings of one name: no word of theirs tells two places apart."""


class NameLikeness(Struct, frozen=True):
    """Per pair of records, all in [0, 1] but `telling` and `unlike`.

    whole : likeness of the whole names
    part : likeness of the nearest two among all their names (whole, within, former), or of one found in the other
    telling : weight of what the nearest two share (about one a rare word)
    unlike : weight of the telling words that each whole name has and the other lacks, whichever is less
    added : weight of the telling words that one whole name has and the other lacks, whichever is more; 0 for two
    spellings of one name
    said : whether each of the two says more than what it is and where
    """

    whole: NDArray[np.float64]
    part: NDArray[np.float64]
    distinctive: NDArray[np.float64]
    unlike: NDArray[np.float64]
    added: NDArray[np.float64]
    said: NDArray[np.bool_]


def name_likeness(found: Corpus, first: NDArray[np.int64], second: NDArray[np.int64]) -> NameLikeness:
    """Likeness of the names of each pair; 0 where a record has no name (nothing to compare)."""
    pair, left, right = found.names.against(found.names, first, second)
    core = found.code("core")
    shared = _row_sums(found.weights[left].minimum(found.weights[right]))
    lesser = np.minimum(found.total[left], found.total[right])
    lacking = _lacking(found, left, right)
    union = shared + lacking.sum(axis=0)
    words = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    cosine = _row_sums(found.trigrams[core[left]].multiply(found.trigrams[core[right]]))
    alike = np.maximum(np.maximum(words, cosine), _letters(found, left, right))
    alike = np.where(_one_form(found, left, right), 1.0, alike)
    whole_of_lesser = shared + lacking.min(axis=0)
    held = np.divide(shared, whole_of_lesser, out=np.zeros_like(shared), where=whole_of_lesser > 0)
    within = np.where(lesser >= DISTINCTIVE, np.clip((held - HELD_FROM) / (1.0 - HELD_FROM), 0.0, 1.0), 0.0)
    asked = (lesser >= DISTINCTIVE_CORE) & (cosine > 0)
    within = np.maximum(within, _core_within(found, left, right, asked=asked))
    part = np.maximum(alike, within)
    wholes = found.flag("whole")
    both = wholes[left] & wholes[right]
    size = len(first)
    whole = _most(np.where(both, alike, 0.0), pair, size)
    nearest = _most(part, pair, size)
    distinctive = _most(np.maximum(shared, np.where(part > 0.8, part * lesser, 0.0)), pair, size)
    unlike = _least(np.where(both, lacking.min(axis=0), np.inf), pair, size)
    added = _least(
        np.where(both & (alike < SPELLING), lacking.max(axis=0), np.where(both, 0.0, np.inf)), pair, size
    )
    weight = _heaviest_word(found)
    said = (weight[first] >= DISTINCTIVE) & (weight[second] >= DISTINCTIVE)
    return NameLikeness(whole, nearest, distinctive, unlike * (1.0 - whole), added, said)


def _heaviest_word(found: Corpus) -> NDArray[np.float64]:
    """(records,) weight of the most telling word that the names of each hold, whatever the other records."""
    words, names = (
        np.repeat(np.arange(found.plain.shape[0]), np.diff(found.plain.indptr)),
        found.code("names"),
    )
    most = _most(found.plain.data, words, found.plain.shape[0])
    return _most(most, np.repeat(np.arange(found.size), names), found.size)


def _one_form(found: Corpus, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether two names are the same in one word or in several, the town said or not: "CapWork", "Cap Work Vire"."""
    bare, squashed, total = found.code("bare"), found.code("squashed"), found.total_plain
    same = (bare[left] == bare[right]) | (bare[left] == squashed[right]) | (squashed[left] == bare[right])
    distinctive = (total[left] >= DISTINCTIVE) & (total[right] >= DISTINCTIVE)
    one_form: NDArray[np.bool_] = same & distinctive & (found.form_length[bare[left]] >= SHORTEST_CORE)
    return one_form


def _row_sums(matrix: csr_array) -> NDArray[np.float64]:
    return np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()


def _lacking(found: Corpus, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weight of the words that each of two names has and the other lacks: (2, pairs).

    Plain weights: that a word becomes common must not make two names alike which it told apart.
    """
    total = found.total_plain
    shared = _row_sums(found.plain[left].minimum(found.plain[right]))
    return np.maximum(np.stack([total[left] - shared, total[right] - shared]), 0.0)


def _letters(found: Corpus, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """Share of letters in the same order, of the telling words squashed and of the names squashed; 0 below a floor."""
    core, squashed, forms = found.code("core"), found.code("squashed"), found.forms
    of_core = cpdist(
        forms[core[left]],
        forms[core[right]],
        scorer=fuzz.ratio,
        score_cutoff=100.0 * LETTERS_FROM,
        dtype=np.float32,
    )
    own = squashed != core
    other = np.flatnonzero(own[left] | own[right])
    of_names = cpdist(
        forms[squashed[left[other]]],
        forms[squashed[right[other]]],
        scorer=fuzz.ratio,
        score_cutoff=SAME_NAME,
        dtype=np.float32,
    )
    of_core[other] = np.maximum(of_core[other], of_names)
    best = of_core / 100.0
    shares: NDArray[np.float64] = np.clip(
        (best.astype(np.float64) - LETTERS_FROM) / (1.0 - LETTERS_FROM), 0.0, 1.0
    )
    return shares


def _core_within(
    found: Corpus, left: NDArray[np.int64], right: NDArray[np.int64], *, asked: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """1 where the telling words of one name, squashed, begin or end the other's: "telefab" in "labfabtelefab".

    In the middle of a word they say nothing: "tribu" in "distribuee".

    asked : (pairs,) where to look; without three letters in a row in common there is nothing to find
    """
    core = found.code("core")
    shortest = np.minimum(found.form_length[core[left]], found.form_length[core[right]])
    ranks = np.flatnonzero(asked & (shortest >= SHORTEST_CORE))
    result = np.zeros(len(left))
    result[ranks] = [
        _at_an_end(one, other) or _at_an_end(other, one)
        for one, other in zip(found.forms[core[left[ranks]]], found.forms[core[right[ranks]]], strict=True)
    ]
    return result


def _at_an_end(one: str, other: str) -> bool:
    return other.startswith(one) or other.endswith(one) or (len(one) >= LONG_CORE and one in other)


def _most(values: NDArray[np.float64], pair: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    result = np.zeros(size)
    np.maximum.at(result, pair, values)
    return result


def _least(values: NDArray[np.float64], pair: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    result = np.full(size, np.inf)
    np.minimum.at(result, pair, values)
    return np.where(np.isfinite(result), result, 0.0)
