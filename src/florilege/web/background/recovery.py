"""What a worker finds when it takes a lane, and what is forgotten of old work."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from florilege.faults import Words
from florilege.web.background.kinds import KINDS, kinds_of
from florilege.web.background.models import DONE, FAILED, RUNNING, WAITING, WITHDRAWN, Work
from florilege.web.background.performing import perform, ticket

CUT_SHORT = Words("le processus s’est arrêté en plein travail", "the process ended before the work was done")


@transaction.atomic
def recover(lane: str, study: str) -> int:
    """Put back what is marked as running, to be called by whoever holds the lane; returns how many pieces.

    What was cut short as often as its kind is tried has failed: it may be what ends the worker. What waits without an
    entry in the queue is given one.
    """
    found = 0
    now = timezone.now()
    mine = Work.objects.select_for_update().filter(study=study, kind__in=kinds_of(lane))
    for work in mine.filter(state=RUNNING):
        _end_entry(work, now)
        work.said_fr, work.said_en = CUT_SHORT.fr, CUT_SHORT.en
        if work.attempts >= KINDS[work.kind].tries:
            work.state, work.ended = FAILED, now
        else:
            work.state = WAITING
            ticket(work, due=now)
        work.save()
        found += 1
    queued = DBTaskResult.objects.filter(status=TaskResultStatus.READY).values("pk")
    for work in mine.filter(state=WAITING).exclude(ticket__in=queued):
        _end_entry(work, now)  # taken by a worker that was killed before it began
        ticket(work, due=work.due)
        work.save()
    return found


def _end_entry(work: Work, now: datetime) -> None:
    """Mark the entry of a piece of work that was cut short as ended."""
    entry = DBTaskResult.objects.filter(pk__in=[work.ticket], status=TaskResultStatus.RUNNING)
    entry.update(status=TaskResultStatus.FAILED, finished_at=now)


def forget(study: str, *, days: int) -> int:
    """Leave out work that ended more than some days ago, and the entries of the queue; returns how many pieces."""
    before = timezone.now() - timedelta(days=days)
    old = Work.objects.filter(study=study, state__in=(DONE, WITHDRAWN, FAILED), ended__lt=before)
    DBTaskResult.objects.finished().filter(
        task_path=perform.module_path, finished_at__lt=timezone.now() - timedelta(days=1)
    ).delete()
    return old.delete()[0]
