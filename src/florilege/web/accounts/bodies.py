"""What is sent to the service, refused before it is read where it is too large or holds a sign that no store keeps."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import override

_MB = 1024 * 1024
OF_THE_TEAM, OF_ANYONE = 210 * _MB, 60 * _MB
"""Bytes of a body at most: a version of a listing, or five proofs of ten megabytes, and the words around them."""
_WORKSPACE = re.compile(r"/(?:[a-z]{2}/)?espace/")


class Bodies:
    """Django middleware: how large a body is, is said before it comes; one that says nothing is read as empty (WSGI)."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        most = OF_THE_TEAM if _WORKSPACE.match(request.path_info) else OF_ANYONE
        if not length.isdecimal() or int(length) > most:
            return _refused(request, "too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return self._answer(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """A refusal of a form, or of what follows an address, in which a sign of code 0 stands; None of any other."""
        given = [request.GET, request.POST] if request.method == "POST" else [request.GET]
        if any(map(_holds_nothing_sign, given)):
            return _refused(request, "unreadable", HTTPStatus.BAD_REQUEST)
        return None


def _holds_nothing_sign(given: QueryDict) -> bool:
    return any("\0" in text for _, values in given.lists() for text in values)


def _refused(request: HttpRequest, what: str, status: HTTPStatus) -> HttpResponse:
    """Said in the language of the address, whatever the middleware before has made of it."""
    with override("en" if request.path_info.startswith("/en/") else "fr"):
        return render(request, "body_refused.html", {"what": what}, status=status)
