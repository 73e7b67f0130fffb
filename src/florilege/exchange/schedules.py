"""The programme as conference software reads it: `schedule.xml` and its JSON, the format of pentabarf, frab and pretalx.

Both are made of the same entries. The format asks each session for its hour and its length: one without is left out, and counted.
Numbers and GUIDs come from the keys, so that an application that follows the programme sees a session moved, not another.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.exchange.clashes import title
from florilege.exchange.programme import KINDS, Programme, Session
from florilege.faults import Words

UNKNOWN_ROOM = Words("salle à préciser", "room to be announced")
_NAMES = uuid.UUID("6f0d4ff0-8a3b-5c7e-9b1d-2f6f0f6c6c11")
"""Under which GUIDs are drawn from keys: drawn once, for ever."""
_LARGEST = 2**31 - 1


class _Day(Struct, frozen=True):
    """A day of the event. rooms : name → its sessions by their hour"""

    index: int
    date: str
    start: str
    end: str
    rooms: Mapping[str, Sequence[Mapping[str, object]]]


class Made(Struct, frozen=True):
    """A schedule as a file. left_out : keys of sessions without an hour or a length, or cancelled"""

    content: bytes
    left_out: tuple[str, ...]


def schedule_xml(programme: Programme, language: str, *, version: str, address: str = "") -> Made:
    """`schedule.xml` in a language. version : of the release; address : of the page of the programme"""
    root = ET.Element("schedule")
    ET.SubElement(root, "version").text = version
    conference = ET.SubElement(root, "conference")
    for name, text in _conference(programme, language).items():
        ET.SubElement(conference, name).text = str(text)
    for day in _days(programme, language, address):
        held = ET.SubElement(root, "day", index=str(day.index), date=day.date, start=day.start, end=day.end)
        for room, entries in day.rooms.items():
            stands = ET.SubElement(held, "room", name=room)
            for entry in entries:
                stands.append(_event(entry))
    ET.indent(root)
    return Made(ET.tostring(root, encoding="utf-8", xml_declaration=True), _left_out(programme))


def schedule_json(programme: Programme, language: str, *, version: str, address: str = "") -> Made:
    """The same as JSON."""
    days = [
        {"index": one.index, "date": one.date, "day_start": one.start, "day_end": one.end, "rooms": one.rooms}
        for one in _days(programme, language, address)
    ]
    conference = {
        **_conference(programme, language),
        "daysCount": len(days),
        "time_zone_name": programme.event.zone.key,
        "days": days,
    }
    said = {"schedule": {"version": version, "conference": conference}}
    return Made(json.dumps(said, ensure_ascii=False, indent=1).encode(), _left_out(programme))


def _conference(programme: Programme, language: str) -> dict[str, str]:
    event = programme.event
    return {
        "title": event.title.in_language(language),
        "acronym": event.key,
        "start": event.start.isoformat(),
        "end": event.end.isoformat(),
    }


def _days(programme: Programme, language: str, address: str) -> list[_Day]:
    """Each day of the event, its rooms in the order of the programme, the sessions of each by their hour."""
    event = programme.event
    days: list[_Day] = []
    for index in range((event.end - event.start).days + 1):
        date = event.start + datetime.timedelta(days=index)
        rooms: dict[str, list[dict[str, object]]] = {}
        for one in sorted(
            _held(programme, date), key=lambda one: (one.start.timestamp() if one.start else 0.0, one.key)
        ):
            room = programme.rooms.get(one.room)
            name = (room.name if room is not None else UNKNOWN_ROOM).in_language(language)
            rooms.setdefault(name, []).append(_entry(programme, one, name, language, address))
        begins = datetime.datetime.combine(date, datetime.time(), tzinfo=event.zone)
        ends = datetime.datetime.combine(date, datetime.time(23, 59, 59), tzinfo=event.zone)
        days.append(_Day(index + 1, date.isoformat(), begins.isoformat(), ends.isoformat(), rooms))
    return days


def _held(programme: Programme, date: datetime.date) -> Sequence[Session]:
    return [one for one in programme.sessions.values() if _has_hours(one) and one.day == date]


def _has_hours(one: Session) -> bool:
    return one.start is not None and one.end is not None and not one.cancelled


def _left_out(programme: Programme) -> tuple[str, ...]:
    return tuple(one.key for one in programme.sessions.values() if not _has_hours(one))


def _entry(programme: Programme, one: Session, room: str, language: str, address: str) -> dict[str, object]:
    assert one.start is not None
    assert one.end is not None
    name = f"{programme.event.key}.{one.key}"
    minutes = round((one.end.timestamp() - one.start.timestamp()) / 60)
    theme = programme.themes.get(one.theme)
    named = [programme.people[key] for key in one.people if programme.people[key].consent]
    return {
        "id": _number(name),
        "guid": str(uuid.uuid5(_NAMES, name)),
        "date": one.start.isoformat(),
        "start": f"{one.start:%H:%M}",
        "duration": f"{minutes // 60:02d}:{minutes % 60:02d}",
        "room": room,
        "slug": name.replace(".", "-"),
        "url": f"{address}#{one.key}" if address else "",
        "title": title(programme, one).in_language(language),
        "subtitle": "",
        "track": theme.in_language(language) if theme is not None else "",
        "type": KINDS[one.kind].in_language(language),
        "language": one.languages[0] if one.languages else "",
        "abstract": "",
        "description": "",
        "persons": [
            {"id": _number(f"{programme.event.key}.person.{who.key}"), "public_name": who.name}
            for who in named
        ],
        "links": [{"url": page, "title": page} for page in one.sources],
    }


def _event(entry: Mapping[str, object]) -> ET.Element:
    made = ET.Element("event", id=str(entry["id"]), guid=str(entry["guid"]))
    for name in (
        "date",
        "start",
        "duration",
        "room",
        "slug",
        "title",
        "subtitle",
        "track",
        "type",
        "language",
        "abstract",
    ):
        ET.SubElement(made, name).text = str(entry[name])
    persons, links = entry["persons"], entry["links"]
    assert isinstance(persons, list)
    assert isinstance(links, list)
    stands = ET.SubElement(made, "persons")
    for who in persons:
        ET.SubElement(stands, "person", id=str(who["id"])).text = str(who["public_name"])
    pages = ET.SubElement(made, "links")
    for page in links:
        ET.SubElement(pages, "link", href=str(page["url"])).text = str(page["title"])
    return made


def _number(name: str) -> int:
    """A whole number, 1 or more, that a name always has."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8]) % _LARGEST + 1
