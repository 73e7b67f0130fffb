"""A jury's marks in a selection: their spread in the draws, each juror left out, bad files refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from florilege.appraisal.marks import HEADER, read_marks
from florilege.faults import StudyFileRefused, TableRefused
from florilege.selection.draws import sampler
from florilege.selection.select import select_table
from florilege.selection.study_file import StudyFile, read_study
from florilege.selection.table import read_table

STUDY = """
[study]
slug = "essai"
size = 2
aggregation = "AGGREGATION"

[[criterion]]
key = "facts"
column = "facts"
value = { kind = "linear", from = 0, to = 1 }

[[criterion]]
key = "spirit"
source = "jury"
value = { kind = "linear", from = 0, to = 5 }

[weights]
facts = 0.5
spirit = 0.5

[robustness]
draws = 400
seed = 5
"""
TABLE = "id,facts\na,0.5\nb,0.5\nc,0.5\nd,0.5\n"
LINES = {
    "a": (5, 5, 5), "b": (4, 4, 3), "c": (4, 3, 4), "d": (0, 1, 0),
}  # fmt: skip


def marks_text(lines: dict[str, tuple[float | None, ...]] | None = None) -> str:
    rows = [
        f"{juror},{place},spirit,{'' if mark is None else mark},"
        for place, marks in (lines or LINES).items()
        for juror, mark in zip(("Ann", "Bob", "Cy"), marks, strict=True)
    ]
    return "\n".join([",".join(HEADER), *rows]) + "\n"


def study(aggregation: str = "additive") -> StudyFile:
    return read_study(STUDY.replace("AGGREGATION", aggregation), file="s.toml", table=True)


def selected(folder: Path, marks: str | None, text: str = STUDY) -> dict[str, object]:
    (folder / "t.csv").write_text(TABLE, encoding="utf-8")
    (folder / "s.toml").write_text(text.replace("AGGREGATION", "additive"), encoding="utf-8")
    path = None
    if marks is not None:
        path = folder / "m.csv"
        path.write_text(marks, encoding="utf-8")
    select_table(folder / "t.csv", folder / "s.toml", folder / "o.json", marks_path=path)
    found = json.loads((folder / "o.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_the_spread_of_marks_enters_the_draws(tmp_path: Path) -> None:
    found = selected(tmp_path, marks_text())
    rates = {item["place_id"]: item["acceptability"] for item in [*found["selected"], *found["not_selected"]]}  # type: ignore[misc]
    assert rates["a"] > 0.9
    assert 0.1 < rates["b"] < 0.9  # b and c are too near to be told apart
    assert rates["b"] + rates["c"] == pytest.approx(2 - rates["a"] - rates["d"])
    assert rates["d"] < 0.02


@pytest.mark.parametrize("aggregation", ["additive", "geometric"])
def test_draws_are_normal_about_the_harmonised_mark(aggregation: str) -> None:
    read = study(aggregation)
    candidates = read_table(
        TABLE, read, file="t.csv", marks=read_marks(marks_text(), read.grid, file="m.csv")
    )
    scores = np.concatenate(list(sampler(candidates.values, read.grid, 3).chunks(np.arange(4000)))) / 1e8
    drawn = 2 * (scores - 0.25) if aggregation == "additive" else scores**2 / 0.5
    bells = candidates.values.bells
    assert bells is not None
    for row in (1, 2):  # those far from the ends of the scale
        assert drawn[:, row].mean() == pytest.approx(bells.centre[row, 1], abs=0.01)
        assert drawn[:, row].std() == pytest.approx(bells.deviation[row, 1], rel=0.08)
    assert drawn.min() >= 0
    assert drawn.max() <= 1


def test_each_juror_is_left_out_and_none_is_named(tmp_path: Path) -> None:
    lines = {"a": (5.0, 5.0, 5.0), "b": (5.0, 2.0, 2.0), "c": (1.0, 4.0, 4.0), "d": (0.0, 0.0, 0.0)}
    found = selected(tmp_path, marks_text({**lines}))
    jurors = [item for item in found["leave_one_out"] if "juror" in item]  # type: ignore[union-attr]
    assert [item["juror"] for item in jurors] == ["J1", "J2", "J3"]
    assert jurors[0]["enters"] or jurors[0]["leaves"]
    assert not any(name in json.dumps(found) for name in ("Ann", "Bob", "Cy"))


def test_a_place_that_no_juror_marked_stays_unknown(tmp_path: Path) -> None:
    found = selected(tmp_path, marks_text({"a": (5, 5, 5), "b": (None, None, None)}))
    bounds = {
        item["place_id"]: (item["score_low"], item["score_high"])
        for item in [*found["selected"], *found["not_selected"]]  # type: ignore[misc]
    }
    assert bounds["b"] == bounds["d"] == (0.25, 0.75)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("Ann,a,spirit,6,", "mark"),
        ("Ann,a,spirit,good,", "mark"),
        ("Ann,a,spirit,nan,", "mark"),
        ("Ann,a,spirits,4,", "criterion"),
        ("Ann,a,facts,4,", "criterion"),
        ("Ann,e,spirit,4,", "place_id"),
        (",a,spirit,4,", "juror"),
        ("Ann,a,spirit,4,2", "confidence"),
        ("Ann,a,spirit,4,\nAnn,a,spirit,5,", "mark"),
    ],
)
def test_a_bad_mark_is_refused_with_its_line(line: str, column: str) -> None:
    with pytest.raises(TableRefused) as refused:
        read_marks(f"{','.join(HEADER)}\n{line}\n", study().grid, file="m.csv", places=("a", "b"))
    assert refused.value.where.file == "m.csv"
    assert refused.value.where.line == 2 + line.count("\n")
    assert refused.value.where.column == column


def test_a_grid_that_asks_for_marks_is_not_solved_without_them(tmp_path: Path) -> None:
    with pytest.raises(StudyFileRefused):
        selected(tmp_path, None)
    with pytest.raises(StudyFileRefused):
        selected(tmp_path, marks_text(), STUDY.replace('source = "jury"', 'column = "facts"'))
    with pytest.raises(StudyFileRefused):
        read_study(
            STUDY.replace("AGGREGATION", "additive").replace(
                '"linear", from = 0, to = 5', '"log", from = 1, to = 5'
            ),
            file="s.toml",
            table=True,
        )
