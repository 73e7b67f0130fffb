"""An issue of the letter from its first word to the last of its readers, with a real mail server; prints JSON."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from contextlib import suppress
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# sets Django up: before any model
from tests.newsletter.readers import (
    BODY,
    BODY_EN,
    BODY_FR,
    BRETAGNE,
    ILLE,
    LETTERS,
    LOIRE,
    METROPOLE,
    NANTES,
    OBJECT,
    RENNES,
    SAINT_MALO,
    STUDY,
    deliver,
    link_in,
    make_due,
    page,
    post_office,
    refused,
    sent_issue,
    signed_in,
    subscribed,
    visitor,
)

# isort: split
from django.conf import settings
from django.db import connection
from django.utils import timezone

from florilege.faults import Words
from florilege.web.background.models import Work
from florilege.web.letters import addresses, bounces, sending
from florilege.web.letters.models import Letter
from florilege.web.newsletter import distribution, issues, subscriptions, themes
from florilege.web.newsletter.choices import Choices
from florilege.web.newsletter.issues import Wording
from florilege.web.newsletter.models import Issue, Recipient, Subscription
from florilege.web.steps import chain
from tests.letters.mail_server import MailServer
from tests.letters.returns import returned
from tests.program import serving


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

    reported: dict[str, Any] = {
        "rennes": who((RENNES,)), "metropole": who((METROPOLE,)), "bretagne": who((BRETAGNE,)), "loire": who((LOIRE,)),
        "two": who((SAINT_MALO, NANTES)), "everyone": len(who(())), "theme": who((), (theme,)), "theme in rennes": who((RENNES,), (theme,)),
    }  # fmt: skip
    subscribed("other-theme@reach.example.org", Choices("fr", (), ("gone",)))
    themes.add(STUDY, Words("Autre", "Other"), who="Anne")
    Subscription.objects.filter(address="theme@reach.example.org").update(themes=["autre"])
    reported["another theme"] = who((), (theme,))
    reported["languages"] = [
        str(server.letters_to(f"{name}@reach.example.org")[0].message["Content-Language"])
        for name in ("rennes", "metropole")
    ]
    reported["english"] = str(server.letters_to("metropole@reach.example.org")[0].message["Subject"])
    return reported


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
    reported: dict[str, Any] = {}
    for language in ("fr", "en"):
        message = server.letters_to(f"{language}@faces.example.org")[0].message
        plain, html = message.get_body(("plain",)), message.get_body(("html",))
        assert plain is not None
        assert html is not None
        text, page_ = str(plain.get_content()), str(html.get_content())
        read = Read(page_)
        reported[language] = {
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
    reported["long address"] = (
        f"\r\nList-Unsubscribe: <https://a-name-that-is-rather-long.of-a-study.example.org/lettre/desabonner/{letter.reference}/>\r\n"
        in raw
    )
    reported["recipients"] = sorted(
        {address for one in server.taken for address in one.recipients if "x@" in address}
    )
    return reported


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
    reported: dict[str, Any] = {
        "from news": ["## Une visite" in begun, "Le jury &lt;est&gt; venu." in begun,
                      "[See the page](https://study.example.org/en/selection/)" in begun],
    }  # fmt: skip
    form = {"subject_fr": "Objet", "subject_en": "", "body_fr": BODY_FR, "body_en": "", "territory": [RENNES]}
    looked = editor.post(new, {**form, "act": "search", "where": "Bretagne"})
    reported["search"] = [
        looked.status_code,
        f'value="{BRETAGNE}"' in looked.content.decode(),
        Issue.objects.count(),
    ]
    reported["without a subject"] = editor.post(new, {**form, "subject_fr": ""}).status_code
    reported["no such territory"] = editor.post(new, {**form, "territory": ["nowhere"]}).status_code
    kept = editor.post(new, form)
    issue = Issue.objects.get()
    path = f"{LETTERS}{issue.pk}/"
    reported["kept"] = [kept.status_code, kept.headers["Location"] == path]
    reported["unfinished"] = [editor.post(path, {"act": act}).status_code for act in ("send", "try")]
    editor.post(f"{path}modifier/", {**form, "subject_en": "Subject", "body_en": BODY_EN, "territory": []})
    shown = page(editor, path)
    reported["preview"] = [
        "&lt;b&gt;trois&lt;/b&gt;" in shown, "Envoyer à 2 personnes" in shown, "Hello all," in shown,
        "team-made.example.org" in shown,
    ]  # fmt: skip
    whole = editor.get(f"{path}fr/")
    reported["as html"] = ["<h1>Objet</h1>" in whole.content.decode(), "default-src 'none'" in whole.headers["Content-Security-Policy"],
                       reader.get(f"{path}en/").status_code, editor.get(f"{path}de/").status_code]  # fmt: skip
    before = len(server.taken)
    editor.post(path, {"act": "try"})
    deliver()
    tried = server.taken[before:]
    reported["trial"] = sorted(
        [one.recipients[0], str(one.message["Subject"]), one.message["List-Unsubscribe"] is None]
        for one in tried
    )
    reported["a trial opens nothing"] = (
        visitor().post(link_in(server, "editor@team.example.org", "/lettre/desabonner/")).status_code
    )
    reported["rights"] = [reader.get(path).status_code, reader.post(path, {"act": "send"}).status_code,
                      moderator.post(path, {"act": "send"}).status_code, 'value="send"' in page(reader, path),
                      reader.post(LETTERS, {"act": "add"}).status_code]  # fmt: skip
    reported["sent"] = [editor.post(path, {"act": "send"}).status_code, editor.post(path, {"act": "send"}).status_code,
                    editor.post(path, {"act": "forget"}).status_code]  # fmt: skip
    reported["no edit any more"] = [
        editor.get(f"{path}modifier/").status_code,
        editor.post(f"{path}modifier/", form).status_code,
    ]
    waiting = page(editor, path)
    reported["being sent"] = ["En cours d’envoi" in waiting, 'value="pause"' in waiting]
    deliver()
    issue.refresh_from_db()
    done = page(editor, f"/en{path}")
    reported["done"] = [
        issue.state,
        re.findall(r'class="big">(\d+)<', done),
        "100% of the letters" in done.replace(" %", "%"),
    ]
    reported["themes"] = [
        editor.post(LETTERS, {"act": "add", "label_fr": "Énergie", "label_en": "Energy"}).status_code,
        editor.post(LETTERS, {"act": "add", "label_fr": "énergie", "label_en": "Energy"}).status_code,
        editor.post(LETTERS, {"act": "add", "label_fr": "Sans", "label_en": ""}).status_code,
        "Energy" in page(visitor(), "/en/lettre/"), editor.post(LETTERS, {"act": "remove", "theme": "energie"}).status_code,
        "Energy" in page(visitor(), "/en/lettre/"),
    ]  # fmt: skip
    reported["list"] = ["team-made" in page(editor, LETTERS), "Objet" in page(reader, LETTERS)]
    log = page(editor, "/espace/actes/")
    reported["journal"] = ["numéro de la lettre envoyé" in log.lower(), "team-made" in log]
    return reported


def paused(server: MailServer) -> dict[str, Any]:
    Subscription.objects.all().delete()
    for number in range(6):
        subscribed(f"p{number}@pause.example.org")
    issue = sent_issue()
    issues.pause(issue, who="Anne")
    before = len(server.taken)
    deliver()
    reported: dict[str, Any] = {"paused": len(server.taken) - before}
    issues.resume(issue, who="Anne")
    reported["twice"] = refused(lambda: issues.resume(issue, who="Anne"))
    deliver()
    reported["resumed"] = [len(server.taken) - before, Issue.objects.get(pk=issue.pk).state]
    # who stops after the letters were written and before they go gets none
    second = sent_issue()
    while not distribution.write_batch(second.pk).all_written:
        pass
    subscriptions.end(Subscription.objects.get(address="p0@pause.example.org"))
    issues.pause(second, who="Anne")
    issues.resume(second, who="Anne")
    before = len(server.taken)
    deliver()
    reported["stopped meanwhile"] = [len(server.taken) - before, issues.progress(second).states]
    third = sent_issue()
    distribution.write_batch(third.pk)
    Letter.objects.filter(to="p1@pause.example.org").update(
        to="", erased=timezone.now()
    )  # as an address of a place is
    before = len(server.taken)
    deliver()
    reported["erased meanwhile"] = [len(server.taken) - before, issues.progress(third).states]
    third = sent_issue()
    distribution.write_batch(third.pk)
    reported["given up"] = [
        issues.cancel(third, who="Anne"),
        refused(lambda: issues.cancel(third, who="Anne")),
    ]
    before = len(server.taken)
    deliver()
    reported["after giving up"] = [len(server.taken) - before, Issue.objects.get(pk=third.pk).state]
    return reported


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
    reported: dict[str, Any] = {
        "first": states(issue),
        "failing": addresses.states({addresses.digest_of("gone@taken.example.org")}) != {},
    }
    reported["goes on"] = Issue.objects.get(pk=issue.pk).state
    server.to.clear()
    server.text.clear()
    server.cut.clear()
    Letter.objects.filter(state="waiting").update(tried=timezone.now() - timedelta(hours=1))
    make_due()
    deliver()
    reported["then"] = [states(issue), Issue.objects.get(pk=issue.pk).state]
    reported["uncertain again"] = issues.send_uncertain_again(issue, who="Anne")
    make_due()
    deliver()
    reported["by hand"] = [
        states(issue)["cut"],
        Issue.objects.get(pk=issue.pk).state,
        server.read.count("cut@taken.example.org"),
    ]
    returned_one = Letter.objects.get(to="fine@taken.example.org", recipient__issue=issue)
    bounces.take_in(returned(returned_one, status="5.1.1", by="letter"))
    reported["returned"] = states(issue)["fine"]
    Letter.objects.filter(digest=addresses.digest_of("last@taken.example.org")).delete()
    # a server that is away: nothing is marked, and the work waits
    away = sent_issue()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    deliver()
    settings.EMAIL_PORT = port
    reported["away"] = [sorted(set(states(away).values())), Work.objects.get(key=issues.work_key(away)).state]
    make_due()
    deliver()
    reported["back"] = [states(away)["last"], states(away)["gone"], states(away)["fine"]]
    # one that refuses everything is soon left in peace
    Subscription.objects.all().delete()
    for number in range(30):
        subscribed(f"r{number}@refuses.example.org")
    server.to = {f"r{number}@refuses.example.org": "550 5.7.1 relaying denied" for number in range(30)}
    denied = sent_issue()
    deliver()
    tried = Letter.objects.filter(recipient__issue=denied, attempts__gt=0).count()
    reported["refuses all"] = [
        tried,
        Work.objects.get(key=issues.work_key(denied)).state,
        issues.progress(denied).states,
    ]
    server.to.clear()
    issues.cancel(denied, who="Anne")
    return reported


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
    reported: dict[str, Any] = {"a batch cut short": [written, Recipient.objects.filter(issue=issue).count()]}
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
    process = serving(
        folder=Path.cwd(),
        script=program,
        said=Path("worker.txt"),
        environment=os.environ | variables,
        team=True,
    )
    for _ in range(600):
        if "k20@killed.example.org" in server.read:
            break
        time.sleep(0.05)
    process.kill()
    process.wait()
    server.hang.clear()
    reported["at the kill"] = [states(issue)["k20"], Work.objects.get(key=issues.work_key(issue)).state]
    deliver()
    found = [len([one for one in server.read if one == address]) for address in addressees]
    reported["after"] = [found == [1] * 40, states(issue)["k20"], Issue.objects.get(pk=issue.pk).state]
    reported["others"] = sorted(set(states(issue).values()))
    return reported


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
    reported: dict[str, Any] = {
        "first": len(server.taken) - before,
        "planned": work.due > timezone.now() + timedelta(seconds=40),
    }
    make_due()
    deliver()
    reported["another worker"] = len(server.taken) - before
    Letter.objects.filter(recipient__issue=issue, tried__isnull=False).update(
        tried=timezone.now() - timedelta(seconds=61)
    )
    make_due()
    deliver()
    reported["a minute later"] = len(server.taken) - before
    settings.FLORILEGE_LETTERS_AN_HOUR = 0
    make_due()
    deliver()
    reported["at last"] = [len(server.taken) - before, Issue.objects.get(pk=issue.pk).state]
    return reported


with post_office() as mail:
    REPORTED = {
        "reached": reached(mail), "faces": two_faces(mail), "written": written(mail), "paused": paused(mail),
        "not taken": not_taken(mail), "killed": killed(mail), "pace": at_a_pace(mail),
    }  # fmt: skip
sys.stdout.write(json.dumps(REPORTED))
