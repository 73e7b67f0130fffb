"""An interval under a value function that goes up and down: what is published of it, and what is proved."""

from __future__ import annotations

from typing import Any

import pytest

from florilege.selection.study_file import read_study
from florilege.selection.table import read_table
from tests.selection.written import select

STUDY = """[study]
slug = "essai"
size = 1

[[criterion]]
key = "c"
direction = "{direction}"
value = {{ kind = "points", points = [[0, {end}], [5, {middle}], [10, {end}]] }}

[weights]
c = 1

[robustness]
draws = 400
seed = 3
"""


def selected(table: str, *, direction: str) -> dict[str, Any]:
    end, middle = (0.0, 1.0) if direction == "up" else (1.0, 0.0)
    study = read_study(
        STUDY.format(direction=direction, end=end, middle=middle), file="study.toml", table=True
    )
    data: dict[str, Any] = select(study, read_table(table, study, file="table.csv"))
    return {one["place_id"]: one for one in (*data["selected"], *data["not_selected"])}


@pytest.mark.parametrize("direction", ["up", "down"])
def test_a_value_that_may_be_anything_is_published_as_such(direction: str) -> None:
    place = selected("id,c\nA,0..10\nB,1\n", direction=direction)["A"]
    assert (place["score_low"], place["score_high"]) == (0.0, 1.0)
    assert place["certain"] is None


@pytest.mark.parametrize("direction", ["up", "down"])
def test_the_draws_take_it_from_its_lowest_to_its_highest(direction: str) -> None:
    places = selected("id,c\nA,0..10\nB,1\n", direction=direction)
    assert places["A"]["acceptability"] == pytest.approx(0.8, abs=0.06)


@pytest.mark.parametrize("direction", ["up", "down"])
def test_nothing_is_proved_from_the_ends_alone(direction: str) -> None:
    places = selected("id,c\nA,4..6\nB,4.5\n", direction=direction)
    assert places["A"]["score_low"] == pytest.approx(0.8)
    assert places["A"]["score_high"] == pytest.approx(1.0)
    assert [one["certain"] for one in places.values()] == [None, None]
