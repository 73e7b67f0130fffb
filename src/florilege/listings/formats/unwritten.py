"""What a format cannot take of the places it is given: whole places, and single values, each with its reason."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from florilege.faults import Words

CAUSES: Mapping[str, Words] = MappingProxyType(
    {
        "position": Words(
            "aucune position : rien à mettre sur la carte", "no position: nothing to put on the map"
        ),
        "missing": Words(
            "inconnu, et le schéma l’exige : le lieu n’est pas écrit",
            "unknown, and the schema requires it: the place is not written",
        ),
        "pattern": Words(
            "n’a pas la forme que le schéma exige", "is not in the format that the schema requires"
        ),
        "day": Words("n’est pas un jour du calendrier", "is not a valid date"),
        "hours": Words(
            "ne se met pas tout entier sous la forme d’OpenStreetMap",
            "cannot be fully expressed in OpenStreetMap notation",
        ),
        "repeated": Words("déjà pris par un autre lieu", "already taken by another place"),
        "number": Words("n’est pas un nombre", "is not a number"),
        "length": Words("est trop long pour le schéma", "is too long for the schema"),
        "list": Words("n’est pas dans la liste du schéma", "is not in the list of the schema"),
        "no-equivalent": Words("le schéma n’a pas de mot pour lui", "the schema has no word for it"),
        "separator": Words(
            "contient le signe qui sépare les valeurs du schéma",
            "contains the character that separates values in the schema",
        ),
    }
)
"""Why something is not written, by code."""
COLUMNS = ("place_id", "name", "part", "column", "value", "left_out", "cause", "raison", "reason")


class Unwritten(Struct, frozen=True):
    """A value, or a whole place, that a format could not take.

    part : part of `OpenPlace`; column : of the format; value : as it is shown, empty when it is unknown
    whole : whether the place is left out with it; code : key of `CAUSES`
    """

    place_id: str
    name: str
    part: str
    column: str
    value: str
    whole: bool
    code: str


def counted(found: Sequence[Unwritten]) -> tuple[tuple[str, str, bool, int], ...]:
    """How many times each cause was met: column, code, whether of whole places, count; the most first."""
    counts = Counter((one.column, one.code, one.whole) for one in found)
    return tuple(
        (*key, count)
        for key, count in sorted(counts.items(), key=lambda item: (not item[0][2], -item[1], item[0]))
    )


def table(found: Sequence[Unwritten]) -> bytes:
    """The list as CSV, one line a value or a place left out, with its reason in both languages."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in found:
        why = CAUSES[one.code]
        what = "place" if one.whole else "value"
        writer.writerow(
            [one.place_id, one.name, one.part, one.column, one.value, what, one.code, why.fr, why.en]
        )
    return stream.getvalue().encode()
