"""Whose place it is: links to the addresses of a place, requests, letters with a code, a place that was merged."""

from __future__ import annotations

import io
import json
import re
from typing import Any
from urllib.parse import urlsplit

import pikepdf

from florilege.linkage.decisions import Signature
from florilege.web.background.models import Work
from florilege.web.background.performing import Piece
from florilege.web.campaigns.models import PlaceContact
from florilege.web.contributions import owners, proposals
from florilege.web.contributions.models import Proposal
from florilege.web.contributions.owners import at_its_site
from florilege.web.inventory.models import ShownPlace
from florilege.web.letters.models import Letter
from florilege.web.letters.outbox import whole_body
from tests.contributions.earlier import worked
from tests.contributions.study_met import ID, STUDY, browser, login, said


def host_of(row: ShownPlace) -> str:
    return (urlsplit(row.values["website"]["value"]).hostname or "").removeprefix("www.")


def of_others(row: ShownPlace, host: str) -> list[bool]:
    """Whether an address at a site is the place's own when another place shows the site; when the place is a page of it."""
    found = []
    other = ShownPlace.objects.exclude(pk=row.pk).order_by("place__rank").last()
    for one, site in ((other, f"https://{host}/"), (row, f"https://www.{host}/fablab")):
        before = one.values
        one.values = {**before, "website": {**before.get("website", {}), "value": site}}
        one.save()
        found.append(at_its_site(row.place.public_id, f"x@{host}"))
        one.values = before
        one.save()
    return found


def owners_met() -> dict[str, Any]:
    row = next(
        one
        for one in ShownPlace.objects.exclude(place__public_id=ID)
        .select_related("place")
        .order_by("place__rank")
        if str(one.values.get("website", {}).get("value", "")).startswith("http")
        and at_its_site(one.place.public_id, f"x@{host_of(one)}")
    )
    host = host_of(row)
    address, client = f"/lieux/{row.place.slug}/mon-lieu/", browser("198.51.100.20")
    client.get(address)
    known = client.post(address, {"email": f"bonjour@{host}", **worked(30, "mine")})
    unknown = client.post(
        address, {"email": "someone@mail.example", "message": "J’y travaille", **worked(30, "mine2")}
    )
    for piece in Work.objects.filter(kind="owner", state="waiting"):
        owners.settle(Piece(piece.pk, "owner", STUDY, dict(piece.arguments), 1, asked_again=False))
    wrong = client.post(address, {"email": "nobody", **worked(30, "mine3")})
    found: dict[str, Any] = {
        "same answer": [
            known.status_code,
            unknown.status_code,
            said(known).replace(host, "") == said(unknown).replace(host, ""),
        ],
        "no address": wrong.status_code,
        "lodged": at_its_site(row.place.public_id, "x@elsewhere.example"),
        "alone": at_its_site(row.place.public_id, f"x@{host}"),
        "site of several, page of a site": of_others(row, host),
        "sent": list(Letter.objects.filter(kind="owner").values_list("to", flat=True)),
        "held": list(
            PlaceContact.objects.filter(place_id=row.place.public_id).values_list("address", "origin")
        ),
    }
    link = whole_body(Letter.objects.get(kind="owner"))
    path = re.findall(r"https://study.example.org(/contribuer/\S+/)", link)[0]
    found["opens"] = "C’est la page de votre lieu" in said(client.get(path, follow=True))
    found["secret kept"] = path.strip("/").rpartition("/")[2] in json.dumps(
        list(Letter.objects.values_list("body", "sealed"))
    )
    waiting = Proposal.objects.get(contact="someone@mail.example")
    moderator = login("Moderator")
    page = said(moderator.get(f"/espace/propositions/{waiting.key}/"))
    found["asked"] = ["someone@mail.example" in page, "J’y travaille" in page]
    found["refused without reason"] = moderator.post(
        f"/espace/propositions/{waiting.key}/", {"act": "refuse"}
    ).status_code
    found["accepted"] = moderator.post(f"/espace/propositions/{waiting.key}/", {"act": "accept"}).status_code
    found["twice"] = moderator.post(f"/espace/propositions/{waiting.key}/", {"act": "accept"}).status_code
    found["then sent"] = Letter.objects.filter(kind="owner", to="someone@mail.example").count()
    made = moderator.post(f"/espace/lieux/{row.place.slug}/lettre/")
    found["letter"] = [made.status_code, made["Content-Type"], made.content[:5].decode()]
    with pikepdf.open(io.BytesIO(made.content)) as document:
        found["pages"] = len(document.pages)
    code = owners.code_for(STUDY, row.place.public_id, Signature("M.", "2026-11-29", ""), language="fr")
    later = owners.code_for(STUDY, row.place.public_id, Signature("M.", "2026-11-29", ""), language="en")
    found["earlier code"] = [said(client.get(f"/contribuer/{code}/modifier/")).count("<form method"),
                             "a été retiré" in said(client.get(f"/contribuer/{code}/modifier/"))]  # fmt: skip
    code = later
    typed = client.post("/contribuer/", {"code": code.upper().replace("-", " ")})
    found["code"] = [typed.status_code, typed.headers.get("Location") == f"/contribuer/{code}/"]
    tries = [
        browser("198.51.100.99").post("/contribuer/", {"code": f"no{number}"}).status_code
        for number in range(21)
    ]
    found["guessing"] = [tries[0], tries[-1]]
    return found


def merged() -> dict[str, Any]:
    """A place is merged into another while its link waits: the link opens the sheet of today."""
    two = list(
        ShownPlace.objects.exclude(place__public_id=ID).select_related("place").order_by("-place__rank")[:2]
    )
    gone, stays = two[0].place, two[1].place
    secret = proposals.open_for_place(STUDY, gone.public_id)
    gone.replaced_by = stays
    gone.save()
    page = browser().get(f"/contribuer/{secret}/modifier/")
    proposal = Proposal.objects.get(place_id=stays.public_id, state="draft", said_by="place")
    gone.replaced_by = None
    gone.save()
    proposal.place_id = "nothing"
    proposal.save()
    nowhere = browser().get(f"/contribuer/{secret}/modifier/")
    proposal.delete()
    return {
        "opens": [page.status_code, stays.slug in said(page)],
        "not published any more": [nowhere.status_code, "n’est plus publiée" in said(nowhere)],
    }
