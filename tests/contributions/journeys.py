"""Corrections from the sheet to the site, in a process of its own: run in the folder of a built study, prints JSON."""

from __future__ import annotations

import html
import io
import json
import os
import re
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
os.environ["FLORILEGE_STUDY"] = "petite-etude"
os.environ["FLORILEGE_STUDY_FOLDER"] = sys.argv[1]
os.environ["FLORILEGE_HTTPS"] = "0"
os.environ["FLORILEGE_PROPOSALS_AN_HOUR"] = "9"
os.environ.setdefault("FLORILEGE_SECRET_KEY", "k" * 50)
os.environ["FLORILEGE_ADDRESS"] = "https://study.example.org"

import django

django.setup()

import pikepdf  # noqa: E402
from allauth.mfa.models import Authenticator  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from PIL import Image  # noqa: E402

from florilege.evidence.contributions import VALUE, Line, read_contributions  # noqa: E402
from florilege.faults import InputRefused  # noqa: E402
from florilege.linkage.decisions import Signature  # noqa: E402
from florilege.selection.computed_list import computed_places  # noqa: E402
from florilege.web.accounts.models import Membership, Person  # noqa: E402
from florilege.web.acts import contributions, pair_reviews  # noqa: E402
from florilege.web.acts.act_files import mirror  # noqa: E402
from florilege.web.background.models import Work  # noqa: E402
from florilege.web.background.performing import Piece  # noqa: E402
from florilege.web.campaigns.models import PlaceContact  # noqa: E402
from florilege.web.contributions import answers, owners, proofs, proposals, robots  # noqa: E402
from florilege.web.contributions.models import Proof, Proposal, ProposedValue  # noqa: E402
from florilege.web.contributions.owners import at_its_site  # noqa: E402
from florilege.web.inventory.models import Link, ShownPlace  # noqa: E402
from florilege.web.inventory.queries import record_key  # noqa: E402
from florilege.web.journal.models import Act  # noqa: E402
from florilege.web.letters.models import Letter  # noqa: E402
from florilege.web.letters.outbox import whole_body  # noqa: E402
from florilege.web.steps import chain  # noqa: E402
from florilege.web.steps.revisions import effect_of  # noqa: E402
from florilege.web.study.folder import open_folder  # noqa: E402
from florilege.web.study.open_study import open_study  # noqa: E402
from florilege.web.study.selections import selection_of  # noqa: E402
from tests.contributions.earlier import Earlier, worked  # noqa: E402

STUDY = "petite-etude"
FOLDER = Path(sys.argv[1])
call_command("migrate", verbosity=0)
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


def robots_met() -> dict[str, Any]:
    client = browser("192.0.2.77")
    client.get(FORM)  # the first page of a process loads the site, which takes longer than a robot waits
    values = {"f.jobs": "14"}
    good = worked(30, "first")
    found: dict[str, Any] = {
        "at once": said(client.post(FORM, {**values, **worked(1, "fast")})),
        "trapped": client.post(FORM, {**values, **good, robots.TRAP: "x"}).status_code,
        "forged": said(client.post(FORM, {**values, "challenge": "abc:def:ghi", "number": "1"})),
        "left open": said(client.post(FORM, {**values, **worked(13 * 3600, "old")})),
        "taken": client.post(FORM, {**values, **good}).status_code,
        "used again": said(client.post(FORM, {**values, **good})),
        "without script, fast": client.post(
            FORM, {**values, "challenge": Earlier(9).sign("slow"), "number": ""}
        ).status_code,
        "without script": client.post(
            FORM, {**values, "challenge": Earlier(20).sign("patient"), "number": ""}
        ).status_code,
    }
    flood = [client.post(FORM, {**values, **worked(30, f"flood{n}")}).status_code for n in range(9)]
    found["flood"] = flood
    found["another network"] = (
        browser("198.51.100.7").post(FORM, {**values, **worked(30, "other")}).status_code
    )
    found["in English"] = said(browser("192.0.2.77").post(f"/en{FORM}", {**values, **worked(30, "en")}))
    found["origins hide addresses"] = not any("192.0.2" in one.origin for one in Proposal.objects.all())
    return found


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    made = Image.new("RGB", (40, 30), "green")
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    made.save(out, kind, exif=exif) if kind == "JPEG" else made.save(out, kind)
    return out.getvalue()


