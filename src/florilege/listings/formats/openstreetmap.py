"""Objects of OpenStreetMap as Overpass answers them in JSON, each as a row; the data are under ODbL 1.0.

Format: https://wiki.openstreetmap.org/wiki/Overpass_API/Overpass_QL (out:json). Ask for `out center;` so that ways
and relations have a point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from florilege.faults import ListingRefused, Words
from florilege.listings.formats.json_items import Item, items
from florilege.listings.formats.published import LATITUDE, LONGITUDE, BadRow, Reading, as_text, row_of

OSM_ID, OSM_TYPE, OSM_DATE, OSM_POSITION = "@id", "@type", "@timestamp", "@position"
"""Columns beside the tags: `node/123`, node, way or relation, time of the last change, where the point comes from."""
LICENCE = "ODbL-1.0"
_TYPES = ("node", "way", "relation")


def osm_rows(stream: BinaryIO, *, encoding: str) -> Iterator[Reading]:
    """One row an object that has tags: its tags, `node/123` as "@id", its point or the centre that is given.

    An object without tags draws a way and is no row. Raises ListingRefused when the server says that its answer is
    not whole.
    """
    expected = Words("des objets d’OpenStreetMap (« elements »)", "OpenStreetMap objects (“elements”)")
    rank = 0
    held = False
    for item in items(stream, encoding=encoding, members=("elements",)):
        if not isinstance(item, Item):
            if item.name in ("", "elements"):
                raise ListingRefused(expected, column="elements")
            if item.name == "remark" and "error" in as_text(item.value).lower():
                whole = Words("une réponse entière du serveur", "a complete server response")
                raise ListingRefused(whole, column="remark", value=as_text(item.value)[:200])
            continue
        if item.member != "elements":
            raise ListingRefused(expected, column="elements")
        held = True
        rank += 1
        if not isinstance(item.value, dict):
            raise ListingRefused(Words("un objet", "an object"), row=rank, value=str(item.value)[:80])
        row = _row(item.value, rank)
        if row is not None:
            yield row
    if not held:
        raise ListingRefused(expected, column="elements")


def _row(element: Mapping[str, object], rank: int) -> Reading | None:
    kind, number, tags = element.get("type"), element.get("id"), element.get("tags")
    if kind not in _TYPES or isinstance(number, bool) or not isinstance(number, int):
        return BadRow(rank, "", "id", f"{as_text(kind)}/{as_text(number)}"[:80], "not-an-osm-object")
    if not isinstance(tags, dict) or not tags:
        return None
    latitude, longitude, where = _point(element)
    payload = {str(key): as_text(value) for key, value in tags.items()}
    own = {
        OSM_ID: f"{kind}/{number}",
        OSM_TYPE: str(kind),
        OSM_DATE: as_text(element.get("timestamp")),
        OSM_POSITION: where,
        LONGITUDE: longitude,
        LATITUDE: latitude,
    }
    return row_of(rank, {**payload, **own})


def _point(element: Mapping[str, object]) -> tuple[str, str, str]:
    """Latitude, longitude and what they are: the point itself, the centre given, or the middle of the frame."""
    centre, bounds = element.get("center"), element.get("bounds")
    for holder, where in ((element, "point"), (centre, "center")):
        if isinstance(holder, dict) and "lat" in holder and "lon" in holder:
            return as_text(holder["lat"]), as_text(holder["lon"]), where
    if isinstance(bounds, dict):
        sides = [bounds.get(side) for side in ("minlat", "maxlat", "minlon", "maxlon")]
        known = [float(side) for side in sides if isinstance(side, float)]
        if len(known) == len(sides):
            south, north, west, east = known
            return str(round((south + north) / 2, 7)), str(round((west + east) / 2, 7)), "bounds"
    return "", "", ""
