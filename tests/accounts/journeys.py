"""What happens to people and their links, in a process of its own: run in the folder of a built study, prints JSON."""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from datetime import timedelta
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
os.environ["FLORILEGE_STUDY"] = "petite-etude"
os.environ["FLORILEGE_STUDY_FOLDER"] = sys.argv[1]
os.environ["FLORILEGE_HTTPS"] = "0"

import django

django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402
from allauth.mfa.totp.internal.auth import generate_totp_secret, hotp_value, yield_hotp_counters_from_time  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from florilege.faults import InputRefused  # noqa: E402
from florilege.web.accounts import one_use_links, people  # noqa: E402
from florilege.web.accounts.models import OneUseLink, Person  # noqa: E402

# what is slow on purpose for whoever guesses is not tried here
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
PASSWORD = "des fleurs en herbe 25"
STUDY = "petite-etude"


def browser(*, csrf: bool = False, language: str = "fr") -> Client:
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=csrf, headers={"accept-language": language})


def opened(role: str, email: str) -> tuple[Client, Person]:
    """Someone who has just chosen a password by her link."""
    added = people.add(email, email.partition("@")[0], STUDY, role)
    person, secret = added.person, added.secret
    client = browser()
    said = client.post(f"/compte/ouvrir/{secret}/", {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert said.status_code == 302, said.content
    return client, person


def refusal(purpose: str, secret: str) -> str:
    try:
        one_use_links.subject_of(purpose, secret)
    except one_use_links.LinkRefused as refused:
        return refused.words.en
    return ""


def links() -> dict[str, Any]:
    fresh = one_use_links.issue("opening", "7", days=1)
    found: dict[str, Any] = {
        "forged": refusal("opening", fresh[:-1] + ("a" if fresh[-1] != "a" else "b")),
        "other purpose": refusal("place", fresh),
        "kept": fresh
        in json.dumps([list(row) for row in OneUseLink.objects.values_list("digest", "subject")]),
    }
    newer = one_use_links.issue("opening", "7", days=1)
    found["replaced"] = refusal("opening", fresh)
    found["subject"] = one_use_links.spend("opening", newer)
    found["used"] = refusal("opening", newer)
    old = one_use_links.issue("opening", "8", days=1)
    OneUseLink.objects.filter(subject="8").update(expires=timezone.now() - timedelta(seconds=1))
    found["expired"] = refusal("opening", old)
    shared, let_in = one_use_links.issue("opening", "9", days=1), []

    def follow() -> None:
        try:
            let_in.append(one_use_links.spend("opening", shared))
        except one_use_links.LinkRefused:
            pass
        finally:
            connection.close()

    together = [threading.Thread(target=follow) for _ in range(8)]
    for one in together:
        one.start()
    for one in together:
        one.join()
    found["let in together"] = len(let_in)
    return found


def signing_in() -> dict[str, Any]:
    added = people.add("reader@example.org", "A. Reader", STUDY, "reader")
    person, secret = added.person, added.secret
    client = browser()
    path = f"/compte/ouvrir/{secret}/"
    headers = client.get("/compte/login/").headers
    found: dict[str, Any] = {"seen": client.get(path).status_code, "seen again": client.get(path).status_code}
    found["policy"] = headers["Content-Security-Policy"]
    found["framed"] = [
        client.get("/").headers[name] for name in ("Content-Security-Policy", "X-Frame-Options")
    ]
    client.post(path, {"new_password1": "court", "new_password2": "court"})
    found["refused password leaves the link open"] = client.get(path).status_code
    before = client.session.session_key
    client.post(path, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    found["session changed"] = client.session.session_key != before
    found["workspace"] = client.get("/espace/").status_code
    again = client.get(path)
    found["spent"] = [again.status_code, "déjà servi" in again.content.decode()]
    in_english = browser(language="en").get(path)
    found["spent in English"] = "already been used" in in_english.content.decode()
    found["without a token"] = (
        browser(csrf=True).post("/compte/login/", {"login": "a", "password": "b"}).status_code
    )
    other = browser()
    said = other.post("/compte/login/", {"login": "READER@example.org", "password": PASSWORD})
    found["address in capitals"] = said.headers.get("Location")
    stolen = browser()
    stolen.cookies["sessionid"] = client.cookies["sessionid"].value
    found["stolen before"] = stolen.get("/espace/").status_code
    people.disable(person.email, STUDY)
    found["stolen after"] = stolen.get("/espace/").headers.get("Location", "").partition("?")[0]
    found["disabled signs in"] = (
        browser()
        .post("/compte/login/", {"login": "reader@example.org", "password": PASSWORD})
        .headers.get("Location")
    )
    return found


def second_factor() -> dict[str, Any]:
    client, person = opened("editor", "editor@example.org")
    found: dict[str, Any] = {"asked": client.get("/espace/").headers.get("Location")}
    found["acts without it"] = client.post("/espace/doublons/", {"verdict": "later"}).status_code
    page = client.get("/compte/double/totp/activate/").content.decode()
    shown = re.search(r'value="([A-Z2-7]{16,})"', page)
    assert shown is not None, page[:2000]
    code = f"{hotp_value(shown.group(1), next(yield_hotp_counters_from_time())):06d}"
    client.post("/compte/double/totp/activate/", {"code": code})
    found["enabled"] = Authenticator.objects.filter(user=person, type="totp").exists()
    found["workspace"] = client.get("/espace/").status_code
    other = browser()
    said = other.post("/compte/login/", {"login": person.email, "password": PASSWORD})
    found["password alone"] = [
        said.headers.get("Location"),
        other.get("/espace/").headers.get("Location", "")[:14],
    ]
    found["wrong code"] = other.post("/compte/double/authenticate/", {"code": "000000"}).status_code
    for _ in range(12):
        other.post("/compte/double/authenticate/", {"code": "000000"})
    counter = next(yield_hotp_counters_from_time())
    right = {"code": f"{hotp_value(shown.group(1), counter + 1):06d}"}
    with override_settings(MFA_TOTP_TOLERANCE=1):
        held = other.post("/compte/double/authenticate/", right)
        found["still out"] = other.get("/espace/").headers.get("Location", "")[:14]
        cache.clear()  # ten minutes later
        then = other.post("/compte/double/authenticate/", right)
    found["right code after many wrong ones"] = [held.status_code, then.status_code]
    stored = json.dumps([one.data for one in Authenticator.objects.filter(user=person)])
    found["secret drawn"] = generate_totp_secret() not in stored
    return found


def lockout() -> dict[str, Any]:
    opened("reader", "locked@example.org")
    client = browser()
    wrong = [
        client.post("/compte/login/", {"login": "Locked@example.org", "password": "wrong"}).status_code
        for _ in range(6)
    ]
    right = client.post("/compte/login/", {"login": "locked@example.org", "password": PASSWORD})
    opened("reader", "free@example.org")
    free = browser().post("/compte/login/", {"login": "free@example.org", "password": PASSWORD})
    return {
        "first": wrong[0], "last": wrong[-1], "right password": right.status_code,
        "said": "demi-heure" in right.content.decode(), "another person": free.headers.get("Location"),
    }  # fmt: skip


def roles() -> dict[str, Any]:
    def refused(*asked: str) -> str:
        try:
            people.add(*asked)
        except InputRefused as fault:
            return str(fault.where.column)
        return ""

    people.add("one@example.org", "One", STUDY, "administrator")
    found: dict[str, Any] = {
        "no address": refused("nobody", "N", STUDY, "reader"),
        "no role": refused("n@example.org", "N", STUDY, "king"),
        "twice": Person.objects.filter(email__iexact="ONE@example.org").count(),
    }
    people.add("ONE@example.org", "One", STUDY, "administrator")
    found["still one"] = Person.objects.filter(email__iexact="one@example.org").count()
    try:
        people.disable("one@example.org", STUDY)
        found["last administrator"] = "disabled"
    except InputRefused as fault:
        found["last administrator"] = fault.expected.en
    return found


def acts() -> dict[str, Any]:
    """What each act on an account leaves for the journal."""
    first = people.add("acted@example.org", "Acted", STUDY, "reader", who="Anne", why="joins")
    reported = [
        first.act,
        people.add("acted@example.org", "Acted", STUDY, "reader", who="Anne").act,
        people.add("acted@example.org", "Acted", STUDY, "moderator", who="Anne").act,
        people.disable("acted@example.org", STUDY, who="Anne", why="leaves"),
        people.enable("acted@example.org", STUDY, who="Anne"),
    ]
    return {
        "rows": [
            [one.kind, one.who, dict(one.before), dict(one.after), one.why, one.changed] for one in reported
        ],
        "subjects": len({one.subject for one in reported}),
        "names": any("cted" in str(one) for one in reported),
    }


REPORTED = {
    "links": links(), "signing in": signing_in(), "second factor": second_factor(), "lockout": lockout(), "roles": roles(),
    "acts": acts(),
}  # fmt: skip
sys.stdout.write(json.dumps(REPORTED))
