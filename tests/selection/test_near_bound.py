"""A list found near the bound is the enumerator's best, and is given up where there are too many to try."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from florilege.selection import near_bound
from florilege.selection.near_bound import best_near_bound
from florilege.selection.relaxation import Infeasible, WarmRelaxation
from florilege.selection.solver import SCALE, Solver
from tests.examples import examples
from tests.selection.enumerator import Bound, best_list
from tests.selection.test_optimum import compiled, problems


def near(
    scores: list[int], bounds: list[Bound], forced: dict[int, int] | None = None
) -> tuple[int, ...] | None:
    """The list looked for near the bound of the relaxation; None where it is given up. Raises Infeasible."""
    problem = compiled(len(scores), bounds)
    low, high = np.zeros(len(scores)), np.ones(len(scores))
    for index, side in (forced or {}).items():
        low[index] = high[index] = side
    costs = np.array(scores) * SCALE
    relaxed = WarmRelaxation(problem).solve(costs, low, high)
    found = best_near_bound(problem, relaxed, costs, low=low, high=high)
    return None if found is None else tuple(int(one) for one in np.flatnonzero(found))


@settings(max_examples=examples(1500), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(problems(), st.dictionaries(st.integers(0, 7), st.integers(0, 1), max_size=2), st.booleans())
def test_the_list_has_the_total_of_the_enumerators(
    monkeypatch: pytest.MonkeyPatch,
    problem: tuple[list[int], list[int], list[Bound]],
    forced: dict[int, int],
    narrow: bool,
) -> None:
    """Over every candidate at once, or a few first: then the proof rests on the reduced costs of the others."""
    monkeypatch.setattr(near_bound, "WIDTHS", (1, 2, 4, 8) if narrow else (8,))
    scores, _, bounds = problem
    forced = {index: side for index, side in forced.items() if index < len(scores)}
    decided = [Bound((index,), (1.0,), float(side), float(side)) for index, side in forced.items()]
    expected = best_list(scores, [], [*bounds, *decided])
    try:
        found = near(scores, bounds, forced)
    except Infeasible:
        assert expected is None
        return
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert all(bound.holds(found) for bound in (*bounds, *decided))
    assert sum(scores[one] for one in found) == sum(scores[one] for one in expected)


def budget(seed: int, count: int = 300) -> tuple[list[int], list[Bound]]:
    """Twelve of many under a budget and quotas: every relaxation is fractional."""
    chance = np.random.default_rng(seed)
    scores = chance.integers(1, 10**8, count).tolist()
    everyone = tuple(range(count))
    costs = tuple(float(one) for one in chance.integers(20, 200, count))
    groups = chance.integers(0, 5, count)
    quotas = [
        Bound(
            tuple(np.flatnonzero(groups == group).tolist()), (1.0,) * int((groups == group).sum()), 1.0, 4.0
        )
        for group in range(5)
    ]
    size = Bound(everyone, (1.0,) * count, 12.0, 12.0)
    return scores, [size, Bound(everyone, costs, -np.inf, 777.0), *quotas]


@pytest.mark.parametrize("seed", range(25))
def test_a_budget_is_settled_as_by_the_integer_solver(seed: int) -> None:
    scores, bounds = budget(seed)
    found = near(scores, bounds)
    problem = compiled(len(scores), bounds)
    solver = Solver(problem)
    costs = np.array(scores) * SCALE
    proved = solver._best_integer(costs, solver.relaxed(np.array(scores)))
    assert found is not None
    assert sum(scores[one] for one in found) == np.array(scores)[proved].sum()


def test_too_many_lists_near_the_bound_are_left_to_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    scores, bounds = budget(seed=3)
    monkeypatch.setattr(near_bound, "MOST_SETS", 5)
    assert near(scores, bounds) is None


def test_a_rule_that_no_list_respects_is_left_to_another_way() -> None:
    """Half of a whole number of equal costs: the relaxation can, no list does."""
    everyone, ones = (0, 1, 2), (1.0, 1.0, 1.0)
    assert (
        near([5, 6, 7], [Bound(everyone, (2.0, 2.0, 2.0), 3.0, 3.0), Bound(everyone, ones, 0.0, 3.0)]) is None
    )
