"""Names of organisations taken apart: legal form, kind of body, own words, names beside the name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from msgspec import Struct

from florilege.linkage.names import ARTICLES, GENERIC_SINGULAR, singular
from florilege.territory.names import plain

_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
_BRACKETS = re.compile(r"\s*\(([^()]*)\)?")
_ASIDE = re.compile(r",?\s+(?:with|avec)\s+.*$", re.IGNORECASE)
_FORMER = re.compile(
    r"^(?:earlier|formerly|previously|founded as|former name|ex|anciennement|auparavant|fondée? sous le nom d[e’'])\b[\s:-]*",
    re.IGNORECASE,
)
_SHORT = re.compile(r"[A-ZÉÈ][A-ZÉÈ0-9&.-]{1,9}")
_PERSON = re.compile(r"^(?:m\.|mr|mme|mlle|monsieur|madame|mademoiselle)\s", re.IGNORECASE)
_ADDRESS = re.compile(r"://|^www\.|@\w+\.")
NOTHING_SAID = frozenset(
    (
        "oui", "non", "yes", "no", "inconnu", "inconnue", "unknown", "aucun", "aucune", "none", "nc", "n a", "na", "autre",
        "autres", "other", "divers", "en cours", "x",
    )
)  # fmt: skip
"""Answers that are no name."""
SHORTEST_ACRONYM, LONGEST_ACRONYM = 3, 8


class _Vocabulary(Struct, frozen=True):
    legal: frozenset[str]
    legal_phrases: tuple[str, ...]
    short: dict[str, str]
    kinds: dict[str, list[tuple[list[str], str]]]
    kinds_at_end: tuple[tuple[str, str], ...]
    one_a_commune: frozenset[str]
    one_an_epci: frozenset[str]
    generic: frozenset[str]


@dataclass(frozen=True, slots=True)
class ActorName:
    """A name ready to compare.

    kind : what body it says it is, or ""
    words : its own words, without legal form, kind and articles; squashed : the same without spaces
    acronym : initials of its words, or ""
    rest : the words behind the kind in plain letters, articles included: what a town is called
    """

    kind: str
    words: tuple[str, ...]
    squashed: str
    acronym: str
    rest: str = field(default="", compare=False)


class NamedParts(Struct, frozen=True):
    """A written name: the name itself, former and short names told beside it, and the rest of the brackets."""

    name: str
    former: tuple[str, ...]
    short: str
    remark: str


@lru_cache(maxsize=1)
def _vocabulary() -> _Vocabulary:
    text = resources.files("florilege.ecosystem").joinpath("actor_words.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)

    def phrases(listed: str) -> list[str]:
        return [" ".join(phrase.split()) for phrase in listed.split(";") if phrase.strip()]

    def kinds(table: dict[str, str]) -> tuple[tuple[str, str], ...]:
        found = [(phrase, kind) for kind, listed in table.items() for phrase in phrases(listed)]
        return tuple(sorted(found, key=lambda item: -len(item[0])))

    def by_first_word(phrased: tuple[tuple[str, str], ...]) -> dict[str, list[tuple[list[str], str]]]:
        found: dict[str, list[tuple[list[str], str]]] = {}
        for phrase, kind in phrased:
            found.setdefault(phrase.split()[0], []).append((phrase.split(), kind))
        return found

    return _Vocabulary(
        legal=frozenset(read["legal"].split()),
        legal_phrases=tuple(sorted(phrases(read["legal_phrases"]), key=len, reverse=True)),
        short=read["short"],
        kinds=by_first_word(kinds(read["kinds"])),
        kinds_at_end=kinds(read["kinds_at_end"]),
        one_a_commune=frozenset(read["one"]["commune"].split()),
        one_an_epci=frozenset(read["one"]["epci"].split()),
        generic=GENERIC_SINGULAR | {singular(word) for word in read["generic"]["words"].split()},
    )


def undotted(text: str) -> str:
    """The text with its dotted acronyms closed: "S.C.I.C. T.E.T.R.I.S" is "SCIC TETRIS"."""
    return _DOTTED.sub(lambda found: found[0].replace(".", "") + " ", text)


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a name in plain letters, articles and legal form included."""
    return tuple(plain(undotted(text)).split())


