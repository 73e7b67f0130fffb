"""Telephone numbers of France, in the forms that a listing and the mediation schema show; by `phonenumbers`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from florilege.later import Later

if TYPE_CHECKING:
    import phonenumbers
else:
    phonenumbers = Later("phonenumbers")

OVERSEAS = ("RE", "YT", "GP", "GF", "MQ")
"""Parts of France whose numbers are of its plan, under a calling code of their own."""
OWN_PLAN = frozenset({681, 687, 689})
"""Calling codes of Wallis-et-Futuna, Nouvelle-Calédonie and Polynésie, whose numbers are none of the French plan."""
_SAINT_PIERRE = 508
_FRENCH_PLAN = frozenset({33, 262, 590, 594, 596, _SAINT_PIERRE})
_AS_DIALLED = re.compile(r"0[1-9](?:[ .\-]?[0-9]{2}){4}")
_SHORTEST = 9
"""Figures of the shortest number: nine with the 0 left out, or six under a calling code of three."""
_FIGURES = re.compile(r"[^0-9]+")


def phone(text: str) -> str | None:
    """The first French number of the text, in pairs of figures, a lost leading zero put back; else unknown.

    One written with the calling code of a part of France overseas is written as it is dialled within France; those
    of Wallis-et-Futuna, Nouvelle-Calédonie and Polynésie, which have plans of their own, keep their code.
    """
    bare = text.strip()
    if len(bare) == 9 and bare.isascii() and bare.isdigit():
        bare = f"0{bare}"
    if _AS_DIALLED.fullmatch(bare):
        # Nearly all are written so, and a listing may have a million of them: the search takes 60 µs a text.
        return _in_pairs(_FIGURES.sub("", bare))
    if sum(map(str.isdigit, bare)) < _SHORTEST:
        return None
    return next(_numbers(bare.replace("\u202f", " ")), None)


def international(number: str) -> str:
    """A number in the form of the mediation schema ("+33180059880"); "" when it is no French one.

    Overseas numbers go under the calling code of their part of France.
    """
    dialled = phone(number)
    if dialled is None:
        return ""
    figures = _FIGURES.sub("", dialled)
    if dialled.startswith("+"):
        return f"+{figures}"
    if figures.startswith(f"0{_SAINT_PIERRE}"):
        return f"+{figures[1:]}"
    for region in OVERSEAS:
        found = phonenumbers.parse(figures, region)
        if phonenumbers.is_valid_number_for_region(found, region):
            return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
    return f"+33{figures[1:]}"


def _numbers(text: str) -> Iterator[str]:
    for found in phonenumbers.PhoneNumberMatcher(text, "FR", leniency=phonenumbers.Leniency.POSSIBLE):
        code = found.number.country_code
        figures = phonenumbers.national_significant_number(found.number)
        if _FIGURES.sub("", found.raw_string) == figures:
            continue  # Nine figures with neither 0 nor calling code before them: a SIREN is written so.
        if code in OWN_PLAN and phonenumbers.is_valid_number(found.number):
            yield f"+{code} {_in_pairs(figures)}"
        elif code == _SAINT_PIERRE and len(figures) == 6:
            yield _in_pairs(f"0{code}{figures}")
        elif code in _FRENCH_PLAN and len(figures) == 9 and figures[0] != "0":
            yield _in_pairs(f"0{figures}")


def _in_pairs(figures: str) -> str:
    return " ".join(figures[start : start + 2] for start in range(0, len(figures), 2))
