"""Where places stand, for distances: their own position, else the centre of their commune; what stands nowhere is said."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from msgspec import Struct

from florilege.faults import Words
from florilege.territory.distance import great_circle, unit_vectors
from florilege.territory.inhabitants import Inhabitants, Points
from florilege.territory.locate import believed_within
from florilege.territory.reference import Commune, Reference

WHY_NOWHERE = {
    "unlocated": Words("ni commune ni position connues", "neither commune nor position known"),
    "at_sea": Words(
        "sa position est loin de toute commune (en mer ou à l’étranger)",
        "its position is far from any commune (at sea or abroad)",
    ),
    "no_centre": Words(
        "le centre de sa commune n’est pas dans le référentiel (collectivité d’outre-mer)",
        "the centre of its commune is not in the reference (overseas collectivity)",
    ),
}
"""Why a place stands nowhere."""


class PlaceAt(Struct, frozen=True):
    """A place, and what is known of where it is.

    commune_code : of today, former or of an arrondissement; "" where it is not known
    latitude, longitude : degrees, a position of its own; None where only the commune is known
    """

    place_id: str
    commune_code: str = ""
    latitude: float | None = None
    longitude: float | None = None


class Placed(Struct, frozen=True):
    """Places on their land.

    ids : (n,), in the order of the points; nowhere : place → key of `WHY_NOWHERE`
    brought_back : places whose position contradicts their commune, and that stand at its centre
    """

    ids: tuple[str, ...]
    points: Points
    nowhere: dict[str, str]
    brought_back: tuple[str, ...]


class _Stand(Struct, frozen=True):
    commune: Commune
    position: tuple[float, float] | None
    brought_back: bool = False


def placed(places: Iterable[PlaceAt], *, people: Inhabitants, reference: Reference) -> Placed:
    """The points of places. A position farther from its commune than `believed_within` is not believed; a place without
    a commune takes the nearest one, within that distance; it stands on the land of its commune."""
    ids: list[str] = []
    stands: list[_Stand] = []
    nowhere: dict[str, str] = {}
    for place in places:
        found = _stand(place, reference)
        if isinstance(found, str):
            nowhere[place.place_id] = found
        else:
            ids.append(place.place_id)
            stands.append(found)
    back = tuple(place_id for place_id, stand in zip(ids, stands, strict=True) if stand.brought_back)
    return Placed(tuple(ids), _points(stands, people), nowhere, back)


def _stand(place: PlaceAt, reference: Reference) -> _Stand | str:
    """The commune and the position of a place, or the key of why it stands nowhere."""
    known = reference.current(place.commune_code) if place.commune_code else None
    if place.latitude is None or place.longitude is None:
        if known is None:
            return "unlocated"
        return "no_centre" if known[0].latitude is None else _Stand(known[0], None)
    here = (place.latitude, place.longitude)
    if known is None:
        commune, metres, _ = reference.nearest(*here)
        return _Stand(commune, here) if metres <= believed_within(commune) else "at_sea"
    commune = known[0]
    if commune.latitude is None or commune.longitude is None:
        return "no_centre"
    if great_circle(*here, commune.latitude, commune.longitude) > believed_within(commune):
        return _Stand(commune, None, brought_back=True)
    return _Stand(commune, here)


def _points(stands: Iterable[_Stand], people: Inhabitants) -> Points:
    listed = list(stands)
    commune = np.array([people.index[one.commune.code] for one in listed], dtype=np.int64)
    own = np.array([one.position is not None for one in listed], dtype=np.bool_)
    vectors = people.centres.vectors[commune]  # the last of the four, its land, stays that of the commune
    stretch = np.where(own, 0.0, people.centres.stretch[commune])
    if own.any():
        degrees = np.array([one.position for one in listed if one.position is not None], dtype=np.float64)
        vectors[own, :3] = unit_vectors(degrees[:, 0], degrees[:, 1])
    return Points(vectors, stretch, commune, own)
