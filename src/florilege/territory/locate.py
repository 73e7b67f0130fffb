"""Where a row lies: its commune, how it was found and how sure it is, and what its position is worth.

The commune comes from the code that the row gives (former codes and municipal arrondissements resolved),
else from the postal code and the name, else from the name within the département, else from the name near the
position, else from a name that one commune of France has, else from the position alone.
A code that a geocoder worked out from the address is believed only as far as the address agrees.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz import fuzz

from florilege.territory.distance import great_circle
from florilege.territory.names import commune_name
from florilege.territory.reference import Commune, Reference

HOWS = (
    "code",
    "former_code",
    "arrondissement",
    "postcode_and_name",
    "name_and_departement",
    "name_and_position",
    "name_alone",
    "position",
    "none",
)
PRECISIONS = ("address", "street", "locality", "centre", "contradicted", "none")
"""From the finest position to none at all; from "centre" on, nothing says where in the commune it is."""

_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
CENTRE_METRES = 150.0
"""A position this near to its commune's centre, and that no geocoder vouches for, is that centre."""
FAR_METRES = {"metro": 20_000.0, "drom": 40_000.0, "com": 60_000.0}
"""Beyond this distance from the commune's centre, a position contradicts the address; by zone.

Up to it, a commune that the row names is near its position, and holds against a neighbour whose centre is nearer.
Of the 1,509 points of the national base of 2019, placed by its publisher in the outlines of communes, the nearest
centre is that of another commune for 23 %, and the right one is within 7 km for 99 %: a centre that is nearer says
little, a name within this distance says much.
"""
FAR_METRES_GUYANE = 200_000.0
CLEARLY = 4.0
"""A position lies in another commune than the one named when the centre of that other is so many times nearer: of the
points whose commune is known from outlines, 0.7 % are so much nearer to the centre of another.
"""
COMMON = 10
"""A name with whose words that many others begin ("Saint-Jean" with 155) says little by itself."""
ALIKE = 80.0
"""Names of communes under one postal code that are this alike (0 to 100) are the same name, misspelt."""


class Location(Struct, frozen=True):
    """Where a record lies.

    how : one of `HOWS`; certainty : in [0, 1]; precision : one of `PRECISIONS`
    latitude, longitude : degrees, as the row says them, even when the precision says not to believe them
    arrondissement : code of the municipal arrondissement (Paris, Lyon, Marseille), or None
    point_commune : code of another commune, the one that the position alone would give: the row names `commune_code`
    outlined : whether the publisher found the point in the outline of `point_commune`
    clearly : whether the point clearly lies in `point_commune`: in its outline, or far nearer to its centre
    """

    commune_code: str | None
    how: str
    certainty: float
    latitude: float | None
    longitude: float | None
    precision: str
    arrondissement: str | None
    point_commune: str | None = None
    outlined: bool = False
    clearly: bool = False


class Said(Struct, frozen=True):
    """What a row says of where it lies, cleaned beforehand.

    code_declared : whether the publisher states the code, rather than a geocoder having answered it
    cities : names given to the town, the surest first
    precision : what is known of the position beforehand (`PRECISIONS`)
    vouched : whether a geocoder or a person gave that precision, so that the centre is not looked for
    point_code : the commune in whose outline the publisher found the point, when it says so
    abroad : whether the town named is known to lie outside France
    """

    code: str | None = None
    code_declared: bool = True
    postcode: str | None = None
    cities: tuple[str, ...] = ()
    departement: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    precision: str = "address"
    vouched: bool = False
    point_code: str | None = None
    abroad: bool = False


class _Found(Struct, frozen=True):
    commune: Commune
    how: str
    certainty: float
    arrondissement: str | None = None


class _Elsewhere(Struct, frozen=True):
    code: str
    outlined: bool
    clearly: bool


def locate(said: Said, *, reference: Reference) -> Location:
    """The commune of a row and the worth of its position; never fails: what cannot be known is "none"."""
    if said.abroad:
        precision = "none" if said.latitude is None else "contradicted"
        return Location(None, "none", 0.0, said.latitude, said.longitude, precision, None)
    named = _by_address(said, reference) or _by_name_alone(said, reference)
    found = _with_code(said, named, reference) or named or _by_position(said, reference)
    precision = _precision(said, found, reference)
    if found is None:
        return Location(None, "none", 0.0, said.latitude, said.longitude, precision, None)
    district = found.arrondissement or reference.arrondissement_of(found.commune.code, said.postcode)
    other = _point_elsewhere(said, found, reference)
    if district is None:
        district = _district_named(said, found.commune, reference)
    return Location(
        commune_code=found.commune.code,
        how=found.how,
        certainty=found.certainty,
        latitude=said.latitude,
        longitude=said.longitude,
        precision=precision,
        arrondissement=district,
        point_commune=other.code if other else None,
        outlined=other is not None and other.outlined,
        clearly=other is not None and other.clearly,
    )


