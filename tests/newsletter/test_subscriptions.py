"""The letter asked for, confirmed, changed, stopped and forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journey_reports import reported


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found: dict[str, Any] = reported(tmp_path_factory, "newsletter/subscription_journeys.py")
    return found


def test_nothing_is_sent_but_a_letter_to_confirm_whose_link_the_store_does_not_hold(
    met: dict[str, Any],
) -> None:
    found = met["asked"]
    assert found["asked"] == [200, True, 0]
    assert found["letter"] == [True, True, None]
    assert found["secret in the store"] is False


def test_looking_at_the_link_confirms_nothing_and_the_button_does_once(met: dict[str, Any]) -> None:
    found = met["asked"]
    assert found["looked at"] == [True, True, "asked"]
    assert found["confirmed"] == [200, True, "confirmed"]
    assert found["reads as a subscriber"] == [True, False]
    assert found["link again"] == [200, True, False]
    assert found["no link of ours"] == [410, 410]


def test_who_asks_for_an_address_that_has_it_already_is_told_the_same_and_changes_nothing(
    met: dict[str, Any],
) -> None:
    found = met["asked"]
    assert found["told alike"] == [True, True]
    assert found["known"] == [1, True, ["commune-35238"], 1]
    assert found["opens"] is True


def test_it_is_asked_for_in_english_too_and_a_later_link_replaces_the_first(met: dict[str, Any]) -> None:
    assert met["asked"]["english"] == [True, True, 410, True]


def test_what_no_form_offers_is_refused(met: dict[str, Any]) -> None:
    found = met["refused"]
    assert found["addresses"] == [422] * 5
    assert [found[name] for name in ("territory", "theme", "language")] == [422] * 3
    assert found["kept"] == [0, 0]


def test_robots_are_held_off_as_they_are_from_corrections(met: dict[str, Any]) -> None:
    found = met["refused"]
    assert [found[name] for name in ("trap", "too quick", "without work")] == [422] * 3
    assert found["form used twice"] == [200, 422, False]
    assert found["too many"] == [200, 200, 429]
    assert found["counted"] == 2


def test_nobody_floods_the_mailbox_of_another(met: dict[str, Any]) -> None:
    assert met["refused"]["letters to one address"] == 3


def test_a_territory_is_found_by_its_name_without_script_and_what_was_typed_stays(
    met: dict[str, Any],
) -> None:
    assert met["refused"]["search"] == [200, True, True, True, True, 0]


def test_choices_are_changed_by_a_link_of_each_letter_that_shows_no_address(met: dict[str, Any]) -> None:
    found = met["changed"]
    assert found["no address shown"] is False
    assert found["changed"] == [200, "en", ["departement-35"]]
    assert found["refused"] == 422


def test_one_click_stops_it_without_cookie_or_token_and_a_look_does_not(met: dict[str, Any]) -> None:
    found = met["changed"]
    assert found["headers"] == [True, "List-Unsubscribe=One-Click", "<lettre.petite-etude.study.example.org>"]
    assert found["looked at"] == [200, "confirmed"]
    assert found["one click"] == [200, 200]
    assert found["unknown"] == [404, 404, 404]


def test_who_wants_it_no_more_gets_none_and_the_address_is_erased_at_once(met: dict[str, Any]) -> None:
    found = met["changed"]
    assert found["ended"] == ["ended", "", None, []]
    assert found["letters"] == [0, True]
    assert found["afterwards"] == [True, True]
    assert found["no letter more"] == 0


def test_what_was_never_confirmed_is_forgotten_and_so_are_addresses_whose_letters_come_back(
    met: dict[str, Any],
) -> None:
    found = met["erased"]
    assert found["addresses"] == ["fresh@erase.example.org", "kept@erase.example.org"]
    assert found["letters"] == ["fresh@erase.example.org"]
    assert found["dead"] == ["ended", ""]
    assert (found["demands"], found["said"]) == (0, True)


def test_live_pages_lead_to_it(met: dict[str, Any]) -> None:
    assert met["link in pages"] == [True, True]
