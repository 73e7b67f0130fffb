"""Places written for other software: GeoJSON, GoGoCarto, uMap, the digital mediation schema.

Each function gives the same bytes for the same places. The mark "<" is written in a way that no web page takes for a
tag; a cell of CSV that looks like a formula is made harmless. What each format cannot hold is in `losses`; what one could
not take of these very places is given by `unwritten`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from florilege.listings.formats.mediation_table import mediation_table
from florilege.listings.formats.open_place import OpenPlace
from florilege.listings.formats.published import LIST_MARK
from florilege.listings.formats.unwritten import Unwritten
from florilege.listings.licences import BY_CODE
from florilege.listings.vocabulary import VOCABULARIES

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
            "licence": _page(licence),
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
    """A table that follows the national schema of digital mediation places: CSV, UTF-8, places it can hold only."""
    return mediation_table(places).as_csv()


def unwritten(format_: str, places: Sequence[OpenPlace]) -> tuple[Unwritten, ...]:
    """What one of the formats written does not take of these places: the rest is all there, but for `losses.LOST`."""
    if format_ == "mediation":
        return mediation_table(places).unwritten
    if format_ == "umap":
        return tuple(
            Unwritten(place.place_id, place.name, "latitude", "geometry", "", True, "position")
            for place in places
            if place.latitude is None or place.longitude is None
        )
    return ()


def _page(licence: str) -> str:
    """The address of the text of a licence; its code when it has none."""
    found = BY_CODE.get(licence)
    return found.page if found is not None and found.page else licence


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
    for name in OpenPlace.__struct_fields__:
        value = getattr(place, name)
        if name in ("latitude", "longitude"):
            continue
        properties[name] = (LIST_MARK.join(value) or None) if isinstance(value, tuple) else value
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
