"""Whoever forgot a password, with a real mail server: run in the folder of a built study, prints JSON."""

from __future__ import annotations

import json
import os
import re
import sys
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
os.environ["FLORILEGE_STUDY"] = "petite-etude"
os.environ["FLORILEGE_STUDY_FOLDER"] = sys.argv[1]
os.environ["FLORILEGE_HTTPS"] = "0"
os.environ["FLORILEGE_ADDRESS"] = "https://study.example.org"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from florilege.web.accounts import people  # noqa: E402
from florilege.web.background import worker  # noqa: E402
from florilege.web.letters.models import Letter  # noqa: E402
from tests.letters.mail_server import MailServer, text_of  # noqa: E402

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
OLD, NEW = "des fleurs en herbe 25", "une autre herbe en fleur 26"
STUDY = "petite-etude"
ASK = "/compte/password/reset/"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def browser(language: str = "fr") -> Client:
    return Client(SERVER_NAME="localhost", headers={"accept-language": language})


def member(email: str) -> Client:
    added = people.add(email, email.partition("@")[0].capitalize(), STUDY, "reader")
    client = browser()
    client.post(f"/compte/ouvrir/{added.secret}/", {"new_password1": OLD, "new_password2": OLD})
    return client


def ask(email: str, language: str = "fr") -> tuple[Any, str, int]:
    """What whoever asks sees: status and where it leads, the page there, how many questions the store was asked."""
    cache.clear()  # rates are another matter
    client = browser(language)
    with CaptureQueriesContext(connection) as asked:
        said = client.post(ASK, {"email": email})
    location = said.headers.get("Location", "")
    page = client.get(location).content.decode() if location else said.content.decode()
    return [said.status_code, location], _TOKEN.sub("", page), len(asked)


def signs_in(email: str, password: str) -> bool:
    said: HttpResponse = browser().post("/compte/login/", {"login": email, "password": password})
    return said.status_code == 302


def main(server: MailServer) -> dict[str, Any]:
    before = member("anne@example.org")
    member("gone@example.org")
    member("joe@example.org")
    people.disable("gone@example.org", STUDY)
    found: dict[str, Any] = {"signed in before": before.get("/espace/").status_code}
    asked = {name: ask(name) for name in
             ("anne@example.org", "gone@example.org", "nobody@example.org", "a+b@sub.example.org")}  # fmt: skip
    found["answers"] = len({json.dumps(one[0]) for one in asked.values()})
    found["answer"] = asked["anne@example.org"][0]
    found["pages"] = len({one[1] for one in asked.values()})
    found["page"] = "Si un compte a cette adresse" in asked["anne@example.org"][1]
    found["questions"] = len({one[2] for one in asked.values()})
    ask("anne@example.org")
    found["no address"] = [ask("nobody")[0][0], "If an account" in ask("joe@example.org", "en")[1]]
    worker.work_once(STUDY)
    found["written to"] = sorted(recipient for one in server.taken for recipient in one.recipients)
    letter, english = server.letters_to("anne@example.org")[0], server.letters_to("joe@example.org")[0]
    found["subjects"] = [str(one.message["Subject"]) for one in (letter, english)]
    text = text_of(letter.message)
    found["greets"] = ["Bonjour Anne" in text, "Hello Joe" in text_of(english.message), "4 heures" in text]
    link = urlsplit(re.findall(r"https?://\S+/reset/key/\S+", text)[0])
    found["address"] = f"{link.scheme}://{link.netloc}"
    token = link.path.rstrip("/").rpartition("-")[2]
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names()
        rows = ""
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += json.dumps(cursor.fetchall(), default=str)
    found["token in the store"] = token in rows
    found["nobody in the store"] = "nobody@example.org" in rows
    client = browser()
    opened = client.get(link.path)
    form = opened.headers["Location"]
    found["opened"] = [opened.status_code, token in form, client.get(form).status_code]
    found["weak"] = client.post(form, {"password1": "court", "password2": "court"}).status_code
    found["changed"] = client.post(form, {"password1": NEW, "password2": NEW}).headers.get("Location")
    found["page of the end"] = (
        "Votre mot de passe est changé" in client.get(found["changed"]).content.decode()
    )
    found["old session"] = before.get("/espace/").headers.get("Location", "").partition("?")[0]
    found["sessions left"] = people.end_sessions(people.Person.objects.get(email="anne@example.org"))
    found["old password"] = signs_in("anne@example.org", OLD)
    found["new password"] = signs_in("anne@example.org", NEW)
    again = browser().get(link.path, follow=True).content.decode()
    found["again"] = ["n’ouvre rien" in again, "a déjà servi" in again]
    in_english = browser("en").get(link.path, follow=True).content.decode()
    found["again in English"] = "used already" in in_english
    found["flood"] = flood(server)
    found["expired"] = expired(server)
    return found


def flood(server: MailServer) -> list[int]:
    member("flooded@example.org")
    taken = []
    for _ in range(6):
        for _ in range(3):
            ask("flooded@example.org")
        worker.work_once(STUDY)
        taken.append(len(server.letters_to("flooded@example.org")))
    Letter.objects.update(made=timezone.now() - timedelta(hours=2))
    ask("flooded@example.org")
    worker.work_once(STUDY)
    return [*taken, len(server.letters_to("flooded@example.org"))]


def expired(server: MailServer) -> bool:
    text = text_of(server.letters_to("joe@example.org")[0].message)
    path = urlsplit(re.findall(r"https?://\S+/reset/key/\S+", text)[0]).path
    open_yet = "does not work" not in browser("en").get(path, follow=True).content.decode()
    settings.PASSWORD_RESET_TIMEOUT = -1
    return open_yet and "does not work" in browser("en").get(path, follow=True).content.decode()


with MailServer() as mail:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail.port
    REPORTED = main(mail)
sys.stdout.write(json.dumps(REPORTED))
