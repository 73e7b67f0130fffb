"""The programme: what is read and refused with its line, what cannot be, what changed, and the example that is shipped."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from florilege.exchange.clashes import PERSON, ROOM, SEATS, clashes, title
from florilege.exchange.programme import WORKSHOP, Programme, read_programme
from florilege.exchange.releases import CANCELLED, MOVED, changes
from florilege.exchange.releases import ROOM as OTHER_ROOM
from florilege.faults import StudyFileRefused

SHIPPED = Path(__file__).parents[2] / "studies" / "lieux-innovation" / "programme.toml"
PROGRAMME = """[event]
key = "days"
title = { fr = "Journées", en = "Days" }
start = 2022-10-29
end = 2022-10-30

[[room]]
key = "blue"
name = { fr = "Salle bleue", en = "Blue room" }
seats = 40

[[theme]]
key = "health"
title = { fr = "santé", en = "health" }

[[person]]
key = "anne"
name = "Anne Martin"
mandate = "elected"
consent = true

[[session]]
key = "one"
title = { fr = "Un", en = "One" }
theme = "health"
room = "blue"
start = 2022-10-29T14:00:00
end = 2022-10-29T15:30:00
seats = 30
most = { metropole = 10 }
chairs = ["anne"]

[[session]]
key = "two"
theme = "health"
room = "blue"
start = 2022-10-29T15:30:00
end = 2022-10-29T17:00:00
speakers = ["anne"]

[[release]]
number = 1
date = 2022-09-01
"""


def read(text: str = PROGRAMME) -> Programme:
    return read_programme(text, file="programme.toml")


def test_what_is_known_is_read_and_what_is_not_stays_unknown() -> None:
    programme = read()
    one, two = programme.sessions["one"], programme.sessions["two"]
    assert one.start is not None
    assert one.start.isoformat() == "2022-10-29T14:00:00+02:00"
    assert (one.kind, programme.seats_of(one), programme.seats_of(two)) == (WORKSHOP, 30, 40)
    assert title(programme, two).fr == "santé (titre non retrouvé)"
    assert (one.day, one.most) == (datetime.date(2022, 10, 29), {"metropole": 10})
    assert programme.people["anne"].consent is True


@pytest.mark.parametrize(
    ("found", "put", "line", "said"),
    [
        ('theme = "health"\nroom', 'theme = "heath"\nroom', 25, 'did you mean "health"?'),
        ('room = "blue"\nstart = 2022-10-29T14', 'room = "red"\nstart = 2022-10-29T14', 26, "blue"),
        ('chairs = ["anne"]', 'chairs = ["ane"]', 31, 'did you mean "anne"?'),
        ("start = 2022-10-29T14:00:00", "start = 2022-10-30T02:30:00", 27, "exists once"),
        ("start = 2022-10-29T14:00:00", "start = 2022-10-31T14:00:00", 27, "between 2022-10-29 and 2022-10-30"),
        ("start = 2022-10-29T14:00:00", "start = 2022-10-29T14:00:00Z", 27, "without a time zone"),
        ("end = 2022-10-29T15:30:00", "end = 2022-10-29T13:30:00", 28, "after the start"),
        ("seats = 30", "seats = -1", 29, "0 or more"),
        ("most = { metropole = 10 }", "most = { metropol = 10 }", 30, "metropole"),
        ('mandate = "elected"', 'mandate = "mayor"', 19, "elected"),
        ('key = "two"', 'key = "one"', 34, "used once"),
        ('key = "two"', 'key = "Two words"', 34, "lower-case letters"),
        ("end = 2022-10-30", "end = 2022-10-28", 5, "after the first"),
        ("number = 1", "number = 0", 42, "follow"),
        ("seats = 40", 'seat = 40', 10, "seats"),
        ('end = 2022-10-30\n', 'end = 2022-10-30\ntime_zone = "Paris"\n', 6, "IANA"),
    ],
)  # fmt: skip
def test_a_slip_is_refused_where_it_stands(found: str, put: str, line: int, said: str) -> None:
    assert found in PROGRAMME
    with pytest.raises(StudyFileRefused) as refused:
        read(PROGRAMME.replace(found, put, 1))
    assert refused.value.where.line == line, str(refused.value)
    assert said in str(refused.value)


def test_what_ends_as_another_begins_does_not_meet_it_and_what_overlaps_clashes_by_room_and_by_person() -> (
    None
):
    assert clashes(read()) == ()
    early = read(PROGRAMME.replace("start = 2022-10-29T15:30:00", "start = 2022-10-29T15:00:00"))
    found = clashes(early)
    assert [(one.kind, one.sessions, one.about) for one in found] == [
        (ROOM, ("one", "two"), "blue"), (PERSON, ("one", "two"), "anne"),
    ]  # fmt: skip
    assert found[1].words.en == "Anne Martin: “One” and “health (title not found)” at the same time"
    cancelled = PROGRAMME.replace(
        "start = 2022-10-29T15:30:00", "start = 2022-10-29T15:00:00\ncancelled = true"
    )
    assert clashes(read(cancelled)) == ()
    (full,) = clashes(read(PROGRAMME.replace("seats = 30", "seats = 50")))
    assert (full.kind, full.words.fr) == (SEATS, "« Un » : 50 places dans une salle de 40")


def test_changes_say_what_whoever_comes_has_to_know() -> None:
    later = PROGRAMME.replace("start = 2022-10-29T15:30:00", "start = 2022-10-29T16:00:00")
    (moved,) = changes(read(), read(later))
    assert (moved.kind, moved.session) == (MOVED, "two")
    assert moved.words.en == (
        "“health (title not found)”: 2022-10-29, 16:00–17:00, instead of 2022-10-29, 15:30–17:00"
    )
    (gone,) = changes(read(), read(PROGRAMME.replace("seats = 30", "seats = 30\ncancelled = true")))
    assert (gone.kind, gone.words.fr) == (CANCELLED, "annulé : « Un »")
    elsewhere = PROGRAMME.replace('room = "blue"\nstart = 2022-10-29T14', "start = 2022-10-29T14")
    kinds = [one.kind for one in changes(read(), read(elsewhere))]
    assert kinds == [OTHER_ROOM]
    assert changes(read(), read()) == ()


def test_the_example_shipped_says_what_sources_say_and_nothing_else() -> None:
    programme = read_programme(SHIPPED.read_text(encoding="utf-8"), file="programme.toml")
    workshops = [one for one in programme.sessions.values() if one.kind == WORKSHOP]
    assert len(workshops) == 11
    assert sum(bool(one.theme) for one in workshops) == 4
    assert all(one.title is None and one.start is None and not one.room and one.sources for one in workshops)
    assert programme.sessions["plenary"].day == datetime.date(2022, 9, 23)
    assert (programme.event.start, programme.event.end) == (
        datetime.date(2022, 9, 22),
        datetime.date(2022, 9, 23),
    )
    assert clashes(programme) == ()
