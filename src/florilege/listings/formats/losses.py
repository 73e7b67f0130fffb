"""What each format that we write cannot hold, or holds in part, as data: `docs/formats.md` shows this table.

The round trip of every other part of a place is proved by a test, and so is each of these losses.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from florilege.faults import Words


class Loss(Struct, frozen=True):
    """A part of `OpenPlace` that does not come back.

    part : name of the part; whole : whether nothing of it is written
    """

    part: str
    whole: bool
    words: Words


def _place_without_point(part: str) -> Loss:
    return Loss(
        part,
        False,
        Words("un lieu sans position n’est pas sur la carte", "a place without a position is not on the map"),
    )


_NOT_A_FIELD = Words(
    "écrit, mais sans champ où le relire : il dit comment réutiliser la donnée",
    "written, but there is no field to import it into: it says how the data may be used",
)
_BESIDE = (
    Loss("licence", False, _NOT_A_FIELD),
    Loss("attribution", False, _NOT_A_FIELD),
    Loss("page", False, _NOT_A_FIELD),
    Loss("description", False, _NOT_A_FIELD),
    Loss(
        "position_precision",
        False,
        Words(
            "écrit ; à la relecture, la position est jugée de nouveau avec l’adresse",
            "written; on import, the position is checked again against the address",
        ),
    ),
)

LOST: Mapping[str, tuple[Loss, ...]] = MappingProxyType(
    {
        "geojson": _BESIDE,
        "gogocarto": _BESIDE,
        "umap": (*_BESIDE, _place_without_point("place_id")),
        "mediation": (
            Loss(
                "place_id",
                False,
                Words(
                    "un lieu dont une valeur exigée par le schéma est inconnue n’est pas écrit",
                    "a place missing a value that the schema requires is not written",
                ),
            ),
            Loss("licence", True, Words("le schéma n’en a pas la colonne", "the schema has no such column")),
            Loss("attribution", False, _NOT_A_FIELD),
            Loss("page", True, Words("le schéma n’en a pas la colonne", "the schema has no such column")),
            Loss("description", False, _NOT_A_FIELD),
            Loss(
                "position_precision",
                True,
                Words("le schéma n’en a pas la colonne", "the schema has no such column"),
            ),
            Loss(
                "kinds",
                False,
                Words(
                    "tiers-lieu, coworking, fab lab et atelier partagé y sont un seul type (TIERS_LIEUX) ; "
                    "la médiathèque y est BIB ; les autres types n’y sont pas",
                    "third place, coworking space, fab lab and shared workshop are one type there (TIERS_LIEUX); "
                    "the media library is BIB; the other kinds are not there",
                ),
            ),
            Loss(
                "services",
                False,
                Words(
                    "aide au numérique, équipement et fabrication seulement",
                    "only digital help, equipment and making",
                ),
            ),
            Loss(
                "labels",
                False,
                Words(
                    "tous écrits, sur trois colonnes : leur ordre se perd",
                    "all written, across three columns: their order is lost",
                ),
            ),
            Loss(
                "opening_hours",
                False,
                Words(
                    "des jours et des heures seulement, sous la forme d’OpenStreetMap",
                    "days and hours only, in OpenStreetMap notation",
                ),
            ),
            Loss("status", True, Words("le schéma n’en a pas la colonne", "the schema has no such column")),
            Loss(
                "accessible", True, Words("le schéma renvoie à Acceslibre", "the schema points to Acceslibre")
            ),
            Loss("operator", True, Words("le schéma n’en a pas la colonne", "the schema has no such column")),
            Loss(
                "opening_year",
                True,
                Words("le schéma n’en a pas la colonne", "the schema has no such column"),
            ),
        ),
    }
)
"""Format → what it loses, in the order of `OpenPlace`."""
