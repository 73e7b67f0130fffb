"""How a route is described: its words in both languages, its formats, and the refusals that it may answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from florilege.faults import Words
from florilege.web.api.asked import FRENCH
from florilege.web.api.negotiation import CSV, GEOJSON, MEDIA
from florilege.web.api.problems import MEDIA as PROBLEM
from florilege.web.api.problems import STATUSES

ALWAYS = ("parameter", "rate", "not-built")
_SAID = {
    "parameter": "A parameter cannot be used: what was found, what was expected, what was probably meant",
    "not-found": "Nothing published answers to this address",
    "format": "None of the formats of this address is accepted",
    "token": "The token is missing, unknown, expired or withdrawn",
    "scope": "The token does not have the scope asked for",
    "rate": "Too many requests within a minute",
    "not-built": "The study has not been built yet",
}


def described(
    summary: Words,
    text: Words,
    *,
    formats: Sequence[str] = (),
    features: str = "",
    refusals: Sequence[str] = (),
    moves: bool = False,
) -> dict[str, Any]:
    """The arguments of a route's decorator.

    formats : besides JSON; features : name of the form of its GeoJSON; refusals : kinds of problem besides those of all
    moves : whether it leads from a former address to the present one
    """
    responses: dict[Any, Any] = {
        200: {"content": {}},
        304: {"description": "Not modified: what If-None-Match or If-Modified-Since names still holds"},
    }
    if GEOJSON in formats:
        responses[200]["content"][MEDIA[GEOJSON]] = {"schema": {"$ref": f"#/components/schemas/{features}"}}
    if CSV in formats:
        responses[200]["content"][MEDIA[CSV]] = {"schema": {"type": "string"}}
    if moves:
        responses[301] = {"description": "A former address: Location is the present one"}
    for kind in sorted({*ALWAYS, *refusals, *(("format",) if formats else ())}, key=STATUSES.__getitem__):
        responses[STATUSES[kind]] = {
            "description": _SAID[kind],
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    return {
        "summary": summary.en,
        "description": text.en,
        "by_alias": True,
        "openapi_extra": {
            FRENCH: {"summary": summary.fr, "description": text.fr},
            "responses": responses,
        },
    }
