"""Practices written to their files: a whole one, and what comes after it, each without touching the rest of the file."""

from __future__ import annotations

import datetime
import re

import tomlkit
from msgspec.structs import replace
from tomlkit.items import AoT, Item, Table

from florilege.exchange.practices import TEXTS, TITLE, UNKNOWN, Practice, Trial
from florilege.faults import StudyFileRefused, Words
from florilege.territory.names import plain

_LONGEST_KEY = 60
_UNSAID = re.compile(r"[^a-z0-9]+")


def key_for(title: str, taken: frozenset[str]) -> str:
    """A key for the file of a practice, of its title; a number tells it from those that are taken."""
    base = _UNSAID.sub("-", plain(title))[:_LONGEST_KEY].strip("-") or "pratique"
    rank, key = 1, base
    while key in taken:
        rank += 1
        key = f"{base}-{rank}"
    return key


def written_practice(practice: Practice) -> str:
    """The text of its file; what nobody said is left out."""
    document = tomlkit.document()
    document.add("kind", tomlkit.item(practice.kind))
    document.add("language", tomlkit.item(practice.language))
    document.add("author", tomlkit.item(practice.author))
    document.add("date", tomlkit.item(practice.date))
    for name, day in (("validated", practice.validated), ("withdrawn", practice.withdrawn)):
        if day is not None:
            document.add(name, tomlkit.item(day))
    for name in ("withdrawn_reason", "event", "session"):
        if said := getattr(practice, name):
            document.add(name, tomlkit.item(said))
    for name in ("territories", "themes", "places", "actors"):
        if several := getattr(practice, name):
            document.add(name, tomlkit.item(list(several)))
    for name in TEXTS:
        if name in practice.texts:
            document.add(name, _text(practice.texts[name].text, one_line=name == TITLE))
    other = {name: said.other for name, said in practice.texts.items() if said.other}
    if other:
        table = tomlkit.table()
        for name, said in other.items():
            table.add(name, _text(said, one_line=name == TITLE))
        document.add("other", table)
    if practice.contact is not None:
        table = tomlkit.table()
        for name in ("name", "function", "organisation", "phone", "page"):
            if said := getattr(practice.contact, name):
                table.add(name, tomlkit.item(said))
        table.add("consent", tomlkit.item(practice.contact.consent))
        document.add("contact", table)
    if practice.trials:
        series = tomlkit.aot()
        for one in practice.trials:
            series.append(_trial(one))
        document.add("trial", series)
    return tomlkit.dumps(document)


def with_trial(text: str, trial: Trial) -> str:
    """The file with one more territory that wants to try; one that is there already stays as it is."""
    document = tomlkit.parse(text)
    series = document.get("trial")
    if not isinstance(series, AoT):
        document["trial"] = series = tomlkit.aot()
    if all(one.get("territory") != trial.territory for one in series):
        series.append(_trial(trial))
    return tomlkit.dumps(document)


def with_outcome(text: str, trial: Trial, *, file: str) -> str:
    """The file with what came of a trial; raises StudyFileRefused where nobody of that territory wanted to try."""
    document = tomlkit.parse(text)
    for rank, one in enumerate(document.get("trial", ())):
        if one.get("territory") == trial.territory:
            document["trial"][rank] = _trial(replace(trial, date=one["date"]))
            return tomlkit.dumps(document)
    raise StudyFileRefused(
        Words("un territoire qui veut essayer", "a territory that wants to try"),
        file=file,
        column="trial",
        value=trial.territory,
    )


def withdrawn(text: str, day: datetime.date, reason: str) -> str:
    """The file of a practice taken back: kept, and shown no more."""
    return _with_keys(text, {"withdrawn": tomlkit.item(day), "withdrawn_reason": tomlkit.item(reason)})


def given_back(text: str) -> str:
    """The file of a practice that is shown again."""
    return _with_keys(text, {"withdrawn": None, "withdrawn_reason": None})


def _with_keys(text: str, keys: dict[str, Item | None]) -> str:
    """The file with some keys of its root set, or taken out."""
    document = tomlkit.parse(text)
    for key, value in keys.items():
        document.pop(key, None)
        if value is not None:
            document.add(key, value)
    return tomlkit.dumps(document)


def _trial(one: Trial) -> Table:
    table = tomlkit.table()
    table.add("territory", tomlkit.item(one.territory))
    table.add("date", tomlkit.item(one.date))
    if one.outcome != UNKNOWN or one.reported is not None:
        table.add("outcome", tomlkit.item(one.outcome))
    if one.text:
        table.add("text", _text(one.text, one_line=False))
        table.add("language", tomlkit.item(one.language))
    if one.reported is not None:
        table.add("told", tomlkit.item(one.reported))
    return table


def _text(text: str, *, one_line: bool) -> Item:
    return tomlkit.string(
        " ".join(text.split()) if one_line else text, multiline=not one_line and "\n" in text
    )
