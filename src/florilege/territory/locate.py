"""Where a row lies: its commune, how it was found and how sure it is, and what its position is worth.

The commune comes from the code that the row gives (former codes and municipal arrondissements resolved),
else from the postal code and the name, else from the name within the département, else from the position.
A code that a geocoder worked out from the address is believed only as far as the address agrees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    "position",
    "none",
)
PRECISIONS = ("address", "street", "locality", "centre", "contradicted", "none")
"""From the finest position to none at all; from "centre" on, nothing says where in the commune it is."""

CENTRE_METRES = 150.0
"""A position this near to its commune's centre, and that no geocoder vouches for, is that centre."""
FAR_METRES = {"metro": 20_000.0, "drom": 40_000.0, "com": 60_000.0}
"""Beyond this distance from the commune's centre, a position contradicts the address; by zone."""
FAR_METRES_GUYANE = 200_000.0
ALIKE = 85.0
"""Names of communes under one postal code that are this alike (0 to 100) are the same name, misspelt."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a record lies.

    how : one of `HOWS`; certainty : in [0, 1]; precision : one of `PRECISIONS`
    latitude, longitude : degrees, as the row says them, even when the precision says not to believe them
    arrondissement : code of the municipal arrondissement (Paris, Lyon, Marseille), or None
    """

    commune_code: str | None
    how: str
    certainty: float
    latitude: float | None
    longitude: float | None
    precision: str
    arrondissement: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says of where it lies, cleaned beforehand.

    code_declared : whether the publisher states the code, rather than a geocoder having answered it
    cities : names given to the town, the surest first
    precision : what is known of the position beforehand (`PRECISIONS`)
    vouched : whether a geocoder or a person gave that precision, so that the centre is not looked for
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


@dataclass(frozen=True, slots=True)
class _Found:
    commune: Commune
    how: str
    certainty: float
    arrondissement: str | None = None


def locate(said: Said, *, reference: Reference) -> Location:
    """The commune of a row and the worth of its position; never fails: what cannot be known is "none"."""
    named = _by_address(said, reference)
    found = _with_code(said, named, reference) or named
    if found is None and not _foreign(said, reference):
        found = _by_position(said, reference)
    precision = _precision(said, found, reference)
    if found is None:
        return Location(None, "none", 0.0, said.latitude, said.longitude, precision, None)
    district = found.arrondissement or reference.arrondissement_of(found.commune.code, said.postcode)
    return Location(
        commune_code=found.commune.code,
        how=found.how,
        certainty=found.certainty,
        latitude=said.latitude,
        longitude=said.longitude,
        precision=precision,
        arrondissement=district,
    )


def _with_code(said: Said, named: _Found | None, reference: Reference) -> _Found | None:
    """What the code gives, weighed against the address; None when it gives nothing or is not believed."""
    known = reference.current(said.code) if said.code else None
    if known is None:
        return None
    commune, how = known
    coded = _Found(commune, how, 1.0, said.code if how == "arrondissement" else None)
    agrees = named is not None and named.commune.code == commune.code
    if said.code_declared:
        return coded if named is None or agrees else replace(coded, certainty=0.8)
    if agrees:
        return replace(coded, certainty=0.99)
    if named is not None or _foreign(said, reference):
        return None
    if said.departement and said.departement != commune.departement:
        return None
    return replace(coded, certainty=0.85)


def _by_address(said: Said, reference: Reference) -> _Found | None:
    """From postal code and name, else name within the département, else the postal code alone."""
    served = reference.with_postcode(said.postcode) if said.postcode else ()
    for city in said.cities:
        exact = [commune for commune in served if commune_name(commune.name) == commune_name(city)]
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
    return _nearly(said.cities, served)


def _nearly(cities: Sequence[str], served: Sequence[Commune]) -> _Found | None:
    """Among the communes of the postal code, the one whose name is nearly that; or the only one there is."""
    for city in cities:
        ranked = sorted(
            (
                (fuzz.token_set_ratio(commune_name(city), commune_name(commune.name)), commune.code)
                for commune in served
            ),
            reverse=True,
        )
        if ranked and ranked[0][0] >= ALIKE and (len(ranked) == 1 or ranked[1][0] < ranked[0][0]):
            best = next(commune for commune in served if commune.code == ranked[0][1])
            return _Found(best, "postcode_and_name", 0.85)
    if len(served) == 1:
        return _Found(served[0], "postcode_and_name", 0.75)
    return None


def _by_position(said: Said, reference: Reference) -> _Found | None:
    """The commune whose centre is nearest: surer when the next one is much farther."""
    if said.latitude is None or said.longitude is None or said.precision in ("contradicted", "none"):
        return None
    commune, metres, next_metres = reference.nearest(said.latitude, said.longitude)
    if metres > _far(commune) or (said.departement and said.departement != commune.departement):
        return None
    return _Found(
        commune, "position", round(0.5 + 0.4 * (1.0 - metres / next_metres), 3) if next_metres else 0.5
    )


def _foreign(said: Said, reference: Reference) -> bool:
    """Whether the town named is no commune of France, with no postal code to speak for it."""
    if not said.cities or said.postcode:
        return False
    return not any(reference.knows_name(city) for city in said.cities)


def _precision(said: Said, found: _Found | None, reference: Reference) -> str:
    if said.latitude is None or said.longitude is None:
        return "none"
    if found is None:
        return "contradicted" if _foreign(said, reference) else said.precision
    centre = found.commune
    if centre.latitude is None or centre.longitude is None:
        return said.precision
    metres = great_circle(said.latitude, said.longitude, centre.latitude, centre.longitude)
    if metres > _far(centre):
        nearest, _, _ = reference.nearest(said.latitude, said.longitude)
        return said.precision if nearest.code == centre.code else "contradicted"
    if metres <= CENTRE_METRES and not said.vouched and said.precision != "none":
        return "centre"
    return said.precision


def _far(commune: Commune) -> float:
    return FAR_METRES_GUYANE if commune.departement == "973" else FAR_METRES.get(commune.zone, 20_000.0)
