"""The built study that journeys of corrections meet, as the service sees it: its settings, a place, people who come."""

from __future__ import annotations

import html
import os
import re
import sys
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
os.environ["FLORILEGE_STUDY"] = "petite-etude"
os.environ["FLORILEGE_STUDY_FOLDER"] = sys.argv[1]
os.environ["FLORILEGE_HTTPS"] = "0"
os.environ["FLORILEGE_PROPOSALS_AN_HOUR"] = "9"
os.environ.setdefault("FLORILEGE_SECRET_KEY", "k" * 50)
os.environ["FLORILEGE_ADDRESS"] = "https://study.example.org"

import django

django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402
from django.test import Client  # noqa: E402

from florilege.web.accounts.models import Membership, Person  # noqa: E402
from florilege.web.inventory.models import ShownPlace  # noqa: E402
from florilege.web.study.folder import open_folder  # noqa: E402

STUDY = "petite-etude"
FOLDER = Path(sys.argv[1])
folder = open_folder(FOLDER)
PLACE = max(
    ShownPlace.objects.select_related("place").order_by("place__rank"), key=lambda one: len(one.values)
)
SLUG, ID = PLACE.place.slug, PLACE.place.public_id
FORM = f"/lieux/{SLUG}/corriger/"


def browser(address: str = "192.0.2.1") -> Client:
    return Client(SERVER_NAME="localhost", REMOTE_ADDR=address)


def said(answer: Any) -> str:
    """The text of an answer, its unbreakable spaces as plain ones."""
    text: str = answer.content.decode()
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def hidden(page: str, name: str) -> str:
    """What a hidden field of a page holds."""
    found = re.search(f'name="{name}" value="([^"]*)"', page)
    return html.unescape(found[1]) if found else ""


def person(role: str) -> Client:
    one = Person.objects.create(email=f"{role}@example.org", name=role.capitalize())
    Membership.objects.create(person=one, study=STUDY, role=role)
    Authenticator.objects.create(user=one, type=Authenticator.Type.TOTP, data={"secret": "A"})
    client = browser()
    client.force_login(one, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def login(name: str) -> Client:
    client = browser()
    client.force_login(
        Person.objects.get(name=name), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client
