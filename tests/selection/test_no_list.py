"""No list: too few candidates left, and why the others went; readings and jurors with which none is possible."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import florilege.selection
from florilege.appraisal.marks import read_marks
from florilege.cli import main
from florilege.faults import NO
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table
from tests.selection.written import select

SCHEMA = json.loads(
    (Path(florilege.selection.__file__).parent / "selection.schema.json").read_text(encoding="utf-8")
)
STUDY = """[study]
slug = "essai"
size = SIZE

[[criterion]]
key = "c"
value = { kind = "linear", from = 0, to = 1 }

[[criterion]]
key = "d"
value = { kind = "linear", from = 0, to = 1 }

[weights]
c = 0.5
d = 0.5

[[condition]]
key = "enough"
title = { fr = "assez de c", en = "enough of c" }
where = { c = { min = 0.5 } }
missing = "out"

[[rule]]
kind = "exclude"
ids = ["A"]
reason = { fr = "dit", en = "said" }
"""
TABLE = "id,name,c,d\nA,Alpha,0.1,1\nB,Beta,,1\nC,Gamma,0.8,\n"


def found_of(study: str, table: str, marks: str | None = None) -> dict[str, Any]:
    asked = read_study(study, file="study.toml", table=True)
    said = None if marks is None else read_marks(marks, asked.grid, file="marks.csv")
    data: dict[str, Any] = select(asked, read_table(table, asked, file="table.csv", marks=said))
    Draft202012Validator(SCHEMA).validate(json.loads(json.dumps(data)))
    return data


def with_size(size: int, more: str = "") -> str:
    return STUDY.replace("SIZE", f"{size}{more}")


def test_nobody_left_is_told_and_no_rule_that_alone_can_hold_is_named() -> None:
    found = found_of(with_size(1), TABLE.replace("0.8", "0.2"))
    assert found["status"] == "infeasible"
    assert found["clash"] == ["size"]
    assert found["clash_words"][0]["fr"] == "au moins 1 lieu à garder, et aucun candidat ne reste"
    short = found["shortage"]
    assert (short["left"], short["needed"], short["considered"]) == (0, 1, 3)
    assert (short["fr"], short["en"]) == ("Aucun candidat ne reste, sur 3.", "No candidate is left, of 3.")
    assert [(one["en"], one["count"], one["condition"]) for one in short["causes"]] == [
        ("condition not met: enough of c", 2, "enough"),
        ("condition not verified: enough of c", 1, "enough"),
    ]


def test_fewer_left_than_the_size_is_told_in_candidates_left() -> None:
    found = found_of(with_size(2), TABLE)
    assert found["shortage"]["en"] == "1 candidate is left of 3, for a list of 2 or more."
    assert found["clash"] == ["size"]
    assert found["clash_words"] == [
        {
            "fr": "au moins 2 lieux à garder, et 1 candidat reste",
            "en": "2 places or more to keep, and 1 candidate is left",
        }
    ]


def test_those_too_little_known_are_a_cause_too() -> None:
    found = found_of(with_size(2, "\nknown_at_least = 2"), TABLE)
    assert {one["en"]: one["count"] for one in found["shortage"]["causes"]} == {
        "condition not met: enough of c": 1,
        "condition not verified: enough of c": 1,
        "too little known to be judged": 1,
    }


def test_a_table_without_rows_has_no_candidate() -> None:
    study = with_size(1).partition("[[rule]]")[0]
    assert found_of(study, "id,name,c,d\n")["shortage"]["fr"] == "Il n’y a aucun candidat."


def test_rules_that_clash_among_enough_candidates_are_no_shortage() -> None:
    study = with_size(1).replace('ids = ["A"]', 'ids = ["C"]')
    found = found_of(study, TABLE)
    assert found["status"] == "infeasible"
    assert "shortage" not in found


def test_the_command_line_says_who_went_and_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "study.toml").write_text(with_size(1), encoding="utf-8")
    (tmp_path / "table.csv").write_text(TABLE.replace("0.8", "0.2"), encoding="utf-8")
    asked = [f"{option}={tmp_path / name}" for option, name in (
        ("--candidates", "table.csv"), ("--study", "study.toml"), ("--out", "selection.json"),
    )]  # fmt: skip
    with pytest.raises(SystemExit) as ended:
        main(["select", *asked, "--lang=en"])
    assert ended.value.code == NO
    said = capsys.readouterr().out
    assert "no list: No candidate is left, of 3." in said
    assert "A  Alpha  Condition not met: enough of c (c: 0.1)." in said
    assert 'B  Beta  Condition not verified: enough of c ("c" is not stated).' in said
    assert "left out beforehand" not in said
    assert "→" not in said


LEVELLED = """[study]
slug = "essai"
size = 1
unknown_reference = "middle"

