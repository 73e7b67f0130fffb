"""A practice from a workshop to the site and a year later: written by several, validated by its territory, tried by others, erased."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journey_reports import reported


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found: dict[str, Any] = reported(tmp_path_factory, "practices/journeys.py")
    return found


def test_a_study_without_practices_has_no_page_of_them(met: dict[str, Any]) -> None:
    assert met["without practices"] == [404, 404, 404]


def test_practices_are_published_with_what_they_concern_and_without_what_is_personal(
    met: dict[str, Any],
) -> None:
    found = met["published"]
    assert found["library"] == [True, False, True]
    assert found["by theme"] == [2, True]
    assert found["contact"] == [True, False]
    assert found["addresses"] == [False, False, True]
    assert found["a year later"] == [True] * 3
    assert found["in English"] == [True] * 3
    assert found["place"] == [True, False]
    assert found["territory"] == [True, True, False]
    assert found["programme leads there"] is True
    assert found["table"] == [True, False]
    assert found["synthesis"] == [True, 7, True]
    assert found["waiting"] == 404


def test_the_link_of_a_session_is_for_many_until_it_is_closed(met: dict[str, Any]) -> None:
    found = met["written"]
    assert met["reader"] == [403, 403]
    assert (found["opened"], found["no such session"], found["wrong link"]) == (302, 409, 410)
    assert found["secret kept"] is False
    assert found["first page"] == [200, "same-origin", "noindex"]
    assert found["no name"] == [422, 422]
    assert found["without a name"] is True
    assert (found["closed"], found["open again"], found["afresh"]) == ([410, 410], 200, 410)


def test_two_who_write_at_once_both_keep_their_words_and_are_told(met: dict[str, Any]) -> None:
    found = met["written"]
    assert found["plain form"] == [302, 200]
    assert found["told of others"] == [True] * 3
    assert found["both stand"] == [
        "Trois communes.\nUne clé à la mairie.", "300 euros par an.\nPayés par tous.",
    ]  # fmt: skip
    assert found["clash told"] == [True] * 3
    assert found["saved twice"] == [True, 1]
    assert found["refused fields"] == [422, 422, 422, 422, 403]
    assert found["state"] == [[1, "Au bourg", "Anne"], False]


def test_every_version_can_be_looked_at_and_put_back(met: dict[str, Any]) -> None:
    found = met["written"]
    assert found["versions"][1:] == [True, True]
    assert found["put back"] == [409, 302]
    assert found["put back stands"] == "450 euros par an.\nPayés par tous."


def test_a_territory_is_asked_only_for_what_can_be_read(met: dict[str, Any]) -> None:
    found = met["validated"]
    assert found["no author"] == [409, True]
    assert found["namesakes"] == [True, True]
    assert found["unsettled"] == [409, True]
    assert found["no way to call"] is True
    assert found["asked"] == [302, 1]


def test_a_territory_validates_what_it_has_read_and_it_becomes_a_file(met: dict[str, Any]) -> None:
    found = met["validated"]
    assert found["page"] == [True, True, "asked"]
    assert found["others wrote"] is True
    assert found["not filed"] == ["attente", "bail", "cabinet"]
    assert (found["refused without reason"], found["validated"]) == (422, 302)
    assert found["file"] == [True, True, True, True, False, False, True]
    assert found["forgotten"] == ["", "validated"]
    assert (found["rebuild asked"], found["followed"], found["written on"]) == (1, True, 422)
    assert found["before the build"] == 404
    assert found["published"] == [True, False]


def test_a_practice_is_taken_back_with_a_reason_and_given_back(met: dict[str, Any]) -> None:
    found = met["validated"]
    assert (found["taken back"], found["gone"]) == ([409, 302], 404)
    assert (found["give back"], found["back"]) == (302, 200)
    assert found["acts"] == [
        f"practices.{one}" for one in ("ask", "close", "give back", "open", "take back", "validate")
    ]


def test_a_territory_refuses_with_a_reason_that_the_writers_read(met: dict[str, Any]) -> None:
    assert set(met["refused"].values()) == {True}


def test_who_wants_to_try_is_confirmed_accepted_and_asked_a_year_later(met: dict[str, Any]) -> None:
    found = met["tried"]
    assert (found["at once"], found["no territory"], found["no address"], found["used again"]) == (422,) * 4
    assert (found["asked"], found["no such practice"]) == (True, 404)
    assert found["looking confirms nothing"] == [200, "unconfirmed"]
    assert found["confirmed"] == [200, "waiting", 410]
    assert found["team sees"] == [True, True]
    assert found["accepted"] == [302, 409]
    assert found["file"] == [True, False, False]
    assert found["due in a year"] is True
    assert found["tell"] == [422, 422, 200, 410]
    assert (found["outcome"], found["forgotten"]) == (302, ["", ""])
    assert found["published"] == [True, True]
    assert found["declined"] == ["declined", ""]


def test_what_cannot_be_published_as_it_is_written_is_refused_with_its_line(met: dict[str, Any]) -> None:
    assert met["refusals"] == {
        "theme": "bail.toml:8 housng", "session": "bail.toml:7 housing-2",
        "author": "bail.toml:3 departement-599", "places": "bail.toml:8 nowhere",
        "no programme": "the programme of the exchange days, programme.toml",
    }  # fmt: skip


def test_names_and_addresses_are_erased_in_time(met: dict[str, Any]) -> None:
    assert met["erased"] == {"unconfirmed": False, "asked": True, "writers": [True, False]}
    assert met["nobody published"] == []
