"""The code that a word of a table stands for in a closed vocabulary: said as the vocabulary does, or nearly."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from florilege.listings.vocabulary import VOCABULARIES
from florilege.territory.names import plain

_OF_KINDS: Mapping[str, str] = {
    "coworking": "coworking", "fablab": "fablab", "fab lab": "fablab", "makerspace": "fablab", "hackerspace": "fablab",
    "hakerspace": "fablab", "atelier partage": "atelier-partage", "cantine numerique": "coworking",
    "accelerateur": "incubateur", "technopole": "incubateur", "living lab": "lieu-innovation",
    "espace public numerique": "mediation-numerique", "tiers lieu": "tiers-lieu", "tierslieu": "tiers-lieu",
    "incubateur": "incubateur", "pepiniere": "incubateur", "mediatheque": "mediatheque", "bibliotheque": "mediatheque",
    "epn": "mediation-numerique", "mediation numerique": "mediation-numerique", "formation": "formation",
}  # fmt: skip
"""Plain texts that stand within what a source calls a kind of place."""
_OF_SERVICES: Mapping[str, str] = {
    "coworking": "coworking", "travail partage": "coworking", "open space": "coworking",
    "salle de reunion": "meeting-rooms", "location de salle": "meeting-rooms", "meeting room": "meeting-rooms",
    "bureau": "offices", "office": "offices", "teletravail": "telework", "telework": "telework",
    "incubation": "incubation", "incubateur": "incubation", "acceleration": "incubation", "pepiniere": "startup-hosting",
    "accompagnement": "business-support", "business support": "business-support", "conseil": "business-support",
    "mise en reseau": "networking", "reseautage": "networking",
    "prototypage": "prototyping", "prototyping": "prototyping", "fabrication": "prototyping", "fablab": "prototyping",
    "fab lab": "prototyping", "impression 3d": "prototyping", "decoupe laser": "prototyping",
    "atelier d artiste": "craft-workshops", "artisanat": "craft-workshops",
    "mediation numerique": "digital-help", "inclusion numerique": "digital-help", "demarches en ligne": "digital-help",
    "acces internet": "equipment", "wifi": "equipment", "ordinateur": "equipment",
    "formation": "training", "training": "training", "enseignement superieur": "higher-education",
    "evenement": "events", "event": "events", "conference": "events", "seminaire": "events",
    "exposition": "culture", "concert": "culture", "spectacle": "culture",
    "studio": "media-production", "podcast": "media-production",
    "restauration": "food", "restaurant": "food", "cafe": "food", "cantine": "food",
    "boutique": "shops", "epicerie": "shops", "jardin": "urban-farming", "maraichage": "urban-farming",
    "sport": "sport-leisure", "entraide": "social-support",
}  # fmt: skip
"""Plain words that stand among those by which a source calls a service; the first that does counts."""
_LONGEST_SERVICE, _SHORT = 5, 3


def code_of(word: str, vocabulary: str) -> str:
    """The code that a word stands for in a vocabulary, or nothing."""
    return _codes(vocabulary).get(plain(word), "")


@cache
def _codes(vocabulary: str) -> Mapping[str, str]:
    """Plain text of each code and of its words → code; of two that read alike, the first."""
    found: dict[str, str] = {}
    for code, words in VOCABULARIES.get(vocabulary, {}).items():
        for said in (code, words.fr, words.en):
            found.setdefault(plain(said), code)
    return found


def code_within(word: str, vocabulary: str) -> str:
    """The kind of place, or the service, that a longer text speaks of; nothing where it speaks of none."""
    said = plain(word)
    if vocabulary == "kind":
        return next((code for part, code in _OF_KINDS.items() if part in said), "")
    if vocabulary == "service" and len(said.split()) <= _LONGEST_SERVICE:
        text = f" {_singular(said)} "
        return next((code for part, code in _SINGULAR.items() if f" {part} " in text), "")
    return ""


def _singular(said: str) -> str:
    """Words without their last s or x: "salles", "bureaux", "acces"."""
    return " ".join(word[:-1] if len(word) > _SHORT and word[-1] in "sx" else word for word in said.split())


_SINGULAR = {_singular(part): code for part, code in _OF_SERVICES.items()}
