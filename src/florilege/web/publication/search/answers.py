"""The places that answer a question, in the order that the page states; the rules of `frontend/src/offers.ts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from florilege.web.publication.pages.needs import BY_CODE
from florilege.web.publication.search.facts import Fact, Facts, Thing
from florilege.web.publication.search.gazetteer import EVERYWHERE, Where
from florilege.web.publication.search.offers import Offers
from florilege.web.publication.search.question_words import WIDENED

EARTH = 6_371_008.8
NEAREST_BEYOND = 3
CLOSED = "closed"
Ranks = NDArray[np.intp]


class Sought(Struct, frozen=True):
    """What places are sought. needs : code → services that answer it; within : kilometres, 0 where the finder chooses"""

    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    things: tuple[Thing, ...] = ()
    where: Where = EVERYWHERE
    within: int = 0
    kind: str = ""
    open: bool = False
    accessible: bool = False
    unknown: bool = False


class Answers(Struct, frozen=True):
    """The places found, as ranks.

    within : in their order, those of which nothing is known last · known : how many of them are known to answer
    beyond : the three nearest beyond, when none is within · kilometres : looked within; 0 where nothing is measured
    unknown : places within of which no source gives any service · unplaced : answer, but where they are is unknown
    named : places within of which a source names the thing asked for · nearest_named : the nearest beyond, when none is within
    metres : of every place, NaN without a point to measure from · quoted : the fact that names the thing, by place
    """

    within: Ranks
    known: int
    beyond: Ranks
    kilometres: int
    unknown: int
    unplaced: int
    named: int
    nearest_named: int | None
    metres: NDArray[np.float64]
    quoted: Mapping[int, Fact]


def narrowed(needs: Sequence[str], services: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The services that answer each need. services : of the needs of which only some answer what was said"""
    return {code: services.get(code, BY_CODE[code].services) for code in needs if code in BY_CODE}


def metres_between(
    latitude: float, longitude: float, latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Metres along the great circle (haversine; Sinnott, Sky and Telescope, 1984)."""
    turn = np.pi / 180
    chord = (
        np.sin((latitudes - latitude) * turn / 2) ** 2
        + np.cos(latitude * turn)
        * np.cos(latitudes * turn)
        * np.sin((longitudes - longitude) * turn / 2) ** 2
    )
    metres: NDArray[np.float64] = 2 * EARTH * np.arcsin(np.minimum(1, np.sqrt(chord)))
    return metres


def answers(offers: Offers, facts: Facts, sought: Sought) -> Answers:
    """The places that answer.

    First those of which a source names the thing asked for, then those that meet most needs, then the nearest, then those
    of which most listings speak, then by name. A place of which nothing is known never answers; it is counted, and
    listed last when the reader asks for it.
    """
    quoted = facts.naming(sought.things) if sought.things else {}
    named = np.zeros(len(offers.services), bool)
    named[list(quoted)] = True
    met = np.zeros(len(named), np.int16)
    for services in sought.needs.values():
        met += (offers.services & offers.bits("services", services)) != 0
    of_kind = (offers.kinds & offers.bits("kinds", sought.kinds)) != 0
    known = (offers.services != 0) | named | of_kind
    admitted = _admitted(offers, sought)
    if sought.kinds:
        admitted &= of_kind
    if sought.needs or sought.things:
        admitted &= ~known | (met > 0) | named
    metres = np.full(len(named), np.nan)
    around = sought.where.kind == "around"
    unplaced = 0
    if around:
        metres = metres_between(
            sought.where.latitude, sought.where.longitude, offers.latitude, offers.longitude
        )
        placed = ~np.isnan(metres)
        unplaced = int(np.count_nonzero(admitted & known & ~placed))
        admitted &= placed
    far = np.where(np.isnan(metres), 0.0, metres)
    kilometres = _reach(sought, far[admitted & known]) if around else 0
    near = admitted & (far <= kilometres * 1000) if around else admitted

    def ordered(chosen: NDArray[np.bool_]) -> Ranks:
        ranks = np.flatnonzero(chosen)
        return ranks[np.lexsort((-offers.sources[ranks], far[ranks], -met[ranks], ~named[ranks]))]

    found, unknown = ordered(near & known), ordered(near & ~known)
    beyond = np.flatnonzero(admitted & known & ~near)
    beyond = beyond[np.argsort(far[beyond], kind="stable")]
    names = int(np.count_nonzero(named[found]))
    return Answers(
        within=np.concatenate((found, unknown)) if sought.unknown else found,
        known=len(found),
        beyond=beyond[:NEAREST_BEYOND] if len(found) == 0 else beyond[:0],
        kilometres=kilometres,
        unknown=len(unknown),
        unplaced=unplaced,
        named=names,
        nearest_named=next((int(rank) for rank in beyond if named[rank]), None) if names == 0 else None,
        metres=metres,
        quoted=quoted,
    )


def _reach(sought: Sought, metres: NDArray[np.float64]) -> int:
    """Kilometres to look within: those asked for, else the first of which a place answers, else the last."""
    if sought.within:
        return sought.within
    nearest = float(metres.min()) if len(metres) else np.inf
    return next((one for one in WIDENED if nearest <= one * 1000), WIDENED[-1])


def _admitted(offers: Offers, sought: Sought) -> NDArray[np.bool_]:
    admitted: NDArray[np.bool_] = offers.status != offers.rank("status", CLOSED)
    if sought.open:
        admitted &= offers.status == offers.rank("status", "open")
    if sought.accessible:
        admitted &= offers.accessible == 1
    if sought.kind:
        admitted &= (offers.kinds & offers.bits("kinds", (sought.kind,))) != 0
    if sought.where.kind == "departement":
        admitted &= offers.departement == offers.rank("departement", sought.where.code)
    if sought.where.kind == "region":
        admitted &= offers.region == offers.rank("region", sought.where.code)
    return admitted
