"""What a token opens, in a process of its own: run in the folder of a built study, prints JSON."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
os.environ["FLORILEGE_STUDY"] = "petite-etude"
os.environ["FLORILEGE_HTTPS"] = "0"
os.environ["FLORILEGE_API_RATE"] = "0"

import django

django.setup()

from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from florilege.faults import InputRefused  # noqa: E402
from florilege.web.accounts import api_tokens  # noqa: E402
from florilege.web.accounts.models import ApiToken, Membership, Person  # noqa: E402
from florilege.web.accounts.scopes import PROPOSE, READ_TOKEN  # noqa: E402

STUDY, TOKEN = "petite-etude", "/api/v1/token"


def asked(sent: str, *, language: str = "en", client: Client | None = None, path: str = TOKEN) -> Any:
    headers = {"accept-language": language} | ({"authorization": sent} if sent else {})
    return (client or Client(SERVER_NAME="localhost")).get(path, headers=headers)


def met(response: Any) -> list[object]:
    return [
        response.status_code,
        response.headers.get("WWW-Authenticate", ""),
        response.json().get("detail", ""),
    ]


def refused(*given: Any, **named: Any) -> str:
    try:
        api_tokens.issue(STUDY, *given, **named)
    except InputRefused as fault:
        return str(fault.where.column)
    return ""


def reported() -> dict[str, Any]:
    _, secret = api_tokens.issue(STUDY, "Cartographie", [READ_TOKEN, PROPOSE], days=30)
    _, narrow = api_tokens.issue(STUDY, "Étroit", [PROPOSE])
    _, other = api_tokens.issue("another-study", "Ailleurs", [READ_TOKEN])
    gone, withdrawn = api_tokens.issue(STUDY, "Retiré", [READ_TOKEN])
    api_tokens.withdraw(STUDY, gone.number)
    late, expired = api_tokens.issue(STUDY, "Passé", [READ_TOKEN])
    ApiToken.objects.filter(pk=late.number).update(expires=timezone.now() - timedelta(seconds=1))
    good = asked(f"Bearer {secret}")
    found: dict[str, Any] = {
        "good": [good.status_code, good.json()["name"], good.json()["scopes"], good.headers["Cache-Control"]],
        "in any letters": asked(f"bearer {secret}").status_code,
        "other sites": good.headers.get("Access-Control-Allow-Origin"),
        "asked first": Client(SERVER_NAME="localhost")
        .options(TOKEN)
        .headers.get("Access-Control-Allow-Origin"),
        "missing": met(asked("")),
        "of another kind": met(asked("Basic YTpi")),
        "forged": met(asked(f"Bearer {secret[:-1]}x")),
        "strange": met(asked("Bearer \udcff".encode("utf-8", "surrogateescape").decode("latin-1"))),
        "of another study": met(asked(f"Bearer {other}")),
        "withdrawn": met(asked(f"Bearer {withdrawn}")),
        "expired": met(asked(f"Bearer {expired}")),
        "narrow": met(asked(f"Bearer {narrow}")),
        "narrow in French": asked(f"Bearer {narrow}", language="fr").json()["detail"],
        "kept": any(secret in str(row) for row in ApiToken.objects.values_list()),
        "marked": secret.startswith("flo_"),
        "length": len(secret),
        "bad name": refused("  ", [READ_TOKEN]),
        "bad scope": refused("x", ["everything"]),
        "bad days": refused("x", [READ_TOKEN], days=0),
    }
    administrator = Person.objects.create(email="a@example.org", name="A")
    Membership.objects.create(person=administrator, study=STUDY, role="administrator")
    signed_in = Client(SERVER_NAME="localhost")
    signed_in.force_login(administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    found["a session is no token"] = asked("", client=signed_in).status_code
    found["with a token, what is read is the same"] = all(
        asked("", path=path).content == asked(f"Bearer {secret}", path=path, client=signed_in).content
        for path in ("/api/v1/", "/api/v1/places", "/api/v1/selections", "/api/v1/places/nothing", "/embed")
    )
    found["described"] = "/api/v1/token" in asked("", path="/api/v1/openapi.json").json()["paths"]
    found["scopes on the page"] = PROPOSE in Client(SERVER_NAME="localhost").get("/api/").content.decode()
    return found


sys.stdout.write(json.dumps(reported()))