def _district_named(said: Said, commune: Commune, reference: Reference) -> str | None:
    """The municipal arrondissement of a commune that the row names ("Paris 11e"), or None."""
    found = (reference.arrondissement_named(city) for city in said.cities)
    return next(
        (code for code in found if code and reference.arrondissements[code].commune == commune.code), None
    )


def _with_code(said: Said, named: _Found | None, reference: Reference) -> _Found | None:
    """What the code gives, weighed against the address; None when it gives nothing or is not believed."""
    known = reference.current(said.code) if said.code else None
    if known is None:
        return None
    commune, how = known
    coded = _Found(commune, how, 1.0, said.code if how == "arrondissement" else None)
    agrees = named is not None and named.commune.code == commune.code
    serves = said.postcode is not None and commune in reference.with_postcode(said.postcode)
    if said.code_declared:
        return coded if named is None or agrees else replace(coded, certainty=0.8)
    if agrees:
        return replace(coded, certainty=0.99)
    if serves and (named is None or named.how == "name_and_departement"):
        return replace(coded, certainty=0.9)
    if named is not None and named.how == "name_and_position" and said.point_code:
        # The postal town of a suburb: where the geocoder and the outline of the publisher agree, it is only that.
        around = reference.current(said.point_code)
        if around is not None and around[0].code == commune.code:
            return replace(coded, certainty=0.7)
    if named is not None or (said.departement and said.departement != commune.departement):
        return None
    if not said.cities or is_named(commune, said.cities):
        return replace(coded, certainty=0.9)
    return (
        None
        if math.inf > _metres(said, commune) > believed_within(commune)
        else replace(coded, certainty=0.7)
    )


def _by_address(said: Said, reference: Reference) -> _Found | None:
    """From postal code and name, else name within the département or near the position, else the postal code alone."""
    served = reference.with_postcode(said.postcode) if said.postcode else ()
    for city in said.cities:
        bare = commune_name(city)
        exact = [commune for commune in served if reference.bare_name(commune.code) == bare]
        if len(exact) == 1:
            return _Found(exact[0], "postcode_and_name", 0.98)
    departements = reference.departements_of_postcode(said.postcode) if said.postcode else ()
    if not departements and said.departement:
        departements = (said.departement,)
    for city in said.cities:
        homonyms = [commune for code in departements for commune in reference.named(city, code)]
        among_served = [commune for commune in homonyms if commune in served]
        if len(among_served) == 1:
            return _Found(among_served[0], "postcode_and_name", 0.95)
        if len(homonyms) == 1:
            return _Found(homonyms[0], "name_and_departement", 0.85 if served else 0.92)
    found = _nearly(said.cities, served, reference) or _near_the_position(said, reference)
    if found is None and len(served) == 1:
        return _Found(served[0], "postcode_and_name", 0.75)
    return found


def _nearly(cities: Sequence[str], served: Sequence[Commune], reference: Reference) -> _Found | None:
    """Among the communes of the postal code, the one whose name is nearly that."""
    for city in cities:
        bare = commune_name(city)
        begun = [one for one in served if reference.bare_name(one.code).startswith(f"{bare} ")]
        if len(begun) == 1:
            return _Found(begun[0], "postcode_and_name", 0.9)
        ranked = sorted(
            (
                (fuzz.token_set_ratio(bare, reference.bare_name(commune.code)), commune.code)
                for commune in served
            ),
            reverse=True,
        )
        if ranked and ranked[0][0] >= ALIKE and (len(ranked) == 1 or ranked[1][0] < ranked[0][0]):
            best = next(commune for commune in served if commune.code == ranked[0][1])
            return _Found(best, "postcode_and_name", 0.85)
    return None


def _near_the_position(said: Said, reference: Reference) -> _Found | None:
    """The commune that the row names, when it is near the row's position: of those of one name the nearest, in the
    département that the row states when one of them is there.

    Else the only one near whose name begins so: "Brive" is Brive-la-Gaillarde there, "Cesson" is Cesson-Sévigné near
    Rennes although another commune is called Cesson.
    """
    if said.precision in ("contradicted", "none"):
        return None
    cities = _spellings(said.cities)
    for city in cities:
        near = [one for one in reference.everywhere(city) if _metres(said, one) <= believed_within(one)]
        stated = [one for one in near if said.departement in (None, one.departement)]
        if near:
            commune = min(stated or near, key=lambda one: (_metres(said, one), one.code))
            return _Found(commune, "name_and_position", 0.9 if stated else 0.6)
    for city in cities:
        begun = [one for one in reference.beginning(city) if _metres(said, one) <= believed_within(one)]
        if len(begun) == 1 and said.departement in (None, begun[0].departement):
            return _Found(begun[0], "name_and_position", 0.8)
    return None