def uploads(secret: str) -> dict[str, Any]:
    client = browser()
    address = f"/contribuer/{secret}/"

    def sent(name: str, content: bytes) -> str:
        answer = client.post(address, {"act": "keep", "proof": SimpleUploadedFile(name, content)})
        return "kept" if answer.status_code == 302 else str(answer.status_code) + said(answer)

    eicar = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    found: dict[str, Any] = {
        "svg": sent("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        "named as a picture": sent("a.png", b"<html><script>alert(1)</script></html>"),
        "eicar": sent("a.pdf", b"%PDF-1.4\n" + eicar),
        "script in a pdf": sent("a.pdf", b"%PDF-1.4\n1 0 obj <</OpenAction 2 0 R /JavaScript (x)>> endobj"),
        "too large": sent("a.pdf", b"%PDF-1.4\n" + b"0" * (proofs.LARGEST + 1)),
        "picture": sent("../../Plan\u202egnp.jpg", picture("JPEG")),
        "pdf": sent("bilan.pdf", b"%PDF-1.4\n%%EOF\n"),
    }
    kept = Proof.objects.order_by("id")
    found["names"] = list(kept.values_list("name", flat=True))
    found["kinds"] = list(kept.values_list("kind", flat=True))
    found["exif dropped"] = b"taken at home" not in proofs.path_of(kept[0]).read_bytes()
    found["modes"] = [oct(proofs.path_of(one).stat().st_mode & 0o777) for one in kept]
    return found


def proposed() -> dict[str, Any]:
    client = browser("203.0.113.9")
    page = said(client.get(FORM))
    found: dict[str, Any] = {
        "form": [f'name="f.{one}"' in page for one in ("name", "service", "jobs")],
        "link on the sheet": f'href="{FORM}"' in said(client.get(f"/lieux/{SLUG}/")),
        "form in English": "Correct the sheet" in said(client.get(f"/en{FORM}")),
    }
    wrong = client.post(FORM, {"f.jobs": "quelques", "f.opening_year": "12", **worked(30, "w")})
    found["faults"] = [
        wrong.status_code,
        said(wrong).count('class="field faulty"'),
        'value="quelques"' in said(wrong),
    ]
    nothing = client.post(FORM, {"f.jobs": "", **worked(30, "n")})
    found["nothing said"] = [nothing.status_code, "au moins une correction" in said(nothing)]
    turned = client.post(FORM, {"f.name": "Le\u202eBouillon", **worked(30, "t")})
    found["turned writing"] = turned.status_code
    begun = client.post(
        FORM, {"f.jobs": "14", "f.opening_year": "2014", "f.name": PLACE.name, **worked(30, "b")}
    )
    address = begun.headers["Location"]
    secret = address.strip("/").rpartition("/")[2]
    draft = client.get(address)
    found["draft"] = [draft.status_code, "14" in said(draft), draft["Referrer-Policy"], draft["X-Robots-Tag"]]
    found["same name is no change"] = "Nom" not in re.findall(r'rowheader">([^<]+)<', said(draft))
    found["uploads"] = uploads(secret)
    changed = client.post(f"{address}modifier/", {"f.jobs": "15", "f.opening_year": "2014"})
    found["changed"] = [changed.status_code, "15" in said(client.get(address))]
    proofless = client.post(address, {"act": "send"})
    found["without agreement"] = proofless.status_code
    told = {
        "act": "send", "agree": "1", "contact": "zoe@place.example", "message": "Bonjour", "proof_url": "https://place.example/bilan"
    }  # fmt: skip
    bad = client.post(address, {**told, "proof_url": "javascript:alert(1)"})
    found["no page"] = bad.status_code
    kept = [
        client.post(address, {"act": "keep", "contact": f"victim{number}@mail.example"})
        for number in range(5)
    ]
    found["a third address"] = [kept[1].status_code, kept[2].status_code, "deux adresses" in said(kept[2])]
    found["letters of a draft"] = Letter.objects.filter(kind="draft").count()
    Letter.objects.filter(kind="draft").delete()
    sent = client.post(address, told)
    found["sent"] = [sent.status_code, "Reçue" in said(client.get(address))]
    found["sent twice"] = client.post(address, told).status_code
    found["changed after"] = client.get(f"{address}modifier/").status_code
    found["forged link"] = browser().get(address[:-3] + "xx/").status_code
    found["address told nowhere"] = "zoe@place.example" not in said(client.get(address))
    found["secret kept"] = not Proposal.objects.filter(key=secret).exists()
    return found


def moderation() -> dict[str, Any]:
    moderator, editor = person("moderator"), person("editor")
    proposal = Proposal.objects.get(state="waiting")
    address = f"/espace/propositions/{proposal.key}/"
    queue = said(moderator.get("/espace/propositions/"))
    found: dict[str, Any] = {
        "queue": proposal.key in queue,
        "by cause": proposal.key in said(moderator.get("/espace/propositions/?cause=removal")),
        "page": [one in said(moderator.get(address)) for one in ("15", "bilan.pdf", "Bonjour")],
        "no address of hers": "zoe@place.example" not in said(moderator.get(address)),
        "reader": person("reader").get(address).status_code,
        "anonymous": browser().get(address).status_code,
    }
    row = proposal.proofs.first()
    assert row is not None
    proof = moderator.get(f"{address}preuve/{row.pk}/")
    found["proof"] = [proof.status_code, proof["Content-Disposition"][:10], proof["X-Content-Type-Options"],
                      proof["Content-Security-Policy"]]  # fmt: skip
    found["proof to anonymous"] = browser().get(f"{address}preuve/{row.pk}/").status_code
    lines = {one.field: one.pk for one in proposal.values.all()}
    before = folder.contributions.read_text() if folder.contributions.exists() else ""
    effect = said(moderator.get(f"{address}effet/?partial=1&line={lines['jobs']}"))
    found["effect"] = effect
    found["effect writes nothing"] = before == (
        folder.contributions.read_text() if folder.contributions.exists() else ""
    )
    refused = moderator.post(address, {"act": "refuse", "line": lines["opening_year"]})
    found["refused without reason"] = refused.status_code
    found["refused"] = moderator.post(
        address, {"act": "refuse", "line": lines["opening_year"], "reason": "La page dit 2015."}
    ).status_code
    mark = hidden(said(moderator.get(address)), "read")
    found["accepted unmarked"] = moderator.post(address, {"act": "accept", "line": lines["jobs"]}).status_code
    foreseen = {
        "line": lines["jobs"], "read": mark, "act": "accept",
        "seen": hidden(said(moderator.get(f"{address}effet/?line={lines['jobs']}")), "seen"),
    }  # fmt: skip
    meanwhile = contributions.correct(
        folder, STUDY, [Line(0, VALUE, ID, "jobs", right=99)], Signature("Somebody", "2026-11-29", ""),
        source_url="https://lieu.example/",
    )  # fmt: skip
    late = moderator.post(address, foreseen)
    found["accepted after another"] = [late.status_code, "Somebody vient d’y dire « 99 »" in said(late)]
    contributions.take_back(folder, STUDY, meanwhile, Signature("Somebody", "2026-11-29", ""))
    foreseen["read"] = hidden(said(moderator.get(address)), "read")
    found["accepted"] = moderator.post(address, foreseen).status_code
    late = editor.post(address, {"act": "refuse", "line": lines["jobs"], "reason": "Non."})
    found["second moderator"] = [late.status_code, "Moderator" in said(late)]
    proposal.refresh_from_db()
    found["state"] = proposal.state
    journal = read_contributions(folder.contributions.read_text(encoding="utf-8"), file="c.csv")
    found["journal"] = [
        [one.act, one.field, one.right, one.said_by, one.accepted_by]
        for one in journal
        if one.said_by != "team"
    ]
    found["nobody named"] = "zoe" not in folder.contributions.read_text(encoding="utf-8")
    found["acts"] = sorted(Act.objects.filter(door="service").values_list("kind", "who"))
    return found


def followed() -> dict[str, Any]:
    """After a build, the sheet says it, with who said it; then undone, it does not."""

    def build() -> None:
        chain.run_chain(FOLDER, last="editorial", out=None, force=(), progress=lambda *_: None)

    build()
    site = browser()
    sheet = said(site.get(f"/lieux/{SLUG}/"))
    entry = sheet[sheet.index('id="f-jobs"') :][:900]
    found: dict[str, Any] = {
        "shown": [">15<" in entry, "correction acceptée (une personne extérieure)" in entry]
    }
    found["in claims"] = "contribution" in site.get("/data/claims.csv").content.decode()
    editor = browser()
    editor.force_login(
        Person.objects.get(name="Editor"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    page = said(editor.get(f"/espace/lieux/{SLUG}/"))
    found["editor"] = "Retirer (acte 3)" in page
    found["retracted by another"] = editor.post(
        f"/espace/lieux/{SLUG}/", {"act": "retract", "number": "3"}
    ).status_code
    found["undone without reason"] = editor.post("/espace/actes/", {"key": "contributions:3"}).status_code
    undone = editor.post("/espace/actes/", {"key": "contributions:3", "reason": "Le bilan dit autre chose."})
    found["undone"] = undone.status_code
    proposal = Proposal.objects.get(contact="zoe@place.example")
    found["no longer accepted"] = list(
        proposal.values.order_by("field").values_list("field", "state", "reason")
    )
    dashboard = [said(login(name).get("/espace/")) for name in ("Moderator", "Editor")]
    found["author told"] = ["Le bilan dit autre chose." in one for one in dashboard]
    build()
    sheet = said(site.get(f"/lieux/{SLUG}/"))
    found["then not shown"] = "correction acceptée" not in sheet
    return found


def of_the_place() -> dict[str, Any]:
    """A place answers by its link: a reply, then its wish to be taken off."""
    secret = proposals.open_for_place(STUDY, ID, fields=["companies_hosted"], contact="lieu@place.example")
    client = browser()
    form = client.get(f"/contribuer/{secret}/", follow=True)
    found: dict[str, Any] = {"asked first": said(form).index("companies_hosted") < said(form).index("f.name")}
    client.post(
        f"/contribuer/{secret}/modifier/",
        {"reply": "Nous avons déménagé.\nVenez !", "f.companies_hosted": "7"},
    )
    client.post(f"/contribuer/{secret}/", {"act": "send", "agree": "1", "contact": "other@place.example"})
    proposal = Proposal.objects.get(said_by="place")
    found["address kept"] = proposal.contact
    rows = {one.kind: one for one in proposal.values.all()}
    answers.accept(folder, proposal, [one.pk for one in rows.values()], Signature("M.", "2026-11-29", ""))
    # written to the file, then cut before the store: the same lines are not written again
    ProposedValue.objects.filter(proposal=proposal).update(state="waiting")
    proposal.state = "waiting"
    proposal.save()
    answers.accept(folder, proposal, [one.pk for one in rows.values()], Signature("M.", "2026-11-29", ""))
    text = folder.contributions.read_text(encoding="utf-8")
    found["once in the file"] = text.count("companies_hosted")
    chain.run_chain(FOLDER, last="editorial", out=None, force=(), progress=lambda *_: None)
    sheet = said(client.get(f"/lieux/{SLUG}/"))
    found["reply shown"] = "<p>Nous avons déménagé.</p><p>Venez !</p>" in sheet
    secret = proposals.open_for_place(STUDY, ID)
    client.post(f"/contribuer/{secret}/modifier/", {"removal": "1"})
    client.post(f"/contribuer/{secret}/", {"act": "send", "agree": "1"})
    asked = Proposal.objects.get(state="waiting")
    held = [one.pk for one in asked.values.all()]
    editor, address = login("Editor"), f"/espace/propositions/{asked.key}/"
    page = said(editor.get(f"{address}effet/"))
    found["told before"] = "candidat" in page or "liste" in page
    unread = editor.post(address, {"act": "accept", "line": held})
    found["accepted unread"] = [unread.status_code, "Rien n’est encore accepté" in said(unread)]
    asked.refresh_from_db()
    found["still waits"] = asked.state
    found["read of something else"] = editor.post(
        address, {"act": "accept", "line": held, "seen": "00000000"}
    ).status_code
    read = {
        "act": "accept", "line": held, "seen": hidden(said(unread), "seen"), "read": hidden(said(unread), "read")
    }  # fmt: skip
    found["accepted once read"] = editor.post(address, read).status_code
    chain.run_chain(FOLDER, last="editorial", out=None, force=(), progress=lambda *_: None)
    everywhere = [
        said(client.get(path))
        for path in ("/lieux/", "/data/places.csv", "/data/records.csv", "/data/claims.csv")
    ]
    found["gone"] = [client.get(f"/lieux/{SLUG}/").status_code, any(ID in one for one in everywhere)]
    found["counted"] = "ne figure plus ici, à sa demande" in said(client.get("/methode/"))
    return found


def letters() -> dict[str, Any]:
    """What was written to whoever left an address, and what the worker was asked to do."""
    answer, again = Letter.objects.filter(kind="answer", to="zoe@place.example").order_by("id")
    return {
        "told again": "Emplois : refusée (Le bilan dit autre chose.)" in again.body,
        "answer": [one in answer.body for one in ("Emplois : acceptée", "refusée (La page dit 2015.)", "https://study.example.org/lieux/")],
        "rebuild": Work.objects.filter(kind="rebuild", state="waiting").count(),
    }  # fmt: skip


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
    found["opens"] = "C’est votre fiche" in said(client.get(path, follow=True))
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


def effects() -> dict[str, Any]:
    """What the list would become, beside what it becomes once the study is built with it."""
    study = open_study(folder)
    run = selection_of(study.row)
    assert run is not None
    listed = computed_places(run.computed)
    kept = {one.place_id for one in listed if one.kept}
    last = min((one for one in listed if one.kept), key=lambda one: one.score)
    shown = ShownPlace.objects.get(place__public_id=last.place_id)
    lines = [
        Line(0, VALUE, last.place_id, "service", wrong=str(code), date="2026-11-20", accepted_by="M.", accepted="2026-11-29")
        for code in shown.values.get("service", {}).get("value", [])
    ]  # fmt: skip
    lines += [
        Line(0, VALUE, last.place_id, name, wrong=str(shown.values[name]["value"]), date="2026-11-20", accepted_by="M.",
             accepted="2026-11-29")
        for name in ("website", "phone", "twitter", "facebook", "instagram", "linkedin")
        if name in shown.values
    ]  # fmt: skip
    foreseen = effect_of(study, last.place_id, lines)
    contributions.correct(
        folder, STUDY, lines, Signature("T.", "2026-11-29", ""), source_url="https://lieu.example/"
    )
    chain.run_chain(FOLDER, last="editorial", out=None, force=(), progress=lambda *_: None)
    after = selection_of(open_study(folder).row)
    assert after is not None
    now = {one.place_id for one in computed_places(after.computed) if one.kept}
    return {
        "foreseen": [sorted(foreseen.entering), sorted(foreseen.leaving)],
        "came": [sorted(now - kept), sorted(kept - now)],
        "changed": bool(now - kept),
        "criteria": list(foreseen.criteria),
        "lower": foreseen.after is None or (foreseen.before or 0) > foreseen.after,
    }


def login(name: str) -> Client:
    client = browser()
    client.force_login(
        Person.objects.get(name=name), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


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


TOLD = {
    "robots": robots_met(), "proposed": proposed(), "moderation": moderation(), "followed": followed(),
    "letters": letters(), "effects": effects(), "of the place": of_the_place(), "owners": owners_met(),
    "by the team": by_the_team(), "two doors": two_doors(), "together": together(),
    "forgotten": forgotten(), "broken": broken(), "merged": merged(),
}  # fmt: skip
sys.stdout.write(json.dumps(TOLD))
