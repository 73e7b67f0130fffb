"""Names of French places, taken apart: folded letters, words that say something, the several names in one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from florilege.linkage.words import PUBLIC_BODIES, WORDS

ARTICLES = WORDS["articles"]
"""Words left out of a name altogether."""

GENERIC = WORDS["generic"]
"""Words that many places bear for what they are: they tell one place from another but little."""

LONGEST_NAME = 110
"""A longer name is a sentence that tells who takes part: only its beginning names the place."""
BEGINNING = 60
"""Letters of such a sentence that are taken for the name."""

_JOINED = (
    (re.compile(r"\bfab\s+labs?\b"), "fablab"),
    (re.compile(r"\bco\s+work(ing|ers?)?\b"), r"cowork\1"),
    (re.compile(r"\btiers\s+lieux?\b"), "tierslieu"),
    (re.compile(r"\bmissions? locales?\b"), "missionlocale"),
    (re.compile(r"\bpole emploi\b"), "poleemploi"),
    (re.compile(r"\bcap emploi\b"), "capemploi"),
    (re.compile(r"\bfrance travail\b"), "francetravail"),
    (re.compile(r"\bcyber ?(base|centre|espace)s?\b"), r"cyber\1"),
    (re.compile(r"\b(?:maison )?france services?\b|\bmfs\b"), "franceservices"),
    (re.compile(r"\bmaison (?:de |des )?services? (?:au |aux )?publics?\b"), "msap"),
    (re.compile(r"\bpoint (?:d )?info(?:rmation)? jeunes(?:se)?\b"), "pij"),
    (re.compile(r"\bbureau (?:d )?info(?:rmation)? jeunes(?:se)?\b"), "bij"),
    (
        re.compile(r"\b(?:espaces? (?:public )?(?:numerique|multimedia)|(?:point|kiosque) numerique)s?\b"),
        "epn",
    ),
    (re.compile(r"\bsous prefecture\b"), "sousprefecture"),
    (re.compile(r"\bmaisons? (?:departementales? )?(?:des? (?:la )?)?solidarites?\b"), "maisonsolidarite"),
    (re.compile(r"\bconseil (departemental|regional)\b"), r"conseil\1"),
    (re.compile(r"\b(?:espace|point|service|accueil|local) jeunes(?:se)?\b"), "espacejeune"),
    (re.compile(r"\bmedico socia(?:l|ux)\b"), "medicosocial"),
    (re.compile(r"\bchambre de (?:commerce(?: et d industrie)?|metiers(?: et de l artisanat)?)\b"), "cci"),
    (re.compile(r"\bchambre d agriculture\b"), "cci"),
    (re.compile(r"\boffice (?:de |du )?tourisme\b"), "officetourisme"),
    (re.compile(r"\bcentre (?:communal|intercommunal) d action sociale\b|\bcias\b"), "ccas"),
    (re.compile(r"\bcentre social\b"), "centresocial"),
    (re.compile(r"\bcentre (?:d )?affaires?\b"), "centreaffaire"),
    (re.compile(r"\b(hotel|ruche|village|cite|maison) (?:d |de l |des )?entreprises?\b"), r"\1entreprise"),
    (re.compile(r"\bcite (?:de l )?innovation\b"), "citeinnovation"),
    (re.compile(r"\bparc naturel (?:regional|national|marin)\b"), "parcnaturel"),
    (re.compile(r"\bzero\b"), "0"),
    (re.compile(r"\bmaisons? (?:des? |d )?(?:les )?jeunes? (?:et )?(?:de )?(?:la )?cultures?\b"), "mjc"),
    (re.compile(r"\bmaison pour tous\b"), "mpt"),
    (re.compile(r"\bst\b"), "saint"),
    (re.compile(r"\bste\b"), "sainte"),
)
_MAY_JOIN = re.compile(
    r"\b(?:fab l|co w|tiers l|missions? l|pole e|cap e|cyber ?[bce]|france [st]|mfs\b|maisons? [dsejp]|"
    r"point [dinj]|bureau [di]|kiosque n|espaces? [pnmj]|(?:service|accueil|local) j|sous p|conseil [dr]|"
    r"office [dt]|medico s|chambre d|hotel [de]|ruche [de]|village [de]|cite [dei]|parc n|"
    r"centre (?:communal|inter|social|d |aff)|cias\b|ste?\b|zero\b)"
)
"""What every pattern of `_JOINED` begins with: most texts hold none, and need none of them."""
_CEDEX = re.compile(r"\bcedex\b.*")
_DIGITS = re.compile(r"(?<=[a-z]{3})(\d+)(?![a-z])|(?<![a-z])(\d+)(?=[a-z]{4})")
_BESIDE = re.compile(r"[a-z]\d|\d[a-z]")
"""Without a letter beside a digit there is nothing for `_DIGITS` to part."""
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_BETWEEN_NAMES = re.compile(
    r"\s+[-–—|/:]\s+|\s*[/|:;()\[\]«»\"“”]\s*|,\s+|\n|\b(?:anciennement|ex|alias|dit|porté par)\b",
    re.IGNORECASE,
)


class NameWords(Struct, frozen=True):
    """One name, ready to compare.

    words : its words in order, articles left out, plural marks too
    squashed : the same in one string without spaces, "berrylab36" for "Berry Lab 36"
    """

    text: str
    words: tuple[str, ...]
    squashed: str


class _Plain(dict[int, str]):
    """What each character is in plain lower-case letters and digits; a space for what is neither."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFKD", chr(code))
        letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lower()
        self[code] = _NOT_LETTERS.sub(" ", letters)
        return self[code]


