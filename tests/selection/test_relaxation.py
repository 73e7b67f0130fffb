"""The least relaxation can be written in the study as it is told, and a list then exists."""

from __future__ import annotations

import random

import pytest

from florilege.selection.infeasible import least_relaxation
from florilege.selection.prepared import prepare, solve
from florilege.selection.relaxation import Infeasible
from florilege.selection.select import select
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table

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

[[rule]]
key = "money"
kind = "budget"
attribute = "cost"
limit = {limit}

[[rule]]
key = "labs"
kind = "at_most"
count = {count}
where = {{ kind = "lab" }}
"""


@pytest.mark.parametrize("seed", range(12))
def test_what_is_told_is_enough_when_it_is_written(seed: int) -> None:
    generator = random.Random(seed)
    rows = "\n".join(
        f"p{rank},{generator.random():.2f},{generator.choice(['lab', 'lab', 'hub'])},{generator.uniform(1, 9) * 10 ** generator.randrange(6):.2f}"
        for rank in range(9)
    )
    bounds = {"size": 8, "limit": 3, "count": 1}
    study = read_study(STUDY.format(**bounds), file="s.toml", table=True)
    candidates = read_table(f"id,q,kind,cost\n{rows}\n", study, file="t.csv")
    asked = prepare(study, candidates)
    with pytest.raises(Infeasible):
        solve(asked)
    told = select(study, candidates, explain="none")["relaxation"]
    assert isinstance(told, list)
    assert told
    assert [(one.before, one.after) for one in least_relaxation(asked.problem, {})] == [
        (one["from"], one["to"]) for one in told
    ]
    sizes = [8, 8]
    for one in told:
        if one["rule"] == "size":
            sizes = [min(sizes[0], int(one["to"])), max(sizes[1], int(one["to"]))]
            assert one["to"] >= 1
        else:
            bounds["limit" if one["rule"] == "money" else "count"] = one["to"]
            assert one["rule"] == "money" or one["to"] == int(one["to"])
    written = STUDY.format(
        size=f'{sizes}\nobjective = "total"', limit=repr(bounds["limit"]), count=int(bounds["count"])
    )
    solve(prepare(read_study(written, file="s.toml", table=True), candidates))
