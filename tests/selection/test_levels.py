"""The level of an axis that a rule looks at: the score that the criteria of the axis alone would give."""

from __future__ import annotations

import pytest

from florilege.selection.study_file import read_study
from florilege.selection.table import read_table
from tests.selection.written import select

STUDY = """[study]
slug = "essai"
size = 1
aggregation = "AGGREGATION"

[[axis]]
key = "one"

[[axis]]
key = "two"

[[criterion]]
key = "a"
axis = "one"
value = { kind = "linear", from = 0, to = 1 }

[[criterion]]
key = "b"
axis = "one"
value = { kind = "linear", from = 0, to = 1 }

[[criterion]]
key = "c"
axis = "two"
value = { kind = "linear", from = 0, to = 1 }

[weights]
a = WEIGHT
b = WEIGHT
c = 0.5

[[rule]]
kind = "at_least"
count = 1
where = { "axis.one" = { min = 0.5 } }

[robustness]
draws = 0
"""
UNEVEN = "id,a,b,c\nx,1.0,0.1,1.0\ny,0.5,0.5,0.1\n"
"""On the axis "one", x has a mean of 0.55 and a geometric mean of 0.32; y has 0.5 by both."""


def kept(aggregation: str, table: str = UNEVEN, weight: float = 0.25) -> list[str]:
    text = STUDY.replace("AGGREGATION", aggregation).replace("WEIGHT", str(weight))
    study = read_study(text, file="study.toml", table=True)
    return [one["place_id"] for one in select(study, read_table(table, study, file="table.csv"))["selected"]]


def test_an_axis_is_a_mean_where_scores_are() -> None:
    assert kept("additive") == ["x"]


def test_a_weakness_inside_an_axis_is_not_bought_back_where_scores_are_geometric() -> None:
    assert kept("geometric") == ["y"]


@pytest.mark.parametrize(("aggregation", "list_"), [("additive", ["x"]), ("geometric", ["y"])])
def test_criteria_that_weigh_nothing_count_alike_in_their_axis(aggregation: str, list_: list[str]) -> None:
    assert kept(aggregation, weight=0) == list_


@pytest.mark.parametrize("aggregation", ["additive", "geometric"])
def test_no_condition_is_met_where_nothing_of_an_axis_applies(aggregation: str) -> None:
    assert kept(aggregation, "id,a,b,c\nx,n/a,n/a,1.0\ny,0.6,0.6,0.1\n") == ["y"]
