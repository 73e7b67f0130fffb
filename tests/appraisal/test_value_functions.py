"""Value functions: from raw values to [0, 1], by points that people can check with a pencil."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.appraisal.value_functions import ValueFunction, read_value_function
from florilege.faults import InputRefused, StudyFileRefused
from florilege.toml_lines import read_toml


def function(text: str, *, down: bool = False) -> ValueFunction:
    root = read_toml(f"value = {text}\n", file="study.toml", refusal=StudyFileRefused)
    return read_value_function(root.table("value"), down=down)


LINEAR = '{ kind = "linear", from = 2, to = 10 }'
LOG = '{ kind = "log", from = 1, to = 1000 }'
POINTS = '{ kind = "points", points = [[0, 0.0], [3, 0.6], [8, 1.0]] }'
TABLE = '{ kind = "table", table = { none = 0.0, some = 0.5, all = 1.0 } }'


@pytest.mark.parametrize(
    ("text", "raw", "value"),
    [
        (LINEAR, 2, 0.0),
        (LINEAR, 4, 0.25),
        (LINEAR, 10, 1.0),
        (LOG, 1, 0.0),
        (LOG, 10, 1 / 3),
        (LOG, 1000, 1.0),
        (POINTS, 1.5, 0.3),
        (POINTS, 3, 0.6),
        (POINTS, 5.5, 0.8),
        (TABLE, "some", 0.5),
    ],
)
def test_a_raw_value_has_the_value_of_the_drawing(text: str, raw: float | str, value: float) -> None:
    found, clamped = function(text).value(raw)
    assert found == pytest.approx(value, abs=1e-12)
    assert not clamped
    turned, _ = function(text, down=True).value(raw)
    assert turned == pytest.approx(1 - value, abs=1e-12)


@pytest.mark.parametrize(("raw", "value"), [(1, 0.0), (11, 1.0)])
def test_what_lies_outside_is_brought_back_and_said(raw: float, value: float) -> None:
    assert function(LINEAR).value(raw) == (value, True)


@given(st.sampled_from([LINEAR, LOG, POINTS]), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_more_is_never_worth_less_and_values_stay_in_their_interval(
    text: str, one: float, two: float
) -> None:
    drawn = function(text)
    low, high = sorted((one, two))
    assert 0.0 <= drawn.value(low)[0] <= drawn.value(high)[0] <= 1.0


def test_a_category_that_the_table_does_not_hold_is_a_fault() -> None:
    with pytest.raises(KeyError):
        function(TABLE).value("few")


@pytest.mark.parametrize(
    "text",
    [
        '{ kind = "linear", from = 3, to = 3 }',
        '{ kind = "linear", from = 3 }',
        '{ kind = "linear", from = 0, to = nan }',
        '{ kind = "log", from = 0, to = 5 }',
        '{ kind = "points", points = [[0, 0.0]] }',
        '{ kind = "points", points = [[1, 0.0], [0, 1.0]] }',
        '{ kind = "points", points = [[0, 0.0], [1, 1.5]] }',
        '{ kind = "table", table = {} }',
        '{ kind = "table", table = { a = 2.0 } }',
        '{ kind = "cubic", from = 0, to = 1 }',
        '{ kind = "linear", from = 0, to = 1, top = 2 }',
    ],
)
def test_a_function_that_cannot_be_drawn_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        function(text)
    assert refusal.value.where.line == 1


HUMP = '{ kind = "points", points = [[0, 0.0], [5, 1.0], [10, 0.0]] }'


@pytest.mark.parametrize(
    ("ends", "down", "values"),
    [
        ((0, 10), False, (0.0, 1.0, False)),
        ((0, 10), True, (0.0, 1.0, False)),
        ((4, 7), False, (0.6, 1.0, False)),
        ((4, 7), True, (0.0, 0.4, False)),
        ((6, 7), False, (0.6, 0.8, False)),
        ((-3, 4), False, (0.0, 0.8, True)),
        ((-3, 14), False, (0.0, 1.0, True)),
        ((11, 14), False, (0.0, 0.0, True)),
        ((5, 5), False, (1.0, 1.0, False)),
    ],
)
def test_an_interval_has_the_extremes_of_the_drawing_over_it(
    ends: tuple[float, float], down: bool, values: tuple[float, float, bool]
) -> None:
    assert function(HUMP, down=down).extent(*ends) == pytest.approx(values, abs=1e-12)


@given(
    st.lists(st.tuples(st.floats(-100, 100), st.floats(0, 1)), min_size=2, max_size=6, unique_by=lambda one: one[0]),
    st.lists(st.floats(-120, 120), min_size=3, max_size=3).map(sorted),
    st.booleans(),
)  # fmt: skip
def test_whatever_lies_in_an_interval_has_a_value_between_its_extremes(
    points: list[tuple[float, float]], raws: list[float], down: bool
) -> None:
    drawn = ValueFunction("points", tuple(sorted(points)), {}, down)
    low, high, _ = drawn.extent(raws[0], raws[2])
    assert low - 1e-12 <= drawn.value(raws[1])[0] <= high + 1e-12
    reached = [
        drawn.value(raw)[0] for raw in (raws[0], raws[2], *(x for x, _ in points if raws[0] <= x <= raws[2]))
    ]
    assert min(reached) == low
    assert max(reached) == high
