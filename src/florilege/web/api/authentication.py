"""Who writes through the API: a token of the study, sent as `Authorization: Bearer …`, with the scope that a route asks.

Reading asks for none and looks at none: with a token or without, what is public is the same.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from florilege.faults import Words
from florilege.web.accounts.scopes import SCOPES, Token
from florilege.web.api.problems import Refusal, Refused
from florilege.web.publication.contents.served import served_slug

MISSING = Words(
    "Cette adresse demande un jeton : « Authorization: Bearer flo_… », donné par « florilege token add ».",
    "This address requires a token: “Authorization: Bearer flo_…”, issued by “florilege token add”.",
)
UNKNOWN = Words(
    "Ce jeton n’est pas l’un des nôtres : vérifier qu’il a été copié en entier.",
    "This token is not one of ours: check that it was copied in full.",
)
ENDED = Words(
    "Ce jeton a expiré ou a été retiré : en demander un autre à qui administre l’étude.",
    "This token has expired or was withdrawn: ask an administrator of the study for another.",
)
REALM = 'Bearer realm="florilege"'


class Bearer(HttpBearer):
    """The token of a request, if it has a scope; `request.auth` is the token."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        assert scope in SCOPES
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Token:
        kind, _, secret = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if kind.lower() != "bearer" or not secret.strip():
            raise _refused(MISSING, REALM)
        return self.authenticate(request, secret.strip())

    def authenticate(self, _request: HttpRequest, token: str) -> Token:
        """The token of a secret. Raises Refused: unknown, ended, without the scope."""
        from florilege.web.accounts.api_tokens import (
            token_of,  # its table is there where people have accounts
        )

        found = token_of(served_slug(), token)
        if found is None:
            raise _refused(UNKNOWN, f'{REALM}, error="invalid_token"')
        if not found.is_good(timezone.now()):
            raise _refused(ENDED, f'{REALM}, error="invalid_token"')
        if self.scope not in found.scopes:
            raise Refused(
                Refusal(
                    "scope",
                    Words(
                        f"Ce jeton n’a pas « {self.scope} » : {SCOPES[self.scope].fr}.",
                        f"This token does not have “{self.scope}”: {SCOPES[self.scope].en}.",
                    ),
                    headers={
                        "WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{self.scope}"'
                    },
                )
            )
        return found


def bearer_of(request: HttpRequest) -> Token:
    """The token that `Bearer` let in."""
    found: Token = request.auth  # type: ignore[attr-defined]  # set by ninja
    return found


def are_given() -> bool:
    """Whether there are tokens at all: only where people have accounts."""
    return bool(settings.FLORILEGE_TEAM)


def _refused(words: Words, challenge: str) -> Refused:
    return Refused(Refusal("token", words, headers={"WWW-Authenticate": challenge}))