_PLAIN = _Plain({ord("œ"): "oe", ord("Œ"): "oe", ord("²"): " 2", ord("@"): "a"})


# a name is asked about five times over while its record is taken apart
@lru_cache(maxsize=1_024)
def fold(text: str) -> str:
    """The text in plain lower-case letters and digits, one space between words; compound trade words joined."""
    plain = text.translate(_PLAIN)
    if _BESIDE.search(plain):
        plain = _DIGITS.sub(r" \g<0> ", plain)
    plain = " ".join(plain.split())
    if _MAY_JOIN.search(plain):
        for pattern, joined in _JOINED:
            plain = pattern.sub(joined, plain)
    return plain


def singular(word: str) -> str:
    """The word without the plural mark, where it is long enough to bear one."""
    return word[:-1] if len(word) > 4 and word[-1] in "sx" and not word.endswith("ss") else word


@lru_cache(maxsize=1_024)
def name_words(text: str) -> NameWords:
    """The name taken apart; a name made of articles only keeps them."""
    folded = fold(text).split()
    words = tuple(singular(word) for word in folded if word not in ARTICLES) or tuple(folded)
    return NameWords(text, words, "".join(words))


@lru_cache(maxsize=1_024)
def names_within(text: str) -> tuple[str, ...]:
    """The whole name first, then the names it joins by dashes, slashes, commas or brackets.

    "RuTech / FabLab de la MJC de Rodez" holds "RuTech" and "FabLab de la MJC de Rodez".
    """
    parts = _own_names([part.strip(" -–—'") for part in _BETWEEN_NAMES.split(text) if part])
    whole = " ".join(text.split())
    reported = [part for part in parts if len(part) > 2]
    if len(whole) > LONGEST_NAME:
        whole, reported = whole[:BEGINNING].rsplit(" ", 1)[0], reported[:1]
    return tuple(dict.fromkeys([whole, *reported]))


def _own_names(parts: Sequence[str]) -> Sequence[str]:
    """The parts of a name less those that name the public body where the place is lodged.

    "PAPIfab – Médiathèque des Capucins" is PAPIfab, in a library: the library's name is not its own. A first part
    that bears no name of its own ("Fablab – Médiathèque du Bachut") leaves the whole as it is.
    """
    if len(parts) < 2 or not set(name_words(parts[0]).words) - GENERIC_SINGULAR:
        return parts
    return [parts[0], *(part for part in parts[1:] if not _begins_as_host(part))]


def _begins_as_host(name: str) -> bool:
    first = fold(name).split(" ", 1)[0]
    return first in _HOSTS


@lru_cache(maxsize=65_536)
def town_words(city: str) -> frozenset[str]:
    """Words of a town's name: inside a place's name they say where it is, not which it is."""
    return frozenset(singular(word) for word in _CEDEX.sub("", fold(city)).split() if not word.isdigit())


_HOSTS = frozenset(word for words in PUBLIC_BODIES.values() for word in words)
"""First words of the names of public bodies."""
GENERIC_SINGULAR = frozenset(singular(word) for word in GENERIC)
