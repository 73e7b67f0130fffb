"""Codes as words: kinds, statuses, classes, licences, fields, and what the linkage compared."""

from __future__ import annotations

from collections.abc import Mapping

from florilege.faults import Words

CLASSES: Mapping[str, Words] = {
    "core": Words("socle", "core"),
    "borderline": Words("à débattre", "borderline"),
    "exterior": Words("hors sélection", "outside the list"),
}
CLASS_MEANINGS: Mapping[str, Words] = {
    "core": Words(
        "gardé dans presque toutes les pondérations admises", "kept under nearly all the weightings admitted"
    ),
    "borderline": Words(
        "le choix dépend d’une préférence ou d’un fait inconnu",
        "the choice depends on a preference or on an unknown fact",
    ),
    "exterior": Words(
        "rarement gardé quand les poids et les faits inconnus varient",
        "seldom kept when weights and unknown facts vary",
    ),
}
STATUSES: Mapping[str, Words] = {
    "open": Words("ouvert", "open"),
    "closed": Words("fermé", "closed"),
    "project": Words("en projet", "planned"),
    "planned": Words("en projet", "planned"),
    "unknown": Words("non renseigné", "not stated"),
    "": Words("non renseigné", "not stated"),
}
EPCI_KINDS: Mapping[str, Words] = {
    "METRO": Words("métropole", "métropole"),
    "MET69": Words("métropole de Lyon", "métropole of Lyon"),
    "CU": Words("communauté urbaine", "urban community"),
    "CA": Words("communauté d’agglomération", "agglomeration community"),
    "CC": Words("communauté de communes", "community of communes"),
}
LICENCES: Mapping[str, tuple[str, Words, str]] = {
    "LO-2.0": (
        "LO 2.0",
        Words("Licence Ouverte 2.0", "Open Licence 2.0 (Etalab)"),
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    ),
    "CC-BY-4.0": (
        "CC BY 4.0",
        Words("CC BY 4.0", "CC BY 4.0"),
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    "ODbL-1.0": ("ODbL 1.0", Words("ODbL 1.0", "ODbL 1.0"), "https://opendatacommons.org/licenses/odbl/1-0/"),
    "MIT": ("MIT", Words("licence MIT", "MIT licence"), "https://opensource.org/license/mit"),
    "fact-cited": ("citation", Words("fait cité avec sa source", "fact cited with its source"), ""),
}
_SAME_LICENCE = {
    "etalab-2.0": "LO-2.0",
    "lov2": "LO-2.0",
    "licence-ouverte-2.0": "LO-2.0",
    "odbl-1.0": "ODbL-1.0",
}
PRECISIONS: Mapping[str, Words] = {
    "address": Words("à l’adresse", "at the address"),
    "street": Words("à la rue", "at the street"),
    "locality": Words("au lieu-dit ou au quartier", "at the locality"),
    "centre": Words("au centre de la commune", "at the centre of the commune"),
    "contradicted": Words("contredite par l’adresse", "contradicted by the address"),
    "none": Words("inconnue", "unknown"),
}
COMPARISONS: Mapping[str, Words] = {
    "name": Words("le nom", "the name"),
    "names": Words("le nom", "the name"),
    "address": Words("l’adresse", "the address"),
    "street": Words("la rue", "the street"),
    "distance": Words("la distance", "the distance"),
    "domain": Words("le site web", "the web site"),
    "web": Words("le site web", "the web site"),
    "social": Words("les comptes sociaux", "the social accounts"),
    "commune": Words("la commune", "the commune"),
    "postcode": Words("le code postal", "the postcode"),
    "phone": Words("le téléphone", "the telephone"),
    "acronym": Words("le sigle", "the acronym"),
    "kind": Words("le type de lieu", "the kind of place"),
    "bias": Words("la rareté des doublons", "how rare duplicates are"),
    "intercept": Words("la rareté des doublons", "how rare duplicates are"),
}
"""What the model of the linkage compares, as said of a pair."""


def of_class(code: str) -> Words:
    return CLASSES.get(code, _as_is(code))


def of_status(code: str) -> Words:
    return STATUSES.get(code, _as_is(code))


def of_epci_kind(code: str) -> Words:
    return EPCI_KINDS.get(code, _as_is(code))


def of_precision(code: str) -> Words:
    return PRECISIONS.get(code, _as_is(code))


def of_licence(code: str) -> tuple[str, Words, str]:
    """Short form, full name and address of a licence."""
    found = LICENCES.get(code) or LICENCES.get(_SAME_LICENCE.get(code.casefold(), ""))
    return found if found is not None else (code, Words(code, code), "")


def _as_is(code: str) -> Words:
    plain = code.replace("_", " ").replace("-", " ")
    return Words(plain, plain)
