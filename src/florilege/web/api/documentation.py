"""The API described: the OpenAPI file for programs, a page for people, both from the same words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from florilege.faults import Words
from florilege.web.accounts.scopes import SCOPES
from florilege.web.api import openapi as openapi_file
from florilege.web.api.answers import answer
from florilege.web.api.authentication import are_given
from florilege.web.api.embed import PARAMETERS
from florilege.web.api.made_last import MadeLast
from florilege.web.api.negotiation import JSON, MEDIA
from florilege.web.api.problems import STATUSES, TITLES, Slip, language_of, of_slips
from florilege.web.api.published import Published, current
from florilege.web.api.rates import WINDOW
from florilege.web.api.tables import as_json
from florilege.web.publication.live import says_when_unbuilt
from florilege.web.publication.site import DATA, Page
from florilege.web.publication.text import words
from florilege.web.publication.text.links import LANGUAGES, Linker
from florilege.web.publication.text.templating import environment

MEANINGS: Mapping[str, Words] = {
    "parameter": Words(
        "Un paramètre est inconnu, ou sa valeur ne convient pas. « errors » dit lequel, ce qui a été trouvé, ce qui était"
        " attendu, et ce qui était sans doute voulu.",
        "A parameter is unknown, or its value cannot be used. “errors” says which, what was found, what was expected, and what"
        " was probably meant.",
    ),
    "token": Words(
        "Le jeton manque, n’est pas l’un des nôtres, a expiré ou a été retiré.",
        "The token is missing, is not one of ours, has expired or was withdrawn.",
    ),
    "scope": Words(
        "Le jeton est bon, mais il ne permet pas cela.", "The token is good, but does not allow this."
    ),
    "not-found": Words(
        "Rien de publié n’est à cette adresse. Ce qui n’a jamais existé et ce qui n’est pas publié ont la même réponse.",
        "Nothing published is at this address. What never existed and what is not published have the same answer.",
    ),
    "method": Words(
        "L’adresse ne prend pas cette méthode ; l’en-tête Allow dit lesquelles.",
        "The address does not take this method; the Allow header says which.",
    ),
    "format": Words(
        "L’en-tête Accept ne veut d’aucun des formats de l’adresse.",
        "The Accept header wants none of the formats of the address.",
    ),
    "value": Words(
        "Une correction ne peut pas être prise : son champ est inconnu, sa valeur ne se lit pas, ou la valeur qu’elle dit fausse"
        " n’est pas celle qui est montrée.",
        "A correction cannot be taken: its field is unknown, its value cannot be read, or the value that it calls false is not"
        " the one shown.",
    ),
    "rate": Words(
        "Trop de demandes dans la minute ; l’en-tête Retry-After dit quand revenir.",
        "Too many requests within the minute; the Retry-After header says when to come back.",
    ),
    "fault": Words(
        "La faute est nôtre, et notée : recommencer plus tard.", "The fault is ours, and has been logged: try again later."
    ),
    "not-built": Words(
        "L’étude n’est pas encore construite ; « florilege build » la construit.",
        "The study is not built yet; “florilege build” builds it.",
    ),
}  # fmt: skip


_MADE: MadeLast[bytes] = MadeLast(len(LANGUAGES))


class ParameterView(Struct, frozen=True):
    """A parameter ready to print. form : its values, in few words"""

    name: str
    text: str
    form: str


class RouteView(Struct, frozen=True):
    """An address ready to print. formats : media types; example : an address that answers, "" for one that writes

    body : the form of what is sent to it, as JSON
    """

    name: str
    method: str
    path: str
    summary: str
    text: str
    parameters: tuple[ParameterView, ...]
    formats: tuple[str, ...]
    example: str
    body: tuple[ParameterView, ...]


class ProblemView(Struct, frozen=True):
    """A kind of problem ready to print."""

    kind: str
    status: int
    title: str
    text: str


def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI file, in the language asked for: by `lang`, else by the Accept-Language header."""
    asked = request.GET.get("lang", "")
    if asked not in ("", *LANGUAGES):
        raise of_slips([Slip("lang", asked, Words("« fr » ou « en »", "“fr” or “en”"))])
    language = asked or language_of(request)
    published = current()
    said = _MADE.get(
        published,
        language,
        lambda: as_json(openapi_file.document(language, openapi_file.examples_of(published))),
    )
    return answer(request, published, said, MEDIA[JSON], language=language)


