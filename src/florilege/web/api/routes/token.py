"""What a token may do: the one address that asks for a token and changes nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from florilege.faults import Words
from florilege.web.accounts.scopes import READ_TOKEN
from florilege.web.api import shapes
from florilege.web.api.authentication import Bearer, bearer_of
from florilege.web.api.described import described
from florilege.web.api.tables import as_json

router = Router(tags=["token"])


@router.get(
    "/token",
    auth=Bearer(READ_TOKEN),
    response=shapes.TokenSaid,
    operation_id="readToken",
    **described(
        Words("Ce que peut le jeton", "What the token may do"),
        Words(
            "Le nom du programme, ce que son jeton lui permet, et jusqu’à quand. Demande « token:read ».",
            "The name of the program, what its token allows, and until when. Requires “token:read”.",
        ),
        refusals=("token", "scope"),
    ),
)
def read_token(request: HttpRequest) -> HttpResponse:
    """What the token of the request may do."""
    token = bearer_of(request)
    said = {"name": token.name, "scopes": list(token.scopes), "expires": token.expires.isoformat()}
    return HttpResponse(as_json(said), content_type="application/json", headers={"Cache-Control": "no-store"})
