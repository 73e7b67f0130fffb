"""One case, in a process of its own with a store of its own: `python -m benchmarks.newsletter.case LETTERS KILLS AN_HOUR`.

In an empty folder, with DATABASE_URL set. Prints what came of it as JSON.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

STUDY = "letters"
LETTERS, KILLS, AN_HOUR = (int(one) for one in sys.argv[1:4])
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    PORT = free.getsockname()[1]
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "florilege.web.service_settings", "FLORILEGE_STUDY": STUDY, "FLORILEGE_STUDY_FOLDER": ".",
    "FLORILEGE_SECRET_KEY": "a secret of the benchmark, which is long enough to be one", "FLORILEGE_FROM": "study@example.org",
    "FLORILEGE_SMTP_HOST": "127.0.0.1", "FLORILEGE_SMTP_PORT": str(PORT), "FLORILEGE_LETTERS_AN_HOUR": str(AN_HOUR),
    "FLORILEGE_ADDRESS": "https://study.example.org", "FLORILEGE_RETURNS": "returns@example.org",
}  # fmt: skip

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from florilege.faults import Words  # noqa: E402
from florilege.web.background.models import Work  # noqa: E402
from florilege.web.letters import addresses  # noqa: E402
from florilege.web.newsletter import issues  # noqa: E402
from florilege.web.newsletter.issues import Wording  # noqa: E402
from florilege.web.newsletter.models import SENT, Issue, Recipient, Subscription  # noqa: E402

WORKER = f"import django; django.setup(); from florilege.web.background import worker; worker.work({STUDY!r})"
PARAGRAPH = (
    "Un jury de lecteurs a visité le lieu ; voici ce qu’il en dit, et ce que la liste est devenue depuis. "
    * 4
)
BODY = "\n\n".join(
    f"## Nouvelle {n}\n\n{PARAGRAPH}\n\n[La fiche](https://study.example.org/lieux/{n}/)" for n in range(6)
)
PATIENCE = 3600.0
LOOK = 0.05


def address_of(number: int) -> str:
    return f"reader{number}@readers.example.org"


def subscribe() -> None:
    """Readers who have confirmed, one in five in English."""
    now = timezone.now()
    Subscription.objects.bulk_create(
        (
            Subscription(
                study=STUDY, address=address_of(number), digest=addresses.digest_of(address_of(number)),
                language="en" if number % 5 == 0 else "fr", state="confirmed", asked=now, confirmed=now,
            )
            for number in range(LETTERS)
        ),
        batch_size=2_000,
    )  # fmt: skip


def started() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", WORKER])


def lines(file: Path) -> list[list[str]]:
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    return [line.split("\t") for line in text.splitlines() if line.count("\t") == 3]


def count(file: Path) -> int:
    return file.read_bytes().count(b"\n") if file.is_file() else 0


def answering() -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", PORT), timeout=1).close()
            return
        except OSError:
            time.sleep(LOOK)
    raise SystemExit("the mail server does not answer")


def sending(issue: Issue, taken: Path) -> list[dict[str, object]]:
    """Work until the issue is sent, the worker killed each time another share of the letters has arrived."""
    kills: list[dict[str, object]] = []
    began = time.perf_counter()
    process = started()
    try:
        while Issue.objects.get(pk=issue.pk).state != SENT:
            if time.perf_counter() - began > PATIENCE:
                raise SystemExit("the issue is not sent")
            if len(kills) < KILLS and count(taken) >= LETTERS * (len(kills) + 1) // (KILLS + 1):
                process.kill()
                process.wait()
                states = dict(issues.progress(issue).states)
                kills.append({
                    "after_seconds": round(time.perf_counter() - began, 1), "arrived": count(taken),
                    "states": states,
                    "works": list(Work.objects.filter(kind="newsletter").values_list("state", flat=True)),
                })  # fmt: skip
                process = started()
            time.sleep(LOOK)
    finally:
        process.terminate()
        process.wait()
    return kills


def most_within(moments: list[float], seconds: float) -> int:
    """The most moments that lie within so many seconds of one another."""
    most = start = 0
    for end, moment in enumerate(moments):
        while moment - moments[start] >= seconds:
            start += 1
        most = max(most, end - start + 1)
    return most


def main() -> None:
    call_command("migrate", verbosity=0)
    subscribe()
    taken = Path("taken.txt").resolve()
    server = subprocess.Popen([sys.executable, "-m", "benchmarks.newsletter.server", str(PORT), str(taken)])
    try:
        answering()
        wording = Wording(Words("Nouvelles", "News"), Words(BODY, BODY))
        issue = issues.send(issues.write(STUDY, wording, who=""), Words("Étude", "Study"), who="")
        began = time.perf_counter()
        kills = sending(issue, taken)
        seconds = time.perf_counter() - began
    finally:
        server.terminate()
        server.wait()
    arrived = lines(taken)
    times = Counter(address for _, address, _, _ in arrived)
    rows = Recipient.objects.filter(issue=issue).values_list("subscription__address", "letter__state")
    states = dict(rows)
    uncertain = [address for address, state in states.items() if state == "uncertain"]
    moments = sorted(float(moment) for moment, *_ in arrived)
    record = {
        "store": connection.vendor,
        "letters": LETTERS,
        "kills": kills,
        "seconds": round(seconds, 1),
        "letters_a_second": round(LETTERS / seconds, 1),
        "bytes_of_a_letter": max((int(size) for *_, size in arrived), default=0),
        "recipients": len(states),
        "arrived_once": sum(one == 1 for one in times.values()),
        "arrived_more_than_once": sum(one > 1 for one in times.values()),
        "strangers": len(times.keys() - states.keys()),
        "states": dict(Counter(states.values())),
        "uncertain": len(uncertain),
        "uncertain_that_arrived": sum(times[address] > 0 for address in uncertain),
        "lost_and_not_said": sum(
            times[address] == 0 and state != "uncertain" for address, state in states.items()
        ),
        "most_within_a_minute": most_within(moments, 60.0),
        "an_hour": AN_HOUR,
    }
    sys.stdout.write(json.dumps(record))


if __name__ == "__main__":
    main()
