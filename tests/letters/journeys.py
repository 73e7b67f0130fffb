"""What happens to letters, with a real mail server: run in an empty folder, prints JSON."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
os.environ["SSL_CERT_FILE"] = str(Path("certificate.pem").resolve())
SECRET = "a secret of the tests, which is long enough to be one"
os.environ["FLORILEGE_SECRET_KEY"] = SECRET

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from florilege.faults import InputRefused, Words  # noqa: E402
from florilege.web.background import queue, worker  # noqa: E402
from florilege.web.background.kinds import ERASURE  # noqa: E402
from florilege.web.background.models import Work  # noqa: E402
from florilege.web.letters import addresses, bounces, outbox, sending, smtp  # noqa: E402
from florilege.web.letters.models import AddressState, Letter  # noqa: E402
from florilege.web.letters.texts import LetterText  # noqa: E402
from tests.letters.mail_server import MailServer, certificate, text_of  # noqa: E402
from tests.letters.returns import returned  # noqa: E402
from tests.program import serving  # noqa: E402

STUDY = "letters"
TEXT = LetterText(
    "trial", Words("lettre d’essai", "trial letter"), Words("À {name}", "To {name}"),
    Words("Bonjour {name},\n\n{link}\n", "Hello {name},\n\n{link}\n"), solicited=False,
)  # fmt: skip
ASKED_FOR = LetterText("asked", TEXT.words, TEXT.subject, TEXT.body, solicited=True)
LINK = "https://study.example.org/contribuer/0123456789/"
settings.EMAIL_HOST = "localhost"
settings.DEFAULT_FROM_EMAIL = "L’étude <study@example.org>"
settings.FLORILEGE_RETURNS = "returns@example.org"
settings.FLORILEGE_ADDRESS = "https://study.example.org"


def write(
    to: str, key: str = "", *, name: str = "Zoé", text: LetterText = TEXT, language: str = "fr"
) -> Letter:
    return outbox.write(
        text,
        to,
        {"name": name},
        study=STUDY,
        language=language,
        sealed={"link": LINK},
        key=key or f"to {addresses.digest_of(to)}",
    )


def deliver() -> None:
    worker.work_once(STUDY)


def make_due() -> None:
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())


def state(letter: Letter) -> list[object]:
    letter.refresh_from_db()
    work = Work.objects.filter(key=outbox.key_of(letter.pk)).first()
    return [letter.state, letter.attempts, work.state if work else ""]


def refused(act: Callable[[], object]) -> bool:
    try:
        act()
    except InputRefused:
        return True
    return False


def sent(server: MailServer) -> dict[str, Any]:
    french, english = (
        write("zoe@example.org"),
        write("joe@example.org", language="en", name="Joe", text=ASKED_FOR),
    )
    stored = json.dumps(list(Letter.objects.values_list("body", "sealed", "subject")))
    twice = write("zoe@example.org")
    deliver()
    taken = server.letters_to("zoe@example.org")
    message = taken[0].message
    french.refresh_from_db()
    other = server.letters_to("joe@example.org")[0].message
    return {
        "twice": twice.pk == french.pk, "letters": len(taken), "state": state(french), "in English": state(english),
        "link in the store before": LINK in stored, "link in the letter": LINK in text_of(message),
        "left in the store": [french.sealed, LINK in french.body], "text": text_of(message),
        "headers": {name: str(message[name]) for name in ("From", "To", "Subject", "Content-Language", "Auto-Submitted")},
        "unsubscribe": [str(message["List-Unsubscribe"]).strip().replace(french.reference, "REFERENCE"), other["List-Unsubscribe"]],
        "reference": french.reference in str(message["Message-ID"]) and french.reference in taken[0].sender,
        "return": taken[0].sender.replace(french.reference, "REFERENCE"), "english": str(other["Subject"]),
    }  # fmt: skip


def injected(server: MailServer) -> dict[str, Any]:
    bad = ["a@example.org\nBcc: b@example.org", "a@example.org\r\nb@example.org", "a@example.org,b@example.org",
           "a@exa\u202emple.org", "a b@example.org", "", "a@", "\"a\\\n\"@example.org", "a@example.org\x00"]  # fmt: skip
    found: dict[str, Any] = {"refused": [refused(lambda one=one: write(one, "bad")) for one in bad]}  # type: ignore[misc]
    found["written"] = Letter.objects.filter(key="bad").count()
    names = [
        "Zoé\nBcc: b@example.org",
        "Zoé\r\n\r\nother text",
        "\u202egro.elpmaxe\u202c",
        "Zoé\u2028Bcc: b@example.org",
    ]
    for number, name in enumerate(names):
        write(f"named{number}@example.org", name=name)
    deliver()
    taken = [server.letters_to(f"named{number}@example.org") for number in range(len(names))]
    found["subjects"] = [str(one[0].message["Subject"]) for one in taken]
    found["recipients"] = [one[0].recipients for one in taken]
    found["bcc"] = [one[0].message["Bcc"] for one in taken]
    # past all of that: a row of the store that was tampered with makes no header
    letter = write("row@example.org")
    Letter.objects.filter(pk=letter.pk).update(subject="A\nBcc: b@example.org")
    letter.refresh_from_db()
    try:
        sending.message_of(letter, "text").as_bytes()
        found["tampered"] = "made"
    except ValueError:
        found["tampered"] = "refused"
    Letter.objects.filter(pk=letter.pk).update(subject="A")
    deliver()
    return found


def not_taken(server: MailServer) -> dict[str, Any]:
    server.to |= {
        "later@example.org": "451 4.3.0 try again", "gone@example.org": "550 5.1.1 no such user",
        "plain@example.org": "550 no\x00mailbox", "relay@example.org": "554 5.7.1 relaying denied",
    }  # fmt: skip
    server.text |= {"spam@example.org": "554 5.7.1 spam", "busy@example.org": "452 4.2.2 full"}
    names = ("later", "gone", "plain", "relay", "spam", "busy")
    letters = {name: write(f"{name}@example.org") for name in names}
    deliver()
    found: dict[str, Any] = {name: state(one) for name, one in letters.items()}
    found["plainly told"] = Letter.objects.get(pk=letters["plain"].pk).fault
    found["told"] = Work.objects.get(key=outbox.key_of(letters["gone"].pk)).said_en
    failing = set(AddressState.objects.filter(failing__isnull=False).values_list("digest", flat=True))
    found["failing"] = [name for name in names if addresses.digest_of(f"{name}@example.org") in failing]
    server.to, server.text = {}, {}
    make_due()
    deliver()
    found["then"] = {name: state(one) for name, one in letters.items()}
    found["to gone"] = state(write("gone@example.org", "again"))
    found["asked for to gone"] = state(write("gone@example.org", "again 2", text=ASKED_FOR))
    addresses.mark_working(addresses.digest_of("gone@example.org"))
    found["to gone, said to work"] = state(write("gone@example.org", "again 3"))
    deliver()
    found["taken"] = {name: len(server.letters_to(f"{name}@example.org")) for name in names}
    return found


def nobody_there() -> dict[str, Any]:
    letter = write("nobody@example.org")
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    for _ in range(9):
        deliver()
        make_due()
    settings.EMAIL_PORT = port
    before = state(letter)
    queue.try_again(STUDY, Work.objects.get(key=outbox.key_of(letter.pk)).pk, who="Anne")
    deliver()
    return {"before": before, "tried again": state(letter)}


def uncertain(server: MailServer) -> dict[str, Any]:
    server.cut.add("cut@example.org")
    cut = write("cut@example.org")
    deliver()
    found: dict[str, Any] = {"cut": state(cut)}
    make_due()
    deliver()
    found["not by itself"] = [state(cut), server.read.count("cut@example.org")]
    server.cut.clear()
    work = Work.objects.get(key=outbox.key_of(cut.pk))
    found["said"] = [work.said_fr, work.said_en]
    queue.try_again(STUDY, work.pk, who="Anne")
    deliver()
    found["by hand"] = [state(cut), len(server.letters_to("cut@example.org"))]
    server.hang.add("slow@example.org")
    slow = write("slow@example.org")
    plain = sending.mail_server
    sending.mail_server = lambda: smtp.MailServer("localhost", server.port, patience=0.3)
    deliver()
    found["slow"] = state(slow)
    sending.mail_server = plain
    server.hang.clear()
    return found


def killed(server: MailServer) -> dict[str, Any]:
    """A worker killed after the server has read the letter and before it answers."""
    letter = write("killed@example.org")
    server.hang.add("killed@example.org")
    variables = {
        "FLORILEGE_SMTP_HOST": "localhost", "FLORILEGE_SMTP_PORT": str(server.port), "FLORILEGE_FROM": "study@example.org",
    }  # fmt: skip
    one = serving(
        STUDY, folder=Path.cwd(), script=Path(__file__).parents[1] / "background" / "plain_worker.py",
        said=Path("worker.txt"), environment=os.environ | variables, team=True,
    )  # fmt: skip
    for _ in range(1200):
        if "killed@example.org" in server.read:
            break
        time.sleep(0.05)
    one.kill()
    one.wait()
    server.hang.clear()
    found: dict[str, Any] = {"at the kill": state(letter)}
    deliver()
    found["after"] = [state(letter), server.read.count("killed@example.org")]
    return found


def encrypted(folder: Path) -> dict[str, Any]:
    with MailServer(certificate=certificate(folder)) as server:
        settings.EMAIL_PORT, plain = server.port, settings.EMAIL_PORT
        settings.EMAIL_USE_TLS = True
        letter = write("tls@example.org")
        deliver()
        found = {"state": state(letter), "letters": len(server.letters_to("tls@example.org"))}
        settings.EMAIL_HOST = "127.0.0.1"  # not the name in the certificate
        stranger = write("stranger@example.org")
        deliver()
        found["another name"] = state(stranger)
        found["read"] = server.read.count("stranger@example.org")
        settings.EMAIL_PORT, settings.EMAIL_USE_TLS, settings.EMAIL_HOST = plain, False, "localhost"
    queue.withdraw(STUDY, Work.objects.get(key=outbox.key_of(stranger.pk)).pk, who="")
    return found


def came_back(server: MailServer) -> dict[str, Any]:
    names = ("hard", "full", "delay", "headers", "verp", "vacation", "forged", "moved")
    letters = {name: write(f"{name}@example.org") for name in names}
    deliver()
    messages: Mapping[str, bytes] = {
        "hard": returned(letters["hard"], status="5.1.1", by="letter"),
        "full": returned(letters["full"], status="5.2.2", by="letter"),
        "delay": returned(letters["delay"], action="delayed", status="4.4.1", by="letter"),
        "headers": returned(letters["headers"], status="5.1.1", by="headers"),
        "verp": returned(letters["verp"], status="5.4.4", by="address"),
        "vacation": f"To: returns+{letters['vacation'].reference}@example.org\n\nI am away.\n".encode(),
        "forged": returned(letters["forged"], status="5.1.1", by="nothing"),
    }
    reported = {name: bounces.take_in(content) for name, content in messages.items()}
    again = bounces.take_in(messages["hard"])
    failing = set(AddressState.objects.filter(failing__isnull=False).values_list("digest", flat=True))
    found: dict[str, Any] = {
        "told": reported, "again": again, "states": {name: state(one)[0] for name, one in letters.items()},
        "failing": [name for name in names if letters[name].digest in failing],
        "said": Letter.objects.get(pk=letters["hard"].pk).fault,
        "to hard": state(write("hard@example.org", "hard again")),
    }  # fmt: skip
    box = Path("maildir")
    for name in ("new", "cur", "tmp"):
        (box / name).mkdir(parents=True, exist_ok=True)
    (box / "new" / "1").write_bytes(returned(letters["moved"], status="5.1.6", by="address"))
    (box / "new" / "2").write_bytes(b"\xff\x00 not a message")
    found["maildir"] = dict(bounces.take_in_maildir(box))
    found["maildir again"] = dict(bounces.take_in_maildir(box))
    found["moved"] = state(letters["moved"])[0]
    chance = random.Random(25)
    whole = messages["headers"] + messages["hard"]
    for _ in range(500):
        at, size = chance.randrange(len(whole)), chance.randrange(60)
        bounces.take_in(whole[:at] + chance.randbytes(size) + whole[at + size * chance.randrange(3) :])
    found["no maildir"] = refused(lambda: bounces.take_in_maildir(Path("nowhere")))
    return found


def stopped(server: MailServer) -> dict[str, Any]:
    address = "Stop@example.org"
    first = write(address, "stop 1")
    waiting = write(address, "stop 2")
    queue.withdraw(STUDY, Work.objects.get(key=outbox.key_of(first.pk)).pk, who="")
    addresses.stop(waiting.digest)
    deliver()
    found: dict[str, Any] = {"waiting": state(waiting), "new": state(write("stop@EXAMPLE.org", "stop 3"))}
    found["asked for"] = state(write(address, "stop 4", text=ASKED_FOR))
    deliver()
    found["taken"] = len(server.letters_to(address))
    when = AddressState.objects.get(digest=waiting.digest).stopped
    addresses.stop(waiting.digest)
    addresses.mark_working(waiting.digest)
    found["for ever"] = AddressState.objects.get(digest=waiting.digest).stopped == when
    return found


def erased() -> dict[str, Any]:
    Letter.objects.all().update(made=timezone.now() - timedelta(days=91))
    fresh = write("fresh@example.org")
    queue.enqueue(ERASURE, "today", study=STUDY)
    deliver()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM letters_letter WHERE study = %s", [STUDY])
        rows = json.dumps(cursor.fetchall(), default=str)
        cursor.execute("SELECT * FROM letters_addressstate")
        rows += json.dumps(cursor.fetchall(), default=str)
    return {
        "addresses left": sorted({one for one in rows.replace('"', " ").split() if one.endswith("@example.org")}),
        "fresh": state(fresh), "rows": len(rows) > 1000, "words": Work.objects.get(key="today").said_en.partition(",")[0].split()[1:],
        "still known": addresses.why_not(addresses.digest_of("hard@example.org"), solicited=True),
        "still stopped": addresses.why_not(addresses.digest_of("stop@example.org"), solicited=False),
    }  # fmt: skip


def other_secret() -> dict[str, Any]:
    letter = write("rekeyed@example.org")
    settings.SECRET_KEY = "another secret, since the first one was seen by somebody"
    deliver()
    settings.SECRET_KEY = SECRET
    return {"state": state(letter), "said": Work.objects.get(key=outbox.key_of(letter.pk)).said_en}


with MailServer() as mail:
    settings.EMAIL_PORT = mail.port
    REPORTED = {
        "sent": sent(mail), "injected": injected(mail), "not taken": not_taken(mail), "nobody there": nobody_there(),
        "uncertain": uncertain(mail), "killed": killed(mail), "encrypted": encrypted(Path.cwd()),
        "came back": came_back(mail), "stopped": stopped(mail), "other secret": other_secret(), "erased": erased(),
    }  # fmt: skip
sys.stdout.write(json.dumps(REPORTED))
