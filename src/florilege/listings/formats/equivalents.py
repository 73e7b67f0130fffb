"""Our codes in the words of the digital mediation schema (version 1.0.2), where it has one that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SERVICES: Mapping[str, str] = MappingProxyType(
    {
        "digital-help": "Maîtrise des outils numériques du quotidien",
        "equipment": "Accès internet et matériel informatique",
        "prototyping": "Loisirs et créations numériques",
    }
)
"""Service → the word of the schema in which it is written."""
SERVICES_READ: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Aide aux démarches administratives": ("digital-help",),
        "Maîtrise des outils numériques du quotidien": ("digital-help",),
        "Insertion professionnelle via le numérique": ("digital-help",),
        "Utilisation sécurisée du numérique": ("digital-help",),
        "Parentalité et éducation avec le numérique": ("digital-help",),
        "Compréhension du monde numérique": ("digital-help",),
        "Loisirs et créations numériques": ("prototyping",),
        "Accès internet et matériel informatique": ("equipment",),
        "Acquisition de matériel informatique à prix solidaire": (),
    }
)
"""Every word of the schema for a service → the services it is read as."""
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "tiers-lieu": "TIERS_LIEUX",
        "coworking": "TIERS_LIEUX",
        "fablab": "TIERS_LIEUX",
        "atelier-partage": "TIERS_LIEUX",
        "mediatheque": "BIB",
    }
)
"""Kind → the type of the schema in which it is written; several of ours are one there."""
KINDS_READ: Mapping[str, str] = MappingProxyType({"TIERS_LIEUX": "tiers-lieu", "BIB": "mediatheque"})
PROGRAMMES: Mapping[str, str] = MappingProxyType({"france-services": "France Services"})
"""Label → programme of the schema (`dispositif_programmes_nationaux`)."""
TRAININGS: Mapping[str, str] = MappingProxyType({"fabrique-de-territoire": "Fabriques de Territoire"})
"""Label → label of the schema (`formations_labels`)."""
