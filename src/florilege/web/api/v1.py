"""The API, version 1: its routes gathered, and what becomes of a refusal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from florilege.faults import Words
from florilege.web.api import authentication
from florilege.web.api.asked import slips_of
from florilege.web.api.problems import Refused, Slip, answer, of_slips
from florilege.web.api.routes import actors, exports, places, selections, study, territories, token

PREFIX = "/api/v1/"
VERSION = "1.0.0"


def gathered() -> NinjaAPI:
    """The API of this process: the routes that ask for a token are there only where tokens are given."""
    api = NinjaAPI(
        title="Florilège", version=VERSION, openapi_url=None, docs_url=None, urls_namespace="florilege-api-1"
    )
    for one in (study, places, territories, actors, selections, exports):
        api.add_router("", one.router)
    if authentication.are_given():
        from florilege.web.api.routes import corrections  # its tables are there where people have accounts

        api.add_router("", token.router)
        api.add_router("", corrections.router)

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        return answer(request, error.refusal)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return answer(request, of_slips(slips_of(error.errors)).refusal)

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, _error: HttpError) -> HttpResponse:
        return answer(request, of_slips([Slip("body", "", Words("un objet JSON", "a JSON object"))]).refusal)

    return api


API = gathered()
