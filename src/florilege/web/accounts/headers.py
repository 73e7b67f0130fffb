"""Headers of every answer of the service: nothing is framed elsewhere, and account pages run our own scripts alone."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ACCOUNT = "/compte/"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
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
        response.headers.setdefault(
            "Content-Security-Policy", POLICY if of_account else "frame-ancestors 'none'"
        )
        response.headers.setdefault("X-Frame-Options", "DENY")
        return response
