"""What is public of a place, as it is handed to other software; and the formats in which it is written.

A value of None, or an empty tuple, is unknown: it is written as nothing, never as zero. E-mail addresses are no part
of it: they are not public here.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

WRITTEN = ("geojson", "gogocarto", "umap", "mediation")
"""Formats that are written, each under the name it has as `format` of a mapping."""


class OpenPlace(Struct, frozen=True):
    """One place, its shown values only.

    place_id : never changed, never used again
    kinds, services, labels : codes of the vocabularies, the main one first
    commune_code : of today's commune (Insee)
    latitude, longitude : degrees, WGS 84; both or neither
    position_precision : one of `territory.locate.PRECISIONS`
    status : code of the vocabulary
    licence, attribution : under which the values may be used again ("|" between several, where no single one is
    allowed), and whom to name
    page : address of the sheet that gives the sources
    updated : ISO date of the newest value
    """

    place_id: str
    name: str
    kinds: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    status: str | None = None
    address: str | None = None
    postcode: str | None = None
    city: str | None = None
    commune_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    position_precision: str | None = None
    website: str | None = None
    phone: str | None = None
    opening_hours: str | None = None
    accessible: bool | None = None
    operator: str | None = None
    siren: str | None = None
    opening_year: int | None = None
    description: str | None = None
    licence: str | None = None
    attribution: str | None = None
    page: str | None = None
    updated: str | None = None


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, ISO ("2023-02-21"): a year or a month alone is none."""
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
