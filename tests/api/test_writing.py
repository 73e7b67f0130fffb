"""A program proposes corrections by its token: a person answers them, and nothing else changes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journey_reports import reported


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found: dict[str, Any] = reported(tmp_path_factory, "api/writing_journeys.py")
    return found


REFUSED = {
    "no JSON": (400, "body", "a JSON object"),
    "no object": (400, "body", "an object"),
    "empty": (400, "corrections", "at least 1 item"),
    "no page": (400, "source_url", "it is missing"),
    "a page that is none": (422, "source_url", "a whole web address"),
    "unknown field": (422, "field", 'did you mean "jobs"?'),
    "private field": (422, "field", "a field that can be corrected"),
    "unknown name": (400, "who", "nothing of this name"),
    "no value": (422, "jobs", "“right”, “wrong”, or both"),
    "not a number": (422, "jobs", "a whole number"),
    "a list": (400, "right", "true or false"),
    "already shown": (422, "name", "not shown already"),
    "not what is shown": (422, "name", "a value that is shown"),
    "twice": (422, "jobs", "only one correction"),
    "hidden signs": (422, "name", "invisible characters"),
    "a sign that no store keeps": (422, "name", "invisible characters"),
    "in the message": (422, "message", "invisible characters"),
    "in the page": (422, "source_url", "a whole web address"),
    "too many": (400, "corrections", "at most 60 items"),
    "too long": (400, "message", "at most 2000 characters"),
    "unreadable": (422, "name", "invisible characters"),
}


def test_what_cannot_be_taken_is_refused_where_it_stands(met: dict[str, Any]) -> None:
    for case, (status, parameter, said) in REFUSED.items():
        found, detail, parameters = met["refusals"][case]
        assert (found, parameters) == (status, [parameter]), case
        assert said in detail, case


def test_a_refusal_is_in_the_language_asked_for_and_keeps_nothing(met: dict[str, Any]) -> None:
    assert "attendu : un nombre entier" in met["refusals"]["in French"][1].replace("\u00a0", " ")
    assert met["refusals"]["nothing kept"] == [0, 0]


def test_only_a_good_token_with_the_scope_opens_it(met: dict[str, Any]) -> None:
    found = met["doors"]
    assert (found["nobody"], found["a session"]) == (401, 401)
    assert (found["another study"], found["withdrawn"], found["another scope"]) == (401, 401, 403)
    assert (found["no such place"], found["a place taken off"], found["read"]) == (404, 404, 405)
    assert found["options"] == ["POST, OPTIONS", None]
    assert found["nothing kept"] == 0


def test_what_is_proposed_waits_for_a_person(met: dict[str, Any]) -> None:
    found = met["journey"]
    assert found["made"] == [201, True, "no-store"]
    assert found["said"]["state"] == "waiting"
    assert [[one["field"], one["right"], one["state"]] for one in found["said"]["lines"]] == [
        ["jobs", "14", "waiting"], ["opening_year", "1999", "waiting"],
    ]  # fmt: skip
    assert found["by its address"] == [201, "120.0"]
    assert found["kept"] == ["Cartographie", "visitor", "", "", "D’après le rapport annuel."]
    assert found["journal"] == [["Cartographie", True, "visitor", 2], ["Cartographie", True, "visitor", 1]]
    assert found["named to the team"] == [True, True]
    assert found["named to nobody else"] is True


def test_what_is_sent_again_with_its_key_is_made_once(met: dict[str, Any]) -> None:
    found = met["journey"]
    assert found["again"] == [200, True]
    status, _, parameters = found["the same key for something else"]
    assert (status, parameters) == (422, ["Idempotency-Key"])
    assert found["sent again after"] == 200


def test_the_answer_is_read_by_the_token_that_asked_alone(met: dict[str, Any]) -> None:
    found = met["journey"]
    assert (found["by another token"], found["nothing"], found["without scope"]) == (404, 404, 403)
    assert found["answered"] == ["answered", [["accepted", None], ["refused", "Pas de preuve"]]]
    assert (found["who answered is not said"], found["accepted"]) == (True, True)


def test_a_token_proposes_so_many_an_hour(met: dict[str, Any]) -> None:
    found = met["flood"]
    assert found["statuses"] == [201] * 4 + [429] * 4
    assert found["come back"] is True
    assert found["another token"] == 201


def test_it_is_described_for_programs_and_for_people(met: dict[str, Any]) -> None:
    found = met["described"]
    assert found["statuses"] == ["200", "201", "400", "401", "403", "404", "422", "429", "503"]
    assert found["parameters"] == ["Idempotency-Key", "place"]
    assert found["secured"] is True
    assert found["on the page"] == [True, True]
