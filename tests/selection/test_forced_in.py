"""The best list with a place forced in or out is the enumerator's, ties broken, solved or read off from another list."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from florilege.selection import equal_lists, forced_in
from florilege.selection.aims import Aims
from florilege.selection.forced_in import ForcedIn
from florilege.selection.relaxation import Infeasible
from florilege.selection.solver import Solver
from tests.examples import examples
from tests.selection.enumerator import Bound, best_list
from tests.selection.test_optimum import compiled, problems


@settings(max_examples=examples(1000))
@given(problems(), st.randoms(use_true_random=False))
def test_each_list_is_the_best_that_holds_the_place(
    problem: tuple[list[int], list[int], list[Bound]], random: object
) -> None:
    scores, tie, bounds = problem
    ties = [np.array(tie)]
    compiled_problem, numbers = compiled(len(scores), bounds), np.array(scores, dtype=np.int64)
    solver = Solver(compiled_problem)
    try:
        kept = solver.best(numbers)
    except Infeasible:
        return
    forced = ForcedIn(compiled_problem, solver, numbers, kept, ties=ties)
    outside = [int(one) for one in np.flatnonzero(~kept)]
    random.shuffle(outside)  # type: ignore[attr-defined]
    for index in outside:
        expected = best_list(scores, [tie], [*bounds, Bound((index,), (1.0,), 1.0, 1.0)])
        found = forced.best(index)
        assert (found is None) == (expected is None)
        if found is None or expected is None:
            continue
        listed = tuple(int(one) for one in np.flatnonzero(found[1]))
        assert listed == expected
        assert found[0] == sum(scores[one] for one in listed)


@settings(max_examples=examples(400), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(problems(), st.sampled_from([17, 0]))
def test_the_lists_with_and_without_a_place_are_the_first_in_the_declared_order(
    monkeypatch: pytest.MonkeyPatch, problem: tuple[list[int], list[int], list[Bound]], most_open: int
) -> None:
    """Counted near the bound, or solved for where they are too many."""
    monkeypatch.setattr(equal_lists, "MOST_OPEN", most_open)
    scores, tie, bounds = problem
    best = best_list(scores, [tie], bounds)
    if best is None:
        return
    kept = np.isin(np.arange(len(scores)), best)
    aims = Aims(compiled(len(scores), bounds), np.array(scores), kept, None, mean=False, ties=[np.array(tie)])
    for index in range(len(scores)):
        side = float(index not in best)
        expected = best_list(scores, [tie], [*bounds, Bound((index,), (1.0,), side, side)])
        other = aims.holding(index) if side else aims.without(index)
        assert (other is None) == (expected is None)
        if other is not None:
            assert tuple(np.flatnonzero(other.kept).tolist()) == expected


def test_most_places_are_read_off_another_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under a size and a ceiling a place takes the seat of the last one that it may replace: nothing is solved."""
    count = 60
    scores = [1000 - 7 * one for one in range(count)]
    bounds = [
        Bound(tuple(range(count)), (1.0,) * count, 10.0, 10.0),
        Bound(tuple(range(0, count, 2)), (1.0,) * 30, 0.0, 4.0),
        Bound(tuple(range(0, count, 3)), (1.0,) * 20, 1.0, 20.0),
    ]
    solved: list[int] = []
    best_total = forced_in.best_total

    def counted(solver: Solver, numbers: np.ndarray) -> tuple[int, np.ndarray]:
        solved.append(1)
        return best_total(solver, numbers)

    monkeypatch.setattr(forced_in, "best_total", counted)
    problem, numbers = compiled(count, bounds), np.array(scores, dtype=np.int64)
    solver = Solver(problem)
    kept = solver.best(numbers)
    forced = ForcedIn(problem, solver, numbers, kept)
    for index in np.flatnonzero(~kept):
        assert forced.best(int(index)) is not None
    assert len(solved) < 10
