"""What is refused, as application/problem+json (RFC 9457), in the language that is asked for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.translation.trans_real import parse_accept_lang_header
from msgspec import Struct, field

from florilege.faults import Words
from florilege.web.api.tables import as_json

MEDIA = "application/problem+json"
PAGE = "/api/"
"""The page that says what each kind of problem is: the type of a problem is an anchor of it."""
TITLES: Mapping[str, Words] = {
    "parameter": Words("Paramètre refusé", "Parameter refused"),
    "not-found": Words("Rien à cette adresse", "Nothing at this address"),
    "method": Words("Méthode refusée", "Method not allowed"),
    "format": Words("Aucun de ces formats", "None of these formats"),
    "token": Words("Jeton refusé", "Token refused"),
    "scope": Words("Le jeton ne le permet pas", "The token does not allow this"),
    "value": Words("Correction refusée", "Correction refused"),
    "rate": Words("Trop de demandes", "Too many requests"),
    "not-built": Words("Rien n’est encore construit", "Nothing has been built yet"),
    "fault": Words("Faute de notre part", "Internal error"),
}
"""Kind of problem → its title; the kind is the anchor of what the documentation says of it."""
STATUSES: Mapping[str, int] = {
    "parameter": 400, "not-found": 404, "method": 405, "format": 406, "token": 401, "scope": 403, "value": 422, "rate": 429,
    "not-built": 503, "fault": 500,
}  # fmt: skip


class Slip(Struct, frozen=True):
    """One parameter that cannot be used: what was found, what was expected, what to write, None where nothing is near."""

    parameter: str
    found: str
    expected: Words
    nearest: str | None = None


class Refusal(Struct, frozen=True):
    """What is refused, and why. kind : one of `TITLES`"""

    kind: str
    detail: Words
    slips: tuple[Slip, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """Raised by a route that refuses what is asked of it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.detail.en)
        self.refusal = refusal


NOT_FOUND = Refusal(
    "not-found",
    Words(
        "Rien de publié ne répond à cette adresse ; « /api/v1/ » dit ce qui se lit.",
        "Nothing published is at this address; “/api/v1/” says what can be read.",
    ),
)
"""The one answer for what does not exist, what was withdrawn and what is not published: they look the same."""


def language_of(request: HttpRequest) -> str:
    """The language that a program asks for: English where it comes first of the two, else French."""
    asked = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    for code, weight in parse_accept_lang_header(asked) if asked else ():
        if weight and code[:2] in ("fr", "en"):
            return code[:2]
    return "fr"


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal as it is answered."""
    language = language_of(request)
    status = STATUSES[refusal.kind]
    said: dict[str, object] = {
        "type": f"{PAGE if language == 'fr' else f'/en{PAGE}'}#{refusal.kind}",
        "title": TITLES[refusal.kind].in_language(language),
        "status": status,
        "detail": refusal.detail.in_language(language),
    }
    if refusal.slips:
        said["errors"] = [_slip(slip, language) for slip in refusal.slips]
    response = HttpResponse(as_json(said), status=status, content_type=MEDIA)
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept, Accept-Language"
    for name, value in refusal.headers.items():
        response.headers[name] = value
    return response


def of_slips(slips: Iterable[Slip]) -> Refused:
    """The refusal of some parameters, said one after the other."""
    found = tuple(slips)
    return Refused(
        Refusal("parameter", Words(*(" ".join(_sentence(one, lang) for one in found) for lang in ("fr", "en"))), found)
    )  # fmt: skip


def nearest(found: str, among: Iterable[str]) -> str | None:
    """What was probably meant, None where nothing is near."""
    close = difflib.get_close_matches(found[:100], list(among), n=1, cutoff=0.6)
    return close[0] if close else None


def _slip(slip: Slip, language: str) -> dict[str, str]:
    said = {
        "parameter": slip.parameter,
        "found": slip.found[:200],
        "expected": slip.expected.in_language(language),
    }
    return said if slip.nearest is None else {**said, "nearest": slip.nearest}


def _sentence(slip: Slip, language: str) -> str:
    """One slip as a sentence: parameter, what was found, what was expected, what to write."""
    found, expected = slip.found[:200], slip.expected.in_language(language)
    if language == "en":
        meant = f" Did you mean “{slip.nearest}”?" if slip.nearest else ""
        return f"{slip.parameter}: found “{found}”, expected {expected}.{meant}"
    meant = f" Peut-être « {slip.nearest} » ?" if slip.nearest else ""
    return f"{slip.parameter} : trouvé « {found} », attendu {expected}.{meant}"
