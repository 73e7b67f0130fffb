"""A rule is said to hold a place back when the place, in the seat of one of a lower score, breaks it."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from florilege.selection.explanation import Explainer
from florilege.selection.held_back import HeldBack, Hold
from florilege.selection.prepared import prepare, solve
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table
from tests.examples import examples
from tests.selection.enumerator import Bound, best_list
from tests.selection.test_optimum import compiled, problems

STUDY = """[study]
slug = "essai"
size = {size}

[[axis]]
key = "x"

[[criterion]]
key = "q"
axis = "x"
value = {{ kind = "linear", from = 0, to = 1 }}

[weights]
q = 1
"""
MONEY = '[[rule]]\nkey = "money"\nkind = "budget"\nattribute = "cost"\nlimit = 100\n'


@settings(max_examples=examples(600))
@given(problems())
def test_a_place_above_the_least_kept_has_a_rule_named_and_goes_in_without_it(
    problem: tuple[list[int], list[int], list[Bound]],
) -> None:
    scores, tie, bounds = problem
    best = best_list(scores, [tie], bounds)
    if not best:
        return
    kept = np.isin(np.arange(len(scores)), best)
    held_back = HeldBack(compiled(len(scores), bounds), np.array(scores), kept)
    lowest = min(scores[one] for one in best)
    for index in sorted(set(range(len(scores))) - set(best)):
        holds = held_back.holds(index)
        if scores[index] > lowest:
            assert holds
        for hold in holds:
            swapped = tuple(sorted({*best, index} - {hold.displaced}))
            broken = {rank for rank, bound in enumerate(bounds) if not bound.holds(swapped)}
            assert hold.rules == tuple(f"rule-{rank}" for rank in sorted(broken))
            freed = [bound for rank, bound in enumerate(bounds) if rank not in broken]
            better = best_list(scores, [tie], freed)
            assert better is not None
            assert sum(scores[one] for one in better) > sum(scores[one] for one in best)


def reported(text: str, table: str) -> dict[str, list[tuple[object, object]]]:
    """Place → the rules said to hold it back, and whose seat it would take."""
    study = read_study(text, file="s.toml", table=True)
    problem = prepare(study, read_table(table, study, file="t.csv"))
    reasons = Explainer(problem, solve(problem).kept).explain("all")
    return {
        problem.candidates.ids[index]: [
            (one.numbers["rules"], one.numbers["displaced"]) for one in found if one.code == "kept_out"
        ]
        for index, found in reasons.items()
    }


def test_a_budget_that_is_not_spent_to_the_last_euro_holds_back_what_it_cannot_pay() -> None:
    table = "id,q,cost\na,0.9,60\nb,0.5,30\nc,0.8,45\nd,0.1,5\n"
    found = reported(STUDY.format(size=2) + MONEY, table)
    assert found["c"] == [(["money"], "b")]
    assert found["a"] == found["b"] == found["d"] == []


def test_a_seat_left_free_names_the_rule_that_leaves_it_so() -> None:
    table = "id,q,cost\na,0.9,60\nb,0.5,30\nd,0.1,15\n"
    found = reported(STUDY.format(size='[1, 3]\nobjective = "total"') + MONEY, table)
    assert found["d"] == [(["money"], None)]


def test_a_floor_holds_back_what_would_take_the_seat_that_it_asks_for() -> None:
    floor = '[[rule]]\nkey = "corse"\nkind = "at_least"\ncount = 1\nwhere = { region = "Corse" }\n'
    found = reported(STUDY.format(size=2) + floor, "id,q,region\na,0.9,Var\nb,0.8,Var\nc,0.3,Corse\n")
    assert found["b"] == [(["corse"], "c")]


def test_two_rules_that_only_together_hold_a_place_back_are_told_together() -> None:
    ceiling = '[[rule]]\nkey = "labs"\nkind = "at_most"\ncount = 1\nwhere = { kind = "lab" }\n'
    table = "id,q,cost,kind\na,0.9,60,lab\nb,0.5,30,hub\nc,0.8,45,lab\n"
    found = reported(STUDY.format(size=2) + MONEY + ceiling, table)
    assert found["c"] == [(["money", "labs"], "b")]


def test_what_no_list_can_hold_has_its_rule_named() -> None:
    excluded = '[[rule]]\nkey = "no"\nkind = "exclude"\nids = ["d"]\nreason = { fr = "x", en = "x" }\n'
    found = reported(STUDY.format(size=2) + excluded, "id,q\na,0.9\nb,0.5\nd,0.1\n")
    assert found["d"] == [(["no"], "b")]


def test_a_cost_that_differs_from_the_rest_of_the_budget_by_less_than_a_float_tells_is_counted_exactly() -> (
    None
):
    """In floating point the dear one costs the whole budget, and so it does with either of the others."""
    cheap = "0." + "0" * 17
    table = f"id,q,cost\nlow,0.1,{cheap}1\nnext,0.5,{cheap}2\ndear,0.9,99.{'9' * 18}\n"
    study = read_study(STUDY.format(size=2) + MONEY, file="study.toml", table=True)
    asked = prepare(study, read_table(table, study, file="table.csv"))
    kept = solve(asked).kept
    assert [one for one, is_kept in zip(asked.candidates.ids, kept, strict=True) if is_kept] == [
        "dear",
        "low",
    ]
    holds = HeldBack(asked.problem, asked.scores, kept).holds(asked.candidates.ids.index("next"))
    assert holds == (Hold(("money",), asked.candidates.ids.index("low")),)
