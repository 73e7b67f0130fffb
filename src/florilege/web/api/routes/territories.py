"""Territories: régions, départements, groupings of communes, communes."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from florilege.faults import Words
from florilege.web.api import shapes
from florilege.web.api import territories as rows
from florilege.web.api.answers import data, page_of_rows
from florilege.web.api.asked import (
    CURSOR,
    DEFAULT_LIMIT,
    FIELDS,
    FORMAT,
    LIMIT,
    Limit,
    Said,
    codes,
    cursor_in,
    fields_of,
    format_of,
    keys,
)
from florilege.web.api.described import described
from florilege.web.api.negotiation import CSV, JSON
from florilege.web.api.negotiation import format_of as negotiated
from florilege.web.api.problems import NOT_FOUND, Refused
from florilege.web.api.published import current
from florilege.web.publication.pages.territories.known import LEVELS

router = Router(tags=["territories"])
KIND = "territories"
TERRITORY = keys(
    r"[a-z0-9][a-zA-Z0-9-]{0,29}",
    Words("la clé d’un territoire, « departement-35 »", "the key of a territory, “departement-35”"),
)


class TerritoriesAsked(BaseModel):
    """A page of territories."""

    level: Annotated[list[str], codes(LEVELS), Said("niveaux", "levels")] = Field(default_factory=list)
    within: Annotated[
        list[str],
        TERRITORY,
        Said("clés des territoires juste au-dessus", "keys of the territories right above"),
    ] = Field(default_factory=list)
    limit: Annotated[Limit, LIMIT] = DEFAULT_LIMIT
    cursor: Annotated[str, cursor_in(KIND), CURSOR] = ""
    fields: Annotated[list[str], fields_of(rows.COLUMNS), FIELDS] = Field(default_factory=list)
    format: Annotated[str, format_of((JSON, CSV)), FORMAT] = ""


@router.get(
    "/territories",
    response=shapes.TerritoryPage,
    operation_id="listTerritories",
    **described(
        Words("Les territoires", "Territories"),
        Words(
            "Chaque région, département et EPCI, et chaque commune qui a un lieu : habitants, lieux, taux avec son intervalle,"
            " pairs. Un taux inconnu est vide, jamais zéro.",
            "Each region, département and EPCI, and each commune with a place: inhabitants, places, rate with its interval,"
            " peers. An unknown rate is empty, never zero.",
        ),
        formats=(CSV,),
    ),
)
def list_territories(request: HttpRequest, asked: Query[TerritoriesAsked]) -> HttpResponse:
    """A page of territories."""
    published = current()
    table = published.territories
    format_ = negotiated(request, asked.format, (JSON, CSV))
    mask = table.everything
    for name in ("level", "within"):
        if values := getattr(asked, name):
            mask &= table.with_any(name, values)
    page = table.page(mask, after=asked.cursor, limit=asked.limit)
    return page_of_rows(
        request, published, table, page, kind=KIND, count=mask.bit_count(), names=asked.fields, format_=format_
    )  # fmt: skip


@router.get(
    "/territories/{territory}",
    response=shapes.Territory,
    operation_id="readTerritory",
    **described(
        Words("Un territoire", "A territory"),
        Words(
            "Un territoire par sa clé : « region-53 », « departement-35 », « commune-35238 », ou le SIREN d’un EPCI.",
            "A territory by its key: “region-53”, “departement-35”, “commune-35238”, or the SIREN of an EPCI.",
        ),
        refusals=("not-found",),
    ),
)
def read_territory(request: HttpRequest, territory: str) -> HttpResponse:
    """A territory."""
    published = current()
    rank = published.territories.rank_of.get(territory)
    if rank is None:
        raise Refused(NOT_FOUND)
    return data(request, published, published.territories.row(rank))
