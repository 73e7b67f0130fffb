"""The API, version 1: its routes gathered, and what becomes of a refusal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from florilege.web.api import authentication
from florilege.web.api.asked import slips_of
from florilege.web.api.problems import Refused, answer, of_slips
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
        api.add_router("", token.router)

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        return answer(request, error.refusal)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return answer(request, of_slips(slips_of(error.errors)).refusal)

    return api


API = gathered()
