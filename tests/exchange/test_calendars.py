"""Calendars, read back by a parser: one entry a session, in its zone, moved in place, without those who did not agree."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar

from florilege.exchange.calendars import Made, calendar, sequences
from florilege.exchange.programme import read_programme
from tests.exchange.test_programme import PROGRAMME, SHIPPED, read

STAMP = datetime.datetime(2022, 9, 1, 8, tzinfo=datetime.UTC)


def made(text: str = PROGRAMME, language: str = "fr", **more: object) -> Made:
    return calendar(read(text), language, domain="study.example.org", stamp=STAMP, **more)  # type: ignore[arg-type]


def test_a_parser_finds_each_session_at_its_hour_in_the_zone_of_the_venue() -> None:
    found = Calendar.from_ical(made().content)
    one, two = found.walk("VEVENT")
    assert one.decoded("dtstart") == datetime.datetime(2022, 10, 29, 14, tzinfo=ZoneInfo("Europe/Paris"))
    assert str(one["uid"]) == "days.one@study.example.org"
    assert str(one["summary"]) == "Un"
    assert str(two["summary"]) == "santé (titre non retrouvé)"
    assert str(one["location"]) == "Salle bleue"
    assert one.decoded("dtstamp") == STAMP
    (zone,) = found.walk("VTIMEZONE")
    assert str(zone["tzid"]) == "Europe/Paris"
    assert made().content == made().content


def test_lines_are_folded_and_text_is_escaped() -> None:
    text = PROGRAMME.replace(
        '{ fr = "Un", en = "One" }', f'{{ fr = "Élus, agents; {"é" * 80}", en = "One" }}'
    )
    content = made(text).content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    (one, _) = Calendar.from_ical(content).walk("VEVENT")
    assert str(one["summary"]) == f"Élus, agents; {'é' * 80}"


def test_who_did_not_agree_is_not_named() -> None:
    assert b"Anne Martin" in made().content
    assert b"Anne Martin" not in made(PROGRAMME.replace("consent = true", "consent = false")).content


def test_what_moves_keeps_its_uid_and_counts_and_what_is_cancelled_says_so() -> None:
    later = PROGRAMME.replace("start = 2022-10-29T15:30:00", "start = 2022-10-29T16:00:00")
    counts = sequences([read(), read(later), read(later.replace('title = { fr = "Un", en = "One" }\n', ""))])
    assert counts == {"two": 1}
    _, two = Calendar.from_ical(made(later, sequence=counts).content).walk("VEVENT")
    assert (int(two["sequence"]), str(two["uid"])) == (1, "days.two@study.example.org")
    cancelled = made(PROGRAMME.replace("seats = 30", "seats = 30\ncancelled = true"))
    assert b"STATUS:CANCELLED" in cancelled.content


def test_a_personal_calendar_holds_its_sessions_alone() -> None:
    found = made(only={"two"}, language="en", address="https://study.example.org/en/rencontres/")
    (two,) = Calendar.from_ical(found.content).walk("VEVENT")
    assert str(two["url"]) == "https://study.example.org/en/rencontres/#two"


def test_a_session_without_an_hour_stands_on_its_day_and_one_without_a_day_is_counted() -> None:
    programme = read_programme(SHIPPED.read_text(encoding="utf-8"), file="programme.toml")
    found = calendar(programme, "en", domain="study.example.org", stamp=STAMP)
    (plenary,) = Calendar.from_ical(found.content).walk("VEVENT")
    assert plenary.decoded("dtstart") == datetime.date(2022, 9, 23)
    assert plenary.decoded("dtend") == datetime.date(2022, 9, 24)
    assert len(found.left_out) == 11
