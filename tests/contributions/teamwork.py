"""The team on its own: its claims, two editors at once, what is forgotten in time, what cannot be read."""

from __future__ import annotations

import os
import threading
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from florilege.evidence.contributions import VALUE, Line, read_contributions
from florilege.faults import InputRefused
from florilege.linkage.decisions import Signature
from florilege.web.accounts.models import Membership, Person
from florilege.web.acts import contributions, pair_reviews
from florilege.web.acts.act_files import mirror
from florilege.web.contributions import proofs, proposals
from florilege.web.contributions.models import Proof, Proposal, ProposedValue
from florilege.web.inventory.models import Link, ShownPlace
from florilege.web.inventory.queries import record_key
from florilege.web.journal.models import Act
from florilege.web.study.open_study import open_study
from tests.contributions.earlier import worked
from tests.contributions.study_met import ID, STUDY, browser, folder, hidden, login, said


def by_the_team() -> dict[str, Any]:
    other = ShownPlace.objects.exclude(place__public_id=ID).select_related("place")[0]
    third = ShownPlace.objects.exclude(place__public_id__in=(ID, other.place.public_id)).select_related(
        "place"
    )[0]
    editor = login("Editor")
    address = f"/espace/lieux/{other.place.slug}/"
    claim = {
        "read": hidden(said(editor.get(address)), "read"),
        "act": "claim",
        "field": "jobs",
        "value": "31",
        "source_url": "https://lieu.example/",
        "reason": "Bilan 2025",
    }
    found: dict[str, Any] = {"unmarked": editor.post(address, {**claim, "read": ""}).status_code}
    second = Client(SERVER_NAME="localhost")
    two = Person.objects.create(email="second@example.org", name="Second")
    Membership.objects.create(person=two, study=STUDY, role="editor")
    Authenticator.objects.create(user=two, type=Authenticator.Type.TOTP, data={"secret": "A"})
    second.force_login(two, backend="allauth.account.auth_backends.AuthenticationBackend")
    hers = {**claim, "value": "32", "read": hidden(said(second.get(address)), "read")}
    found["added"] = editor.post(address, claim).status_code
    late = second.post(address, hers)
    found["the second is told"] = [
        late.status_code, "Editor vient d’y dire « 31 »" in said(late), 'value="32"' in said(late)
    ]  # fmt: skip
    other_field = {**hers, "field": "companies_hosted", "value": "3"}
    found["another field"] = second.post(address, other_field).status_code
    found["once read again"] = second.post(address, {**hers, "read": hidden(said(late), "read")}).status_code
    number = max(one.act for one in read_contributions(folder.contributions.read_text(), file="c.csv"))
    found["not one's own"] = editor.post(address, {"act": "retract", "number": number}).status_code
    found["one's own"] = second.post(address, {"act": "retract", "number": number}).status_code
    claim["read"] = hidden(said(editor.get(address)), "read")
    found |= {
        "without a source": editor.post(address, {**claim, "source_url": ""}).status_code,
        "no number": [
            (a := editor.post(address, {**claim, "value": "trente"})).status_code,
            'value="trente"' in said(a),
        ],
        "no field": editor.post(address, {**claim, "field": "latitude"}).status_code,
        "pending": "2 actes ne sont pas encore suivis" in said(editor.get(address)),
        "moderator": login("Moderator").post(address, claim).status_code,
    }
    ids = [other.place.public_id, third.place.public_id]
    bulk = {**claim, "field": "workstations", "value": "12", "place": ids}
    shown = editor.post("/espace/lieux/ensemble/", bulk)
    found["preview"] = [shown.status_code, "2 lieux changeraient" in said(shown)]
    found["preview writes nothing"] = "workstations" not in folder.contributions.read_text()
    bulk["read"] = hidden(said(shown), "read")
    alone = {
        **claim,
        "field": "workstations",
        "value": "9",
        "read": hidden(said(second.get(address)), "read"),
    }
    second.post(address, alone)
    late = editor.post("/espace/lieux/ensemble/", {**bulk, "confirm": "1"})
    found["bulk, meanwhile"] = [late.status_code, "Second vient d’y dire « 9 »" in said(late)]
    bulk["read"] = hidden(said(late), "read")
    done = editor.post("/espace/lieux/ensemble/", {**bulk, "confirm": "1"})
    lines = read_contributions(folder.contributions.read_text(encoding="utf-8"), file="c.csv")
    made = [one for one in lines if one.field == "workstations" and one.accepted_by == "Editor"]
    found["bulk"] = [
        done.status_code,
        len(made),
        len({one.act for one in made}),
        {one.said_by for one in made} == {"team"},
    ]
    first, second = (
        record_key(link.record.version.listing.slug, link.record.record_id)
        for link in Link.objects.filter(record__version__current=True).select_related(
            "record__version__listing"
        )[8:10]
    )
    said_alone = {"first": first, "second": second, "verdict": "first alone", "reason": "Une autre adresse"}
    found["a verdict"] = editor.post("/espace/doublons/", said_alone).status_code
    found["verdicts kept"] = list(Act.objects.filter(kind="decisions.alone").values_list("who", "door"))
    found["none ticked"] = editor.post("/espace/lieux/ensemble/", {**bulk, "place": []}).status_code
    listed = said(editor.get("/espace/lieux/", {"q": other.name.split()[0], "missing": "jobs_new"}))
    found["filters"] = other.place.public_id in listed
    found["log"] = "Bilan 2025" in said(
        editor.get("/espace/actes/", {"about": other.place.public_id, "who": "Editor"})
    )
    return found


