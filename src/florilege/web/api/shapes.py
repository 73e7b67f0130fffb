"""The forms of answers, for the OpenAPI file and for whoever checks answers against it.

Answers themselves are written from the tables: nothing is built and checked again at each request.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from florilege.web.api import actors, places, selections, territories
from florilege.web.api.asked import Said
from florilege.web.api.tables import Column

_TYPES: dict[str, Any] = {"text": str, "texts": list[str], "whole": int, "number": float, "flag": bool}


class Closed(Schema):
    """A form that has no other part than those said."""

    model_config = ConfigDict(extra="forbid")


def row(name: str, columns: Sequence[Column[Any]], without: Sequence[str] = ()) -> type[Closed]:
    """The form of a row: no part is required, since `fields` may ask for any of them."""
    parts: dict[str, Any] = {}
    for one in columns:
        if one.name not in without:
            kind = _TYPES[one.kind]
            # "class" is no name of Python's: the parts are named by what JSON calls them
            parts[f"{one.name}_" if one.name == "class" else one.name] = (
                Annotated[kind if one.always else kind | None, Said(one.meaning.fr, one.meaning.en)],
                Field(None, alias=one.name if one.name == "class" else None),
            )
    return create_model(name, __base__=Closed, **parts)


def page(name: str, items: type[Schema]) -> type[Closed]:
    """The form of a page of rows."""
    parts: dict[str, Any] = {
        "count": (Annotated[int, Said("lignes que les filtres laissent, sur toutes les pages", "rows that the filters leave, over all pages")], ...),
        "items": (list[items], ...),  # type: ignore[valid-type]
        "next": (Annotated[str | None, Said("adresse de la page suivante ; null à la dernière", "address of the next page; null on the last")], ...),
    }  # fmt: skip
    return create_model(name, __base__=Closed, **parts)


Place = row("Place", places.COLUMNS)
PlacePage = page("PlacePage", Place)
Territory = row("Territory", territories.COLUMNS)
TerritoryPage = page("TerritoryPage", Territory)
Actor = row("Actor", actors.COLUMNS)
ActorPage = page("ActorPage", Actor)
ListedPlace = row("ListedPlace", selections.COLUMNS)
ListedPlacePage = page("ListedPlacePage", ListedPlace)
PlaceProperties = row("PlaceProperties", places.COLUMNS, without=("latitude", "longitude"))


class Point(Closed):
    """A point of GeoJSON: longitude, latitude, in degrees (WGS 84)."""

    type: Literal["Point"]
    coordinates: list[float] = Field(..., min_length=2, max_length=2)


class PlaceFeature(Closed):
    """A place as a GeoJSON feature (RFC 7946); its geometry is null where no position is known."""

    type: Literal["Feature"]
    id: str
    geometry: Point | None
    properties: PlaceProperties  # type: ignore[valid-type]


class PlaceFeatures(Closed):
    """A page of places as a GeoJSON feature collection."""

    type: Literal["FeatureCollection"]
    count: int
    next: str | None
    features: list[PlaceFeature]


class Title(Closed):
    """A text in both languages."""

    fr: str
    en: str


class PlaceSource(Closed):
    """What a value rests on."""

    listing: str
    record: str | None
    url: str | None
    date: str | None
    licence: str


class ShownField(Closed):
    """A field of a place: what is shown, by which rule, from which sources, and whether others differ."""

    field: str
    label: Title
    values: list[str | int | float | bool]
    unit: str | None
    rule: Title
    disagree: bool
    sources: list[PlaceSource]


class PlaceRecord(Closed):
    """A record of a listing that makes a place."""

    listing: str
    version: str
    record: str
    name: str


WholePlace = create_model(
    "WholePlace", __base__=Place, fields=(list[ShownField], ...), made_of=(list[PlaceRecord], ...),
    former_slugs=(list[str], ...), claims=(str, ...),
)  # fmt: skip


class Claim(Closed):
    """One value of one field, as one source says it."""

    place_id: str
    field: str
    value: str
    unit: str | None
    source: str
    source_url: str | None
    record: str
    date: str | None
    licence: str
    note: str | None
    shown: bool


class Claims(Closed):
    """What is said of a place, as stored order gives it."""

    count: int
    items: list[Claim]


class Version(Closed):
    """A dated state of a listing."""

    date: str
    rows: int
    cleaned: int
    refused: int
    current: bool
    sha256: str


class Listing(Closed):
    """A published list of places that the study reads."""

    listing: str
    title: Title
    publisher: str
    url: str | None
    licence: str
    attribution: str
    area: str | None
    records: int
    places: int
    shared: Annotated[
        int, Said("lieux que d’autres recensements citent aussi", "places that other listings mention too")
    ]
    versions: list[Version]  # fmt: skip


class Listings(Closed):
    """The listings of the study, in its order."""

    count: int
    items: list[Listing]


class TieSource(Closed):
    """Who says so."""

    listing: str
    url: str | None
    date: str | None
    licence: str | None


class Tie(Closed):
    """What an actor is to a place or to another actor."""

    actor_id: str
    role: str
    place_id: str | None
    to_actor: str | None
    start: str | None
    end: str | None
    share: str | None
    sources: list[TieSource]


WholeActor = create_model("WholeActor", __base__=Actor, ties=(list[Tie], ...))


class Rule(Closed):
    """A rule of balance of the selection."""

    key: str
    words: Title
    reason: Title | None
    binding: bool
    price: float | None


class Selection(Closed):
    """A selection: how many it keeps, its proof, its rules."""

    selection: Literal["published", "computed"]
    title: Title
    status: str
    kept: int
    candidates: int
    size: int
    objective: float | None
    draws: int | None
    seed: int | None
    rules: list[Rule]
    broken_rules: list[Title]
    places: str


class Selections(Closed):
    """The selections of the study."""

    count: int
    items: list[Selection]


class Edition(Closed):
    """A state of the study as it is published."""

    edition: str
    study: str
    title: Title
    finished: str | None
    places: int
    in_scope: int
    in_list: int
    listings: list[str]
    current: bool


class Editions(Closed):
    """The editions that can be read."""

    count: int
    items: list[Edition]


class File(Closed):
    """A file of open data of an edition."""

    name: str
    address: str
    bytes: int
    rows: int | None
    sha256: str
    licences: list[str]
    meaning: Title


class WholeEdition(Edition):
    """An edition with its files."""

    files: list[File]


class Study(Closed):
    """What is published, and where to read it."""

    study: str
    title: Title
    counts: dict[str, int]
    addresses: dict[str, str]
    licences: list[str]
    attributions: dict[str, str]


class GogoCartoPoint(Closed):
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


class GogoCartoAddress(Closed):
    """Where a place is; what is unknown is left out."""

    streetAddress: str = ""  # noqa: N815  # the names of GoGoCarto
    addressLocality: str = ""  # noqa: N815
    postalCode: str = ""  # noqa: N815
    addressCountry: str  # noqa: N815


class GogoCartoElement(Schema):
    """A place as an element of GoGoCarto; what is unknown is left out."""

    id: str
    name: str
    geo: GogoCartoPoint | None = None
    address: GogoCartoAddress
    categories: list[str] = Field([])
    services: list[str] = Field([])
    labels: list[str] = Field([])


class GogoCarto(Closed):
    """What a GoGoCarto directory answers."""

    licence: str
    ontology: Literal["gogofull"]
    data: list[GogoCartoElement]


class TokenSaid(Closed):
    """What a token may do, and until when."""

    name: str
    scopes: list[str]
    expires: str


class ProposedLine(Closed):
    """One value of a proposal, and what the team answered."""

    field: str
    wrong: str | None
    right: str | None
    state: Literal["waiting", "accepted", "refused"]
    reason: str | None


class Proposed(Closed):
    """Corrections that a program proposed."""

    correction: str
    place_id: str
    state: Literal["waiting", "answered"]
    sent: str | None
    source_url: str
    address: str
    lines: list[ProposedLine]


class Fault(Closed):
    """A parameter that cannot be used."""

    parameter: str
    found: str
    expected: str
    nearest: str | None = None


class Problem(Closed):
    """What is refused, and why (RFC 9457), in the language of Accept-Language, French by default."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] | None = None