def _by_name_alone(said: Said, reference: Reference) -> _Found | None:
    """The only commune of France that has the name, for a row whose postal code says nothing.

    It holds against a position that is far from it, unless so many names begin with its words that it may be that of a
    quarter ("Saint-Jean" in Ajaccio): of 47 such rows of the six listings whose postal code tells, the name was right
    42 times, and near the five others is a commune whose name begins so (`_near_the_position` has them).
    """
    if said.postcode is not None and reference.departements_of_postcode(said.postcode):
        return None
    for city in _spellings(said.cities):
        homonyms = reference.everywhere(city)
        if len(homonyms) == 1 and said.departement in (None, homonyms[0].departement):
            common = len(reference.beginning(city)) >= COMMON
            if math.inf > _metres(said, homonyms[0]) > believed_within(homonyms[0]):
                return None if common else _Found(homonyms[0], "name_alone", 0.6)
            return _Found(homonyms[0], "name_alone", 0.6 if common else 0.8)
    return None


def _spellings(cities: Sequence[str]) -> tuple[str, ...]:
    """The names given to the town, then the same without a remark in brackets: "Pessac (33)"."""
    bare = (_ASIDE.sub("", city) for city in cities)
    return tuple(dict.fromkeys((*cities, *(city for city in bare if city))))


def _by_position(said: Said, reference: Reference) -> _Found | None:
    """The commune that the publisher found round the point, else the one whose centre is nearest.

    With a postal code that is known, only the communes that it serves. Surer when the next centre is much farther.
    """
    if said.latitude is None or said.longitude is None or said.precision in ("contradicted", "none"):
        return None
    around = reference.current(said.point_code) if said.point_code else None
    served = reference.with_postcode(said.postcode) if said.postcode else ()
    if served:
        metres, code = min((_metres(said, commune), commune.code) for commune in served)
        near = reference.communes[code]
        return _Found(near, "position", 0.8) if metres <= believed_within(near) else None
    if around is not None:
        commune, how = around
        return _Found(
            commune,
            "position",
            0.9 if not said.cities or is_named(commune, said.cities) else 0.6,
            said.point_code if how == "arrondissement" else None,
        )
    commune, metres, next_metres = reference.nearest(said.latitude, said.longitude)
    if metres > believed_within(commune) or (said.departement and said.departement != commune.departement):
        return None
    return _Found(
        commune, "position", round(0.5 + 0.4 * (1.0 - metres / next_metres), 3) if next_metres else 0.5
    )


def _point_elsewhere(said: Said, found: _Found, reference: Reference) -> _Elsewhere | None:
    """The commune that the position alone would give, where the row names another one near it; None where both agree."""
    alone = commune_of_position(said, reference=reference)
    if found.how != "name_and_position" or alone is None or alone[0].code == found.commune.code:
        return None
    commune, outlined = alone
    nearer = CLEARLY * _metres(said, commune) < _metres(said, found.commune)
    return _Elsewhere(commune.code, outlined, outlined or nearer)


def commune_of_position(said: Said, *, reference: Reference) -> tuple[Commune, bool] | None:
    """The commune that the position alone would give, and whether the publisher found the point in its outline, rather
    than its centre being the nearest; None without a position.
    """
    if said.latitude is None or said.longitude is None:
        return None
    around = reference.current(said.point_code) if said.point_code else None
    if around is not None:
        return around[0], True
    commune, metres, _ = reference.nearest(said.latitude, said.longitude)
    return (commune, False) if metres <= believed_within(commune) else None


def _metres(said: Said, commune: Commune) -> float:
    """From the row's position to the centre of a commune; infinite when one of them is not known."""
    if None in (said.latitude, said.longitude, commune.latitude, commune.longitude):
        return math.inf
    return great_circle(said.latitude, said.longitude, commune.latitude, commune.longitude)  # type: ignore[arg-type]


def _likeness(city: str, commune: Commune) -> float:
    return fuzz.token_set_ratio(commune_name(city), commune_name(commune.name))


def is_named(commune: Commune, cities: Sequence[str]) -> bool:
    """Whether one of the names given to a town is that of a commune, or nearly."""
    return any(_likeness(city, commune) >= ALIKE for city in cities)


def _precision(said: Said, found: _Found | None, reference: Reference) -> str:
    if said.latitude is None or said.longitude is None:
        return "none"
    if found is None:
        served = reference.with_postcode(said.postcode) if said.postcode else ()
        astray = bool(served) and all(_metres(said, commune) > believed_within(commune) for commune in served)
        return "contradicted" if astray else said.precision
    metres = _metres(said, found.commune)
    if metres == math.inf:
        return said.precision
    if metres > believed_within(found.commune):
        nearest, _, _ = reference.nearest(said.latitude, said.longitude)
        return said.precision if nearest.code == found.commune.code else "contradicted"
    if metres <= CENTRE_METRES and not said.vouched and said.precision != "none":
        return "centre"
    return said.precision


def believed_within(commune: Commune) -> float:
    """Metres from its commune's centre beyond which a position contradicts the commune that a row names."""
    return FAR_METRES_GUYANE if commune.departement == "973" else FAR_METRES.get(commune.zone, 20_000.0)
