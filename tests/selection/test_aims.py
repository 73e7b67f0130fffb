"""The best list without a place, or with it, and what it lacks: held against every list that there is."""

from __future__ import annotations

from math import floor

import numpy as np
import pytest
from hypothesis import assume, given, settings

from florilege.selection.aims import Aims, Other
from florilege.selection.problem import Problem, Row
from florilege.selection.rules import SIZE
from tests.examples import examples
from tests.selection.small_problems import lists_of, merit, problems


@settings(max_examples=examples(150))
@given(problems())
def test_each_other_list_is_the_best_of_its_kind_and_what_a_place_lacks_is_just_enough(
    asked: tuple[Problem, np.ndarray, bool],
) -> None:
    problem, scores, mean = asked
    allowed = lists_of(problem)
    assume(allowed)
    best = max(allowed, key=lambda one: merit(one, scores, mean=mean))
    kept = np.isin(np.arange(problem.count), best)
    size = problem.rows[0]
    sizes = range(int(size.least), int(size.most) + 1) if mean and size.least < size.most else None
    aims = Aims(problem, scores, kept, sizes, mean=mean)
    aim = merit(best, scores, mean=mean)
    assert aims.merit == aim
    for index in range(problem.count):
        others = [one for one in allowed if (index in one) is not bool(kept[index])]
        found = aims.without(index) if kept[index] else aims.holding(index)
        if not others:
            assert found is None
            continue
        assert found is not None
        assert found.merit == max(merit(one, scores, mean=mean) for one in others)
        assert tuple(np.flatnonzero(found.kept)) in others
        assert merit(tuple(np.flatnonzero(found.kept)), scores, mean=mean) == found.merit
        if not kept[index]:
            enough = [
                any(merit(one, scores, mean=mean, more=more) > aim for one in others) for more in range(40)
            ]
            assert _needed(found) == enough.index(True)


def test_without_a_place_that_no_list_can_do_without_there_is_none() -> None:
    rows = (
        Row(SIZE, np.arange(3), np.ones(3), 1.0, 2.0),
        Row("needed", np.array([0]), np.ones(1), 1.0, np.inf),
    )
    scores = np.array([1, 5, 3])
    for mean in (False, True):
        aims = Aims(
            Problem(3, rows), scores, np.array([True, True, False]), range(1, 3) if mean else None, mean=mean
        )
        assert aims.without(0) is None
        other = aims.without(1)
        assert other is not None
        assert other.merit == (2 if mean else 4)


@pytest.mark.parametrize(("mean", "needed"), [(False, 3), (True, 3)])
def test_what_a_place_lacks_is_counted_from_the_list_that_it_would_join(mean: bool, needed: int) -> None:
    """Two of three: the third, at 3, displaces the second, at 5; at 6 it would be chosen."""
    rows = (Row(SIZE, np.arange(3), np.ones(3), 2.0, 2.0),)
    aims = Aims(Problem(3, rows), np.array([9, 5, 3]), np.array([True, True, False]), None, mean=mean)
    held = aims.holding(2)
    assert held is not None
    assert (_needed(held), held.kept.tolist()) == (needed, [True, False, True])


def _needed(held: Other) -> int:
    """Units of a score that make a list with the place better than the optimal one, by the shortest way."""
    return min(floor(way.short) + 1 for way in held.ways)
