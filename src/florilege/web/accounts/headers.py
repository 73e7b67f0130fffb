"""Headers of every answer: nothing is framed elsewhere but what says so itself, and account pages run our scripts alone."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ACCOUNT = "/compte/"
UNFRAMED = "frame-ancestors 'none'"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'self'; " + UNFRAMED
)
"""Of account pages. The other pages say theirs in themselves, as those of a static edition do, but for framing: a page
cannot forbid that of itself."""


class Headers:
    """Django middleware."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._answer(request)
        of_account = request.path.startswith(ACCOUNT)
        response.headers.setdefault("Content-Security-Policy", POLICY if of_account else UNFRAMED)
        # what names who may frame it must not be refused by the older header
        if UNFRAMED in response.headers["Content-Security-Policy"]:
            response.headers.setdefault("X-Frame-Options", "DENY")
        return response
