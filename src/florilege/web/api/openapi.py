"""The OpenAPI 3.1 file: what django-ninja says of the routes, completed, in one language.

Ninja gives paths, parameters and the forms of JSON answers. What it leaves out is added here: the headers that every answer
has, the forms that no route of its own bears, examples that answer, and the French of each description.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from florilege.faults import Words
from florilege.web.api import shapes
from florilege.web.api.asked import FRENCH
from florilege.web.api.published import Published
from florilege.web.api.v1 import API, PREFIX

Document = dict[str, Any]
TITLE = Words("Florilège : lire une étude", "Florilège: reading a study")
ABOUT = Words(
    "Tout ce que publient les pages d’une étude, pour des programmes : lieux, affirmations, recensements, territoires, acteurs,"
    " sélections. Lire ne demande pas de jeton. Les lignes viennent page par page, dans l’ordre de clés qui ne changent jamais :"
    " suivre « next » jusqu’à null. Chaque réponse a une étiquette (ETag) : la renvoyer dans If-None-Match épargne ce qui n’a pas"
    " changé. Un refus est un problème (RFC 9457) dans la langue d’Accept-Language. Chaque valeur garde la licence de sa source.",
    "All that the pages of a study publish, for programs: places, claims, listings, territories, actors,"
    " selections. Reading needs no token. Rows come page by page, in the order of keys that never change: follow"
    " “next” until null. Each answer"
    " has a tag (ETag): sending it back in If-None-Match avoids fetching what has not changed. A refusal is a problem (RFC 9457) in the"
    " language of Accept-Language. Each value keeps the licence of its source.",
)
TAGS: Mapping[str, Words] = {
    "study": Words("L’étude, ses recensements, ses éditions", "The study, its listings, its editions"),
    "places": Words("Les lieux et ce qui en est dit", "Places and what is said about them"),
    "territories": Words("Les territoires", "Territories"),
    "actors": Words("Qui est derrière les lieux", "Who is behind the places"),
    "selections": Words("Ce que l’étude garde, et pourquoi", "What the study keeps, and why"),
    "exports": Words("Pour d’autres logiciels", "For other software"),
    "corrections": Words("Proposer une correction", "Proposing a correction"),
    "token": Words("Pour les programmes qui écrivent", "For programs that write"),
}
_HEADERS: Mapping[str, tuple[Words, Mapping[str, Any]]] = {
    "ETag": (Words("étiquette de la réponse", "tag of the answer"), {"type": "string"}),
    "Last-Modified": (
        Words("fin de la dernière étape de l’étude ; absent où elle est inconnue", "end of the last step of the study; absent where unknown"),
        {"type": "string"},
    ),
    "Link": (Words("la page suivante (rel=\"next\"), s’il y en a une", "the next page (rel=\"next\"), if any"), {"type": "string"}),
    "RateLimit-Limit": (Words("demandes d’une minute", "requests of a minute"), {"type": "integer"}),
    "RateLimit-Remaining": (Words("ce qu’il en reste", "what is left of them"), {"type": "integer"}),
    "RateLimit-Reset": (Words("secondes jusqu’à la minute suivante", "seconds until the next minute"), {"type": "integer"}),
}  # fmt: skip
_KEYS: Mapping[str, Words] = {
    "place": Words("identifiant du lieu, ou fin de l’adresse de sa page", "identifier of the place, or last part of its page’s address"),
    "territory": Words("clé du territoire", "key of the territory"),
    "actor": Words("identifiant de l’acteur", "identifier of the actor"),
    "listing": Words("clé du recensement", "key of the listing"),
    "selection": Words("« published » ou « computed »", "“published” or “computed”"),
    "correction": Words("identifiant que donne la réponse à la proposition", "identifier that the answer to the proposal gives"),
    "edition": Words("« current », ou le nom de l’édition servie", "“current”, or the name of the edition that is served"),
}  # fmt: skip
"""What each part of an address is."""
_UNBORNE = (shapes.PlaceFeature, shapes.PlaceFeatures, shapes.Problem)
"""Forms that no route gives to ninja."""
_REFERENCE = "#/components/schemas/{model}"
_WITH_COMMAS = "fields"
_OF_PARAMETERS = ("Asked", "Filters")
"""How the forms end that ninja reads parameters by: each parameter is said where it stands."""


def document(language: str, examples: Mapping[str, str]) -> Document:
    """The OpenAPI file in a language. examples : path parameter → a value that is found"""
    made: Document = json.loads(_of_language(language))
    for operations in made["paths"].values():
        for operation in operations.values():
            for one in operation["parameters"]:
                if one["in"] == "path" and one["name"] in examples:
                    one["example"] = examples[one["name"]]
    return made


def examples_of(published: Published) -> Mapping[str, str]:
    """A value of each path parameter that is found in a state of the study; the parameters of what it lacks have none."""
    contents = published.contents
    shown = contents.kept[0] if contents.kept else next(iter(contents.places), None)
    territory = next(iter(published.site.shared.territories.by_key), None)
    found = {
        "place": shown.place_id if shown is not None else None,
        "territory": territory,
        "actor": next(iter(contents.ecosystem.by_id), None),
        "listing": next(iter(contents.by_listing), None),
        "selection": next(iter(published.selections), None),
        "edition": "current",
    }
    return {name: value for name, value in found.items() if value is not None}


@cache
def _of_language(language: str) -> str:
    said: Document = json.loads(json.dumps(API.get_openapi_schema(path_prefix=PREFIX)))
    said["info"] = {
        "title": TITLE.in_language(language),
        "version": API.version,
        "description": ABOUT.in_language(language),
        "license": {"name": "MIT", "identifier": "MIT"},
    }
    said["servers"] = [{"url": "/"}]
    used = {one["tags"][0] for operations in said["paths"].values() for one in operations.values()}
    said["tags"] = [
        {"name": name, "description": words.in_language(language)} for name, words in TAGS.items() if name in used
    ]  # fmt: skip
    _, forms = models_json_schema(
        [(model, "serialization") for model in _UNBORNE], by_alias=True, ref_template=_REFERENCE
    )
    named = {**said["components"]["schemas"], **forms["$defs"]}
    said["components"]["schemas"] = {
        name: form for name, form in named.items() if not name.endswith(_OF_PARAMETERS)
    }
    said["components"]["headers"] = {
        name: {"description": words.in_language(language), "schema": dict(schema)}
        for name, (words, schema) in _HEADERS.items()
    }
    for operations in said["paths"].values():
        for operation in operations.values():
            _complete(operation)
    return json.dumps(_in_language(said, language), ensure_ascii=False)


def _complete(operation: Document) -> None:
    """What ninja leaves out of an operation: headers, commas in `fields`, a security that is asked for."""
    for one in operation["parameters"]:
        one.pop("examples", None)
        if one["schema"].get("default", "x") in (None, ""):  # "not asked" is no value that could be sent
            del one["schema"]["default"]
        words = _KEYS.get(one["name"]) if one["in"] == "path" else None
        if words is not None:
            one["schema"]["format"] = f"key-{one['name']}"
            one |= {"description": words.en, FRENCH: words.fr}
        for key in ("description", FRENCH):  # said where the parameter is, once
            if key in one["schema"]:
                one[key] = one["schema"].pop(key)
        if one["name"] == _WITH_COMMAS:
            one["style"], one["explode"] = "form", False
    for status, response in operation["responses"].items():
        names = ("ETag", "Last-Modified", "Link") if status == "200" and "security" not in operation else ()
        response["headers"] = {
            name: {"$ref": f"#/components/headers/{name}"}
            for name in (*names, "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
        }


def _in_language(part: Any, language: str) -> Any:
    """A part of the file with its descriptions in one language, and without the names that pydantic makes up."""
    if isinstance(part, list):
        return [_in_language(one, language) for one in part]
    if not isinstance(part, dict):
        return part
    said = part.get(FRENCH)
    kept = {
        key: _in_language(value, language)
        for key, value in part.items()
        if key != FRENCH and not (key == "title" and isinstance(value, str) and "version" not in part)
    }
    if language == "fr" and isinstance(said, str):
        kept["description"] = said
    elif language == "fr" and isinstance(said, dict):
        kept.update(said)
    return kept
