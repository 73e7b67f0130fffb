"""How alike two forms of actors are: what their names, their territories and their numbers add to the log-odds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from florilege.ecosystem.actor_forms import Form
from florilege.ecosystem.names import is_generic
from florilege.ecosystem.territories import NOWHERE
from florilege.later import Later
from florilege.linkage.blocking import Blocks, bounded, coded, pairs_within

if TYPE_CHECKING:
    from scipy import sparse
else:
    sparse = Later("scipy.sparse")

Codes = NDArray[np.int64]
Odds = NDArray[np.float64]

EXACT, EXACT_WORD = 2.0, 2.5
"""Two names of the same words: what they say, and what each of their telling words adds, up to `MOST_WORDS`."""
SPELLING, SPELLING_WORD = 1.5, 2.0
"""Names that differ by a letter or two."""
HELD, HELD_WORD, ADDED_WORD = 0.5, 1.5, -2.0
"""One name within the other; what each word that only one has takes away."""
ACRONYM = 2.0
"""One name is the initials of the other: seldom enough by itself."""
UNLIKE = -9.0
MOST_WORDS = 3.0
SAME_SPELLING, SHORTEST_SPELLING = 90.0, 8
DISTINCTIVE_HELD = 0.8
KIND_UNSAID = -1.5
"""One name says what body it is, the other does not."""
BY_TERRITORY = (2.5, 1.5, 0.5, -1.5, -3.0, -0.5)
"""Same commune, EPCI, département, région; another région; unknown."""
SAME_PLACE = 4.0
"""Both are tied to one place."""
SAME_NUMBER = 7.0
LARGEST_BLOCK, RARE = 400, 80
LEAST_WEIGHT = 0.1
ENDS = 5
"""Letters at the beginning or the end of a name by which it is looked for within a département."""


class Variants:
    """Every name of every form, flat, with its words as a matrix of weights."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self.form = np.array([rank for rank, form in enumerate(forms) for _ in form.names], dtype=np.int64)
        self.names = [name for form in forms for name in form.names]
        self.squashed = [name.squashed for name in self.names]
        words = [sorted(set(name.words)) for name in self.names]
        vocabulary: dict[str, int] = {}
        columns = [vocabulary.setdefault(word, len(vocabulary)) for listed in words for word in listed]
        counts = np.array([len(listed) for listed in words], dtype=np.int64)
        self.word = np.array(columns, dtype=np.int64)
        self.variant_of_word = np.repeat(np.arange(len(words)), counts)
        self.frequency = _forms_of_words(self, len(vocabulary))
        self.weight = _weights(list(vocabulary), self.frequency, len(forms))
        self.matrix = sparse.csr_array(
            (self.weight[self.word], (self.variant_of_word, self.word)),
            shape=(len(words), max(len(vocabulary), 1)),
        )
        self.total = np.asarray(self.matrix.sum(axis=1), dtype=np.float64).ravel()


