"""Who came: each mark of a device is kept once, however often it is sent, and whatever order marks arrive in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from msgspec import Struct

from florilege.web.exchange.models import CONFIRMED, HELD, SEATED, CheckIn, Registration
from florilege.web.exchange.programmes import PublicProgramme
from florilege.web.journal import acts as journal

CAME, AGAIN, UNKNOWN, UNREADABLE = "came", "again", "unknown", "unreadable"
"""What becomes of a mark: kept, known already, of a badge that is none, or not to be read."""
_MARK = re.compile(r"[A-Za-z0-9-]{8,40}")


class Expected(Struct, frozen=True):
    """Somebody who may come. sessions : keys of those where she has a seat; came : since when she is there, "" for not yet"""

    badge: str
    name: str
    organisation: str
    kind: str
    territory: str
    sessions: tuple[str, ...]
    came: str


def expected(study: str, held: PublicProgramme) -> tuple[Expected, ...]:
    """Whoever may come, by name."""
    rows = Registration.objects.filter(study=study, event=held.event, state__in=(HELD, CONFIRMED))
    found = [
        Expected(
            one.badge,
            one.name,
            one.organisation,
            one.kind,
            one.territory_name,
            tuple(seat.session for seat in one.seats.all() if seat.state == SEATED),
            min((mark.at.isoformat() for mark in one.check_ins.all() if not mark.session), default=""),
        )
        for one in rows.prefetch_related("seats", "check_ins")
    ]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.badge)))


def keep(
    study: str, held: PublicProgramme, marks: Sequence[Mapping[str, object]], *, who: str
) -> dict[str, str]:
    """Keep the marks of a device; mark → what became of it. A person checked in twice on a day counts once."""
    found: dict[str, str] = {}
    now = timezone.now()
    for one in marks:
        mark, badge, session = (str(one.get(key, "")) for key in ("mark", "badge", "session"))
        at = _moment(one.get("at"), now)
        if not _MARK.fullmatch(mark) or at is None or (session and session not in held.programme.sessions):
            found[mark[:40]] = UNREADABLE
            continue
        row = Registration.objects.filter(study=study, event=held.event, badge=badge.strip().upper()).first()
        if row is None or row.state not in (HELD, CONFIRMED):
            found[mark] = UNKNOWN
            continue
        day = at.astimezone(held.programme.event.zone).date()
        try:
            with transaction.atomic():
                CheckIn.objects.create(
                    registration=row, session=session, day=day, at=at, received=now, by=who[:80], mark=mark
                )
            found[mark] = CAME
        except IntegrityError:  # sent before, or two devices met the same person
            found[mark] = AGAIN
    return found


@transaction.atomic
def take_back(study: str, held: PublicProgramme, marks: Sequence[str], *, who: str) -> int:
    """Undo marks, which the journal keeps: no name is in it; returns how many there were."""
    rows = CheckIn.objects.filter(
        mark__in=marks, registration__study=study, registration__event=held.event
    ).select_related("registration")
    found = list(rows)
    for one in found:
        said = {"session": one.session, "at": one.at.isoformat(), "by": one.by}
        journal.keep(study, "exchange.check_in_undone", one.registration.key, who=who, before=said)
        one.delete()
    return len(found)


def counts(study: str, held: PublicProgramme) -> Mapping[str, int]:
    """Session → people who came, "" for the event: each once, over all its days."""
    rows = CheckIn.objects.filter(registration__study=study, registration__event=held.event).order_by()
    return dict(rows.values_list("session").annotate(Count("registration", distinct=True)))


def _moment(text: object, now: datetime) -> datetime | None:
    """A moment with its zone; what a clock that is ahead says is now; None for what is none."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    if found.tzinfo is None or now - found > timedelta(days=30):
        return None
    return min(found, now)  # a clock that is ahead: what it marked has happened by now
