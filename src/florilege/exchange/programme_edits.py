"""The text of a programme changed where a person changes it: a release added, a session moved; the rest stays as it is written."""

from __future__ import annotations

import datetime

import tomlkit
from msgspec import Struct
from tomlkit.items import AoT, Table

from florilege.exchange.programme import read_programme
from florilege.faults import InputRefused, Words


class Placing(Struct, frozen=True):
    """Where and when a session is held. room : "" for none; start, end : as on the wall of the venue, None where not known"""

    room: str
    start: datetime.datetime | None
    end: datetime.datetime | None
    cancelled: bool = False


def with_release(text: str, number: int, day: datetime.date, note: Words | None, *, file: str) -> str:
    """The programme with one release more; raises StudyFileRefused for a number or a day that does not follow."""
    document = tomlkit.parse(text)
    table = tomlkit.table()
    table.append("number", number)
    table.append("date", day)
    if note is not None:
        both = tomlkit.inline_table()
        both.append("fr", note.fr)
        both.append("en", note.en)
        table.append("note", both)
    releases = document.get("release")
    if releases is None:
        document.append("release", tomlkit.aot())
        releases = document["release"]
    if isinstance(releases, AoT):
        releases.append(table)
    changed = tomlkit.dumps(document)
    read_programme(changed, file=file)
    return changed


def with_session_placed(text: str, key: str, placing: Placing, *, file: str) -> str:
    """The programme with a session held elsewhere or at another time; raises InputRefused for what cannot be."""
    document = tomlkit.parse(text)
    sessions = document.get("session")
    found = next((one for one in sessions or () if one.get("key") == key), None)
    if not isinstance(found, Table):
        raise InputRefused(
            Words("une séance du programme", "a session of the programme"), column="session", value=key[:60]
        )
    for name, value in (("room", placing.room or None), ("start", placing.start), ("end", placing.end)):
        if value is not None:
            found[name] = value
        elif name in found:
            del found[name]
    if placing.start is not None and "day" in found:
        del found["day"]  # the hour says the day
    if placing.cancelled:
        found["cancelled"] = True
    elif "cancelled" in found:
        del found["cancelled"]
    changed = tomlkit.dumps(document)
    read_programme(changed, file=file)
    return changed
