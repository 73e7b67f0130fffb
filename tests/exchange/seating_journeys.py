"""Seats waited for, offered, shared out, moved and taken, in a process of its own: run in the folder of a built study, prints JSON."""

from __future__ import annotations

import json
import re
import sys
import threading
from datetime import datetime, timedelta
from typing import Any

# sets Django up: before any model
from tests.exchange.people import (
    FOLDER,
    STUDY,
    ask,
    browser,
    link_of,
    publish,
    row_of,
    said,
    states,
)

# isort: split
from django.db import connection
from django.utils import timezone

from florilege.exchange.programme_edits import Placing
from florilege.faults import InputRefused, Words
from florilege.linkage.decisions import Signature
from florilege.web.acts import programme_changes
from florilege.web.background.models import Work
from florilege.web.background.performing import Piece
from florilege.web.duties import following_release
from florilege.web.exchange import check_ins, duties, registrations, releases_followed, seating, sharing
from florilege.web.exchange.models import (
    OFFERED,
    SEATED,
    WAITING,
    Registration,
    Seat,
    SharingOut,
)
from florilege.web.exchange.programmes import PublicProgramme
from florilege.web.journal.models import Act
from florilege.web.letters.models import Letter
from florilege.web.study.folder import open_folder
from florilege.web.study.open_study import open_study
from tests.exchange.event import programme


def line(held: PublicProgramme, session: str) -> list[list[Any]]:
    by_key = {one.key: one.name for one in Registration.objects.all()}
    places = seating.places_in_line(STUDY, held, session).values()
    return [[by_key[one.person], one.rank, one.why[0].fr] for one in places]


def waiting_list(held: PublicProgramme) -> dict[str, Any]:
    """Two seats, one of them for a métropole at most: who waits, who is next, who lets it go."""
    Registration.objects.all().delete()
    ask(held, "reims1")
    ask(held, "rennes1", "Rennes Métropole")
    ask(held, "rennes2", "Rennes Métropole")
    ask(held, "reims2")
    ask(held, "alone", **{"health-1": ["health-1"]})
    found: dict[str, Any] = {
        "seats": {name: states(name) for name in ("reims1", "rennes1", "rennes2", "reims2", "alone")},
        "line": line(held, "health-1"),
    }
    registrations.give_up(row_of("reims1"), held)
    found["a seat is freed"] = {name: states(name)["health-1"] for name in ("rennes2", "reims2", "alone")}
    letter = Letter.objects.get(kind="exchange-offer")
    found["offer letter"] = ["alone@" in letter.to, "Soigner en ville" in letter.subject]
    found["erased at once"] = Registration.objects.filter(
        ended__isnull=False, name="", address="", digest=""
    ).count()
    newcomer = ask(held, "late", **{"health-1": ["health-1"]})
    found["offered seats are taken"] = dict(newcomer.seats.values_list("session", "state"))
    piece = Work.objects.get(kind="seat offer")
    found["offer ends"] = [
        duties.end_offer(Piece(1, "seat offer", STUDY, piece.arguments, 1, False)).en, states("alone")["health-1"],
        states("late")["health-1"],
    ]  # fmt: skip
    found["offer ends once"] = duties.end_offer(Piece(1, "seat offer", STUDY, piece.arguments, 2, False)).en
    try:
        seating.accept(row_of("alone"), held, "health-1")
    except InputRefused:
        found["too late"] = True
    late = row_of("late")
    client = browser()
    client.post(link_of("late"))
    page = said(client.get("/rencontres/ma-page/"))
    found["offer on the page"] = ["Une place vous est proposée" in page, "Prendre cette place" in page]
    Seat.objects.filter(registration=late).update(state=SEATED)
    extra = Seat.objects.create(
        registration=late, study=STUDY, event=held.event, session="roofs", rank=2, state=SEATED,
        asked=timezone.now(),
    )  # fmt: skip
    found["moved onto one another"] = "se tiennent désormais à la même heure" in said(
        client.get("/rencontres/ma-page/")
    )
    client.post("/rencontres/ma-page/", {"act": "wishes", "slot.health-1": ["health-1", "roofs"]})
    found["chosen again"] = states("late")
    Seat.objects.filter(pk=extra.pk).delete()
    Seat.objects.filter(registration=late).update(state=OFFERED)
    client.post("/rencontres/ma-page/", {"act": "decline", "session": "health-1"})
    found["declined"] = [states("late")["health-1"], states("reims2")["health-1"]]
    seating.accept(row_of("reims2"), held, "health-1")
    found["accepted"] = states("reims2")
    found["moved on"] = {name: states(name) for name in ("rennes2", "late")}
    page = said(client.get("/rencontres/ma-page/"))
    found["explained"] = [
        "rang 2" in page or "rang 1" in page,
        "a laissé" in page or "laissé passer une offre" in page,
    ]
    registrations.give_up(row_of("rennes1"), held)
    found["freed again"] = {name: states(name)["health-1"] for name in ("alone", "rennes2")}
    registrations.give_up(row_of("alone"), held)
    found["ceiling lets go"] = [states("rennes2")["health-1"], states("late")["health-1"], late.state]
    return found


