"""The waiting list and one more or one less are what trying every list gives; sums are those of the table."""

from __future__ import annotations

import itertools
import random
from collections.abc import Collection

import numpy as np
import pytest

from florilege.selection.consequences import consequences
from florilege.selection.prepared import Problems, prepare, solve
from florilege.selection.relaxation import Infeasible
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table

STUDY = """[study]
slug = "essai"
size = {size}
objective = "total"

[[criterion]]
key = "a"
value = {{ kind = "linear", from = 0, to = 1000 }}

[weights]
a = 1

[[rule]]
key = "regions"
kind = "at_most"
count = 2
each = "region"

[[rule]]
key = "money"
kind = "budget"
attribute = "cost"
limit = {limit}
missing = "free"

[robustness]
draws = 0
"""


def asked(seed: int, *, size: str = "4", limit: int = 30) -> Problems:
    generator = random.Random(seed)
    rows = [
        f"p{rank},N{rank},{generator.randrange(1000)},{generator.choice('nseo')},{generator.randrange(1, 12)}"
        for rank in range(10)
    ]
    study = read_study(STUDY.format(size=size, limit=limit), file="s.toml", table=True)
    return prepare(study, read_table("\n".join(["id,name,a,region,cost", *rows]) + "\n", study, file="t.csv"))


def best(problems: Problems, held: Collection[int], gone: Collection[int]) -> int | None:
    """The greatest total of a list that holds some places and not others, by trying them all."""
    found: list[int] = []
    for size in range(problems.study.sizes[0], problems.study.sizes[1] + 1):
        for listed in itertools.combinations(range(len(problems.candidates)), size):
            if set(held) <= set(listed) and not set(gone) & set(listed):
                kept = np.zeros(len(problems.candidates), dtype=bool)
                kept[list(listed)] = True
                if problems.problem.respects(kept):
                    found.append(int(problems.scores[kept].sum()))
    return max(found, default=None)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("size", ["4", "[2, 5]"])
def test_who_comes_in_is_who_trying_every_list_would_let_in(seed: int, size: str) -> None:
    problems = asked(seed, size=size)
    try:
        kept = solve(problems).kept
    except Infeasible:
        pytest.skip("no list satisfies these rules")
    ids = problems.candidates.ids
    found = consequences(problems.study, problems.candidates, [ids[one] for one in np.flatnonzero(kept)])
    assert found.waiting is not None
    assert found.waiting.in_turn is not None
    assert len(found.waiting.in_turn) == int(kept.sum())
    for one in found.waiting.in_turn:
        gone = ids.index(one.place_id)
        others = [place for place in np.flatnonzero(kept).tolist() if place != gone]
        with_others, alone = best(problems, others, [gone]), best(problems, [], [gone])
        assert one.possible == (alone is not None)
        if not one.possible:
            continue
        after = {*others, *(ids.index(place) for place in one.enters)} - {
            ids.index(place) for place in one.leaves
        }
        assert sum(int(problems.scores[place]) for place in after) == (
            with_others if with_others is not None else alone
        )
        assert not one.leaves or with_others is None


@pytest.mark.parametrize("limit", [30, 100])
@pytest.mark.parametrize("seed", range(6))
def test_withdrawals_one_after_the_other_start_with_the_last_and_never_call_back_who_withdrew(
    seed: int, limit: int
) -> None:
    problems = asked(seed, limit=limit)
    kept = solve(problems).kept
    ids = problems.candidates.ids
    listed = sorted(np.flatnonzero(kept).tolist(), key=lambda one: (problems.scores[one], ids[one]))
    found = consequences(problems.study, problems.candidates, [ids[one] for one in listed])
    assert found.waiting is not None
    sequence = found.waiting.sequence
    assert sequence[0].place_id == ids[listed[0]]
    winners, gone = {ids[one] for one in listed}, set[str]()
    for one in sequence:
        assert not gone & set(one.enters)
        if (
            one.possible and not one.leaves
        ):  # else its seat is left empty, and it may be called on nobody's place
            gone.add(one.place_id)
            assert not winners & set(one.enters)
    assert not winners & set(found.waiting.order)
    assert [one.place_id for one in sequence] == [ids[one] for one in listed[: len(sequence)]]
    assert len(set(found.waiting.order)) == len(found.waiting.order)


@pytest.mark.parametrize("seed", range(6))
def test_one_more_and_one_less_are_the_lists_solved_again(seed: int) -> None:
    problems = asked(seed)
    kept = solve(problems).kept
    ids = problems.candidates.ids
    found = consequences(problems.study, problems.candidates, [ids[one] for one in np.flatnonzero(kept)])
    assert found.others is not None
    reported = {(one.rule, one.after): one for one in found.others}
    assert set(reported) == {
        ("size", 3), ("size", 5), ("regions", 1), ("regions", 3), ("money", 28.5), ("money", 31.5)
    }  # fmt: skip
    total = int(problems.scores[kept].sum())
    for size in (3, 5):
        expected = best(asked(seed, size=str(size)), [], [])
        gain = reported["size", size].gain
        assert gain == (None if expected is None else pytest.approx((expected - total) / 1e8))


def test_money_and_totals_are_those_of_the_table() -> None:
    problems = asked(3)
    kept = solve(problems).kept
    ids = problems.candidates.ids
    found = consequences(problems.study, problems.candidates, [ids[one] for one in np.flatnonzero(kept)])
    (budget,) = found.accounts.budgets
    costs = [float(problems.candidates.attributes["cost"][one] or 0) for one in np.flatnonzero(kept)]
    assert (budget.spent, budget.left) == (sum(costs), 30 - sum(costs))
    regions = {one.value: one for one in found.accounts.shares if one.column == "region"}
    assert sum(one.kept for one in regions.values()) == int(kept.sum())
    assert sum(one.candidates for one in regions.values()) == len(ids)
    assert sum(one.spent[0] for one in regions.values()) == budget.spent


def test_a_cost_that_is_not_known_is_counted_apart() -> None:
    study = read_study(STUDY.format(size="2", limit=30), file="s.toml", table=True)
    table = "id,a,region,cost\nx,900,n,\ny,800,s,7\nz,1,n,1\n"
    candidates = read_table(table, study, file="t.csv")
    (budget,) = consequences(study, candidates, ["x", "y"]).accounts.budgets
    assert (budget.spent, budget.uncounted) == (7, 1)
