"""The files of the exchange days: calendars, the schedule of conference software, a table; the same bytes for the same store."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from functools import partial

from florilege.csv_lines import harmless, write_lines
from florilege.exchange.calendars import calendar
from florilege.exchange.clashes import title
from florilege.exchange.programme import KINDS
from florilege.exchange.schedules import schedule_json, schedule_xml
from florilege.web.publication.contents.exchange import ExchangeDays
from florilege.web.publication.pages.exchange import practice_table
from florilege.web.publication.pages.exchange.programme import session_calendar
from florilege.web.publication.text.links import LANGUAGE_PREFIX, LANGUAGES

FOLDER = "rencontres/fichiers/"
"""Where the files stand in the site."""
PAGE = "rencontres/"
UNKNOWN_SITE = "florilege.invalid"
"""Domain of UIDs where the site's is not known: of the event's key, they stay unique among the events of a calendar."""
TABLE = "programme.csv"
COLUMNS = (
    "key", "kind", "title_fr", "title_en", "theme_fr", "theme_en", "room_fr", "room_en", "day", "start", "end", "seats",
    "chairs", "speakers", "cancelled", "sources",
)  # fmt: skip
Makers = Mapping[str, Callable[[], bytes]]


def files(days: ExchangeDays, address: str) -> Makers:
    """Name → what makes the file. address : of the site, "" where it is not known"""
    made: dict[str, Callable[[], bytes]] = {}
    for language in LANGUAGES:
        made[f"programme.{language}.ics"] = partial(_calendar, days, language, address, None)
        made[f"schedule.{language}.xml"] = partial(_schedule, days, language, address, xml=True)
        made[f"schedule.{language}.json"] = partial(_schedule, days, language, address, xml=False)
        for key, one in days.programme.sessions.items():
            if one.day is not None:
                made[session_calendar(key, language)] = partial(_calendar, days, language, address, key)
    made[TABLE] = partial(_table, days)
    if days.practices.by_key:
        made[practice_table.NAME] = partial(practice_table.table, days.practices)
    return made


def page_address(address: str, language: str) -> str:
    """The whole address of the page of the programme, "" where that of the site is not known."""
    return f"{address.rstrip('/')}/{LANGUAGE_PREFIX[language]}{PAGE}" if address else ""


def domain_of(address: str) -> str:
    """The domain that stands in UIDs."""
    return address.split("//")[-1].split("/")[0].split(":")[0] or UNKNOWN_SITE


def made_public(days: ExchangeDays) -> datetime.datetime:
    """When this state of the programme was made public: the day of its release, else that of the event, which never moves."""
    day = days.releases[0].release.date if days.releases else days.programme.event.start
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


def _calendar(days: ExchangeDays, language: str, address: str, key: str | None) -> bytes:
    return calendar(
        days.programme,
        language,
        domain=domain_of(address),
        stamp=made_public(days),
        only=None if key is None else (key,),
        sequence=days.sequence,
        address=page_address(address, language),
    ).content


def _schedule(days: ExchangeDays, language: str, address: str, *, xml: bool) -> bytes:
    version = str(days.releases[0].release.number) if days.releases else "1"
    make = schedule_xml if xml else schedule_json
    return make(days.programme, language, version=version, address=page_address(address, language)).content


def _table(days: ExchangeDays) -> bytes:
    programme = days.programme
    rows: list[list[str]] = []
    for one in programme.sessions.values():
        said, theme, room = (
            title(programme, one),
            programme.themes.get(one.theme),
            programme.rooms.get(one.room),
        )
        seats = programme.seats_of(one)
        row = (
            one.key, KINDS[one.kind].en, said.fr, said.en, theme.fr if theme else "", theme.en if theme else "",
            room.name.fr if room else "", room.name.en if room else "", one.day.isoformat() if one.day else "",
            one.start.isoformat() if one.start else "", one.end.isoformat() if one.end else "",
            "" if seats is None else str(seats), *(", ".join(programme.people[key].name for key in group) for group in (one.chairs, one.speakers)),
            "yes" if one.cancelled else "no", " ".join(one.sources),
        )  # fmt: skip
        rows.append([harmless(cell) for cell in row])
    return write_lines(COLUMNS, rows).encode()
