"""Our draws beside those of peers: same candidates, same weights, same machine, one after the other.

    .venv/bin/python -m benchmarks.selection.beside --peers ENVIRONMENT [--draws 200] [--solved 20] [--runs 5]

ENVIRONMENT is a virtual environment made of `benchmarks/selection/requirements-peers.txt`. Two tasks on 1,500
candidates, 12 criteria, 25 kept, weights of an order of importance, unknown values read at their middle so that
everyone has the same scores:

- without rules, where peers rank (pysensmcda, pymcdm, scikit-criteria, pyDecision): who is among the best 25;
- under the crossed rules of the case "crossed-1500": one integer program a draw by SciPy's milp (HiGHS), and by CP-SAT.

Ours solves the same draws; answers are held equal, draw by draw, before any time is told. Times are from data in memory
to answers, the start of Python and imports apart, in seconds a thousand draws. The record goes to
benchmarks/results/selection_peers.json.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from benchmarks.linkage.machine import RESULTS, circumstances
from benchmarks.selection.cases import CASES, study, table
from florilege.appraisal.scores import Values
from florilege.selection.draws import sampler
from florilege.selection.prepared import prepare
from florilege.selection.problem import Problem
from florilege.selection.robustness import Drawing
from florilege.selection.rules import SIZE
from florilege.selection.solver import nudge_of
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table

PEER = Path(__file__).with_name("side") / "peer.py"
UNCONSTRAINED = ("pysensmcda", "pymcdm", "scikit-criteria", "pyDecision")
CONSTRAINED = ("scipy milp", "OR-tools CP-SAT")


class Task:
    """A case that everyone solves: its candidates read at their middle, its problem, the weights of its draws."""

    def __init__(self, *, rules: bool, draws: int) -> None:
        case = replace(CASES["crossed-1500"], draws=draws)
        self.study = read_study(study(case), file="study.toml", table=True)
        read = read_table(table(case), self.study, file="table.csv")
        middle = read.values.at("middle")
        middle /= middle.max(axis=0)  # some peers divide each criterion by its greatest value
        sure = np.ones(middle.shape, dtype=bool)
        values = Values(middle, middle, sure, sure)
        self.problems = prepare(self.study, replace(read, values=values))
        problem = self.problems.problem
        rows = problem.rows if rules else tuple(row for row in problem.rows if row.rule == SIZE)
        self.problem, self.draws = Problem(problem.count, rows), draws
        self.values: NDArray[np.float64] = middle
        self.weights = self.study.grid.weights.draws(self.study.robustness.seed, np.arange(draws))

    def ours(self) -> tuple[NDArray[np.bool_], float]:
        """Who is kept in each draw, and the seconds it took."""
        order = np.arange(self.problem.count)
        drawer = sampler(self.problems.candidates.values, self.study.grid, self.study.robustness.seed)
        started = time.perf_counter()
        with Drawing(drawer, self.problem, nudge_of(order, 25), draws=self.draws) as drawing:
            kept = drawing.collect(seconds=None, progress=None).kept
        return kept, time.perf_counter() - started

    def save(self, path: Path, draws: int) -> None:
        """What a peer needs of the first draws."""
        rows = self.problem.rows
        matrix = csr_matrix(
            (
                np.concatenate([row.coefficients for row in rows]),
                np.concatenate([row.indices for row in rows]),
                np.cumsum([0, *(len(row.indices) for row in rows)]),
            ),
            shape=(len(rows), self.problem.count),
        )
        np.savez_compressed(
            path, values=self.values, weights=self.weights[:draws], size=25, data=matrix.data, indices=matrix.indices,
            indptr=matrix.indptr, least=self.problem.least, most=self.problem.most,
        )  # fmt: skip


def peer(python: Path, name: str, source: Path) -> tuple[NDArray[np.bool_], float]:
    """A peer's answers to a case, and the seconds it took."""
    out = source.with_name("out.npz")
    subprocess.run([python, PEER, name, source, out], check=True, stdout=subprocess.DEVNULL)
    with np.load(out) as found:
        return found["kept"], float(found["seconds"])


def compared(names: tuple[str, ...], task: Task, python: Path, *, draws: int, runs: int) -> dict[str, object]:
    """Seconds a thousand draws of ours and of each peer, in turn; raises SystemExit when an answer differs."""
    ours: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "case.npz"
        task.save(source, draws)
        for _ in range(runs):
            kept, seconds = task.ours()
            ours.append(1000 * seconds / task.draws)
            for name in names:
                found, seconds = peer(python, name, source)
                scores = np.rint(task.weights[:draws] @ task.values.T * 1e8)
                totals = [(scores * one[:draws]).sum(axis=1) for one in (found, kept)]
                if np.abs(totals[0] - totals[1]).max() > 25:
                    raise SystemExit(f"{name}: the total of a draw is not ours")
                theirs[name].append(1000 * seconds / draws)
    median = statistics.median(ours)
    return {
        "draws": {"ours": task.draws, "peers": draws},
        "seconds_a_thousand_draws": {"ours": round(median, 4)}
        | {name: round(statistics.median(times), 3) for name, times in theirs.items()},
        "ratio_to_ours": {
            name: round(statistics.median(times) / median, 1) for name, times in theirs.items()
        },
        "runs": {"ours": [round(one, 4) for one in ours]}
        | {name: [round(one, 3) for one in times] for name, times in theirs.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, required=True)
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--solved", type=int, default=20)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    python = options.peers / "bin" / "python"
    record = circumstances(
        "python -m benchmarks.selection.beside " + " ".join(sys.argv[1:]), "highspy", "numpy"
    )
    frozen = subprocess.run(
        [python, "-m", "pip", "freeze"], capture_output=True, text=True, check=True
    ).stdout
    record["peers"] = [
        line for line in frozen.splitlines() if line.split("==")[0].lower() in
        ("pysensmcda", "pymcdm", "scikit-criteria", "pydecision", "scipy", "ortools")
    ]  # fmt: skip
    free = Task(rules=False, draws=10_000)
    record["best 25 of 1,500, no rule"] = compared(
        UNCONSTRAINED, free, python, draws=options.draws, runs=options.runs
    )
    ruled = Task(rules=True, draws=2_000)
    record["25 of 1,500 under crossed rules"] = compared(
        CONSTRAINED, ruled, python, draws=options.solved, runs=options.runs
    )
    (RESULTS / "selection_peers.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