@lru_cache(maxsize=65_536)
def actor_name(text: str) -> ActorName:
    """The name taken apart; one made of a legal form only keeps it."""
    vocabulary = _vocabulary()
    said = " ".join(plain_words(text))
    bare = f" {said} "
    for phrase in vocabulary.legal_phrases:
        bare = bare.replace(f" {phrase} ", " ")
    words = [word for word in bare.split() if word not in vocabulary.legal]
    words = " ".join(vocabulary.short.get(word, word) for word in words or said.split()).split()
    kind, words = _kind(words)
    own = tuple(singular(word) for word in words if word not in ARTICLES)
    initials = "".join(word[0] for word in own)
    within = SHORTEST_ACRONYM <= len(initials) <= LONGEST_ACRONYM
    return ActorName(kind, own, "".join(own), initials if within else "", _town(words))


def _town(words: Sequence[str]) -> str:
    """What stands behind the kind, without the preposition: "CCAS de Mer" is that of Mer."""
    return " ".join(words[1:] if words and words[0] in ("de", "d", "du", "des") else words)


def _kind(words: list[str]) -> tuple[str, list[str]]:
    vocabulary = _vocabulary()
    for phrase, kind in vocabulary.kinds.get(words[0], ()) if words else ():
        if words[: len(phrase)] == phrase:
            return kind, words[len(phrase) :]
    for word, kind in vocabulary.kinds_at_end:
        if len(words) > 1 and words[-1] == word:
            return kind, words[:-1]
    return "", words


def is_generic(word: str) -> bool:
    """Whether a word of a name says what an organisation is, not which."""
    return word in _vocabulary().generic


def one_a_commune(kind: str) -> bool:
    """Whether a commune has one body of this kind."""
    return kind in _vocabulary().one_a_commune


def one_an_epci(kind: str) -> bool:
    """Whether an EPCI has, or is, one body of this kind."""
    return kind in _vocabulary().one_an_epci


def parted(text: str) -> NamedParts:
    """A written name without what stands beside it.

    "Association Bliiida (earlier TCRM-Blida)" has a former name; "SAS H7 (Groupe SOS, Arty Farty)" a remark;
    "Communauté d'Agglomération du Pays de Montbéliard (PMA)" a short name.
    """
    former: list[str] = []
    remarks: list[str] = []
    short = ""
    name = " ".join(text.split())
    for inside in _BRACKETS.findall(name):
        said = inside.strip()
        before = _FORMER.sub("", said)
        if before != said:
            former.append(before)
        elif (
            _SHORT.fullmatch(said) and plain(undotted(said)).strip() not in _vocabulary().legal and not short
        ):
            short = said
        elif said:
            remarks.append(said)
    bare = _BRACKETS.sub("", name).strip()
    aside = _ASIDE.search(bare)
    if aside is not None and aside.start() > 0:
        remarks.append(aside[0].strip(" ,"))
        bare = bare[: aside.start()]
    return NamedParts(bare.strip(" ,;-–"), tuple(former), short, "; ".join(remarks))


def no_name(text: str) -> str:
    """Why a text names no organisation ("number", "nothing said", "address", "person"), or "" when it may."""
    if _ADDRESS.search(text):
        return "address"
    if _PERSON.match(text.strip()):
        return "person"
    words = plain(text)
    if not any(letter.isalpha() for letter in words):
        return "number" if any(letter.isdigit() for letter in words) else "nothing said"
    if words in NOTHING_SAID or len(words.replace(" ", "")) < 2:
        return "nothing said"
    return ""


def slug_of(text: str, longest: int = 60) -> str:
    """The name in plain letters joined by dashes, for keys and addresses."""
    return plain(text).replace(" ", "-")[:longest].strip("-")
