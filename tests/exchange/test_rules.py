"""The rules of registration in `programme.toml`, slots, and who is named in public."""

from __future__ import annotations

import datetime

import pytest

from florilege.exchange.programme import read_programme
from florilege.exchange.programme_edits import Placing, with_release, with_session_placed
from florilege.exchange.public_programme import public_programme
from florilege.exchange.slots import slots
from florilege.faults import InputRefused, StudyFileRefused, Words
from tests.exchange.event import programme

DAYS = """[event]
key = "days"
title = { fr = "Journées", en = "Days" }
start = 2026-10-24
end = 2026-10-25

[registration]
opens = 2026-09-01
"""


def rules(more: str):  # type: ignore[no-untyped-def]
    return read_programme(DAYS + more, file="programme.toml").registration


def test_what_is_not_said_of_registration_has_its_default() -> None:
    found = rules("")
    assert (found.access, found.given, found.closes) == ("open", "arrival", datetime.date(2026, 10, 25))
    assert found.erase == datetime.date(2026, 10, 25) + datetime.timedelta(days=90)
    assert read_programme(DAYS.split("[registration]")[0], file="p").registration is None


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ('access = "opn"', "registration.access"),
        ('access = "domains"', "registration.access"),
        ('access = "domains"\ndomains = ["a b"]', "registration.domains"),
        ("closes = 2026-08-01", "registration.closes"),
        ("closes = 2026-11-01", "registration.closes"),
        ('seats = "ranked"', "registration.shared_out"),
        ('seats = "ranked"\nshared_out = 2026-10-25', "registration.shared_out"),
        ("erase = 2026-10-25", "registration.erase"),
        ("erase = 2030-01-01", "registration.erase"),
        ("erase = 2026-11-01T00:00:00", "registration.erase"),
        ('door = "open"', "registration.door"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_its_key(more: str, column: str) -> None:
    with pytest.raises(StudyFileRefused) as refused:
        rules(more)
    assert refused.value.where.column == column
    assert (refused.value.where.line or 0) >= 7


def test_slots_are_sessions_that_meet_directly_or_by_another() -> None:
    text = DAYS + "".join(
        f'[[session]]\nkey = "{key}"\nstart = 2026-10-24T{start}:00\nend = 2026-10-24T{end}:00\n'
        for key, start, end in (("c", "15:00", "16:00"), ("a", "09:00", "10:00"), ("b", "10:30", "11:30"), ("d", "09:30", "11:00"))
    )  # fmt: skip
    text += '[[session]]\nkey = "all"\nkind = "plenary"\n[[session]]\nkey = "when"\n[[session]]\nkey = "off"\ncancelled = true\n'
    found = slots(read_programme(text, file="programme.toml"))
    assert [one.sessions for one in found] == [("a", "b", "d"), ("c",), ("when",)]


def test_a_slot_is_not_broken_by_the_night_in_which_clocks_change() -> None:
    """In Paris, 25 October 2026, 3:00 becomes 2:00: what lasts from 1:30 to 3:30 lasts three hours."""
    text = (
        DAYS
        + '[[session]]\nkey = "night"\nstart = 2026-10-25T01:30:00\nend = 2026-10-25T03:30:00\n'
        + '[[session]]\nkey = "late"\nstart = 2026-10-25T03:00:00\nend = 2026-10-25T04:00:00\n'
    )
    found = slots(read_programme(text, file="programme.toml"))
    assert [one.sessions for one in found] == [("night", "late")]


def test_nobody_is_named_who_did_not_agree() -> None:
    whole = read_programme(programme(), file="programme.toml")
    shown = public_programme(whole)
    assert whole.sessions["health-1"].chairs == ("anne", "luc")
    assert shown.sessions["health-1"].chairs == ("anne",)
    assert set(shown.people) == {"anne"}


def test_a_release_is_added_to_the_text_and_the_rest_stays() -> None:
    text = programme() + "# a comment of the team\n"
    once = with_release(text, 1, datetime.date(2026, 1, 1), Words("Un", "One"), file="p")
    twice = with_release(once, 2, datetime.date(2026, 1, 2), None, file="p")
    assert "# a comment of the team" in twice
    found = read_programme(twice, file="p")
    assert [(one.number, one.note) for one in found.releases] == [(1, Words("Un", "One")), (2, None)]
    assert found.sessions == read_programme(text, file="p").sessions
    with pytest.raises(StudyFileRefused):
        with_release(twice, 2, datetime.date(2026, 1, 3), None, file="p")


def test_a_session_is_placed_and_nothing_else_changes() -> None:
    text = programme()
    before = read_programme(text, file="p")
    start = before.sessions["water"].start
    assert start is not None
    noon = start.replace(hour=12, tzinfo=None)
    moved = with_session_placed(text, "roofs", Placing("blue", noon, noon.replace(hour=13)), file="p")
    after = read_programme(moved, file="p")
    assert after.sessions["roofs"].room == "blue"
    assert after.sessions["roofs"].start == noon.replace(tzinfo=start.tzinfo)
    assert {key: one for key, one in after.sessions.items() if key != "roofs"} == {
        key: one for key, one in before.sessions.items() if key != "roofs"
    }
    gone = with_session_placed(moved, "roofs", Placing("", None, None, cancelled=True), file="p")
    assert read_programme(gone, file="p").sessions["roofs"].cancelled
    for key, placing in (
        ("moon", Placing("", None, None)),
        ("roofs", Placing("moon", noon, None)),
        ("roofs", Placing("", noon, noon)),
    ):
        with pytest.raises(InputRefused):
            with_session_placed(text, key, placing, file="p")


def test_a_document_is_named_and_stands_somewhere() -> None:
    found = read_programme(programme(), file="p").sessions["health-1"].documents
    assert [(one.title.en, one.url) for one in found] == [("Framing note", "https://example.org/note.pdf")]
    with pytest.raises(StudyFileRefused) as refused:
        read_programme(programme().replace("https://example.org/note.pdf", "note.pdf"), file="p")
    assert refused.value.where.column == "session[1].document[1].url"
