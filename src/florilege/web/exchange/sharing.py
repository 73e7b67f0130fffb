"""The seats of every slot shared out by preferences, once, with what is said to each person of what she did not get."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from florilege.exchange.allocation import Allocation, Refusal, allocate, proved, refusals
from florilege.exchange.clashes import title
from florilege.exchange.registration_rules import RANKED
from florilege.exchange.seats import Wish, Workshop
from florilege.exchange.slots import Slot
from florilege.faults import InputRefused, Words
from florilege.web.background.kinds import SHARING_OUT
from florilege.web.background.queue import enqueue
from florilege.web.exchange import participant_letters, seating
from florilege.web.exchange.models import (
    BY_PREFERENCES,
    CONFIRMED,
    SEATED,
    WAITING,
    Registration,
    Seat,
    SharingOut,
)
from florilege.web.exchange.programmes import PublicProgramme
from florilege.web.journal import acts as journal


def are_gathered(study: str, held: PublicProgramme) -> bool:
    """Whether wishes are only gathered: seats go by preferences, and have not been shared out yet, whatever day it is."""
    if held.rules.given != RANKED:
        return False
    return not SharingOut.objects.filter(study=study, event=held.event).exists()


def share_on_the_day(study: str, held: PublicProgramme) -> None:
    """Have the seats shared out by preferences on the morning of the day said; once, whoever asks."""
    day = held.rules.shared_out
    if day is not None:
        due = datetime(day.year, day.month, day.day, 6, tzinfo=held.programme.event.zone)
        enqueue(SHARING_OUT, f"share:{held.event}:{day.isoformat()}", study=study, due=due)


DONE = Words("des places qui ne sont pas encore réparties", "seats that have not been allocated yet")


@transaction.atomic
def share_out(study: str, held: PublicProgramme, *, who: str) -> tuple[SharingOut, ...]:
    """Share out the seats of every slot among those whose address is confirmed, and write to them.

    Raises InputRefused when it was done before: seats then change hands by the waiting list.
    """
    seating.lock(study, held, held.slots)
    if SharingOut.objects.filter(study=study, event=held.event).exists():
        raise InputRefused(DONE, column="share")
    people = list(
        Registration.objects.filter(study=study, event=held.event, state=CONFIRMED).order_by("made", "pk")
    )
    made = tuple(_share_slot(study, held, slot, people, who) for slot in held.slots)
    day = timezone.now().date().isoformat()
    for one in people:
        participant_letters.shared_out(one, held, day)
    journal.keep(
        study, "exchange.share", held.event, who=who,
        after={one.slot: {"people": one.people, "unseated": one.unseated, "ranks": one.ranks} for one in made},
    )  # fmt: skip
    return made


def _share_slot(
    study: str, held: PublicProgramme, slot: Slot, people: list[Registration], who: str
) -> SharingOut:
    wanted = {one.key: seating.wishes_by_slot(held, one.wishes).get(slot.key, []) for one in people}
    asking = [one for one in people if wanted[one.key]]
    wishes = [Wish(one.key, one.territory_kind, tuple(wanted[one.key])) for one in asking]
    workshops = [held.workshop(key, unbounded=max(1, len(wishes))) for key in slot.sessions]
    found = allocate(workshops, wishes)
    if not proved(workshops, wishes, found):
        raise RuntimeError(f"the seats of {slot.key} are not shared out at the optimum")
    now = timezone.now()
    Seat.objects.filter(study=study, event=held.event, session__in=slot.sessions).delete()
    rows: list[Seat] = []
    for one, wish in zip(asking, wishes, strict=True):
        rows += _rows(held, one, wish, workshops, wishes, found)
    Seat.objects.bulk_create(rows)
    return SharingOut.objects.create(
        study=study, event=held.event, slot=slot.key, made=now, who=who, people=len(wishes),
        unseated=len(found.unseated), ranks=list(found.ranks),
    )  # fmt: skip


def _rows(
    held: PublicProgramme, one: Registration, wish: Wish, workshops: list[Workshop], wishes: list[Wish],
    found: Allocation,
) -> list[Seat]:  # fmt: skip
    """Her seat, and a place in line for each session that she wanted more, with why she has it not."""
    got = found.seats[one.key]
    said = {}
    if got != (wish.choices[0] if wish.choices else ""):
        said = {why.workshop: why for why in refusals(workshops, wishes, found, one.key)}
    rows = []
    now = timezone.now()
    for rank, key in enumerate(wish.choices, start=1):
        seated = key == got
        rows.append(
            Seat(
                registration=one, study=one.study, event=one.event, session=key, kind=one.territory_kind,
                rank=rank, state=SEATED if seated else WAITING, asked=one.made, given=now if seated else None,
                given_by=BY_PREFERENCES if seated else "",
                why=[] if seated else [[words.fr, words.en] for words in why_not(held, said[key])],
            )
        )  # fmt: skip
        if seated:
            break
    return rows


def why_not(held: PublicProgramme, refusal: Refusal) -> tuple[Words, ...]:
    """Why somebody has not a session that she wanted more, and what would have changed it, in sentences."""
    name = title(held.programme, held.session(refusal.workshop))
    said = [
        Words(
            f"« {name.fr} » : les places que l’atelier donne à votre type de territoire ont été prises.",
            f"“{name.en}”: the seats that the workshop reserves for your type of territory were taken.",
        )
        if refusal.full
        else Words(
            f"« {name.fr} » : toutes les places ont été prises.",
            f"“{name.en}”: all its seats were taken.",
        )
    ]
    out = sum(step.after == 0 for step in refusal.chain)
    worse = sum(step.after > step.before for step in refusal.chain if step.after)
    if out:
        said.append(
            Words(
                "Vous y placer aurait laissé une personne sans aucune place à cette heure.",
                "Seating you there would have left one person without any seat at that time.",
            )
        )
    elif worse:
        said.append(
            Words(
                "Vous y placer aurait fait passer une personne à un choix moins souhaité que ce que vous y gagnez."
                if worse == 1
                else f"Vous y placer aurait fait passer {worse} personnes à un choix moins souhaité.",
                "Seating you there would have moved one person to a choice that matters more to them than this one does to you."
                if worse == 1
                else f"Seating you there would have moved {worse} people to a choice that they want less.",
            )
        )
    else:
        said.append(
            Words(
                "D’autres, dans le même cas, se sont inscrits avant vous.",
                "Others in the same case registered before you.",
            )
        )
    if refusal.one_more:
        said.append(Words("Une place de plus aurait été la vôtre.", "One more seat would have been yours."))
    return tuple(said)