def changed_wishes(held: PublicProgramme) -> dict[str, Any]:
    Registration.objects.all().delete()
    first, second = ask(held, "one"), ask(held, "two")
    third = ask(held, "three")
    found: dict[str, Any] = {"third": states("three")}
    client = browser()
    client.post(link_of("one"))
    answer = client.post(
        "/rencontres/ma-page/", {"act": "wishes", "slot.health-1": ["roofs"], "slot.water": ["water"]}
    )
    found["changed"] = [answer.status_code, states("one"), states("three")["health-1"]]
    third_asked = third.seats.get(session="health-1").asked
    seating.change_wishes(third, held, {"health-1": ["health-1", "roofs"], "water": ["water"]})
    found["what stays keeps its moment"] = third.seats.get(session="health-1").asked == third_asked
    for name in ("roof1", "roof2", "roof3"):
        ask(held, name, **{"health-1": ["roofs"]})
    ask(held, "under", **{"health-1": ["roofs"]})
    Seat.objects.filter(session="health-1", state=WAITING).update(state="left")
    registrations.give_up(row_of("two"), held)
    sits = next(name for name in ("roof1", "roof2", "roof3") if states(name)["roofs"] == SEATED)
    waits = [name for name in ("roof1", "roof2", "roof3", "under") if states(name)["roofs"] == WAITING]
    seating.change_wishes(row_of(sits), held, {"health-1": ["health-1", "roofs"]})
    found["wanted more, and got"] = states(sits)
    found["what she left is offered"] = (
        Seat.objects.filter(session="roofs", state=OFFERED).count() if waits else 0
    )
    gone = row_of(sits)
    registrations.give_up(gone, held)
    try:
        seating.change_wishes(gone, held, {"health-1": ["roofs"]})
    except InputRefused:
        found["after giving up"] = [one.state for one in gone.seats.exclude(state="left")]
    found["unknown button"] = client.post("/rencontres/ma-page/", {"act": "rule the world"}).status_code
    found["cancelled by herself"] = [
        client.post("/rencontres/ma-page/", {"act": "cancel"}).status_code,
        Registration.objects.filter(name="one").count(),
    ]
    found["her page is gone"] = "S’inscrire" in said(client.get("/rencontres/ma-page/"))
    found["her letter"] = Letter.objects.filter(kind="exchange-ended").exists()
    kept = Letter.objects.filter(kind__startswith="exchange-", to="one@ville-reims.fr")
    found["her letters"] = list(kept.values_list("kind", flat=True))
    _ = first, second
    return found


