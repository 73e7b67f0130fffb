"""What the team does of proposals: moderation, what followed, letters, the effect that is read before, what places ask."""

from __future__ import annotations

from typing import Any

from florilege.evidence.contributions import VALUE, Line, read_contributions
from florilege.linkage.decisions import Signature
from florilege.selection.computed_list import computed_places
from florilege.web.accounts.models import Person
from florilege.web.acts import contributions
from florilege.web.background.models import Work
from florilege.web.contributions import answers, proposals
from florilege.web.contributions.models import Proposal, ProposedValue
from florilege.web.inventory.models import ShownPlace
from florilege.web.journal.models import Act
from florilege.web.letters.models import Letter
from florilege.web.steps import chain
from florilege.web.steps.revisions import effect_of
from florilege.web.study.open_study import open_study
from florilege.web.study.selections import computed_of, selection_of
from tests.contributions.study_met import (
    FOLDER,
    ID,
    SLUG,
    STUDY,
    browser,
    folder,
    hidden,
    login,
    person,
    said,
)


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


def effects() -> dict[str, Any]:
    """What the list would become, beside what it becomes once the study is built with it."""
    study = open_study(folder)
    run = selection_of(study.row)
    assert run is not None
    listed = computed_places(computed_of(run))
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
    now = {one.place_id for one in computed_places(computed_of(after)) if one.kept}
    return {
        "foreseen": [sorted(foreseen.entering), sorted(foreseen.leaving)],
        "came": [sorted(now - kept), sorted(kept - now)],
        "changed": bool(now - kept),
        "criteria": list(foreseen.criteria),
        "lower": foreseen.after is None or (foreseen.before or 0) > foreseen.after,
    }
