"""Work behind the pages: done once, gathered, tried again within bounds, put back after a kill, one worker at a time."""

from __future__ import annotations

from typing import Any

import pytest

from florilege.web.background.kinds import KINDS, LANES
from tests.journey_reports import reported


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found: dict[str, Any] = reported(tmp_path_factory, "background/journeys.py")
    return found


def test_what_is_asked_for_twice_is_done_once(met: dict[str, Any]) -> None:
    found = met["once"]
    assert found["same"] is True
    assert found["begun"] == 1
    assert found["pressed"] == [8, 1]
    assert found["pressed begun"] == 1
    assert found["states"] == [["done", 1], ["done", 1]]


def test_an_act_that_does_not_happen_asks_for_nothing(met: dict[str, Any]) -> None:
    assert met["once"]["undone begun"] == 0


def test_what_work_was_done_with_is_not_kept(met: dict[str, Any]) -> None:
    assert met["once"]["arguments kept"] == [{}, {}]


def test_acceptances_within_a_minute_make_one_build_and_one_that_comes_later_another(
    met: dict[str, Any],
) -> None:
    found = met["coalesced"]
    assert (found["pieces"], found["waits"]) == (1, 60)
    assert found["before"] == [["waiting", 0]]
    assert found["another"] is True
    assert found["after a withdrawal"] is True
    assert found["after"] == [["done", 1], ["withdrawn", 0], ["done", 1]]


def test_what_is_asked_for_while_a_build_runs_is_built_afterwards(met: dict[str, Any]) -> None:
    assert met["coalesced"]["asked for while it ran"] == [["done", 1], ["waiting", 0]]


def test_what_fails_is_tried_again_later_and_later_then_has_failed_and_says_why_without_an_address(
    met: dict[str, Any],
) -> None:
    found = met["failing"]
    assert found["delays"] == found["kind"] == sorted(found["kind"])
    state, attempts, french, english = found["told"]
    assert (state, attempts, found["begun"]) == ("failed", 4, 4)
    assert "faute interne" in french
    assert "internal fault: RuntimeError: no room left for" in english
    assert "anne" not in french + english


def test_every_kind_is_tried_a_bounded_number_of_times_in_one_of_the_lanes() -> None:
    for kind in KINDS.values():
        assert kind.lane in LANES
        assert 2 <= kind.tries <= 8
        assert list(kind.delays) == sorted(kind.delays)


def test_what_another_try_cannot_help_is_not_tried_again_and_says_so_in_both_languages(
    met: dict[str, Any],
) -> None:
    found = met["failing"]["by key"]
    assert found["refused"] == ["failed", 1, "refusé", "refused"]
    assert found["input"][:2] == ["failed", 1]
    assert "attendu : un nombre" in found["input"][2]
    assert "expected: a number" in found["input"][3]
    assert found["uncertain"] == ["uncertain", 1, "peut-être", "perhaps"]
    assert found["later"] == ["waiting", 1, "plus tard", "later"]


def test_a_person_withdraws_work_or_has_it_tried_again_and_no_other_state_lets_her(
    met: dict[str, Any],
) -> None:
    found = met["handled"]
    assert found["withdrawn begun"] == 0
    assert found["again"] == ["letter refused handled 1", "letter refused handled 1 again"]
    assert found["twice"] is True
    assert found["done withdrawn"] is True
    assert found["of another study"] is True


def test_withdrawn_and_asked_for_again_it_is_done_once(met: dict[str, Any]) -> None:
    assert met["handled"]["late begun"] == 1
    assert met["handled"]["late"] == ["done", "Anne"]


def test_an_entry_of_the_queue_that_its_work_no_longer_names_does_nothing(met: dict[str, Any]) -> None:
    assert met["handled"]["put off begun"] == 1


def test_what_a_kill_cut_short_is_done_by_the_next_worker(met: dict[str, Any]) -> None:
    found = met["killed"]
    assert found["after kill 1"] == ["running", 1]
    assert found["let through"] == ["done", 2]
    assert found["taken"] == [["done", 1]]
    assert found["between"] == [[["done", 1], ["waiting", 1]], 0]
    assert found["queue left"] == 0


def test_a_lane_that_cannot_go_on_ends_the_worker_which_says_so(met: dict[str, Any]) -> None:
    ended, then = met["killed"]["astray"]
    assert ended is True
    assert ["done", 1] in then


def test_work_that_ends_each_worker_is_given_up(met: dict[str, Any]) -> None:
    found = met["killed"]
    assert found["in the end"] == ["failed", 2, "the process ended before the work was done"]
    assert found["begun"] == 2


def test_a_worker_that_is_asked_to_end_puts_its_work_back_and_the_next_takes_over(
    met: dict[str, Any],
) -> None:
    found = met["stopped"]
    assert found["second worker"] == ["no other worker on this study", 3]
    assert found["ended"] == 0
    assert found["attempts"] == 1


def test_old_work_is_forgotten_once_a_day_and_what_waits_is_not(met: dict[str, Any]) -> None:
    found = met["tidied"]
    assert found["daily"] == [1, 1]
    assert found["left"] == [["waiting", 1]]
    assert (found["forgotten"], found["entries"]) == (2, 0)
