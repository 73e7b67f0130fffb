"""What changed from one release of a programme to the next, in words that those concerned understand."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from msgspec import Struct

from florilege.exchange.clashes import title
from florilege.exchange.programme import Programme, Session
from florilege.faults import Words

ADDED, REMOVED, CANCELLED, HELD_AFTER_ALL, MOVED, ROOM, TITLE, PEOPLE, SEATS = (
    "added", "removed", "cancelled", "held after all", "moved", "room", "title", "people", "seats",
)  # fmt: skip
CONCERNING = frozenset({REMOVED, CANCELLED, HELD_AFTER_ALL, MOVED, ROOM})
"""Changes that whoever is registered has to be told."""


class Change(Struct, frozen=True):
    """One change of a session."""

    kind: str
    session: str
    words: Words


def changes(before: Programme, after: Programme) -> tuple[Change, ...]:
    """What changed, session by session, in the order of the new programme, then what is not there any more."""
    return tuple(_changes(before, after))


def _changes(before: Programme, after: Programme) -> Iterator[Change]:
    for key, now in after.sessions.items():
        then = before.sessions.get(key)
        called = title(after, now)
        if then is None:
            yield Change(ADDED, key, Words(f"nouveau : « {called.fr} »", f"new: “{called.en}”"))
            continue
        yield from _of_session(before, after, then, now, called)
    for key, gone in before.sessions.items():
        if key not in after.sessions:
            called = title(before, gone)
            yield Change(REMOVED, key, Words(f"retiré : « {called.fr} »", f"removed: “{called.en}”"))


def _of_session(
    before: Programme, after: Programme, then: Session, now: Session, called: Words
) -> Iterator[Change]:
    fr, en = f"« {called.fr} »", f"“{called.en}”"
    if now.cancelled != then.cancelled:
        yield (
            Change(CANCELLED, now.key, Words(f"annulé : {fr}", f"cancelled: {en}"))
            if now.cancelled
            else Change(HELD_AFTER_ALL, now.key, Words(f"maintenu : {fr}", f"held after all: {en}"))
        )
    if (now.start, now.end) != (then.start, then.end):
        yield Change(
            MOVED, now.key,
            Words(f"{fr} : {_when(now).fr}, au lieu de {_when(then).fr}", f"{en}: {_when(now).en}, instead of {_when(then).en}"),
        )  # fmt: skip
    if now.room != then.room:
        there, here = _room(before, then), _room(after, now)
        yield Change(
            ROOM,
            now.key,
            Words(f"{fr} : {here.fr}, au lieu de {there.fr}", f"{en}: {here.en}, instead of {there.en}"),
        )
    if now.title != then.title:
        old = title(before, then)
        yield Change(TITLE, now.key, Words(f"{fr} s’appelait « {old.fr} »", f"{en} was called “{old.en}”"))
    if now.people != then.people:
        yield Change(PEOPLE, now.key, Words(f"{fr} : d’autres intervenants", f"{en}: different speakers"))
    if after.seats_of(now) != before.seats_of(then) or now.most != then.most:
        yield Change(
            SEATS, now.key, Words(f"{fr} : un autre nombre de places", f"{en}: a different number of seats")
        )


def _when(session: Session) -> Words:
    if session.start is None:
        return Words("une heure inconnue", "a time not known")
    day, begins = session.start.date().isoformat(), _hour(session.start)
    ends = f"–{_hour(session.end)}" if session.end is not None else ""
    return Words(f"{day}, {begins}{ends}", f"{day}, {begins}{ends}")


def _hour(moment: datetime.datetime) -> str:
    return f"{moment:%H:%M}"


def _room(programme: Programme, session: Session) -> Words:
    room = programme.rooms.get(session.room)
    return room.name if room is not None else Words("une salle inconnue", "a room not known")
