"""Names of French places, taken apart: folded letters, words that say something, the several names in one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from florilege.linkage.words import WORDS

ARTICLES = WORDS["articles"]
"""Words left out of a name altogether."""

GENERIC = WORDS["generic"]
"""Words that many places bear for what they are: they tell one place from another but little."""

LONGEST_NAME = 110
"""A longer name is a sentence that tells who takes part: only its beginning names the place."""

_JOINED = (
    (re.compile(r"\bfab\s+labs?\b"), "fablab"),
    (re.compile(r"\bco\s+work(ing|ers?)?\b"), r"cowork\1"),
    (re.compile(r"\btiers\s+lieux?\b"), "tierslieu"),
    (re.compile(r"\bmissions? locales?\b"), "missionlocale"),
    (re.compile(r"\bpole emploi\b"), "poleemploi"),
    (re.compile(r"\bcyber ?base\b"), "cyberbase"),
    (re.compile(r"\b(?:maison )?france services?\b|\bmfs\b"), "franceservices"),
    (re.compile(r"\bmaison (?:de |des )?services? (?:au |aux )?publics?\b"), "msap"),
    (re.compile(r"\bpoint (?:d )?information jeunesse\b"), "pij"),
    (re.compile(r"\bespace public numerique\b"), "epn"),
    (re.compile(r"\bcentre (?:communal|intercommunal) d action sociale\b|\bcias\b"), "ccas"),
    (re.compile(r"\bcentre social\b"), "centresocial"),
    (re.compile(r"\bst\b"), "saint"),
    (re.compile(r"\bste\b"), "sainte"),
)
_MAY_JOIN = re.compile(
    r"\b(?:fab|co|tiers|mission|pole|cyber|maison|france|mfs|point|espace|centre|cias|ste?\b)"
)
"""What every pattern of `_JOINED` begins with: most texts hold none, and need none of them."""
_CEDEX = re.compile(r"\bcedex\b.*")
_DIGITS = re.compile(r"(?<=[a-z]{3})(\d+)(?![a-z])|(?<![a-z])(\d+)(?=[a-z]{4})")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_BETWEEN_NAMES = re.compile(
    r"\s+[-–—|/:]\s+|\s*[/|:;()\[\]«»\"“”]\s*|,\s+|\n|\b(?:anciennement|ex|alias|dit|porté par)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NameWords:
    """One name, ready to compare.

    words : its words in order, articles left out, plural marks too
    squashed : the same in one string without spaces, "berrylab36" for "Berry Lab 36"
    """

    text: str
    words: tuple[str, ...]
    squashed: str


def fold(text: str) -> str:
    """The text in plain lower-case letters and digits, one space between words; compound trade words joined."""
    plain = text.replace("œ", "oe").replace("Œ", "oe").replace("²", " 2").replace("@", "a").replace("’", "'")
    plain = unicodedata.normalize("NFKD", plain)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()
    plain = _DIGITS.sub(r" \g<0> ", _NOT_LETTERS.sub(" ", plain))
    plain = " ".join(plain.split())
    if _MAY_JOIN.search(plain):
        for pattern, joined in _JOINED:
            plain = pattern.sub(joined, plain)
    return plain


def singular(word: str) -> str:
    """The word without the plural mark, where it is long enough to bear one."""
    return word[:-1] if len(word) > 4 and word[-1] in "sx" and not word.endswith("ss") else word


def name_words(text: str) -> NameWords:
    """The name taken apart; a name made of articles only keeps them."""
    folded = fold(text).split()
    words = tuple(singular(word) for word in folded if word not in ARTICLES) or tuple(folded)
    return NameWords(text, words, "".join(words))


def names_within(text: str) -> tuple[str, ...]:
    """The whole name first, then the names it joins by dashes, slashes, commas or brackets.

    "RuTech / FabLab de la MJC de Rodez" holds "RuTech" and "FabLab de la MJC de Rodez".
    """
    parts = [part.strip(" -–—'") for part in _BETWEEN_NAMES.split(text) if part]
    whole = " ".join(text.split())
    told = [part for part in parts if len(part) > 2]
    return tuple(dict.fromkeys([whole, *(told[:1] if len(whole) > LONGEST_NAME else told)]))


@lru_cache(maxsize=65_536)
def town_words(city: str) -> frozenset[str]:
    """Words of a town's name: inside a place's name they say where it is, not which it is."""
    return frozenset(singular(word) for word in _CEDEX.sub("", fold(city)).split() if not word.isdigit())


def what_it_is(words: tuple[str, ...], kinds: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Which of these kinds of body the words of a name say it is: "library", "fablab"… none when they do not say."""
    said = set(words)
    return frozenset(kind for kind, listed in kinds.items() if said & listed)


GENERIC_SINGULAR = frozenset(singular(word) for word in GENERIC)
