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
    _end_entries(lane, study, now)
    for work in mine.filter(state=RUNNING):
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
        ticket(work, due=work.due)  # its entry was taken by a worker that was killed before it began
        work.save()
    return found


def _end_entries(lane: str, study: str, now: datetime) -> None:
    """Mark as ended what the queue has as running: nothing is, in a lane that has just been taken.

    That is not only the entries of work that was cut short: a worker may be killed before the work begins, or between the
    end of the work and that of its entry, which no work names any more where it was put off.
    """
    running = DBTaskResult.objects.filter(queue_name=lane, status=TaskResultStatus.RUNNING)
    numbers = {entry.pk: entry.args_kwargs["args"][0] for entry in running}
    ours = set(Work.objects.filter(study=study, pk__in=numbers.values()).values_list("pk", flat=True))
    left = [key for key, number in numbers.items() if number in ours]
    running.filter(pk__in=left).update(status=TaskResultStatus.FAILED, finished_at=now)


def forget(study: str, *, days: int) -> int:
    """Leave out work that ended more than some days ago, and the entries of the queue; returns how many pieces."""
    before = timezone.now() - timedelta(days=days)
    old = Work.objects.filter(study=study, state__in=(DONE, WITHDRAWN, FAILED), ended__lt=before)
    DBTaskResult.objects.finished().filter(
        task_path=perform.module_path, finished_at__lt=timezone.now() - timedelta(days=1)
    ).delete()
    return old.delete()[0]
