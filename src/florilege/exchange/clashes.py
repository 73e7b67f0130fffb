"""What cannot be in a programme: two sessions in one room, one person in two places, more people than a room holds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from msgspec import Struct

from florilege.exchange.programme import Programme, Session
from florilege.faults import Words

ROOM, PERSON, SEATS = "room", "person", "seats"


class Clash(Struct, frozen=True):
    """One clash. kind : ROOM, PERSON or SEATS; sessions : keys; about : key of the room or of the person"""

    kind: str
    sessions: tuple[str, ...]
    about: str
    words: Words


def clashes(programme: Programme) -> tuple[Clash, ...]:
    """Every clash of the sessions that are held, in the order of the programme.

    What begins when another ends does not meet it; an hour that nobody knows meets nothing. People who did not agree to be named
    count too: they cannot be in two places either.
    """
    held = [one for one in programme.sessions.values() if not one.cancelled]
    return (*_full(programme, held), *_meetings(programme, held))


def overlap(one: Session, other: Session) -> bool:
    """Whether two sessions are held at one moment."""
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    # as seconds: two moments of one zone would be compared by what the wall says, whatever the clocks did
    return one.start.timestamp() < other.end.timestamp() and other.start.timestamp() < one.end.timestamp()


def _full(programme: Programme, held: list[Session]) -> Iterator[Clash]:
    for one in held:
        room = programme.rooms.get(one.room)
        if room is not None and room.seats is not None and one.seats is not None and one.seats > room.seats:
            words = Words(
                f"« {title(programme, one).fr} » : {one.seats} places dans une salle de {room.seats}",
                f"“{title(programme, one).en}”: {one.seats} seats in a room of {room.seats}",
            )
            yield Clash(SEATS, (one.key,), one.room, words)


def _meetings(programme: Programme, held: list[Session]) -> Iterator[Clash]:
    for one, other in combinations(held, 2):
        if not overlap(one, other):
            continue
        first, second = title(programme, one), title(programme, other)
        both = (one.key, other.key)
        if one.room and one.room == other.room:
            room = programme.rooms[one.room].name
            words = Words(
                f"{room.fr} : « {first.fr} » et « {second.fr} » à la même heure",
                f"{room.en}: “{first.en}” and “{second.en}” at the same time",
            )
            yield Clash(ROOM, both, one.room, words)
        for key in one.people:
            if key in other.people:
                name = programme.people[key].name
                words = Words(
                    f"{name} : « {first.fr} » et « {second.fr} » à la même heure",
                    f"{name}: “{first.en}” and “{second.en}” at the same time",
                )
                yield Clash(PERSON, both, key, words)


def title(programme: Programme, session: Session) -> Words:
    """What a session is called: its title; else its theme, said to be one; else that nobody found it."""
    if session.title is not None:
        return session.title
    theme = programme.themes.get(session.theme)
    if theme is None:
        return Words("titre non retrouvé", "title not found")
    return Words(f"{theme.fr} (titre non retrouvé)", f"{theme.en} (title not found)")
