"""Every value of a range that a sentence states brings the place in: tried by writing it in the table and solving again."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest

from florilege.selection.cell_ranges import Cell, cell_reaching
from florilege.selection.explanation import Explainer
from florilege.selection.improvement import Reach, written_rise
from florilege.selection.prepared import prepare, solve
from florilege.selection.reasons import Reason
from florilege.selection.relaxation import Infeasible
from florilege.selection.scenarios import Scenario, answer
from florilege.selection.study_file import StudyFile, read_study
from florilege.selection.table import read_table

Rows = list[dict[str, str]]
FUNCTIONS = (
    '{ kind = "linear", from = 0, to = 10 }',
    '{ kind = "points", points = [[0, 0.0], [5, 1.0], [10, 0.0]] }',
    '{ kind = "points", points = [[0, 0.3], [4, 1.0], [7, 0.1], [10, 0.6]] }',
    '{ kind = "points", points = [[0, 0.0], [2, 0.5], [10, 1.0]] }',
)
LIMITS = ("min = 0.5", "min = 0.6", "max = 0.4", "min = 0.3, max = 0.7", "min = 0.75", "max = 0.6")


def study_text(draw: random.Random) -> str:
    head = f'[study]\nslug = "s"\nsize = {draw.choice([1, 2, 3])}\naggregation = "{draw.choice(["additive", "geometric"])}"\n'
    head += '[[axis]]\nkey = "x"\n[[axis]]\nkey = "y"\n'
    criteria = "".join(
        f'[[criterion]]\nkey = "{key}"\naxis = "{axis}"\n{draw.choice(["", down])}value = {draw.choice(FUNCTIONS)}\n'
        for key, axis in (("c", "x"), ("d", "x"), ("e", "y"))
        for down in ('direction = "down"\n',)
    )
    weights = "[weights]\n" + "".join(f"{key} = {draw.choice([1, 2, 3])}\n" for key in "cde")
    rules = "".join(
        f'[[rule]]\nkind = "{draw.choice(["at_least", "at_most"])}"\ncount = 1\n'
        f'where = {{ "{draw.choice(["axis.x", "axis.y", "criterion.c", "criterion.d"])}" = {{ {draw.choice(LIMITS)} }} }}\n'
        for _ in range(draw.choice([1, 2]))
    )
    condition = f'[[condition]]\nkey = "k"\nmissing = "free"\nwhere = {{ d = {{ min = 1, max = {draw.choice([7, 9])} }} }}\n'
    return head + criteria + weights + rules + draw.choice(["", condition]) + "[robustness]\ndraws = 5\n"


def table(rows: Rows) -> str:
    return "\n".join(["id,c,d,e", *(",".join(row.values()) for row in rows)]) + "\n"


def explained(study: StudyFile, rows: Rows) -> dict[str, Reason]:
    """What would bring in each place left out."""
    asked = prepare(study, read_table(table(rows), study, file="t.csv"))
    kept = solve(asked).kept
    reported = Explainer(asked, kept).explain("all")
    return {
        asked.candidates.ids[index]: one
        for index in np.flatnonzero(~kept).tolist()
        for one in reported[index]
        if one.code == "improvement"
    }


def is_in(study: StudyFile, rows: Rows, place: str, key: str, cell: float) -> bool:
    changed = [row | ({key: repr(cell)} if row["id"] == place else {}) for row in rows]
    asked = prepare(study, read_table(table(changed), study, file="t.csv"))
    return place in [asked.candidates.ids[index] for index in np.flatnonzero(solve(asked).kept)]


def cells_stated(cell: dict[str, object]) -> Sequence[float]:
    """Numbers over the range that a cell states, within the ends of the value functions."""
    if cell["is"] == "between":
        return [float(one) for one in np.linspace(cell["from"], cell["to"], 7)]  # type: ignore[call-overload]
    end = 10.0 if cell["is"] == "at_least" else 0.0
    return [float(one) for one in np.linspace(cell["to"], end, 7)]  # type: ignore[call-overload]


@pytest.mark.parametrize("seed", range(25))
def test_every_value_of_a_range_that_is_stated_brings_the_place_in(seed: int) -> None:
    draw = random.Random(seed)
    study = read_study(study_text(draw), file="s.toml", table=True)
    cells = [*map(str, range(11)), "", "1..9", "3..5"]
    rows = [
        {"id": f"p{rank}", "c": draw.choice(cells), "d": draw.choice(cells[2:8]), "e": draw.choice(cells)}
        for rank in range(7)
    ]
    try:
        reported = explained(study, rows)
    except Infeasible:
        return
    for place, reason in reported.items():
        numbers = reason.as_data()["numbers"]
        key = numbers["criterion"]  # type: ignore[index]
        for cell in cells_stated(numbers["cell"]) if "cell" in numbers else ():  # type: ignore[index, operator]
            assert is_in(study, rows, place, key, cell), (reason.words.en, cell)
        asked = prepare(study, read_table(table(rows), study, file="t.csv"))
        index = asked.candidates.ids.index(place)
        for value in np.linspace(numbers["to"], numbers.get("up_to", 1.0), 5):  # type: ignore[index, attr-defined]
            found = answer(Scenario(facts={(place, key): round(float(value), 8)}), study, asked.candidates)
            assert found.kept[index], (reason.words.en, value)


def test_a_range_ends_where_a_rule_counts_the_place_otherwise() -> None:
    study = read_study(
        """