def two_doors() -> dict[str, Any]:
    """Written in the file by hand while the service runs: the next build says so; taken out of it: it says that too."""
    study = open_study(folder)
    text = folder.contributions.read_text(encoding="utf-8")
    last = text.splitlines()[-1]
    number = int(last.split(",")[0])
    folder.contributions.write_text(
        text + last.replace(f"{number},", f"{number + 1},", 1) + "\n", encoding="utf-8"
    )
    found: dict[str, Any] = {"by hand": [one.en for one in mirror(folder, study.file.slug)]}
    found["once"] = [one.en for one in mirror(folder, study.file.slug)]
    folder.contributions.write_text(text, encoding="utf-8")
    found["lost"] = [one.en for one in mirror(folder, study.file.slug)]
    return found


def together() -> dict[str, Any]:
    """Eight acts at once on the journal of contributions: each has its number, and none is lost."""
    place = ShownPlace.objects.exclude(place__public_id=ID).select_related("place")[2].place.public_id
    before = len(read_contributions(folder.contributions.read_text(encoding="utf-8"), file="c.csv"))
    refused: list[str] = []

    def act(number: int) -> None:
        try:
            contributions.correct(
                folder, STUDY, [Line(0, VALUE, place, "jobs", right=number)], Signature("T.", "2026-11-29", ""),
                source_url="https://lieu.example/",
            )  # fmt: skip
        except InputRefused as fault:
            refused.append(fault.expected.en)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    lines = read_contributions(folder.contributions.read_text(encoding="utf-8"), file="c.csv")
    study = open_study(folder)
    keys = [
        record_key(link.record.version.listing.slug, link.record.record_id)
        for link in Link.objects.filter(record__version__current=True).select_related(
            "record__version__listing"
        )[:8]
    ]
    said_before = len(pair_reviews.journal(folder))

    def part(key: str) -> None:
        try:
            pair_reviews.say_alone(study, key, Signature("T.", "2026-11-29", ""))
        finally:
            connection.close()

    others = [threading.Thread(target=part, args=(key,)) for key in keys]
    for one in others:
        one.start()
    for one in others:
        one.join()
    verdicts = pair_reviews.journal(folder)[said_before:]
    return {
        "verdicts": [len(verdicts), len({one.act for one in verdicts})],
        "added": len(lines) - before,
        "numbers": len({one.act for one in lines[before:]}),
        "refused": refused,
    }


def forgotten() -> dict[str, Any]:
    """What is personal and old goes: drafts with their files, words and addresses, files of what was refused; proofs stay."""
    long_ago = timezone.now() - timedelta(days=400)
    place = ShownPlace.objects.exclude(place__public_id=ID).select_related("place")[1].place.public_id
    made: dict[str, Proposal] = {}
    for name, state in (
        ("draft", "draft"),
        ("waiting", "waiting"),
        ("refused", "answered"),
        ("accepted", "answered"),
    ):
        one = Proposal.objects.create(
            key=f"old-{name}", study=STUDY, place_id=place, said_by="visitor", state=state, contact="a@mail.example",
            message="Moi", origin="x", made=long_ago, sent=long_ago, answered=long_ago if state == "answered" else None,
        )  # fmt: skip
        ProposedValue.objects.create(
            proposal=one, kind=VALUE, field="jobs", right="3", state=name, act=1 if name == "accepted" else 0
        )
        proofs.add(one, SimpleUploadedFile("a.pdf", f"%PDF-1.4 {name}".encode()))
        made[name] = one
    paths = {name: proofs.path_of(Proof.objects.get(proposal=one)) for name, one in made.items()}
    for path in paths.values():
        os.utime(path, (long_ago.timestamp(), long_ago.timestamp()))
    counts = proposals.erase_old()
    files = proofs.erase()
    left = {
        one.key: [one.contact, one.message, one.origin]
        for one in Proposal.objects.filter(key__startswith="old-")
    }
    found = {
        "counts": [counts["drafts"], counts["addresses"] >= 3, files],
        "left": left,
        "files": {name: path.exists() for name, path in paths.items()},
        "again": [*proposals.erase_old().values(), proofs.erase()],
    }
    Proposal.objects.filter(key__startswith="old-").delete()
    return found


def broken() -> dict[str, Any]:
    """What a form may bring that nobody types: too many lines, a sign that no store keeps, more than may come."""
    client = browser("192.0.2.201")
    slug = ShownPlace.objects.exclude(place__public_id=ID).select_related("place")[1].place.slug
    form = f"/lieux/{slug}/corriger/"
    many = client.post(
        form, {"m.alias": "1", "f.alias": "\n".join(f"Nom {n}" for n in range(70)), **worked(30, "many")}
    )
    sign = client.post(form, {"f.name": "Le\x00lieu", **worked(30, "sign")})
    query = login("Editor").get("/espace/lieux/", {"q": "fab\x00lab"})
    large = client.generic(
        "POST", form, b"x", content_type="application/x-www-form-urlencoded", CONTENT_LENGTH=str(2**31)
    )
    in_english = client.generic(
        "POST",
        f"/en{form}",
        b"x",
        content_type="application/x-www-form-urlencoded",
        CONTENT_LENGTH=str(2**31),
    )
    return {
        "many": [many.status_code, "au plus 60 lignes" in said(many), "Nom 42" in said(many)],
        "sign": [sign.status_code, "signe invisible" in said(sign)],
        "query": [query.status_code],
        "large": [large.status_code, "10 Mo au plus" in said(large), "at most 10 MB" in said(in_english)],
    }
