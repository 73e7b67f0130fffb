"""Places written as rows of the national schema of digital mediation places, and what of them it cannot take.

Every cell written is checked against the schema first (`mediation_schema`). A place without one of the cells that the
schema requires is left out whole; a value that has no form there is left out alone. Nothing is made up for what is
unknown, not even the number of fourteen zeros that the national inventory once wrote in its place.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from florilege.listings.formats.equivalents import KINDS, PROGRAMMES, SERVICES, TRAININGS
from florilege.listings.formats.mediation import harmless
from florilege.listings.formats.mediation_schema import COLUMNS, REPEATED, SCHEMA, fault_of
from florilege.listings.formats.open_place import OpenPlace
from florilege.listings.formats.published import LIST_MARK
from florilege.listings.formats.unwritten import Unwritten
from florilege.listings.telephones import international
from florilege.listings.vocabulary import VOCABULARIES
from florilege.listings.weekly_openings import is_osm, week

SUMMARY = 280
"""Characters of the summary of the schema."""
_PARTS: Mapping[str, str] = {
    "id": "place_id",
    "pivot": "siren",
    "nom": "name",
    "commune": "city",
    "code_postal": "postcode",
    "code_insee": "commune_code",
    "adresse": "address",
    "latitude": "latitude",
    "longitude": "longitude",
    "telephone": "phone",
    "site_web": "website",
    "horaires": "opening_hours",
    "presentation_resume": "description",
    "presentation_detail": "description",
    "source": "attribution",
    "date_maj": "updated",
}
"""Column → the part of `OpenPlace` that it shows; the columns of codes have their own."""


class MediationTable(Struct, frozen=True):
    """Rows that follow the schema, column → cell, empty cells left out; and what is not in them."""

    rows: tuple[Mapping[str, str], ...]
    unwritten: tuple[Unwritten, ...]

    def as_csv(self) -> bytes:
        """The table, every column of the schema in its order; a cell that looks like a formula is made harmless."""
        stream = io.StringIO(newline="")
        writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        for row in self.rows:
            writer.writerow({column: harmless(text) for column, text in row.items()})
        return stream.getvalue().encode()


def mediation_table(places: Sequence[OpenPlace]) -> MediationTable:
    """The places that the schema can hold, in their order, each once."""
    rows: list[Mapping[str, str]] = []
    unwritten: list[Unwritten] = []
    ids: set[str] = set()
    for place in places:
        row, lost = _row(place)
        if place.place_id in ids:
            lost = [*lost, _lost(place, "place_id", "id", place.place_id, code=REPEATED, whole=True)]
        whole = [one for one in lost if one.whole]
        unwritten += whole or lost
        if not whole:
            rows.append(row)
            ids.add(place.place_id)
    return MediationTable(tuple(rows), tuple(unwritten))


def _row(place: OpenPlace) -> tuple[dict[str, str], list[Unwritten]]:
    """The cells of a place that the schema takes, and what it does not."""
    cells = _cells(place)
    row: dict[str, str] = {}
    lost = list(_coded(place))
    for column in SCHEMA:
        text = cells.get(column.name, "")
        part = _PARTS.get(column.name, column.name)
        shown = getattr(place, part, None)
        code = fault_of(column, text)
        if column.name in ("horaires", "telephone") and shown and not text:
            code = "hours" if column.name == "horaires" else "pattern"
        if column.name == "site_web" and LIST_MARK in text:
            code = "separator"
        if code is None:
            row[column.name] = text
            continue
        value = "" if shown is None else str(shown)
        lost.append(_lost(place, part, column.name, value, code=code, whole=column.required))
    return {column: text for column, text in row.items() if text}, lost


def _cells(place: OpenPlace) -> dict[str, str]:
    """What each column would hold, before the schema is asked."""
    description = place.description or ""
    short = len(description) <= SUMMARY
    return {
        "id": place.place_id,
        "pivot": place.siren or "",
        "nom": place.name,
        "commune": place.city or "",
        "code_postal": place.postcode or "",
        "code_insee": place.commune_code or "",
        "adresse": place.address or "",
        "latitude": "" if place.latitude is None else str(place.latitude),
        "longitude": "" if place.longitude is None else str(place.longitude),
        "typologie": _joined(KINDS, place.kinds),
        "telephone": international(place.phone or ""),
        "site_web": place.website or "",
        "horaires": _openings(place.opening_hours or ""),
        "presentation_resume": description if short else "",
        "presentation_detail": "" if short else description,
        "source": place.attribution or "",
        "date_maj": place.updated or "",
        "services": _joined(SERVICES, place.services),
        "dispositif_programmes_nationaux": _joined(PROGRAMMES, place.labels),
        "formations_labels": _joined(TRAININGS, place.labels),
        "autres_formations_labels": _joined(_other_labels(), place.labels),
    }


def _openings(text: str) -> str:
    """Opening hours in the form of OpenStreetMap: as they are when they have it; empty when they cannot be put whole."""
    if is_osm(text):
        return text.strip()
    found = week(text)
    return found.osm if found is not None else ""


def _coded(place: OpenPlace) -> Iterable[Unwritten]:
    """The codes that the schema has no word for: kinds and services; labels are all written, in one column or another."""
    for part, column, words in (("kinds", "typologie", KINDS), ("services", "services", SERVICES)):
        for code in getattr(place, part):
            if code not in words:
                yield _lost(place, part, column, code, code="no-equivalent", whole=False)


def _other_labels() -> Mapping[str, str]:
    return {
        code: words.fr
        for code, words in VOCABULARIES["label"].items()
        if code not in PROGRAMMES and code not in TRAININGS
    }


def _joined(words: Mapping[str, str], codes: Sequence[str]) -> str:
    return LIST_MARK.join(dict.fromkeys(words[code] for code in codes if code in words))


def _lost(place: OpenPlace, part: str, column: str, value: str, *, code: str, whole: bool) -> Unwritten:
    return Unwritten(place.place_id, place.name, part, column, value, whole, code)
