"""The letter asked for, confirmed, changed, stopped and forgotten, with a real mail server; prints JSON."""

from __future__ import annotations

import json
import re
import sys
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

# sets Django up: before any model
from tests.newsletter.readers import (
    ASK,
    ILLE,
    METROPOLE,
    NANTES,
    RENNES,
    STUDY,
    deliver,
    demand,
    link_in,
    page,
    post_office,
    sent_issue,
    subscribed,
    visitor,
)

# isort: split
from django.conf import settings
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from florilege.web.background import queue
from florilege.web.background.kinds import ERASURE
from florilege.web.background.models import Work
from florilege.web.contributions import robots
from florilege.web.letters import addresses
from florilege.web.letters.models import Letter
from florilege.web.newsletter.models import Demand, Recipient, Subscription
from florilege.web.newsletter_forms import readers
from tests.contributions.earlier import solved
from tests.letters.mail_server import MailServer, text_of


def knows(browser: Client) -> bool:
    """Whether the articles for subscribers are open to a browser."""
    request = HttpRequest()
    request.COOKIES = {key: one.value for key, one in browser.cookies.items()}
    return readers.takes_letter(request, "petite-etude")


def asked_and_confirmed(server: MailServer) -> dict[str, Any]:
    status, said = demand("Zoe@example.org", territory=[RENNES])
    reported: dict[str, Any] = {"asked": [status, "Regardez votre courrier" in said, len(server.taken)]}
    deliver()
    letter = server.letters_to("Zoe@example.org")[0].message
    text = text_of(letter)
    reported["letter"] = [
        "Petite étude" in str(letter["Subject"]),
        "- Rennes (35)" in text,
        letter["List-Unsubscribe"],
    ]
    link = link_in(server, "Zoe@example.org", "/lettre/confirmer/")
    secret = link.split("/")[-2]
    reported["secret in the store"] = secret in json.dumps(list(Letter.objects.values_list("body", "sealed")))
    zoe = Subscription.objects.get(address="Zoe@example.org")
    looked = page(visitor(), link)
    zoe.refresh_from_db()
    reported["looked at"] = ["Oui, m’envoyer la lettre" in looked, "Rennes (35)" in looked, zoe.state]
    visitor().head(link)
    browser = visitor()
    pressed = browser.post(link)
    zoe.refresh_from_db()
    reported["reads as a subscriber"] = [knows(browser), knows(visitor())]
    reported["confirmed"] = [pressed.status_code, "C’est confirmé" in pressed.content.decode(), zoe.state]
    again = visitor().post(link)
    reported["link again"] = [
        again.status_code,
        "C’est confirmé" in again.content.decode(),
        readers.COOKIE in again.cookies,
    ]
    reported["no link of ours"] = [visitor().get("/lettre/confirmer/nothing/").status_code,
                               visitor().post("/lettre/confirmer/nothing/").status_code]  # fmt: skip
    # the same address again: told the same, by a letter that changes nothing
    before = len(server.taken)
    other_status, other = demand("zoe@example.org", territory=[NANTES])
    deliver()
    reported["told alike"] = [
        status == other_status, re.sub(r'value="[^"]*"', "", said) == re.sub(r'value="[^"]*"', "", other),
    ]  # fmt: skip
    zoe.refresh_from_db()
    known = text_of(server.taken[-1].message)
    reported["known"] = [
        len(server.taken) - before,
        "qui la reçoit déjà" in known,
        zoe.territories,
        Subscription.objects.count(),
    ]
    reported["opens"] = "Rennes (35)" in page(
        visitor(), link_in(server, "zoe@example.org", "/lettre/preferences/")
    )
    # in English, and the link of a second demand replaces that of the first
    demand("joe@example.org", path="/en/lettre/", language="en")
    deliver()
    first = link_in(server, "joe@example.org", "/en/lettre/confirmer/")
    demand("joe@example.org", path="/en/lettre/", language="en")
    deliver()
    second = link_in(server, "joe@example.org", "/en/lettre/confirmer/")
    reported["english"] = [
        "Confirm your subscription" in str(server.taken[-1].message["Subject"]),
        "all territories, all themes" in text_of(server.taken[-1].message),
        visitor().post(first).status_code, "Confirmed" in visitor().post(second).content.decode(),
    ]  # fmt: skip
    return reported


