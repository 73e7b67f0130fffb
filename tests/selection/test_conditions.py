"""Who is eligible is settled before any comparison, and each candidate left aside says which condition it fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import florilege.selection
from florilege.faults import InputRefused, StudyFileRefused, TableRefused, sentence
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table
from tests.selection.written import select

SCHEMA = json.loads(
    (Path(florilege.selection.__file__).parent / "selection.schema.json").read_text(encoding="utf-8")
)
STUDY = """[study]
slug = "label"
size = 1
[[criterion]]
key = "worth"
value = { kind = "linear", from = 0, to = 10 }
[weights]
worth = 1
[[condition]]
key = "body"
where = { body = ["association", "société"] }
title = { fr = "une structure juridique", en = "a legal body" }
missing = "out"
[[condition]]
key = "staff"
where = { staff = { min = 2 } }
title = { fr = "deux emplois au moins", en = "two jobs at least" }
missing = "out"
[robustness]
draws = 20
"""
INCLUDE = '[[rule]]\nkind = "include"\nids = ["b"]\nreason = { fr = "r", en = "r" }\n'
TABLE = """id,name,worth,body,staff
a,A,10,aucune,5
b,B,9,association,1
c,C,8,association,1..3
d,D,7,,
e,E,6,société,2
f,F,5,association,n/a
g,G,4,association,2..7
"""


def found_of(study: str = STUDY, table: str = TABLE) -> dict:
    asked = read_study(study, file="study.toml", table=True)
    return select(asked, read_table(table, asked, file="table.csv"))


def test_the_best_candidate_is_left_aside_when_it_is_not_eligible() -> None:
    found = found_of()
    Draft202012Validator(SCHEMA).validate(found)
    assert [one["place_id"] for one in found["selected"]] == ["e"]
    assert [one["place_id"] for one in found["not_selected"]] == ["f", "g"]
    assert {one["place_id"]: one["conditions"] for one in found["not_eligible"]} == {
        "a": ["body"],
        "b": ["staff"],
        "c": ["staff"],
        "d": ["body", "staff"],
    }


def test_each_condition_failed_is_a_sentence_in_both_languages() -> None:
    aside = {one["place_id"]: one["reasons"] for one in found_of()["not_eligible"]}
    assert aside["b"][0]["fr"] == "Condition non remplie : deux emplois au moins (staff : 1)."
    assert aside["b"][0]["en"] == "Condition not met: two jobs at least (staff: 1)."
    assert (
        aside["d"][1]["fr"]
        == "Condition non vérifiée : deux emplois au moins (« staff » n’est pas renseigné)."
    )
    assert aside["c"][0]["en"] == "Condition not verified: two jobs at least (staff: from 1 to 3)."
    assert aside["d"][1]["code"] == "not_eligible"


def test_what_is_not_known_may_be_let_in_when_the_study_says_so() -> None:
    found = found_of(STUDY.replace('missing = "out"', 'missing = "free"'))
    assert {one["place_id"] for one in found["not_eligible"]} == {"a", "b"}
    assert [one["place_id"] for one in found["selected"]] == ["c"]


def test_a_condition_without_words_is_worded_from_its_columns() -> None:
    text = "\n".join(line for line in STUDY.splitlines() if "title" not in line)
    aside = {one["place_id"]: one["reasons"][0]["en"] for one in found_of(text)["not_eligible"]}
    assert aside["a"] == "Condition not met: body = association | société (body: aucune)."
    assert aside["b"] == "Condition not met: staff: at least 2 (staff: 1)."


def test_nobody_left_eligible_is_no_list(tmp_path: Path) -> None:
    found = found_of(STUDY.replace("min = 2", "min = 20"), TABLE.replace("n/a", "0"))
    assert found["status"] == "infeasible"
    assert found["clash"] == ["size"]
    assert len(found["not_eligible"]) == 7


@pytest.mark.parametrize(
    ("before", "after", "kind", "said"),
    [
        ('missing = "out"\n[robustness]', "[robustness]", TableRefused, 'table.csv, line 4, row 3, column "staff"'),
        ("min = 2", "min = 3, max = 2", StudyFileRefused, "min, max or both"),
        ("{ min = 2 }", "{ mim = 2 }", StudyFileRefused, "min"),
        ("where = { staff", "where = { stafff", StudyFileRefused, "staff"),
        ("where = { staff = { min = 2 } }", "where = {}", StudyFileRefused, "at least one condition"),
        ("where = { staff = { min = 2 } }\n", "", StudyFileRefused, "where"),
        ('key = "staff"', 'key = "body"', StudyFileRefused, "not used twice"),
        ("{ staff = { min", "{ body = { min", TableRefused, 'row 1, column "body", value \'aucune\''),
        ("[[condition]]\nkey = \"staff\"", "[[condition]]\nkay = \"staff\"", StudyFileRefused, "kay"),
        ("[robustness]", f"{INCLUDE}[robustness]", StudyFileRefused, "Condition not met"),
    ],
)  # fmt: skip
def test_a_slip_in_a_condition_is_refused(
    before: str, after: str, kind: type[InputRefused], said: str
) -> None:
    assert before in STUDY
    with pytest.raises(kind) as fault:
        found_of(STUDY.replace(before, after, 1))
    assert said in sentence(fault.value, "en")
    assert fault.value.where.line is not None


def test_a_study_of_places_says_whom_it_considers_by_its_scope() -> None:
    with pytest.raises(StudyFileRefused) as fault:
        read_study(
            STUDY.replace('key = "worth"', 'key = "worth"\nindicator = "mix_of_uses"'), file="study.toml"
        )
    assert "[study.scope]" in sentence(fault.value, "fr")
    assert fault.value.where.line == 10
