"""What other rooms ask of the work behind the pages: that it be done, once, soon or later; and what a person may say of it.

A piece of work is enqueued in the transaction of the act that asks for it: an act that does not happen asks for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from florilege.faults import InputRefused, Words
from florilege.web.background.kinds import KINDS, REBUILD, Kind
from florilege.web.background.models import FAILED, UNCERTAIN, WAITING, WITHDRAWN, Work
from florilege.web.background.performing import Argument, ticket

NOTHING = Words("", "")


@transaction.atomic
def enqueue(
    kind: Kind,
    key: str,
    *,
    study: str,
    arguments: Mapping[str, Argument] | None = None,
    about: Words = NOTHING,
    due: datetime | None = None,
) -> Work:
    """The piece of work of this key, made if there is none: what was asked for twice is done once.

    due : not before then; else at once, or after the time in which a kind gathers what is asked for
    """
    # locked until the act is kept: a worker that takes the piece up afterwards sees what asked for it
    known = Work.objects.select_for_update().filter(study=study, kind=kind.name, key=key).first()
    if known is not None:
        return known
    now = timezone.now()
    made = Work(
        study=study, kind=kind.name, key=key, arguments=dict(arguments or {}), about_fr=about.fr[:300],
        about_en=about.en[:300], due=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # another has just asked for the same: this act too must hold it until it is kept
        return enqueue(kind, key, study=study, arguments=arguments, about=about, due=due)
    ticket(made, due=due or now + timedelta(seconds=kind.wait))
    made.save()
    return made


def enqueue_unless_waiting(kind: Kind, key: str, *, study: str) -> None:
    """Have work done that is gathered, after what asks for it was kept: a piece that waits begins later, and so sees it.

    It takes no lock where one waits, for acts of which there are many at one moment.
    """
    if not Work.objects.filter(study=study, kind=kind.name, key=key).exists():
        enqueue(kind, key, study=study)


def rebuild_soon(study: str) -> Work:
    """Have the study rebuilt a minute after the first who asks: what is accepted within it makes one build."""
    return enqueue(REBUILD, "rebuild", study=study)


@transaction.atomic
def try_again(study: str, number: int, *, who: str) -> Work:
    """Have a piece of work that failed, or of which nobody knows, tried anew; raises InputRefused for any other."""
    work = _of(study, number, (FAILED, UNCERTAIN, WITHDRAWN))
    work.state, work.attempts, work.asked_again, work.handled_by = WAITING, 0, True, who[:80]
    work.ended = None
    ticket(work, due=timezone.now())
    work.save()
    return work


@transaction.atomic
def withdraw(study: str, number: int, *, who: str) -> Work:
    """Leave a piece of work that waits or failed undone; raises InputRefused for any other."""
    work = _of(study, number, (WAITING, FAILED, UNCERTAIN))
    if KINDS[work.kind].coalesced:
        work.key = None  # what is asked for from now on is another piece
    work.state, work.ended, work.handled_by = WITHDRAWN, timezone.now(), who[:80]
    work.save()
    return work


def _of(study: str, number: int, states: tuple[str, ...]) -> Work:
    work = Work.objects.select_for_update().filter(pk=number, study=study).first()
    if work is None or work.state not in states:
        raise InputRefused(
            Words("un travail qui peut l’être", "work in a state that allows this"),
            column="work",
            value=number,
            hint=Words(
                "recharger la page : il a pu changer d’état", "reload the page: its state may have changed"
            ),
        )
    return work
