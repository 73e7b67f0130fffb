"""A selection ready to be solved: candidates scored, rules as rows, ties as whole numbers; and its optimum."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from florilege.appraisal.scores import means, whole
from florilege.selection.by_size import at_size, sizes_of
from florilege.selection.candidates import Candidates, reference_scores
from florilege.selection.optimum import Optimum, optimum
from florilege.selection.problem import Problem
from florilege.selection.relaxation import Infeasible
from florilege.selection.rule_rows import compile_problem
from florilege.selection.solver import NO_EFFORT
from florilege.selection.study_file import StudyFile


class Problems(Struct, frozen=True):
    """A selection ready to be solved: scores, ties and rules."""

    study: StudyFile
    candidates: Candidates
    problem: Problem
    scores: NDArray[np.int64]
    ties: tuple[NDArray[np.int64], ...]
    values: NDArray[np.float64]


def prepare(study: StudyFile, candidates: Candidates, reading: str | None = None) -> Problems:
    """Scores under the reference weights and rules as rows; raises StudyFileRefused when a rule cannot be read."""
    values = candidates.values.at(reading or study.unknown_reference)
    levels = levels_of(study, values, candidates.values.applies)
    return Problems(
        study,
        candidates,
        compile_problem(candidates, study, levels),
        whole(reference_scores(candidates, study, reading)),
        tuple(_tie(key, study, candidates, values) for key in study.ties),
        values,
    )


def solve(problems: Problems) -> Optimum:
    """The proven optimum; raises Infeasible. A mean over a range of sizes is solved size by size."""
    sizes = sizes_of(problems.study)
    if sizes is None:
        return optimum(problems.problem, problems.scores, problems.ties)
    found: list[tuple[tuple[Fraction, ...], Optimum]] = []
    for size in sizes:
        try:
            one = optimum(at_size(problems.problem, size), problems.scores, problems.ties)
        except Infeasible:
            continue
        sums = (Fraction(int(tie[one.kept].sum())) for tie in problems.ties)
        found.append(((Fraction(one.total, size), *sums), one))
    if not found:
        raise Infeasible
    merit = max(one[0] for one in found)
    equal = [one for key, one in found if key == merit]
    first = min(equal, key=lambda one: np.flatnonzero(one.kept).tolist())
    tied = first.tied or sum(key[0] == merit[0] for key, _ in found) > 1
    effort = sum((one.effort for _, one in found), NO_EFFORT)
    return Optimum(first.kept, first.total, tied, effort)


def solve_without(problems: Problems, rule: str) -> Optimum:
    """The proven optimum without one rule."""
    return solve(replace(problems, problem=problems.problem.without(rule)))


def levels_of(
    study: StudyFile, values: NDArray[np.float64], applies: NDArray[np.bool_]
) -> dict[str, NDArray[np.float64]]:
    """Value of each candidate on each criterion and each axis: the score that its criteria alone would give.

    An axis is aggregated as the study is: under the geometric mean a weakness is no more bought back inside an axis
    than between two. Criteria whose weights are all nothing count alike. Where nothing applies the level is not a
    number: no condition on it is met.
    """
    levels = {
        f"criterion.{key}": np.where(applies[:, column], values[:, column], np.nan)
        for column, key in enumerate(study.grid.keys)
    }
    for axis in study.grid.axes:
        columns = [column for column, one in enumerate(study.grid.criteria) if one.axis == axis.key]
        if not columns:
            continue
        weights = np.where(applies[:, columns], study.grid.weights.reference[columns], 0.0)
        weightless = weights.sum(axis=1) == 0
        weights[weightless] = applies[weightless][:, columns]
        found = means(values[:, columns], weights, study.grid.aggregation)
        levels[f"axis.{axis.key}"] = np.where(weights.sum(axis=1) > 0, found, np.nan)
    return levels


def _tie(
    key: str, study: StudyFile, candidates: Candidates, values: NDArray[np.float64]
) -> NDArray[np.int64]:
    if key == "corroboration":
        return candidates.corroboration
    return whole(values[:, study.grid.keys.index(key)])
