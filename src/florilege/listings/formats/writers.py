"""Places written for other software: GeoJSON, GoGoCarto, uMap, the digital mediation schema.

Each function gives the same bytes for the same places. The mark "<" is written in a way that no web page takes for a
tag; a cell of CSV that looks like a formula is made harmless. What each format cannot hold is in `losses`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields

from florilege.listings.formats.equivalents import KINDS, PROGRAMMES, SERVICES, TRAININGS
from florilege.listings.formats.mediation import COLUMNS, harmless
from florilege.listings.formats.open_place import OpenPlace
from florilege.listings.formats.published import LIST_MARK
from florilege.listings.normalise import OWN_PLAN
from florilege.listings.vocabulary import VOCABULARIES

LICENCE_PAGES: Mapping[str, str] = {
    "etalab-2.0": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
}
SUMMARY = 280
"""Characters of the summary of the digital mediation schema."""
_OVERSEAS = {"262": "262", "269": "262", "590": "590", "594": "594", "596": "596"}
_OVERSEAS_MOBILE = {"692": "262", "693": "262", "639": "262", "690": "590", "694": "594", "696": "596"}
_CLOSING = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def geojson(places: Sequence[OpenPlace], *, licence: str, attribution: str) -> str:
    """A feature collection (RFC 7946), one feature a place; lists are one text, parted by "|"."""
    features = [
        {
            "type": "Feature",
            "id": place.place_id,
            "geometry": _geometry(place),
            "properties": _properties(place),
        }
        for place in places
    ]
    return _json(
        {"type": "FeatureCollection", "licence": licence, "attribution": attribution, "features": features}
    )


def gogocarto(places: Sequence[OpenPlace], *, licence: str) -> str:
    """What the programming interface of a GoGoCarto directory answers: elements with address, point and categories."""
    return _json(
        {
            "licence": LICENCE_PAGES.get(licence, licence),
            "ontology": "gogofull",
            "data": [_element(place) for place in places],
        }
    )


def umap(places: Sequence[OpenPlace], *, title: str, licence: str, language: str = "fr") -> str:
    """A map of uMap (.umap): one layer for each main kind, named in the language, in the order of the vocabulary."""
    layers: dict[str, list[OpenPlace]] = {code: [] for code in (*VOCABULARIES["kind"], "")}
    for place in places:
        layers[place.kinds[0] if place.kinds else ""].append(place)
    without_kind = "type inconnu" if language == "fr" else "unknown kind"
    return _json(
        {
            "type": "umap",
            "properties": {"name": title, "licence": {"name": licence}},
            "geometry": {"type": "Point", "coordinates": [2.4, 46.6]},
            "layers": [
                {
                    "type": "FeatureCollection",
                    "_umap_options": {
                        "name": VOCABULARIES["kind"][code].in_language(language) if code else without_kind,
                        "displayOnLoad": True,
                        "browsable": True,
                        "rank": rank,
                    },
                    "features": [
                        {"type": "Feature", "geometry": _geometry(place), "properties": _properties(place)}
                        for place in held
                        if place.latitude is not None
                    ],
                }
                for rank, (code, held) in enumerate((code, held) for code, held in layers.items() if held)
            ],
        }
    )


def mediation(places: Sequence[OpenPlace]) -> bytes:
    """A table that follows the national schema of digital mediation places (CSV, UTF-8).

    What the schema requires and nobody knows (`pivot`, `date_maj`) is left empty rather than made up.
    """
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for place in places:
        writer.writerow({column: harmless(text) for column, text in _mediation_row(place).items()})
    return stream.getvalue().encode()


def _json(value: object) -> str:
    """JSON in which no text can close the script or open the tag of a page that holds it."""
    return json.dumps(value, ensure_ascii=False, indent=1).translate(_CLOSING) + "\n"


def _geometry(place: OpenPlace) -> dict[str, object] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return {"type": "Point", "coordinates": [place.longitude, place.latitude]}


def _properties(place: OpenPlace) -> dict[str, object]:
    """Every part of a place but its point, in the order of `OpenPlace`."""
    properties: dict[str, object] = {}
    for one in fields(OpenPlace):
        value = getattr(place, one.name)
        if one.name in ("latitude", "longitude"):
            continue
        properties[one.name] = (LIST_MARK.join(value) or None) if isinstance(value, tuple) else value
    return properties


def _element(place: OpenPlace) -> dict[str, object]:
    """An element of GoGoCarto: its own names where it has them, ours for the rest; what is unknown is left out."""
    geo = {"latitude": place.latitude, "longitude": place.longitude} if place.latitude is not None else None
    address = {
        "streetAddress": place.address,
        "addressLocality": place.city,
        "postalCode": place.postcode,
        "addressCountry": "FR",
    }
    element = {
        "id": place.place_id,
        "name": place.name,
        "geo": geo,
        "address": {key: text for key, text in address.items() if text is not None},
        "categories": _labels("kind", place.kinds),
        "services": _labels("service", place.services),
        "labels": _labels("label", place.labels),
        "status": place.status,
        "communeCode": place.commune_code,
        "positionPrecision": place.position_precision,
        "website": place.website,
        "telephone": place.phone,
        "openHoursString": place.opening_hours,
        "accessible": place.accessible,
        "operator": place.operator,
        "siren": place.siren,
        "openingYear": place.opening_year,
        "description": place.description,
        "licence": place.licence,
        "attribution": place.attribution,
        "page": place.page,
        "updatedAt": place.updated,
    }
    return {key: value for key, value in element.items() if value is not None and value != []}


def _labels(field: str, codes: Sequence[str]) -> list[str]:
    words = VOCABULARIES[field]
    return [words[code].fr if code in words else code for code in codes]


def _mediation_row(place: OpenPlace) -> dict[str, str]:
    description = place.description or ""
    others = [code for code in place.labels if code not in PROGRAMMES and code not in TRAININGS]
    return {
        "id": place.place_id,
        "pivot": place.siren or "",
        "nom": place.name,
        "commune": place.city or "",
        "code_postal": place.postcode or "",
        "code_insee": place.commune_code or "",
        "adresse": place.address or "",
        "latitude": "" if place.latitude is None else repr(place.latitude),
        "longitude": "" if place.longitude is None else repr(place.longitude),
        "typologie": _joined(KINDS, place.kinds),
        "telephone": international(place.phone or ""),
        "site_web": place.website or "",
        "horaires": place.opening_hours or "",
        "presentation_resume": description if len(description) <= SUMMARY else "",
        "presentation_detail": description if len(description) > SUMMARY else "",
        "source": place.attribution or "",
        "date_maj": place.updated or "",
        "services": _joined(SERVICES, place.services),
        "dispositif_programmes_nationaux": _joined(PROGRAMMES, place.labels),
        "formations_labels": _joined(TRAININGS, place.labels),
        "autres_formations_labels": LIST_MARK.join(_labels("label", others)),
    }


def _joined(words: Mapping[str, str], codes: Sequence[str]) -> str:
    return LIST_MARK.join(dict.fromkeys(words[code] for code in codes if code in words))


def international(phone: str) -> str:
    """A French number as the schema wants it ("+33180059880"), the overseas ones under their own code."""
    figures = "".join(figure for figure in phone if figure.isdigit())
    if phone.startswith(tuple(f"+{code}" for code in OWN_PLAN)):
        return f"+{figures}"
    if len(figures) != 10 or not figures.startswith("0"):
        return ""
    area = figures[1:4]
    code = _OVERSEAS.get(area) or _OVERSEAS_MOBILE.get(area) or "33"
    return f"+{code}{figures[1:]}"
