"""The best list without a place, or with it, and what it lacks: held against every list that there is."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from florilege.selection.aims import Aims
from florilege.selection.problem import Problem, Row
from florilege.selection.rules import SIZE

List = tuple[int, ...]


@st.composite
def problems(draw: st.DrawFn) -> tuple[Problem, np.ndarray, bool]:
    """A few candidates of few scores, one size or several, a floor or a ceiling; and whether a mean is maximised."""
    count = draw(st.integers(2, 6))
    least = draw(st.integers(1, count))
    most = draw(st.integers(least, count))
    everyone = np.arange(count)
    rows = [Row(SIZE, everyone, np.ones(count), float(least), float(most))]
    for rank in range(draw(st.integers(0, 2))):
        members = np.array(sorted(draw(st.sets(st.integers(0, count - 1), min_size=1))))
        floor, ceiling = draw(st.sampled_from([(1.0, np.inf), (2.0, np.inf), (-np.inf, 1.0), (-np.inf, 2.0)]))
        rows.append(Row(f"rule-{rank}", members, np.ones(len(members)), floor, ceiling))
    scores = draw(st.lists(st.integers(0, 5), min_size=count, max_size=count))
    return Problem(count, tuple(rows)), np.array(scores, dtype=np.int64), draw(st.booleans())


def lists_of(problem: Problem) -> list[List]:
    """All that the rules allow."""
    chosen = itertools.chain.from_iterable(
        itertools.combinations(range(problem.count), size) for size in range(1, problem.count + 1)
    )
    return [one for one in chosen if problem.respects(np.isin(np.arange(problem.count), one))]


def merit(one: List, scores: np.ndarray, *, mean: bool, more: int = 0) -> Fraction:
    return Fraction(int(scores[list(one)].sum()) + more, len(one) if mean else 1)


@settings(max_examples=150)
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
            assert found.needed == enough.index(True)


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
    assert (held.needed, held.kept.tolist()) == (needed, [True, False, True])
