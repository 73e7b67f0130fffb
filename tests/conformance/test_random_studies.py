"""Studies drawn at random end with a list or a clash, the ones that every list tried says; marks that tie too."""

from __future__ import annotations

import random

import pytest

from florilege.selection.study_file import read_study
from florilege.selection.table import read_table
from tests.conformance.random_studies import ENUMERATED, outcome, study
from tests.examples import examples
from tests.selection.written import select

STUDIES = range(10_000, 10_080)


@pytest.mark.parametrize("seed", range(10_000, 10_000 + examples(len(STUDIES))))
def test_a_random_study_has_the_answer_of_every_list_tried(seed: int) -> None:
    assert outcome(study(seed)).faults == ()


def test_most_of_these_studies_are_small_enough_for_every_list_to_be_tried() -> None:
    assert sum(study(seed).count <= ENUMERATED for seed in STUDIES) > len(STUDIES) / 2


TIES = """
[study]
slug = "t"
size = [15, 20]
objective = "total"
title = { fr = "t", en = "t" }
[[axis]]
key = "x"
title = { fr = "x", en = "x" }
[[criterion]]
key = "a"
axis = "x"
value = { kind = "linear", from = 0, to = 5 }
[[criterion]]
key = "b"
axis = "x"
value = { kind = "linear", from = 0, to = 5 }
[weights]
order = ["a", "b"]
[[rule]]
kind = "at_least"
count = 2
each = "region"
[robustness]
draws = 3000
seed = 0
"""


@pytest.mark.parametrize("seed", [0, 2])
def test_marks_of_a_jury_that_tie_in_each_of_3000_draws_end_with_a_list(seed: int) -> None:
    """Each of these stopped the solver before a relaxation could be started again."""
    chance = random.Random(seed)
    rows = [
        f"p{rank},{chance.randint(0, 5)},{chance.randint(0, 5)},R{chance.randint(1, 6)}" for rank in range(60)
    ]
    read = read_study(TIES, file="study.toml", table=True)
    found = select(
        read, read_table("\n".join(["id,a,b,region", *rows]) + "\n", read, file="t.csv"), explain="none"
    )
    assert found["status"] == "optimal"
    assert found["draws"] == 3000
