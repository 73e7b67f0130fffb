"""What is said of a place is true: the improvement that brings it in does, a little less does not; the loss is the loss."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from msgspec.structs import replace

from florilege.appraisal.scores import UNIT
from florilege.selection.by_size import at_size
from florilege.selection.draws import sampler
from florilege.selection.explanation import Explainer
from florilege.selection.prepared import Problems, prepare, solve
from florilege.selection.reasons import Reason, decimals_shown
from florilege.selection.relaxation import Infeasible
from florilege.selection.robustness import Drawing
from florilege.selection.scenarios import Scenario, answer
from florilege.selection.solver import Solver
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table

CRITERIA = ("a", "b", "c", "d")
HEAD = '[study]\nslug = "essai"\n{size}\nties = ["a"]\naggregation = "{aggregation}"\n'
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


MEAN = 'size = [7, 11]\nobjective = "mean"'
"""A list of any of five sizes, the best by the mean of its scores."""


def problems(aggregation: str, seed: int, more: str = "", size: str = "size = 10") -> Problems:
    generator = random.Random(seed)
    criteria = "".join(
        f'[[criterion]]\nkey = "{key}"\naxis = "x"\nvalue = {{ kind = "linear", from = 0, to = 1 }}\n'
        for key in CRITERIA
    )
    text = (
        HEAD.format(aggregation=aggregation, size=size)
        + criteria
        + '[[axis]]\nkey = "x"\n'
        + WEIGHTS
        + RULES
        + more
    )
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
    explainer = Explainer(asked, found.kept)
    return found.kept, {
        index: {one.code: one for one in reported} for index, reported in explainer.explain("all").items()
    }


def kept_with(asked: Problems, index: int, column: int, value: float) -> bool:
    """Whether a place is in the list once the value of one of its criteria is taken as known, ties counted again."""
    fact = {(asked.candidates.ids[index], asked.study.grid.keys[column]): value}
    return bool(answer(Scenario(facts=fact), asked.study, asked.candidates).kept[index])


@pytest.mark.parametrize(
    ("aggregation", "seed", "size"),
    [
        ("additive", 1, "size = 10"),
        ("additive", 2, "size = 10"),
        ("geometric", 3, "size = 10"),
        ("additive", 11, MEAN),
        ("geometric", 12, MEAN),
    ],
)
def test_the_stated_improvement_brings_a_place_in_and_a_little_less_does_not(
    aggregation: str, seed: int, size: str
) -> None:
    asked = problems(aggregation, seed, size=size)
    kept, reported = explained(asked)
    chosen = [index for index in np.flatnonzero(~kept).tolist() if "improvement" in reported[index]]
    assert len(chosen) >= 20
    for index in random.Random(seed).sample(chosen, 20):
        needed = reported[index]["improvement"].numbers["all"]
        assert isinstance(needed, dict)
        for key, value in needed.items():
            column = CRITERIA.index(key)
            assert kept_with(asked, index, column, value), (index, key)
            assert not kept_with(asked, index, column, value - 1e-6), (index, key)


@pytest.mark.parametrize("size", ["size = 10", MEAN])
@pytest.mark.parametrize("aggregation", ["additive", "geometric"])
def test_where_no_criterion_is_said_to_be_enough_none_is(aggregation: str, size: str) -> None:
    asked = problems(aggregation, 4, size=size)
    kept, reported = explained(asked)
    lost = [index for index in np.flatnonzero(~kept).tolist() if "no_improvement" in reported[index]][:12]
    for index in lost:
        applies = asked.candidates.values.applies[index]
        assert not any(kept_with(asked, index, column, 1.0) for column in range(4) if applies[column])


def test_margins_and_losses_are_what_forcing_costs() -> None:
    asked = problems("additive", 5)
    kept, reported = explained(asked)
    total = int(asked.scores[kept].sum())
    for index in [*np.flatnonzero(kept)[:5].tolist(), *np.flatnonzero(~kept)[:15].tolist()]:
        solver = Solver(asked.problem)
        solver.force(index, 0 if kept[index] else 1)
        code = "margin" if kept[index] else "loss"
        try:
            other = solver.best(asked.scores)
        except Infeasible:
            assert code not in reported[index]
            continue
        assert reported[index][code].numbers[code] == pytest.approx(
            (total - asked.scores[other].sum()) / UNIT, abs=1e-12
        )


def test_a_value_of_nothing_under_a_product_may_be_all_that_keeps_a_place_out() -> None:
    """Its score is nothing, and only that criterion can bring it back: what the others add is multiplied by nothing."""
    asked = problems("geometric", 13)
    values = asked.candidates.values
    rows = [row for row in range(0, 120, 7) if values.known[row].all() and values.applies[row].all()]
    low, high = values.low.copy(), values.high.copy()
    for row in rows:
        low[row], high[row] = 0.9, 0.9
        low[row, 1] = high[row, 1] = 0.0
    changed = replace(asked.candidates, values=replace(values, low=low, high=high))
    asked = prepare(asked.study, changed)
    kept, reported = explained(asked)
    assert len(rows) >= 3
    for row in rows:
        assert not kept[row]
        needed = reported[row]["improvement"].numbers["all"]
        assert isinstance(needed, dict)
        assert set(needed) == {"b"}
        assert kept_with(asked, row, 1, needed["b"])
        assert not kept_with(asked, row, 1, needed["b"] - 1e-6)


def test_margins_and_losses_of_a_mean_are_what_forcing_costs_it() -> None:
    asked = problems("additive", 14, size=MEAN)
    kept, reported = explained(asked)
    best = asked.scores[kept].sum() / kept.sum()
    for index in [*np.flatnonzero(kept)[:4].tolist(), *np.flatnonzero(~kept)[::9].tolist()]:
        means = []
        for size in range(7, 12):
            solver = Solver(at_size(asked.problem, size))
            solver.force(index, 0 if kept[index] else 1)
            try:
                other = solver.best(asked.scores)
            except Infeasible:
                continue
            means.append(asked.scores[other].sum() / size)
        code = "margin" if kept[index] else "loss"
        assert reported[index][code].numbers[code] == pytest.approx((best - max(means)) / UNIT, abs=1e-12)
        assert reported[index][code].numbers[code] >= 0
        assert "moyenne" in reported[index][code].words.fr
        assert "mean" in reported[index][code].words.en


def test_draws_of_a_mean_keep_the_list_of_greatest_mean() -> None:
    asked = problems("additive", 15, "\n[robustness]\ndraws = 40\nseed = 3\n", MEAN)
    weights = asked.study.grid.weights
    drawn = sampler(asked.candidates.values, asked.study.grid, 3)
    assert weights.form == "exact"
    with Drawing(drawn, asked.problem, np.zeros(120), draws=40, sizes=range(7, 12)) as drawing:
        found = drawing.collect(seconds=None, progress=None)
    scored = np.concatenate(list(drawn.chunks(np.arange(40))))
    for kept, numbers in zip(found.kept, scored, strict=True):
        expected = solve(replace(asked, scores=numbers))
        assert numbers[kept].sum() / kept.sum() == numbers[expected.kept].sum() / expected.kept.sum()


def test_factors_multiply_to_the_score() -> None:
    asked = problems("geometric", 6)
    _, reported = explained(asked)
    for index, reasons in reported.items():
        assert "contributions" not in reasons
        factors = reasons["factors"].numbers["factors"]
        assert isinstance(factors, dict)
        assert math.prod(factors.values()) == pytest.approx(asked.scores[index] / UNIT, abs=1e-8)


def test_contributions_add_up_to_the_score() -> None:
    asked = problems("additive", 6)
    _, reported = explained(asked)
    for index, reasons in reported.items():
        parts = reasons["contributions"].numbers["contributions"]
        assert isinstance(parts, dict)
        assert sum(parts.values()) == pytest.approx(asked.scores[index] / UNIT, abs=1e-8)


@pytest.mark.parametrize(
    ("margin", "digits"), [(0.0134665, 5), (0.0135, 4), (0.2, 4), (0.00446, 4), (1.23456, 4)]
)
def test_a_margin_is_told_so_that_its_two_first_digits_may_be_kept(margin: float, digits: int) -> None:
    assert decimals_shown(margin) == digits
