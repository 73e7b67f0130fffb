"""Corrections that programs propose, in a process of its own: run in the folder of a built study, prints JSON."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
os.environ["FLORILEGE_STUDY"] = "petite-etude"
os.environ["FLORILEGE_STUDY_FOLDER"] = sys.argv[1]
os.environ["FLORILEGE_HTTPS"] = "0"
os.environ["FLORILEGE_API_RATE"] = "0"
os.environ["FLORILEGE_PROGRAM_PROPOSALS_AN_HOUR"] = "6"

import django

django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402
from django.test import Client  # noqa: E402

from florilege.linkage.decisions import Signature  # noqa: E402
from florilege.web.accounts import api_tokens  # noqa: E402
from florilege.web.accounts.models import Membership, Person  # noqa: E402
from florilege.web.accounts.scopes import PROPOSE, READ_TOKEN  # noqa: E402
from florilege.web.contributions import answers  # noqa: E402
from florilege.web.contributions.models import Proposal, ProposedValue  # noqa: E402
from florilege.web.inventory.models import ShownPlace  # noqa: E402
from florilege.web.journal.models import Act  # noqa: E402
from florilege.web.study.folder import open_folder  # noqa: E402

STUDY, PAGE = "petite-etude", "https://le-lieu.example.org/chiffres"
FOLDER = Path(sys.argv[1])
SECRET: dict[str, str] = {}


def sent(body: Any, *, place: str = "", by: str = "good", key: str = "", language: str = "en") -> Any:
    headers = {"accept-language": language}
    if by:
        headers["authorization"] = f"Bearer {SECRET[by]}"
    if key:
        headers["idempotency-key"] = key
    content = body if isinstance(body, str) else json.dumps(body)
    return Client(SERVER_NAME="localhost").post(
        f"/api/v1/places/{place or PLACE.place.public_id}/corrections",
        content,
        "application/json",
        headers=headers,
    )


def asked(path: str, by: str = "good") -> Any:
    headers = {"authorization": f"Bearer {SECRET[by]}"}
    return Client(SERVER_NAME="localhost").get(path, headers=headers)


def reported(answer: Any) -> list[Any]:
    said = answer.json()
    return [answer.status_code, said.get("detail", ""), [one["parameter"] for one in said.get("errors", [])]]


def one(field: str = "jobs", **values: Any) -> dict[str, Any]:
    return {"corrections": [{"field": field, **values}], "source_url": PAGE}


def refusals() -> dict[str, Any]:
    name = PLACE.values["name"]["value"]
    bodies: dict[str, Any] = {
        "no JSON": "{",
        "no object": "[]",
        "empty": {"corrections": [], "source_url": PAGE},
        "no page": {"corrections": [{"field": "jobs", "right": 3}]},
        "a page that is none": {**one(right=3), "source_url": "not a page"},
        "unknown field": one("job", right=3),
        "private field": one("email", right="a@example.org"),
        "unknown name": {**one(right=3), "who": "me"},
        "no value": one(),
        "not a number": one(right="many"),
        "a list": one(right=[3]),
        "already shown": one("name", right=name),
        "not what is shown": one("name", wrong="Another name", right="A third"),
        "twice": {
            **one(right=3),
            "corrections": [{"field": "jobs", "right": 3}, {"field": "jobs", "right": 4}],
        },
        "hidden signs": one("name", right="Le lieu\u202e"),
        "a sign that no store keeps": one("name", right="Le\x00lieu"),
        "in the message": {**one(right=3), "message": "a\x00b"},
        "in the page": {**one(right=3), "source_url": "https://a.example.org/\x00"},
        "too many": {**one(), "corrections": [{"field": "service", "right": "fabrication"}] * 61},
        "too long": {**one(right=3), "message": "x" * 2001},
        "unreadable": '{"corrections": [{"field": "name", "right": "\\ud800"}], "source_url": "'
        + PAGE
        + '"}',
    }
    found = {case: reported(sent(body)) for case, body in bodies.items()}
    found["in French"] = reported(sent(one(right="beaucoup"), language="fr"))
    found["nothing kept"] = [Proposal.objects.count(), ProposedValue.objects.count()]
    return found


def doors() -> dict[str, Any]:
    signed_in = Client(SERVER_NAME="localhost")
    editor = Person.objects.create(email="e@example.org", name="E")
    Membership.objects.create(person=editor, study=STUDY, role="editor")
    Authenticator.objects.create(user=editor, type=Authenticator.Type.TOTP, data={"secret": "A"})
    signed_in.force_login(editor, backend="allauth.account.auth_backends.AuthenticationBackend")
    path = f"/api/v1/places/{PLACE.place.public_id}/corrections"
    given = json.dumps(one(right=3))
    other = ROWS[-1].place
    ShownPlace.objects.filter(place=other).delete()
    off = sent(one(right=3), place=other.public_id).status_code
    options = Client(SERVER_NAME="localhost").options(path)
    return {
        "nobody": sent(one(right=3), by="").status_code,
        "a session": signed_in.post(path, given, "application/json").status_code,
        "another scope": sent(one(right=3), by="narrow").status_code,
        "another study": sent(one(right=3), by="elsewhere").status_code,
        "withdrawn": sent(one(right=3), by="withdrawn").status_code,
        "no such place": sent(one(right=3), place="nothing").status_code,
        "a place taken off": off,
        "read": Client(SERVER_NAME="localhost").get(path).status_code,
        "options": [options.headers["Allow"], options.headers.get("Access-Control-Allow-Origin")],
        "nothing kept": Proposal.objects.count(),
    }


def journey() -> dict[str, Any]:
    body = {
        "corrections": [{"field": "jobs", "right": 14}, {"field": "opening_year", "right": "1999"}],
        "source_url": PAGE, "message": "D’après le rapport annuel.", "language": "en",
    }  # fmt: skip
    made = sent(body, key="first")
    again = sent(body, key="first")
    other = sent({**body, "message": "Autre chose"}, key="first")
    by_slug = sent(one("surface_m2", right=120.0), place=PLACE.place.slug)
    said = made.json()
    proposal = Proposal.objects.get(key=said["correction"])
    found: dict[str, Any] = {
        "made": [
            made.status_code,
            made.headers["Location"] == said["address"],
            made.headers["Cache-Control"],
        ],
        "said": {key: said[key] for key in ("state", "source_url", "lines")},
        "again": [again.status_code, again.json() == said],
        "the same key for something else": reported(other),
        "by its address": [by_slug.status_code, by_slug.json()["lines"][0]["right"]],
        "kept": [proposal.program, proposal.said_by, proposal.contact, proposal.origin, proposal.message],
        "journal": [
            [act.who, act.object == PLACE.place.public_id, act.after["said_by"], act.after["lines"]]
            for act in Act.objects.filter(kind="proposals.send").order_by("id")
        ],
        "by another token": asked(said["address"], "other").status_code,
        "nothing": asked("/api/v1/corrections/nothing").status_code,
        "without scope": asked(said["address"], "narrow").status_code,
    }
    rows = {row.field: row.pk for row in proposal.values.all()}
    folder = open_folder(FOLDER)
    answers.accept(folder, proposal, [rows["jobs"]], Signature("Mara Modératrice", "2026-11-30", ""))
    answers.refuse(
        proposal, [rows["opening_year"]], Signature("Mara Modératrice", "2026-11-30", "Pas de preuve")
    )
    after = asked(said["address"])
    found["answered"] = [
        after.json()["state"],
        [[line["state"], line["reason"]] for line in after.json()["lines"]],
    ]
    found["who answered is not said"] = "Mara" not in after.content.decode()
    found["accepted"] = "14" in folder.contributions.read_text(encoding="utf-8")
    found["sent again after"] = sent(body, key="first").status_code
    moderator = Client(SERVER_NAME="localhost")
    moderator.force_login(
        Person.objects.get(email="e@example.org"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    waiting = moderator.get("/en/espace/propositions/").content.decode()
    opened = moderator.get(f"/en/espace/propositions/{by_slug.json()['correction']}/").content.decode()
    found["named to the team"] = ["Cartographie" in waiting, "Cartographie" in opened]
    found["named to nobody else"] = not any(
        "Cartographie" in Client(SERVER_NAME="localhost").get(path).content.decode()
        for path in (
            "/api/v1/",
            f"/lieux/{PLACE.place.slug}/",
            f"/api/v1/places/{PLACE.place.public_id}/claims",
        )
    )
    return found


def flood() -> dict[str, Any]:
    statuses = []
    for n in range(8):
        answer = sent(one("companies_hosted", right=n + 1))
        statuses.append(answer.status_code)
    return {
        "statuses": statuses,
        "refusal": reported(answer),
        "come back": 0 < int(answer.headers["Retry-After"]) <= 3600,
        "another token": sent(one("companies_hosted", right=3), by="other").status_code,
    }


def described() -> dict[str, Any]:
    document = Client(SERVER_NAME="localhost").get("/api/v1/openapi.json").json()
    post = document["paths"]["/api/v1/places/{place}/corrections"]["post"]
    page = Client(SERVER_NAME="localhost").get("/api/").content.decode()
    return {
        "statuses": sorted(post["responses"]),
        "parameters": sorted(one["name"] for one in post["parameters"]),
        "secured": bool(post["security"]),
        "on the page": ["POST /api/v1/places/{place}/corrections" in page, "corrections[].field" in page],
    }


ROWS = list(ShownPlace.objects.select_related("place").order_by("place__rank"))
PLACE = next(row for row in ROWS if "opening_year" not in row.values and "surface_m2" not in row.values)
for name, study, scopes in (
    ("good", STUDY, [PROPOSE, READ_TOKEN]), ("other", STUDY, [PROPOSE]), ("narrow", STUDY, [READ_TOKEN]),
    ("elsewhere", "another", [PROPOSE]), ("withdrawn", STUDY, [PROPOSE]),
):  # fmt: skip
    token, SECRET[name] = api_tokens.issue(study, "Cartographie" if name == "good" else name, scopes)
    if name == "withdrawn":
        api_tokens.withdraw(study, token.number)
sys.stdout.write(
    json.dumps(
        {
            "refusals": refusals(),
            "doors": doors(),
            "journey": journey(),
            "flood": flood(),
            "described": described(),
        }
    )
)
