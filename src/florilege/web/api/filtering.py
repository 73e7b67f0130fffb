"""The places that a request asks for: one mask from all its filters, for the API and for what is embedded."""

from __future__ import annotations

from florilege.web.api.asked import ANY_OF, EITHER, PlaceFilters
from florilege.web.api.places import PlaceTable


def asked_places(places: PlaceTable, asked: PlaceFilters) -> int:
    """The mask of the places that every filter given lets through."""
    table = places.table
    mask = table.everything
    for name in ANY_OF:
        if values := getattr(asked, name):
            mask &= table.with_any(name, values)
    for name in EITHER:
        if (flag := getattr(asked, name)) is not None:
            mask &= table.with_any(name, ("true" if flag else "false",))
    if asked.bbox is not None:
        mask &= places.within(*asked.bbox)
    if asked.q:
        mask &= places.matching(asked.q)
    return mask
