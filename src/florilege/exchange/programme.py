"""The programme of exchange days, `programme.toml`: an event, its rooms, themes, people and sessions, and its numbered releases.

What nobody knows is left out: a workshop without a title, a room or an hour is shown so, and nothing is made up for it. A moment
is written as on the wall of the venue; the event says its time zone, in which two moments are compared.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from florilege.exchange.registration_rules import RegistrationRules, read_rules
from florilege.faults import StudyFileRefused, Words
from florilege.toml_lines import Table, read_toml

WORKSHOP, PLENARY, VISIT = "workshop", "plenary", "visit"
KINDS: Mapping[str, Words] = {
    WORKSHOP: Words("atelier", "workshop"),
    PLENARY: Words("plénière", "plenary"),
    VISIT: Words("visite d’un lieu", "visit of a place"),
}
MANDATES: Mapping[str, Words] = {
    "elected": Words("élu, élue", "elected official"),
    "officer": Words("agent, agente", "officer"),
    "expert": Words("expert, experte", "expert"),
    "partner": Words("partenaire", "partner"),
}
TERRITORIES: Mapping[str, Words] = {
    "metropole": Words("métropole", "métropole"),
    "communaute-urbaine": Words("communauté urbaine", "communauté urbaine"),
    "communaute-agglomeration": Words("communauté d’agglomération", "communauté d’agglomération"),
    "commune": Words("commune", "commune"),
}
"""Kinds of territories, by which a workshop may bound its seats."""
LANGUAGES = ("fr", "en")
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
T = TypeVar("T")


class Event(Struct, frozen=True):
    """The days. zone : of the venue; edition : 0 where it is not known; commune : INSEE code, "" for none"""

    key: str
    title: Words
    start: datetime.date
    end: datetime.date
    zone: ZoneInfo
    venue: Words | None
    commune: str
    edition: int
    sources: tuple[str, ...]


class Room(Struct, frozen=True):
    """A room. seats : None where nobody said how many"""

    key: str
    name: Words
    seats: int | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who chairs or speaks. consent : whether she agreed to be named in public; line : of the file"""

    key: str
    name: str
    mandate: str
    organisation: str
    consent: bool
    line: int | None = field(default=None, compare=False)


class Document(Struct, frozen=True):
    """What is read before or after a session, where it stands."""

    title: Words
    url: str


@dataclass(frozen=True, slots=True)
class Session:
    """A session. title, theme, room, start, end, seats : None or "" where nobody said

    day : also where the hour is not known; start, end : moments in the zone of the event; most : kind of territory → people of that kind at most
    place : id of the place that is visited
    """

    key: str
    kind: str
    title: Words | None
    theme: str
    room: str
    day: datetime.date | None
    start: datetime.datetime | None
    end: datetime.datetime | None
    seats: int | None
    most: Mapping[str, int]
    chairs: tuple[str, ...]
    speakers: tuple[str, ...]
    languages: tuple[str, ...]
    place: str
    cancelled: bool
    sources: tuple[str, ...]
    documents: tuple[Document, ...] = ()
    line: int | None = field(default=None, compare=False)

    @property
    def people(self) -> tuple[str, ...]:
        """Whoever has to be there."""
        return tuple(dict.fromkeys((*self.chairs, *self.speakers)))


class Release(Struct, frozen=True):
    """A numbered state of the programme that was made public, and what it says of itself."""

    number: int
    date: datetime.date
    note: Words | None


class Programme(Struct, frozen=True):
    """All of it, in the order of the file. registration : None where nobody registers by the service"""

    event: Event
    rooms: Mapping[str, Room]
    themes: Mapping[str, Words]
    people: Mapping[str, Person]
    sessions: Mapping[str, Session]
    releases: tuple[Release, ...]
    registration: RegistrationRules | None = None

    def seats_of(self, session: Session) -> int | None:
        """The seats of a session: its own, never more than its room; None where neither is known."""
        room = self.rooms.get(session.room)
        known = [count for count in (session.seats, room.seats if room else None) if count is not None]
        return min(known, default=None)