def _forms_of_words(variants: Variants, size: int) -> Codes:
    """In how many different names each word stands: the same name said often counts once."""
    names = coded(variants.squashed)
    pairs = np.unique(variants.word * (len(names) + 1) + names[variants.variant_of_word])
    return np.bincount(pairs // (len(names) + 1), minlength=size)


def _weights(words: Sequence[str], frequency: Codes, forms: int) -> Odds:
    """What a word tells: 1 for one that a single name has, less for a common one, least for a generic one."""
    rarity = 1.0 - np.log(np.maximum(frequency, 1)) / np.log(max(forms, 50))
    rarity[[is_generic(word) or word.isdigit() for word in words]] = LEAST_WEIGHT
    weights: Odds = np.maximum(rarity, LEAST_WEIGHT)
    return weights


def candidates(forms: Sequence[Form], variants: Variants) -> tuple[Codes, Codes]:
    """Pairs of variants of two forms that share a word that is not too common, a whole name, a beginning in one
    département, an acronym, a number or a territory of their own."""
    every = np.arange(len(variants.names))
    where = [forms[rank].territory.departement for rank in variants.form]
    rare = variants.frequency[variants.word] <= RARE
    blocks = [
        Blocks("word", variants.word[rare], variants.variant_of_word[rare], LARGEST_BLOCK),
        _shared("name", variants.squashed, every),
        _shared("beginning", _within_departement([one[:ENDS] for one in variants.squashed], where), every),
        _shared("end", _within_departement([one[-ENDS:] for one in variants.squashed], where), every),
        _shared("acronym", [*variants.squashed, *(name.acronym for name in variants.names)], np.tile(every, 2)),
        _shared("siren", [forms[rank].siren for rank in variants.form], every),
        _shared("rna", [forms[rank].rna for rank in variants.form], every),
        _shared("own", [forms[rank].own for rank in variants.form], every),
    ]  # fmt: skip
    found = [pairs_within(bounded(block)[0]) for block in blocks]
    size = max(len(every), 1)
    pairs = np.unique(np.concatenate([first * size + second for first, second in found]))
    first, second = pairs // size, pairs % size
    kept = variants.form[first] != variants.form[second]
    return first[kept], second[kept]


def _within_departement(texts: Sequence[str], where: Sequence[str]) -> list[str]:
    return [f"{text} {code}" if text and code else "" for text, code in zip(texts, where, strict=True)]


def _shared(kind: str, texts: Sequence[str], record: Codes) -> Blocks:
    code = coded(texts)
    return Blocks(kind, code[code > 0], record[code > 0], LARGEST_BLOCK)


def and_all_variants(
    variants: Variants, left: Codes, right: Codes, also: Sequence[tuple[int, int]]
) -> tuple[Codes, Codes]:
    """The pairs with those of the first names of the forms in `also`, which a person or a key named."""
    if not also:
        return left, right
    first_of = np.searchsorted(variants.form, np.array(also, dtype=np.int64))
    return np.concatenate([left, first_of[:, 0]]), np.concatenate([right, first_of[:, 1]])


def names_say(variants: Variants, left: Codes, right: Codes) -> Odds:
    """(pairs of variants,) what two names add to the log-odds."""
    shared = np.asarray(
        variants.matrix[left].minimum(variants.matrix[right]).sum(axis=1), dtype=np.float64
    ).ravel()
    lacking = np.stack([variants.total[left] - shared, variants.total[right] - shared])
    forms = coded(variants.squashed)
    kinds = coded(name.kind for name in variants.names)
    letters = np.array([len(one) for one in variants.squashed], dtype=np.int64)
    squashed = np.array(variants.squashed, dtype=object)
    distinctive = np.minimum(np.minimum(variants.total[left], variants.total[right]), MOST_WORDS)
    exact = (forms[left] == forms[right]) | (lacking.max(axis=0) < 1e-9)
    said = np.full(len(left), UNLIKE)
    ratio = cpdist(
        squashed[left], squashed[right], scorer=fuzz.ratio, score_cutoff=SAME_SPELLING, dtype=np.float32
    )
    close = (ratio >= SAME_SPELLING) & (np.minimum(letters[left], letters[right]) >= SHORTEST_SPELLING)
    close &= ~_numbers_differ(variants, left, right)
    held = (lacking.min(axis=0) < 1e-9) & (shared >= DISTINCTIVE_HELD)
    added = lacking.max(axis=0)
    said = np.where(held, HELD + HELD_WORD * np.minimum(shared, 2.0) + ADDED_WORD * added, said)
    acronym = _acronyms(variants, left, right)
    said = np.where(acronym, np.maximum(said, ACRONYM), said)
    said = np.where(close, np.maximum(said, SPELLING + SPELLING_WORD * distinctive), said)
    said = np.where(exact, EXACT + EXACT_WORD * distinctive, said)
    unsaid = (kinds[left] != kinds[right]) & ((kinds[left] == 0) | (kinds[right] == 0))
    return said + np.where(unsaid, KIND_UNSAID, 0.0)


def _numbers_differ(variants: Variants, left: Codes, right: Codes) -> NDArray[np.bool_]:
    digits = coded("".join(letter for letter in one if letter.isdigit()) for one in variants.squashed)
    differ: NDArray[np.bool_] = digits[left] != digits[right]
    return differ


def _acronyms(variants: Variants, left: Codes, right: Codes) -> NDArray[np.bool_]:
    texts = [*variants.squashed, *(name.acronym for name in variants.names)]
    code = coded(texts)
    size = len(variants.names)
    whole, initials = code[:size], code[size:]
    found: NDArray[np.bool_] = ((whole[left] == initials[right]) & (whole[left] > 0)) | (
        (whole[right] == initials[left]) & (whole[right] > 0)
    )
    return found


def same_text(texts: Sequence[str], first: Codes, second: Codes) -> Odds:
    code = coded(texts)
    same: Odds = ((code[first] == code[second]) & (code[first] > 0)).astype(np.float64)
    return same


def differ(texts: Sequence[str], first: Codes, second: Codes) -> NDArray[np.bool_]:
    code = coded(texts)
    differ: NDArray[np.bool_] = (code[first] != code[second]) & (code[first] > 0) & (code[second] > 0)
    return differ


def territories_say(forms: Sequence[Form], first: Codes, second: Codes) -> Odds:
    commune, epci, departement, region, other, unknown = BY_TERRITORY
    levels = (
        [form.territory.commune for form in forms],
        [form.territory.epci for form in forms],
        [form.territory.departement for form in forms],
        [form.territory.region for form in forms],
    )
    nowhere = np.array([form.territory == NOWHERE for form in forms], dtype=bool)
    said = np.full(len(first), other)
    for texts, odds in zip(reversed(levels), (region, departement, epci, commune), strict=True):
        said = np.where(same_text(texts, first, second) > 0, odds, said)
    said = np.where(nowhere[first] | nowhere[second], unknown, said)
    one_place = [
        not forms[one].places.isdisjoint(forms[two].places) for one, two in zip(first, second, strict=True)
    ]
    return np.where(np.array(one_place, dtype=bool), SAME_PLACE, said)
