"""The optimum is the enumerator's, on thousands of small problems: totals, ties, and lists that do not exist."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from florilege.selection import relaxation
from florilege.selection import solver as solver_module
from florilege.selection.infeasible import clash, least_relaxation
from florilege.selection.optimum import optimum
from florilege.selection.problem import Problem, Row
from florilege.selection.relaxation import Infeasible
from florilege.selection.solver import Solver
from tests.examples import examples
from tests.selection.enumerator import Bound, best_list


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[int], list[int], list[Bound]]:
    count = draw(st.integers(2, 8))
    top = draw(st.sampled_from([3, 100_000_000]))
    scores = draw(st.lists(st.integers(0, top), min_size=count, max_size=count))
    tie = draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))
    size = draw(st.integers(1, count))
    ones = tuple(1.0 for _ in range(count))
    bounds = [Bound(tuple(range(count)), ones, size, size)]
    for _ in range(draw(st.integers(0, 4))):
        members = tuple(sorted(draw(st.sets(st.integers(0, count - 1), min_size=1))))
        kind = draw(st.sampled_from(["most", "least", "budget", "apart"]))
        if kind == "budget":
            costs = tuple(float(draw(st.integers(1, 9))) for _ in members)
            bounds.append(Bound(members, costs, -np.inf, float(draw(st.integers(0, 20)))))
        elif kind == "least":
            bounds.append(Bound(members, ones[: len(members)], float(draw(st.integers(0, 2))), np.inf))
        else:
            most = 1.0 if kind == "apart" else float(draw(st.integers(0, 3)))
            bounds.append(Bound(members, ones[: len(members)], -np.inf, most))
    return scores, tie, bounds


def compiled(count: int, bounds: list[Bound]) -> Problem:
    rows = [
        Row(f"rule-{rank}", np.array(bound.members), np.array(bound.weights), bound.least, bound.most)
        for rank, bound in enumerate(bounds)
    ]
    return Problem(count, tuple(rows))


def solved(scores: list[int], tie: list[int], bounds: list[Bound]) -> tuple[int, ...] | None:
    try:
        found = optimum(compiled(len(scores), bounds), np.array(scores), [np.array(tie)])
    except Infeasible:
        return None
    return tuple(int(one) for one in np.flatnonzero(found.kept))


@settings(max_examples=examples(1500))
@given(problems())
def test_the_list_is_the_enumerators(problem: tuple[list[int], list[int], list[Bound]]) -> None:
    scores, tie, bounds = problem
    assert solved(scores, tie, bounds) == best_list(scores, [tie], bounds)


@settings(max_examples=examples(500), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(problems(), st.lists(st.integers(0, 10**8), min_size=8, max_size=8), st.sampled_from([0, 60]))
def test_candidates_that_come_in_late_and_rows_that_sleep_change_nothing(
    monkeypatch: pytest.MonkeyPatch,
    problem: tuple[list[int], list[int], list[Bound]],
    others: list[int],
    nodes: int,
) -> None:
    """The shortcuts for large problems, taken on small ones; without a search of our own every second time."""
    for name, value in {"FEW": 1, "START": 1, "STEP": 1, "SMALL": 100, "FEW_ROWS": 0}.items():
        monkeypatch.setattr(relaxation, name, value)
    monkeypatch.setattr(solver_module, "NODES", nodes)
    monkeypatch.setattr(solver_module, "FIRST_LOOK", 2)
    scores, _, bounds = problem
    solver = Solver(compiled(len(scores), bounds))
    for drawn in (scores, others[: len(scores)], scores):
        expected = best_list(drawn, [], bounds)
        if expected is None:
            with pytest.raises(Infeasible):
                solver.best(np.array(drawn))
        else:
            kept = solver.best(np.array(drawn))
            assert solver.problem.respects(kept)
            assert int(np.array(drawn)[kept].sum()) == sum(drawn[one] for one in expected)


@settings(max_examples=examples(300))
@given(problems(), st.data())
def test_a_solver_kept_warm_and_forced_gives_what_a_fresh_one_gives(
    problem: tuple[list[int], list[int], list[Bound]], data: st.DataObject
) -> None:
    scores, _, bounds = problem
    solver = Solver(compiled(len(scores), bounds))
    for _ in range(4):
        index = data.draw(st.integers(0, len(scores) - 1))
        value = data.draw(st.sampled_from([0, 1]))
        forced = [*bounds, Bound((index,), (1.0,), float(value), float(value))]
        expected = best_list(scores, [], forced)
        solver.force(index, value)
        if expected is None:
            with pytest.raises(Infeasible):
                solver.best(np.array(scores))
        else:
            kept = solver.best(np.array(scores))
            assert int(np.array(scores)[kept].sum()) == sum(scores[one] for one in expected)
        solver.force(index, None)


@settings(max_examples=examples(300))
@given(problems())
def test_a_clash_is_irreducible_and_its_relaxation_makes_a_list_possible(
    problem: tuple[list[int], list[int], list[Bound]],
) -> None:
    scores, tie, bounds = problem
    if best_list(scores, [tie], bounds) is not None:
        return
    compiled_problem = compiled(len(scores), bounds)
    keys = clash(compiled_problem)
    named = [bounds[int(key.removeprefix("rule-"))] for key in keys]
    assert best_list(scores, [tie], named) is None
    for rank in range(len(named)):
        assert best_list(scores, [tie], named[:rank] + named[rank + 1 :]) is not None
    relaxed = list(bounds)
    for one in least_relaxation(compiled_problem, {}):
        rank = int(one.rule.removeprefix("rule-"))
        bound = relaxed[rank]
        least = one.after if one.before == bound.least else bound.least
        most = one.after if one.before == bound.most and one.after > one.before else bound.most
        relaxed[rank] = Bound(bound.members, bound.weights, min(least, bound.least), max(most, bound.most))
    assert best_list(scores, [tie], relaxed) is not None


@pytest.mark.parametrize("fails", ["once", "always"])
def test_a_relaxation_that_ends_without_a_proof_is_started_again_then_left_to_the_integer_solver(
    monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    """As HiGHS does on scores that tie; here it is made to say so of each relaxation, whatever its version."""
    chance = random.Random(3)
    count = 12
    bounds = [
        Bound(tuple(range(count)), (1.0,) * count, 4, 5),
        Bound((0, 1, 2, 3), (1.0,) * 4, 2, np.inf),
        Bound((2, 3, 4, 5, 6), (1.0,) * 5, -np.inf, 2),
    ]
    calls = [0]

    def without_a_proof(model: object) -> None:
        calls[0] += 1
        if fails == "always" or calls[0] % 2:
            raise relaxation.Unproved
        check(model)

    check = relaxation.check
    monkeypatch.setattr(relaxation, "check", without_a_proof)
    monkeypatch.setattr(solver_module, "run_integer", lambda model: (model.run(), check(model)))
    solver = Solver(compiled(count, bounds))
    for _ in range(5):
        scores = [chance.randint(0, 5) * 10**7 for _ in range(count)]
        expected = best_list(scores, [], bounds)
        assert expected is not None
        kept = solver.best(np.array(scores))
        assert solver.problem.respects(kept)
        assert int(np.array(scores)[kept].sum()) == sum(scores[one] for one in expected)
    assert solver.effort.restarts >= 5
    assert solver.effort.fallbacks == (5 if fails == "always" else 0)
