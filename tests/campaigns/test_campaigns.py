"""Campaigns: what is asked and of whom, letters with links of one use, reminders, returns, stops; and the page of work."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journey_reports import reported


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found: dict[str, Any] = reported(tmp_path_factory, "campaigns/journeys.py")
    return found


def test_places_are_asked_first_for_what_weighs_on_the_list_and_only_for_what_nobody_says(
    met: dict[str, Any],
) -> None:
    found = met["chosen"]
    assert found["places"] > 10
    assert found["telling"] is True
    assert found["telling first"] is True
    assert found["as they weigh"] is True
    assert found["known"] == 0
    assert found["fields"][0] >= 1
    assert found["fields"][1] is True


def test_an_address_is_held_once_for_a_place_that_exists_and_says_where_it_comes_from(
    met: dict[str, Any],
) -> None:
    found = met["held"]
    assert [found[name] for name in ("no place", "no address", "no origin", "too many")] == [422] * 4
    assert [found[name] for name in ("answers", "bounces", "waits", "stops")] == [[302, 1]] * 4
    assert found["twice"] == 1
    assert found["shown"] == [True] * 4


def test_a_draft_shows_its_letter_and_sends_nothing(met: dict[str, Any]) -> None:
    found = met["drafted"]
    assert found["kept"] == [302, True]
    escaped, script, *rest = found["preview"]
    assert (escaped, script) == (True, False)
    assert rest == [True] * 4
    assert found["sent by looking"] == [0, 0]
    assert found["left out"] == [302, 4]


def test_a_form_that_is_refused_keeps_what_was_ticked(met: dict[str, Any]) -> None:
    found = met["drafted"]
    assert found["without a name"] == [422, 5]
    assert (found["without a place"], found["often"]) == (422, 422)


def test_places_to_choose_from_show_no_address_and_can_be_narrowed_to_those_that_have_one(
    met: dict[str, Any],
) -> None:
    assert met["drafted"]["new"] == [60, False]
    assert met["drafted"]["only reachable"] == 5


def test_a_campaign_can_be_narrowed_to_some_fields(met: dict[str, Any]) -> None:
    assert met["drafted"]["narrowed"] == [True, True]
    assert met["drafted"]["asked for it alone"] is True


def test_a_campaign_is_sent_once_to_each_place_with_its_own_fields_and_link(met: dict[str, Any]) -> None:
    found = met["sent"]
    assert found["sent"] == 302
    assert found["twice"] == [409, True]
    assert found["then left out"] == 409
    assert found["to"] == [f"{name}@place.example.org" for name in ("answers", "bounces", "stops", "waits")]
    assert found["named"] == [True] * 3
    assert found["fields"] is True
    assert found["message"] is True
    assert found["origin"] is True
    assert found["opens"] is True
    assert found["secret kept"] is False


def test_answers_and_returns_are_seen_to_arrive_in_both_languages(met: dict[str, Any]) -> None:
    found = met["followed"]
    assert found["page"] == [True] * 4
    assert found["list"] == ["4", "4", "1", "1"]
    assert found["english"] is True
    assert found["held"] is True
    assert found["states"] == ["answered", "returned", "sent", "sent"]


def test_a_stop_counts_when_it_is_sent_and_not_when_its_page_is_looked_at(met: dict[str, Any]) -> None:
    found = met["followed"]
    assert found["looked at"] == [200, False]
    assert found["stopped"] == [200, True]
    assert found["unknown"] == 404


def test_a_reminder_goes_to_who_has_not_answered_and_may_be_written_to_with_the_same_link(
    met: dict[str, Any],
) -> None:
    found = met["followed"]
    assert found["reminded"] == [["waits@place.example.org"]]
    assert found["same link"] is True
    assert found["says when"] is True


def test_reminders_are_bounded_not_repeated_and_end_with_the_campaign(met: dict[str, Any]) -> None:
    found = met["followed"]
    assert (found["in all"], found["at most"], found["reminder again"]) == (3, 3, 0)
    assert found["closed"] == [302, 409]
    assert found["after"] == [0, 0]
    assert met["room"]["planned after the end"] == 1


def test_links_and_letters_are_kept_together_or_not_at_all(met: dict[str, Any]) -> None:
    assert met["room"]["broken"] == ["draft", 0]


def test_the_room_where_places_answer_is_asked_for_one_link_a_place_that_can_be_written_to(
    met: dict[str, Any],
) -> None:
    found = met["room"]
    assert found["asked"] == [
        [True, True, True, "answers@place.example.org"], [True, True, True, "waits@place.example.org"],
    ]  # fmt: skip
    assert found["letter"] == [True] * 3
    assert found["states"] == ["sent", "no address", "sent", "no address"]
    assert found["nobody to write to"] == "at least one place with an address on file"
    assert found["forgotten"] is False


def test_an_address_that_is_removed_leaves_no_letter_behind(met: dict[str, Any]) -> None:
    assert met["room"]["removed"] == [0, True]
    assert met["room"]["of another study"] == "an address on file"


def test_the_page_of_work_shows_no_address_and_is_narrowed_by_its_own(met: dict[str, Any]) -> None:
    found = met["work"]
    assert (found["no address"], found["masked"], found["no buttons"]) == (True, True, True)
    assert found["narrowed"] == [1, 0, True]
    assert found["english"] is True


def test_each_role_meets_its_own_of_it(met: dict[str, Any]) -> None:
    assert met["work"]["reader"] == [403, 403, 403]
    assert met["work"]["moderator"] == [200, 422, 403, 403]


def test_a_rebuilding_asked_for_twice_is_one_that_can_be_withdrawn_and_asked_for_again(
    met: dict[str, Any],
) -> None:
    found = met["work"]
    assert (found["nothing asked"], found["no such work"]) == (409, 409)
    assert found["rebuild"] == 1
    assert found["waits"] is True
    assert found["withdrawn"] == ["withdrawn", "Editor"]
    assert found["rebuilt"] == ["done", "10 steps run again"]
    assert found["nothing new"] == "0 of 10 steps run again"
    assert found["watch without a contact"] == ["failed", True]


def test_what_no_form_sends_is_refused_in_words(met: dict[str, Any]) -> None:
    assert met["followed"]["odd"] == [400, 422, 400, 400, 409, 400, 404, 404]
