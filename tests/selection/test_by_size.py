"""A mean over a range of sizes: the best list of all sizes, and which studies ask for one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from florilege.selection.by_size import BySize, at_size, sizes_of
from florilege.selection.problem import Problem, Row
from florilege.selection.relaxation import Infeasible
from florilege.selection.rules import SIZE
from florilege.selection.study_file import read_study
from tests.examples import examples
from tests.selection.small_problems import lists_of, merit, problems


@settings(max_examples=examples(80))
@given(problems())
def test_the_list_has_the_greatest_mean_and_is_the_smaller_of_two_that_are_equal(
    asked: tuple[Problem, np.ndarray, bool],
) -> None:
    """List after list under other scores: sizes that no list can have are given up at the first, and no other."""
    problem, scores, _ = asked
    size = problem.rows[0]
    solvers = BySize(problem, range(int(size.least), int(size.most) + 1))
    allowed = lists_of(problem)
    for marks in (scores, scores.max() - scores):
        if not allowed:
            with pytest.raises(Infeasible):
                solvers.best(marks)
            continue
        found = tuple(np.flatnonzero(solvers.best(marks)))
        best = max(merit(one, marks, mean=True) for one in allowed)
        assert found in allowed
        assert merit(found, marks, mean=True) == best
        assert len(found) == min(len(one) for one in allowed if merit(one, marks, mean=True) == best)


def test_a_floor_that_weighs_less_on_a_larger_list_makes_it_the_best() -> None:
    """Two of the two worst are asked for: each place more brings the mean up."""
    floor = Row("floor", np.array([0, 1]), np.ones(2), 2.0, np.inf)
    problem = Problem(5, (Row(SIZE, np.arange(5), np.ones(5), 2.0, 5.0), floor))
    assert BySize(problem, range(2, 6)).best(np.array([0, 1, 9, 9, 2])).tolist() == [
        True,
        True,
        True,
        True,
        False,
    ]


def test_at_one_size_only_the_rule_of_the_size_changes() -> None:
    other = Row("region", np.array([0, 1]), np.ones(2), -np.inf, 1.0)
    found = at_size(Problem(3, (Row(SIZE, np.arange(3), np.ones(3), 1.0, 3.0), other)), 2)
    assert [(row.rule, row.least, row.most) for row in found.rows] == [
        (SIZE, 2.0, 2.0),
        ("region", -np.inf, 1.0),
    ]


@pytest.mark.parametrize(
    ("head", "sizes"),
    [
        ('size = [2, 4]\nobjective = "mean"', range(2, 5)),
        ('size = [2, 4]\nobjective = "total"', None),
        ('size = 3\nobjective = "mean"', None),
        ("size = 3", None),
    ],
)
def test_sizes_are_compared_where_a_mean_is_maximised_over_several(head: str, sizes: range | None) -> None:
    text = (
        f'[study]\nslug = "essai"\n{head}\n[[criterion]]\nkey = "a"\n'
        'value = { kind = "linear", from = 0, to = 1 }\n[weights]\na = 1\n'
    )
    assert sizes_of(read_study(text, file="s.toml", table=True)) == sizes
