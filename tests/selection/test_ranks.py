"""Ranks over the draws: counted by score alone, for the places that matter, with a bound on their cost."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator

import florilege.selection
from florilege.selection.draws import sampler
from florilege.selection.ranks import RANKED_DRAWS, above, ranks_of
from florilege.selection.select import select_table
from florilege.selection.study_file import StudyFile, read_study
from florilege.selection.table import read_table
from tests.selection.written import select

SCHEMA = json.loads(
    (Path(florilege.selection.__file__).parent / "selection.schema.json").read_text(encoding="utf-8")
)
STUDY = """[study]
slug = "essai"
size = 4
[[criterion]]
key = "a"
value = { kind = "linear", from = 0, to = 10 }
[[criterion]]
key = "b"
value = { kind = "linear", from = 0, to = 10 }
[weights]
order = ["a", "b"]
[robustness]
draws = 1200
"""


def table(count: int) -> str:
    rows = (f"p{rank:05d},{rank * 7 % 11},{'' if rank % 3 else rank % 10}" for rank in range(count))
    return "\n".join(["id,a,b", *rows])


def study(text: str = STUDY) -> StudyFile:
    return read_study(text, file="s.toml", table=True)


def test_a_rank_is_one_more_than_the_candidates_of_a_greater_score() -> None:
    candidates = read_table(table(40), study(), file="t.csv")
    drawn = sampler(candidates.values, study().grid, 5)
    numbers, places = np.arange(60), np.array([3, 17, 39])
    scores = np.concatenate(list(drawn.chunks(numbers)))
    expected = np.array([[(row > row[place]).sum() for place in places] for row in scores])
    better = above(drawn, numbers, places)
    assert (better == expected).all()
    reported = ranks_of(better, places).by_place[17]
    ordered = sorted(expected[:, 1] + 1)
    assert reported == (ordered[0], ordered[3], ordered[30], ordered[56], ordered[59])


@pytest.mark.parametrize("draws", [300, 1200])
def test_the_places_kept_and_borderline_have_their_ranks_whatever_the_processes(draws: int) -> None:
    """1,200 draws are shared between processes, 300 are not; ranks are those of the first draws either way."""
    asked = study(STUDY.replace("1200", str(draws)))
    candidates = read_table(table(40), asked, file="t.csv")
    found = select(asked, candidates)
    Draft202012Validator(SCHEMA).validate(found)
    counted = min(draws, RANKED_DRAWS)
    assert found["ranks_draws"] == counted
    items = [*found["selected"], *(one for one in found["not_selected"] if one["class"] == "borderline")]
    assert {one["place_id"] for one in found["ranks"]} == {one["place_id"] for one in items}
    places = np.array([candidates.ids.index(one["place_id"]) for one in found["ranks"]])
    drawn = sampler(candidates.values, asked.grid, 0)
    expected = ranks_of(above(drawn, np.arange(counted), places), places).ranges(candidates.ids)
    assert found["ranks"] == [one.as_data() for one in expected]


def test_without_draws_there_are_no_ranks() -> None:
    asked = study(STUDY.replace("1200", "0"))
    found = select(asked, read_table(table(10), asked, file="t.csv"))
    assert found["ranks"] is None
    assert found["ranks_draws"] == 0


def test_above_two_thousand_candidates_ranks_are_told_only_when_asked(tmp_path: Path) -> None:
    asked = STUDY.replace("1200", "20")
    (tmp_path / "s.toml").write_text(asked, encoding="utf-8")
    (tmp_path / "t.csv").write_text(table(2001), encoding="utf-8")
    reported = []
    for ranked in (None, True):
        out = tmp_path / "out.json"
        select_table(tmp_path / "t.csv", tmp_path / "s.toml", out, explain="none", ranked=ranked)
        reported.append(json.loads(out.read_text(encoding="utf-8"))["ranks"])
    assert reported[0] is None
    assert len(reported[1]) >= 4
