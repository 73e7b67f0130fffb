"""A campaign from the choice of places to the answers, with a real mail server: run in the folder of a built study."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
os.environ["FLORILEGE_STUDY"] = STUDY = "petite-etude"
os.environ["FLORILEGE_STUDY_FOLDER"] = sys.argv[1]
os.environ["FLORILEGE_HTTPS"] = "0"
os.environ["FLORILEGE_ADDRESS"] = "https://study.example.org"
os.environ["FLORILEGE_RETURNS"] = "returns@example.org"

import django

django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402
from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from florilege.faults import InputRefused, Words  # noqa: E402
from florilege.selection.computed_list import facts_to_find  # noqa: E402
from florilege.web.accounts import one_use_links  # noqa: E402
from florilege.web.accounts.models import Membership, Person  # noqa: E402
from florilege.web.background import worker  # noqa: E402
from florilege.web.background.models import Work  # noqa: E402
from florilege.web.campaigns import contacts, operations  # noqa: E402
from florilege.web.campaigns.completeness import MOST_FIELDS, Suggestion, suggestions  # noqa: E402
from florilege.web.campaigns.models import Asked, Campaign, PlaceContact  # noqa: E402
from florilege.web.campaigns.standings import standings  # noqa: E402
from florilege.web.contributions.models import Proposal  # noqa: E402
from florilege.web.duties.questionnaires import QUESTIONNAIRES  # noqa: E402
from florilege.web.inventory.models import Claim, ShownPlace  # noqa: E402
from florilege.web.letters import bounces  # noqa: E402
from florilege.web.letters.models import Letter  # noqa: E402
from florilege.web.study.selections import computed_of, selection_of  # noqa: E402
from florilege.web.workspace import frame  # noqa: E402
from tests.letters.mail_server import MailServer, text_of  # noqa: E402
from tests.letters.returns import returned  # noqa: E402

LIST, NEW, HELD, WORK = (f"/espace/{path}" for path in ("campagnes/", "campagnes/nouvelle/", "campagnes/adresses/", "travaux/"))  # fmt: skip
TITLE = Words("Petite étude", "Small study")
SECRETS: list[str] = []
answers_of = QUESTIONNAIRES.answers_of
opened: list[tuple[str, str, tuple[str, ...], str]] = []


def open_for_place(study: str, place_id: str, *, fields: Sequence[str], contact: str, language: str) -> str:
    """Notes down what a campaign asks of the room where places answer."""
    opened.append((study, place_id, tuple(fields), contact))
    return f"secret{len(opened)}"


def signed_in(role: str) -> Client:
    person = Person.objects.create(email=f"{role}@team.example.org", name=role.capitalize())
    Membership.objects.create(person=person, study=STUDY, role=role)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "A"})
    client = Client(SERVER_NAME="localhost", headers={"accept-language": "fr"})
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode().replace("\u202f", " ").replace("\xa0", " ")


def make_due() -> None:
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())


def deliver() -> None:
    worker.work_once(STUDY)


def refused(act: Callable[[], object]) -> str:
    try:
        act()
    except InputRefused as fault:
        return fault.expected.en
    return ""


def chosen() -> tuple[list[Suggestion], dict[str, Any]]:
    study = frame.opened_study()
    found = suggestions(study)
    run = selection_of(study.row)
    assert run is not None
    heavy = list(dict.fromkeys(place for place, _ in facts_to_find(computed_of(run))))
    weighty = [one.place_id for one in found if one.weighty]
    known = {
        (one.place_id, field)
        for one in found
        for field in one.fields
        if Claim.objects.filter(place__public_id=one.place_id, field=field).exists()
    }
    return found, {
        "places": len(found), "telling": len(weighty) > 0, "telling first": [one.weighty for one in found[: len(weighty)]] == [True] * len(weighty),
        "as they weigh": [one for one in heavy if one in weighty] == weighty, "known": len(known),
        "fields": [min(len(one.fields) for one in found), max(len(one.fields) for one in found) <= MOST_FIELDS],
    }  # fmt: skip


def addresses_held(found: list[Suggestion], editor: Client) -> dict[str, Any]:
    reported: dict[str, Any] = {
        "no place": editor.post(HELD, {"act": "add", "place": "nowhere", "address": "a@example.org", "origin": "moderator"}).status_code,
        "no address": editor.post(HELD, {"act": "add", "place": found[0].slug, "address": "a@", "origin": "moderator"}).status_code,
        "no origin": editor.post(HELD, {"act": "add", "place": found[0].slug, "address": "a@example.org", "origin": "found"}).status_code,
    }  # fmt: skip
    names = ("answers", "bounces", "waits", "stops")
    for name, one, place in zip(
        names, found, (found[0].slug, found[1].place_id, f"https://x.example.org/lieux/{found[2].slug}/", found[3].slug),
        strict=False,
    ):  # fmt: skip
        said = editor.post(
            HELD, {"act": "add", "place": place, "address": f"{name}@place.example.org", "origin": "web site"}
        )
        reported[name] = [said.status_code, PlaceContact.objects.filter(place_id=one.place_id).count()]
    editor.post(
        HELD,
        {"act": "add", "place": found[0].slug, "address": "ANSWERS@place.example.org", "origin": "moderator"},
    )
    reported["twice"] = PlaceContact.objects.filter(place_id=found[0].place_id).count()
    for number in range(6):
        last = editor.post(HELD, {"act": "add", "place": found[9].slug, "address": f"n{number}@place.example.org",
                                  "origin": "moderator"})  # fmt: skip
    reported["too many"] = last.status_code
    reported["shown"] = [f"{name}@place.example.org" in page(editor, HELD) for name in names]
    return reported


def drafted(found: list[Suggestion], editor: Client, server: MailServer) -> tuple[Campaign, dict[str, Any]]:
    reported: dict[str, Any] = {
        "new": [page(editor, NEW).count('name="place"'), "answers@" in page(editor, NEW)]
    }
    reported["only reachable"] = page(editor, NEW + "?adresse=1").count('name="place"')
    field = found[0].lacking[-1]
    narrow = page(editor, f"{NEW}?champ={field}")
    reported["narrowed"] = [
        narrow.count('name="place"') == min(60, sum(field in one.lacking for one in found)),
        narrow.count(" checked") == 1,
    ]
    editor.post(f"{NEW}?champ={field}", {"place": [found[0].place_id], "language": "fr", "name": "Narrow", "remind_after": "7",
                                         "reminders": "0"})  # fmt: skip
    reported["asked for it alone"] = Asked.objects.get(campaign__name="Narrow").fields == [field]
    Campaign.objects.filter(name="Narrow").delete()
    ticked = [one.place_id for one in found[:5]]
    form = {"place": ticked, "language": "fr", "message": "Merci <b>d’avance</b>\r\nl’équipe", "remind_after": "7", "reminders": "2"}  # fmt: skip
    blank = editor.post(NEW, {**form, "name": ""})
    reported["without a name"] = [blank.status_code, blank.content.decode().count(" checked")]
    reported["without a place"] = editor.post(NEW, {**form, "place": [], "name": "A"}).status_code
    reported["often"] = editor.post(NEW, {**form, "reminders": "9", "name": "A"}).status_code
    kept = editor.post(NEW, {**form, "name": "Été <script>"})
    campaign = Campaign.objects.get(name="Été <script>")
    reported["kept"] = [kept.status_code, kept.headers["Location"] == f"{LIST}{campaign.pk}/"]
    preview = page(editor, f"{LIST}{campaign.pk}/")
    reported["preview"] = [
        "Été &lt;script&gt;" in preview, "<script>" in preview, "Merci &lt;b&gt;d’avance&lt;/b&gt;\nl’équipe" in preview,
        "https://study.example.org/contribuer/…/" in preview, "Écrire à 4 lieux" in preview,
        "le site web du lieu" in preview,
    ]  # fmt: skip
    reported["sent by looking"] = [len(server.taken), Letter.objects.filter(kind="questionnaire").count()]
    reported["left out"] = [editor.post(f"{LIST}{campaign.pk}/", {"act": "leave out", "place": ticked[4]}).status_code,
                        campaign.asked.count()]  # fmt: skip
    return campaign, reported


def sent(found: list[Suggestion], campaign: Campaign, editor: Client, server: MailServer) -> dict[str, Any]:
    path = f"{LIST}{campaign.pk}/"
    reported: dict[str, Any] = {"sent": editor.post(path, {"act": "send"}).status_code}
    twice = editor.post(path, {"act": "send"})
    reported["twice"] = [twice.status_code, "pas encore envoyée" in twice.content.decode()]
    reported["then left out"] = editor.post(
        path, {"act": "leave out", "place": found[0].place_id}
    ).status_code
    deliver()
    reported["to"] = sorted(recipient for one in server.taken for recipient in one.recipients)
    asked = Asked.objects.get(place_id=found[0].place_id)
    text = text_of(server.letters_to("answers@place.example.org")[0].message)
    reported["subject"] = str(server.letters_to("answers@place.example.org")[0].message["Subject"])
    name = ShownPlace.objects.get(place__public_id=found[0].place_id).called.fr
    reported["named"] = [name in text, name in reported.pop("subject"), "Petite étude" in text]
    reported["fields"] = text.count("\n– ") == len(asked.fields) > 0
    reported["message"] = "Merci <b>d’avance</b>\nl’équipe\n\nIl y manque" in text
    reported["origin"] = "une adresse qui vient de : le site web du lieu" in text.replace(
        "\u202f", " "
    ).replace("\xa0", " ")
    secret = re.findall(r"https://study\.example\.org/contribuer/(\S+)/\n", text)[0]
    proposal = Proposal.objects.get(key=one_use_links.subject_of("contribution", secret))
    reported["opens"] = (proposal.place_id, proposal.asked) == (found[0].place_id, asked.fields)
    SECRETS.append(secret)
    reported["secret kept"] = (
        secret in json.dumps(list(Letter.objects.values_list("body", "sealed"))) + asked.sealed_link
    )
    return reported


def followed(
    found: list[Suggestion], campaign: Campaign, editor: Client, server: MailServer
) -> dict[str, Any]:
    place = Client(SERVER_NAME="localhost")
    place.post(f"/contribuer/{SECRETS[0]}/modifier/", {"f.phone": "01 02 03 04 05"})
    place.post(f"/contribuer/{SECRETS[0]}/", {"act": "send", "agree": "1"})
    bounced = Letter.objects.get(to="bounces@place.example.org")
    bounces.take_in(returned(bounced, status="5.1.1", by="letter"))
    path = f"{LIST}{campaign.pk}/"
    shown = page(editor, path)
    reported: dict[str, Any] = {
        "page": ["A répondu" in shown, "téléphone" in shown, "Lettre revenue" in shown, "Recipient address rejected" in shown],
        "list": re.findall(r'class="num">(\d+)<', page(editor, LIST)),
        "english": "Letter returned" in page(editor, f"/en{path}"),
        "held": "les lettres à cette adresse reviennent (5.1.1)" in page(editor, HELD).lower(),
    }  # fmt: skip
    # the holder of an address looks at the page that stops letters, then stops them, without a cookie
    letter = text_of(server.letters_to("stops@place.example.org")[0].message)
    stop = urlsplit(re.findall(r"https://\S+/ne-plus-ecrire/\S+/", letter)[0]).path
    program = Client(SERVER_NAME="localhost", enforce_csrf_checks=True, headers={"accept-language": "fr"})
    reported["looked at"] = [program.get(stop).status_code, "ne veut plus" in page(editor, HELD).lower()]
    reported["stopped"] = [
        program.post(stop, {"List-Unsubscribe": "One-Click"}).status_code,
        "ne veut plus" in page(editor, HELD).lower(),
    ]
    reported["unknown"] = program.post("/ne-plus-ecrire/0123/").status_code
    before = len(server.taken)
    make_due()
    deliver()
    reported["reminded"] = [
        sorted(recipient for one in server.taken[before:] for recipient in one.recipients)
    ]
    first, second = (text_of(one.message) for one in server.letters_to("waits@place.example.org")[:2])
    links = [re.findall(r"https://\S+/contribuer/\S+/", one) for one in (first, second)]
    reported["same link"] = links[0] == links[1]
    reported["says when"] = "Nous vous avons écrit le" in second
    make_due()
    deliver()
    reported["in all"] = len(server.letters_to("waits@place.example.org"))
    make_due()
    deliver()
    reported["at most"] = len(server.letters_to("waits@place.example.org"))
    reported["reminder again"] = operations.remind(campaign.pk, 1, TITLE, answers_of)
    campaign.refresh_from_db()
    reported["states"] = [one.state for one in standings(campaign, answers_of)]
    reported["odd"] = odd(campaign, editor)
    reported["closed"] = [
        editor.post(path, {"act": "close"}).status_code,
        editor.post(path, {"act": "close"}).status_code,
    ]
    reported["after"] = [
        operations.remind(campaign.pk, 2, TITLE, answers_of),
        campaign.asked.exclude(sealed_link="").count(),
    ]
    return reported


def odd(campaign: Campaign, editor: Client) -> list[int]:
    """What no form sends: each is refused in words."""
    path = f"{LIST}{campaign.pk}/"
    nul, huge = "a\x00b", "9" * 5_000
    held = {"act": "add", "place": nul, "address": "a@example.org", "origin": "moderator"}
    return [
        editor.post(HELD, held).status_code,
        editor.post(HELD, {"act": "remove", "contact": huge}).status_code,
        editor.post(
            NEW, {"name": "\x00", "place": [nul], "language": nul, "message": nul, "remind_after": huge}
        ).status_code,
        editor.post(path, {"act": "leave out", "place": nul}).status_code,
        editor.post(WORK, {"act": "again", "work": huge}).status_code,
        editor.get(f"{WORK}?etat=%00").status_code,
        editor.get(f"{LIST}{'9' * 30}/").status_code,
        Client(SERVER_NAME="localhost").post("/ne-plus-ecrire/a%00b/").status_code,
    ]


def asked_of_the_room(found: list[Suggestion], server: MailServer) -> dict[str, Any]:
    """What a campaign asks of the room where places answer, and that it is all kept or nothing is."""
    wording = operations.Wording("In English", "en", "", 14, 0)
    campaign = operations.draft(STUDY, wording, found[:4], who="Anne")

    def breaks(study: str, place_id: str, *, fields: Sequence[str], contact: str, language: str) -> str:
        if opened:
            raise RuntimeError
        return open_for_place(study, place_id, fields=fields, contact=contact, language=language)

    before = Letter.objects.count()
    try:
        operations.send(campaign, TITLE, breaks, who="Anne")
    except RuntimeError:
        campaign.refresh_from_db()
    reported: dict[str, Any] = {"broken": [campaign.state, Letter.objects.count() - before]}
    opened.clear()
    operations.send(campaign, TITLE, open_for_place, who="Anne")
    deliver()
    reported["asked"] = [
        [study == STUDY, place == found[number].place_id, fields == found[number].fields, contact]
        for number, (study, place, fields, contact) in zip((0, 2), opened, strict=True)
    ]
    text = text_of(server.letters_to("answers@place.example.org")[-1].message)
    reported["letter"] = ["Hello," in text, "https://study.example.org/en/contribuer/secret1/" in text,
                      "/en/lieux/" in text]  # fmt: skip
    reported["states"] = [one.state for one in standings(Campaign.objects.get(pk=campaign.pk), answers_of)]
    over = operations.draft(STUDY, operations.Wording("Over", "fr", "", 3, 2), found[2:3], who="Anne")
    operations.send(over, TITLE, open_for_place, who="Anne")
    operations.close(over, who="Editor")
    make_due()
    deliver()
    reported["planned after the end"] = Work.objects.filter(
        study=STUDY, kind="reminders", key__startswith=f"{over.pk}:"
    ).count()
    nobody = operations.draft(STUDY, wording, found[5:6], who="Anne")
    reported["nobody to write to"] = refused(lambda: operations.send(nobody, TITLE, open_for_place, who=""))
    operations.withdraw(nobody)
    reported["forgotten"] = Campaign.objects.filter(pk=nobody.pk).exists()
    held = PlaceContact.objects.get(address="answers@place.example.org")
    contacts.remove(STUDY, held.pk, who="Editor")
    reported["removed"] = [Letter.objects.filter(to="answers@place.example.org").count(),
                       Letter.objects.filter(digest=held.digest, body="").count() > 0]  # fmt: skip
    reported["of another study"] = refused(
        lambda: contacts.remove("another", PlaceContact.objects.order_by("pk")[0].pk, who="Editor")
    )
    return reported


def work_seen(campaign: Campaign, editor: Client) -> dict[str, Any]:
    reader, moderator = signed_in("reader"), signed_in("moderator")
    shown = page(reader, WORK)
    reported: dict[str, Any] = {
        "no address": "place.example.org" not in shown,
        "masked": "…@place.example.org" in page(moderator, WORK), "no buttons": 'name="act"' not in shown,
        "narrowed": [page(reader, WORK + "?etat=done").count("<h2"), page(reader, WORK + "?etat=withdrawn").count("<h2"),
                     page(reader, WORK + "?etat=nothing").count("<h2") == shown.count("<h2")],
        "english": "Work behind the pages" in page(reader, f"/en{WORK}"),
        "reader": [reader.get(LIST).status_code, reader.get(HELD).status_code, reader.post(WORK, {}).status_code],
        "moderator": [moderator.get(LIST).status_code, moderator.post(HELD, {}).status_code,
                      moderator.post(f"{LIST}{campaign.pk}/", {"act": "send"}).status_code, moderator.post(NEW, {}).status_code],
        "nothing asked": editor.post(WORK, {}).status_code,
        "no such work": editor.post(WORK, {"act": "again", "work": "999999"}).status_code,
    }  # fmt: skip
    editor.post(WORK, {"act": "rebuild"})
    editor.post(WORK, {"act": "rebuild"})
    waiting = Work.objects.filter(study=STUDY, kind="rebuild", state="waiting")
    reported["rebuild"] = waiting.count()
    number = waiting.values_list("pk", flat=True)[0]
    reported["waits"] = "Reconstruire l’étude" in page(editor, WORK + "?etat=waiting")
    editor.post(WORK, {"act": "withdraw", "work": number})
    kept = Work.objects.get(pk=number)
    reported["withdrawn"] = [kept.state, kept.handled_by]
    editor.post(WORK, {"act": "again", "work": number})
    make_due()
    deliver()
    kept.refresh_from_db()
    reported["rebuilt"] = [kept.state, kept.said_en.partition(" of ")[2]]
    editor.post(WORK, {"act": "rebuild"})
    make_due()
    deliver()
    reported["nothing new"] = Work.objects.filter(study=STUDY, kind="rebuild").order_by("-pk")[0].said_en
    editor.post(WORK, {"act": "watch"})
    deliver()
    watch = Work.objects.get(study=STUDY, kind="watch")
    reported["watch without a contact"] = [watch.state, "FLORILEGE_CONTACT" in watch.said_fr]
    return reported


def main(server: MailServer) -> dict[str, Any]:
    editor = signed_in("editor")
    found, reported = chosen()
    result = {"chosen": reported, "held": addresses_held(found, editor)}
    campaign, result["drafted"] = drafted(found, editor, server)
    result["sent"] = sent(found, campaign, editor, server)
    result["followed"] = followed(found, campaign, editor, server)
    result["room"] = asked_of_the_room(found, server)
    result["work"] = work_seen(campaign, editor)
    return result


with MailServer() as mail:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail.port
    REPORTED = main(mail)
sys.stdout.write(json.dumps(REPORTED))
