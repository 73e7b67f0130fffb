"""Who comes next, and why: the order, its ceilings, the offers, and the time to answer across a change of clocks."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

from florilege.exchange.seats import Workshop
from florilege.exchange.waiting_list import Waiting, answer_by, in_line, next_offers

PARIS = ZoneInfo("Europe/Paris")
START = datetime(2022, 9, 1, 9, tzinfo=PARIS)


def asked(person: str, hours: int, kind: str = "commune", sits_in: str = "", passed: int = 0) -> Waiting:
    return Waiting(person, kind, START + timedelta(hours=hours), sits_in, passed)


def test_who_asked_first_comes_first_in_whatever_order_they_are_given() -> None:
    people = [asked("c", 3), asked("a", 1), asked("b", 2)]
    for given in permutations(people):
        assert [one.person for one in in_line(Workshop("w", 1), {}, given)] == ["a", "b", "c"]
    assert [one.rank for one in in_line(Workshop("w", 1), {}, people)] == [1, 2, 3]


def test_who_sits_nowhere_comes_before_who_sits_elsewhere_and_is_told_so() -> None:
    line = in_line(Workshop("w", 1), {}, [asked("early", 1, sits_in="other"), asked("late", 2)])
    assert [one.person for one in line] == ["late", "early"]
    assert "people who have none come first (1 today)" in line[1].why[0].en
    assert line[1].why[1].en == "Nobody in the same case asked before you."


def test_a_ceiling_keeps_its_kind_waiting_and_says_how_many_sit() -> None:
    workshop = Workshop("w", 4, {"métropole": 1})
    line = in_line(workshop, {"métropole": 1}, [asked("m", 1, "métropole"), asked("c", 5)])
    assert [(one.person, one.rank) for one in line] == [("c", 1), ("m", 0)]
    assert "(1 sur 1)" in line[1].why[0].fr
    assert "(1 of 1)" in line[1].why[0].en
    assert line[0].why[0].fr == "Personne dans le même cas n’a demandé avant vous."


def test_seats_are_offered_one_each_and_no_ceiling_is_passed() -> None:
    workshop = Workshop("w", 5, {"métropole": 2})
    waiting = [
        asked("m1", 1, "métropole"),
        asked("m2", 2, "métropole"),
        asked("c1", 3),
        asked("m3", 4, "métropole"),
    ]
    assert next_offers(workshop, {"commune": 2}, waiting) == ("m1", "m2", "c1")
    assert next_offers(workshop, {"commune": 3, "métropole": 2}, waiting) == ()
    assert next_offers(workshop, {"métropole": 2}, [asked("m3", 4, "métropole")]) == ()
    assert next_offers(Workshop("w", 0), {}, waiting) == ()


def test_an_offer_let_by_keeps_the_place_in_line_and_it_is_said() -> None:
    line = in_line(Workshop("w", 1), {}, [asked("a", 1, passed=2), asked("b", 2)])
    assert line[0].person == "a"
    assert line[0].why[-1].en == "You let 2 offers pass: your place in line is unchanged."
    assert line[1].why[-1].fr == "Une personne dans le même cas a demandé avant vous."


def test_an_offer_stands_a_day_less_as_the_workshop_comes_and_half_an_hour_at_least() -> None:
    starts = datetime(2022, 9, 22, 14, tzinfo=PARIS)
    assert answer_by(starts - timedelta(days=20), starts) == starts - timedelta(days=19)
    assert answer_by(starts - timedelta(hours=8), starts) == starts - timedelta(hours=6)
    assert answer_by(starts - timedelta(minutes=40), starts) == starts - timedelta(minutes=10)
    # clocks go back in the night of 29 to 30 October 2022: the hour that comes twice is not taken from whoever has to answer
    offered, starts = datetime(2022, 10, 29, 20, tzinfo=PARIS), datetime(2022, 11, 20, 9, tzinfo=PARIS)
    until = answer_by(offered, starts)
    assert until.timestamp() - offered.timestamp() == 24 * 3600
    assert until.isoformat() == "2022-10-30T19:00:00+01:00"
