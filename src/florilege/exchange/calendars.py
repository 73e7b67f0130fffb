"""The programme for calendars (iCalendar, RFC 5545): the event, a session, or those of one person.

A session keeps its UID for ever and counts its changes (SEQUENCE), so that a calendar that has it already moves it in place of
adding another. A session without an hour stands on its day; one without a day is left out, and counted.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from icalendar import Calendar, Event
from msgspec import Struct

from florilege.exchange.clashes import title
from florilege.exchange.programme import KINDS, Programme, Session
from florilege.exchange.releases import CONCERNING, changes
from florilege.faults import Words

PRODUCT = "-//Florilege//exchange days//FR"
LONGEST = 1000
"""Characters of a description."""


class Made(Struct, frozen=True):
    """A calendar as a file. left_out : keys of sessions without a day"""

    content: bytes
    left_out: tuple[str, ...]


def sequences(releases: Sequence[Programme]) -> Mapping[str, int]:
    """How often each session changed for whoever has it in a calendar, over the releases made public, oldest first."""
    counts: dict[str, int] = {}
    for before, after in pairwise(releases):
        moved = {one.session for one in changes(before, after) if one.kind in CONCERNING}
        for key in moved:
            counts[key] = counts.get(key, 0) + 1
    return counts


def calendar(
    programme: Programme,
    language: str,
    *,
    domain: str,
    stamp: datetime.datetime,
    only: Collection[str] | None = None,
    sequence: Mapping[str, int] | None = None,
    address: str = "",
) -> Made:
    """The calendar of a programme in a language.

    domain : of the site, which makes UIDs unique in the world and has to stay; stamp : when this state was made public, with its
    zone; only : keys of the sessions wanted, None for all; address : of the page of the programme, under which sessions are anchors
    """
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", programme.event.title.in_language(language))
    made.add("x-wr-timezone", programme.event.zone.key)
    left_out: list[str] = []
    for session in programme.sessions.values():
        if only is not None and session.key not in only:
            continue
        if session.day is None:
            left_out.append(session.key)
            continue
        number = (sequence or {}).get(session.key, 0)
        made.add_component(_entry(programme, session, language, domain, stamp, number, address))
    made.add_missing_timezones()
    return Made(made.to_ical(), tuple(left_out))


def _entry(
    programme: Programme,
    session: Session,
    language: str,
    domain: str,
    stamp: datetime.datetime,
    number: int,
    address: str,
) -> Event:
    entry = Event()
    entry.add("uid", f"{programme.event.key}.{session.key}@{domain}")
    entry.add("dtstamp", stamp.astimezone(datetime.UTC))
    entry.add("sequence", number)
    entry.add("summary", title(programme, session).in_language(language))
    entry.add("status", "CANCELLED" if session.cancelled else "CONFIRMED")
    entry.add("categories", [KINDS[session.kind].in_language(language)])
    if session.start is not None:
        entry.add("dtstart", session.start)
        if session.end is not None:
            entry.add("dtend", session.end)
    elif session.day is not None:
        entry.add("dtstart", session.day)
        entry.add("dtend", session.day + datetime.timedelta(days=1))  # of whole days the end is the day after
    where = [place for place in (_room(programme, session), programme.event.venue) if place is not None]
    if where:
        entry.add("location", ", ".join(one.in_language(language) for one in where))
    if said := _description(programme, session, language):
        entry.add("description", said[:LONGEST])
    if address:
        entry.add("url", f"{address}#{session.key}")
    return entry


def _room(programme: Programme, session: Session) -> Words | None:
    room = programme.rooms.get(session.room)
    return None if room is None else room.name


def _description(programme: Programme, session: Session, language: str) -> str:
    """Theme and whoever agreed to be named."""
    theme = programme.themes.get(session.theme)
    named = [programme.people[key] for key in session.people if programme.people[key].consent]
    parts = [
        theme.in_language(language) if theme is not None and session.title is not None else "",
        ", ".join(f"{one.name} ({one.organisation})" if one.organisation else one.name for one in named),
    ]
    return "\n".join(part for part in parts if part)