@require_safe
@says_when_unbuilt
def page(request: HttpRequest, language: str) -> HttpResponse:
    """The page on the API."""
    published = current()
    document = openapi_file.document(language, openapi_file.examples_of(published))
    view = {
        "origin": request.build_absolute_uri("/").rstrip("/"),
        "groups": _groups(document, language),
        "problems": [
            ProblemView(kind, STATUSES[kind], words.said(TITLES[kind], language), words.said(MEANINGS[kind], language))
            for kind in sorted(TITLES, key=STATUSES.__getitem__)
        ],
        "scopes": [(scope, words.said(text, language)) for scope, text in SCOPES.items()] if are_given() else [],
        "embedded": [
            ParameterView(name, words.said(text, language), form) for name, text, form in PARAMETERS
        ],
        "window": WINDOW,
    }  # fmt: skip
    return HttpResponse(rendered(published, "api.html", language, "api/", view))


def rendered(
    published: Published, template: str, language: str, path: str, view: Mapping[str, object]
) -> str:
    """A page of ours in the look of the site."""
    site = published.site
    return (
        environment(language)
        .get_template(template)
        .render(
            view,
            link=Linker(language, path, False, site.stamp),
            page=Page("api", path),
            section=DATA,
            study_title=site.contents.title.in_language(language),
            languages=LANGUAGES,
            report=None,
            imprint=site.shared.imprint[language],
            data_licences=site.shared.data_licences[language],
        )
    )


def _groups(document: openapi_file.Document, language: str) -> Sequence[tuple[str, str, Sequence[RouteView]]]:
    """The addresses by kind of rows: its name, what it is, its addresses."""
    routes: dict[str, list[RouteView]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            routes.setdefault(operation["tags"][0], []).append(
                _route(path, method.upper(), operation, document, language)
            )
    return [
        (tag["name"], _set(tag["description"], language), routes.get(tag["name"], []))
        for tag in document["tags"]
    ]


def _route(
    path: str, method: str, operation: openapi_file.Document, document: openapi_file.Document, language: str
) -> RouteView:
    example = path if "security" not in operation else ""
    for one in operation["parameters"]:
        if one["in"] == "path":
            example = example.replace(f"{{{one['name']}}}", str(one.get("example", one["name"])))
    return RouteView(
        operation["operationId"],
        method,
        path,
        _set(operation["summary"], language),
        _set(operation["description"], language),
        tuple(
            ParameterView(one["name"], _set(one["description"], language), _form(one["schema"]))
            for one in operation["parameters"]
            if one["in"] != "path"
        ),
        tuple(operation["responses"]["200"].get("content", {})),
        example,
        tuple(_body(operation, document, language)),
    )


def _body(
    operation: openapi_file.Document, document: openapi_file.Document, language: str, named: str = ""
) -> Iterator[ParameterView]:
    """The parts of what is sent as JSON, those of an item under its name: « corrections[].field »."""
    if "requestBody" not in operation:
        return
    content = operation["requestBody"]["content"]["application/json"]
    yield from _parts(content["schema"], document, language, named)


def _parts(
    schema: openapi_file.Document, document: openapi_file.Document, language: str, named: str
) -> Iterator[ParameterView]:
    form = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for name, part in form["properties"].items():
        inner = part.get("items", {})
        said = _set(part.get("description", ""), language)
        yield ParameterView(f"{named}{name}", said, "" if "$ref" in inner else _form(part))
        if "$ref" in inner:
            yield from _parts(inner, document, language, f"{named}{name}[].")


def _set(text: str, language: str) -> str:
    """A text of the OpenAPI file as a page prints it: in French, with its no-break spaces."""
    return words.typographic(text) if language == "fr" else text


def _form(schema: openapi_file.Document) -> str:
    """The values of a parameter in few words: those of a short list, else their form."""
    inner = schema.get("items", schema)
    many = "…" if "items" in schema else ""
    if "enum" in inner:
        listed = [str(one) for one in inner["enum"]]
        return ", ".join(listed[:6]) + (", …" if len(listed) > 6 else "")
    if "example" in inner:
        return str(inner["example"])
    if "anyOf" in inner:
        return ", ".join(one["type"] for one in inner["anyOf"])
    if inner["type"] == "boolean":
        return "true, false"
    if inner["type"] == "integer":
        return f"{inner['minimum']}–{inner['maximum']}"
    return str(inner.get("pattern", "")) + many if "items" in schema else ""
