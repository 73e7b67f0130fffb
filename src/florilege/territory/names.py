"""Names of communes brought to one form, so that two ways of writing a name meet."""

from __future__ import annotations

import re
import unicodedata

_CEDEX = re.compile(r"\bcedex\b.*$")
_DISTRICT = re.compile(
    r"^(paris|lyon|marseille)(?:\s+(\d{1,2}|[ivx]{1,5})\s*(?:e|er|eme|ieme|nd|ndeme)?)?(?:\s+(?:arrondissement|arrdt|arr))?$"
)
_ROMAN = {"i": 1, "v": 5, "x": 10}
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ", "'"))
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_LONG_FORMS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "s": "sur"}
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


def commune_name(text: str) -> str:
    """The form under which commune names are compared.

    "ST-ETIENNE S/ LOIRE CEDEX 2" and "Saint-Étienne-sur-Loire" give the same; a numbered district of Paris,
    Lyon or Marseille gives the commune. A leading article is left out ("Le Havre", "HAVRE").
    """
    words = full_name(text).split()
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words)


def full_name(text: str) -> str:
    """As `commune_name`, with its article, which tells Crest (Drôme) from Le Crest (Puy-de-Dôme)."""
    # Typographic apostrophes are no letters of ASCII: left as they are, "L’Haÿ" would be one word.
    said = plain(text.translate(_APOSTROPHES))
    words = [_LONG_FORMS.get(word, word) for word in _CEDEX.sub("", said).split()]
    joined = " ".join(words).replace("sur sur", "sous")
    district = _DISTRICT.match(joined)
    return district.group(1) if district else joined


def district_number(text: str) -> tuple[str, int] | None:
    """The city and the rank of the municipal arrondissement that a name of town says ("Paris 11e", "LYON III"), or
    None when it says none.
    """
    district = _DISTRICT.match(_CEDEX.sub("", plain(text)).strip())
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
