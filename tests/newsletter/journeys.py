"""The letter from the demand to the last of its readers, with a real mail server: run in the folder of a built study."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
os.environ["FLORILEGE_STUDY"] = STUDY = "petite-etude"
os.environ["FLORILEGE_STUDY_FOLDER"] = sys.argv[1]
os.environ["FLORILEGE_HTTPS"] = "0"
os.environ["FLORILEGE_ADDRESS"] = "https://study.example.org"
os.environ["FLORILEGE_RETURNS"] = "returns@example.org"
os.environ["FLORILEGE_FROM"] = "L’étude <study@example.org>"
SECRET = os.environ["FLORILEGE_SECRET_KEY"] = "a secret of the tests, which is long enough to be one"

import django

django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from florilege.faults import InputRefused, Words  # noqa: E402
from florilege.web.accounts.models import Membership, Person  # noqa: E402
from florilege.web.background import queue, worker  # noqa: E402
from florilege.web.background.kinds import ERASURE  # noqa: E402
from florilege.web.background.models import Work  # noqa: E402
from florilege.web.contributions import robots  # noqa: E402
from florilege.web.letters import addresses, bounces, rounds, sending  # noqa: E402
from florilege.web.letters.models import Letter  # noqa: E402
from florilege.web.newsletter import distribution, issues, subscriptions, themes  # noqa: E402
from florilege.web.newsletter.choices import Choices  # noqa: E402
from florilege.web.newsletter.issues import Wording  # noqa: E402
from florilege.web.newsletter.models import Demand, Issue, Recipient, Subscription  # noqa: E402
from florilege.web.newsletter_forms import readers  # noqa: E402
from florilege.web.steps import chain  # noqa: E402
from tests.letters.mail_server import MailServer, text_of  # noqa: E402
from tests.letters.returns import returned  # noqa: E402

ASK, LETTERS = "/lettre/", "/espace/lettres/"
TITLE = Words("Petite étude", "Small study")
RENNES, METROPOLE, ILLE, BRETAGNE = "commune-35238", "243500139", "departement-35", "region-53"
NANTES, SAINT_MALO, LOIRE = "commune-44109", "commune-35288", "region-52"
BODY_FR = """\
Bonjour à toutes & tous,
voici <b>trois</b> nouvelles.

## Une visite

