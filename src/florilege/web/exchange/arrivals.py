"""People who register at one moment, written together: one thread of a process writes for all those that wait beside it.

Each would ask the store the same questions one after the other, behind the doors of the same sessions. Written together they
are asked once, and each is still given her seats in the order in which she came (the method known as flat combining: Hendler,
Incze, Shavit and Tzafrir, SPAA 2010). Whoever cannot be written with the others is written alone, and told why.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from florilege.web.background.kinds import REGISTRATION_LETTERS
from florilege.web.background.queue import enqueue_unless_waiting
from florilege.web.exchange import seating, sharing
from florilege.web.exchange.models import Registration
from florilege.web.exchange.programmes import PublicProgramme
from florilege.web.store_locks import in_line

LINE = "registration"
"""Name of the line of those who write registrations, whatever process they are of."""
_waiting: list[Arrival] = []
_list, _writer = threading.Lock(), threading.Lock()


@dataclass(slots=True, eq=False)
class Arrival:
    """Somebody who registers. row : not in the store yet; also : done with it, and undone with it

    written, fault : what became of it
    """

    held: PublicProgramme
    row: Registration
    wishes: Mapping[str, Sequence[str]]
    also: Callable[[], object] | None = None
    written: bool = False
    fault: Exception | None = field(default=None, repr=False)


def write(arrival: Arrival) -> Registration:
    """Keep a registration with its seats, and have its letter written; raises what the store, or what is done with it, raises."""
    with _list:
        _waiting.append(arrival)
    with _writer:
        if not arrival.written and arrival.fault is None:
            _write_those_who_wait(arrival)
    if arrival.fault is not None:
        raise arrival.fault
    return arrival.row


def _write_those_who_wait(first: Arrival) -> None:
    with _list:
        # one that is not in the list was taken from it by a thread that ended before it wrote
        together = _waiting[:] if first in _waiting else [first, *_waiting]
        _waiting.clear()
    try:
        _keep(together)
    except Exception as refused:  # said, alone, to the one whose fault it is
        if len(together) == 1:
            first.fault = refused
        for one in together if len(together) > 1 else ():
            one.row.pk = None
            try:
                _keep([one])
            except Exception as fault:
                one.fault = fault
    if any(one.written for one in together):
        # the letters of a burst are written once it has passed, and see that holds end; one that a kill keeps from being asked
        # for here is written with those of the next who registers
        enqueue_unless_waiting(REGISTRATION_LETTERS, "letters", study=first.row.study)


def _keep(arrivals: Sequence[Arrival]) -> None:
    study = arrivals[0].row.study
    with in_line(LINE), transaction.atomic():
        Registration.objects.bulk_create([one.row for one in arrivals])
        for held in {id(one.held): one.held for one in arrivals}.values():
            own = [one for one in arrivals if one.held is held]
            if sharing.are_gathered(study, held):
                sharing.share_on_the_day(study, held)
            else:
                seating.arrive([(one.row, one.wishes) for one in own], held, timezone.now())
        for one in arrivals:
            if one.also is not None:
                one.also()
    for one in arrivals:
        one.written = True
