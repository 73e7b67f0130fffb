"""Outlines of départements and régions, for drawing maps."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from typing import TypedDict, cast

from msgspec import Struct

Ring = tuple[tuple[float, float], ...]
"""A closed line of (longitude, latitude) in degrees."""
Polygon = tuple[Ring, ...]
"""An outer ring and the holes in it."""


class _Geometry(TypedDict):
    type: str
    coordinates: list[object]


class Boundary(Struct, frozen=True):
    """The simplified outline of one area; region is the code of its région (its own, for a région)."""

    code: str
    name: str
    region: str
    polygons: tuple[Polygon, ...]


@lru_cache(maxsize=2)
def boundaries(level: str) -> tuple[Boundary, ...]:
    """The outlines of every "departement" (101) or "region" (18), in the order of their codes.

    Overseas areas are at their true places. Outlines are for drawing: a point near a border may fall outside.
    """
    file, code, name = {
        "departement": ("departements.geojson", "insee_dep", "lib_dep"),
        "region": ("regions.geojson", "insee_reg", "lib_reg"),
    }[level]
    text = resources.files("florilege.territory").joinpath("data", file).read_text(encoding="utf-8")
    outlines = [
        Boundary(
            code=str(feature["properties"][code]),
            name=str(feature["properties"][name]),
            region=str(feature["properties"]["insee_reg"]),
            polygons=_polygons(feature["geometry"]),
        )
        for feature in json.loads(text)["features"]
    ]
    return tuple(sorted(outlines, key=lambda outline: outline.code))


def _polygons(geometry: _Geometry) -> tuple[Polygon, ...]:
    if geometry["type"] == "MultiPolygon":
        return tuple(
            _polygon(polygon) for polygon in cast(list[list[list[list[float]]]], geometry["coordinates"])
        )
    return (_polygon(cast(list[list[list[float]]], geometry["coordinates"])),)


def _polygon(rings: list[list[list[float]]]) -> Polygon:
    return tuple(tuple((float(point[0]), float(point[1])) for point in ring) for ring in rings)
