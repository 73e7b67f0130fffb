"""One peer over some draws: who is in the best k of each draw, or of each draw's constrained optimum.

    python peer.py NAME CASE.npz OUT.npz

CASE : values (candidates, criteria), weights (draws, criteria), size, and for the constrained case the rows of the
rules: data, indices, indptr, least, most. OUT : kept (draws, candidates), seconds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

Case = dict[str, Any]
UNIT = 100_000_000


def as_they_are(column: np.ndarray, cost: bool = False) -> np.ndarray:  # noqa: ARG001 - pymcdm passes it
    """Values are in [0, 1] already."""
    return column


def by_pymcdm(case: Case) -> np.ndarray:
    from pymcdm.methods import WSM

    types = np.ones(case["values"].shape[1])
    method = WSM(as_they_are)
    return top([method(case["values"], weights, types) for weights in case["weights"]], case["size"])


def by_skcriteria(case: Case) -> np.ndarray:
    import skcriteria
    from skcriteria.agg.simple import WeightedSumModel

    model, found = WeightedSumModel(), []
    for weights in case["weights"]:
        table = skcriteria.mkdm(case["values"], [max] * case["values"].shape[1], weights=weights)
        found.append(model.evaluate(table).e_.score)
    return top(found, case["size"])


def by_pydecision(case: Case) -> np.ndarray:
    from pyDecision.algorithm import saw_method

    types = ["max"] * case["values"].shape[1]
    found = []
    for weights in case["weights"]:
        flow = saw_method(case["values"].copy(), types, weights, graph=False, verbose=False)
        scores = np.zeros(len(case["values"]))
        scores[flow[:, 0].astype(int) - 1] = flow[:, 1]
        found.append(scores)
    return top(found, case["size"])


def by_pysensmcda(case: Case) -> np.ndarray:
    from pymcdm.methods import WSM
    from pysensmcda.calculate_preference import calculate_preference
    from pysensmcda.probabilistic.monte_carlo_weights import monte_carlo_weights

    matrix, method = case["values"], WSM(as_they_are)
    asked = {"matrix": matrix, "weights": None, "types": np.ones(matrix.shape[1])}
    found = calculate_preference(monte_carlo_weights, case["weights"], method, asked)
    return top(list(np.asarray(found, dtype=float)), case["size"])


def by_milp(case: Case) -> np.ndarray:
    from scipy.optimize import Bounds, LinearConstraint, milp

    rules = LinearConstraint(rows_of(case), case["least"], case["most"])
    found = []
    for scores in whole_scores(case):
        whole = np.ones(len(scores))
        answer = milp(
            -scores * 1e-2,
            constraints=rules,
            bounds=Bounds(0, 1),
            integrality=whole,
            options={"mip_rel_gap": 0.0},
        )
        found.append(answer.x > 0.5)
    return np.array(found)


def by_cp_sat(case: Case) -> np.ndarray:
    from ortools.sat.python import cp_model

    rows, found = rows_of(case), []
    for scores in whole_scores(case):
        model = cp_model.CpModel()
        chosen = [model.new_bool_var(f"z{rank}") for rank in range(len(scores))]
        for row, least, most in zip(rows, case["least"], case["most"], strict=True):
            total = sum(
                chosen[index] * int(value) for index, value in zip(row.indices, row.data, strict=True)
            )
            low = int(least) if np.isfinite(least) else -(10**9)
            model.add_linear_constraint(total, low, int(most) if np.isfinite(most) else 10**9)
        model.maximize(sum(int(score) * one for score, one in zip(scores, chosen, strict=True)))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 2
        solver.solve(model)
        found.append([bool(solver.value(one)) for one in chosen])
    return np.array(found)


PEERS: dict[str, Callable[[Case], np.ndarray]] = {
    "pysensmcda": by_pysensmcda,
    "pymcdm": by_pymcdm,
    "scikit-criteria": by_skcriteria,
    "pyDecision": by_pydecision,
    "scipy milp": by_milp,
    "OR-tools CP-SAT": by_cp_sat,
}


def top(scores: list[np.ndarray], size: int) -> np.ndarray:
    """The best of each draw; equal scores in the order of the candidates."""
    order = np.argsort(-np.round(np.array(scores), 8), axis=1, kind="stable")[:, :size]
    kept = np.zeros((len(scores), len(scores[0])), dtype=bool)
    np.put_along_axis(kept, order, True, axis=1)
    return kept


def whole_scores(case: Case) -> np.ndarray:
    return np.rint(case["weights"] @ case["values"].T * UNIT).astype(np.int64)


def rows_of(case: Case) -> Any:
    from scipy.sparse import csr_matrix

    shape = (len(case["least"]), len(case["values"]))
    return csr_matrix((case["data"], case["indices"], case["indptr"]), shape=shape)


def main() -> None:
    name, source, out = sys.argv[1:]
    with np.load(source) as stored:
        case = {key: stored[key] for key in stored.files}
    case["size"] = int(case["size"])
    PEERS[name]({**case, "weights": case["weights"][:1]})  # its imports and its first call are not counted
    started = time.perf_counter()
    kept = PEERS[name](case)
    np.savez_compressed(out, kept=kept, seconds=time.perf_counter() - started)


if __name__ == "__main__":
    main()
