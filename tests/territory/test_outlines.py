"""Outlines for maps."""

from __future__ import annotations

import pytest

from florilege.territory.boundaries import boundaries
from florilege.territory.reference import reference


@pytest.mark.parametrize(("level", "count"), [("departement", 101), ("region", 18)])
def test_every_area_of_the_map_is_one_of_the_reference(level: str, count: int) -> None:
    known = reference().departements if level == "departement" else reference().regions
    outlines = boundaries(level)
    assert len(outlines) == count
    assert {outline.code for outline in outlines} <= set(known)
    assert {outline.region for outline in outlines} <= set(reference().regions)


@pytest.mark.parametrize("level", ["departement", "region"])
def test_every_ring_is_closed(level: str) -> None:
    for outline in boundaries(level):
        assert outline.polygons
        for polygon in outline.polygons:
            for ring in polygon:
                assert ring[0] == ring[-1]
                assert len(ring) >= 4
