"""What happens to pieces of work, in a process of its own: run in the folder of a store, prints JSON."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
os.environ["FLORILEGE_TEST_LOG"] = str(Path("begun.log").resolve())

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from florilege.faults import InputRefused  # noqa: E402
from florilege.web.background import queue, recovery, worker  # noqa: E402
from florilege.web.background.kinds import ERASURE, LETTER, REBUILD, REMINDERS, WATCH  # noqa: E402
from florilege.web.background.models import Work  # noqa: E402
from tests.background import duties  # noqa: E402
from tests.program import serving  # noqa: E402

settings.FLORILEGE_DUTIES = "tests.background.duties.DUTIES"
WORKER = Path(__file__).with_name("worker_process.py")


def ask(study: str, key: str, do: str = "", kind: Any = LETTER) -> Work:
    return queue.enqueue(kind, key, study=study, arguments={"do": do})


def run(study: str) -> None:
    worker.work_once(study)


def make_due(study: str) -> None:
    """Let the time pass that work waits for."""
    tickets = list(Work.objects.filter(study=study).values_list("ticket", flat=True))
    DBTaskResult.objects.filter(pk__in=tickets).update(run_after=timezone.now())


def states(study: str) -> list[list[object]]:
    rows = Work.objects.filter(study=study).order_by("pk")
    return [[row.state, row.attempts] for row in rows]


def refused(act: Callable[[], object]) -> bool:
    try:
        act()
    except InputRefused:
        return True
    return False


def begun(do: str) -> int:
    return sum(do in line for line in duties.begun())


def once() -> dict[str, Any]:
    first, second = ask("once", "a", "once-a"), ask("once", "a", "once-a")
    run("once")
    ask("once", "a", "once-a")
    run("once")
    together: list[int] = []

    def press() -> None:
        try:
            together.append(ask("once", "pressed", "pressed").pk)
        finally:
            connection.close()

    pressing = [threading.Thread(target=press) for _ in range(8)]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join()
    run("once")
    try:
        with transaction.atomic():
            ask("once", "undone", "undone")
            raise RuntimeError
    except RuntimeError:
        pass
    run("once")
    return {
        "same": first.pk == second.pk, "begun": begun("once-a"), "pressed": [len(together), len(set(together))],
        "pressed begun": begun("pressed"), "undone begun": begun("undone"), "states": states("once"),
        "arguments kept": [row.arguments for row in Work.objects.filter(study="once")],
    }  # fmt: skip


def coalesced() -> dict[str, Any]:
    asked = [queue.rebuild_soon("coalesced") for _ in range(4)]
    waits = (asked[0].due - asked[0].made).total_seconds()
    run("coalesced")
    before = states("coalesced")
    make_due("coalesced")
    run("coalesced")
    after = queue.rebuild_soon("coalesced")
    withdrawn = queue.withdraw("coalesced", after.pk, who="A.")
    newer = queue.rebuild_soon("coalesced")
    make_due("coalesced")
    run("coalesced")
    ask("during", "build", "ask", REBUILD)
    make_due("during")
    run("during")
    return {
        "pieces": len({one.pk for one in asked}), "waits": round(waits), "before": before, "after": states("coalesced"),
        "another": after.pk != asked[0].pk, "after a withdrawal": newer.pk != withdrawn.pk,
        "asked for while it ran": states("during"),
    }  # fmt: skip


def failing() -> dict[str, Any]:
    broken = ask("failing", "a", "break", REMINDERS)
    delays = []
    for _ in range(REMINDERS.tries):
        run("failing")
        broken.refresh_from_db()
        if broken.state == "waiting":
            delays.append(round((broken.due - timezone.now()).total_seconds() / 10) * 10)
            run("failing")  # not due: nothing happens
        make_due("failing")
    reported = [broken.state, broken.attempts, broken.said_fr, broken.said_en]
    for key in ("refused", "input", "uncertain", "later"):
        ask("failing", key, key)
    run("failing")
    rows = Work.objects.filter(study="failing", key__in=("refused", "input", "uncertain", "later"))
    by_key = {
        str(row.key): [row.state, row.attempts, row.said_fr, row.said_en] for row in rows.order_by("pk")
    }
    return {"delays": delays, "told": reported, "begun": begun("reminders break"), "by key": by_key,
            "kind": list(REMINDERS.delays)}  # fmt: skip


def handled() -> dict[str, Any]:
    failed, waiting = ask("handled", "f", "refused handled"), ask("handled", "w", "withdrawn")
    queue.withdraw("handled", waiting.pk, who="Anne")
    run("handled")
    found: dict[str, Any] = {"withdrawn begun": begun("letter withdrawn")}
    queue.try_again("handled", failed.pk, who="Anne")
    found["twice"] = refused(lambda: queue.try_again("handled", failed.pk, who="Anne"))
    run("handled")
    found["again"] = [line for line in duties.begun() if "refused handled" in line]
    # withdrawn and asked for again: the entry of the queue that it had does nothing
    late = ask("handled", "late", "tardy")
    queue.withdraw("handled", late.pk, who="Anne")
    queue.try_again("handled", late.pk, who="Anne")
    run("handled")
    found["late begun"] = begun("letter tardy")
    late.refresh_from_db()
    found["late"] = [late.state, late.handled_by]
    # that entry is still there: the worker that comes with the library, which knows entries alone, takes it up
    put_off = ask("handled", "put off", "later put off")
    queue.withdraw("handled", put_off.pk, who="Anne")
    queue.try_again("handled", put_off.pk, who="Anne")
    run("handled")
    call_command("db_worker", batch=True, queue_name="*", startup_delay=False, verbosity=0)
    found["put off begun"] = begun("letter later put off")
    found["done withdrawn"] = refused(lambda: queue.withdraw("handled", late.pk, who="Anne"))
    found["of another study"] = refused(lambda: queue.try_again("another", failed.pk, who="Anne"))
    return found


STARTED = """
import runpy, sys
from pathlib import Path
_, worker, code, *arguments = sys.argv
sys.argv = [worker, *arguments]
ended = 1
try:
    runpy.run_path(worker, run_name="__main__")
    ended = 0
