"""From the form to the day of erasure, in a process of its own: run in the folder of a built study, prints JSON."""

from __future__ import annotations

import json
import sys
import threading
import time
from datetime import timedelta
from typing import Any

# sets Django up: before any model
from tests.exchange.people import (
    FORM,
    STUDY,
    ask,
    browser,
    filled,
    link_of,
    publish,
    row_of,
    said,
    states,
    write_letters,
)

# isort: split
from django.db import connection
from django.utils import timezone
from icalendar import Calendar

from florilege.web.accounts.one_use_links import LinkRefused
from florilege.web.background.models import Work
from florilege.web.background.performing import Piece
from florilege.web.exchange import arrivals, duties, registrations
from florilege.web.exchange.models import (
    LAPSED,
    SEATED,
    WAITING,
    Registration,
    Seat,
)
from florilege.web.exchange.participants import checked
from florilege.web.exchange.programmes import PublicProgramme
from florilege.web.exchange.registrations import Said
from florilege.web.letters.models import Letter
from florilege.web.store_locks import in_line
from tests.contributions.earlier import worked
from tests.exchange.event import programme


def from_the_form() -> dict[str, Any]:
    client = browser()
    page = said(client.get(FORM))
    answer = client.post(FORM, filled("Ada", 1))
    found: dict[str, Any] = {
        "form": ["Soigner en ville" in page, "Luc Silence" in page, "Deuxième choix" in page],
        "registered": [answer.status_code, "a…@ville-reims.fr" in said(client.get(answer.url))],
        "seats": states("Ada"),
        "written once": [write_letters(), write_letters()],
        "on the programme": "S’inscrire" in said(client.get("/rencontres/")),
    }
    link = link_of("ada")
    opened = client.get(link)
    found["link opens nothing by itself"] = [
        opened.status_code,
        "Confirmer mon inscription" in said(opened),
        row_of("Ada").state,
    ]
    other = browser("198.51.100.1")
    found["strangers"] = [
        "Ma page" in said(other.get("/rencontres/ma-page/")), other.get("/rencontres/ma-page/agenda.ics").status_code
    ]  # fmt: skip
    found["confirmed"] = [client.post(link).status_code, row_of("Ada").state]
    own = said(client.get("/rencontres/ma-page/"))
    found["own page"] = [
        "Soigner en ville" in own,
        "Plénière" in own,
        row_of("Ada").badge in own,
        "effacés le" in own,
    ]
    again = other.post(link)
    found["link used again"] = [
        again.status_code,
        "a déjà servi" in said(again),
        client.get(link).status_code,
    ]
    calendar = Calendar.from_ical(client.get("/rencontres/ma-page/agenda.ics").content)
    found["calendar"] = sorted(str(one["summary"]) for one in calendar.walk("VEVENT"))
    found["in English"] = "Your name, address and territory" in said(client.get("/en/rencontres/ma-page/"))
    twice = browser().post(FORM, filled("Ada", 2, name="Someone Else"))
    found["twice"] = [
        twice.status_code,
        Registration.objects.count(),
        Letter.objects.filter(kind="exchange-known").count(),
    ]
    used = worked(30, "Bea1")
    first, second = (
        browser().post(FORM, filled("Bea", 1, **used, email=f"bea{n}@ville-reims.fr")).status_code
        for n in range(2)
    )
    found["same form sent twice"] = [first, second]
    return found


def bad_forms() -> dict[str, Any]:
    def sent(number: int, **more: Any) -> tuple[int, str]:
        answer = browser("203.0.113.9").post(FORM, filled(f"Bad{number}", number, **more))
        return answer.status_code, said(answer)

    unclear = sent(1, territory="Saint-Denis")
    return {
        "no name": sent(2, name="")[0],
        "long name": sent(3, name="x" * 121)[0],
        "longest name": browser("203.0.113.9").post(FORM, filled("Long", 4, name="Zoé " + "x" * 116)).status_code,
        "unknown kind": sent(5, kind="king")[0],
        "no territory": sent(6, territory="")[0],
        "unknown territory": sent(7, territory="Atlantide")[0],
        "several": [unclear[0], "Plusieurs territoires portent ce nom" in unclear[1], "93066" in unclear[1]],
        "chosen among several": browser("203.0.113.9").post(
            FORM, filled("Denis", 8, territory="Saint-Denis", territory_code="93066")
        ).status_code,
        "same choice twice": sent(9, **{"slot.health-1": ["roofs", "roofs"]})[0],
        "a session of another slot": sent(10, **{"slot.water": ["roofs"]})[0],
        "no address": sent(11, email="nobody")[0],
        "two lines": sent(12, email="a@b.fr\nBcc: c@d.fr")[0],
        "a partner of no territory": browser("203.0.113.9").post(
            FORM, filled("Pat", 13, kind="partner", territory="")
        ).status_code,
        "at once": browser("203.0.113.9").post(FORM, {**filled("Fast", 14), **worked(1, "fast")}).status_code,
        "nothing kept": Registration.objects.filter(name__startswith="Bad").count(),
        "too many": flood(),
    }  # fmt: skip


