"""Every view asked by every role, with every method and format: run in a process of its own, prints JSON.

    python every_view.py STUDY [METHOD … [--roles ROLE …]]

In the folder of a built study. Prints [[view, method, format, role, answer], …]; `answer` is what whoever asks meets:
"open", "sign in", "second factor", "refused", "no method", "no format", "not found", or a status that none of these expects. With methods: these
alone, for a page; with roles: whoever has one of these alone.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
os.environ["FLORILEGE_STUDY"] = "petite-etude"
os.environ["FLORILEGE_STUDY_FOLDER"] = sys.argv[1]
os.environ["FLORILEGE_HTTPS"] = "0"
os.environ["FLORILEGE_API_RATE"] = "0"

import django

django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import URLPattern, URLResolver, get_resolver  # noqa: E402
from django.utils import timezone  # noqa: E402

from florilege.web.accounts.models import Membership, Person  # noqa: E402
from florilege.web.accounts.roles import ROLES  # noqa: E402
from florilege.web.campaigns.models import Campaign  # noqa: E402
from florilege.web.contributions import proofs, robots  # noqa: E402
from florilege.web.contributions.models import Proposal, ProposedValue  # noqa: E402
from florilege.web.inventory.models import Place  # noqa: E402
from florilege.web.newsletter.models import Issue  # noqa: E402
from florilege.web.study.measures import ExchangeContent, keep  # noqa: E402
from florilege.web.study.models import StepRun, Study  # noqa: E402
from tests.exchange.event import programme  # noqa: E402

logging.disable()  # each refusal would be a line
# ten thousand requests, of which half the time is to read and note their session: what is met does not hang on where it is kept
settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
settings.USERSESSIONS_TRACK_ACTIVITY = False
PLACE = Place.objects.filter(shown__isnull=False).order_by("rank")[0]
ASKED, _, ONLY = " ".join(sys.argv[2:]).partition("--roles")
METHODS = tuple(ASKED.split()) or ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
FORMATS = {"page": "text/html"} | ({} if ASKED else {"data": "application/json"})
EXAMPLES = {"slug": "cget", "version": "2019-03-23", "name": "nothing", "path": "nothing/", "secret": "nothing",
            "key": "abcdef", "uidb36": "1", "pk": "1", "number": "1", "rest": "nothing", "reference": "nothing"}  # fmt: skip


def views(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    """Name and an address of every view that an address leads to."""
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from views(one.url_patterns, route)
            continue
        for name in one.pattern.converters:
            route = (
                "".join(
                    part if at % 2 == 0 else EXAMPLES.get(part.rpartition(":")[2], "nothing")
                    for at, part in enumerate(route.replace("<", ">").split(">"))
                )
                if name in route
                else route
            )
        view = getattr(one.callback, "view_class", one.callback)
        path = "/" + route.replace("^", "").replace("$", "")
        yield f"{view.__module__}.{view.__qualname__}", path.replace("/lieux/cget/", f"/lieux/{PLACE.slug}/")


def answer(status: int, location: str) -> str:
    if location.startswith("/compte/login/") or status == 401:
        return "sign in"
    if location.startswith("/compte/double/totp/activate/"):
        return "second factor"
    known = {
        403: "refused",
        405: "no method",
        404: "not found",
        406: "no format",
        409: "open",
        410: "open",
        422: "open",
    }
    return known.get(status, "open" if status < 400 else str(status))


def person(role: str, *, protected: bool) -> Person:
    one = Person.objects.create(email=f"{role}{protected}@example.org", name=role)
    Membership.objects.create(person=one, study="petite-etude", role=role)
    Membership.objects.create(person=one, study="another", role="administrator")
    if protected:
        Authenticator.objects.create(user=one, type=Authenticator.Type.TOTP, data={"secret": "A"})
    return one


def proposal() -> None:
    """A proposal that waits, with its proof, of which every view has something to show."""
    one = Proposal.objects.create(
        key="abcdef", study="petite-etude", place_id=PLACE.public_id, said_by="visitor", state="waiting",
        made=timezone.now(), sent=timezone.now(),
    )  # fmt: skip
    ProposedValue.objects.create(
        proposal=one, kind="value", cause="incomplete", field="jobs", right="1", state="waiting"
    )
    proofs.add(one, SimpleUploadedFile("a.pdf", b"%PDF-1.4"))


def exchange_days() -> None:
    """A programme that people register for, as the step keeps it."""
    study = Study.objects.get(slug="petite-etude")
    (Path(sys.argv[1]) / "programme.toml").write_text(programme(), encoding="utf-8")
    keep(study, ExchangeContent(programme()))
    StepRun.objects.update_or_create(
        study=study, step="exchange", defaults={"fingerprint": "e" * 64, "seconds": 0.1, "finished": timezone.now()}
    )  # fmt: skip


def main() -> None:
    proposal()
    exchange_days()
    draft = Campaign.objects.create(
        study="petite-etude", name="A", language="fr", remind_after=14, reminders=0
    )
    EXAMPLES["campaign"] = str(draft.pk)
    EXAMPLES["issue"] = str(Issue.objects.create(study="petite-etude", subject_fr="A").pk)
    EXAMPLES["text"] = "fr"
    asked = {"anonymous": None, "stranger": Person.objects.create(email="s@example.org", name="s")}
    asked |= {role: person(role, protected=True) for role in ROLES}
    asked["editor without second factor"] = person("editor", protected=False)
    found = []
    wanted = [
        (name, path) for name, path in views(get_resolver().url_patterns) if not path.startswith("/en/")
    ]
    for role, who in asked.items():
        if ONLY and role not in ONLY.split():
            continue
        robots._TRIED.clear()  # codes are counted by network: each role comes from one of its own
        client = Client(raise_request_exception=False, SERVER_NAME="localhost")
        if who is not None:
            client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
        for name, path in wanted:
            ours = name.startswith("florilege.")
            if not ours and (role not in ("anonymous", "reader") or "Logout" in name):
                continue  # allauth knows no role: who is signed in, and who is not
            for method in METHODS if ours else ("GET", "POST"):
                for format_, accept in FORMATS.items() if ours else [("page", "text/html")]:
                    said = client.generic(method, path, headers={"accept": accept})
                    found.append(
                        [
                            name,
                            method,
                            format_,
                            role,
                            answer(said.status_code, said.headers.get("Location", "")),
                        ]
                    )
    json.dump(found, sys.stdout)


main()
