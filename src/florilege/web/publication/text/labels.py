"""Codes as words: kinds, statuses, classes, licences and fields."""

from __future__ import annotations

from collections.abc import Mapping

from florilege.faults import Words
from florilege.listings.licences import BY_CODE

CLASSES: Mapping[str, Words] = {
    "core": Words("socle", "core"),
    "borderline": Words("à débattre", "borderline"),
    "exterior": Words("hors sélection", "outside the list"),
}
CLASS_MEANINGS: Mapping[str, Words] = {
    "core": Words(
        "reste dans la liste presque toujours, quels que soient les poids et les faits inconnus",
        "nearly always on the list, whatever the weights and unknown facts",
    ),
    "borderline": Words(
        "sa place dépend d’une préférence ou d’un fait que l’on ignore",
        "depends on a preference or on an unknown fact",
    ),
    "exterior": Words(
        "n’entre presque jamais dans la liste, quels que soient les poids et les faits inconnus",
        "hardly ever on the list, whatever the weights and unknown facts",
    ),
}
STATUSES: Mapping[str, Words] = {
    "open": Words("ouvert", "open"),
    "closed": Words("fermé", "closed"),
    "to_check": Words("à vérifier", "to check"),
    "project": Words("en projet", "planned"),
    "planned": Words("en projet", "planned"),
    "unknown": Words("non renseigné", "not stated"),
    "": Words("non renseigné", "not stated"),
}
EPCI_KINDS: Mapping[str, Words] = {
    "METRO": Words("métropole", "métropole"),
    "CU": Words("communauté urbaine", "urban community"),
    "CA": Words("communauté d’agglomération", "agglomeration community"),
    "CC": Words("communauté de communes", "community of communes"),
}
AREAS: Mapping[str, Words] = {
    "region": Words("région", "region"),
    "departement": Words("département", "département"),
    "commune": Words("commune", "commune"),
}
PRECISIONS: Mapping[str, Words] = {
    "address": Words("à l’adresse", "at the address"),
    "street": Words("à la rue", "at the street"),
    "locality": Words("au lieu-dit ou au quartier", "at the locality"),
    "centre": Words("au centre de la commune", "at the centre of the commune"),
    "contradicted": Words("contredite par l’adresse", "contradicted by the address"),
    "none": Words("inconnue", "unknown"),
}
POINT_ALONE = Words("point donné sans adresse", "point given without an address")
"""What a position said to be at the address is worth where no source gives the address."""
FACTS: Mapping[str, Words] = {
    "state_label": Words("label de l’État|{n} labels de l’État", "State label|{n} State labels"),
    "mix_of_uses": Words("un seul usage|{n} familles d’usages", "a single use|{n} families of uses"),
    "years_attested": Words("{n} an d’existence attesté|{n} ans d’existence attestés",
                            "{n} documented year of existence|{n} documented years of existence"),
    "service_families": Words("un service à l’entrepreneur|{n} services à l’entrepreneur",
                              "one service for entrepreneurs|{n} services for entrepreneurs"),
    "contact_channels": Words("un moyen de le joindre|{n} moyens de le joindre",
                              "one way to reach it|{n} ways to reach it"),
    "actor_families": Words("une famille d’acteurs réunie|{n} familles d’acteurs réunies",
                            "one family of actors|{n} families of actors brought together"),
}  # fmt: skip
"""What a criterion measured, in words: for one, then for several; a criterion of another name says its title."""
FACT_FIELDS = frozenset({"legal_form"})
"""Criteria that read one field of codes: its value says what was measured."""


def of_class(code: str) -> Words:
    return CLASSES.get(code, _as_is(code))


def of_status(code: str) -> Words:
    return STATUSES.get(code, _as_is(code))


def of_epci_kind(code: str) -> Words:
    return EPCI_KINDS.get(code, _as_is(code))


def of_precision(code: str) -> Words:
    return PRECISIONS.get(code, _as_is(code))


def of_licence(code: str) -> tuple[str, Words, str]:
    """Short form, full name and address of a licence; of one that is not in the table, its code."""
    found = BY_CODE.get(code)
    return (found.short, found.name, found.page) if found is not None else (code, Words(code, code), "")


def _as_is(code: str) -> Words:
    plain = code.replace("_", " ").replace("-", " ")
    return Words(plain, plain)
