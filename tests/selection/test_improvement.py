"""What a sentence says would bring a place in does, typed as it is printed; a hair less does not."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from florilege.appraisal.scores import UNIT
from florilege.appraisal.value_functions import ValueFunction
from florilege.selection.cell_ranges import Cell, cell_reaching, digits_shown
from florilege.selection.explanation import Explainer
from florilege.selection.improvement import Reach, written_rise
from florilege.selection.prepared import prepare, solve
from florilege.selection.scenarios import Scenario, answer
from florilege.selection.study_file import StudyFile, read_study
from florilege.selection.table import read_table
from tests.selection.written import select

FINE = {
    "a": '{ kind = "linear", from = 0, to = 100 }',
    "b": '{ kind = "points", points = [[0, 0.0], [10, 0.7], [40, 1.0]] }',
    "c": '{ kind = "log", from = 1, to = 5000 }\ndirection = "down"',
    "d": '{ kind = "linear", from = -3, to = 7 }\ndirection = "down"',
}
COARSE = dict.fromkeys("abc", '{ kind = "linear", from = 0, to = 5 }') | {
    "d": '{ kind = "table", table = { none = 0.0, some = 0.6, all = 1.0 } }'
}
RULES = """
[[rule]]
kind = "at_most"
count = 2
each = "region"

