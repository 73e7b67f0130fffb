"""The worker: takes pieces of work from the queue, one at a time in each lane, until it is asked to end.

Letters go out in a thread; what is long (a build, a watch) is done in the main one, where a signal can cut it short.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from datetime import date, timedelta

from django.conf import settings
from django.db import Error, connection, transaction
from django.utils import timezone
from django_tasks import TaskContext
from django_tasks_db.models import DBTaskResult

from florilege.faults import InputRefused, Words
from florilege.web import store_locks
from florilege.web.background import recovery
from florilege.web.background.kinds import ERASURE, LANES, LETTERS, LONG, WATCH, kinds_of
from florilege.web.background.models import WAITING, Work
from florilege.web.background.queue import enqueue
from florilege.web.background.stopping import STOP

logger = logging.getLogger(__name__)
Entry = DBTaskResult[[int], str]
"""An entry of the queue: it holds the number of a piece of work."""
POLL = 1.0
"""Seconds between two looks at an empty queue."""
STAND_BY = 5.0
"""Seconds before a lane that another worker holds, or a store that does not answer, is asked again."""
LEFT_BEHIND = 3.0
"""Seconds before a lane is said to be another's: a store takes a moment to let go of what a killed worker held."""
LAST_LETTER = 20.0
"""Seconds that a letter under way is given when the worker ends."""
BUSY = Words("aucun autre travailleur sur cette étude", "no other worker on this study")


def work(study: str) -> None:
    """Work for a study until a signal asks for the end; raises what a lane ended by, if one did: whoever started it knows."""
    STOP.listen()
    faults: list[BaseException] = []
    letters = threading.Thread(target=_letters, args=(study, faults), daemon=True, name="letters")
    letters.start()
    Lane(LONG, study).run()
    letters.join(LAST_LETTER)
    if faults:
        raise faults[0]


def work_once(study: str) -> int:
    """Do all that is ready, and what that makes ready, then return how many pieces that was.

    Raises InputRefused where another worker holds a lane.
    """
    STOP.listen()
    done = 0
    while not STOP.is_asked():
        found = sum(Lane(name, study).run_dry() for name in LANES)
        if not found:
            break
        done += found
    return done


def _letters(study: str, faults: list[BaseException]) -> None:
    try:
        Lane(LETTERS, study).run()
    except BaseException as fault:  # no letter would go any more, and nobody would know
        faults.append(fault)
        STOP.ask()
    finally:
        connection.close()


class Lane:
    """One lane of a study, in one thread."""

    def __init__(self, name: str, study: str) -> None:
        self._name, self._study = name, study
        # whoever holds a lane may say that what is still marked as running in it was cut short
        self._lock = f"{study}.{name}"
        self._worker = secrets.token_hex(8)
        self._tidied: date | None = None

    def run(self) -> None:
        """Hold the lane and work in it until the end is asked for; stand by while another worker holds it."""
        while not STOP.is_asked():
            try:
                with store_locks.holding(self._lock, wait=False) as held:
                    if held:
                        self._work()
            except Error as fault:
                logger.warning("%s: the store does not answer: %s", self._name, fault)
                connection.close()
            STOP.wait(STAND_BY)

    def run_dry(self) -> int:
        """Do what is ready; returns how many pieces. Raises InputRefused where another worker holds the lane."""
        until = time.monotonic() + LEFT_BEHIND
        while True:
            with store_locks.holding(self._lock, wait=False) as held:
                if held:
                    return self._all_ready()
            if time.monotonic() > until or STOP.is_asked():
                raise InputRefused(
                    BUSY,
                    value=self._study,
                    hint=Words(
                        "« florilege serve --team » en a un ; --no-worker le laisse de côté",
                        "`florilege serve --team` has one; --no-worker leaves it out",
                    ),
                )
            STOP.wait(POLL)

    def _all_ready(self) -> int:
        recovery.recover(self._name, self._study)
        done = 0
        while not STOP.is_asked() and (entry := self._next()) is not None:
            _perform(entry)
            done += 1
        return done

    def _work(self) -> None:
        recovery.recover(self._name, self._study)
        while not STOP.is_asked() and store_locks.is_held(self._lock):
            entry = self._next()
            if entry is not None:
                _perform(entry)
            else:
                self._tidy()
                STOP.wait(POLL)

    def _next(self) -> Entry | None:
        """The entry to take up now, marked as taken; entries of work that has changed since are left."""
        mine = Work.objects.filter(study=self._study, kind__in=kinds_of(self._name), state=WAITING)
        ready = DBTaskResult.objects.ready().filter(pk__in=mine.values("ticket"))
        if not ready.exists():
            return None
        with transaction.atomic():
            entry = ready.get_locked()
            if entry is not None:
                entry.claim(self._worker)
        return entry

    def _tidy(self) -> None:
        """Once a day, ask for the erasure (its key is the day: it is done once however many workers ask), and for a watch where due."""
        today = timezone.localdate()
        if self._tidied == today:
            return
        self._tidied = today
        if self._name == ERASURE.lane:
            enqueue(ERASURE, today.isoformat(), study=self._study)
        if self._name == WATCH.lane and settings.FLORILEGE_WATCH_DAYS:
            # a round goes to the sites that are due, whoever asked for the one before
            since = timezone.now() - timedelta(days=settings.FLORILEGE_WATCH_DAYS)
            if not Work.objects.filter(study=self._study, kind=WATCH.name, made__gt=since).exists():
                enqueue(WATCH, "watch", study=self._study)


def _perform(entry: Entry) -> None:
    result = entry.task_result
    try:
        said = entry.task.call(TaskContext(task_result=result), *result.args)  # type: ignore[arg-type]  # one result, of two packages
    except BaseException as fault:  # of the bookkeeping: what a duty raises was kept with its work
        entry.set_failed(fault)
        raise
    entry.set_successful(said)
