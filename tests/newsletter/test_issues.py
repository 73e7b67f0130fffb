"""An issue written, looked at, sent to those whom it is about, each once, whatever happens on the way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journey_reports import reported


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found: dict[str, Any] = reported(tmp_path_factory, "newsletter/issue_journeys.py")
    return found


def test_a_letter_about_a_territory_reaches_who_chose_it_what_holds_it_or_what_it_holds(
    met: dict[str, Any],
) -> None:
    found = met["reached"]
    rennes = ["all", "both", "bretagne", "ille", "metropole", "rennes", "theme"]
    assert found["rennes"] == found["metropole"] == found["theme in rennes"] == rennes
    assert found["bretagne"] == sorted([*rennes, "saint-malo"])
    assert found["loire"] == ["all", "both", "nantes", "theme", "theme-elsewhere"]
    assert found["two"] == [
        "all",
        "both",
        "bretagne",
        "ille",
        "nantes",
        "saint-malo",
        "theme",
        "theme-elsewhere",
    ]
    assert found["everyone"] == 10


def test_a_letter_about_a_theme_reaches_who_chose_it_or_none_that_is_offered(met: dict[str, Any]) -> None:
    found = met["reached"]
    assert len(found["theme"]) == 10
    assert "theme" not in found["another theme"]
    assert "other-theme" in found["another theme"]


def test_each_reads_it_in_the_language_chosen(met: dict[str, Any]) -> None:
    assert met["reached"]["languages"] == ["fr", "en"]
    assert met["reached"]["english"] == "News from Rennes"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_its_html_says_what_its_text_says_and_fetches_nothing(met: dict[str, Any], language: str) -> None:
    found = met["faces"][language]
    assert (found["type"], found["parts"]) == ("multipart/alternative", ["text/plain", "text/html"])
    assert found["same words"] is True
    assert (found["faults"], found["one heading"], found["tables"], found["pictures"]) == ([], 1, 0, 0)
    assert (found["lang"], found["content language"]) == ([language], language)
    assert (found["fetched"], found["remote styles"], found["longest line"]) == ([], False, True)
    prefix = "/en" if language == "en" else ""
    assert {f"{prefix}/lettre/desabonner", f"{prefix}/lettre/preferences"} <= set(found["links"])


def test_no_subject_makes_a_header_and_a_long_address_in_one_stays_readable(met: dict[str, Any]) -> None:
    found = met["faces"]
    assert found["fr"]["subject"] == "Été & <b>hiver</b> Bcc: x@example.org"
    assert found["en"]["subject"] == "Summer and winter"
    assert (found["fr"]["bcc"], found["recipients"]) == (None, [])
    assert found["long address"] is True


def test_an_issue_begins_with_news_is_looked_at_and_tried_before_anything_goes(met: dict[str, Any]) -> None:
    found = met["written"]
    assert found["from news"] == [True] * 3
    assert found["search"] == [200, True, 0]
    assert found["kept"] == [302, True]
    assert (found["without a subject"], found["no such territory"], found["unfinished"]) == (
        422,
        422,
        [409, 409],
    )
    assert found["preview"] == [True, True, True, False]
    assert found["as html"] == [True, True, 200, 404]
    assert found["trial"] == [
        ["editor@team.example.org", "[Essai] Objet", True], ["editor@team.example.org", "[Test] Subject", True],
    ]  # fmt: skip
    assert found["a trial opens nothing"] == 404


def test_it_is_sent_once_by_who_may_and_followed_without_an_address(met: dict[str, Any]) -> None:
    found = met["written"]
    assert found["rights"] == [200, 403, 403, False, 403]
    assert found["sent"] == [302, 409, 409]
    assert found["no edit any more"] == [302, 302]
    assert found["being sent"] == [True, True]
    assert found["done"] == ["sent", ["2"], True]
    assert found["list"] == [False, True]
    assert found["journal"] == [True, False]


def test_the_team_says_which_themes_there_are(met: dict[str, Any]) -> None:
    assert met["written"]["themes"] == [302, 422, 422, True, 302, False]


def test_a_sending_is_paused_taken_up_again_and_given_up(met: dict[str, Any]) -> None:
    found = met["paused"]
    assert found["paused"] == 0
    assert found["twice"] == "an issue that is paused"
    assert found["resumed"] == [6, "sent"]
    assert found["given up"] == [5, "an issue in that state"]
    assert found["after giving up"] == [0, "cancelled"]


def test_who_stops_it_while_it_is_being_sent_gets_none(met: dict[str, Any]) -> None:
    assert met["paused"]["stopped meanwhile"] == [5, {"sent": 5, "withheld": 1}]


def test_a_letter_whose_address_was_erased_before_it_went_is_said_to_be_withheld(met: dict[str, Any]) -> None:
    assert met["paused"]["erased meanwhile"] == [4, {"sent": 4, "withheld": 1}]


def test_what_a_server_puts_off_goes_later_what_it_refuses_does_not_and_what_may_have_gone_goes_by_hand(
    met: dict[str, Any],
) -> None:
    found = met["not taken"]
    first = {
        "fine": "sent",
        "later": "waiting",
        "gone": "refused",
        "spam": "refused",
        "cut": "uncertain",
        "leaves": "waiting",
        "last": "sent",
    }
    assert (found["first"], found["failing"], found["goes on"]) == (first, True, "sending")
    assert found["then"] == [first | {"later": "sent", "leaves": "sent"}, "sent"]
    assert found["uncertain again"] == 1
    assert found["by hand"] == ["sent", "sent", 2]
    assert found["returned"] == "returned"


def test_a_server_that_is_away_or_refuses_us_is_not_tried_with_every_letter(met: dict[str, Any]) -> None:
    found = met["not taken"]
    assert found["away"] == [["waiting", "withheld"], "waiting"]
    assert found["back"] == ["sent", "withheld", "withheld"]
    assert found["refuses all"] == [10, "waiting", {"waiting": 30}]


def test_a_batch_of_letters_cut_short_is_not_kept_at_all(met: dict[str, Any]) -> None:
    assert met["killed"]["a batch cut short"] == [16, 16]


def test_a_worker_killed_in_the_middle_sends_to_each_once_and_says_of_whom_nobody_knows(
    met: dict[str, Any],
) -> None:
    found = met["killed"]
    assert found["at the kill"] == ["sending", "running"]
    assert found["after"] == [True, "uncertain", "sent"]
    assert found["others"] == ["sent", "uncertain"]


def test_the_pace_holds_whichever_worker_sends(met: dict[str, Any]) -> None:
    found = met["pace"]
    assert (found["first"], found["planned"], found["another worker"]) == (2, True, 2)
    assert found["a minute later"] == 4
    assert found["at last"] == [5, "sent"]
