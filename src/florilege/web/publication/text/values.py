"""One value of one field as a page writes it."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from msgspec import Struct

from florilege.faults import Words
from florilege.listings.fields import FIELDS
from florilege.listings.records import Value
from florilege.listings.vocabulary import words_of
from florilege.territory.history import code_today
from florilege.territory.reference import reference
from florilege.web.publication.text import words

NAMES = frozenset(
    {"name", "alias", "bearer", "address", "site", "sites", "city", "arrondissement", "programme"}
    | {
        "operator",
        "operator_2017",
        "operator_shareholders",
        "owner",
        "land_holder",
        "project_lead",
        "founders",
    }
    | {"initiator", "initiators", "funders", "building_funder", "building_client", "residents_institutions"}
)
"""Fields that hold names: written as they are in both languages, without quotation marks. Where a source adds words
of its own to them ("the city, with its conurbation"), the study's vocabulary has their translation."""
LEVEL_OF = {"commune_code": "commune", "arrondissement_code": "commune", "departement_code": "departement"}
"""Fields that hold a code of the geography, and of what."""
OF_NO_LANGUAGE = frozenset(
    {"phone", "email", "siren", "postcode", "commune_code", "departement_code", "arrondissement_code"}
    | {"twitter", "facebook", "instagram", "mastodon", "linkedin", "website_checked"}
)
"""Fields whose text is the same in every language."""
YES_OR_NO = {True: Words("oui", "yes"), False: Words("non", "no")}
FINEST = 6
"""Decimals of a number of which nothing is rounded off: of a degree, a tenth of a metre."""
_WORD = re.compile(r"[^\W\d_]{2}")
"""Two letters in a row: a text without them (hours, a number) is of no language."""
SAID_BY_LABEL = frozenset({"year", "date", "degree"})
"""Units that the label of the field already says."""


class Written(Struct, frozen=True):
    """A value ready to print.

    language : of the text when it is not the page's, else ""; quoted : whether it stands as a quotation
    """

    text: str
    href: str = ""
    language: str = ""
    quoted: bool = False


@lru_cache(maxsize=512)
def field_label(field: str, language: str) -> str:
    """A field's name in words."""
    spec = FIELDS.get(field)
    return spec.label.in_language(language) if spec is not None else field.replace("_", " ")


def written(field: str, value: Value, unit: str, language: str, *, source_language: str) -> Written:
    """A value as written in a language: numbers with units, codes in words, web page addresses as links."""
    if isinstance(value, bool):
        return Written(YES_OR_NO[value].in_language(language))
    if isinstance(value, (int, float)):
        return Written(_number(field, value, unit, language))
    text = value.strip()
    if field in LEVEL_OF and (said := _code_words(field, text, language)):
        return Written(said)
    if unit == "date" and text[:4].isdigit():
        return Written(words.date(text, language))
    coded = code_label(field, text, language)
    if coded:
        return Written(coded)
    if _is_kind(field, "url") or text.startswith(("https://", "http://")):
        return _address(text)
    if field in OF_NO_LANGUAGE or not holds_words(text):
        return Written(text)
    if field in NAMES:
        return Written(text, language="" if language == "fr" else "fr")
    foreign = source_language if source_language != language else ""
    return Written(text, language=foreign, quoted=bool(foreign))


def _code_words(field: str, code: str, language: str) -> str:
    """What a code of another year is today, "" for a code of today: it says enough by itself."""
    found = code_today(code, level=LEVEL_OF[field], reference=reference())
    return "" if found.now == found.code and found.status != "former" else words.said(found.words, language)


def holds_words(text: str) -> bool:
    """Whether a text is of a language: it holds a word, and not only hours, years or numbers."""
    return _WORD.search(text) is not None


def code_label(field: str, code: str, language: str) -> str:
    """The words of a code of the field's vocabulary; empty when it is no code."""
    found = words_of(field, code)
    return found.in_language(language) if found is not None else ""


def _number(field: str, value: float, unit: str, language: str) -> str:
    spec = FIELDS.get(field)
    if unit == "year" or _is_kind(field, "year"):
        return words.year(value)
    counted = spec is not None and spec.group in ("figures", "building") and unit == spec.unit
    if unit in SAID_BY_LABEL or (counted and unit not in ("m2", "percent")):
        return words.number(value, language)
    return words.quantity(value, unit, language)


def stated(field: str, value: Value, language: str) -> str:
    """A value as a listing states it, to be compared with what another version states: nothing is rounded off."""
    if isinstance(value, bool):
        return YES_OR_NO[value].in_language(language)
    if isinstance(value, str):
        return code_label(field, value, language) or value
    if _is_kind(field, "year"):
        return words.year(value)
    return words.number(value, language, decimals=FINEST).rstrip("0").rstrip(".,")


def _is_kind(field: str, kind: str) -> bool:
    spec = FIELDS.get(field)
    return spec is not None and spec.kind == kind


def _address(text: str) -> Written:
    """A web address as a link; what cannot be followed is a text: a part of it taken out, a malformed host."""
    whole = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(whole)
    except ValueError:
        return Written(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or "." not in parts.hostname:
        return Written(text)
    path = parts.path.rstrip("/")
    short = parts.hostname.removeprefix("www.") + (path if len(path) < 32 else "")
    return Written(short, href=whole)
