"""Small inventories for tests: places of real communes, claims that look like those of the study."""

from __future__ import annotations

from collections.abc import Sequence

from florilege.ecosystem.gathering import Ecosystem, Folder, Inventory, gather
from florilege.ecosystem.mentions import Mention, PlaceClaim, PlaceSite, Source

METZ, THIONVILLE, LYON, TOULOUSE, ORLEANS, BEAUGENCY = "57463", "57672", "69123", "31555", "45234", "45028"
ACTORS = "actor,name,family,siren,source_url\n"
TIES = "actor,role,place,to_actor,start,end,source_url\n"
PAGE = "https://example.org/page"


def claim(
    place: str,
    field: str,
    value: str,
    *,
    listing: str = "pdl",
    record: str = "",
    url: str = "",
    date: str = "",
) -> PlaceClaim:
    """A claim of a place; its record has the id of the place unless another is named."""
    return PlaceClaim(place, listing, record or place, field, value, url, date, "etalab-2.0")


def site(
    place: str, commune: str = METZ, latitude: float | None = None, longitude: float | None = None
) -> PlaceSite:
    return PlaceSite(place, f"Lieu {place}", commune, latitude, longitude)


def mention(
    key: str, name: str, *, siren: str = "", commune: str = "", places: Sequence[str] = ()
) -> Mention:
    """A mention of a listing: "cvl:12/operator/x"."""
    listing, record = key.split("/")[0].split(":")
    return Mention(key, (name,), Source(listing, record), siren=siren, near=commune, places=tuple(places))


def ecosystem(
    claims: Sequence[PlaceClaim],
    *,
    actors: str = "",
    ties: str = "",
    sites: Sequence[PlaceSite] = (),
    identities: str = "",
    decisions: str = "",
) -> Ecosystem:
    """What some claims and files give; places that are named and not described stand in Metz."""
    described = {one.place_id for one in sites}
    places = [*sites, *(site(place) for place in sorted({one.place_id for one in claims} - described))]
    records = {f"{one.listing}:{one.record_id}": one.place_id for one in claims}
    inventory = Inventory(claims, places, records, listings=("pdl", "cvl", "etude2022"))
    return gather(inventory, Folder(actors, ties, identities, decisions))


def named(found: Ecosystem, name: str) -> str:
    """The id of the only actor with this name."""
    (actor,) = [one for one in found.actors if name in one.names]
    return actor.actor_id
