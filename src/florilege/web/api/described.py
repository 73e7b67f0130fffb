"""How a route is described: its words in both languages, its formats, and the refusals that it may answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from florilege.faults import Words
from florilege.web.api.asked import FRENCH
from florilege.web.api.negotiation import CSV, GEOJSON, MEDIA
from florilege.web.api.problems import MEDIA as PROBLEM
from florilege.web.api.problems import STATUSES

ALWAYS = ("parameter", "rate", "not-built")
_SAID: Mapping[str, Words] = {
    "parameter": Words(
        "Un paramètre ne convient pas : ce qui a été trouvé, ce qui était attendu, ce qui était sans doute voulu",
        "A parameter cannot be used: what was found, what was expected, what was probably meant",
    ),
    "not-found": Words("Rien de publié ne répond à cette adresse", "Nothing published is at this address"),
    "format": Words(
        "Aucun des formats de cette adresse n’est accepté", "None of the formats of this address is accepted"
    ),
    "token": Words(
        "Le jeton manque, est inconnu, a expiré ou a été retiré",
        "The token is missing, unknown, expired or withdrawn",
    ),
    "scope": Words("Le jeton ne permet pas cela", "The token does not have the scope asked for"),
    "value": Words(
        "Une correction ne peut pas être prise : champ inconnu, valeur illisible, valeur qui n’est pas montrée",
        "A correction cannot be taken: unknown field, value that cannot be read, value that is not shown",
    ),
    "rate": Words("Trop de demandes dans la minute", "Too many requests within a minute"),
    "not-built": Words("L’étude n’est pas encore construite", "The study has not been built yet"),
}
_MADE = Words(
    "Reçue : Location est l’adresse où la suivre", "Received: Location is the address where it is followed"
)
_GIVEN = Words("La réponse", "The answer")
_UNCHANGED = Words(
    "Rien de changé : ce que nomme If-None-Match ou If-Modified-Since vaut encore",
    "Not modified: what If-None-Match or If-Modified-Since names still holds",
)
_MOVED = Words(
    "Une ancienne adresse : Location est la présente", "A former address: Location is the current one"
)


def _worded(words: Words) -> dict[str, Any]:
    return {"description": words.en, FRENCH: words.fr}


def described(
    summary: Words,
    text: Words,
    *,
    formats: Sequence[str] = (),
    features: str = "",
    refusals: Sequence[str] = (),
    moves: bool = False,
    made: bool = False,
) -> dict[str, Any]:
    """The arguments of a route's decorator.

    formats : besides JSON; features : name of the form of its GeoJSON; refusals : kinds of problem besides those of all
    moves : whether it leads from a former address to the present one; made : whether it makes something
    """
    responses: dict[Any, Any] = {200: {**_worded(_GIVEN), "content": {}}}
    responses |= {201: _worded(_MADE)} if made else {304: _worded(_UNCHANGED)}
    if GEOJSON in formats:
        responses[200]["content"][MEDIA[GEOJSON]] = {"schema": {"$ref": f"#/components/schemas/{features}"}}
    if CSV in formats:
        responses[200]["content"][MEDIA[CSV]] = {"schema": {"type": "string"}}
    if moves:
        responses[301] = _worded(_MOVED)
    for kind in sorted({*ALWAYS, *refusals, *(("format",) if formats else ())}, key=STATUSES.__getitem__):
        responses[STATUSES[kind]] = {
            **_worded(_SAID[kind]),
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
