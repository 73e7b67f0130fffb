"""Two criteria together: what is told brings the place in, a step less on either does not, and no pair asks less."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from florilege.appraisal.marks import read_marks
from florilege.appraisal.value_functions import highest
from florilege.selection.explanation import Explainer
from florilege.selection.prepared import Problems, prepare, solve
from florilege.selection.reasons import Reason
from florilege.selection.scenarios import Scenario, answer
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table
from tests.selection.test_improvement import (
    COARSE,
    FINE,
    is_in_with_cell,
    step_short,
    study_of,
    table_of,
    text_of,
)

HAIR = 1e-5


def reasons_of(asked: Problems) -> dict[int, dict[str, Reason]]:
    """The reasons of the places left out, by code."""
    kept = solve(asked).kept
    reported = Explainer(asked, kept).explain("all")
    return {index: {one.code: one for one in reported[index]} for index in np.flatnonzero(~kept).tolist()}


def is_in(asked: Problems, index: int, values: dict[str, float]) -> bool:
    """Whether a place is in the list with values taken as known."""
    place = asked.candidates.ids[index]
    facts = {(place, key): value for key, value in values.items()}
    return bool(answer(Scenario(facts=facts), asked.study, asked.candidates).kept[index])


def raised(asked: Problems, index: int, keys: tuple[str, str], share: float) -> dict[str, float] | None:
    """The values of two criteria, each raised by a share of its scale, up to its end; None where one does not apply."""
    grid, found = asked.study.grid, {}
    for key in keys:
        column = grid.keys.index(key)
        if not asked.candidates.values.applies[index, column]:
            return None
        most = highest(grid.criteria[column].function)
        now = float(asked.values[index, column])
        found[key] = max(now, min(most, now + share))
    return found


@pytest.mark.parametrize("size", ["size = 8", 'size = [6, 8]\nobjective = "mean"'])
@pytest.mark.parametrize("aggregation", ["additive", "geometric"])
@pytest.mark.parametrize("coarse", [False, True])
def test_what_is_told_of_two_criteria_does_and_nothing_less(
    coarse: bool, aggregation: str, size: str
) -> None:
    generator = random.Random(f"two {coarse} {aggregation} {size}")
    study = study_of(COARSE if coarse else FINE, aggregation, size)
    rows = table_of(generator, coarse)
    asked = prepare(study, read_table(text_of(rows), study, file="t.csv"))
    reported = reasons_of(asked)
    chosen = [index for index, reasons in reported.items() if "improvement_of_two" in reasons]
    assert len(chosen) >= 8
    for index in generator.sample(chosen, 8):
        reason = reported[index]["improvement_of_two"]
        numbers = reason.as_data()["numbers"]
        rises = numbers["rises"]  # type: ignore[index]
        cells = {one["criterion"]: _written(one["own_unit"]["to"]) for one in rises}
        assert is_in_with_cell(study, rows, index, cells), reason.words.en
        for key, to in cells.items():
            less = step_short(study, key, to, whole=coarse)
            if less is not None:
                assert not is_in_with_cell(study, rows, index, cells | {key: less}), (
                    reason.words.en,
                    key,
                    less,
                )
        share = numbers["share"]  # type: ignore[index]
        own = tuple(one["criterion"] for one in rises)
        just_enough = raised(asked, index, own, share + HAIR)  # type: ignore[arg-type]
        assert just_enough is not None
        assert is_in(asked, index, just_enough)
        if "improvement" in reported[index]:  # where one does alone, a pair that comes to that is not told
            assert not is_in(asked, index, raised(asked, index, own, share - HAIR) or {})  # type: ignore[arg-type]
            continue
        for keys in itertools.combinations("abcd", 2):
            values = raised(asked, index, keys, share - HAIR)
            assert values is None or not is_in(asked, index, values), (reason.words.en, keys)


def _written(value: object) -> str:
    return value if isinstance(value, str) else repr(value)


@pytest.mark.parametrize("aggregation", ["additive", "geometric"])
def test_where_two_are_said_not_to_do_none_do(aggregation: str) -> None:
    generator = random.Random(f"none {aggregation}")
    study = study_of(FINE, aggregation, "size = 4")
    asked = prepare(study, read_table(text_of(table_of(generator, coarse=False)), study, file="t.csv"))
    hopeless = [
        index
        for index, reasons in reasons_of(asked).items()
        if "no_improvement" in reasons and reasons["no_improvement"].numbers
    ]
    assert hopeless
    for index in hopeless[:6]:
        for keys in itertools.combinations("abcd", 2):
            values = raised(asked, index, keys, 1.0)
            assert values is None or not is_in(asked, index, values)


STUDY = """
[study]
slug = "s"
size = 1
[[axis]]
key = "x"
[[criterion]]
key = "jobs"
axis = "x"
title = { fr = "Emplois", en = "Jobs" }
value = { kind = "linear", from = 0, to = 20 }
[[criterion]]
key = "delay"
axis = "x"
title = { fr = "Délai", en = "Delay" }
direction = "down"
value = { kind = "linear", from = 0, to = 10 }
[[criterion]]
key = "form"
axis = "x"
title = { fr = "Forme", en = "Form" }
value = { kind = "table", table = { alone = 0.0, several = 0.5, many = 0.9 } }
[[criterion]]
key = "opinion"
axis = "x"
source = "jury"
title = { fr = "Avis du jury", en = "Opinion of the jury" }
value = { kind = "linear", from = 0, to = 5 }
[weights]
jobs = 0.3
delay = 0.2
form = 0.1
opinion = 0.4
[robustness]
draws = 5
"""
MARKS = "juror,place_id,criterion,mark,confidence\n" + "".join(
    f"{juror},{place},opinion,{mark},\n"
    for juror in ("J1", "J2")
    for place, mark in (("A", 3.5), ("B", 2.5), ("C", 3), ("D", 2))
)


def sentences(table: str, text: str = STUDY) -> dict[str, dict[str, Reason]]:
    study = read_study(text, file="s.toml", table=True)
    marks = read_marks(MARKS, study.grid, file="marks.csv")
    asked = prepare(study, read_table(table, study, file="t.csv", marks=marks))
    return {asked.candidates.ids[index]: reasons for index, reasons in reasons_of(asked).items()}


def test_a_rise_is_said_in_the_unit_of_each_criterion_from_what_is_known_today() -> None:
    reported = sentences("id,jobs,delay,form\nA,14,3,many\nB,10,4.5,alone\nC,,2,several\nD,4..9,8,alone\n")
    for place, known in (("B", "instead of 10"), ("C", "(unknown today)"), ("D", "(from 4 to 9 today)")):
        found = reported[place]["improvement_of_two"].words.en
        assert known in found, found
        assert "out of 5 instead of" in found, found
    found = reported["B"]["improvement_of_two"].words
    assert found.fr.startswith("Avec « Emplois » à ")
    assert "et « Avis du jury » à " in found.fr
    assert found.fr.endswith(" sur 5 au lieu de 2,5, il serait gardé, le reste inchangé.")


def test_criteria_that_a_rule_looks_at_are_left_aside() -> None:
    rule = '[[rule]]\nkind = "at_most"\ncount = 1\nwhere = { "criterion.opinion" = { min = 0.7 } }\n'
    reported = sentences(
        "id,jobs,delay,form\nA,14,3,many\nB,10,4.5,alone\nC,,2,several\nD,4..9,8,alone\n", STUDY + rule
    )
    pairs = [
        one["criterion"]
        for reasons in reported.values()
        if "improvement_of_two" in reasons
        for one in reasons["improvement_of_two"].numbers["rises"]  # type: ignore[attr-defined]
    ]
    assert pairs
    assert "opinion" not in pairs
    assert all(not one["no_improvement"].numbers for one in reported.values() if "no_improvement" in one)


def test_a_column_that_a_rule_reads_is_told_by_its_value() -> None:
    rule = '[[rule]]\nkind = "budget"\nlimit = 1000\nattribute = "jobs"\n'
    reported = sentences("id,jobs,delay,form\nA,14,3,many\nB,10,4.5,alone\nC,7,2,several\n", STUDY + rule)
    assert '"Jobs" at 0.' in reported["B"]["improvement_of_two"].words.en
    assert " out of 1 instead of 0.50" in reported["B"]["improvement_of_two"].words.en