- [La fiche du lieu](https://study.example.org/lieux/un/)
- les horaires : https://study.example.org/horaires.
"""
BODY_EN = "Hello all,\n\nthree pieces of news: [the sheet](https://study.example.org/en/lieux/un/)."
OBJECT = Words("Des nouvelles de Rennes", "News from Rennes")
BODY = Words(BODY_FR, BODY_EN)


def visitor() -> Client:
    return Client(SERVER_NAME="localhost", headers={"accept-language": "fr"})


def signed_in(role: str) -> Client:
    person = Person.objects.create(email=f"{role}@team.example.org", name=role.capitalize())
    Membership.objects.create(person=person, study=STUDY, role=role)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "A"})
    client = visitor()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode().replace("\u202f", " ").replace("\xa0", " ")


def solved(challenge: str) -> str:
    return next(str(one) for one in range(1 << 24) if robots.works(challenge, str(one)))


def demand(email: str, *, path: str = ASK, address: str = "198.51.100.7", **more: Any) -> list[Any]:
    """Status, and the page, of a form that is sent as a browser sends it. A moment has passed since it was opened."""
    one = visitor()
    challenge = re.findall(r'name="challenge" value="([^"]+)"', page(one, path))[0]
    form = {"email": email, "challenge": challenge, "number": solved(challenge), "language": "fr", **more}
    answer = one.post(path, form, REMOTE_ADDR=address)
    return [answer.status_code, answer.content.decode().replace("\u202f", " ")]


def make_due() -> None:
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())


def deliver() -> None:
    worker.work_once(STUDY)


def link_in(server: MailServer, address: str, path: str) -> str:
    """The path of the last letter's link that holds a path."""
    text = text_of(server.letters_to(address)[-1].message)
    return urlsplit(re.findall(rf"https://study\.example\.org\S*{path}[^\s>\"]+", text)[-1]).path


def subscribed(address: str, chosen: Choices = Choices()) -> Subscription:  # noqa: B008
    return Subscription.objects.create(
        study=STUDY, address=address, digest=addresses.digest_of(address), language=chosen.language,
        territories=list(chosen.territories), themes=list(chosen.themes), state="confirmed",
        asked=timezone.now(), confirmed=timezone.now(),
    )  # fmt: skip


def refused(act: Any) -> str:
    try:
        act()
    except InputRefused as fault:
        return fault.expected.en
    return ""


def knows(browser: Client) -> bool:
    """Whether the articles for subscribers are open to a browser."""
    request = HttpRequest()
    request.COOKIES = {key: one.value for key, one in browser.cookies.items()}
    return readers.takes_letter(request, "petite-etude")


def asked_and_confirmed(server: MailServer) -> dict[str, Any]:
    status, said = demand("Zoe@example.org", territory=[RENNES])
    told: dict[str, Any] = {"asked": [status, "Regardez votre courrier" in said, len(server.taken)]}
    deliver()
    letter = server.letters_to("Zoe@example.org")[0].message
    text = text_of(letter)
    told["letter"] = [
        "Petite étude" in str(letter["Subject"]),
        "- Rennes (35)" in text,
        letter["List-Unsubscribe"],
    ]
    link = link_in(server, "Zoe@example.org", "/lettre/confirmer/")
    secret = link.split("/")[-2]
    told["secret in the store"] = secret in json.dumps(list(Letter.objects.values_list("body", "sealed")))
    zoe = Subscription.objects.get(address="Zoe@example.org")
    looked = page(visitor(), link)
    zoe.refresh_from_db()
    told["looked at"] = ["Oui, m’envoyer la lettre" in looked, "Rennes (35)" in looked, zoe.state]
    visitor().head(link)
    browser = visitor()
    pressed = browser.post(link)
    zoe.refresh_from_db()
    told["reads as a subscriber"] = [knows(browser), knows(visitor())]
    told["confirmed"] = [pressed.status_code, "C’est confirmé" in pressed.content.decode(), zoe.state]
    again = visitor().post(link)
    told["link again"] = [
        again.status_code,
        "C’est confirmé" in again.content.decode(),
        readers.COOKIE in again.cookies,
    ]
    told["no link of ours"] = [visitor().get("/lettre/confirmer/nothing/").status_code,
                               visitor().post("/lettre/confirmer/nothing/").status_code]  # fmt: skip
    # the same address again: told the same, by a letter that changes nothing
    before = len(server.taken)
    other_status, other = demand("zoe@example.org", territory=[NANTES])
    deliver()
    told["told alike"] = [
        status == other_status, re.sub(r'value="[^"]*"', "", said) == re.sub(r'value="[^"]*"', "", other),
    ]  # fmt: skip
    zoe.refresh_from_db()
    known = text_of(server.taken[-1].message)
    told["known"] = [
        len(server.taken) - before,
        "qui la reçoit déjà" in known,
        zoe.territories,
        Subscription.objects.count(),
    ]
    told["opens"] = "Rennes (35)" in page(
        visitor(), link_in(server, "zoe@example.org", "/lettre/preferences/")
    )
    # in English, and the link of a second demand replaces that of the first
    demand("joe@example.org", path="/en/lettre/", language="en")
    deliver()
    first = link_in(server, "joe@example.org", "/en/lettre/confirmer/")
    demand("joe@example.org", path="/en/lettre/", language="en")
    deliver()
    second = link_in(server, "joe@example.org", "/en/lettre/confirmer/")
    told["english"] = [
        "Confirm your subscription" in str(server.taken[-1].message["Subject"]),
        "all territories, all themes" in text_of(server.taken[-1].message),
        visitor().post(first).status_code, "It is confirmed" in visitor().post(second).content.decode(),
    ]  # fmt: skip
    return told


def refused_forms(server: MailServer) -> dict[str, Any]:
    before = [Subscription.objects.count(), len(server.taken)]
    told: dict[str, Any] = {
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
    told["too quick"] = one.post(
        ASK, {"email": "a@example.org", "challenge": challenge, "number": solved(challenge)}
    ).status_code
    told["without work"] = one.post(ASK, {"email": "a@example.org", "challenge": challenge}).status_code
    robots.LEAST = -1
    deliver()
    told["kept"] = [Subscription.objects.count() - before[0], len(server.taken) - before[1]]
    form = {
        "email": "once@example.org",
        "challenge": challenge,
        "number": solved(challenge),
        "language": "fr",
    }
    first, second = one.post(ASK, form), one.post(ASK, form)
    told["form used twice"] = [first.status_code, second.status_code, challenge in second.content.decode()]
    made = Demand.objects.count()
    settings.FLORILEGE_PROPOSALS_AN_HOUR = 2
    told["too many"] = [demand(f"many{number}@example.org", address="203.0.113.9")[0] for number in range(3)]
    settings.FLORILEGE_PROPOSALS_AN_HOUR = 10_000
    told["counted"] = Demand.objects.count() - made
    for _ in range(5):
        demand("flooded@example.org")
    deliver()
    told["letters to one address"] = len(server.letters_to("flooded@example.org"))
    found = visitor()
    shown = found.post(
        ASK, {"act": "search", "where": "renes", "email": "k@example.org", "territory": [NANTES]}
    )
    text = shown.content.decode()
    told["search"] = [
        shown.status_code, f'value="{RENNES}"' in text, f'value="{METROPOLE}"' in text,
        f'value="{NANTES}" checked' in text, "k@example.org" in text, Subscription.objects.filter(address="k@example.org").count(),
    ]  # fmt: skip
    return told


def changed_and_stopped(server: MailServer) -> dict[str, Any]:
    addressee = "change@example.org"
    one = subscribed(addressee)
    issue = sent_issue()
    deliver()
    wish = link_in(server, addressee, "/lettre/preferences/")
    stop = link_in(server, addressee, "/lettre/desabonner/")
    mine = visitor()
    told: dict[str, Any] = {"no address shown": addressee in page(mine, wish)}
    kept = mine.post(wish, {"language": "en", "territory": [ILLE], "theme": []})
    one.refresh_from_db()
    told["changed"] = [kept.status_code, one.language, one.territories]
    told["refused"] = mine.post(wish, {"language": "fr", "territory": ["commune-00000"]}).status_code
    message = server.letters_to(addressee)[0].message
    told["headers"] = [urlsplit(str(message["List-Unsubscribe"]).strip("<>")).path == stop, message["List-Unsubscribe-Post"],
                       message["List-Id"]]  # fmt: skip
    program = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    looked = program.get(stop)
    one.refresh_from_db()
    told["looked at"] = [looked.status_code, one.state]
    bare = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    told["one click"] = [bare.post(stop, {"List-Unsubscribe": "One-Click"}).status_code,
                         bare.post(stop, {"List-Unsubscribe": "One-Click"}).status_code]  # fmt: skip
    one.refresh_from_db()
    told["ended"] = [one.state, one.address, one.digest, one.territories]
    told["letters"] = [
        Letter.objects.filter(to=addressee).count(),
        Recipient.objects.filter(issue=issue).count() > 0,
    ]
    told["afterwards"] = [
        "Vous ne recevez plus" in page(visitor(), wish),
        "Vous ne recevez plus" in page(visitor(), stop),
    ]
    told["unknown"] = [visitor().get("/lettre/desabonner/0123/").status_code, visitor().post("/lettre/desabonner/0123/").status_code,
                       visitor().get("/lettre/preferences/0123/").status_code]  # fmt: skip
    before = len(server.letters_to(addressee))
    sent_issue()
    deliver()
    told["no letter more"] = len(server.letters_to(addressee)) - before
    return told


def sent_issue(wording: Wording | None = None) -> Issue:
    return issues.send(issues.write(STUDY, wording or Wording(OBJECT, BODY), who="Anne"), TITLE, who="Anne")


def reached(server: MailServer) -> dict[str, Any]:
    """Who gets an issue about something: each address says what was chosen."""
    Subscription.objects.all().delete()
    themes.add(STUDY, Words("Réemploi & ateliers", "Reuse"), who="Anne")
    theme = "reemploi-ateliers"
    people = {
        "all": Choices(), "rennes": Choices("fr", (RENNES,)), "metropole": Choices("en", (METROPOLE,)),
        "ille": Choices("fr", (ILLE,)), "bretagne": Choices("fr", (BRETAGNE,)), "nantes": Choices("fr", (NANTES,)),
        "saint-malo": Choices("fr", (SAINT_MALO,)), "both": Choices("fr", (NANTES, RENNES)),
        "theme": Choices("fr", (), (theme,)), "theme-elsewhere": Choices("fr", (NANTES,), (theme,)),
    }  # fmt: skip
    for name, chosen in people.items():
        subscribed(f"{name}@reach.example.org", chosen)

    def who(where: tuple[str, ...], about: tuple[str, ...] = ()) -> list[str]:
        before = len(server.taken)
        issue = sent_issue(Wording(OBJECT, BODY, where, about))
        counted = sum(issues.audience(issue).values())
        deliver()
        found = sorted(one.recipients[0].partition("@")[0] for one in server.taken[before:])
        assert len(found) == counted
        return found

    told: dict[str, Any] = {
        "rennes": who((RENNES,)), "metropole": who((METROPOLE,)), "bretagne": who((BRETAGNE,)), "loire": who((LOIRE,)),
        "two": who((SAINT_MALO, NANTES)), "everyone": len(who(())), "theme": who((), (theme,)), "theme in rennes": who((RENNES,), (theme,)),
    }  # fmt: skip
    subscribed("other-theme@reach.example.org", Choices("fr", (), ("gone",)))
    themes.add(STUDY, Words("Autre", "Other"), who="Anne")
    Subscription.objects.filter(address="theme@reach.example.org").update(themes=["autre"])
    told["another theme"] = who((), (theme,))
    told["languages"] = [
        str(server.letters_to(f"{name}@reach.example.org")[0].message["Content-Language"])
        for name in ("rennes", "metropole")
    ]
    told["english"] = str(server.letters_to("metropole@reach.example.org")[0].message["Subject"])
    return told


class Read(HTMLParser):
    """What an HTML letter says, and of what it is made."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.attributes: dict[str, list[str]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "hr", "br"):
            self.open.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "title"):
            self.said.append(data)


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"<(?:https?|mailto):[^>]*>", " ", text))


def two_faces(server: MailServer) -> dict[str, Any]:
    Subscription.objects.all().delete()
    subscribed("fr@faces.example.org")
    subscribed("en@faces.example.org", Choices("en"))
    sent_issue(Wording(Words("Été & <b>hiver</b>\r\nBcc: x@example.org", "Summer\nand winter"), BODY))
    deliver()
    told: dict[str, Any] = {}
    for language in ("fr", "en"):
        message = server.letters_to(f"{language}@faces.example.org")[0].message
        plain, html = message.get_body(("plain",)), message.get_body(("html",))
        assert plain is not None
        assert html is not None
        text, page_ = str(plain.get_content()), str(html.get_content())
        read = Read(page_)
        told[language] = {
            "type": message.get_content_type(), "parts": [part.get_content_type() for part in message.iter_parts()],
            "same words": words_of(" ".join(read.said)) == words_of(text), "faults": read.faults + read.open,
            "one heading": read.tags.count("h1"), "tables": read.tags.count("table"), "pictures": read.tags.count("img"),
            "lang": read.attributes["lang"], "fetched": sorted(read.attributes.keys() & {"src", "srcset", "background"}),
            "subject": str(message["Subject"]), "bcc": message["Bcc"], "content language": str(message["Content-Language"]),
            "links": sorted({urlsplit(one).path.rsplit("/", 2)[0] for one in read.attributes["href"]}),
            "remote styles": "@import" in page_ or "url(" in page_, "longest line": max(map(len, message.as_bytes().split(b"\r\n"))) <= 998,
        }  # fmt: skip
    letter = Letter.objects.get(to="fr@faces.example.org")
    settings.FLORILEGE_ADDRESS, kept = (
        "https://a-name-that-is-rather-long.of-a-study.example.org",
        settings.FLORILEGE_ADDRESS,
    )
    raw = sending.message_of(letter, "text").as_bytes().decode()
    settings.FLORILEGE_ADDRESS = kept
    told["long address"] = (
        f"\r\nList-Unsubscribe: <https://a-name-that-is-rather-long.of-a-study.example.org/lettre/desabonner/{letter.reference}/>\r\n"
        in raw
    )
    told["recipients"] = sorted(
        {address for one in server.taken for address in one.recipients if "x@" in address}
    )
    return told


def written(server: MailServer) -> dict[str, Any]:
    """The pages of the team."""
    Subscription.objects.all().delete()
    Issue.objects.all().delete()
    subscribed("one@team-made.example.org", Choices("fr", (RENNES,)))
    subscribed("two@team-made.example.org", Choices("en"))
    news = Path(sys.argv[1]) / "news"
    news.mkdir(exist_ok=True)
    (news / "visite.toml").write_text(
        'date = "2026-11-24"\npage = "selection/"\n[title]\nfr = "Une visite"\nen = "A visit"\n'
        '[text]\nfr = "Le jury <est> venu."\nen = "The jury came."\n', encoding="utf-8",
    )  # fmt: skip
    chain.run_chain(Path(sys.argv[1]), last="editorial", out=None, force=(), progress=lambda *_: None)
    editor, reader, moderator = signed_in("editor"), signed_in("reader"), signed_in("moderator")
    new = f"{LETTERS}nouvelle/"
    begun = page(editor, f"{new}?article=visite")
    told: dict[str, Any] = {
        "from news": ["## Une visite" in begun, "Le jury &lt;est&gt; venu." in begun,
                      "[See the page](https://study.example.org/en/selection/)" in begun],
    }  # fmt: skip
    form = {"subject_fr": "Objet", "subject_en": "", "body_fr": BODY_FR, "body_en": "", "territory": [RENNES]}
    looked = editor.post(new, {**form, "act": "search", "where": "Bretagne"})
    told["search"] = [
        looked.status_code,
        f'value="{BRETAGNE}"' in looked.content.decode(),
        Issue.objects.count(),
    ]
    told["without a subject"] = editor.post(new, {**form, "subject_fr": ""}).status_code
    told["no such territory"] = editor.post(new, {**form, "territory": ["nowhere"]}).status_code
    kept = editor.post(new, form)
    issue = Issue.objects.get()
    path = f"{LETTERS}{issue.pk}/"
    told["kept"] = [kept.status_code, kept.headers["Location"] == path]
    told["unfinished"] = [editor.post(path, {"act": act}).status_code for act in ("send", "try")]
    editor.post(f"{path}modifier/", {**form, "subject_en": "Subject", "body_en": BODY_EN, "territory": []})
    shown = page(editor, path)
    told["preview"] = [
        "&lt;b&gt;trois&lt;/b&gt;" in shown, "Envoyer à 2 personnes" in shown, "Hello all," in shown,
        "team-made.example.org" in shown,
    ]  # fmt: skip
    whole = editor.get(f"{path}fr/")
    told["as html"] = ["<h1>Objet</h1>" in whole.content.decode(), "default-src 'none'" in whole.headers["Content-Security-Policy"],
                       reader.get(f"{path}en/").status_code, editor.get(f"{path}de/").status_code]  # fmt: skip
    before = len(server.taken)
    editor.post(path, {"act": "try"})
    deliver()
    tried = server.taken[before:]
    told["trial"] = sorted(
        [one.recipients[0], str(one.message["Subject"]), one.message["List-Unsubscribe"] is None]
        for one in tried
    )
    told["a trial opens nothing"] = (
        visitor().post(link_in(server, "editor@team.example.org", "/lettre/desabonner/")).status_code
    )
    told["rights"] = [reader.get(path).status_code, reader.post(path, {"act": "send"}).status_code,
                      moderator.post(path, {"act": "send"}).status_code, 'value="send"' in page(reader, path),
                      reader.post(LETTERS, {"act": "add"}).status_code]  # fmt: skip
    told["sent"] = [editor.post(path, {"act": "send"}).status_code, editor.post(path, {"act": "send"}).status_code,
                    editor.post(path, {"act": "forget"}).status_code]  # fmt: skip
    told["no edit any more"] = [
        editor.get(f"{path}modifier/").status_code,
        editor.post(f"{path}modifier/", form).status_code,
    ]
    waiting = page(editor, path)
    told["being sent"] = ["En cours d’envoi" in waiting, 'value="pause"' in waiting]
    deliver()
    issue.refresh_from_db()
    done = page(editor, f"/en{path}")
    told["done"] = [
        issue.state,
        re.findall(r'class="big">(\d+)<', done),
        "100% of the letters" in done.replace(" %", "%"),
    ]
    told["themes"] = [
        editor.post(LETTERS, {"act": "add", "label_fr": "Énergie", "label_en": "Energy"}).status_code,
        editor.post(LETTERS, {"act": "add", "label_fr": "énergie", "label_en": "Energy"}).status_code,
        editor.post(LETTERS, {"act": "add", "label_fr": "Sans", "label_en": ""}).status_code,
        "Energy" in page(visitor(), "/en/lettre/"), editor.post(LETTERS, {"act": "remove", "theme": "energie"}).status_code,
        "Energy" in page(visitor(), "/en/lettre/"),
    ]  # fmt: skip
    told["list"] = ["team-made" in page(editor, LETTERS), "Objet" in page(reader, LETTERS)]
    log = page(editor, "/espace/actes/")
    told["journal"] = ["numéro de la lettre envoyé" in log.lower(), "team-made" in log]
    return told


def paused(server: MailServer) -> dict[str, Any]:
    Subscription.objects.all().delete()
    for number in range(6):
        subscribed(f"p{number}@pause.example.org")
    issue = sent_issue()
    issues.pause(issue, who="Anne")
    before = len(server.taken)
    deliver()
    told: dict[str, Any] = {"paused": len(server.taken) - before}
    issues.resume(issue, who="Anne")
    told["twice"] = refused(lambda: issues.resume(issue, who="Anne"))
    deliver()
    told["resumed"] = [len(server.taken) - before, Issue.objects.get(pk=issue.pk).state]
    # who stops after the letters were written and before they go gets none
    second = sent_issue()
    while not distribution.write_batch(second.pk).all_written:
        pass
    subscriptions.end(Subscription.objects.get(address="p0@pause.example.org"))
    issues.pause(second, who="Anne")
    issues.resume(second, who="Anne")
    before = len(server.taken)
    deliver()
    told["stopped meanwhile"] = [len(server.taken) - before, issues.progress(second).states]
    third = sent_issue()
    distribution.write_batch(third.pk)
    Letter.objects.filter(to="p1@pause.example.org").update(
        to="", erased=timezone.now()
    )  # as an address of a place is
    before = len(server.taken)
    deliver()
    told["erased meanwhile"] = [len(server.taken) - before, issues.progress(third).states]
    third = sent_issue()
    distribution.write_batch(third.pk)
    told["given up"] = [issues.cancel(third, who="Anne"), refused(lambda: issues.cancel(third, who="Anne"))]
    before = len(server.taken)
    deliver()
    told["after giving up"] = [len(server.taken) - before, Issue.objects.get(pk=third.pk).state]
    return told


def not_taken(server: MailServer) -> dict[str, Any]:
    """A server that puts off, refuses, closes lines, is away."""
    Subscription.objects.all().delete()
    names = ("fine", "later", "gone", "spam", "cut", "leaves", "last")
    for name in names:
        subscribed(f"{name}@taken.example.org")
    server.to |= {
        "later@taken.example.org": "451 4.7.1 greylisted",
        "gone@taken.example.org": "550 5.1.1 no such user",
    }
    server.text |= {
        "spam@taken.example.org": "554 5.7.1 spam",
        "leaves@taken.example.org": "421 4.3.2 shutting down",
    }
    server.cut.add("cut@taken.example.org")
    issue = sent_issue()
    deliver()
    told: dict[str, Any] = {
        "first": states(issue),
        "failing": addresses.states({addresses.digest_of("gone@taken.example.org")}) != {},
    }
    told["goes on"] = Issue.objects.get(pk=issue.pk).state
    server.to.clear()
    server.text.clear()
    server.cut.clear()
    Letter.objects.filter(state="waiting").update(tried=timezone.now() - timedelta(hours=1))
    make_due()
    deliver()
    told["then"] = [states(issue), Issue.objects.get(pk=issue.pk).state]
    told["uncertain again"] = issues.send_uncertain_again(issue, who="Anne")
    make_due()
    deliver()
    told["by hand"] = [
        states(issue)["cut"],
        Issue.objects.get(pk=issue.pk).state,
        server.read.count("cut@taken.example.org"),
    ]
    returned_one = Letter.objects.get(to="fine@taken.example.org", recipient__issue=issue)
    bounces.take_in(returned(returned_one, status="5.1.1", by="letter"))
    told["returned"] = states(issue)["fine"]
    Letter.objects.filter(digest=addresses.digest_of("last@taken.example.org")).delete()
    # a server that is away: nothing is marked, and the work waits
    away = sent_issue()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    deliver()
    settings.EMAIL_PORT = port
    told["away"] = [sorted(set(states(away).values())), Work.objects.get(key=issues.work_key(away)).state]
    make_due()
    deliver()
    told["back"] = [states(away)["last"], states(away)["gone"], states(away)["fine"]]
    # one that refuses everything is soon left in peace
    Subscription.objects.all().delete()
    for number in range(30):
        subscribed(f"r{number}@refuses.example.org")
    server.to = {f"r{number}@refuses.example.org": "550 5.7.1 relaying denied" for number in range(30)}
    denied = sent_issue()
    deliver()
    tried = Letter.objects.filter(recipient__issue=denied, attempts__gt=0).count()
    told["refuses all"] = [
        tried,
        Work.objects.get(key=issues.work_key(denied)).state,
        issues.progress(denied).states,
    ]
    server.to.clear()
    issues.cancel(denied, who="Anne")
    return told


def states(issue: Issue) -> dict[str, str]:
    rows = Recipient.objects.filter(issue=issue).values_list("subscription__address", "letter__state")
    return {address.partition("@")[0]: state for address, state in rows}


def killed(server: MailServer) -> dict[str, Any]:
    """A worker killed while letters are written, then while the server reads one: each gets one, but for that one."""
    Subscription.objects.all().delete()
    addressees = [f"k{number}@killed.example.org" for number in range(40)]
    for one in addressees:
        subscribed(one)
    distribution.BATCH = 16
    issue = sent_issue()

    def breaks(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    # cut short in the second batch, after its letters were written and before the batch was kept
    distribution.write_batch(issue.pk)
    real, Recipient.objects.bulk_create = Recipient.objects.bulk_create, breaks  # type: ignore[method-assign]
    with suppress(KeyboardInterrupt):
        distribution.write_batch(issue.pk)
    Recipient.objects.bulk_create = real  # type: ignore[method-assign]
    written = Letter.objects.filter(kind="newsletter issue", key__startswith=f"issue:{issue.pk}:").count()
    told: dict[str, Any] = {"a batch cut short": [written, Recipient.objects.filter(issue=issue).count()]}
    distribution.BATCH = 500
    server.hang.add("k20@killed.example.org")
    variables = {
        "FLORILEGE_SMTP_HOST": "127.0.0.1", "FLORILEGE_SMTP_PORT": str(server.port), "FLORILEGE_STUDY": STUDY,
        "FLORILEGE_STUDY_FOLDER": sys.argv[1],
    }  # fmt: skip
    program = (
        "import django; django.setup(); from florilege.web.background import worker; "
        f"worker.work_once({STUDY!r})"
    )
    connection.close()
    process = subprocess.Popen([sys.executable, "-c", program], env=os.environ | variables)
    for _ in range(600):
        if "k20@killed.example.org" in server.read:
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    server.hang.clear()
    told["at the kill"] = [states(issue)["k20"], Work.objects.get(key=issues.work_key(issue)).state]
    deliver()
    found = [len([one for one in server.read if one == address]) for address in addressees]
    told["after"] = [found == [1] * 40, states(issue)["k20"], Issue.objects.get(pk=issue.pk).state]
    told["others"] = sorted(set(states(issue).values()))
    return told


def at_a_pace(server: MailServer) -> dict[str, Any]:
    """Two letters a minute: the third waits, whichever worker sends it, and is planned."""
    Subscription.objects.all().delete()
    Letter.objects.update(tried=timezone.now() - timedelta(hours=2))
    for number in range(5):
        subscribed(f"s{number}@pace.example.org")
    settings.FLORILEGE_LETTERS_AN_HOUR = 120
    issue = sent_issue()
    before = len(server.taken)
    deliver()
    work = Work.objects.get(key=issues.work_key(issue))
    told: dict[str, Any] = {
        "first": len(server.taken) - before,
        "planned": work.due > timezone.now() + timedelta(seconds=40),
    }
    make_due()
    deliver()
    told["another worker"] = len(server.taken) - before
    Letter.objects.filter(recipient__issue=issue, tried__isnull=False).update(
        tried=timezone.now() - timedelta(seconds=61)
    )
    make_due()
    deliver()
    told["a minute later"] = len(server.taken) - before
    settings.FLORILEGE_LETTERS_AN_HOUR = 0
    make_due()
    deliver()
    told["at last"] = [len(server.taken) - before, Issue.objects.get(pk=issue.pk).state]
    return told


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


call_command("migrate", verbosity=0)
robots.LEAST = -1
settings.FLORILEGE_PROPOSALS_AN_HOUR = 10_000
rounds.SHORT = timedelta(0)
with MailServer() as mail:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail.port
    TOLD = {
        "asked": asked_and_confirmed(mail), "refused": refused_forms(mail), "changed": changed_and_stopped(mail),
        "reached": reached(mail), "faces": two_faces(mail), "written": written(mail), "paused": paused(mail),
        "not taken": not_taken(mail), "killed": killed(mail), "pace": at_a_pace(mail), "erased": erased(),
        "link in pages": ["/lettre/" in page(visitor(), "/"), "/lettre/" in page(visitor(), "/actualites/")],
    }  # fmt: skip
sys.stdout.write(json.dumps(TOLD))
