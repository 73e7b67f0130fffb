"""Places, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from ninja import Query, Router
from pydantic import BaseModel, Field

from florilege.faults import Words
from florilege.listings.fields import FIELDS as FIELD_SPECS
from florilege.web.api import places as place_rows
from florilege.web.api import shapes
from florilege.web.api.answers import answer, csv_of, data, following, page_of_rows
from florilege.web.api.asked import (
    CURSOR,
    DEFAULT_LIMIT,
    FIELDS,
    FORMAT,
    LIMIT,
    Flag,
    Limit,
    PlaceFilters,
    Said,
    codes,
    cursor_in,
    fields_of,
    format_of,
)
from florilege.web.api.described import described
from florilege.web.api.filtering import asked_places
from florilege.web.api.negotiation import CSV, GEOJSON, JSON, MEDIA
from florilege.web.api.negotiation import format_of as negotiated
from florilege.web.api.problems import NOT_FOUND, Refused
from florilege.web.api.published import Published, current
from florilege.web.api.tables import Cell, as_json
from florilege.web.publication.contents.places import ClaimContent, PlaceContent, ShownValue

router = Router(tags=["places"])
KIND = "places"
CLAIM_COLUMNS = tuple(shapes.Claim.model_fields)
POSITION_LABEL = Words("position", "position")
ClaimOf = Callable[[int], ClaimContent | None]
PUBLIC_FIELDS = tuple(name for name, spec in FIELD_SPECS.items() if spec.public)


class PlacesAsked(PlaceFilters):
    """A page of places."""

    limit: Annotated[Limit, LIMIT] = DEFAULT_LIMIT
    cursor: Annotated[str, cursor_in(KIND), CURSOR] = ""
    fields: Annotated[list[str], fields_of(place_rows.COLUMNS), FIELDS] = Field(default_factory=list)
    format: Annotated[str, format_of((JSON, GEOJSON, CSV)), FORMAT] = ""


class PlaceAsked(BaseModel):
    """How a place is given."""

    format: Annotated[str, format_of((JSON, GEOJSON)), FORMAT] = ""


class ClaimsAsked(BaseModel):
    """Which claims of a place are asked for, and how."""

    field: Annotated[list[str], codes(PUBLIC_FIELDS, longest=100), Said("champs", "fields")] = Field(
        default_factory=list
    )
    shown: Annotated[Flag, Said("montrées sur la page du lieu", "shown on the page of the place")] = None
    format: Annotated[str, format_of((JSON, CSV)), FORMAT] = ""


@router.get(
    "/places",
    response=shapes.PlacePage,
    operation_id="listPlaces",
    **described(
        Words("Les lieux", "Places"),
        Words(
            "Les lieux publiés, dans l’ordre de leurs identifiants, qui ne changent jamais. Tous les filtres donnés valent"
            " ensemble ; un filtre répété demande l’une ou l’autre de ses valeurs. Un lieu qui reste pendant qu’on tourne les"
            " pages est vu une fois, et une seule, même si l’étude est reconstruite entre deux pages.",
            "The places published, in the order of their identifiers, which never change. All the filters given"
            " apply together; a repeated filter accepts any of its values. A place that stays while you page"
            " through is returned exactly once, even if the study is rebuilt between two pages.",
        ),
        formats=(GEOJSON, CSV),
        features="PlaceFeatures",
    ),
)
def list_places(request: HttpRequest, asked: Query[PlacesAsked]) -> HttpResponse:
    """A page of the places that filters leave."""
    published = current()
    places = published.places
    format_ = negotiated(request, asked.format, (JSON, GEOJSON, CSV))
    mask = asked_places(places, asked)
    page = places.table.page(mask, after=asked.cursor, limit=asked.limit)
    count = mask.bit_count()
    if format_ != GEOJSON:
        return page_of_rows(
            request, published, places.table, page, kind=KIND, count=count, names=asked.fields, format_=format_
        )  # fmt: skip
    link = following(request, KIND, page)
    features = b",".join(places.feature(rank, asked.fields) for rank in page.ranks)
    content = b'{"type":"FeatureCollection","count":%d,"next":%b,"features":[%b]}' % (
        count,
        as_json(link or None),
        features,
    )
    return answer(request, published, content, MEDIA[GEOJSON], following=link)


@router.get(
    "/places/{place}",
    response=shapes.WholePlace,
    operation_id="readPlace",
    **described(
        Words("Un lieu", "A place"),
        Words(
            "Un lieu par son identifiant ou par la fin de l’adresse de sa page : chaque champ montré, la règle qui le montre et"
            " ses sources ; les fiches dont il est fait. Une ancienne adresse mène à la présente.",
            "A place by its identifier or by the last part of its page’s address: each field shown, the rule that shows it and"
            " its sources; the records that it is made of. A former address redirects to the current one.",
        ),
        formats=(GEOJSON,),
        features="PlaceFeature",
        refusals=("not-found",),
        moves=True,
    ),
)
def read_place(request: HttpRequest, place: str, asked: Query[PlaceAsked]) -> HttpResponse:
    """A place with every field shown."""
    published = current()
    format_ = negotiated(request, asked.format, (JSON, GEOJSON))
    found = _found(published, place)
    if found is None:
        moved = published.site.moved(place)
        if moved is None:
            raise Refused(NOT_FOUND)
        return HttpResponsePermanentRedirect(f"/api/v1/places/{moved.place_id}")
    rank = published.places.table.rank_of[found.place_id]
    if format_ == GEOJSON:
        return answer(request, published, published.places.feature(rank), MEDIA[GEOJSON])
    return data(request, published, _whole(published, found, rank))


@router.get(
    "/places/{place}/claims",
    response=shapes.Claims,
    operation_id="listClaims",
    **described(
        Words("Ce qui est dit d’un lieu", "What is said about a place"),
        Words(
            "Chaque affirmation publiée : quelle source dit quoi, quand, sous quelle licence, et si la page la montre. Les"
            " champs privés et les adresses électroniques n’y sont jamais.",
            "Each claim published: which source says what, when, under which licence, and whether the page shows it. Private"
            " fields and e-mail addresses are never there.",
        ),
        formats=(CSV,),
        refusals=("not-found",),
    ),
)
def list_claims(request: HttpRequest, place: str, asked: Query[ClaimsAsked]) -> HttpResponse:
    """What is said of a place."""
    published = current()
    format_ = negotiated(request, asked.format, (JSON, CSV))
    found = _found(published, place)
    if found is None:
        raise Refused(NOT_FOUND)
    rows = [
        _claim(found, claim)
        for claim in found.claims
        if (not asked.field or claim.field in asked.field)
        and (asked.shown is None or claim.shown == asked.shown)
    ]
    if format_ == CSV:
        return answer(request, published, csv_of(CLAIM_COLUMNS, rows), MEDIA[CSV])
    return data(request, published, {"count": len(rows), "items": rows})


def _found(published: Published, key: str) -> PlaceContent | None:
    contents = published.contents
    return contents.by_id.get(key) or contents.by_slug.get(key)


def _whole(published: Published, place: PlaceContent, rank: int) -> dict[str, object]:
    by_pk = {claim.pk: claim for claim in place.claims}
    shown = [_field(value, by_pk.get) for value in place.shown.values()]
    if place.position is not None:
        shown.append(_field(place.position, by_pk.get))
    return {
        **published.places.table.row(rank),
        "fields": shown,
        "made_of": [
            {"listing": one.listing, "version": one.version, "record": one.record_id, "name": one.name}
            for one in place.records
        ],
        "former_slugs": list(place.former_slugs),
        "claims": f"/api/v1/places/{place.place_id}/claims",
    }


def _field(value: ShownValue, claim_of: ClaimOf) -> dict[str, object]:
    spec = FIELD_SPECS.get(value.field)
    label = spec.label if spec is not None else POSITION_LABEL
    sources = [claim for pk in value.claims if (claim := claim_of(pk)) is not None]
    return {
        "field": value.field,
        "label": {"fr": label.fr, "en": label.en},
        "values": list(value.values),
        "unit": value.unit or None,
        "rule": {"fr": value.rule.fr, "en": value.rule.en},
        "disagree": value.disagree,
        "sources": [
            {
                "listing": claim.listing,
                "record": claim.record_id or None,
                "url": claim.source_url or None,
                "date": claim.date or None,
                "licence": claim.licence,
            }
            for claim in sources
        ],
    }


def _claim(place: PlaceContent, claim: ClaimContent) -> dict[str, Cell]:
    return {
        "place_id": place.place_id,
        "field": claim.field,
        "value": claim.value,
        "unit": claim.unit or None,
        "source": claim.listing,
        "source_url": claim.source_url or None,
        "record": claim.record_id,
        "date": claim.date or None,
        "licence": claim.licence,
        "note": claim.note or None,
        "shown": claim.shown,
    }
