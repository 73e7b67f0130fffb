"""Selections: the list published, the list computed, and why."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from florilege.faults import Words
from florilege.web.api import selections as rows
from florilege.web.api import shapes
from florilege.web.api.answers import data, page_of_rows
from florilege.web.api.asked import (
    CURSOR,
    DEFAULT_LIMIT,
    FIELDS,
    FORMAT,
    LIMIT,
    Flag,
    Limit,
    Said,
    codes,
    cursor_in,
    fields_of,
    format_of,
)
from florilege.web.api.described import described
from florilege.web.api.negotiation import CSV, JSON
from florilege.web.api.negotiation import format_of as negotiated
from florilege.web.api.problems import NOT_FOUND, Refused
from florilege.web.api.published import Published, current
from florilege.web.publication.contents.selection import CLASSES

router = Router(tags=["selections"])
KIND = "selection"


class ListedAsked(BaseModel):
    """A page of the places of a selection."""

    in_list: Annotated[Flag, Said("dans la liste publiée", "on the published list")] = None
    selected: Annotated[
        Flag, Said("gardé par le calcul de la sélection", "kept by the computed selection")
    ] = None
    class_: Annotated[list[str], codes(CLASSES), Said("classes", "classes")] = Field(
        default_factory=list, alias="class"
    )
    limit: Annotated[Limit, LIMIT] = DEFAULT_LIMIT
    cursor: Annotated[str, cursor_in(KIND), CURSOR] = ""
    fields: Annotated[list[str], fields_of(rows.COLUMNS), FIELDS] = Field(default_factory=list)
    format: Annotated[str, format_of((JSON, CSV)), FORMAT] = ""


@router.get(
    "/selections",
    response=shapes.Selections,
    operation_id="listSelections",
    **described(
        Words("Les sélections", "Selections"),
        Words(
            "La liste publiée et la liste calculée, avec leurs règles ; aucune avant que la sélection ne soit faite.",
            "The published list and the computed list, with their rules; none before the selection is made.",
        ),
    ),
)
def list_selections(request: HttpRequest) -> HttpResponse:
    """The selections of the study."""
    published = current()
    items = [_said(published, one) for one in published.selections.values()]
    return data(request, published, {"count": len(items), "items": items})


@router.get(
    "/selections/{selection}",
    response=shapes.Selection,
    operation_id="readSelection",
    **described(
        Words("Une sélection", "A selection"),
        Words(
            "« published » ou « computed » : combien de lieux elle garde, sa preuve, ses règles et celles qu’elle ne respecte"
            " pas.",
            "“published” or “computed”: how many places it keeps, its proof, its rules and those that it does not satisfy.",
        ),
        refusals=("not-found",),
    ),
)
def read_selection(request: HttpRequest, selection: str) -> HttpResponse:
    """A selection."""
    published = current()
    return data(request, published, _said(published, _found(published, selection)))


@router.get(
    "/selections/{selection}/places",
    response=shapes.ListedPlacePage,
    operation_id="listSelectedPlaces",
    **described(
        Words("Les lieux d’une sélection, et pourquoi", "The places of a selection, and why"),
        Words(
            "« published » : les lieux de la liste publiée ; « computed » : tous les candidats, gardés ou non. Chacun avec son"
            " rang, son taux de maintien, son score et ses raisons.",
            "“published”: the places of the published list; “computed”: every candidate, kept or not. Each with its rank, its"
            " acceptability, its score and its reasons.",
        ),
        formats=(CSV,),
        refusals=("not-found",),
    ),
)
def list_selected_places(request: HttpRequest, selection: str, asked: Query[ListedAsked]) -> HttpResponse:
    """A page of the places of a selection."""
    published = current()
    format_ = negotiated(request, asked.format, (JSON, CSV))
    table = _found(published, selection).table
    mask = table.everything
    for name, flag in (("in_list", asked.in_list), ("selected", asked.selected)):
        if flag is not None:
            mask &= table.with_any(name, ("true" if flag else "false",))
    if asked.class_:
        mask &= table.with_any("class", asked.class_)
    page = table.page(mask, after=asked.cursor, limit=asked.limit)
    return page_of_rows(
        request, published, table, page, kind=KIND, count=mask.bit_count(), names=asked.fields, format_=format_
    )  # fmt: skip


def _found(published: Published, key: str) -> rows.Selection:
    found = published.selections.get(key)
    if found is None:
        raise Refused(NOT_FOUND)
    return found


def _said(published: Published, one: rows.Selection) -> dict[str, object]:
    contents, title = published.contents, rows.TITLES[one.key]
    found = contents.selection
    assert found is not None
    return {
        "selection": one.key,
        "title": {"fr": title.fr, "en": title.en},
        "status": found.status,
        "kept": one.kept,
        "candidates": len(contents.candidates),
        "size": found.size,
        "objective": found.objective,
        "draws": found.draws,
        "seed": found.seed,
        "rules": [
            {
                "key": rule.key,
                "words": {"fr": rule.words.fr, "en": rule.words.en},
                "reason": {"fr": rule.reason.fr, "en": rule.reason.en} if rule.reason is not None else None,
                "binding": rule.binding,
                "price": rule.price,
            }
            for rule in found.rules
        ],
        "broken_rules": [{"fr": broken.fr, "en": broken.en} for broken in contents.broken_rules]
        if one.key == rows.PUBLISHED
        else [],
        "places": f"/api/v1/selections/{one.key}/places",
    }
