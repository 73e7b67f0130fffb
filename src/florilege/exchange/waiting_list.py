"""Who comes next when a seat is free, and why: an order that is said to each person who waits.

Three rules, in this order. One workshop a slot: whoever sits in another workshop of the same slot comes after those who sit in
none, since her seat there would be lost to nobody. A ceiling by kind of territory: while it is reached, people of that kind wait
for one of theirs to leave. Then the moment at which people asked. Whoever is offered a seat has a time to answer; after it, the
seat goes to the next, and she keeps her place in line for another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from florilege.exchange.seats import Workshop
from florilege.faults import Words

ANSWER_WITHIN = timedelta(hours=24)
"""Time to answer an offer."""
LEAST = timedelta(minutes=30)
"""And never less, however near the workshop."""


class Waiting(Struct, frozen=True):
    """A person who waits for a workshop. sits_in : the workshop of the same slot where she has a seat, "" for none

    passed : how many offers she let go by
    """

    person: str
    kind: str
    asked: datetime
    sits_in: str = ""
    passed: int = 0


class Place(Struct, frozen=True):
    """A place in line. rank : 1 for the next, 0 for whom a ceiling keeps waiting; why : sentences, the first the heaviest"""

    person: str
    rank: int
    why: tuple[Words, ...]


def in_line(workshop: Workshop, seated: Mapping[str, int], waiting: Sequence[Waiting]) -> tuple[Place, ...]:
    """The people who wait for a workshop, in the order in which they are offered a seat, each with the reasons of her place.

    seated : kind → people of that kind who sit in it, or hold an offer that still stands
    """
    held_back = {one.kind for one in waiting if _ceiling_reached(workshop, seated, one.kind)}
    ordered = sorted(
        waiting, key=lambda one: (one.kind in held_back, bool(one.sits_in), one.asked, one.person)
    )
    places: list[Place] = []
    for rank, one in enumerate(ordered, start=1):
        kept = one.kind in held_back
        ahead = [other for other in ordered[: rank - 1] if other.kind not in held_back]
        places.append(Place(one.person, 0 if kept else rank, _why(workshop, seated, one, ahead, kept=kept)))
    return tuple(places)


def next_offers(workshop: Workshop, seated: Mapping[str, int], waiting: Sequence[Waiting]) -> tuple[str, ...]:
    """The people to offer the free seats to, now: one a seat, no ceiling passed."""
    counts = dict(seated)
    left = [*waiting]
    found: list[str] = []
    while sum(counts.values()) < workshop.seats and left:
        first = in_line(workshop, counts, left)[0]
        if first.rank == 0:
            break  # seats are free, but not for the kinds that wait
        one = next(other for other in left if other.person == first.person)
        found.append(one.person)
        counts[one.kind] = counts.get(one.kind, 0) + 1
        left.remove(one)
    return tuple(found)


def answer_by(offered: datetime, starts: datetime) -> datetime:
    """Until when an offer stands: a day, less as the workshop comes nearer (a quarter of what is left), half an hour at least.

    offered, starts : moments with their time zones, so that a change of clocks between them takes no hour away
    """
    left = starts.timestamp() - offered.timestamp()
    wait = min(ANSWER_WITHIN.total_seconds(), max(LEAST.total_seconds(), left / 4))
    return datetime.fromtimestamp(offered.timestamp() + wait, tz=offered.tzinfo)


def _ceiling_reached(workshop: Workshop, seated: Mapping[str, int], kind: str) -> bool:
    most = workshop.most.get(kind)
    return most is not None and seated.get(kind, 0) >= most


def _why(
    workshop: Workshop, seated: Mapping[str, int], one: Waiting, ahead: Sequence[Waiting], *, kept: bool
) -> tuple[Words, ...]:
    said: list[Words] = []
    if kept:
        most, now = workshop.most[one.kind], seated.get(one.kind, 0)
        said.append(
            Words(
                f"Les places que l’atelier donne à ce type de territoire sont prises ({now} sur {most}) : la prochaine qui se libère"
                " parmi elles sera pour le premier de ce type.",
                f"The seats that the workshop reserves for this type of territory are taken ({now} of {most}):"
                f" the next of them to be freed goes to the first of this type.",
            )
        )
    if one.sits_in:
        free = sum(not other.sits_in for other in ahead)
        said.append(
            Words(
                "Vous avez une place dans un autre atelier à la même heure : ceux qui n’en ont aucune passent avant"
                + (f" ({free} aujourd’hui)." if free else "."),
                "You have a seat in another workshop at the same time: people who have none come first"
                + (f" ({free} today)." if free else "."),
            )
        )
    before = sum(other.asked < one.asked and bool(other.sits_in) == bool(one.sits_in) for other in ahead)
    said.append(
        Words(
            "Personne dans le même cas n’a demandé avant vous."
            if before == 0
            else "Une personne dans le même cas a demandé avant vous."
            if before == 1
            else f"{before} personnes dans le même cas ont demandé avant vous.",
            "Nobody in the same case asked before you."
            if before == 0
            else "One person in the same case asked before you."
            if before == 1
            else f"{before} people in the same case asked before you.",
        )
    )
    if one.passed:
        said.append(
            Words(
                "Vous avez laissé passer une offre : votre place dans la file reste la même."
                if one.passed == 1
                else f"Vous avez laissé passer {one.passed} offres : votre place dans la file reste la même.",
                "You let one offer pass: your place in line is unchanged."
                if one.passed == 1
                else f"You let {one.passed} offers pass: your place in line is unchanged.",
            )
        )
    return tuple(said)
