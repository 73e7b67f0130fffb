"""Without rules, our draws keep the candidates that other programs rank best (made by benchmarks/selection/oracle.py)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from florilege.selection.draws import sampler
from florilege.selection.prepared import prepare
from florilege.selection.robustness import Drawing
from florilege.selection.solver import nudge_of
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table

PEERS = json.loads(Path(__file__).with_name("peers.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["pysensmcda", "pymcdm", "scikit-criteria", "pyDecision"])
def test_each_draw_keeps_whom_another_program_ranks_best(name: str) -> None:
    study = read_study(PEERS["study"], file="study.toml", table=True)
    candidates = read_table(PEERS["table"], study, file="table.csv")
    problems = prepare(study, candidates)
    expected = PEERS["kept"][name]
    nudge = nudge_of(np.arange(len(candidates)), study.sizes[1])
    draws = sampler(candidates.values, study.grid, study.robustness.seed)
    with Drawing(draws, problems.problem, nudge, draws=len(expected)) as drawing:
        kept = drawing.collect(seconds=None, progress=None).kept
    assert [np.flatnonzero(row).tolist() for row in kept] == expected
    assert len({tuple(one) for one in expected}) > 10
