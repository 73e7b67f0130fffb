"""Numbers that the State gives to organisations, checked by their key: SIREN, SIRET, RNA."""

from __future__ import annotations

import re

from florilege.faults import InputRefused, Words

_SPACES = re.compile(r"[\s.\u00a0\u202f-]+")
_RNA = re.compile(r"W\d{9}")
LA_POSTE = "356000000"
"""Its establishments are numbered by a rule of their own: their digits add up to a multiple of five."""


class IdentifierRefused(InputRefused):
    """A number that is not what it says it is."""


def luhn(digits: str) -> bool:
    """Whether digits end by their Luhn key (ISO/IEC 7812-1, annex B)."""
    total = 0
    for rank, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + rank % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def siren(text: str) -> str:
    """The nine digits of a SIREN, or of the SIREN within a SIRET; raises IdentifierRefused.

    Spaces, points and dashes between the digits are left out. Nine zeros have a valid key and are nobody's number.
    """
    digits = _SPACES.sub("", text)
    if not (digits.isascii() and digits.isdecimal()) or len(digits) not in (9, 14):
        raise IdentifierRefused(
            Words("un SIREN de 9 chiffres, ou un SIRET de 14", "a SIREN of 9 digits, or a SIRET of 14"),
            value=text,
        )
    if int(digits) == 0:
        raise IdentifierRefused(
            Words("un SIREN qui soit à quelqu’un", "a SIREN that belongs to an organisation"), value=text
        )
    own = digits[:9]
    keyed = luhn(own) and (len(digits) == 9 or luhn(digits) or _of_la_poste(digits))
    if not keyed:
        raise IdentifierRefused(
            Words("un SIREN dont la clé est juste", "a SIREN with a valid check digit"),
            value=text,
            hint=Words(
                "vérifier le numéro sur l’annuaire des entreprises",
                "check the number in the State’s directory of companies",
            ),
        )
    return own


def _of_la_poste(siret: str) -> bool:
    return siret.startswith(LA_POSTE) and sum(map(int, siret)) % 5 == 0


def rna(text: str) -> str:
    """The number of an association in the national directory, W and nine digits; raises IdentifierRefused.

    It has no key: only its form can be checked.
    """
    number = _SPACES.sub("", text).upper()
    if not _RNA.fullmatch(number):
        raise IdentifierRefused(
            Words("un numéro RNA : W et 9 chiffres", "an RNA number: W and 9 digits"), value=text
        )
    return number
