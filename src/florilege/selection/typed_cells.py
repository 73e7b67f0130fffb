"""Cells of a table as people and their spreadsheets type them, brought to those of `cells`, and what each conversion is.

A decimal comma, spaces between thousands, "8 à 27", "n. c.", a sum in euros. What could be read in two ways is not read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from florilege.faults import Words
from florilege.selection.cells import NOT_APPLICABLE, RANGE, ends

DECIMAL_COMMA, THOUSANDS, INTERVAL = "decimal-comma", "thousands", "interval"
UNKNOWN, APPLIES_NOT, EUROS = "unknown", "not-applicable", "euros"
KINDS: Mapping[str, Words] = {
    DECIMAL_COMMA: Words("virgule décimale", "decimal comma"),
    THOUSANDS: Words("milliers séparés", "thousands separated"),
    INTERVAL: Words("intervalle en toutes lettres", "interval in words"),
    UNKNOWN: Words("dit inconnu", "said to be unknown"),
    APPLIES_NOT: Words("dit sans objet", "said not to apply"),
    EUROS: Words("somme en euros", "sum in euros"),
    "error-cell": Words("erreur du tableur, lue inconnue", "error of the spreadsheet, read as unknown"),
    "formula-without-value": Words("formule sans valeur, lue inconnue", "formula without value, read as unknown"),
    "merged-cells": Words("cellules fusionnées, remplies", "merged cells, filled in"),
    "half-a-character": Words("caractère abîmé", "damaged character"),
}  # fmt: skip
"""Kinds of conversions → words."""

_SPACES = "\u0020\u00a0\u202f\u2009"
_UNKNOWN = frozenset(
    [
        "-",
        "–",
        "—",
        "?",
        "…",
        "nc",
        "nd",
        "nr",
        "noncommuniqué",
        "nonrenseigné",
        "nonconnu",
        "inconnu",
        "inconnue",
        "unknown",
        "notknown",
        "notstated",
    ]
)
_NOT_APPLICABLE = frozenset({"n/a", "so", "sansobjet", "notapplicable", "nonapplicable"})
_EUROS = re.compile(r"\s*(?:€|eur|euros?)$", re.IGNORECASE)
_GROUPED = re.compile(rf"^[+-]?\d{{1,3}}(?:[{_SPACES}'’]\d{{3}})+(?:[.,]\d+)?$")
_DOTS = re.compile(r"^[+-]?\d{1,3}(?:\.\d{3})+,\d+$|^[+-]?\d{1,3}(?:\.\d{3}){2,}$")
_COMMAS = re.compile(r"^[+-]?\d{1,3}(?:,\d{3})+\.\d+$|^[+-]?\d{1,3}(?:,\d{3}){2,}$")
_COMMA = re.compile(r"^[+-]?\d+,\d+$")
_PLAIN = re.compile(r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$")
_TWO_WAYS = re.compile(r"^[+-]?[1-9]\d{0,2}[.,]\d{3}$")
_FROM_TO = re.compile(
    r"^(?:(?:de|entre|from|between)\s)?\s*(?P<low>[+-]?\d[^a-zà-ÿ–—-]*?)\s*(?:\s(?:à|a|et|to|and)\s|-|–|—|\.\.\.?|…)\s*(?P<high>\d[^a-zà-ÿ–—-]*)$"
)
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}|^\d{1,2}/\d{1,2}(?:/\d{2,4})?$")


class Typed(Struct, frozen=True):
    """A cell as `cells` reads it; kinds : of the conversions that it took, none where it stood so already"""

    text: str
    kinds: tuple[str, ...] = ()


class Unread(Exception):
    """A cell that is no number; hint : what to do, where it can be told"""

    def __init__(self, hint: Words | None = None) -> None:
        super().__init__()
        self.hint = hint


def typed_word(text: str) -> Typed:
    """A cell of categories: what says that nothing is known is empty, all else stands."""
    if _folded(text) in _UNKNOWN:
        return Typed("", (UNKNOWN,))
    return Typed(text)


def typed_number(text: str, *, with_comma: bool) -> Typed:
    """A cell of numbers. with_comma : whether the column is known to write its decimals after a comma

    Raises Unread for what is no number, or could be two.
    """
    if not text or text == NOT_APPLICABLE or _is_plain(text):
        if with_comma and _TWO_WAYS.match(text):
            raise Unread(_two_ways(text))
        return Typed(text)
    folded = _folded(text)
    if folded in _UNKNOWN:
        return Typed("", (UNKNOWN,))
    if folded in _NOT_APPLICABLE:
        return Typed(NOT_APPLICABLE, (APPLIES_NOT,))
    if _DAY.match(text):
        raise Unread(_IS_A_DAY)
    if "%" in text:
        raise Unread(_PER_CENT)
    if (found := _number(text, with_comma=with_comma)) is not None:
        return found
    between = _FROM_TO.match(text.casefold().replace("−", "-"))
    if between is None:
        raise Unread
    low, high = (_number(between[name].strip(), with_comma=with_comma) for name in ("low", "high"))
    if low is None or high is None or float(low.text) > float(high.text):
        raise Unread
    kinds = dict.fromkeys((INTERVAL, *low.kinds, *high.kinds))
    return Typed(f"{low.text}{RANGE}{high.text}", tuple(kinds))


def writes_commas(cells: Iterable[str]) -> bool:
    """Whether some cell of a column can only be read with a decimal comma."""
    for cell in cells:
        for part in re.split(r"\s(?:à|a|et|to|and)\s|[–—-]", cell):
            number = _EUROS.sub("", part.strip())
            if _COMMA.match(number) and not _TWO_WAYS.match(number):
                return True
            if "," in number and (_GROUPED.match(number) or (_DOTS.match(number))):
                return True
    return False


def _number(text: str, *, with_comma: bool) -> Typed | None:
    """A number alone, as Python writes it; None where it is none. Raises Unread for what could be two."""
    kinds: list[str] = []
    bare = _EUROS.sub("", text.replace("−", "-"))
    if bare != text.replace("−", "-"):
        kinds.append(EUROS)
    if _TWO_WAYS.match(bare) and ("." in bare) == with_comma:
        raise Unread(_two_ways(bare))
    if _GROUPED.match(bare):
        kinds.append(THOUSANDS)
        bare = re.sub(rf"[{_SPACES}'’]", "", bare)
    elif _DOTS.match(bare):
        kinds.append(THOUSANDS)
        bare = bare.replace(".", "")
    elif _COMMAS.match(bare):
        kinds.append(THOUSANDS)
        bare = bare.replace(",", "")
    if _COMMA.match(bare):
        kinds.append(DECIMAL_COMMA)
        bare = bare.replace(",", ".")
    if not _PLAIN.match(bare) or not math.isfinite(float(bare)):
        return None
    return Typed(bare, tuple(kinds))


def _is_plain(text: str) -> bool:
    """Whether a cell reads as it stands; what is not finite does not."""
    try:
        ends(text)
    except ValueError:
        return False
    return True


def _folded(text: str) -> str:
    """A word without its case, its spaces and its full stops; a sign alone stays."""
    return re.sub(rf"[.{_SPACES}]", "", text.casefold())


def _two_ways(text: str) -> Words:
    whole, decimals = re.split("[.,]", text)
    return Words(
        f"« {text} » peut se lire {whole}{decimals} ou {whole},{decimals} : écrire {whole}{decimals}, ou {whole},{decimals}0",
        f'"{text}" may be {whole}{decimals} or {whole}.{decimals}: write {whole}{decimals}, or {whole}.{decimals}0',
    )


_IS_A_DAY = Words(
    "le tableur en a fait une date (8-12 ?) : mettre la cellule en texte et écrire 8..12",
    "the spreadsheet made a date of it (8-12?): format the cell as text and write 8..12",
)
_PER_CENT = Words(
    "écrire le nombre sans %, dans l’unité que dit la grille", "write the number without %, in the unit of the grid"
)  # fmt: skip
