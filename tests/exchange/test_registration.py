"""Registered by a form and confirmed by a link, by a door that is open or not; held for a day; erased one day."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journey_reports import reported

SITS, WAITS, OFFER = "seated", "waiting", "offered"


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found: dict[str, Any] = reported(tmp_path_factory, "exchange/registration_journeys.py")
    return found


def test_a_form_gives_seats_at_once_and_a_link_confirms_them(met: dict[str, Any]) -> None:
    found = met["form"]
    assert met["no programme"] == 404
    assert found["form"] == [True, False, True]  # who did not agree to be named is not
    assert found["registered"] == [302, True]
    assert found["seats"] == {"health-1": SITS, "water": SITS}
    assert found["written once"] == ["letters written: 1", "letters written: 0"]
    assert found["on the programme"] is True
    assert found["link opens nothing by itself"] == [200, True, "held"]
    assert found["confirmed"] == [302, "confirmed"]


def test_a_page_is_one_person_s_own(met: dict[str, Any]) -> None:
    found = met["form"]
    assert found["strangers"] == [True, 404]
    assert found["own page"] == [True] * 4
    assert found["link used again"] == [410, True, 302]
    assert found["calendar"] == ["Eau", "Plénière", "Soigner en ville"]
    assert found["in English"] is True
    assert met["forged"] is True


def test_registering_twice_changes_nothing_and_is_said_by_letter_alone(met: dict[str, Any]) -> None:
    assert met["form"]["twice"] == [302, 1, 1]
    assert met["form"]["same form sent twice"] == [302, 422]


def test_a_form_that_cannot_be_read_is_given_back(met: dict[str, Any]) -> None:
    found = met["bad"]
    refused = (
        "no name", "long name", "unknown kind", "no territory", "unknown territory", "same choice twice",
        "a session of another slot", "no address", "two lines", "at once",
    )  # fmt: skip
    assert {name: found[name] for name in refused} == dict.fromkeys(refused, 422)
    assert (found["longest name"], found["a partner of no territory"]) == (302, 302)
    assert found["several"] == [422, True, True]
    assert found["chosen among several"] == 302
    assert found["nothing kept"] == 0
    assert found["too many"] == [40, 2]


def test_an_address_never_confirmed_gives_its_seats_back(met: dict[str, Any]) -> None:
    found = met["holds"]
    assert found["hours"] == 24
    assert found["in time"].startswith("seats freed by 0 ")
    assert found["ended"][0].startswith("seats freed by 1 ")
    assert found["ended"][1:] == [True, ""]
    assert (found["next"], found["sure"]) == (OFFER, SITS)


def test_of_people_who_come_at_one_moment_each_is_told_her_own(met: dict[str, Any]) -> None:
    assert met["together"] == {
        "became": ["known", *["registered"] * 7], "rows": 7, "seated": 2, "waiting": 5, "letters": 1,
    }  # fmt: skip


def test_people_are_erased_on_the_day_said_and_counts_stay(met: dict[str, Any]) -> None:
    assert met["erased"] == {"too early": 0, "done": True, "left": 0, "counted still": True, "origins": 0}


def test_a_door_is_open_by_domain_or_by_invitation(met: dict[str, Any]) -> None:
    found = met["doors"]
    assert [found[name] for name in ("outside", "inside", "below", "alike")] == [422, 302, 302, 422]
    assert found["closed door"] is True
    assert (found["invited"], found["invited again"]) == (True, False)
    assert (found["another's invitation"], found["with it"]) == (422, 302)
    assert found["with it again"] == [410, True]
