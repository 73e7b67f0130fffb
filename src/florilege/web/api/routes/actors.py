"""Actors: who is behind the places, and how they are tied."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from florilege.ecosystem.mentions import FAMILIES, ROLES
from florilege.faults import Words
from florilege.web.api import actors as rows
from florilege.web.api import shapes
from florilege.web.api.answers import data, page_of_rows
from florilege.web.api.asked import (
    CURSOR,
    DEFAULT_LIMIT,
    FIELDS,
    FORMAT,
    LIMIT,
    SIREN,
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

router = Router(tags=["actors"])
KIND = "actors"
PLACE_KEY = keys(
    r"[A-Za-z0-9][A-Za-z0-9-]{0,39}", Words("l’identifiant d’un lieu", "the identifier of a place")
)


class ActorsAsked(BaseModel):
    """A page of actors."""

    family: Annotated[
        list[str], codes((*FAMILIES, "unknown")), Said("familles d’acteurs", "families of actors")
    ] = Field(default_factory=list)
    role: Annotated[
        list[str],
        codes(ROLES),
        Said(
            "ce que l’acteur est à un lieu ou à un autre acteur",
            "what the actor is to a place or to another actor",
        ),
    ] = Field(default_factory=list)
    place: Annotated[
        list[str],
        PLACE_KEY,
        Said("identifiants de lieux auxquels il est lié", "identifiers of places that it is tied to"),
    ] = Field(default_factory=list)
    siren: Annotated[list[str], SIREN, Said("numéros SIREN", "SIREN numbers")] = Field(default_factory=list)
    limit: Annotated[Limit, LIMIT] = DEFAULT_LIMIT
    cursor: Annotated[str, cursor_in(KIND), CURSOR] = ""
    fields: Annotated[list[str], fields_of(rows.COLUMNS), FIELDS] = Field(default_factory=list)
    format: Annotated[str, format_of((JSON, CSV)), FORMAT] = ""


@router.get(
    "/actors",
    response=shapes.ActorPage,
    operation_id="listActors",
    **described(
        Words("Les acteurs", "Actors"),
        Words(
            "Les organisations qui portent, financent, hébergent ou accompagnent les lieux ; aucune quand l’étude n’en a pas"
            " réuni.",
            "The organisations that run, fund, host or support the places; none where the study has gathered none.",
        ),
        formats=(CSV,),
    ),
)
def list_actors(request: HttpRequest, asked: Query[ActorsAsked]) -> HttpResponse:
    """A page of actors."""
    published = current()
    table = published.actors
    format_ = negotiated(request, asked.format, (JSON, CSV))
    mask = table.everything
    for name in ("family", "role", "place", "siren"):
        if values := getattr(asked, name):
            mask &= table.with_any(name, values)
    page = table.page(mask, after=asked.cursor, limit=asked.limit)
    return page_of_rows(
        request, published, table, page, kind=KIND, count=mask.bit_count(), names=asked.fields, format_=format_
    )  # fmt: skip


@router.get(
    "/actors/{actor}",
    response=shapes.WholeActor,
    operation_id="readActor",
    **described(
        Words("Un acteur", "An actor"),
        Words(
            "Un acteur par son identifiant : ce qu’il est à chaque lieu et à d’autres acteurs, et qui le dit.",
            "An actor by its identifier: what it is to each place and to other actors, and who says so.",
        ),
        refusals=("not-found",),
    ),
)
def read_actor(request: HttpRequest, actor: str) -> HttpResponse:
    """An actor with its ties."""
    published = current()
    table = published.actors
    rank = table.rank_of.get(actor)
    if rank is None:
        raise Refused(NOT_FOUND)
    return data(request, published, {**table.row(rank), "ties": rows.ties(table.things[rank])})
