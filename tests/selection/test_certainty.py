"""What is said to be certain is never contradicted, by no weights and no value of the unknown."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from florilege.selection.certainty import certain
from florilege.selection.draws import sampler
from florilege.selection.prepared import prepare, solve
from florilege.selection.relaxation import Infeasible
from florilege.selection.solver import Solver
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table
from tests.examples import examples
from tests.selection.written import select

WEIGHTS = {
    "exact": "[weights]\na = 0.5\nb = 0.3\nc = 0.2\n",
    "order": '[weights]\norder = ["b", "a", "c"]\n',
    "bounds": "[weights.bounds]\na = [0.1, 0.6]\nb = [0.2, 0.5]\nc = [0.0, 0.4]\n",
}
RULES = {
    "none": "",
    "ceilings": '[[rule]]\nkind = "at_most"\ncount = 1\neach = "town"\n',
    "floor": '[[rule]]\nkind = "at_least"\ncount = 1\nwhere = { town = "x" }\nabsent = ["x"]\n',
    "budget": '[[rule]]\nkind = "budget"\nattribute = "cost"\nlimit = 5\n',
}


def study_text(weights: str, rules: str, aggregation: str) -> str:
    criteria = "".join(
        f'[[criterion]]\nkey = "{key}"\nvalue = {{ kind = "linear", from = 0, to = 1 }}\n' for key in "abc"
    )
    head = f'[study]\nslug = "essai"\nsize = 2\naggregation = "{aggregation}"\n'
    return head + criteria + WEIGHTS[weights] + RULES[rules]


CELL = st.one_of(st.just(""), st.sampled_from(["0", "0.1", "0.5", "0.9", "1", "0.2..0.4", "n/a"]))
ROW = st.tuples(CELL, CELL, CELL, st.sampled_from("xy"), st.integers(1, 3))


@settings(max_examples=examples(150))
@given(
    st.lists(ROW, min_size=3, max_size=9),
    st.sampled_from(sorted(WEIGHTS)),
    st.sampled_from(sorted(RULES)),
    st.sampled_from(["additive", "geometric"]),
)
def test_no_draw_keeps_a_place_that_is_certainly_out(
    rows: list[tuple[str, str, str, str, int]], weights: str, rules: str, aggregation: str
) -> None:
    study = read_study(study_text(weights, rules, aggregation), file="s.toml", table=True)
    lines = [f"p{rank},{','.join(map(str, row))}" for rank, row in enumerate(rows)]
    candidates = read_table("\n".join(["id,a,b,c,town,cost", *lines]), study, file="t.csv")
    problems = prepare(study, candidates)
    try:
        reference = solve(problems).kept
    except Infeasible:
        return
    proved = certain(problems.problem, candidates.values, study.grid, reference)
    assert reference[proved.inside].all()
    assert not reference[proved.outside].any()
    solver = Solver(problems.problem)
    draws = sampler(candidates.values, study.grid, 7)
    for scores in np.concatenate(list(draws.chunks(np.arange(40)))):
        kept = solver.best(scores)
        assert kept[proved.inside].all()
        assert not kept[proved.outside].any()


def proved_of(table: str, weights: str = "order", rules: str = "none") -> tuple[list[str], list[str]]:
    study = read_study(study_text(weights, rules, "additive"), file="s.toml", table=True)
    candidates = read_table(table, study, file="t.csv")
    problems = prepare(study, candidates)
    proved = certain(problems.problem, candidates.values, study.grid, solve(problems).kept)
    inside, outside = np.flatnonzero(proved.inside), np.flatnonzero(proved.outside)
    return [candidates.ids[index] for index in inside], [candidates.ids[index] for index in outside]


def names_out(table: str, weights: str = "order", rules: str = "none") -> list[str]:
    return proved_of(table, weights, rules)[1]


def test_a_place_beaten_everywhere_by_as_many_as_a_list_holds_is_certainly_out() -> None:
    table = "id,a,b,c,town,cost\nlow,0.1,0.2,0.1,x,1\nhigh,0.9,0.8,,x,1\nhigher,1,1,0.5..1,x,1\n"
    assert names_out(table) == ["low"]
    assert names_out(table.replace("higher,1,1", "higher,1,0.1")) == []


def test_of_a_town_that_holds_one_the_second_is_certainly_out_although_it_is_good() -> None:
    table = "id,a,b,c,town,cost\ngood,0.8,0.8,0.8,x,1\nbest,0.9,0.9,0.9,x,1\nother,0.1,0.1,0.1,y,1\n"
    assert names_out(table, rules="ceilings") == ["good"]


def test_a_place_of_another_cost_takes_nobodys_stead() -> None:
    table = "id,a,b,c,town,cost\nlow,0,0,0,x,1\nhigh,1,1,1,x,2\nhigher,1,1,1,x,2\n"
    assert names_out(table, rules="budget") == []


def test_a_place_of_lower_cost_takes_the_stead_of_a_dearer_one() -> None:
    table = "id,a,b,c,town,cost\nlow,0,0,0,x,3\nhigh,1,1,1,x,2\nhigher,1,1,1,x,1\n"
    assert names_out(table, rules="budget") == ["low"]


def test_a_place_that_beats_all_those_left_is_certainly_in() -> None:
    table = "id,a,b,c,town,cost\nbest,1,1,0.9..1,x,1\nopen,,,,x,1\nlow,0.1,0.1,0.1,y,1\nlower,0,0,0,x,1\n"
    assert proved_of(table) == (["best"], ["lower"])
    table = table.replace("best,1,1", "best,1,0.05")
    assert proved_of(table)[0] == []


def test_the_best_of_a_town_is_not_certain_where_a_rule_may_prefer_another() -> None:
    table = "id,a,b,c,town,cost\nbest,1,1,1,x,1\nlow,0,0,0,y,1\nlower,0,0,0,y,1\n"
    assert "best" in proved_of(table)[0]
    assert proved_of(table, rules="floor")[0] == ["best"]


def test_what_is_decided_beforehand_is_certain() -> None:
    rules = '[[rule]]\nkind = "include"\nids = ["low"]\nreason = { fr = "Décidé.", en = "Decided." }\n'
    study = read_study(study_text("order", "none", "additive") + rules, file="s.toml", table=True)
    table = "id,a,b,c\nhigh,1,1,1\nhigher,1,1,1\nlow,0,0,0\n"
    candidates = read_table(table, study, file="t.csv")
    problems = prepare(study, candidates)
    proved = certain(problems.problem, candidates.values, study.grid, solve(problems).kept)
    assert proved.inside.tolist() == [False, False, True]


def test_nothing_is_proved_where_a_rule_looks_at_a_value_that_is_not_known() -> None:
    """Read at the middle, the unknown of D meets the rule that it alone can meet: at 0 another list is the best."""
    study = read_study(
        """
[study]
slug = "s"
size = 1
[[axis]]
key = "x"
[[criterion]]
key = "a"
axis = "x"
value = { kind = "linear", from = 0, to = 1 }
[[criterion]]
key = "b"
axis = "x"
value = { kind = "linear", from = 0, to = 1 }
[weights]
a = 1
b = 1
[[rule]]
kind = "at_least"
count = 1
where = { "criterion.b" = { min = 0.45, max = 0.55 } }
[robustness]
draws = 20
""",
        file="study.toml",
        table=True,
    )
    found = select(study, read_table("id,a,b\nD,0.9,\nF,0.1,0.5\n", study, file="table.csv"))
    assert [item["place_id"] for item in found["selected"]] == ["D"]
    assert [item["certain"] for item in (*found["selected"], *found["not_selected"])] == [None, None]