def refused_forms(server: MailServer) -> dict[str, Any]:
    before = [Subscription.objects.count(), len(server.taken)]
    reported: dict[str, Any] = {
        "addresses": [demand(one)[0] for one in (
            "nobody", "a@", "a@example.org\nBcc: b@example.org", "a@example.org, b@example.org", "a@exa mple.org",
        )],
        "territory": demand("a@example.org", territory=["commune-00000"])[0],
        "theme": demand("a@example.org", theme=["nothing"])[0],
        "language": demand("a@example.org", language="de")[0],
        "trap": demand("a@example.org", **{robots.TRAP: "http://x"})[0],
    }  # fmt: skip
    one = visitor()
    challenge = re.findall(r'name="challenge" value="([^"]+)"', page(one, ASK))[0]
    robots.LEAST = 4
    reported["too quick"] = one.post(
        ASK, {"email": "a@example.org", "challenge": challenge, "number": solved(challenge)}
    ).status_code
    reported["without work"] = one.post(ASK, {"email": "a@example.org", "challenge": challenge}).status_code
    robots.LEAST = -1
    deliver()
    reported["kept"] = [Subscription.objects.count() - before[0], len(server.taken) - before[1]]
    form = {
        "email": "once@example.org",
        "challenge": challenge,
        "number": solved(challenge),
        "language": "fr",
    }
    first, second = one.post(ASK, form), one.post(ASK, form)
    reported["form used twice"] = [
        first.status_code,
        second.status_code,
        challenge in second.content.decode(),
    ]
    made = Demand.objects.count()
    settings.FLORILEGE_PROPOSALS_AN_HOUR = 2
    reported["too many"] = [
        demand(f"many{number}@example.org", address="203.0.113.9")[0] for number in range(3)
    ]
    settings.FLORILEGE_PROPOSALS_AN_HOUR = 10_000
    reported["counted"] = Demand.objects.count() - made
    for _ in range(5):
        demand("flooded@example.org")
    deliver()
    reported["letters to one address"] = len(server.letters_to("flooded@example.org"))
    found = visitor()
    shown = found.post(
        ASK, {"act": "search", "where": "renes", "email": "k@example.org", "territory": [NANTES]}
    )
    text = shown.content.decode()
    reported["search"] = [
        shown.status_code, f'value="{RENNES}"' in text, f'value="{METROPOLE}"' in text,
        f'value="{NANTES}" checked' in text, "k@example.org" in text, Subscription.objects.filter(address="k@example.org").count(),
    ]  # fmt: skip
    return reported


def changed_and_stopped(server: MailServer) -> dict[str, Any]:
    addressee = "change@example.org"
    one = subscribed(addressee)
    issue = sent_issue()
    deliver()
    wish = link_in(server, addressee, "/lettre/preferences/")
    stop = link_in(server, addressee, "/lettre/desabonner/")
    mine = visitor()
    reported: dict[str, Any] = {"no address shown": addressee in page(mine, wish)}
    kept = mine.post(wish, {"language": "en", "territory": [ILLE], "theme": []})
    one.refresh_from_db()
    reported["changed"] = [kept.status_code, one.language, one.territories]
    reported["refused"] = mine.post(wish, {"language": "fr", "territory": ["commune-00000"]}).status_code
    message = server.letters_to(addressee)[0].message
    reported["headers"] = [urlsplit(str(message["List-Unsubscribe"]).strip("<>")).path == stop, message["List-Unsubscribe-Post"],
                       message["List-Id"]]  # fmt: skip
    program = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    looked = program.get(stop)
    one.refresh_from_db()
    reported["looked at"] = [looked.status_code, one.state]
    bare = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    reported["one click"] = [bare.post(stop, {"List-Unsubscribe": "One-Click"}).status_code,
                         bare.post(stop, {"List-Unsubscribe": "One-Click"}).status_code]  # fmt: skip
    one.refresh_from_db()
    reported["ended"] = [one.state, one.address, one.digest, one.territories]
    reported["letters"] = [
        Letter.objects.filter(to=addressee).count(),
        Recipient.objects.filter(issue=issue).count() > 0,
    ]
    reported["afterwards"] = [
        "Vous ne recevez plus" in page(visitor(), wish),
        "Vous ne recevez plus" in page(visitor(), stop),
    ]
    reported["unknown"] = [visitor().get("/lettre/desabonner/0123/").status_code, visitor().post("/lettre/desabonner/0123/").status_code,
                       visitor().get("/lettre/preferences/0123/").status_code]  # fmt: skip
    before = len(server.letters_to(addressee))
    sent_issue()
    deliver()
    reported["no letter more"] = len(server.letters_to(addressee)) - before
    return reported


def erased() -> dict[str, Any]:
    Subscription.objects.all().delete()
    demand("late@erase.example.org")
    demand("fresh@erase.example.org")
    kept = subscribed("kept@erase.example.org")
    dead = subscribed("dead@erase.example.org")
    addresses.mark_failing(str(dead.digest), "5.1.1")
    from florilege.web.letters.models import AddressState

    AddressState.objects.filter(digest=dead.digest).update(failing=timezone.now() - timedelta(days=31))
    Subscription.objects.filter(address="late@erase.example.org").update(
        asked=timezone.now() - timedelta(days=8)
    )
    Demand.objects.update(made=timezone.now() - timedelta(days=2))
    queue.enqueue(ERASURE, "today", study=STUDY)
    deliver()
    kept.refresh_from_db()
    dead.refresh_from_db()
    return {
        "addresses": sorted(Subscription.objects.exclude(address="").values_list("address", flat=True)),
        "letters": sorted(Letter.objects.filter(to__endswith="@erase.example.org").values_list("to", flat=True)),
        "dead": [dead.state, dead.address], "demands": Demand.objects.count(),
        "said": "1 subscriptions never confirmed, 1 whose" in Work.objects.get(key="today").said_en,
    }  # fmt: skip


with post_office() as mail:
    REPORTED = {
        "asked": asked_and_confirmed(mail), "refused": refused_forms(mail), "changed": changed_and_stopped(mail),
        "link in pages": ["/lettre/" in page(visitor(), "/"), "/lettre/" in page(visitor(), "/actualites/")],
        "erased": erased(),
    }  # fmt: skip
sys.stdout.write(json.dumps(REPORTED))
