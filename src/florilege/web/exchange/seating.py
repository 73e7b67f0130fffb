"""Seats given, waited for, offered and freed, each slot behind its doors: no session ever holds more people than it has seats.

Whoever changes the seats of a slot first locks the doors of its sessions, in the order of their keys, until the change is kept.
A seat offered counts as taken until its offer ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from florilege.exchange.seats import Workshop
from florilege.exchange.slots import Slot
from florilege.exchange.waiting_list import Place, Waiting, answer_by, in_line, next_offers
from florilege.faults import InputRefused, Words
from florilege.web.background.kinds import SEAT_OFFER
from florilege.web.background.queue import enqueue
from florilege.web.exchange import participant_letters
from florilege.web.exchange.models import (
    BY_ARRIVAL,
    BY_OFFER,
    CONFIRMED,
    HELD,
    LEFT,
    OFFERED,
    SEATED,
    WAITING,
    Registration,
    Seat,
    SessionDoor,
)
from florilege.web.exchange.programmes import PublicProgramme

TAKEN = (SEATED, OFFERED)
UNBOUNDED = 1_000_000
"""Seats of a session of which nobody said how many it has."""


def lock(study: str, held: PublicProgramme, found: Sequence[Slot]) -> None:
    """Lock the doors of some slots until the transaction ends."""
    keys = sorted(key for slot in found for key in slot.sessions)
    if connection.vendor == "sqlite":
        return  # whoever writes there is alone
    doors = SessionDoor.objects.filter(study=study, event=held.event, session__in=keys)
    there = set(doors.select_for_update().order_by("session").values_list("session", flat=True))
    missing = [key for key in keys if key not in there]
    if missing:
        SessionDoor.objects.bulk_create(
            [SessionDoor(study=study, event=held.event, session=key) for key in missing],
            ignore_conflicts=True,
        )
        list(doors.select_for_update().order_by("session").values_list("pk"))


def taken(study: str, event: str, sessions: Sequence[str]) -> dict[str, Counter[str]]:
    """Session → kind of territory → people who sit in it or hold an offer."""
    found: dict[str, Counter[str]] = {key: Counter() for key in sessions}
    rows = Seat.objects.filter(study=study, event=event, session__in=sessions, state__in=TAKEN)
    # without the order of the table, which would make a group of every row
    for session, kind, count in rows.order_by().values_list("session", "kind").annotate(Count("pk")):
        found[session][kind] = count
    return found


def is_free(workshop: Workshop, counts: Mapping[str, int], kind: str) -> bool:
    """Whether one more person of a kind may sit in a workshop."""
    most = workshop.most.get(kind)
    return sum(counts.values()) < workshop.seats and (most is None or counts.get(kind, 0) < most)


def arrive(
    people: Sequence[tuple[Registration, Mapping[str, Sequence[str]]]], held: PublicProgramme, now: datetime
) -> None:
    """Give each, in each slot, the most wanted session that has a seat, and a place in line for those wanted more.

    people : with their wishes, in the order in which they came. Called within a transaction, by whoever has made or changed them.
    """
    asked = [slot for slot in held.slots if any(wishes.get(slot.key) for _, wishes in people)]
    if not asked:
        return
    study = people[0][0].study
    lock(study, held, asked)
    counts = taken(study, held.event, [key for slot in asked for key in slot.sessions])
    made: list[Seat] = []
    for registration, wishes in people:
        kind = registration.territory_kind
        for slot in asked:
            for rank, key in enumerate(wishes.get(slot.key, ()), start=1):
                free = is_free(held.workshop(key, unbounded=UNBOUNDED), counts[key], kind)
                made.append(_seat(registration, key, rank, SEATED if free else WAITING, now))
                if free:
                    counts[key][kind] += 1
                    break
    Seat.objects.bulk_create(made)


def _seat(registration: Registration, key: str, rank: int, state: str, now: datetime) -> Seat:
    seated = state == SEATED
    return Seat(
        registration=registration, study=registration.study, event=registration.event, session=key,
        kind=registration.territory_kind, rank=rank, state=state, asked=now, given=now if seated else None,
        given_by=BY_ARRIVAL if seated else "",
    )  # fmt: skip


@transaction.atomic
def change_wishes(
    registration: Registration, held: PublicProgramme, wishes: Mapping[str, Sequence[str]]
) -> None:
    """Change what somebody asks for: what she keeps asking for keeps its moment, what she gives up goes to the next.

    A session that she puts above the one where she sits is waited for; one where she sits and still asks for stays hers.
    """
    now = timezone.now()
    if not _still_stands(registration):
        raise InputRefused(ENDED, column="registration")
    asked = wishes_by_slot(held, registration.wishes)
    sits = set(registration.seats.filter(state=SEATED).values_list("session", flat=True))
    touched = [
        slot
        for slot in held.slots
        # two seats in one slot: a release moved one onto the other, and she has chosen by sending her wishes again
        if list(wishes.get(slot.key, ())) != asked.get(slot.key, []) or len(sits & {*slot.sessions}) > 1
    ]
    lock(registration.study, held, touched)
    freed: list[str] = []
    for slot in touched:
        wanted = list(wishes.get(slot.key, ()))
        before = {
            one.session: one
            for one in registration.seats.filter(session__in=slot.sessions).exclude(state=LEFT)
        }
        freed += [one.session for key, one in before.items() if key not in wanted and one.state in TAKEN]
        for key, one in before.items():
            if key not in wanted:
                _leave(one)
        freed += _ask_for(registration, held, slot, wanted, before, now)
    registration.wishes = stored(wishes)
    registration.save(update_fields=("wishes",))
    for key in freed:
        move(registration.study, held, key, freed=True)


def _ask_for(
    registration: Registration, held: PublicProgramme, slot: Slot, wanted: Sequence[str],
    before: Mapping[str, Seat], now: datetime,
) -> list[str]:  # fmt: skip
    """Ask for the sessions of a slot anew; returns those of which a seat was freed."""
    freed: list[str] = []
    counts = taken(registration.study, held.event, slot.sessions)
    had = {one.session: one for one in registration.seats.filter(session__in=slot.sessions)}
    seated = False
    for rank, key in enumerate(wanted, start=1):
        one = before.get(key)
        if seated:
            if one is not None:  # what she wants less than what she has is not hers to keep, nor to wait for
                freed += [key] if one.state in TAKEN else []
                _leave(one)
            continue
        if one is None:
            free = is_free(held.workshop(key, unbounded=UNBOUNDED), counts[key], registration.territory_kind)
            made = _seat(registration, key, rank, SEATED if free else WAITING, now)
            # left before, and asked for again: at the end of the line
            made.pk = had[key].pk if key in had else None
            made.save()
            seated = free
            continue
        one.rank = rank
        one.save(update_fields=("rank",))
        seated = one.state == SEATED
    return freed


def _still_stands(registration: Registration) -> bool:
    """Whether a registration has not ended meanwhile; its row is locked, always before the doors, until the transaction ends."""
    rows = Registration.objects.select_for_update().filter(pk=registration.pk, state__in=(HELD, CONFIRMED))
    return rows.first() is not None


def stored(wishes: Mapping[str, Sequence[str]]) -> list[str]:
    """Wishes as they are kept: without slots, which a release may change."""
    return [key for keys in wishes.values() for key in keys]


def wishes_by_slot(held: PublicProgramme, kept: Sequence[str]) -> dict[str, list[str]]:
    """Wishes as the slots are now. kept : sessions, of each slot the most wanted first; what is held no more is left out"""
    found: dict[str, list[str]] = {}
    for key in kept:
        if (slot := held.slot_of.get(key)) is not None:
            found.setdefault(slot.key, []).append(key)
    return found


def _leave(one: Seat) -> None:
    one.state, one.offered, one.answer_by = LEFT, None, None
    one.save(update_fields=("state", "offered", "answer_by"))


@transaction.atomic
def leave_all(registration: Registration, held: PublicProgramme | None) -> None:
    """Give up every seat and every place in line of somebody; those who wait move."""
    if held is None:
        registration.seats.exclude(state=LEFT).update(state=LEFT, offered=None, answer_by=None)
        return
    mine = list(registration.seats.exclude(state=LEFT))
    slots = [slot for slot in held.slots if any(one.session in slot.sessions for one in mine)]
    lock(registration.study, held, slots)
    freed = [one.session for one in mine if one.state in TAKEN]
    for one in mine:
        _leave(one)
    for key in freed:
        move(registration.study, held, key, freed=True)


def waiting(study: str, held: PublicProgramme, session: str) -> list[tuple[Seat, Waiting]]:
    """Who waits for a session, with what the order of the line goes by."""
    rows = list(
        Seat.objects.filter(study=study, event=held.event, session=session, state=WAITING).select_related("registration")
    )  # fmt: skip
    if not rows:
        return []
    elsewhere = Seat.objects.filter(
        study=study, event=held.event, session__in=held.slot_of[session].sessions, state=SEATED,
        registration__in=[one.registration_id for one in rows],
    )  # fmt: skip
    sits_in = dict(elsewhere.values_list("registration_id", "session"))
    return [
        (
            one,
            Waiting(
                one.registration.key, one.kind, one.asked, sits_in.get(one.registration_id, ""), one.passed
            ),
        )
        for one in rows
    ]


def places_in_line(study: str, held: PublicProgramme, session: str) -> Mapping[str, Place]:
    """Key of a registration → its place in line for a session, and why."""
    workshop = held.workshop(session, unbounded=UNBOUNDED)
    counts = taken(study, held.event, [session])[session]
    said = in_line(workshop, counts, [one for _, one in waiting(study, held, session)])
    return {one.person: one for one in said}


def move(study: str, held: PublicProgramme, session: str, *, freed: bool = False) -> int:
    """Offer the free seats of a session to those who are next, its door being locked; returns how many.

    freed : a seat was freed just now: whoever let an offer go by before is offered this one like the others
    """
    if session not in held.slot_of:
        return 0  # cancelled, or taken out of the programme: nobody sits there any more
    now = timezone.now()
    if now >= last_moment(held, session):
        return 0  # it has begun: nobody is offered a seat any more
    doors = SessionDoor.objects.filter(study=study, event=held.event, session=session)
    if freed and not doors.update(freed=now):
        SessionDoor.objects.create(study=study, event=held.event, session=session, freed=now)
    since = doors.values_list("freed", flat=True).first()
    line = [
        (one, waits)
        for one, waits in waiting(study, held, session)
        if one.passed_at is None or (since is not None and one.passed_at < since)
    ]
    workshop = held.workshop(session, unbounded=UNBOUNDED)
    counts = taken(study, held.event, [session])[session]
    chosen = set(next_offers(workshop, counts, [waits for _, waits in line]))
    for one, waits in line:
        if waits.person in chosen:
            _offer(one, held, now)
    return len(chosen)


def _offer(one: Seat, held: PublicProgramme, now: datetime) -> None:
    until = min(answer_by(now, starts_at(held, one.session)), last_moment(held, one.session))
    one.state, one.offered, one.answer_by = OFFERED, now, until
    one.save(update_fields=("state", "offered", "answer_by"))
    participant_letters.offered(one, held)
    enqueue(
        SEAT_OFFER,
        f"seat:{one.pk}:{now.isoformat()}",
        study=one.study,
        arguments={"seat": one.pk, "offered": now.isoformat()},
        due=until,
    )


def starts_at(held: PublicProgramme, session: str) -> datetime:
    """When a session begins; where nobody knows, when its day does, or the first day of the event."""
    one = held.session(session)
    if one.start is not None:
        return one.start
    event = held.programme.event
    day = one.day or event.start
    return datetime(day.year, day.month, day.day, tzinfo=event.zone)


def last_moment(held: PublicProgramme, session: str) -> datetime:
    """Until when a seat of a session may be offered: its beginning; where nobody knows it, the end of its day, or of the event."""
    one = held.session(session)
    if one.start is not None:
        return one.start
    day = (one.day or held.programme.event.end) + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=held.programme.event.zone)


@transaction.atomic
def accept(registration: Registration, held: PublicProgramme, session: str) -> None:
    """Take the seat that is offered: the one in another session of the slot is freed. Raises InputRefused when it is too late."""
    slot = held.slot_of.get(session)
    if slot is None or not _still_stands(registration):
        raise InputRefused(NOT_OFFERED, column="session", value=session[:60])
    lock(registration.study, held, [slot])
    one = registration.seats.filter(session=session, state=OFFERED).first()
    now = timezone.now()
    if one is None or one.answer_by is None or one.answer_by <= now:
        raise InputRefused(NOT_OFFERED, column="session", value=session[:60])
    one.state, one.given, one.given_by, one.offered, one.answer_by = SEATED, now, BY_OFFER, None, None
    one.save()
    freed = []
    for other in registration.seats.filter(session__in=slot.sessions).exclude(pk=one.pk).exclude(state=LEFT):
        if other.state in TAKEN:
            freed.append(other.session)
        if other.state in TAKEN or other.rank > one.rank:
            _leave(other)
    for key in freed:
        move(registration.study, held, key, freed=True)


ENDED = Words("une inscription en cours", "a registration that stands")
NOT_OFFERED = Words(
    "une place qui vous est proposée en ce moment : le délai de réponse a pu passer",
    "a seat that is offered to you now: the time to answer may have passed",
)


@transaction.atomic
def decline(registration: Registration, held: PublicProgramme, session: str) -> None:
    """Let an offer go: the seat is offered to the next, and her own place in line stays for another seat."""
    slot = held.slot_of.get(session)
    if slot is not None and _still_stands(registration):
        lock(registration.study, held, [slot])
        one = registration.seats.filter(session=session, state=OFFERED).first()
        if one is not None:
            _pass(one, held)


@transaction.atomic
def lapse(seat: int, offered: datetime, held: PublicProgramme) -> bool:
    """End an offer that nobody answered; False when it was answered, or is another one by now."""
    found = Seat.objects.filter(pk=seat).first()
    slot = held.slot_of.get(found.session) if found is not None else None
    if found is None or slot is None:
        return False
    lock(found.study, held, [slot])
    one = Seat.objects.filter(pk=seat, state=OFFERED, offered=offered).first()
    if one is None:
        return False
    _pass(one, held)
    return True


def _pass(one: Seat, held: PublicProgramme) -> None:
    one.state, one.offered, one.answer_by = WAITING, None, None
    one.passed, one.passed_at = one.passed + 1, timezone.now()
    one.save()
    move(one.study, held, one.session)
