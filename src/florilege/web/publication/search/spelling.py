"""Words without regard to accents, plurals or small errors; the same rules as `frontend/src/words.ts`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from florilege.territory.names import plain

folded = plain
"""Lower case without accents or ligatures: "Élan" is found by "elan", "Cœur" by "coeur"."""
LETTERS_OF_AN_ENDING = 6
"""A shorter word keeps its ending: "forme" is not "former"."""
FEW = 3
"""Texts found in the middle of a word only: so few, and words written nearly so are looked at too."""
CLOSE, WITHIN, START, WHOLE = 1, 2, 3, 4
"""How well a word of a list answers a word that was typed."""
_ENDING = re.compile(r"e{0,2}r?$")
_DOUBLE_END = re.compile(r"(.)\1$")
_DOUBLE = re.compile(r"(.)\1+")
_HARD_C = re.compile(r"c(?=[aouklrt]|$)")
_EAU = re.compile(r"eau|au")
_SILENT = re.compile(r"^(.{3,}?)[estxd]+$")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A folded word without what its number, its gender or its infinitive add to it.

    After the minimal stemmer for French of Savoy (1999), "bureaux" and "noyaux" put right; it leaves English plurals alone
    but for their s.
    """
    if len(word) < 4:
        return word
    if len(word) >= LETTERS_OF_AN_ENDING and word.endswith("aux") and word[-4] not in "ey":
        root = word[:-2] + "l"
    else:
        root = word[:-1] if word[-1] in "sx" else word
    if len(root) < LETTERS_OF_AN_ENDING:
        return root
    return _DOUBLE_END.sub(r"\1", _ENDING.sub("", root, count=1))


def sounded(word: str) -> str:
    """A word as it sounds, roughly: ph and f, qu and k, eau and o, double and silent letters are what people mix up."""
    heard = word.replace("ph", "f").replace("qu", "k")
    heard = _EAU.sub("o", _HARD_C.sub("k", heard)).replace("y", "i").replace("h", "")
    return _SILENT.sub(r"\1", _DOUBLE.sub(r"\1", heard))


def errors(first: str, second: str, most: int) -> int:
    """Letters added, left out, changed or swapped with the next one; more than `most` counts as most + 1.

    Damerau (1964), in its restricted form: no letter is touched twice.
    """
    return int(OSA.distance(first, second, score_cutoff=most))


def allowed(length: int) -> int:
    """Errors allowed in a word: none in a short one, which would be another word."""
    return 0 if length < 4 else 1 if length < 8 else 2


def alike(word: str, token: str) -> bool:
    """Whether a word was meant by another: one error from five letters on, two from eight."""
    most = 0 if min(len(token), len(word)) < 5 else 1 if len(token) < 8 else 2
    return most > 0 and errors(stem(word), stem(token), most) <= most


def near(typed: str, words: Sequence[str], most: int) -> Iterable[tuple[int, int]]:
    """Rank in `words` and errors of those written with at most so many errors."""
    for _, distance, rank in extract(typed, words, scorer=OSA.distance, score_cutoff=most, limit=None):
        yield rank, int(distance)


class Found(NamedTuple):
    """Ranks of the texts found, the best first; close : words of the list taken for one that it does not have."""

    ranks: tuple[int, ...]
    close: tuple[str, ...]


class WordIndex:
    """The words of some thousands of folded texts, and which texts hold each."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = len(texts)
        holders: dict[str, list[int]] = {}
        for rank, text in enumerate(texts):
            for word in dict.fromkeys(text.split(" ")):
                holders.setdefault(word, []).append(rank)
        self._holders: Mapping[str, list[int]] = holders
        self._words = list(holders)

    @cached_property
    def _sounds(self) -> list[str]:
        return [sounded(word) for word in self._words]

    def find(self, typed: str) -> Found:
        """The texts that hold every word typed; where none does, those that hold words written nearly so."""
        asked = [word for word in folded(typed).split(" ") if word]
        strict = [self._holding(word) for word in asked]
        exact = self._ranked(strict)
        begun = all(any(fit >= START for fit in one.values()) for one in strict)
        if not asked or len(exact) > (0 if begun else FEW):
            return Found(exact, ())
        close = [self._near(word) for word in asked]
        ranks = self._ranked([{**loose, **tight} for loose, tight in zip(close, strict, strict=True)])
        kept = set(ranks)
        taken = list(dict.fromkeys(word for one in close for word in one))
        used = tuple(word for word in taken if not kept.isdisjoint(self._holders[word]))
        return Found(ranks, used[:6] if ranks else ())

    def meant(self, typed: str) -> tuple[str, ...]:
        """Words of the list that may be what was meant by a word that it does not have, the nearest first."""
        return tuple(self._near(typed))[:3]

    def _holding(self, typed: str) -> dict[str, int]:
        return {
            word: WHOLE if word == typed else START if word.startswith(typed) else WITHIN
            for word in self._words
            if typed in word
        }

    def _near(self, typed: str) -> dict[str, int]:
        most = allowed(len(typed))
        if most == 0 or any(letter.isdigit() for letter in typed):
            return {}
        scored: dict[int, float] = dict(near(typed, self._words, most))
        # half an error more for a word that only sounds so: within the bound, it needs one error less
        for rank, distance in near(sounded(typed), self._sounds, most - 1):
            if abs(len(self._words[rank]) - len(typed)) <= most + 2:
                scored[rank] = min(scored.get(rank, most + 1.0), distance + 0.5)
        found = [(rank, score) for rank, score in sorted(scored.items()) if len(self._words[rank]) >= 3]
        least = min((score for _, score in found), default=0.0)
        found.sort(key=lambda one: (one[1], -len(self._holders[self._words[one[0]]])))
        return {self._words[rank]: CLOSE for rank, score in found if score < least + 1}

    def _ranked(self, sets: Sequence[Mapping[str, int]]) -> tuple[int, ...]:
        """Texts that hold one word at least of each set, by how well they answer, then in their own order."""
        score: dict[int, int] = {}
        for turn, one in enumerate(sets):
            best: dict[int, int] = {}
            for word, fit in one.items():
                for rank in self._holders[word]:
                    if turn == 0 or rank in score:
                        best[rank] = max(best.get(rank, 0), fit)
            score = {rank: score.get(rank, 0) + fit for rank, fit in best.items()}
        return tuple(sorted(score, key=lambda rank: (-score[rank], rank)))
