"""What a code of another year is today, in words: communes that merged, arrondissements, EPCI.

The reference knows the communes that are today and those of before, with what became of them; not when, nor what an EPCI
was made of in another year. What it cannot know, it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from florilege.faults import Words
from florilege.territory.reference import Commune, Reference

NATURES = {
    "commune-deleguee": Words("commune déléguée de {now}", "a delegated commune of {now}"),
    "commune-associee": Words("commune associée de {now}", "an associated commune of {now}"),
    "ancien code": Words("ancien code de {now}", "a former code of {now}"),
}
REGIONS_BEFORE_2016 = {
    "21": ("Champagne-Ardenne", "44"), "22": ("Picardie", "32"), "23": ("Haute-Normandie", "28"),
    "25": ("Basse-Normandie", "28"), "26": ("Bourgogne", "27"), "31": ("Nord-Pas-de-Calais", "32"),
    "41": ("Lorraine", "44"), "42": ("Alsace", "44"), "43": ("Franche-Comté", "27"),
    "54": ("Poitou-Charentes", "75"), "72": ("Aquitaine", "75"), "73": ("Midi-Pyrénées", "76"),
    "74": ("Limousin", "75"), "82": ("Rhône-Alpes", "84"), "83": ("Auvergne", "84"),
    "91": ("Languedoc-Roussillon", "76"),
}  # fmt: skip
"""Régions merged on 1 January 2016 (law 2015-29): code → name, and the code of today."""
_WRITTEN = "code d’une autre année : "
"""Beginning of the note that keeps the code a source wrote where the one of today took its place."""
_COMMUNE = re.compile(r"(\d{2}|2[AB])\d{3}")
_SIREN = re.compile(r"\d{9}")
NEAREST = 3


class CodeToday(Struct, frozen=True):
    """What a code is today.

    status : "current", "former", "arrondissement", "epci", "ept", "departement", "region" or "unknown"
    name : what bore the code, "" where unknown; now : the code of today of what stands there, "" where unknown
    words : a sentence; nearest : codes that are known and nearly that one, for an unknown one
    """

    code: str
    status: str
    name: str
    now: str
    words: Words
    nearest: tuple[str, ...] = ()


def note_of_code(code: str) -> str:
    """The note of a value whose code of commune was one of another year: it keeps that code."""
    return f"{_WRITTEN}{code}"


def code_in_note(note: str) -> str:
    """The code of commune that a source wrote, as `note_of_code` keeps it in a note, "" when none is kept there."""
    return note.rpartition(_WRITTEN)[2][:5] if _WRITTEN in note else ""


def code_today(code: str, *, level: str, reference: Reference, commune: str = "") -> CodeToday:
    """What a code of commune, "epci", "departement" or "region" (level) is today. Never fails: an unknown code is said so.

    commune : code of a commune that the same source names, which tells where an unknown EPCI was
    """
    written = code.strip().upper()
    if level == "commune":
        return _commune(written, reference)
    if level == "epci":
        return _epci(written, reference, commune)
    if level not in ("departement", "region"):
        raise ValueError(f"commune, epci, departement or region: {level}")
    return _area(written, level, reference)


def _area(written: str, level: str, reference: Reference) -> CodeToday:
    area = (reference.departements if level == "departement" else reference.regions).get(written)
    if area is not None:
        return CodeToday(written, level, area.name, written, Words(area.name, area.name))
    if level == "region" and written in REGIONS_BEFORE_2016:
        name, code_now = REGIONS_BEFORE_2016[written]
        now = reference.regions[code_now].name
        words = Words(
            f"{name} ({written}), région jusqu’en 2015, aujourd’hui dans {now} ({code_now})",
            f"{name} ({written}), a region until 2015, in {now} ({code_now}) today",
        )
        return CodeToday(written, "former", name, code_now, words)
    known = reference.departements if level == "departement" else reference.regions
    return _unknown(written, known, {one: known[one].name for one in known})


def _commune(code: str, reference: Reference) -> CodeToday:
    known = reference.current(code)
    if known is None:
        names = {one.code: one.name for one in reference.communes.values()}
        start = code[:3] if code.startswith(("97", "98")) else code[:2]
        return _unknown(code, [one for one in names if one.startswith(start)], names)
    now, how = known
    if how == "code":
        return CodeToday(code, "current", now.name, now.code, Words(now.name, now.name))
    if how == "arrondissement":
        name = reference.arrondissements[code].name
        words = Words(
            f"{name} ({code}), arrondissement de {_named(now)}",
            f"{name} ({code}), an arrondissement of {_named(now)}",
        )
        return CodeToday(code, how, name, now.code, words)
    before = reference.former_communes[code]
    said = NATURES.get(before.nature, NATURES["ancien code"])
    start = f"{before.name} ({code})" if before.name else code
    words = Words(
        f"{start}, {said.fr.format(now=_named(now))}",
        f"{start}, {said.en.format(now=_named(now))}",
    )
    return CodeToday(code, "former", before.name, now.code, words)


def _named(commune: Commune) -> str:
    return f"{commune.name} ({commune.code})"


def _epci(code: str, reference: Reference, commune: str) -> CodeToday:
    epci = reference.epcis.get(code)
    if epci is not None:
        status = "ept" if epci.kind == "EPT" else "epci"
        return CodeToday(code, status, epci.name, code, Words(epci.name, epci.name))
    known = reference.current(commune) if commune else None
    if known is not None and known[0].epci:
        there = known[0]
        now = there.epci_name or ""
        words = Words(
            f"{code} n’est pas une intercommunalité du 1er janvier 2026 ; {there.name}, que la source cite, est aujourd’hui"
            f" dans {now} ({there.epci}). Le référentiel ne dit pas ce qu’était {code}.",
            f"{code} is no intercommunality of 1 January 2026; {there.name}, which the source names, is in {now}"
            f" ({there.epci}) today. The reference does not say what {code} was.",
        )
        return CodeToday(code, "unknown", "", there.epci or "", words)
    return _unknown(code, reference.epcis, {one.code: one.name for one in reference.epcis.values()})


def _unknown(code: str, among: Iterable[str], names: dict[str, str]) -> CodeToday:
    nearest = _nearest(code, among)
    listed = ", ".join(f"{one} ({names[one]})" for one in nearest)
    what = _what_it_may_be(code)
    words = Words(
        f"{code} : code inconnu du référentiel du 1er janvier 2026{what.fr}"
        + (f" ; les plus proches : {listed}" if listed else ""),
        f"{code}: unknown to the reference of 1 January 2026{what.en}"
        + (f"; the nearest: {listed}" if listed else ""),
    )
    return CodeToday(code, "unknown", "", "", words, nearest)


def _what_it_may_be(code: str) -> Words:
    if _SIREN.fullmatch(code):
        return Words(
            ", qui ne garde pas l’histoire des intercommunalités",
            ", which keeps no history of intercommunalities",
        )
    if code and not _COMMUNE.fullmatch(code) and len(code) > 3:
        return Words(" (un code de commune a cinq caractères)", " (a code of commune has five characters)")
    return Words("", "")


def _nearest(code: str, among: Iterable[str]) -> tuple[str, ...]:
    """Known codes at most two characters off, the nearest first, then by number, then in their order."""
    from rapidfuzz.distance import OSA

    ranked = sorted((OSA.distance(code, one), abs(_number(code) - _number(one)), one) for one in among)
    return tuple(one for off, _, one in ranked[:NEAREST] if off <= 2)


def _number(code: str) -> int:
    digits = "".join(one for one in code if one.isdecimal())
    return int(digits) if digits else 0
