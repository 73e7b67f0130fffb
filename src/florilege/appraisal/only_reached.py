"""Inhabitants whom no other place serves: what a territory would lose without a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from florilege.territory.inhabitants import inhabitants
from florilege.territory.place_points import PlaceAt, placed
from florilege.territory.reference import Reference
from florilege.territory.road_distances import GreatCircle, Spans, spans

WITHIN_KM = 30.0
"""Road kilometres."""


def only_reached(
    places: Sequence[PlaceAt], offers: Mapping[str, Sequence[str]], *, reference: Reference
) -> dict[str, tuple[float, float]]:
    """Place → thousands of inhabitants within `WITHIN_KM` to whom no other place offers one at least of the things that it
    offers, at least and at most. offers : place → what may liken it to another (`surroundings.comparable`)

    A place that stands nowhere, or of which nobody says what it offers, is left out: unknown. An inhabitant counts once,
    however many things the place alone offers there.
    """
    people = inhabitants(reference)
    known = placed(
        [place for place in places if offers.get(place.place_id)], people=people, reference=reference
    )
    near = spans(known.points, people.centres, WITHIN_KM, distances=GreatCircle())
    size = len(people.communes)
    alone = np.zeros((2, len(near.place)), dtype=np.bool_)
    for members in _by_offer(known.ids, offers):
        offering = np.zeros(len(known.ids), dtype=np.bool_)
        offering[members] = True
        pairs = np.flatnonzero(offering[near.place])
        alone[:, pairs] |= _alone(near, pairs, size)
    thousands = [
        np.bincount(near.place[which], weights=people.people[near.commune[which]], minlength=len(known.ids))
        / 1000
        for which in alone
    ]
    return {
        place_id: (float(thousands[0][at]), float(thousands[1][at])) for at, place_id in enumerate(known.ids)
    }


def _by_offer(ids: Sequence[str], offers: Mapping[str, Sequence[str]]) -> list[NDArray[np.int64]]:
    members: dict[str, list[int]] = defaultdict(list)
    for at, place_id in enumerate(ids):
        for offer in set(offers[place_id]):
            members[offer].append(at)
    return [np.array(members[offer], dtype=np.int64) for offer in sorted(members)]


def _alone(near: Spans, pairs: NDArray[np.int64], size: int) -> NDArray[np.bool_]:
    """(2, pairs): whether the place of a pair is, among those of these pairs, the only one to reach the commune: surely,
    perhaps."""
    commune = near.commune[pairs]
    surely = near.most[pairs] <= WITHIN_KM
    maybe_count = np.bincount(commune, minlength=size)
    sure_count = np.bincount(commune[surely], minlength=size)
    return np.stack((surely & (maybe_count[commune] == 1), sure_count[commune] == surely))
