"""Names of communes brought to one form, so that two ways of writing a name meet."""

from __future__ import annotations

import re
import unicodedata

_CEDEX = re.compile(r"\bcedex\b.*$")
_DISTRICT = re.compile(
    r"^(paris|lyon|marseille)\b(?:\s+\d{1,2}\s*(?:e|er|eme|ieme)?)?(?:\s+arrondissement)?$"
)
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
    """The form under which names of communes are compared.

    "ST-ETIENNE S/ LOIRE CEDEX 2" and "Saint-Étienne-sur-Loire" give the same; a numbered district of Paris,
    Lyon or Marseille gives the commune. A leading article is left out ("Le Havre", "HAVRE").
    """
    words = [_LONG_FORMS.get(word, word) for word in _CEDEX.sub("", plain(text)).split()]
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    joined = " ".join(words)
    district = _DISTRICT.match(joined)
    return district.group(1) if district else joined
