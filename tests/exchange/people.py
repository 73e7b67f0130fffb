"""The days that journeys register for, in a process of their own: their programme, their people, browsers and letters."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
os.environ["FLORILEGE_STUDY"] = "petite-etude"
os.environ["FLORILEGE_STUDY_FOLDER"] = sys.argv[1]
os.environ["FLORILEGE_HTTPS"] = "0"
os.environ["FLORILEGE_REGISTRATIONS_AN_HOUR"] = "40"
os.environ["FLORILEGE_FRESH"] = "0"
os.environ.setdefault("FLORILEGE_SECRET_KEY", "k" * 50)
os.environ["FLORILEGE_ADDRESS"] = "https://study.example.org"

import django

django.setup()

from django.test import Client  # noqa: E402

from florilege.web.background.performing import Piece  # noqa: E402
from florilege.web.contributions import robots  # noqa: E402
from florilege.web.exchange import duties, registrations  # noqa: E402
from florilege.web.exchange.models import (  # noqa: E402
    Registration,
)
from florilege.web.exchange.participants import checked  # noqa: E402
from florilege.web.exchange.programmes import PublicProgramme, public_programme  # noqa: E402
from florilege.web.exchange.registrations import Said  # noqa: E402
from florilege.web.letters.models import Letter  # noqa: E402
from florilege.web.letters.outbox import whole_body  # noqa: E402
from florilege.web.steps import chain  # noqa: E402
from tests.contributions.earlier import worked  # noqa: E402

robots.BITS = 8  # dozens of forms are sent; the whole work is asked for where corrections are
STUDY = "petite-etude"
FOLDER = Path(sys.argv[1])
FORM = "/rencontres/inscription/"
WISHES = {"slot.health-1": ["health-1", "roofs"], "slot.water": ["water"]}


def publish(text: str) -> PublicProgramme:
    (FOLDER / "programme.toml").write_text(text, encoding="utf-8")
    chain.run_chain(FOLDER, last="exchange", out=None, force=(), progress=lambda *_: None)
    held = public_programme(STUDY)
    assert held is not None
    return held


def browser(address: str = "192.0.2.1") -> Client:
    return Client(SERVER_NAME="localhost", REMOTE_ADDR=address)


def said(answer: Any) -> str:
    text: str = answer.content.decode()
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def filled(called: str, count: int, **more: Any) -> dict[str, Any]:
    return {
        "name": called, "email": f"{called.lower()}@ville-reims.fr", "kind": "elected", "territory": "Reims",
        **WISHES, **worked(30, f"{called}{count}"), **more,
    }  # fmt: skip


def write_letters() -> str:
    return duties.write_letters(Piece(1, "registration letters", STUDY, {}, 1, False)).en


def link_of(name: str, kind: str = "exchange-registered") -> str:
    write_letters()
    letter = Letter.objects.filter(kind=kind, to__startswith=name.lower()).latest("pk")
    found = re.search(r"https://study.example.org(\S+)", whole_body(letter))
    assert found is not None
    return found[1]


def row_of(name: str) -> Registration:
    return Registration.objects.get(name=name)


def states(name: str) -> dict[str, str]:
    return dict(row_of(name).seats.order_by("session").values_list("session", "state"))


def ask(
    held: PublicProgramme, name: str, territory: str = "Reims", *, confirmed: bool = True, **wishes: list[str]
) -> Registration:
    """Somebody registered by the operation, without the form."""
    wanted = wishes or {"health-1": ["health-1", "roofs"]}
    one = registrations.register(
        STUDY, held, Said(name, "", f"{name}@ville-reims.fr", "elected", checked("elected", territory), "fr", wanted),
        origin="", challenge="",
    )  # fmt: skip
    assert one is not None
    write_letters()
    if confirmed:
        registrations.confirm(one)
    return one