[[rule]]
kind = "at_least"
count = 3
where = { kind = "lab" }
"""
CELL = r'("[a-z]+"|-?[\d.]+)'
RISE = re.compile(
    rf'if "(\w)"(?:, unknown today,)? went (?:from {CELL} )?to {CELL}(?: or (more|less))?, all else'
)
RISE_FR = re.compile(
    r"si « (\w) »(?:, inconnu aujourd’hui,)? passait (?:de (« \w+ »|-?[\d,]+) )?à (« \w+ »|-?[\d,]+)(?: ou (plus|moins))?, le reste"
)


def study_of(functions: dict[str, str], aggregation: str, size: str) -> StudyFile:
    head = f'[study]\nslug = "essai"\n{size}\nties = ["b", "corroboration"]\naggregation = "{aggregation}"\n'
    criteria = "".join(
        f'[[criterion]]\nkey = "{key}"\naxis = "x"\nvalue = {function}\n'
        for key, function in functions.items()
    )
    weights = "[weights]\na = 0.37\nb = 0.3\nc = 0.2\nd = 0.13\n"
    return read_study(f'{head}[[axis]]\nkey = "x"\n{criteria}{weights}{RULES}', file="s.toml", table=True)


def table_of(generator: random.Random, coarse: bool) -> list[list[str]]:
    def cell(key: str) -> str:
        if generator.random() < 0.1:
            return generator.choice(["", "n/a"])
        if coarse:
            return generator.choice(["none", "some", "all"]) if key == "d" else str(generator.randint(0, 5))
        low, high = {"a": (0, 100), "b": (0, 40), "c": (1, 5000), "d": (-3, 7)}[key]
        return f"{generator.uniform(low, high):.2f}"

    return [
        [
            f"p{rank:03}", *map(cell, "abcd"), f"r{generator.randrange(6)}",
            generator.choice(["lab", "hub", "hub"]), str(generator.randint(1, 3)),
        ]
        for rank in range(70)
    ]  # fmt: skip


def text_of(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(map(",".join, [["id", *"abcd", "region", "kind", "corroboration"], *rows])) + "\n"


def less(number: str) -> float:
    """One less in its last digit."""
    return float(Decimal(number) - Decimal(1).scaleb(Decimal(number).as_tuple().exponent))  # type: ignore[arg-type]


@pytest.mark.parametrize("size", ["size = 8", 'size = [6, 8]\nobjective = "mean"'])
@pytest.mark.parametrize("aggregation", ["additive", "geometric"])
@pytest.mark.parametrize("coarse", [False, True])
def test_what_is_printed_brings_the_place_in_and_a_hair_less_does_not(
    coarse: bool, aggregation: str, size: str
) -> None:
    generator = random.Random(f"{coarse} {aggregation} {size}")
    study = study_of(COARSE if coarse else FINE, aggregation, size)
    rows = table_of(generator, coarse)
    asked = prepare(study, read_table(text_of(rows), study, file="t.csv"))
    kept = solve(asked).kept
    reported = Explainer(asked, kept).explain("all")
    chosen = [
        (index, one)
        for index in np.flatnonzero(~kept).tolist()
        for one in reported[index]
        if one.code == "improvement"
    ]
    assert len(chosen) >= 13
    for index, reason in generator.sample(chosen, 13):
        found, in_french = RISE.search(reason.words.en), RISE_FR.search(reason.words.fr)
        assert found
        assert in_french
        key, now, to, _ = found.groups()
        assert [re.sub("[«» ]", "", one or "").replace(",", ".") for one in in_french.groups()[:3]] == [
            (one or "").replace('"', "") for one in (key, now, to)
        ]
        numbers = reason.as_data()["numbers"]
        own = asked.candidates.attributes[key][index]
        assert now is None or same(now.strip('"'), own or "")
        assert own is not None or now is None
        written = numbers["to"]  # type: ignore[index]
        assert is_in(asked, index, key, written), reason.words.en
        assert not is_in(asked, index, key, written - 1e-6), reason.words.en
        assert is_in_with_cell(study, rows, index, {key: to.strip('"')}), reason.words.en
        short = step_short(study, key, to, whole=coarse)
        if short is not None and short != own:
            assert not is_in_with_cell(study, rows, index, {key: short}), (reason.words.en, short)


def same(reported: str, own: str) -> bool:
    """Whether what is told is what the cell says."""
    return reported == own or float(reported) == float(own)


def step_short(study: StudyFile, key: str, reported: str, *, whole: bool) -> str | None:
    """What is a step less good than what is told, in its last digit or by a category; None where there is none."""
    function = next(one.function for one in study.grid.criteria if one.key == key)
    if function.kind == "table":
        names = sorted(function.table, key=lambda name: function.value(name)[0])
        rank = names.index(reported.strip('"'))
        return names[rank - 1] if rank else None
    number = Decimal(reported)
    step = Decimal(1)
    if not whole:
        step = Decimal(1).scaleb(-digits_shown(function, float(number)))
    return str(number + step if function.down else number - step)


def is_in(asked: object, index: int, key: str, value: float) -> bool:
    """Whether a place is in the list with a value taken as known, as in the laboratory."""
    fact = {(asked.candidates.ids[index], key): value}  # type: ignore[attr-defined]
    return bool(answer(Scenario(facts=fact), asked.study, asked.candidates).kept[index])  # type: ignore[attr-defined]


def is_in_with_cell(study: StudyFile, rows: list[list[str]], index: int, cells: Mapping[str, str]) -> bool:
    """Whether it is with other cells in the table."""
    changed = [list(row) for row in rows]
    for column, cell in cells.items():
        changed[index]["abcd".index(column) + 1] = cell
    problem = prepare(study, read_table(text_of(changed), study, file="t.csv"))
    return bool(solve(problem).kept[index])


@given(st.integers(0, UNIT), st.integers(0, UNIT))
def test_a_rise_is_written_upwards_with_as_few_digits_as_tell_it(first: int, second: int) -> None:
    low, high = sorted((first, second))
    if low == high:
        return
    before, after, last = written_rise(low / UNIT, Reach(high))
    assert last == ""
    assert Decimal(after) * UNIT >= high
    assert Decimal(after) > Decimal(before)
    assert less(after) * UNIT < high
    digits = len(after.split(".")[1])
    assert digits == 2 or Decimal(before).quantize(Decimal(1).scaleb(1 - digits)) >= Decimal(after) - Decimal(
        1
    ).scaleb(1 - digits)


@pytest.mark.parametrize(
    ("points", "down", "value", "cell"),
    [
        (((0.0, 0.0), (5.0, 1.0)), False, 0.6, Cell("q", "at_least", "3")),
        (((0.0, 0.0), (5.0, 1.0)), True, 0.6, Cell("q", "at_most", "2")),
        (((0.0, 0.0), (1e6, 1.0)), False, 0.1234567, Cell("q", "at_least", "123457")),
        (((0.0, 0.0), (5.0, 1.0), (10.0, 0.0)), False, 0.5, Cell("q", "between", "2.5", "7.5")),
        (((0.0, 0.0), (5.0, 1.0), (10.0, 0.0)), False, 1.0, Cell("q", "between", "5", "5")),
        (((0.0, 1.0), (3.0, 0.0), (9.0, 1.0)), False, 0.7, Cell("q", "between", "7.2", "9")),
        (((0.0, 1.0), (3.0, 0.0), (9.0, 1.0)), True, 0.7, Cell("q", "between", "2.1", "4.8")),
        (((0.0, 0.0), (1.0, 0.4), (3.0, 0.1)), False, 0.8, None),
    ],
)
def test_a_value_is_told_as_what_to_write_in_the_column(
    points: tuple[tuple[float, float], ...], down: bool, value: float, cell: Cell | None
) -> None:
    text = '[study]\nslug = "s"\nsize = 1\n[[criterion]]\nkey = "q"\nvalue = { kind = "linear", from = 0, to = 1 }\n[weights]\nq = 1\n'
    study = read_study(text, file="s", table=True)
    changed = replace(study.grid.criteria[0], function=ValueFunction("points", points, {}, down))
    assert cell_reaching(study, changed, Reach(round(value * UNIT))) == cell


@pytest.mark.parametrize("weights", ['order = ["b", "c"]', "b = 1\nc = 1"])
def test_a_place_whose_product_is_nothing_is_explained(weights: str) -> None:
    """No guess can be made from a score of 0: this once went on for ever."""
    study = read_study(
        f"""
[study]
slug = "s"
size = 1
aggregation = "geometric"
[[axis]]
key = "x"
[[criterion]]
key = "b"
axis = "x"
value = {{ kind = "linear", from = 0, to = 5 }}
[[criterion]]
key = "c"
axis = "x"
value = {{ kind = "linear", from = 0, to = 5 }}
[weights]
{weights}
[robustness]
draws = 5
""",
        file="study.toml",
        table=True,
    )
    found = select(study, read_table("id,b,c\nA,0,0\nB,0,4\n", study, file="table.csv"))
    assert len(found["selected"]) == 1
    assert found["not_selected"][0]["reasons"]
