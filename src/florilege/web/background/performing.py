"""One piece of work performed: begun, handed to the duty of its kind, ended, and tried again later where that can help.

A duty that is cut short, by a kill or a fault, is begun again: its effects must bear that. Where one cannot be made
twice without harm and cannot be seen from here (a letter handed to a server), the duty says `Uncertain`, and a person
decides.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskContext, task
from msgspec import Struct

from florilege.evidence.privacy import without_addresses
from florilege.faults import InputRefused, Words, sentence
from florilege.web.background.kinds import KINDS, LETTERS
from florilege.web.background.models import DONE, FAILED, RUNNING, UNCERTAIN, WAITING, Work
from florilege.web.background.stopping import STOP, Stopping

logger = logging.getLogger(__name__)
Argument = str | int


class Piece(Struct, frozen=True):
    """What a duty is handed. work : its number; attempt : from 1; asked_again : whether a person asked for another try"""

    work: int
    kind: str
    study: str
    arguments: Mapping[str, Argument]
    attempt: int
    asked_again: bool


Duty = Callable[[Piece], Words]
"""Does a piece of work and returns what came of it. Raises GoesOn, NotAgain, Uncertain, Later; InputRefused as NotAgain."""


class Unfinished(Exception):
    """Why a piece of work was not done, in both languages."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class Later(Unfinished):
    """It was not done, and may be when it is tried again."""


class GoesOn(Unfinished):
    """A part of it was done, and the rest is due at a moment; tries are counted anew, since it gets on."""

    def __init__(self, words: Words, *, due: datetime) -> None:
        super().__init__(words)
        self.due = due


class NotAgain(Unfinished):
    """It was not done, and another try would end as this one."""


class Uncertain(Unfinished):
    """Nobody knows whether it was done."""


@task(takes_context=True, queue_name=LETTERS)
def perform(context: TaskContext, work: int) -> str:
    """Perform a piece of work, if this entry of the queue is still the one that it waits for; how it ended."""
    piece = _begin(work, UUID(context.task_result.id))
    if piece is None:
        return "nothing"
    try:
        with STOP.cutting_short():
            said = duties()[piece.kind](piece)
    except Stopping:
        return _put_back(work)
    except Uncertain as reported:
        return _end(work, UNCERTAIN, reported.words)
    except NotAgain as reported:
        return _end(work, FAILED, reported.words)
    except GoesOn as reported:
        return _go_on(work, reported.words, reported.due)
    except Later as reported:
        return _try_later(work, reported.words)
    except InputRefused as fault:
        return _end(work, FAILED, Words(sentence(fault, "fr"), sentence(fault, "en")))
    except Exception as fault:
        logger.exception("%s, work %s", piece.kind, work)
        return _try_later(work, _of_fault(fault))
    return _end(work, DONE, said)


def duties() -> Mapping[str, Duty]:
    """Kind → what performs it: the table that the settings name, since it stands in a room above."""
    found: Mapping[str, Duty] = import_string(settings.FLORILEGE_DUTIES)
    return found


def ticket(work: Work, *, due: datetime) -> None:
    """Put a piece of work into the queue, to be taken up at a time; an entry that it had before does nothing."""
    entry = perform.using(run_after=due, queue_name=KINDS[work.kind].lane).enqueue(work.pk)
    work.due, work.ticket = due, UUID(entry.id)


@transaction.atomic
def _begin(number: int, entry: UUID) -> Piece | None:
    work = Work.objects.select_for_update().filter(pk=number).first()
    if work is None or work.state != WAITING or work.ticket != entry:
        return None
    if KINDS[work.kind].coalesced:
        work.key = None
    asked_again, work.asked_again = work.asked_again, False
    work.state, work.started, work.attempts = RUNNING, timezone.now(), work.attempts + 1
    work.save()
    return Piece(work.pk, work.kind, work.study, work.arguments, work.attempts, asked_again)


@transaction.atomic
def _end(number: int, state: str, said: Words) -> str:
    work = Work.objects.select_for_update().get(pk=number)
    work.state, work.ended = state, timezone.now()
    work.said_fr, work.said_en = said.fr, said.en
    if state == DONE:
        work.arguments = {}  # what it was done with, an address perhaps, is of no use any more
    work.save()
    return state


@transaction.atomic
def _try_later(number: int, said: Words) -> str:
    work = Work.objects.select_for_update().get(pk=number)
    delays = KINDS[work.kind].delays
    if work.attempts > len(delays):
        return _end(number, FAILED, said)
    work.state, work.said_fr, work.said_en = WAITING, said.fr, said.en
    ticket(work, due=timezone.now() + timedelta(seconds=delays[work.attempts - 1]))
    work.save()
    return WAITING


@transaction.atomic
def _go_on(number: int, said: Words, due: datetime) -> str:
    work = Work.objects.select_for_update().get(pk=number)
    work.state, work.attempts, work.said_fr, work.said_en = WAITING, 0, said.fr, said.en
    ticket(work, due=due)
    work.save()
    return WAITING


@transaction.atomic
def _put_back(number: int) -> str:
    """What was given up because the worker ends is no try."""
    work = Work.objects.select_for_update().get(pk=number)
    work.state, work.attempts = WAITING, work.attempts - 1
    ticket(work, due=timezone.now())
    work.save()
    return WAITING


def _of_fault(fault: Exception) -> Words:
    said = f"{type(fault).__name__}: {fault}".replace("\0", " ").encode("utf-8", "replace").decode()
    text = without_addresses(said)[:500]
    return Words(f"faute interne : {text}", f"internal fault: {text}")
