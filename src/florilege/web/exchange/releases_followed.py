"""What a release of the programme changes for those who are registered: their seats, their waiting lists, a letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set

from django.db import transaction

from florilege.exchange.programme import PLENARY, Programme
from florilege.exchange.releases import CONCERNING, HELD_AFTER_ALL, SEATS, Change
from florilege.faults import Words
from florilege.web.exchange import participant_letters, registrations, seating, sharing
from florilege.web.exchange.models import LEFT, Registration, Seat
from florilege.web.exchange.programmes import PublicProgramme


@transaction.atomic
def follow(study: str, now: Programme, mark: str, found: Sequence[Change]) -> int:
    """Write to those who sit or wait in a session that changed, free the seats of what is held no more, and offer seats that
    were added; returns how many were written to. mark : of the release: twice with one mark, nobody is written to twice
    """
    if now.registration is None:
        return 0
    held = PublicProgramme(now, now.registration)
    concerning: dict[str, list[Words]] = defaultdict(list)
    for one in found:
        if one.kind in CONCERNING:
            concerning[one.session].append(one.words)
    seating.lock(study, held, held.slots)
    said = _concerned(study, held, concerning, {one.session for one in found if one.kind == HELD_AFTER_ALL})
    seats = Seat.objects.filter(study=study, event=held.event, session__in=concerning).exclude(state=LEFT)
    seats.exclude(session__in=held.slot_of).update(state=LEFT, offered=None, answer_by=None)
    Registration.objects.filter(study=study, event=held.event).update(erase_on=held.rules.erase)
    for row in Registration.objects.filter(pk__in=said, address__gt=""):
        participant_letters.changed(row, held, mark, said[row.pk])
    for one in found:
        if one.kind == SEATS:
            seating.move(study, held, one.session, freed=True)
    return len(said)


def _concerned(
    study: str, held: PublicProgramme, concerning: Mapping[str, list[Words]], again: Set[str]
) -> dict[int, list[Words]]:
    """Number of a registration → what changed for her. again : sessions held after all, whose seats had been given back"""
    said: dict[int, list[Words]] = defaultdict(list)
    gathered = sharing.are_gathered(study, held)
    living = registrations.living(study, held.event).prefetch_related("seats") if concerning else ()
    for row in living:
        hers = {one.session for one in row.seats.all() if one.state != LEFT or one.session in again}
        hers |= set(row.wishes) if gathered else set()
        for key, words in concerning.items():
            if key in hers or _is_for_all(held.programme, key):
                said[row.pk] += words
    return said


def _is_for_all(programme: Programme, key: str) -> bool:
    session = programme.sessions.get(key)
    return session is not None and session.kind == PLENARY