def ranked() -> dict[str, Any]:
    held = publish(programme(given="ranked"))
    Registration.objects.all().delete()
    SharingOut.objects.all().delete()
    Work.objects.all().delete()
    for name in ("p1", "p2", "p3", "p4"):
        ask(held, name)
    ask(held, "unsure", confirmed=False)
    found: dict[str, Any] = {
        "no seat yet": Seat.objects.count(),
        "planned once": Work.objects.filter(kind="sharing out").count(),
    }
    client = browser()
    client.post(link_of("p4"))
    found["said on the page"] = "selon les préférences de tous" in said(client.get("/rencontres/ma-page/"))
    Work.objects.filter(kind="sharing out").delete()
    found["too early"] = [
        duties.share_out(Piece(1, "sharing out", STUDY, {}, 1, False)).en,
        Work.objects.filter(kind="sharing out").count(),
    ]
    real, registrations.today = registrations.today, lambda held: held.rules.shared_out
    found["shared"] = duties.share_out(Piece(1, "sharing out", STUDY, {}, 1, False)).en
    registrations.today = real
    found["seats"] = {name: states(name) for name in ("p1", "p2", "p3", "p4")}
    page = said(client.get("/rencontres/ma-page/"))
    found["why"] = [
        "toutes les places ont été prises" in page,
        "Une place de plus aurait été la vôtre" in page,
    ]
    found["letters"] = Letter.objects.filter(kind="exchange-shared").count()
    found["again"] = duties.share_out(Piece(1, "sharing out", STUDY, {}, 2, False)).en
    try:
        sharing.share_out(STUDY, held, who="Ada")
    except InputRefused:
        found["by a person, again"] = True
    ask(held, "late")
    found["after the sharing"] = states("late")
    unsure = row_of("unsure")
    registrations.confirm(unsure, held)
    found["confirmed after the sharing"] = states("unsure")
    record = SharingOut.objects.get(slot="health-1")
    found["record"] = [record.people, record.unseated, record.ranks]
    return found


