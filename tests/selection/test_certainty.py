"""What is said to be certain is never contradicted, by no weights and no value of the unknown."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from florilege.selection.certainty import certainly_out
from florilege.selection.draws import sampler
from florilege.selection.relaxation import Infeasible
from florilege.selection.select import prepare
from florilege.selection.solver import Solver
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table

WEIGHTS = {
    "exact": "[weights]\na = 0.5\nb = 0.3\nc = 0.2\n",
    "order": '[weights]\norder = ["b", "a", "c"]\n',
    "bounds": "[weights.bounds]\na = [0.1, 0.6]\nb = [0.2, 0.5]\nc = [0.0, 0.4]\n",
}
RULES = {
    "none": "",
    "ceilings": '[[rule]]\nkind = "at_most"\ncount = 1\neach = "town"\n',
    "floor": '[[rule]]\nkind = "at_least"\ncount = 1\nwhere = { town = "x" }\n',
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


@settings(max_examples=150)
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
    problem = prepare(study, candidates).problem
    out = certainly_out(problem, candidates.values, study.grid)
    solver = Solver(problem)
    draws = sampler(candidates.values, study.grid, 7)
    for scores in np.concatenate(list(draws.chunks(np.arange(40)))):
        try:
            kept = solver.best(scores)
        except Infeasible:
            return
        assert not (kept & out).any()


def names_out(table: str, weights: str = "order", rules: str = "none") -> list[str]:
    study = read_study(study_text(weights, rules, "additive"), file="s.toml", table=True)
    candidates = read_table(table, study, file="t.csv")
    out = certainly_out(prepare(study, candidates).problem, candidates.values, study.grid)
    return [candidates.ids[index] for index in np.flatnonzero(out)]


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
