"""Ten ways to learn what is hidden, each closed: search, counts, averages, timing, status code, export, API, GeoJSON, token
scope, static edition. What is hidden is said in `doors.py`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journey_reports import reported


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found: dict[str, Any] = reported(tmp_path_factory, "leaks/doors.py")
    return found


def test_every_door_was_open(met: dict[str, Any]) -> None:
    """Else the tests below would see nothing because there is nothing to see."""
    answered = met["doors"]["answered"]
    assert [path for path, said in answered.items() if not said] == []
    assert len(answered) > 25


def test_search_finds_a_hidden_place_no_more_than_a_word_that_nobody_wrote(met: dict[str, Any]) -> None:
    assert met["doors"]["search"] == [0, 0]
    assert met["doors"]["search of the page"] is False


def test_counts_are_those_of_what_is_shown(met: dict[str, Any]) -> None:
    *_, shown, before = met["doors"]["counts"]
    assert shown == before - 1
    assert met["doors"]["home changed"] is True


def test_averages_are_worked_out_without_it(met: dict[str, Any]) -> None:
    assert met["doors"]["averages"] is True


def test_a_known_address_asks_as_much_of_the_store_as_an_unknown_one(met: dict[str, Any]) -> None:
    found = met["timing"]
    assert len(found["owners"][0]) > 5
    assert found["owners"][0] == found["owners"][1]
    assert found["reset"][0] == found["reset"][1] > 0


def test_the_status_and_the_words_are_those_of_what_never_was(met: dict[str, Any]) -> None:
    assert met["doors"]["status"] == [404] * 6
    assert met["doors"]["bodies"] == [True, True]


@pytest.mark.parametrize("door", ["/data/", "/api/v1/", "format=geojson", "/lieux/", "/territoires/"])
def test_no_export_nor_answer_nor_page_holds_it(met: dict[str, Any], door: str) -> None:
    """Of a place that was taken off, of a proposal, of an address, of a juror, of a visit's private notes."""
    found = met["doors"]
    assert any(door in path for path in found["answered"])
    assert [one for one in (*found["secrets"], *found["names of the place"]) if door in one] == []


def test_no_page_at_all_holds_it(met: dict[str, Any]) -> None:
    assert met["doors"]["secrets"] == []
    assert met["doors"]["names of the place"] == []


def test_a_token_with_every_scope_reads_no_more(met: dict[str, Any]) -> None:
    assert met["token"] == {"secrets": [], "workspace": 302}


def test_the_static_edition_holds_none_of_it(met: dict[str, Any]) -> None:
    assert met["static"]["files"] > 500
    assert met["static"]["hits"] == []
