"""Seats given, waited for, offered, shared out by preferences, moved by a release, taken at the door."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journey_reports import reported

SITS, WAITS, OFFER = "seated", "waiting", "offered"


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found: dict[str, Any] = reported(tmp_path_factory, "exchange/seating_journeys.py")
    return found


def test_the_waiting_list_says_why_and_moves_by_itself(met: dict[str, Any]) -> None:
    found = met["waiting"]
    assert found["seats"]["rennes1"] == {"health-1": SITS}
    assert found["seats"]["rennes2"] == {
        "health-1": WAITS,
        "roofs": SITS,
    }  # the ceiling of métropoles, not the room
    assert found["seats"]["alone"] == {"health-1": WAITS}
    assert [one[:2] for one in found["line"]] == [["alone", 1], ["reims2", 2], ["rennes2", 0]]
    assert "ceux qui n’en ont aucune passent avant" in found["line"][1][2]
    assert "à ce type de territoire" in found["line"][2][2]
    assert found["a seat is freed"] == {"rennes2": WAITS, "reims2": WAITS, "alone": OFFER}
    assert found["offer letter"] == [True, True]
    assert found["offered seats are taken"] == {"health-1": WAITS}


def test_an_offer_that_nobody_answers_goes_to_the_next_and_comes_back_with_another_seat(
    met: dict[str, Any],
) -> None:
    found = met["waiting"]
    assert found["offer ends"] == ["freed seat offered to the next person", WAITS, OFFER]
    assert found["offer ends once"] == "nothing to do"
    assert found["too late"] is True
    assert found["offer on the page"] == [True, True]
    assert found["moved onto one another"] is True
    assert found["chosen again"] == {"health-1": SITS, "roofs": "left"}
    assert found["declined"] == [WAITS, OFFER]
    assert found["accepted"] == {"health-1": SITS, "roofs": "left"}
    assert found["moved on"] == {"rennes2": {"health-1": WAITS, "roofs": SITS}, "late": {"health-1": WAITS}}
    assert found["explained"] == [True, True]
    assert found["freed again"] == {"alone": OFFER, "rennes2": WAITS}
    assert found["ceiling lets go"][:2] == [WAITS, OFFER]


def test_wishes_change_without_losing_what_stays(met: dict[str, Any]) -> None:
    found = met["wishes"]
    assert found["third"] == {"health-1": WAITS, "roofs": SITS}
    assert found["changed"] == [302, {"health-1": "left", "roofs": SITS, "water": SITS}, OFFER]
    assert found["what stays keeps its moment"] is True
    assert found["unknown button"] == 422


def test_what_somebody_leaves_for_better_is_offered_to_those_who_wait(met: dict[str, Any]) -> None:
    found = met["wishes"]
    assert found["wanted more, and got"] == {"health-1": SITS, "roofs": "left"}
    assert found["what she left is offered"] == 1
    assert found["after giving up"] == []


def test_whoever_gives_up_is_erased_at_once_and_told(met: dict[str, Any]) -> None:
    assert met["waiting"]["erased at once"] == 1
    assert met["wishes"]["cancelled by herself"] == [302, 0]
    assert met["wishes"]["her page is gone"] is True
    assert met["wishes"]["her letter"] is True
    assert met["wishes"]["her letters"] == ["exchange-ended"]


def test_of_many_at_once_no_room_holds_more_than_its_seats(met: dict[str, Any]) -> None:
    assert met["at once"] == {
        "faults": [], "seated": {"roofs": 3, "health-1": 2}, "waiting": 17, "offered after": 3,
    }  # fmt: skip


def test_seats_shared_out_by_preferences_once_and_explained(met: dict[str, Any]) -> None:
    found = met["ranked"]
    assert (found["no seat yet"], found["planned once"]) == (0, 1)
    assert found["said on the page"] is True
    assert found["shared"] == "2 slots allocated"
    assert [found["seats"][name] for name in ("p1", "p2")] == [{"health-1": SITS}] * 2
    assert [found["seats"][name] for name in ("p3", "p4")] == [{"health-1": WAITS, "roofs": SITS}] * 2
    assert found["why"] == [True, False]
    assert found["letters"] == 4
    assert found["too early"] == ["nothing to do", 1]
    assert found["after the sharing"] == {"health-1": WAITS, "roofs": SITS}
    assert found["confirmed after the sharing"] == {"health-1": WAITS, "roofs": WAITS}
    assert (found["again"], found["by a person, again"]) == ("nothing to do", True)
    assert found["record"] == [4, 0, [2, 2]]


def test_a_mark_of_the_door_counts_once_whoever_sends_it(met: dict[str, Any]) -> None:
    found = met["check in"]
    said = {
        name: next(iter(one.values()))
        for name, one in found.items()
        if isinstance(one, dict) and name != "counts"
    }
    assert said == {
        "first": "came", "sent again": "again", "another device": "again", "in a session": "came", "small letters": "came",
        "nobody": "unknown", "no session": "unreadable", "no moment": "unreadable", "of the future": "again",
        "no name": "unreadable", "whoever gave up": "unknown",
    }  # fmt: skip
    assert found["counts"] == {"": 1, "health-1": 1, "water": 1}
    assert found["expected"] == [["absent", False], ["came", True]]
    assert found["taken back"] == [1, 0]


def test_a_release_moves_seats_and_is_said_to_those_concerned_alone(met: dict[str, Any]) -> None:
    found = met["released"]
    assert found["first"] == [1, 0]
    assert found["nothing changed"] is True
    assert found["second"] == [2, ["cancelled", "moved", "room", "seats"]]
    assert found["written"] == [2, ["cancelled", "moved"]]
    assert found["seats"] == {
        "moved": {"roofs": SITS}, "cancelled": {"water": "left"}, "waits": {"health-1": OFFER},
    }  # fmt: skip
    assert found["duty"] == ["first release: nothing has changed", "people notified: 1"]
    assert found["letters after it"] == 2
    assert found["wishes follow"] == {"health-1": ["health-1"], "roofs": ["roofs"]}


def test_what_is_public_of_a_programme_is_its_last_release(met: dict[str, Any]) -> None:
    found = met["released"]
    assert found["page"] == [True] * 4
    assert found["documents"] is True
    assert found["sequence"] is True
    assert found["waits for a release"] is True
    assert found["journal"] == [
        "exchange.check_in_undone",
        "exchange.share",
        "exchange.release",
        "exchange.session",
        "exchange.release",
    ]
