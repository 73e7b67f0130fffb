"""The door of the API: every request is counted, answered or refused in one form, and read from any site.

No session, no cookie, no template: `ApiDoor` answers before the middleware of the pages, which would cost more than the
answer. Nothing here trusts a cookie, so nothing here can be forged by another site.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver
from msgspec import Struct

from florilege.faults import Words
from florilege.web.api import rates
from florilege.web.api.answers import Content, Kept
from florilege.web.api.made_last import MadeLast
from florilege.web.api.problems import NOT_FOUND, Refusal, Refused, Slip, answer, nearest, of_slips
from florilege.web.api.published import current
from florilege.web.publication.contents.served import NotBuilt
from florilege.web.publication.live import UNBUILT

Route = Callable[..., HttpResponse]
READING = ("GET", "HEAD", "OPTIONS")
SHOWN = "ETag, Last-Modified, Link, Content-Language, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"
"""Headers that a page of another site may read."""
POLICY = "default-src 'none'; frame-ancestors 'none'"
GIVEN, LARGEST = 256, 64 * 1024
"""Answers kept in memory at most, by each process, and bytes of the largest that is kept."""
_GIVEN: MadeLast[Content] = MadeLast(GIVEN)
_ASKED_BY = ("QUERY_STRING", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE")
"""All that an answer depends on, besides the address."""
PREFIX, EMBED = "/api/v1/", "/embed"


class Opened(Struct, frozen=True):
    """A route as it is reached. parameters : method → names that its query may have; public : read by any site

    cost : requests that one counts for
    """

    route: Route
    parameters: Mapping[str, Collection[str]]
    public: bool = True
    cost: int = 1

    @property
    def methods(self) -> Sequence[str]:
        said = [*self.parameters]
        return [*said, *(("HEAD",) if "GET" in said else ()), "OPTIONS"]

    def __call__(self, request: HttpRequest, **named: str) -> HttpResponse:
        """The answer, with all that every answer has."""
        left = rates.allowance(request, self.cost)
        try:
            if left is not None and not left.granted:
                raise Refused(_too_many(left))
            response = self._answer(request, named)
        except Refused as refused:
            response = answer(request, refused.refusal)
        except NotBuilt:
            response = answer(request, Refusal("not-built", UNBUILT))
        except SuspiciousOperation:
            response = answer(request, Refusal("parameter", _UNREADABLE))
        except Exception:
            logging.getLogger(__name__).exception("the API failed on %s", request.path)
            response = answer(request, Refusal("fault", _FAULT))
        headers = response.headers
        for name, value in left.headers().items() if left is not None else ():
            headers[name] = value
        if self.public and request.method in READING:
            headers["Access-Control-Allow-Origin"] = "*"
            headers["Access-Control-Expose-Headers"] = SHOWN
        headers["Content-Security-Policy"] = POLICY
        return response

    def _answer(self, request: HttpRequest, named: Mapping[str, str]) -> HttpResponse:
        method = request.method or ""
        if method == "OPTIONS":
            return self._options()
        asked = "GET" if method == "HEAD" else method
        known = self.parameters.get(asked)
        if known is None:
            allowed = ", ".join(self.methods)
            raise Refused(
                Refusal(
                    "method",
                    Words(f"Cette adresse prend : {allowed}.", f"This address takes: {allowed}."),
                    headers={"Allow": allowed},
                )
            )
        if unknown := request.GET.keys() - known:
            raise of_slips(_unknown(name, known) for name in sorted(unknown))
        request.method = asked
        response = (
            self._given_again(request, named)
            if self.public and asked == "GET"
            else self.route(request, **named)
        )
        if method == "HEAD":
            request.method = method
            response.headers["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    def _given_again(self, request: HttpRequest, named: Mapping[str, str]) -> HttpResponse:
        """The answer that was given to the same question, while the study has not changed; else a new one."""
        published = current()
        key = (request.path_info, *(request.META.get(name, "") for name in _ASKED_BY))
        found = _GIVEN.found(published, key)
        if found is not None:
            return found.answered(request)
        response = self.route(request, **named)
        if isinstance(response, Kept) and len(response.said.body) <= LARGEST:
            _GIVEN.keep(published, key, response.said)
        return response

    def _options(self) -> HttpResponse:
        response = HttpResponse(status=204, headers={"Allow": ", ".join(self.methods)})
        if self.public:
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = (
                "Accept, Accept-Language, If-None-Match, If-Modified-Since"
            )
            response.headers["Access-Control-Max-Age"] = "86400"
        return response


class ApiDoor:
    """Django middleware: what is under /api/v1/, and the map and list to embed, are answered here."""

    def __init__(self, inner: Callable[[HttpRequest], HttpResponse]) -> None:
        self._inner = inner

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX) and request.path_info != EMBED:
            return self._inner(request)
        found = get_resolver().resolve(request.path_info)
        request.resolver_match = found
        response: HttpResponse = found.func(request, *found.args, **found.kwargs)
        return response


class Nowhere(Opened, frozen=True):
    """Whatever is no address of the API."""

    def _answer(self, _request: HttpRequest, _named: Mapping[str, str]) -> HttpResponse:
        raise Refused(NOT_FOUND)


def _too_many(left: rates.Allowance) -> Refusal:
    return Refusal(
        "rate",
        Words(
            f"{left.limit} demandes par minute au plus : revenir dans {left.seconds} s.",
            f"{left.limit} requests a minute at most: come back in {left.seconds} s.",
        ),
    )


def _unknown(name: str, known: Collection[str]) -> Slip:
    if not known:
        expected = Words("aucun paramètre", "no parameter")
        return Slip(name, name, expected)
    listed = ", ".join(known)
    return Slip(
        name,
        name,
        Words(f"l’un des paramètres : {listed}", f"one of the parameters: {listed}"),
        nearest(name, known),
    )


_UNREADABLE = Words(
    "La demande ne se lit pas : trop longue, trop de paramètres, ou des caractères défendus.",
    "The request cannot be read: too long, too many parameters, or characters that are not allowed.",
)
_FAULT = Words(
    "La réponse n’a pas pu être faite ; la faute est notée chez nous.",
    "The answer could not be made; the fault has been logged on our side.",
)
