"""Greedy over draws gives, draw by draw, the list that the solver proves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from florilege.selection.laminar import best_first, greedy, greedy_by_draw, is_tied, laminar_of
from florilege.selection.problem import Problem, Row
from florilege.selection.relaxation import Infeasible
from florilege.selection.solver import Solver, nudge_of
from tests.examples import examples
from tests.selection.enumerator import Bound, all_lists, best_list


@st.composite
def nested(draw: st.DrawFn) -> tuple[int, list[Bound]]:
    """A size, ceilings by region and by département inside it, some candidates decided beforehand."""
    count = draw(st.integers(2, 9))
    ones = (1.0,) * count
    size = draw(st.integers(0, count))
    bounds = [Bound(tuple(range(count)), ones, size, size)]
    regions = draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))
    departements = draw(st.lists(st.integers(0, 1), min_size=count, max_size=count))
    groups = [
        [index for index in range(count) if (regions[index], departements[index])[:depth] == key[:depth]]
        for depth in (1, 2)
        for key in sorted({(regions[index], departements[index])[:depth] for index in range(count)})
    ]
    for group in groups:
        ceiling = draw(st.integers(0, 3))
        bounds.append(Bound(tuple(group), ones[: len(group)], -np.inf, float(ceiling)))
    for index in draw(st.sets(st.integers(0, count - 1), max_size=2)):
        least, most = draw(st.sampled_from([(1.0, np.inf), (0.0, 0.0)]))
        bounds.append(Bound((index,), (1.0,), least, most))
    return count, bounds


def compiled(count: int, bounds: list[Bound]) -> Problem:
    rows = [
        Row(f"rule-{rank}", np.array(bound.members), np.array(bound.weights), bound.least, bound.most)
        for rank, bound in enumerate(bounds)
    ]
    return Problem(count, tuple(rows))


@settings(max_examples=examples(600))
@given(nested(), st.data())
def test_each_draw_has_the_list_that_the_solver_proves(
    problem: tuple[int, list[Bound]], data: st.DataObject
) -> None:
    count, bounds = problem
    top = data.draw(st.sampled_from([2, 100_000_000]))
    scores = np.array(
        data.draw(
            st.lists(st.lists(st.integers(0, top), min_size=count, max_size=count), min_size=1, max_size=4)
        )
    )
    rules = compiled(count, bounds)
    laminar = laminar_of(rules)
    assert laminar is not None
    nudge = nudge_of(np.arange(count), count)
    numbers = np.arange(len(scores))
    preferred = np.argsort(np.argsort(nudge))
    if best_list(scores[0].tolist(), [], bounds) is None:
        with pytest.raises(Infeasible):
            greedy_by_draw(laminar, numbers, lambda asked: [scores[asked]], preferred)
        return
    # one more rule that asks for nothing new, but which greedy does not know
    asks = Row("idle", np.arange(count), np.ones(count), 0.5, np.inf)
    solver = Solver(Problem(count, (*rules.rows, asks)) if bounds[0].least > 0 else rules, nudge)
    found = greedy_by_draw(
        laminar, numbers, lambda asked: [scores[part : part + 1] for part in asked], preferred
    )
    for row, kept in zip(scores, found, strict=True):
        assert rules.respects(kept)
        assert row[kept].sum() == row[solver.best(row)].sum()
        assert tuple(np.flatnonzero(kept)) == best_list(row.tolist(), [preferred.tolist()], bounds)


def test_ceilings_that_cross_are_not_for_greedy() -> None:
    size = Row("size", np.arange(3), np.ones(3), 1.0, 1.0)
    crossed = [
        Row(name, np.array(who), np.ones(2), -np.inf, 1.0) for name, who in (("a", [0, 1]), ("b", [1, 2]))
    ]
    assert laminar_of(Problem(3, (size, crossed[0]))) is not None
    assert laminar_of(Problem(3, (size, *crossed))) is None


def test_a_floor_or_a_free_size_is_not_for_greedy() -> None:
    size = Row("size", np.arange(3), np.ones(3), 1.0, 1.0)
    floor = Row("floor", np.array([0, 1]), np.ones(2), 1.0, np.inf)
    assert laminar_of(Problem(3, (size, floor))) is None
    assert laminar_of(Problem(3, (Row("size", np.arange(3), np.ones(3), 1.0, 2.0),))) is None


@settings(max_examples=examples(200))
@given(nested(), st.data())
def test_a_tie_is_another_list_of_the_same_total(
    problem: tuple[int, list[Bound]], data: st.DataObject
) -> None:
    count, bounds = problem
    scores = np.array(data.draw(st.lists(st.integers(0, 3), min_size=count, max_size=count)))
    totals = [int(scores[list(kept)].sum()) for kept in all_lists(count, bounds)]
    laminar = laminar_of(compiled(count, bounds))
    assert laminar is not None
    if totals:
        kept = greedy(laminar, best_first(scores), low=np.zeros(count), high=np.ones(count))
        assert is_tied(laminar, scores, kept) == (totals.count(max(totals)) > 1)


def test_who_is_decided_in_beforehand_makes_no_tie() -> None:
    """Candidate 0 is in whatever it is worth: that 2 is worth as much changes nothing, for it can only take 1's seat."""
    bounds = [Bound((0, 1, 2), (1.0,) * 3, 2, 2), Bound((0,), (1.0,), 1, np.inf)]
    laminar = laminar_of(compiled(3, bounds))
    assert laminar is not None
    scores = np.array([1, 5, 1])
    kept = greedy(laminar, best_first(scores), low=np.zeros(3), high=np.ones(3))
    assert kept.tolist() == [True, True, False]
    assert not is_tied(laminar, scores, kept)
    assert is_tied(laminar, np.array([1, 5, 5]), kept)
