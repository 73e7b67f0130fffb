"""What the doors of the service say while things are hidden behind them: run in the folder of a built study, prints JSON.

Hidden are a place that was taken off, what somebody proposes and where to answer, an electronic address written in a listing,
the name of a juror and her mark, the private notes of a visit.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
os.environ["FLORILEGE_STUDY"] = "petite-etude"
os.environ["FLORILEGE_STUDY_FOLDER"] = sys.argv[1]
os.environ["FLORILEGE_HTTPS"] = "0"
os.environ["FLORILEGE_FRESH"] = "0"
os.environ["FLORILEGE_SECRET_KEY"] = "k" * 50
os.environ["FLORILEGE_ADDRESS"] = "https://study.example.org"

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from florilege.evidence.contributions import REMOVAL, Line  # noqa: E402
from florilege.linkage.decisions import Signature  # noqa: E402
from florilege.web.accounts import api_tokens, people  # noqa: E402
from florilege.web.accounts.scopes import SCOPES  # noqa: E402
from florilege.web.acts import contributions  # noqa: E402
from florilege.web.contributions import owners  # noqa: E402
from florilege.web.contributions.models import Proposal, ProposedValue  # noqa: E402
from florilege.web.inventory.models import ShownPlace  # noqa: E402
from florilege.web.steps import chain  # noqa: E402
from florilege.web.study.folder import open_folder  # noqa: E402
from tests.contributions.earlier import worked  # noqa: E402

STUDY, FOLDER = "petite-etude", Path(sys.argv[1])
PLACES = list(ShownPlace.objects.select_related("place").order_by("place__rank"))
# the name of the place that is taken off is nobody else's, so that finding it anywhere is finding the place
GONE = next(
    one
    for one in PLACES
    if one.name and sum(one.name.split()[0] in other.name for other in PLACES) == 1 and one.commune_code
)
OTHER = next(one for one in PLACES if one.pk != GONE.pk and one.name)
SECRETS = ("zoe.secret@place.example", "PROPOSITION-SECRETE", "Jurée-Secrète", "note-privée-de-visite")


def said(client: Client, path: str, **asked: str) -> str:
    answer = client.get(path, asked)
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(
        errors="replace"
    )


def build() -> None:
    chain.run_chain(FOLDER, last="editorial", out=None, force=(), progress=lambda *_: None)


def hide() -> None:
    contributions.correct(
        open_folder(FOLDER), STUDY, [Line(0, REMOVAL, GONE.place.public_id)], Signature("M.", "2026-11-29", ""),
        source_url="https://lieu.example/",
    )  # fmt: skip
    proposal = Proposal.objects.create(
        key="abcdef", study=STUDY, place_id=OTHER.place.public_id, said_by="visitor", state="waiting",
        contact=SECRETS[0], message=SECRETS[1], made=timezone.now(), sent=timezone.now(),
    )  # fmt: skip
    ProposedValue.objects.create(
        proposal=proposal,
        kind="value",
        cause="incomplete",
        field="operator",
        right=SECRETS[1],
        state="waiting",
    )
    (FOLDER / "visits").mkdir(exist_ok=True)
    (FOLDER / "visits" / "secret.toml").write_text(
        f'place_id = "{OTHER.place.public_id}"\ndate = 2026-05-06\nwho = ["V."]\nprivate = "{SECRETS[3]}"\n',
        encoding="utf-8",
    )
    people.add("juror@place.example", SECRETS[2], STUDY, "juror")
    build()


def doors() -> dict[str, Any]:
    client = Client(SERVER_NAME="localhost", headers={"accept-language": "fr"})
    before = {"home": said(client, "/"), "region": said(client, "/data/territories.csv")}
    counted = json.loads(said(client, "/api/v1/places", limit="1"))
    hide()
    word = GONE.name.split()[0]
    slug = GONE.place.slug
    pages = ["/", "/lieux/", "/methode/", "/donnees/", "/donnees/qualite/", f"/lieux/{OTHER.place.slug}/", "/territoires/",
             f"/territoires/commune-{GONE.commune_code}/", "/selection/candidats/", "/trouver/", "/api/v1/", "/contribuer/",
             f"/lieux/{OTHER.place.slug}/corriger/"]  # fmt: skip
    files = [
        "places.csv",
        "records.csv",
        "claims.csv",
        "visits.json",
        "licences.json",
        "selection.json",
        "territories.csv",
    ]
    api = ["/api/v1/places", "/api/v1/places?format=csv", f"/api/v1/places/{OTHER.place.public_id}/claims", "/api/v1/actors",
           "/api/v1/exports/gogocarto", "/api/v1/exports/mediation", "/api/v1/listings", "/api/v1/selections"]  # fmt: skip
    everything = {path: said(client, path) for path in (*pages, *(f"/data/{one}" for one in files), *api)}
    everything["/api/v1/places?format=geojson"] = said(
        client, "/api/v1/places", format="geojson", limit="100"
    )
    searched = [said(client, "/trouver/recherche.json", q=one) for one in (word, "zzzzqqqq")]
    found: dict[str, Any] = {
        "answered": {path: len(text) > 40 for path, text in everything.items()},
        "secrets": sorted({f"{path}: {one}" for path, text in everything.items() for one in SECRETS if one in text}),
        "names of the place": sorted(
            path
            for path, text in everything.items()
            if GONE.place.public_id in text or re.search(rf"(?<![\w-])({re.escape(slug)}|{re.escape(GONE.name)})(?![\w-])", text)
        ),
        "search": [json.loads(one).get("total") for one in searched],
"search of the page": f"/lieux/{slug}/" in said(client, "/trouver/", q=GONE.name),
        "status": [client.get(path).status_code for path in (
            f"/lieux/{slug}/", "/lieux/never-there/", f"/lieux/{slug}/corriger/", f"/lieux/{slug}/mon-lieu/",
            f"/api/v1/places/{GONE.place.public_id}", "/api/v1/places/l00000000",
        )],
        "bodies": [
            said(client, f"/lieux/{slug}/").replace(slug, "x") == said(client, "/lieux/never-there/").replace("never-there", "x"),
            json.loads(said(client, f"/api/v1/places/{GONE.place.public_id}"))["title"]
            == json.loads(said(client, "/api/v1/places/l00000000"))["title"],
        ],
        "counts": [
            json.loads(said(client, "/api/v1/places", limit="1")).get("total"), counted.get("total"),
            len(everything["/data/places.csv"].splitlines()) - 1, len(PLACES),
        ],
        "home changed": everything["/"] != before["home"],
    }  # fmt: skip

    def row(text: str) -> str:
        return next(
            line
            for line in text.splitlines()
            if f",{GONE.commune_code}," in f",{line}," and "commune" in line
        )

    found["averages"] = row(everything["/data/territories.csv"]) != row(before["region"])
    return found


def timing() -> dict[str, Any]:
    """The work done for an address that is known and for one that is not: the same requests of the store."""
    client = Client(SERVER_NAME="localhost", REMOTE_ADDR="203.0.113.50")
    people.add("known@place.example", "Known", STUDY, "reader")
    owners.contacts.add(STUDY, OTHER.place.public_id, "known@place.example", "moderator", who="M.")
    path, counted = f"/lieux/{OTHER.place.slug}/mon-lieu/", []
    client.get(path)
    for number, address in enumerate(("known@place.example", "unknown@place.example")):
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(path, {"email": address, **worked(30, f"timing{number}")})
        assert answer.status_code == 200, answer.content[:500]
        asked_for = [one["sql"] for one in asked.captured_queries]
        # whether a step ran meanwhile is asked once after each writing, whoever wrote
        counted.append(
            [
                sql.split('"')[0] + sql.split('"')[1]
                for sql in asked_for
                if '"' in sql and "SAVEPOINT" not in sql and "study_steprun" not in sql
            ]
        )
    reset = []
    for address in ("known@place.example", "unknown@place.example"):
        with CaptureQueriesContext(connection) as asked:
            Client(SERVER_NAME="localhost").post("/compte/password/reset/", {"email": address})
        reset.append(len(asked.captured_queries))
    return {"owners": counted, "reset": reset}


def token_scope() -> dict[str, Any]:
    _, secret = api_tokens.issue(STUDY, "A program", tuple(SCOPES), days=1)
    client = Client(SERVER_NAME="localhost", headers={"authorization": f"Bearer {secret}"})
    texts = [
        said(client, path)
        for path in ("/api/v1/token", "/api/v1/places", f"/api/v1/places/{OTHER.place.public_id}/claims")
    ]
    return {
        "secrets": [one for one in SECRETS if any(one in text for text in texts)],
        "workspace": client.get("/espace/propositions/").status_code,
    }


def static_edition() -> dict[str, Any]:
    chain.run_chain(
        FOLDER,
        last="publish",
        out=FOLDER.parent / "leaks-site",
        force=(),
        progress=lambda *_: None,
        with_report=False,
    )
    site = FOLDER.parent / "leaks-site"
    hits = subprocess.run(["grep", "-rlaF", *(f"-e{one}" for one in (*SECRETS, GONE.place.public_id)), str(site)],
                          capture_output=True, text=True, check=False).stdout.splitlines()  # fmt: skip
    return {"files": sum(1 for path in site.rglob("*") if path.is_file()), "hits": hits}


REPORTED = {"doors": doors(), "timing": timing(), "token": token_scope(), "static": static_edition()}
sys.stdout.write(json.dumps(REPORTED))
