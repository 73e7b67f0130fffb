"""Objects of the files of maps and directories, each as a row: GeoJSON, uMap, GoGoCarto, fablabs.io, plain JSON.

A member of an object is a column; nested objects are columns with a dot ("address.postalCode"); lists of texts are
one text, their items parted by "|".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from florilege.faults import ListingRefused, Words
from florilege.listings.formats.json_items import Item, items, items_at
from florilege.listings.formats.published import (
    LATITUDE,
    LIST_MARK,
    LONGITUDE,
    MendedCell,
    PublishedRow,
    Reading,
    as_text,
    row_of,
)

LAYER = "@layer"
"""Column of a uMap row: the name of its layer."""
FEATURE_ID = "@id"
"""Column of the id that a feature bears beside its properties."""
_DEPTH = 4
_GEO = (("latitude", "longitude"), ("lat", "lng"), ("lat", "long"), ("lat", "lon"))
FEATURES = Words("une collection d’objets GeoJSON", "a GeoJSON feature collection")


def json_rows(stream: BinaryIO, *, encoding: str, member: str | None = None) -> Iterator[Reading]:
    """One row an object of a JSON file whose root is a list, or that holds the list in a member ("result.records").

    In a list at the root what is nested keeps its notation; in a member it makes columns with a dot.
    """
    if member is not None:
        yield from _rows_of_member(stream, encoding, member)
        return
    for rank, item in enumerate(items(stream, encoding=encoding), start=1):
        if not isinstance(item, Item):
            kind = "object" if item.name else type(item.value).__name__
            raise ListingRefused(
                Words("une liste d’objets", "an array of objects"), value=kind, hint=_GIVE_MEMBER
            )
        if not isinstance(item.value, dict):
            raise ListingRefused(Words("un objet", "an object"), row=rank, value=str(item.value)[:80])
        yield row_of(rank, {str(key): as_text(value) for key, value in item.value.items()})


_GIVE_MEMBER = Words(
    "si la liste est dans un membre de l’objet, donner « member » dans la version, comme « results »",
    'if the list is in a member of the object, set "member" in the version, for instance "results"',
)


def _rows_of_member(stream: BinaryIO, encoding: str, member: str) -> Iterator[Reading]:
    rank = 0
    for rank, value in enumerate(items_at(stream, encoding=encoding, path=tuple(member.split("."))), start=1):
        if not isinstance(value, dict):
            raise ListingRefused(Words("un objet", "an object"), row=rank, value=str(value)[:80])
        payload, mended = _flat(value)
        yield row_of(rank, payload, mended)
    if rank == 0:
        expected = Words(f"une liste d’objets dans « {member} »", f'an array of objects in "{member}"')
        raise ListingRefused(expected, column="member", value=member)


def geojson_rows(stream: BinaryIO, *, encoding: str) -> Iterator[Reading]:
    """One row a feature of a GeoJSON file: its properties and its point."""
    rank = 0
    held = False
    for item in items(stream, encoding=encoding, members=("features",)):
        if isinstance(item, Item) and item.member == "features":
            rank += 1
            yield _feature(item.value, rank)
        elif isinstance(item, Item) or item.name == "features":
            raise ListingRefused(FEATURES, column="features")
        held = True
    if not held:
        raise ListingRefused(FEATURES, column="features")


def _feature(feature: object, rank: int, **others: str) -> PublishedRow:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(feature, dict) or not isinstance(properties, dict):
        raise ListingRefused(Words("un objet avec ses propriétés", "a feature with properties"), row=rank)
    payload = {str(key): as_text(value) for key, value in properties.items()}
    longitude, latitude = _point(feature.get("geometry"))
    return row_of(rank, {**payload, **others, LONGITUDE: longitude, LATITUDE: latitude})


def _point(geometry: object) -> tuple[str, str]:
    """Longitude and latitude of a point; two empty texts for any other geometry, or none."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return "", ""
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        return "", ""
    return as_text(coordinates[0]), as_text(coordinates[1])


def umap_rows(stream: BinaryIO, *, encoding: str) -> Iterator[Reading]:
    """One row a feature of a uMap file (.umap), layer after layer: its properties, its point and its layer's name."""
    expected = Words("une carte uMap : des couches d’objets", "a uMap: layers of features")
    rank = 0
    held = False
    for number, item in enumerate(items(stream, encoding=encoding, members=("layers",)), start=1):
        if not isinstance(item, Item):
            if item.name in ("", "layers"):
                raise ListingRefused(expected, column="layers")
            continue
        held = True
        layer = item.value
        features = layer.get("features") if isinstance(layer, dict) else None
        if item.member != "layers" or not isinstance(layer, dict) or not isinstance(features, list):
            raise ListingRefused(expected, column="layers", row=number)
        for feature in features:
            rank += 1
            known_as = as_text(feature.get("id")) if isinstance(feature, dict) else ""
            others = {LAYER: _layer_name(layer), FEATURE_ID: known_as}
            yield _feature(feature, rank, **others)
    if not held:
        raise ListingRefused(expected, column="layers")