def read_programme(text: str, *, file: str) -> Programme:
    """A programme; raises StudyFileRefused naming line, key and value, and the nearest key or word."""
    root = read_toml(text, file=file, refusal=StudyFileRefused)
    event = _event(root.table("event"))
    rooms = _by_key(root, "room", _room)
    themes = _by_key(root, "theme", lambda table, _key: table.bilingual("title"))
    people = _by_key(root, "person", _person)
    known = {"room": tuple(rooms), "theme": tuple(themes), "people": tuple(people)}
    sessions = _by_key(root, "session", lambda table, key: _session(table, key, event, known))
    releases = _releases(root)
    rules = read_rules(root.table("registration"), event.start, event.end) if "registration" in root else None
    root.refuse_unknown()
    return Programme(event, rooms, themes, people, sessions, releases, rules)


def _by_key(root: Table, name: str, read: Callable[[Table, str], T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for table in root.tables(name):
        key = table.filled("key")
        if not _KEY.fullmatch(key):
            raise table.refused(
                Words(
                    "des lettres minuscules, des chiffres et des traits d’union",
                    "lower-case letters, digits and hyphens",
                ),
                key="key",
                value=key,
            )
        if key in found:
            raise table.refused(
                Words("une clé qui ne sert qu’une fois", "a key used once"), key="key", value=key
            )
        found[key] = read(table, key)
        table.refuse_unknown()
    return found


def _event(table: Table) -> Event:
    start, end = table.day("start"), table.day("end")
    if end < start:
        raise table.refused(
            Words("un jour qui suit le premier", "a day after the first"), key="end", value=end.isoformat()
        )
    event = Event(
        key=table.filled("key"),
        title=table.bilingual("title"),
        start=start,
        end=end,
        zone=_zone(table),
        venue=table.bilingual("venue") if "venue" in table else None,
        commune=table.get("commune", str, "").strip(),
        edition=_count(table, "edition") or 0,
        sources=_pages(table),
    )
    table.refuse_unknown()
    return event


def _room(table: Table, key: str) -> Room:
    return Room(key, table.bilingual("name"), _count(table, "seats"))


def _person(table: Table, key: str) -> Person:
    return Person(
        key,
        table.filled("name"),
        table.choice("mandate", tuple(MANDATES)),
        table.get("organisation", str, "").strip(),
        table.get("consent", bool, False),
        table.line(),
    )


def _session(table: Table, key: str, event: Event, known: Mapping[str, tuple[str, ...]]) -> Session:
    start, end = _moment(table, "start", event), _moment(table, "end", event)
    if end is not None and start is None:
        raise table.absent("start", beside="end")
    if start is not None and end is not None and end <= start:
        raise table.refused(
            Words("une fin après le début", "an end after the start"), key="end", value=end.isoformat()
        )
    day = _session_day(table, event, start)
    most = table.table("most")
    ceilings = {kind: count for kind in TERRITORIES if (count := _count(most, kind)) is not None}
    most.refuse_unknown()
    return Session(
        key=key,
        kind=table.choice("kind", tuple(KINDS), WORKSHOP),
        title=table.bilingual("title") if "title" in table else None,
        theme=_one_of(table, "theme", known["theme"]),
        room=_one_of(table, "room", known["room"]),
        day=day,
        start=start,
        end=end,
        seats=_count(table, "seats"),
        most=ceilings,
        chairs=_people(table, "chairs", known["people"]),
        speakers=_people(table, "speakers", known["people"]),
        languages=_languages(table),
        place=table.get("place", str, "").strip(),
        cancelled=table.get("cancelled", bool, False),
        sources=_pages(table),
        documents=_documents(table),
        line=table.line(),
    )


def _releases(root: Table) -> tuple[Release, ...]:
    found: list[Release] = []
    for table in root.tables("release"):
        number, date = table.require("number", int), table.day("date")
        if number < 1 or (found and (number <= found[-1].number or date < found[-1].date)):
            raise table.refused(
                Words(
                    "un numéro et un jour qui suivent ceux d’avant",
                    "a number and a day that follow those before",
                ),
                key="number",
                value=number,
            )
        found.append(Release(number, date, table.bilingual("note") if "note" in table else None))
        table.refuse_unknown()
    return tuple(found)


def _zone(table: Table) -> ZoneInfo:
    name = table.get("time_zone", str, "Europe/Paris")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise table.refused(
            Words(
                "un fuseau de la base IANA, « Europe/Paris »",
                "a time zone of the IANA database, “Europe/Paris”",
            ),
            key="time_zone",
            value=name,
        ) from None


def _moment(table: Table, key: str, event: Event) -> datetime.datetime | None:
    """A moment of the event, as on the wall; one that the clocks skip, or give twice, is refused: nobody would know when."""
    found = table.raw(key)
    if found is None:
        return None
    if not isinstance(found, datetime.datetime) or found.tzinfo is not None:
        raise table.refused(
            Words(
                "un moment sans fuseau, 2022-09-22T14:00:00 : l’heure du lieu",
                "a date and time without a time zone, 2022-09-22T14:00:00: local time at the venue",
            ),
            key=key,
            value=found,
        )
    if not event.start <= found.date() <= event.end:
        raise table.refused(
            Words(
                f"un moment entre le {event.start.isoformat()} et le {event.end.isoformat()}",
                f"a date and time between {event.start.isoformat()} and {event.end.isoformat()}",
            ),
            key=key,
            value=found.isoformat(),
        )
    here = found.replace(tzinfo=event.zone)
    again = datetime.datetime.fromtimestamp(here.timestamp(), tz=event.zone)
    if again.replace(tzinfo=None) != found or here.utcoffset() != here.replace(fold=1).utcoffset():
        raise table.refused(
            Words(
                "une heure qui existe une fois : les horloges changent cette nuit-là",
                "a time that exists once: clocks change that night",
            ),
            key=key,
            value=found.isoformat(),
        )
    return here


def _session_day(table: Table, event: Event, start: datetime.datetime | None) -> datetime.date | None:
    """The day of a session: that of its hour, else the one that is said, where it is."""
    if "day" not in table:
        return None if start is None else start.date()
    said = table.day("day")
    if not event.start <= said <= event.end or (start is not None and start.date() != said):
        raise table.refused(
            Words(
                "un jour des rencontres, celui de l’heure dite", "a day of the event, that of the time given"
            ),
            key="day",
            value=said.isoformat(),
        )
    return said


def _count(table: Table, key: str) -> int | None:
    found = table.optional(key, int)
    if found is not None and found < 0:
        raise table.refused(Words("un nombre, 0 ou plus", "a number, 0 or more"), key=key, value=found)
    return found


def _one_of(table: Table, key: str, known: tuple[str, ...]) -> str:
    value = table.get(key, str, "")
    if value and value not in known:
        raise table.unknown_word(key, value, known)
    return value


def _people(table: Table, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    found = table.texts(key)
    for one in found:
        if one not in known:
            raise table.unknown_word(key, one, known)
    return tuple(dict.fromkeys(found))


def _languages(table: Table) -> tuple[str, ...]:
    found = table.texts("languages", ("fr",))
    for one in found:
        if one not in LANGUAGES:
            raise table.unknown_word("languages", one, LANGUAGES)
    return found


def _documents(table: Table) -> tuple[Document, ...]:
    found: list[Document] = []
    for one in table.tables("document"):
        url = one.filled("url")
        if not url.startswith(("https://", "http://")):
            raise one.refused(Words("une adresse https://…", "an address https://…"), key="url", value=url)
        found.append(Document(one.bilingual("title"), url))
        one.refuse_unknown()
    return tuple(found)


def _pages(table: Table) -> tuple[str, ...]:
    found = table.texts("sources")
    for one in found:
        if not one.startswith(("https://", "http://")):
            raise table.refused(
                Words("une adresse https://…", "an address https://…"), key="sources", value=one
            )
    return found