def at_once(held: PublicProgramme) -> dict[str, Any]:
    """Twenty people at once for the three seats of a workshop, then all of them leaving at once."""
    Registration.objects.all().delete()
    faults: list[str] = []

    def one(number: int) -> None:
        try:
            ask(held, f"crowd{number}", **{"health-1": ["roofs", "health-1"]})
        except Exception as fault:
            faults.append(repr(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = {key: Seat.objects.filter(session=key, state=SEATED).count() for key in ("roofs", "health-1")}
    waiting = Seat.objects.filter(state=WAITING, session="roofs").count()
    seated = [row.pk for row in Registration.objects.filter(seats__session="roofs", seats__state=SEATED)]

    def leave(pk: int) -> None:
        try:
            registrations.give_up(Registration.objects.get(pk=pk), held)
        except Exception as fault:
            faults.append(repr(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=(pk,)) for pk in seated]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = Seat.objects.filter(session="roofs", state__in=(SEATED, OFFERED)).count()
    return {"faults": faults, "seated": counts, "waiting": waiting, "offered after": taken}


def check_in(held: PublicProgramme) -> dict[str, Any]:
    Registration.objects.all().delete()
    badge = ask(held, "came").badge
    ask(held, "absent")
    now = timezone.now()

    def mark(name: str, **more: Any) -> dict[str, str]:
        one = {"mark": f"device-{name}", "badge": badge, "session": "", "at": now.isoformat(), **more}
        return check_ins.keep(STUDY, held, [one], who="Ada")

    found: dict[str, Any] = {
        "first": mark("1"),
        "sent again": mark("1"),
        "another device": mark("2"),
        "in a session": mark("3", session="health-1"),
        "small letters": mark("4", badge=badge.lower(), session="water"),
        "nobody": mark("5", badge="NOBODY22"),
        "no session": mark("6", session="moon"),
        "no moment": mark("7", at="yesterday"),
        "of the future": mark("8", at=(now + timedelta(days=1)).isoformat()),
        "no name": mark("", mark="x"),
        "counts": dict(check_ins.counts(STUDY, held)),
        "expected": [[one.name, bool(one.came)] for one in check_ins.expected(STUDY, held)],
    }
    found["taken back"] = [
        *(check_ins.take_back(STUDY, held, ["device-3"], who="Ada") for _ in range(2)),
    ]
    registrations.give_up(row_of("came"), held)
    found["whoever gave up"] = mark("9")
    return found


def released() -> dict[str, Any]:
    """A release cancels one workshop, moves another, gives seats to a third."""
    held = publish(programme())
    Registration.objects.all().delete()
    Letter.objects.all().delete()
    ask(held, "moved", **{"health-1": ["roofs"]})
    ask(held, "cancelled", water=["water"])
    for name in ("full1", "full2", "waits"):
        ask(held, name, **{"health-1": ["health-1"]})
    study = open_study(open_folder(FOLDER))
    signature = Signature(who="Ada", date="2026-11-30", reason="")
    first = programme_changes.release(study, signature, Words("Première", "First"))
    found: dict[str, Any] = {"first": [first.number, len(first.changes)]}
    try:
        programme_changes.release(study, signature, None)
    except InputRefused:
        found["nothing changed"] = True
    path = FOLDER / "programme.toml"
    text = path.read_text("utf-8")
    day = re.search(r"start = (\S+)T16:00:00", text)
    assert day is not None
    text = text.replace(
        'title = { fr = "Eau", en = "Water" }', 'title = { fr = "Eau", en = "Water" }\ncancelled = true'
    )
    text = text.replace("seats = 2", "seats = 3")
    path.write_text(text, encoding="utf-8")
    programme_changes.place_session(
        study, signature, "roofs",
        Placing("hall", datetime.fromisoformat(f"{day[1]}T18:00"), datetime.fromisoformat(f"{day[1]}T19:00")),
    )  # fmt: skip
    second = programme_changes.release(study, signature, None)
    written = releases_followed.follow(STUDY, second.programme, "release 2", second.changes)
    letters = Letter.objects.filter(kind="exchange-changed").order_by("to")
    held = publish(path.read_text("utf-8"))
    page = said(browser().get("/rencontres/"))
    found |= {
        "second": [second.number, sorted({one.kind for one in second.changes})],
        "written": [written, [one.to.split("@")[0] for one in letters]],
        "seats": {name: states(name) for name in ("moved", "cancelled", "waits")},
        "documents": "https://example.org/note.pdf" in page,
        "page": ["annulé" in page, "version 2" in page, "Première" in page, "18 h" in page],
        "sequence": b"SEQUENCE:1" in browser().get("/rencontres/fichiers/roofs.fr.ics").content,
        "journal": list(
            Act.objects.filter(kind__startswith="exchange.").order_by("pk").values_list("kind", flat=True)
        ),
    }
    found["duty"] = [
        following_release.follow(Piece(1, "release", STUDY, {"number": number}, 1, False)).en
        for number in (1, 2)
    ]
    found["letters after it"] = Letter.objects.filter(kind="exchange-changed").count()
    stored = ["health-1", "roofs", "water"]
    found["wishes follow"] = seating.wishes_by_slot(held, stored)
    path.write_text(text.replace("Toits", "Terrasses"), encoding="utf-8")
    held = publish(path.read_text("utf-8"))
    found["waits for a release"] = "Terrasses" not in said(browser().get("/rencontres/"))
    for one in open_folder(FOLDER).programme_releases:
        one.unlink()
    _ = held
    return found


if __name__ == "__main__":
    days = publish(programme())
    found = {
        "waiting": waiting_list(days), "wishes": changed_wishes(days), "at once": at_once(days), "check in": check_in(days),
        "ranked": ranked(), "released": released(),
    }  # fmt: skip
    sys.stdout.write(json.dumps(found) + "\n")
