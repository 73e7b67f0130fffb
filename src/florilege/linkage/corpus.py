"""Records made ready to compare: names taken apart and weighed, addresses, web sites and positions in one form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.later import Later
from florilege.linkage.names import GENERIC_SINGULAR
from florilege.linkage.preparation import TRUSTED, Prepared, take_apart
from florilege.linkage.records import LinkRecord
from florilege.linkage.vocabulary import COMMON, Vocabulary, current_brand, learn, word_weights

if TYPE_CHECKING:
    from scipy import sparse
    from scipy.sparse import csr_array
else:
    sparse = Later("scipy.sparse")

__all__ = ["TRUSTED", "Corpus", "Several", "corpus", "weighed"]
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


class Several(Struct, frozen=True):
    """Several values a record, side by side: those of record r are at first[r] to first[r + 1]."""

    first: NDArray[np.int64]

    def against(
        self, others: Several, left: NDArray[np.int64], right: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Every value of the left records against every one of `others` of the right: rank of the pair, the places
        of the two values."""
        width = np.diff(others.first)[right]
        combinations = np.diff(self.first)[left] * width
        pair = np.repeat(np.arange(len(left)), combinations)
        rank = np.arange(len(pair)) - np.repeat(np.cumsum(combinations) - combinations, combinations)
        one, other = np.divmod(rank, np.maximum(width[pair], 1))
        return pair, self.first[left][pair] + one, others.first[right][pair] + other


class Corpus(Struct, frozen=True):
    """n records, v names of theirs.

    records : as given; none where only the columns are kept
    prepared : the records in columns
    names, sites, accounts, phones : where those of each record stand in the columns
    weights : (v, words) sparse, how much each word of a name tells among these records
    plain : (v, words) sparse, how much it tells whatever the other records, never less
    trigrams : (forms, trigrams) sparse, rows of unit length, for the forms that are the core of a name
    total, total_plain : (v,) weight of each name
    forms, streets, labels : texts by code, for `core` and `squashed`, for `street`, for labels
    telling_form : (forms,) whether a form may be looked for in web addresses
    brand : (n,) code of the word by which the brand of the current name is known, 0 for none
    """

    records: tuple[LinkRecord, ...]
    size: int
    prepared: Prepared
    vocabulary: Vocabulary
    generic_word: NDArray[np.bool_]
    word_length: NDArray[np.int64]
    names: Several
    words: Several
    sites: Several
    accounts: Several
    phones: Several
    weights: csr_array
    plain: csr_array
    trigrams: csr_array
    total: NDArray[np.float64]
    total_plain: NDArray[np.float64]
    forms: NDArray[np.object_]
    form_length: NDArray[np.int64]
    streets: NDArray[np.object_]
    labels: tuple[str, ...]
    distinctive_form: NDArray[np.bool_]
    brand: NDArray[np.int64]

    def code(self, name: str) -> NDArray[np.int64]:
        """A column of codes, or of whole numbers."""
        return self.prepared.code(name)

    def flag(self, name: str) -> NDArray[np.bool_]:
        """A column of yes and no."""
        return self.prepared.flag(name)

    def degrees(self, name: str) -> NDArray[np.float64]:
        """A column of degrees, NaN where not known."""
        return self.prepared.degrees(name)


def corpus(records: Sequence[LinkRecord], *, common: float = COMMON) -> Corpus:
    """The records ready to compare, in the order given; `common` as in `vocabulary.word_weights`."""
    prepared = take_apart(records)
    return weighed(prepared, learn(prepared), records=tuple(records), common=common)


def weighed(
    prepared: Prepared,
    vocabulary: Vocabulary,
    *,
    records: tuple[LinkRecord, ...] = (),
    common: float = COMMON,
) -> Corpus:
    """Records taken apart, ready to compare with what was learnt of them."""
    tables = prepared.tables
    names, words = _several(prepared.code("names")), _several(prepared.code("words"))
    weights, plain = (
        sparse.csr_array(
            (values, prepared.code("word").copy(), words.first),
            shape=(len(words.first) - 1, max(len(tables["word"]), 1)),
        )
        for values in word_weights(prepared, vocabulary, common=common)
    )
    for matrix in (weights, plain):
        matrix.sort_indices()
    forms = np.array(tables["form"], dtype=object)
    return Corpus(
        records=records,
        size=len(prepared),
        prepared=prepared,
        vocabulary=vocabulary,
        generic_word=np.array([text in GENERIC_SINGULAR for text in tables["word"]], dtype=bool),
        word_length=np.array([len(text) for text in tables["word"]], dtype=np.int64),
        names=names,
        words=words,
        sites=_several(prepared.code("sites")),
        accounts=_several(prepared.code("accounts")),
        phones=_several(prepared.code("phones")),
        weights=weights,
        plain=plain,
        trigrams=_trigrams(tables["form"], used=prepared.code("core")),
        total=np.asarray(weights.sum(axis=1), dtype=np.float64).ravel(),
        total_plain=np.asarray(plain.sum(axis=1), dtype=np.float64).ravel(),
        forms=forms,
        form_length=np.array([len(text) for text in tables["form"]], dtype=np.int64),
        streets=np.array(tables["street"], dtype=object),
        labels=tables["label"],
        distinctive_form=np.array([text not in GENERIC_SINGULAR for text in tables["form"]], dtype=bool),
        brand=current_brand(prepared),
    )


def _several(counts: NDArray[np.int64]) -> Several:
    return Several(np.concatenate([[0], np.cumsum(counts)]).astype(np.int64))


def _trigrams(texts: Sequence[str], *, used: NDArray[np.int64]) -> csr_array:
    """Three letters in a row, each counted alike: rows of unit length, which other names do not change.

    Two spaces stand before each text and one behind; texts not used keep an empty row.
    """
    wanted = np.zeros(len(texts), dtype=bool)
    wanted[used] = True
    padded = [f"  {text} " if keep else "" for text, keep in zip(texts, wanted.tolist(), strict=True)]
    letters = np.frombuffer("".join(padded).encode("ascii", "replace"), dtype=np.uint8)
    number = np.zeros(256, dtype=np.int64)
    for rank, letter in enumerate(LETTERS, start=1):
        number[ord(letter)] = rank
    base = len(LETTERS) + 1
    flat = number[letters]
    size = np.array([len(text) for text in padded], dtype=np.int64)
    begins = np.concatenate([[0], np.cumsum(size)])
    grams = flat[:-2] * base**2 + flat[1:-1] * base + flat[2:] if len(flat) else flat
    inside = np.ones(len(grams) + 2, dtype=bool)
    ends = begins[1:][size > 0]
    inside[ends - 2] = inside[ends - 1] = False
    counts = np.maximum(size - 2, 0)
    matrix = sparse.csr_array(
        (np.ones(int(counts.sum())), grams[inside[: len(grams)]], np.concatenate([[0], np.cumsum(counts)])),
        shape=(len(texts), base**3),
    )
    matrix.sum_duplicates()
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1), dtype=np.float64).ravel())
    matrix.data = matrix.data / np.repeat(np.where(length > 0, length, 1.0), np.diff(matrix.indptr))
    return matrix
