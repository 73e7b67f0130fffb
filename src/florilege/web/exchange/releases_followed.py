"""What a release of the programme changes for those who are registered: their seats, their waiting lists, a letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction

from florilege.exchange.programme import PLENARY, Programme
from florilege.exchange.releases import CONCERNING, SEATS, Change
from florilege.faults import Words
from florilege.web.exchange import participant_letters, registrations, seating
from florilege.web.exchange.models import LEFT, Registration, Seat
from florilege.web.exchange.programmes import PublicProgramme


@transaction.atomic
def follow(study: str, now: Programme, number: int, found: Sequence[Change]) -> int:
    """Write to those who sit or wait in a session that changed, free the seats of what is held no more, and offer seats that
    were added; returns how many were written to.
    """
    if now.registration is None:
        return 0
    held = PublicProgramme(now, now.registration)
    concerning: dict[str, list[Words]] = defaultdict(list)
    for one in found:
        if one.kind in CONCERNING:
            concerning[one.session].append(one.words)
    said: dict[int, list[Words]] = defaultdict(list)
    rows = Seat.objects.filter(study=study, event=held.event, session__in=concerning).exclude(state=LEFT)
    for seat in rows:
        said[seat.registration_id] += concerning[seat.session]
    for_all = [words for key in concerning if _is_for_all(now, key) for words in concerning[key]]
    if for_all:
        for pk in registrations.living(study, held.event).values_list("pk", flat=True):
            said[pk] += for_all
    seating.lock(study, held, held.slots)
    rows.exclude(session__in=held.slot_of).update(state=LEFT, offered=None, answer_by=None)
    _regroup(study, held)
    for row in Registration.objects.filter(pk__in=said, address__gt=""):
        participant_letters.changed(row, held, number, said[row.pk])
    for one in found:
        if one.kind == SEATS:
            seating.move(study, held, one.session, freed=True)
    return len(said)


def _is_for_all(programme: Programme, key: str) -> bool:
    session = programme.sessions.get(key)
    return session is not None and session.kind == PLENARY


def _regroup(study: str, held: PublicProgramme) -> None:
    """Seats follow their session into its slot, where hours changed."""
    for key, slot in held.slot_of.items():
        Seat.objects.filter(study=study, event=held.event, session=key).exclude(slot=slot.key).update(
            slot=slot.key
        )
