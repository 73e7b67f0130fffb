"""Seats shared out fairly: the fairest of all that can be, by enumeration; proved; explained; the same whatever the machine."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping, Sequence

import pytest

from florilege.exchange.allocation import Allocation, allocate, proved, refusals
from florilege.exchange.seats import Wish, Workshop
from florilege.faults import InputRefused


def fits(workshops: Sequence[Workshop], wishes: Sequence[Wish], seats: Mapping[str, str]) -> bool:
    for one in workshops:
        inside = [wish for wish in wishes if seats[wish.person] == one.key]
        if len(inside) > one.seats:
            return False
        if any(sum(wish.kind == kind for wish in inside) > most for kind, most in one.most.items()):
            return False
    return True


def merit(wishes: Sequence[Wish], seats: Mapping[str, str]) -> tuple[object, ...]:
    """Less is fairer: people without a seat, then those at the worst rank, and so on, then the ranks of those who asked first."""
    deepest = max((len(one.choices) for one in wishes), default=0)
    ranks = [one.choices.index(seats[one.person]) if seats[one.person] else deepest + 1 for one in wishes]
    counts = [sum(rank == at for rank in ranks) for at in range(deepest + 1, 0, -1)]
    line = sum(rank * (len(wishes) - at) for at, rank in enumerate(ranks))
    return (*counts, line)


def fairest(workshops: Sequence[Workshop], wishes: Sequence[Wish]) -> tuple[object, ...]:
    """The merit of the best of all ways to share out, by trying every one."""
    found: list[tuple[object, ...]] = []
    for chosen in itertools.product(*(("", *one.choices) for one in wishes)):
        seats = {one.person: key for one, key in zip(wishes, chosen, strict=True)}
        if fits(workshops, wishes, seats):
            found.append(merit(wishes, seats))
    return min(found)  # type: ignore[type-var]


def drawn(seed: int, *, people: int, rooms: int, most_choices: int) -> tuple[list[Workshop], list[Wish]]:
    draw = random.Random(seed)
    kinds = ("métropole", "commune", "epci")
    workshops = [
        Workshop(
            f"w{at}", draw.randint(0, max(1, people // rooms + 1)),
            {kind: draw.randint(0, 2) for kind in kinds if draw.random() < 0.3},
        )
        for at in range(rooms)
    ]  # fmt: skip
    wishes = [
        Wish(f"p{at}", draw.choice(kinds), tuple(draw.sample([one.key for one in workshops], draw.randint(0, most_choices))))
        for at in range(people)
    ]  # fmt: skip
    return workshops, wishes


@pytest.mark.parametrize("seed", range(120))
def test_nothing_is_fairer_of_all_that_can_be(seed: int) -> None:
    workshops, wishes = drawn(seed, people=6, rooms=3, most_choices=3)
    found = allocate(workshops, wishes)
    assert fits(workshops, wishes, found.seats)
    assert merit(wishes, found.seats) == fairest(workshops, wishes)


@pytest.mark.parametrize("seed", range(40))
def test_it_carries_a_proof_that_a_worse_one_does_not_have(seed: int) -> None:
    workshops, wishes = drawn(seed, people=40, rooms=5, most_choices=4)
    found = allocate(workshops, wishes)
    assert proved(workshops, wishes, found)
    best = merit(wishes, found.seats)
    draw = random.Random(seed)
    worse = 0
    for _ in range(200):
        one, other = draw.sample(wishes, 2)
        seats = dict(found.seats)
        seats[one.person], seats[other.person] = seats[other.person], seats[one.person]
        wanted = all(not seats[wish.person] or seats[wish.person] in wish.choices for wish in (one, other))
        if wanted and fits(workshops, wishes, seats) and merit(wishes, seats) > best:
            worse += 1
            assert not proved(workshops, wishes, Allocation(seats, found.ranks, found.unseated, found.prices))
    if seed == 0:
        assert worse > 0


def test_no_room_and_no_ceiling_is_passed_and_everybody_counts_once() -> None:
    workshops, wishes = drawn(7, people=300, rooms=11, most_choices=5)
    found = allocate(workshops, wishes)
    assert fits(workshops, wishes, found.seats)
    assert set(found.seats) == {one.person for one in wishes}
    assert sum(found.ranks) + len(found.unseated) == len(wishes)


def test_of_two_who_want_alike_who_asked_first_comes_first() -> None:
    workshops = [Workshop("health", 1), Workshop("security", 1)]
    found = allocate(
        workshops, [Wish("first", "", ("health", "security")), Wish("second", "", ("health", "security"))]
    )
    assert found.seats == {"first": "health", "second": "security"}
    assert found.ranks == (1, 1)


def test_a_seat_more_goes_before_a_better_choice_and_a_third_choice_is_spared_before_a_second() -> None:
    workshops = [Workshop("a", 1), Workshop("b", 1), Workshop("c", 1)]
    # `late` wants only a: whoever has it moves to her second choice, though she asked first
    found = allocate(workshops, [Wish("early", "", ("a", "b", "c")), Wish("late", "", ("a",))])
    assert found.seats == {"early": "b", "late": "a"}
    # two second choices rather than a first and a third
    wishes = [Wish("one", "", ("a", "b", "c")), Wish("two", "", ("a", "c", "b")), Wish("three", "", ("a",))]
    assert allocate(workshops, wishes).ranks == (1, 2, 0)


def test_a_ceiling_of_a_kind_leaves_seats_to_the_others() -> None:
    workshops = [Workshop("a", 3, {"métropole": 1}), Workshop("b", 5)]
    wishes = [Wish(f"m{at}", "métropole", ("a", "b")) for at in range(3)] + [
        Wish("commune", "commune", ("a",))
    ]
    found = allocate(workshops, wishes)
    assert [found.seats[f"m{at}"] for at in range(3)] == ["a", "b", "b"]
    assert found.seats["commune"] == "a"
    (said,) = refusals(workshops, wishes, found, "m1")
    assert (said.workshop, said.full, said.one_more) == ("a", "métropole", True)
    assert [(one.person, one.before, one.after) for one in said.chain] == [("m0", 1, 2)]


@pytest.mark.parametrize("seed", range(60))
def test_who_would_have_one_seat_more_is_who_has_it(seed: int) -> None:
    workshops, wishes = drawn(seed, people=14, rooms=3, most_choices=3)
    workshops = [Workshop(one.key, one.seats) for one in workshops]
    found = allocate(workshops, wishes)
    for wish in wishes:
        for said in refusals(workshops, wishes, found, wish.person):
            larger = [Workshop(one.key, one.seats + (one.key == said.workshop)) for one in workshops]
            assert said.one_more == (allocate(larger, wishes).seats[wish.person] == said.workshop), (
                wish.person
            )


def test_what_cannot_be_is_refused() -> None:
    rooms = [Workshop("a", 2)]
    for workshops, wishes in (
        ([*rooms, Workshop("a", 1)], []),
        ([Workshop("a", -1)], []),
        (rooms, [Wish("p", "", ("b",))]),
        (rooms, [Wish("p", "", ("a", "a"))]),
        (rooms, [Wish("p", "", ("a",)), Wish("p", "", ("a",))]),
    ):
        with pytest.raises(InputRefused):
            allocate(workshops, wishes)


def test_nobody_and_nothing_give_nothing() -> None:
    assert allocate([], []).seats == {}
    assert allocate([Workshop("a", 0)], [Wish("p", "", ("a",))]).unseated == ("p",)
    assert allocate([Workshop("a", 3)], [Wish("p", "", ())]).unseated == ("p",)