[study]
slug = "s"
size = 2
[[axis]]
key = "x"
[[criterion]]
key = "d"
axis = "x"
value = { kind = "linear", from = 0, to = 10 }
[[criterion]]
key = "e"
axis = "x"
value = { kind = "linear", from = 0, to = 10 }
[weights]
d = 1
e = 1
[[rule]]
kind = "at_most"
count = 1
where = { "criterion.d" = { min = 0.5 } }
[robustness]
draws = 5
""",
        file="s.toml",
        table=True,
    )
    rows = [
        {"id": one, "c": "", "d": d, "e": e}
        for one, d, e in (("a", "9.5", "9"), ("b", "4", "3"), ("g", "1", "4"))
    ]
    reported = explained(study, rows)["g"]
    assert reported.words.en == (
        'It would enter if "d" went from 1 to a value between 3.01 and 4.99, all else unchanged.'
    )
    assert "passait de 1 à une valeur de 3,01 à 4,99, le reste inchangé" in reported.words.fr
    numbers = reported.as_data()["numbers"]
    assert numbers["up_to"] == 0.49999999  # type: ignore[index]
    assert numbers["cell"] == {"column": "d", "is": "between", "from": 3.01, "to": 4.99}  # type: ignore[index]
    assert is_in(study, rows, "g", "d", 4.99)
    assert not is_in(study, rows, "g", "d", 5.0)


def test_a_narrow_range_is_written_with_the_digits_that_leave_it_true() -> None:
    assert written_rise(0.2, Reach(49_550_000, 49_999_999)) == ("0.200", "0.496", "0.499")
    assert written_rise(0.2, Reach(49_999_999, 49_999_999)) == ("0.20000000", "0.49999999", "0.49999999")


def column_study(function: str, more: str = "") -> StudyFile:
    text = f'[study]\nslug = "s"\nsize = 1\n[[criterion]]\nkey = "q"\nvalue = {function}\n[weights]\nq = 1\n{more}'
    return read_study(text, file="s", table=True)


LINEAR = '{ kind = "linear", from = 0, to = 10 }'
CONDITION = '[[condition]]\nkey = "k"\nwhere = { q = { %s } }\n'


@pytest.mark.parametrize(
    ("function", "more", "reach", "cell"),
    [
        (LINEAR, "", Reach(30_000_000), Cell("q", "at_least", "3")),
        (LINEAR, CONDITION % "min = 4", Reach(30_000_000), Cell("q", "at_least", "4")),
        (LINEAR, CONDITION % "max = 7", Reach(30_000_000), Cell("q", "between", "3", "7")),
        (LINEAR, CONDITION % "max = 2", Reach(30_000_000), None),
        (LINEAR, "", Reach(30_000_000, 49_999_999), Cell("q", "between", "3", "4.99")),
        (
            '{ kind = "log", from = 1, to = 10000 }',
            "",
            Reach(25_000_000, 49_999_999),
            Cell("q", "between", "10", "99.9"),
        ),
        (
            '{ kind = "table", table = { none = 0.0, some = 0.6, all = 1.0 } }',
            "",
            Reach(50_000_000, 90_000_000),
            Cell("q", "category", "some"),
        ),
        (
            '{ kind = "table", table = { none = 0.0, some = 0.6, all = 1.0 } }',
            "",
            Reach(70_000_000, 90_000_000),
            None,
        ),
        (LINEAR, '[[rule]]\nkind = "budget"\nlimit = 10\nattribute = "q"\n', Reach(30_000_000), None),
        (LINEAR, f'[[criterion]]\nkey = "r"\ncolumn = "q"\nvalue = {LINEAR}\n', Reach(30_000_000), None),
    ],
)
def test_what_to_write_keeps_within_the_range_and_within_what_else_the_column_decides(
    function: str, more: str, reach: Reach, cell: Cell | None
) -> None:
    if '"r"' in more:
        text = f'[study]\nslug = "s"\nsize = 1\n[[criterion]]\nkey = "q"\nvalue = {function}\n{more}[weights]\nq = 1\nr = 1\n'
        study = read_study(text, file="s", table=True)
    else:
        study = column_study(function, more)
    assert cell_reaching(study, study.grid.criteria[0], reach) == cell
