"""Names of communes brought to one form, so that two ways of writing a name meet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_CEDEX = re.compile(r"\bcedex\b.*$", re.MULTILINE)
_DISTRICT = re.compile(
    r"^(paris|lyon|marseille)(?:\s+(\d{1,2}|[ivx]{1,5})\s*(?:e|er|eme|ieme|nd|ndeme)?)?(?:\s+(?:arrondissement|arrdt|arr))?$"
)
_ROMAN = {"i": 1, "v": 5, "x": 10}
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ", "'"))
_DIVIDED = ("paris", "lyon", "marseille")
_NOT_A_LETTER, _NOT_A_LETTER_OR_LINE = re.compile(r"[^a-z0-9]+"), re.compile(r"[^a-z0-9\n]+")
_LONG_FORMS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "s": "sur"}
_SHORT_FORMS = re.compile(rf"\b(?:{'|'.join(_LONG_FORMS)})\b")
_ARTICLES = ("le", "la", "les", "l")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_UNDIVIDED = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
)
"""Letters that no decomposition of Unicode opens."""


def unaccented(text: str) -> str:
    """Letters without their accents, ligatures opened; all else stays, so that a typographic apostrophe parts words."""
    if text.isascii():
        return text
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text.translate(_UNDIVIDED)))


def plain(text: str) -> str:
    """Lower case, no accents, ligatures opened, single spaces for whatever is no letter or digit."""
    return _NOT_A_LETTER.sub(" ", unaccented(text).lower()).strip()


# rows of one place are asked about many times over: what each of their towns gives is kept a while
@lru_cache(maxsize=4_096)
def commune_name(text: str) -> str:
    """The form under which commune names are compared.

    "ST-ETIENNE S/ LOIRE CEDEX 2" and "Saint-Étienne-sur-Loire" give the same; a numbered district of Paris,
    Lyon or Marseille gives the commune. A leading article is left out ("Le Havre", "HAVRE").
    """
    return without_article(full_name(text))


def without_article(full: str) -> str:
    """A `full_name` as `commune_name` gives it."""
    first, _, others = full.partition(" ")
    return others if others and first in _ARTICLES else full


def full_name(text: str) -> str:
    """As `commune_name`, with its article, which tells Crest (Drôme) from Le Crest (Puy-de-Dôme)."""
    return full_names((text,))[0]


def full_names(texts: Iterable[str]) -> list[str]:
    """`full_name` of each text, all at once: those of the communes of France in a third of the time."""
    # Typographic apostrophes are no letters of ASCII: left as they are, "L’Haÿ" would be one word.
    lines = "\n".join([text.replace("\n", " ") for text in texts]).translate(_APOSTROPHES)
    said = _NOT_A_LETTER_OR_LINE.sub(" ", unaccented(lines).lower())
    said = _SHORT_FORMS.sub(lambda word: _LONG_FORMS[word[0]], _CEDEX.sub("", said))
    found = [line.strip() for line in said.replace("sur sur", "sous").split("\n")]
    return [
        district[1] if line.startswith(_DIVIDED) and (district := _DISTRICT.match(line)) else line
        for line in found
    ]


def district_number(text: str) -> tuple[str, int] | None:
    """The city and the rank of the municipal arrondissement that a name of town says ("Paris 11e", "LYON III"), or
    None when it says none.
    """
    said = plain(text)
    district = _DISTRICT.match(_CEDEX.sub("", said).strip()) if said.startswith(_DIVIDED) else None
    if district is None or district.group(2) is None:
        return None
    rank = district.group(2)
    return district.group(1), int(rank) if rank.isdigit() else _of_roman(rank)


def _of_roman(figures: str) -> int:
    values = [_ROMAN[figure] for figure in figures]
    return sum(
        -value if value < following else value
        for value, following in zip(values, (*values[1:], 0), strict=True)
    )
