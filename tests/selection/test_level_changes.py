"""Improvements of places whose values rules look at: what is said to bring one in does, and nothing less would."""

from __future__ import annotations

import random

import numpy as np
import pytest

from florilege.appraisal.scores import UNIT
from florilege.selection.explanation import Explainer
from florilege.selection.prepared import Problems, prepare, solve
from florilege.selection.scenarios import Scenario, answer
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table
from tests.selection.written import select

STUDY = """
[study]
slug = "s"
SIZE
ties = ["c"]
aggregation = "AGGREGATION"
[[axis]]
key = "x"
title = { fr = "Services rendus", en = "Services" }
[[axis]]
key = "y"
[[criterion]]
key = "a"
axis = "x"
title = { fr = "Accueil", en = "Welcome" }
value = { kind = "linear", from = 0, to = 1 }
[[criterion]]
key = "b"
axis = "x"
value = { kind = "linear", from = 0, to = 1 }
[[criterion]]
key = "c"
axis = "y"
value = { kind = "linear", from = 0, to = 1 }
[weights]
a = 0.5
b = 0.3
c = 0.2
[[rule]]
kind = "at_most"
count = 2
each = "region"
[[rule]]
key = "looking"
LEVEL
[robustness]
draws = 0
"""
LEVELS = [
    'kind = "at_most"\ncount = 2\nwhere = { "criterion.a" = { min = 0.7 } }',
    'kind = "at_most"\ncount = 0\nwhere = { "criterion.a" = { max = 0.3 } }',
    'kind = "at_least"\ncount = 3\nwhere = { "axis.x" = { min = 0.6 } }',
    'kind = "at_least"\ncount = 1\neach = "region"\nwhere = { "axis.y" = { min = 0.4, max = 0.8 } }',
    'kind = "at_most"\ncount = 1\nwhere = { kind = "lab", "axis.x" = { min = 0.35, max = 0.75 }, "criterion.c" = { max = 0.9 } }',
]
FIXED, MEAN, TOTAL = "size = 5", 'size = [4, 6]\nobjective = "mean"', 'size = [3, 5]\nobjective = "total"'
PLACES, STEPS = 7, 6
"""Places looked at, and values tried of a criterion that is said not to be enough, or below what is said to be."""


def problems(level: str, aggregation: str, size: str, seed: int) -> Problems:
    text = STUDY.replace("LEVEL", level).replace("AGGREGATION", aggregation).replace("SIZE", size)
    study = read_study(text, file="study.toml", table=True)
    chance = random.Random(seed)
    rows = [
        f"p{rank:02},{chance.random():.2f},{chance.random():.2f},{chance.random():.2f},{chance.choice('ABC')},{chance.choice(['lab', 'hub'])}"
        for rank in range(18)
    ]
    return prepare(study, read_table("\n".join(["id,a,b,c,region,kind", *rows]), study, file="t.csv"))


def is_in(asked: Problems, index: int, key: str, value: float) -> bool:
    fact = {(asked.candidates.ids[index], key): value}
    return bool(answer(Scenario(facts=fact), asked.study, asked.candidates).kept[index])


@pytest.mark.parametrize(
    ("level", "aggregation", "size"),
    [(level, how, FIXED) for level in LEVELS for how in ("additive", "geometric")]
    + [(LEVELS[2], "additive", MEAN), (LEVELS[1], "geometric", TOTAL), (LEVELS[4], "additive", TOTAL)],
)
def test_the_least_value_that_brings_a_place_in_is_found_across_the_levels_of_rules(
    level: str, aggregation: str, size: str
) -> None:
    asked = problems(level, aggregation, size, seed=len(level))
    kept = solve(asked).kept
    reported = Explainer(asked, kept).explain("all")
    for index in np.flatnonzero(~kept).tolist()[:PLACES]:
        found = next((one.numbers for one in reported[index] if one.code == "improvement"), {})
        needed = found.get("all", {})
        assert isinstance(needed, dict)
        for column, key in enumerate(asked.study.grid.keys):
            now = float(asked.values[index, column])
            value = needed.get(key)
            if value is not None:
                assert value > now
                assert is_in(asked, index, key, value), (index, key, value)
            below = now if value is None else value - 1 / UNIT
            tried = np.linspace(now, 1.0 if value is None else below, STEPS).tolist()
            assert not any(is_in(asked, index, key, one) for one in tried), (index, key, value)


def test_a_rule_that_looks_at_a_value_is_told_by_its_title() -> None:
    asked = problems(LEVELS[4].replace("0.35", "0.3"), "additive", "size = 5", 1)
    data = select(asked.study, asked.candidates)
    words = next(one for one in data["rules"] if one["key"] == "looking")  # type: ignore[attr-defined]
    assert words["fr"] == "au plus 1 (kind = lab, « Services rendus » de 0,3 à 0,75, « c » à 0,9 au plus)"
    assert words["en"] == 'at most 1 (kind = lab, "Services" from 0.3 to 0.75, "c" at 0.9 or less)'


def test_a_place_that_a_rule_may_count_or_not_is_told_so() -> None:
    study = read_study(
        STUDY.replace("LEVEL", LEVELS[0]).replace("AGGREGATION", "additive").replace("SIZE", "size = 1"),
        file="study.toml",
        table=True,
    )
    rows = "sure,0.9,0.5,0.5,A,lab\nopen,0.6..0.9,0.5,0.5,A,lab\nlow,0.1..0.2,0.5,0.5,A,lab\nnone,,0.5,0.5,A,lab\n"
    asked = prepare(study, read_table(f"id,a,b,c,region,kind\n{rows}", study, file="t.csv"))
    reported = Explainer(asked, solve(asked).kept).explain("all")
    doubtful = {
        asked.candidates.ids[index]: one.numbers["rule"]
        for index, reasons in reported.items()
        for one in reasons
        if one.code == "counted_as_read"
    }
    assert doubtful == {"open": "looking", "none": "looking"}