def flood() -> list[int]:
    answers = [
        browser("203.0.113.77")
        .post(FORM, filled(f"Flood{n}", n, **{"slot.health-1": [], "slot.water": []}))
        .status_code
        for n in range(42)
    ]
    Registration.objects.filter(name__startswith="Flood").delete()
    return [answers.count(302), answers.count(429)]


def holds(held: PublicProgramme) -> dict[str, Any]:
    Registration.objects.all().delete()
    Work.objects.all().delete()
    unsure = ask(held, "unsure", confirmed=False)
    ask(held, "sure")
    ask(held, "next", **{"health-1": ["health-1"]})
    piece = Work.objects.get(key="holds")
    held_for = (piece.due - unsure.made).total_seconds()
    hold = Piece(1, "registration hold", STUDY, {}, 1, False)
    kept = duties.end_holds(hold).en
    Registration.objects.filter(pk=unsure.pk).update(held_until=timezone.now())
    ended = duties.end_holds(hold).en
    unsure.refresh_from_db()
    return {
        "in time": kept, "sure": states("sure")["health-1"],
        "ended": [ended, unsure.state == LAPSED, unsure.name], "next": states("next")["health-1"],
        "hours": round(held_for / 3600),
    }  # fmt: skip


def together(held: PublicProgramme) -> dict[str, Any]:
    """Eight who register at one moment, one of them twice, while the store is busy: all but one wait, and are written together."""
    Registration.objects.all().delete()
    became: list[str] = []

    def one(name: str, address: str) -> None:
        try:
            row = registrations.register(
                STUDY, held, Said(name, "", address, "elected", reims, "fr", {"health-1": ["health-1", "roofs"]}),
                origin="", challenge=name,
            )  # fmt: skip
            became.append("known" if row is None else "registered")
        finally:
            connection.close()

    reims = checked("elected", "Reims")
    people = [(f"P{number}", f"p{number % 7}@ville-reims.fr") for number in range(8)]
    threads = [threading.Thread(target=one, args=each) for each in people]
    with in_line(arrivals.LINE):
        for thread in threads:
            thread.start()
        time.sleep(1.0)
    for thread in threads:
        thread.join()
    seats = Seat.objects.filter(session="health-1")
    return {
        "became": sorted(became), "rows": Registration.objects.count(), "seated": seats.filter(state=SEATED).count(),
        "waiting": seats.filter(state=WAITING).count(), "letters": Work.objects.filter(key="letters").count(),
    }  # fmt: skip


def doors() -> dict[str, Any]:
    """By domain, then by invitation."""
    Registration.objects.all().delete()
    held = publish(programme(access="domains"))
    stranger = browser("203.0.113.50").post(FORM, filled("Stranger", 1, email="a@example.org"))
    found: dict[str, Any] = {
        "outside": stranger.status_code,
        "inside": browser("203.0.113.50").post(FORM, filled("Inside", 2)).status_code,
        "below": browser("203.0.113.50")
        .post(FORM, filled("Below", 3, email="b@sante.ville-reims.fr"))
        .status_code,
        "alike": browser("203.0.113.50")
        .post(FORM, filled("Alike", 4, email="b@notville-reims.fr"))
        .status_code,
    }
    held = publish(programme(access="invited"))
    found["closed door"] = "par le lien de son invitation" in said(browser().get(FORM))
    found["invited"] = registrations.invite(STUDY, held, "guest@example.org", language="fr")
    link = link_of("guest", "exchange-invited")
    found["another's invitation"] = (
        browser("203.0.113.51").post(link, filled("Thief", 5, email="thief@example.org")).status_code
    )
    found["with it"] = (
        browser("203.0.113.51").post(link, filled("Guest", 6, email="guest@example.org")).status_code
    )
    again = browser("203.0.113.51").post(link, filled("Guest", 7, email="guest2@example.org"))
    found["with it again"] = [again.status_code, "a déjà servi" in said(again)]
    found["invited again"] = registrations.invite(STUDY, held, "guest@example.org", language="fr")
    return found


def erased(held: PublicProgramme) -> dict[str, Any]:
    before = registrations.erase_due(STUDY, held)
    real, registrations.today = registrations.today, lambda _held: held.rules.erase
    try:
        done = registrations.erase_due(STUDY, held)
    finally:
        registrations.today = real
    left = Registration.objects.exclude(name="", address="", digest="").count()
    Registration.objects.update(made=timezone.now() - timedelta(days=2), origin="x")
    registrations.erase_due(STUDY, held)
    return {
        "too early": before, "done": done > 0, "left": left, "counted still": Seat.objects.filter(state=SEATED).count() > 0,
        "origins": Registration.objects.exclude(origin="").count(),
    }  # fmt: skip


def refused_link() -> bool:
    from florilege.web.exchange import personal_pages

    try:
        personal_pages.known("nothing of ours")
    except LinkRefused:
        return True
    return False


if __name__ == "__main__":
    unpublished = browser().get(FORM).status_code
    days = publish(programme())
    found = {
        "no programme": unpublished, "form": from_the_form(), "bad": bad_forms(), "holds": holds(days),
        "together": together(days), "erased": erased(days),
        "doors": doors(), "forged": refused_link(),
    }  # fmt: skip
    sys.stdout.write(json.dumps(found) + "\n")