except SystemExit as exit:
    ended = int(exit.code or 0)
finally:
    Path(code).write_text(str(ended))
"""


class Started:
    """A worker of its own, a copy as every command of the tests: its code stands in a file, where none killed it."""

    def __init__(self, number: int, *arguments: str) -> None:
        self._code, self._said = Path(f"worker-{number}.code"), Path(f"worker-{number}.txt")
        self._process = serving(
            WORKER, self._code, *arguments, folder=Path.cwd(), said=self._said, script=STARTED,
            environment=os.environ, team=True,
        )  # fmt: skip

    def kill(self) -> None:
        self._process.kill()

    def send_signal(self, which: signal.Signals) -> None:
        os.kill(self._process.pid, which)

    def wait(self) -> int:
        self._process.wait()
        return int(self._code.read_text()) if self._code.exists() else -signal.SIGKILL

    def all_said(self) -> str:
        return self._said.read_text(encoding="utf-8")


NUMBERS = count(1)


def started(study: str, *more: str) -> Started:
    return Started(next(NUMBERS), study, *more)


def wait_for(is_so: Callable[[], bool]) -> None:
    for _ in range(1200):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen within a minute")


def killed() -> dict[str, Any]:
    never = Path("never")
    work = ask("killed", "a", f"wait {never}", WATCH)
    found: dict[str, Any] = {}
    for number in range(WATCH.tries):
        one = started("killed")
        wait_for(lambda expected=number + 1: begun(f"watch wait {never}") == expected)  # type: ignore[misc]
        one.kill()
        one.wait()
        work.refresh_from_db()
        found[f"after kill {number + 1}"] = [work.state, work.attempts]
    run("killed")
    work.refresh_from_db()
    found["in the end"] = [work.state, work.attempts, work.said_en]
    found["begun"] = begun(f"watch wait {never}")
    # killed once, then let through
    gate = Path("gate")
    again = ask("gate", "a", f"wait {gate}", WATCH)
    one = started("gate")
    wait_for(lambda: begun(f"watch wait {gate}") == 1)
    one.kill()
    one.wait()
    gate.touch()
    run("gate")
    again.refresh_from_db()
    found["let through"] = [again.state, again.attempts]
    # taken out of the queue by a worker that was killed before it began
    taken = ask("taken", "a", "taken")
    DBTaskResult.objects.filter(pk=taken.ticket).update(status="RUNNING")
    run("taken")
    found["taken"] = states("taken")
    # killed once the work had ended, before its entry had: the work is done, or waits for another entry
    kept = {
        one.key: one.ticket for one in (ask("between", "done"), ask("between", "put off", "later put off"))
    }
    run("between")
    DBTaskResult.objects.filter(pk__in=kept.values()).update(status="RUNNING", finished_at=None)
    run("between")
    found["between"] = [
        states("between"),
        DBTaskResult.objects.filter(pk__in=kept.values(), status="RUNNING").count(),
    ]
    # what cannot be put down to any work ends the worker, which says so; the next one mends it
    astray = ask("astray", "a", "astray")
    DBTaskResult.objects.filter(pk=astray.ticket).update(task_path="florilege.nowhere.perform")
    one = started("astray")
    found["astray"] = [one.wait() != 0]
    run("astray")
    found["astray"].append(states("astray"))
    found["queue left"] = DBTaskResult.objects.filter(status="RUNNING").count()
    return found


def stopped() -> dict[str, Any]:
    never = Path("never-stopped")
    work = ask("stopped", "a", f"wait {never}", WATCH)
    one = started("stopped")
    wait_for(lambda: begun(f"watch wait {never}") == 1)
    other = started("stopped", "once")
    code, reported = other.wait(), other.all_said()
    ask("stopped", "letter", "beside")
    wait_for(lambda: begun("letter beside") == 1)  # the letter does not wait behind the watch
    # another worker stands by, and takes over when the first ends
    second = started("stopped")
    one.send_signal(signal.SIGTERM)
    ended = one.wait()
    wait_for(lambda: begun(f"watch wait {never}") == 2)
    never.touch()
    wait_for(lambda: Work.objects.get(pk=work.pk).state == "done")
    second.send_signal(signal.SIGINT)
    second.wait()
    work.refresh_from_db()
    return {"second worker": [reported, code], "ended": ended, "attempts": work.attempts}


def tidied() -> dict[str, Any]:
    days = []
    for _ in range(2):
        one = worker.Lane("letters", "tidied")
        one._tidy()
        days.append(Work.objects.filter(study="tidied", kind=ERASURE.name).count())
    run("tidied")
    old = timezone.now() - timedelta(days=100)
    waiting = ask("tidied", "waits", "later")
    done = ask("tidied", "done")
    run("tidied")
    Work.objects.filter(study="tidied").update(ended=old)
    Work.objects.filter(pk=waiting.pk).update(ended=None)
    DBTaskResult.objects.filter(pk=done.ticket).update(finished_at=old)
    forgotten = recovery.forget("tidied", days=90)
    return {
        "daily": days, "forgotten": forgotten, "left": states("tidied"),
        "entries": DBTaskResult.objects.filter(pk=done.ticket).count(),
    }  # fmt: skip


REPORTED = {
    "once": once(), "coalesced": coalesced(), "failing": failing(), "handled": handled(), "killed": killed(),
    "stopped": stopped(), "tidied": tidied(),
}  # fmt: skip
sys.stdout.write(json.dumps(REPORTED))
