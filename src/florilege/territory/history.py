"""What a code of another year is today: a claim under an old code stays readable.

The reference knows former communes (delegated, associated, renumbered) and the municipal arrondissements, with what they
are today. It keeps no list of former EPCI: such a code is said to be of none of the year, and what its intercommunality
became cannot be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from florilege.faults import Words
from florilege.territory.reference import Commune, Reference

YEAR = 2026
"""Year of the geography shipped."""
KINDS = ("commune", "former_commune", "arrondissement", "epci", "former_epci", "unknown")
OFFERED = 3
_COMMUNE, _EPCI = re.compile(r"(?:\d\d|2[AB])\d{3}"), re.compile(r"\d{9}")
_ISLAND = re.compile(r"20(\d{3})")


@dataclass(frozen=True, slots=True)
class CodeToday:
    """What a code of any year is today.

    code : as read, without spaces, in capitals; kind : one of `KINDS`
    today : the code to use today, None for a former EPCI and for a code never known
    name : the name that the code had, or has; today_name : the name of what it is today; None where not known
    words : one sentence that says it; offered : codes of today that it may have been meant for, the nearest first
    """

    code: str
    kind: str
    today: str | None
    name: str | None
    today_name: str | None
    words: Words
    offered: tuple[str, ...] = ()


def code_today(code: str, *, reference: Reference) -> CodeToday:
    """What a code of a commune, of a municipal arrondissement or of an EPCI is today; never fails."""
    read = "".join(code.split()).upper()
    if read in reference.epcis:
        name = reference.epcis[read].name
        said = Words(f"{read} est l’intercommunalité {name}.", f"{read} is the intercommunality {name}.")
        return CodeToday(read, "epci", read, name, name, said)
    known = reference.current(read)
    if known is not None:
        return _commune_today(read, known[0], known[1], reference)
    if _EPCI.fullmatch(read):
        return _former_epci(read, reference)
    return _unknown(read, reference)


def _commune_today(code: str, commune: Commune, how: str, reference: Reference) -> CodeToday:
    now = f"{commune.name} ({commune.code})"
    if how == "code":
        said = Words(f"{code} est la commune {commune.name}.", f"{code} is the commune of {commune.name}.")
        return CodeToday(code, "commune", code, commune.name, commune.name, said)
    if how == "arrondissement":
        name = reference.arrondissements[code].name
        said = Words(
            f"{code} est l’arrondissement {name}, dans la commune {now}.",
            f"{code} is the municipal arrondissement {name}, in the commune of {now}.",
        )
        return CodeToday(code, "arrondissement", commune.code, name, commune.name, said)
    former = reference.former_name(code)
    was = f"{code} ({former})" if former else code
    said = Words(
        f"{was} est un ancien code : c’est aujourd’hui la commune {now}.",
        f"{was} is a former code: it is today the commune of {now}.",
    )
    return CodeToday(code, "former_commune", commune.code, former, commune.name, said)


def _former_epci(code: str, reference: Reference) -> CodeToday:
    offered = _nearest(code, reference.epcis, 1)
    said = Words(
        f"{code} n’est le code d’aucune intercommunalité au 1er janvier {YEAR} : elle a fusionné, changé de code ou n’a "
        f"jamais existé ; la référence ne dit pas ce qu’elle est devenue.",
        f"{code} is the code of no intercommunality on 1 January {YEAR}: it merged, changed its code or never was; the "
        f"reference does not say what became of it.",
    )
    return CodeToday(code, "former_epci", None, None, None, _with_offers(said, offered, reference), offered)


def _unknown(code: str, reference: Reference) -> CodeToday:
    offered = _meant(code, reference)
    if _COMMUNE.fullmatch(code):
        said = Words(
            f"{code} n’est le code d’aucune commune, ni d’aujourd’hui ni d’avant.",
            f"{code} is the code of no commune, of today or before.",
        )
    else:
        said = Words(
            f"« {code} » n’est le code ni d’une commune ni d’une intercommunalité.",
            f'"{code}" is the code of neither a commune nor an intercommunality.',
        )
    return CodeToday(code, "unknown", None, None, None, _with_offers(said, offered, reference), offered)


def _meant(code: str, reference: Reference) -> tuple[str, ...]:
    """Codes of today that an unknown one may be meant for: a zero lost by a spreadsheet, Corsica before 1976, a slip."""
    if code.isdigit() and len(code) == 4 and reference.current(f"0{code}") is not None:
        return (f"0{code}",)
    island = _ISLAND.fullmatch(code)
    if island is not None:
        either = tuple(f"{side}{island[1]}" for side in ("2A", "2B"))
        known = tuple(one for one in either if reference.current(one) is not None)
        if known:
            return known
    every = reference.epcis if len(code) > 6 else {**reference.communes, **reference.arrondissements}
    return _nearest(code, every, 2 if len(code) > 6 else 1)


def _nearest(code: str, codes: Iterable[str], most: int) -> tuple[str, ...]:
    """The codes that at most so many slips of a key turn this one into: the fewest slips first, then by code."""
    scored = ((DamerauLevenshtein.distance(code, other, score_cutoff=most), other) for other in codes)
    return tuple(other for _, other in sorted(pair for pair in scored if pair[0] <= most)[:OFFERED])


def _with_offers(said: Words, offered: tuple[str, ...], reference: Reference) -> Words:
    if not offered:
        return said
    names = ", ".join(f"{code} ({_name(code, reference)})" for code in offered)
    return Words(f"{said.fr} Codes proches : {names}.", f"{said.en} Codes nearby: {names}.")


def _name(code: str, reference: Reference) -> str:
    if code in reference.epcis:
        return reference.epcis[code].name
    if code in reference.arrondissements:
        return reference.arrondissements[code].name
    known = reference.current(code)
    return known[0].name if known is not None else ""
