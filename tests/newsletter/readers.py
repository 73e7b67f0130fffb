"""A letter, its readers and its team, for journeys in a process of their own: run in the folder of a built study."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
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
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from florilege.faults import InputRefused, Words  # noqa: E402
from florilege.web.accounts.models import Membership, Person  # noqa: E402
from florilege.web.background import worker  # noqa: E402
from florilege.web.contributions import robots  # noqa: E402
from florilege.web.letters import addresses, rounds  # noqa: E402
from florilege.web.newsletter import issues  # noqa: E402
from florilege.web.newsletter.choices import Choices  # noqa: E402
from florilege.web.newsletter.issues import Wording  # noqa: E402
from florilege.web.newsletter.models import Issue, Subscription  # noqa: E402
from tests.contributions.earlier import solved  # noqa: E402
from tests.letters.mail_server import MailServer, text_of  # noqa: E402

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


def sent_issue(wording: Wording | None = None) -> Issue:
    return issues.send(issues.write(STUDY, wording or Wording(OBJECT, BODY), who="Anne"), TITLE, who="Anne")


@contextmanager
def post_office() -> Iterator[MailServer]:
    """The tables, and a mail server that the letters go to; forms come back as fast as they are sent."""
    robots.LEAST = -1
    settings.FLORILEGE_PROPOSALS_AN_HOUR = 10_000
    rounds.SHORT = timedelta(0)
    with MailServer() as mail:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail.port
        yield mail
