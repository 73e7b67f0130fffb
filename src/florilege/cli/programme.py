"""`florilege programme`: the programme of the exchange days of a study, what clashes in it, and its calendar."""

from __future__ import annotations

import datetime
import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from florilege.cli.application import AsJson, Language, StudyPath, messages
from florilege.exchange.clashes import clashes, title
from florilege.exchange.programme import KINDS, Programme, Session, read_programme
from florilege.faults import StudyFileRefused, Words
from florilege.files import write_whole

FILE = "programme.toml"
UNKNOWN = "—"
CLASHES = 1
"""Exit code of a programme that cannot be held as it is written."""


def programme(
    study: StudyPath,
    ics: Annotated[
        Path | None,
        typer.Option(
            "--ics", help="Write the programme as a calendar (iCalendar) to this file.", show_default=False
        ),
    ] = None,
    schedule: Annotated[
        Path | None,
        typer.Option(
            "--schedule",
            help="Write it for conference software: schedule.xml, or .json by the ending.",
            show_default=False,
        ),
    ] = None,
    site: Annotated[
        str,
        typer.Option(
            "--site",
            help="Domain of the site, part of what identifies a session to calendars; never change it.",
        ),
    ] = "florilege.invalid",
    language: Annotated[Language, typer.Option("--language", help="Language of titles.")] = Language.FR,
    as_json: AsJson = False,
) -> None:
    """Read programme.toml: list its sessions, report clashes (exit 1), and write it for calendars.

    What nobody knows is shown as such: a session without a title by its theme, one without a time by its day.

    Example: florilege programme studies/lieux-innovation --ics days.ics --site study.example.org
    """
    path = (study.parent if study.name == "study.toml" else study) / FILE
    if not path.is_file():
        raise StudyFileRefused(
            Words("le programme des rencontres", "the programme of the exchange days"),
            file=str(path),
            hint=Words("l’écrire : docs/exchange.md", "write it: docs/exchange.md"),
        )
    read = read_programme(path.read_text(encoding="utf-8"), file=str(path))
    found = clashes(read)
    if ics is not None:
        _write_calendar(read, ics, site, language.value)
    if schedule is not None:
        _write_schedule(read, schedule, language.value)
    if as_json:
        json.dump(_as_data(read), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        Console().print(_table(read, language.value))
    for one in found:
        messages.print(one.words.in_language(language.value), markup=False, soft_wrap=True)
    if found:
        raise typer.Exit(CLASHES)


def _write_calendar(read: Programme, out: Path, site: str, language: str) -> None:
    from florilege.exchange.calendars import calendar

    last = read.releases[-1].date if read.releases else read.event.start
    stamp = datetime.datetime.combine(last, datetime.time(), tzinfo=read.event.zone)
    made = calendar(read, language, domain=site, stamp=stamp)
    _write(out, "--ics", made.content, len(read.sessions), len(made.left_out), "a day")


def _write_schedule(read: Programme, out: Path, language: str) -> None:
    from florilege.exchange.schedules import schedule_json, schedule_xml

    makers = {".xml": schedule_xml, ".json": schedule_json}
    if out.suffix not in makers:
        raise typer.BadParameter("a name that ends in .xml or .json", param_hint="--schedule")
    version = str(read.releases[-1].number) if read.releases else "0"
    made = makers[out.suffix](read, language, version=version)
    _write(out, "--schedule", made.content, len(read.sessions), len(made.left_out), "an hour")


def _write(out: Path, option: str, content: bytes, sessions: int, left: int, lacks: str) -> None:
    """Write a file, and say how many sessions it holds. lacks : what those left out lack"""
    if os.path.lexists(out) and not out.is_file():
        raise typer.BadParameter(f"{out} is no file", param_hint=option)
    write_whole(out, content)
    held = sessions - left
    said = f"{out}: {held} session{'s' * (held != 1)}, {left} without {lacks} left out"
    messages.print(said, markup=False, soft_wrap=True)


def _table(read: Programme, language: str) -> Table:
    said = Words("séance|sorte|jour|heures|salle|places", "session|kind|day|hours|room|seats").in_language(
        language
    )
    table = Table(title=read.event.title.in_language(language))
    for name in said.split("|"):
        table.add_column(name)
    for one in read.sessions.values():
        seats, room = read.seats_of(one), read.rooms.get(one.room)
        table.add_row(
            title(read, one).in_language(language),
            KINDS[one.kind].in_language(language),
            one.day.isoformat() if one.day else UNKNOWN,
            _hours(one),
            room.name.in_language(language) if room else UNKNOWN,
            UNKNOWN if seats is None else str(seats),
        )
    return table


def _hours(one: Session) -> str:
    if one.start is None:
        return UNKNOWN
    return f"{one.start:%H:%M}" + (f"–{one.end:%H:%M}" if one.end is not None else "")


def _as_data(read: Programme) -> dict[str, object]:
    return {
        "event": read.event.key,
        "start": read.event.start.isoformat(),
        "end": read.event.end.isoformat(),
        "sessions": [
            {
                "key": one.key,
                "kind": one.kind,
                "title": None if one.title is None else {"fr": one.title.fr, "en": one.title.en},
                "theme": one.theme or None,
                "room": one.room or None,
                "day": one.day.isoformat() if one.day else None,
                "start": one.start.isoformat() if one.start else None,
                "end": one.end.isoformat() if one.end else None,
                "seats": read.seats_of(one),
                "cancelled": one.cancelled,
                "sources": list(one.sources),
            }
            for one in read.sessions.values()
        ],
        "clashes": [
            {
                "kind": one.kind,
                "sessions": list(one.sessions),
                "about": one.about,
                "fr": one.words.fr,
                "en": one.words.en,
            }
            for one in clashes(read)
        ],
    }