[[criterion]]
key = "c"
value = { kind = "linear", from = 0, to = 1 }

[weights]
c = 1

[[rule]]
kind = "at_least"
count = 1
where = { "criterion.c" = { min = 0.5 } }

[robustness]
draws = 20
"""


def test_another_reading_without_any_list_is_no_empty_list() -> None:
    found = found_of(LEVELLED, "id,c\na,\nb,0.1\n")
    assert found["other_reading"] == {
        "unknown_reference": "low",
        "status": "infeasible",
        "selected": None,
        "enters": None,
        "leaves": None,
    }


def test_a_juror_without_whom_no_list_is_possible_is_told_so() -> None:
    study = LEVELLED.replace('key = "c"\n', 'key = "c"\nsource = "jury"\n', 1)
    marks = "juror,place_id,criterion,mark,confidence\nx,a,c,0.9,\ny,a,c,,\ny,b,c,0.1,\n"
    found = found_of(study.replace("min = 0.5", "min = 0.52"), "id\na\nb\n", marks)
    reported = [one for one in found["leave_one_out"] if "juror" in one]
    assert reported[0] == {"juror": "J1", "status": "infeasible", "enters": None, "leaves": None}
    assert reported[1]["juror"] == "J2"


def test_where_conditions_took_what_a_rule_counts_the_clash_says_so() -> None:
    floor = '\n[[rule]]\nkey = "labs"\nkind = "at_least"\ncount = 1\nwhere = { d = "2" }\n'
    found = found_of(
        with_size(1) + floor, TABLE.replace("0.8,", "0.8,1") + "D,Delta,0.2,2\nE,Epsilon,0.9,1\n"
    )
    assert found["clash"] == ["labs"]
    assert found["clash_words"] == [
        {
            "fr": "au moins 1 (d = 2) : il en reste 0 sur 1 – condition non remplie : assez de c : 1",
            "en": "at least 1 (d = 2): 0 left of 1 – condition not met: enough of c: 1",
        }
    ]


def test_a_floor_by_region_names_the_region_that_conditions_left_short() -> None:
    floor = '\n[[rule]]\nkey = "by"\nkind = "at_least"\ncount = 2\neach = "r"\n'
    table = "id,name,c,d,r\nA,Alpha,0.1,1,S\nC,Gamma,0.8,1,N\nD,Delta,0.9,1,N\nE,Epsilon,0.9,1,S\n"
    found = found_of(with_size(4).replace('"A"', '"C"') + floor, table)
    assert "by" in found["clash"] or "size" in found["clash"]
    assert any(one["en"].startswith("at least 2 for each r: 1 left of 2 (S)") for one in found["clash_words"])


def test_as_many_candidates_as_were_considered_are_not_said_to_be_left_of_them() -> None:
    study = with_size(6).partition("[[rule]]")[0]
    found = found_of(study, "id,name,c,d\n" + "".join(f"P{one},,0.6,1\n" for one in range(5)))
    assert found["shortage"]["en"] == "There are 5 candidates only, for a list of 6 or more."
