"""Nine hundred people register for eleven workshops in five minutes, fifty at once, and confirm by the link of their letter.

    .venv/bin/python -m benchmarks.registration [--people 900] [--burst 50] [--minutes 5] [--store sqlite postgresql] [--record]

`florilege serve --team` with the workers that it starts by itself, its worker sending the letters meanwhile to a mail server on
loopback. Each person opens the form, does the work that it asks of a browser (before the clock starts), sends it with
the others of the burst, and opens the link of the letter with them. What is timed is each answer to a form that is sent, and to
a link that is confirmed, as the person who sends it waits for it. Then the store is looked at: no session may hold more
people than it has seats, nobody may be without the seat or the place in line that the rules give.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.linkage.machine import RESULTS, circumstances
from benchmarks.registration import crowd
from benchmarks.registration.mail import PostOffice, post_office
from benchmarks.service.places import SLUG, STUDY, make_store
from benchmarks.service.server import ENVIRONMENT, florilege, running

MUST = "no room over capacity, no seat lost, p95 <= 300 ms"
SLOTS, WORKSHOPS, SEATS = 3, 11, 80
"""Three slots of eleven workshops in all, of eighty seats: 880 seats for three slots of 900 people."""
FORM, SITE = "/rencontres/inscription/", "http://study.test"


@dataclass
class Visitor:
    """Somebody with a browser. cookie : what it keeps; fields : of the form, ready to be sent"""

    number: int
    cookie: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    link: str = ""

    @property
    def address(self) -> str:
        return f"person{self.number}@example.org"


def programme() -> str:
    """`programme.toml` of the event."""
    sessions = []
    for number in range(WORKSHOPS):
        hour = 9 + 2 * (number % SLOTS)
        sessions.append(
            f'[[session]]\nkey = "workshop-{number}"\ntitle = {{ fr = "Atelier {number}", en = "Workshop {number}" }}\n'
            f"start = 2030-09-22T{hour:02}:00:00\nend = 2030-09-22T{hour + 1:02}:30:00\nseats = {SEATS}\n"
            "most = { metropole = 40 }\n"
        )
    head = (
        '[event]\nkey = "days"\ntitle = { fr = "Rencontres", en = "Days" }\nstart = 2030-09-22\nend = 2030-09-23\n'
        "[registration]\nopens = 2026-01-01\n"
    )
    return head + "\n".join(sessions)


def prepare(address: str) -> None:
    """In a process that is then of that store: a study with a programme."""
    make_store(50, address)
    from florilege.web.study.measures import ExchangeContent, keep
    from florilege.web.study.models import StepRun, Study

    study = Study.objects.get(slug=SLUG)
    keep(study, ExchangeContent(programme()))
    StepRun.objects.create(study=study, step="exchange", fingerprint="e" * 64, seconds=0.1)


def opened(base: str, visitor: Visitor, draw: random.Random) -> None:
    """The form opened, its work done, its fields filled in."""
    answer, page = asked(base, "GET", FORM)
    visitor.cookie = "; ".join(
        value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"
    )
    challenge = hidden(page, "challenge")
    visitor.fields = [
        ("csrfmiddlewaretoken", hidden(page, "csrfmiddlewaretoken")), ("challenge", challenge), ("number", solved(challenge)),
        ("name", f"Person {visitor.number}"), ("email", visitor.address), ("kind", "elected"),
        ("territory", draw.choice(("Rennes Métropole", "Reims", "Brest", "51454", "Communauté urbaine du Grand Reims"))),
    ]  # fmt: skip
    for slot in range(SLOTS):
        sessions = [f"workshop-{number}" for number in range(WORKSHOPS) if number % SLOTS == slot]
        weights = [5, *[1] * (len(sessions) - 1)]  # one workshop of each slot is wanted by most
        first = draw.choices(sessions, weights)[0]
        others = draw.sample([one for one in sessions if one != first], 2)
        visitor.fields += [(f"slot.{sessions[0]}", one) for one in (first, *others)]


def solved(challenge: str) -> str:
    """The number that the form asks for."""
    from florilege.web.contributions import robots

    return next(str(number) for number in range(1 << 24) if robots.works(challenge, str(number)))


def hidden(page: str, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', page)
    if found is None:
        raise SystemExit(f"no field {name} on the page")
    return found[1].replace("&#34;", '"').replace("&amp;", "&")


def asked(
    base: str, method: str, path: str, body: str = "", cookie: str = ""
) -> tuple[http.client.HTTPResponse, str]:
    """One request on a connection of its own, as a browser that comes for the first time."""
    line = http.client.HTTPConnection(base.removeprefix("http://"), timeout=60)
    headers = {"Cookie": cookie, "Origin": base, "Content-Type": "application/x-www-form-urlencoded"}
    line.request(method, path, body or None, {key: value for key, value in headers.items() if value})
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    return answer, text


def measured(people: int, burst: int, minutes: float, address: str, folder: Path) -> dict[str, object]:
    """The whole of it on one store."""
    draw = random.Random(25)
    everybody = [Visitor(number) for number in range(people)]
    with post_office() as office:
        environment = ENVIRONMENT | {
            "FLORILEGE_REGISTRATIONS_AN_HOUR": "0", "FLORILEGE_SMTP_HOST": "127.0.0.1", "FLORILEGE_SMTP_PORT": str(office.port),
            "FLORILEGE_ADDRESS": SITE,
        }  # fmt: skip
        with running(florilege(folder / "study", address), "/rencontres/", folder, environment) as server:
            for visitor in everybody:
                opened(server.base, visitor, draw)
            time.sleep(4)  # a form that comes back at once is a robot's
            sent, confirmed, said = [], [], Counter[str]()
            pause = minutes * 60 / (people / burst)
            for first in range(0, people, burst):
                began = time.perf_counter()
                group = everybody[first : first + burst]
                answered = together(server.base, group, lambda one: (FORM, urlencode(one.fields)))
                sent += [waited for _, waited in answered]
                said.update(f"form {status}" for status, _ in answered)
                links(group, office, pause)
                answered = together(server.base, group, lambda one: (one.link, urlencode([one.fields[0]])))
                confirmed += [waited for _, waited in answered]
                said.update(f"link {status}" for status, _ in answered)
                time.sleep(max(0.0, pause - (time.perf_counter() - began)))
            letters = len(office.to)
    return {
        "people": people, "burst": burst, "minutes": minutes, "answers": dict(said), "form_ms": quantiles(sent),
        "first_burst_ms": quantiles(sent[:burst]),
        "link_ms": quantiles(confirmed), "letters_sent": letters, **looked_at(people),
    }  # fmt: skip


def together(
    base: str, group: Sequence[Visitor], asks: Callable[[Visitor], tuple[str, str]]
) -> list[tuple[int, float]]:
    """What each of a group is answered and how long she waits, when all send at one moment. asks : a path and its form"""
    host = base.removeprefix("http://")
    name, port = host.split(":")
    requests = [
        crowd.post(*asks(visitor), host, {"Cookie": visitor.cookie, "Origin": base}) for visitor in group
    ]
    return crowd.at_once(name, int(port), requests)


def links(group: Sequence[Visitor], office: PostOffice, seconds: float) -> None:
    """The link of each, from the letter that came."""
    for visitor in group:
        found = re.search(rf"{SITE}(/rencontres/ma-page/\S+)", office.letter_to(visitor.address, seconds))
        if found is None:
            raise SystemExit(f"no letter to {visitor.address}")
        visitor.link = found[1]


def looked_at(people: int) -> dict[str, object]:
    """What the store holds at the end."""
    from florilege.web.exchange import seating
    from florilege.web.exchange.models import CONFIRMED, SEATED, WAITING, Registration, Seat
    from florilege.web.exchange.programmes import public_programme

    held = public_programme(SLUG)
    if held is None:
        raise SystemExit("no programme")
    seated = Counter(Seat.objects.filter(state=SEATED).values_list("session", flat=True))
    metropoles = Counter(
        Seat.objects.filter(state=SEATED, kind="metropole").values_list("session", flat=True)
    )
    over = [key for key, count in seated.items() if count > SEATS or metropoles[key] > 40]
    counts = seating.taken(SLUG, held.event, [f"workshop-{number}" for number in range(WORKSHOPS)])
    lost = sum(
        seating.is_free(held.workshop(one.session, unbounded=1), counts[one.session], one.kind)
        for one in Seat.objects.filter(state=WAITING)
    )
    rows = Registration.objects.filter(state=CONFIRMED)
    missing = sum(
        len({held.slot_of[seat.session].key for seat in one.seats.all()}) != SLOTS
        for one in rows.prefetch_related("seats")
    )
    return {
        "registered": Registration.objects.count(), "confirmed": rows.count(), "people_missing": people - rows.count(),
        "seated": sum(seated.values()), "waiting": Seat.objects.filter(state=WAITING).count(), "sessions_over": over,
        "waiting_beside_a_free_seat": lost, "slots_without_an_answer": missing,
    }  # fmt: skip


def quantiles(times: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times)
    at = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {
        name: round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)
        for name, share in at.items()
    }


@contextmanager
def stores(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty store of a kind."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'store.sqlite3'}"
        return
    from tests import postgresql

    with postgresql.started(durable=True) as address:
        yield address


def one_store(kind: str, people: int, burst: int, minutes: float) -> dict[str, object]:
    """In this process, which is then of that store."""
    folder = Path(tempfile.mkdtemp(prefix="florilege-registration-"))
    (folder / "study").mkdir()
    (folder / "study" / "study.toml").write_text(STUDY, encoding="utf-8")
    import os

    os.environ |= ENVIRONMENT | {"FLORILEGE_ADDRESS": SITE}
    try:
        with stores(kind, folder) as address:
            prepare(address)
            return measured(people, burst, minutes, address, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=900)
    parser.add_argument("--burst", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument(
        "--store", nargs="*", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"]
    )
    parser.add_argument(
        "--alone", action="store_true", help="one store, in this process: what the others are started with"
    )
    parser.add_argument("--record", action="store_true", help="when the machine is quiet")
    asked_for = parser.parse_args()
    if asked_for.alone:
        found = one_store(asked_for.store[0], asked_for.people, asked_for.burst, asked_for.minutes)
        sys.stdout.write(json.dumps(found) + "\n")
        return
    import subprocess

    cases = {}
    for kind in asked_for.store:
        ended = subprocess.run(
            [sys.executable, "-m", "benchmarks.registration", "--alone", "--store", kind, "--people", str(asked_for.people),
             "--burst", str(asked_for.burst), "--minutes", str(asked_for.minutes)],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        cases[kind] = json.loads(ended.stdout.splitlines()[-1])
        sys.stdout.write(f"{kind}: {json.dumps(cases[kind])}\n")
        sys.stdout.flush()
    if asked_for.record:
        record = {
            **circumstances("python -m benchmarks.registration --record", "granian", "Django"),
            "must": MUST,
            "cases": cases,
        }
        (RESULTS / "registration.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
