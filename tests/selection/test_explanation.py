"""What is said of a place is true: the improvement that brings it in does, a little less does not; the loss is the loss."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from florilege.appraisal.scores import UNIT, scores, whole
from florilege.selection.explanation import Explainer, Reason
from florilege.selection.prepared import Problems, prepare, solve
from florilege.selection.relaxation import Infeasible
from florilege.selection.solver import Solver
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table

CRITERIA = ("a", "b", "c", "d")
HEAD = '[study]\nslug = "essai"\nsize = 10\nties = ["a"]\naggregation = "{aggregation}"\n'
WEIGHTS = "[weights]\na = 0.4\nb = 0.3\nc = 0.2\nd = 0.1\n"
RULES = """
[[rule]]
kind = "at_most"
count = 2
each = "region"

[[rule]]
kind = "at_most_one_per"
attribute = "town"

[[rule]]
kind = "at_least"
count = 3
where = { kind = "lab" }
"""


def problems(aggregation: str, seed: int, more: str = "") -> Problems:
    generator = random.Random(seed)
    criteria = "".join(
        f'[[criterion]]\nkey = "{key}"\naxis = "x"\nvalue = {{ kind = "linear", from = 0, to = 1 }}\n'
        for key in CRITERIA
    )
    text = HEAD.format(aggregation=aggregation) + criteria + '[[axis]]\nkey = "x"\n' + WEIGHTS + RULES + more
    study = read_study(text, file="s.toml", table=True)
    lines = ["id,a,b,c,d,region,town,kind"]
    for rank in range(120):
        cells = [
            ""
            if generator.random() < 0.15
            else "n/a"
            if generator.random() < 0.05
            else f"{generator.uniform(0.1, 0.9):.3f}"
            for _ in CRITERIA
        ]
        where = (
            f"r{generator.randrange(8)},t{generator.randrange(60)},{generator.choice(['lab', 'hub', 'hub'])}"
        )
        lines.append(f"p{rank:03}," + ",".join(cells) + f",{where}")
    return prepare(study, read_table("\n".join(lines) + "\n", study, file="t.csv"))


def explained(asked: Problems) -> tuple[np.ndarray, dict[int, dict[str, Reason]]]:
    found = solve(asked)
    explainer = Explainer(
        asked.study, asked.candidates, asked.problem, asked.scores, asked.values, found.kept, found.total
    )
    return found.kept, {
        index: {one.code: one for one in told} for index, told in explainer.explain("all").items()
    }


def kept_with(asked: Problems, index: int, column: int, value: float) -> bool:
    values = asked.values.copy()
    values[index, column] = value
    grid = asked.study.grid
    scored = whole(scores(values, asked.candidates.values.applies, grid.weights.reference, grid.aggregation))
    return bool(solve(replace(asked, scores=scored)).kept[index])


@pytest.mark.parametrize(("aggregation", "seed"), [("additive", 1), ("additive", 2), ("geometric", 3)])
def test_the_stated_improvement_brings_a_place_in_and_a_little_less_does_not(
    aggregation: str, seed: int
) -> None:
    asked = problems(aggregation, seed)
    kept, told = explained(asked)
    chosen = [index for index in np.flatnonzero(~kept).tolist() if "improvement" in told[index]]
    assert len(chosen) >= 20
    for index in random.Random(seed).sample(chosen, 20):
        needed = told[index]["improvement"].numbers["all"]
        assert isinstance(needed, dict)
        for key, value in needed.items():
            column = CRITERIA.index(key)
            assert kept_with(asked, index, column, value), (index, key)
            assert not kept_with(asked, index, column, value - 1e-6), (index, key)


@pytest.mark.parametrize("aggregation", ["additive", "geometric"])
def test_where_no_criterion_is_said_to_be_enough_none_is(aggregation: str) -> None:
    asked = problems(aggregation, 4)
    kept, told = explained(asked)
    lost = [index for index in np.flatnonzero(~kept).tolist() if "no_improvement" in told[index]][:12]
    for index in lost:
        applies = asked.candidates.values.applies[index]
        assert not any(kept_with(asked, index, column, 1.0) for column in range(4) if applies[column])


def test_margins_and_losses_are_what_forcing_costs() -> None:
    asked = problems("additive", 5)
    kept, told = explained(asked)
    total = int(asked.scores[kept].sum())
    for index in [*np.flatnonzero(kept)[:5].tolist(), *np.flatnonzero(~kept)[:15].tolist()]:
        solver = Solver(asked.problem)
        solver.force(index, 0 if kept[index] else 1)
        code = "margin" if kept[index] else "loss"
        try:
            other = solver.best(asked.scores)
        except Infeasible:
            assert code not in told[index]
            continue
        assert told[index][code].numbers[code] == pytest.approx(
            (total - asked.scores[other].sum()) / UNIT, abs=1e-12
        )


def test_contributions_add_up_to_the_score() -> None:
    asked = problems("additive", 6)
    _, told = explained(asked)
    for index, reasons in told.items():
        parts = reasons["contributions"].numbers["contributions"]
        assert isinstance(parts, dict)
        assert sum(parts.values()) == pytest.approx(asked.scores[index] / UNIT, abs=1e-8)


def test_a_criterion_that_a_rule_looks_at_is_not_said_to_be_enough() -> None:
    """Raising it would move the place across the rule's level: what it takes is not one number."""
    level = '\n[[rule]]\nkind = "at_most"\ncount = 3\nwhere = { "criterion.b" = { min = 0.7 } }\n'
    _, told = explained(problems("additive", 7, level))
    needed = [one["improvement"].numbers["all"] for one in told.values() if "improvement" in one]
    assert needed
    assert not any("b" in keys for keys in needed)  # type: ignore[operator]
    axis = level.replace("criterion.b", "axis.x")
    _, told = explained(problems("additive", 7, axis))
    assert not any("improvement" in one for one in told.values())