def _layer_name(layer: Mapping[str, object]) -> str:
    for options in ("_umap_options", "_storage"):
        found = layer.get(options)
        if isinstance(found, dict) and found.get("name"):
            return as_text(found["name"])
    return as_text(layer.get("name"))


def gogocarto_rows(stream: BinaryIO, *, encoding: str) -> Iterator[Reading]:
    """One row an element of a GoGoCarto export: a list, or what its programming interface answers (`data`)."""
    expected = Words("une liste d’éléments GoGoCarto", "a list of GoGoCarto elements")
    for rank, element in _directory(stream, encoding, ("data", "elements"), expected):
        payload, mended = _flat(element)
        latitude, longitude = _position(element)
        yield row_of(rank, {**payload, LONGITUDE: longitude, LATITUDE: latitude}, mended)


def fablabs_rows(stream: BinaryIO, *, encoding: str) -> Iterator[Reading]:
    """One row a lab of what fablabs.io answers: a list, `labs`, or `data` with attributes (JSON:API)."""
    expected = Words("une liste de fab labs", "a list of labs")
    for rank, lab in _directory(stream, encoding, ("labs", "data"), expected):
        attributes = lab.get("attributes")
        inner = (
            {**attributes, "id": lab.get("id", attributes.get("id"))} if isinstance(attributes, dict) else lab
        )
        links = inner.get("links")
        if isinstance(links, list):
            inner = {
                **inner,
                "links": [link.get("url") if isinstance(link, dict) else link for link in links],
            }
        payload, mended = _flat(inner)
        latitude, longitude = _position(inner)
        yield row_of(rank, {**payload, LONGITUDE: longitude, LATITUDE: latitude}, mended)


def _directory(
    stream: BinaryIO, encoding: str, members: tuple[str, ...], expected: Words
) -> Iterator[tuple[int, Mapping[str, object]]]:
    """The objects of a list that is the root, or one member of it."""
    rank = 0
    held = False
    for item in items(stream, encoding=encoding, members=members):
        if not isinstance(item, Item):
            if item.name == "" or item.name in members:
                raise ListingRefused(expected, column=item.name or None)
            continue
        held = True
        rank += 1
        if not isinstance(item.value, dict):
            raise ListingRefused(Words("un objet", "an object"), row=rank, value=str(item.value)[:80])
        yield rank, item.value
    if not held:
        raise ListingRefused(expected)


def _flat(value: Mapping[str, object]) -> tuple[dict[str, str], list[MendedCell]]:
    """The members of an object as columns, those of the objects within with a dot."""
    payload: dict[str, str] = {}
    mended: list[MendedCell] = []
    todo: list[tuple[str, object, int]] = [
        (str(key), inner, 1) for key, inner in reversed(list(value.items()))
    ]
    while todo:
        column, inner, depth = todo.pop()
        if isinstance(inner, dict) and inner and depth < _DEPTH:
            todo.extend((f"{column}.{key}", item, depth + 1) for key, item in reversed(list(inner.items())))
        elif isinstance(inner, list) and not any(isinstance(item, dict | list) for item in inner):
            payload[column] = LIST_MARK.join(
                _item(column, item, mended) for item in inner if item is not None
            )
        else:
            payload[column] = as_text(inner)
    return payload, mended


def _item(column: str, item: object, mended: list[MendedCell]) -> str:
    """One text of a list, in which the mark that parts the items has no place."""
    text = as_text(item)
    if LIST_MARK in text:
        mended.append(MendedCell(column, text, "mark-within-an-item", text.replace(LIST_MARK, "/")))
        text = text.replace(LIST_MARK, "/")
    return text


def _position(element: Mapping[str, object]) -> tuple[str, str]:
    """Latitude and longitude of an object that gives them as two members, at its root or under `geo`."""
    geo = element.get("geo")
    for holder in (geo, element):
        if not isinstance(holder, dict):
            continue
        for latitude, longitude in _GEO:
            if latitude in holder and longitude in holder:
                return as_text(holder[latitude]), as_text(holder[longitude])
    return "", ""
