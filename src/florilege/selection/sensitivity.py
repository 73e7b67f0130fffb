"""What the list owes to each rule, to each criterion, to the reading of the unknown, and to the draw of the moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from florilege.appraisal.jury import with_marks
from florilege.appraisal.scores import UNIT, scores, whole
from florilege.selection.candidates import Candidates
from florilege.selection.optimum import Optimum
from florilege.selection.prepared import Problems, prepare, solve, solve_without
from florilege.selection.relaxation import Infeasible
from florilege.selection.robustness import Acceptability, Finding
from florilege.selection.rule_words import rule_words
from florilege.selection.study_file import StudyFile

Data = dict[str, object]
NO_LIST: Data = {"status": "infeasible", "selected": None, "enters": None, "leaves": None}
"""What stands where no list satisfies the rules: an empty list would say that it has no place."""


def words_of(key: str, study: StudyFile) -> Data:
    words = rule_words(key, study)
    return {"fr": words.fr, "en": words.en}


def merit(study: StudyFile, found: Optimum) -> Fraction:
    """What the study maximises, exactly: the total of the scores of a list, or their mean."""
    return Fraction(found.total, UNIT * (int(found.kept.sum()) if study.objective == "mean" else 1))


def rule_effect(key: str, problems: Problems, found: Optimum) -> Data:
    """Whether a rule changes the list, and what it costs: the total without it, less the total with it."""
    other = solve_without(problems, key)
    price = merit(problems.study, other) - merit(problems.study, found)
    reason = next(rule.reason for rule in problems.study.rules if rule.key == key)
    data: Data = {
        "key": key,
        **words_of(key, problems.study),
        "binding": price > 0,
        "price": round(float(price), 8),
        "changes": bool((other.kept != found.kept).any()),
        "enters": _ids(other.kept & ~found.kept, problems.candidates),
        "leaves": _ids(found.kept & ~other.kept, problems.candidates),
    }
    if reason is not None:
        data["reason"] = {"fr": reason.fr, "en": reason.en}
    return data


def rule_unmeasured(key: str, study: StudyFile) -> Data:
    """A rule of which nothing was measured: unknown is null, never false."""
    reason = next(rule.reason for rule in study.rules if rule.key == key)
    told: Data = {"reason": {"fr": reason.fr, "en": reason.en}} if reason is not None else {}
    return {"key": key, **words_of(key, study), "binding": None, "price": None, "changes": None, **told}


def other_reading(problems: Problems, found: Optimum) -> Data:
    """The list with unknowns read the other way; `status` says when no list satisfies the rules then."""
    reading = "middle" if problems.study.unknown_reference == "low" else "low"
    other = prepare(problems.study, problems.candidates, reading)
    try:
        kept = solve(other).kept
    except Infeasible:
        return {"unknown_reference": reading, **NO_LIST}
    return {
        "unknown_reference": reading,
        "selected": _ids(kept, problems.candidates),
        "enters": _ids(kept & ~found.kept, problems.candidates),
        "leaves": _ids(found.kept & ~kept, problems.candidates),
    }


def without_criteria(problems: Problems, found: Optimum) -> list[Data]:
    """What enters and what leaves when one criterion counts for nothing."""
    results: list[Data] = []
    grid = problems.study.grid
    for column, key in enumerate(grid.keys):
        weights = grid.weights.reference.copy()
        weights[column] = 0.0
        if weights.sum() <= 0:
            continue
        applies, aggregation = problems.candidates.values.applies, grid.aggregation
        scored = whole(scores(problems.values, applies, weights, aggregation))
        kept = solve(replace(problems, scores=scored)).kept
        results.append(
            {
                "criterion": key,
                "enters": _ids(kept & ~found.kept, problems.candidates),
                "leaves": _ids(found.kept & ~kept, problems.candidates),
            }
        )
    return results


def without_jurors(problems: Problems, found: Optimum) -> list[Data]:
    """What enters and what leaves without the marks of one juror, the most telling first; jurors are not named.

    Marks are confidential: a juror is told by what his or her absence changes, and by nothing else.
    """
    candidates, grid = problems.candidates, problems.study.grid
    if candidates.marks is None:
        return []
    changes: list[tuple[list[str], list[str]]] = []
    without_list = 0
    for juror in candidates.marks.jurors:
        values = with_marks(candidates.values, candidates.ids, grid, candidates.marks.without(juror))
        try:
            kept = solve(prepare(problems.study, replace(candidates, values=values))).kept
        except Infeasible:  # a rule on what the jury said may have no answer without one of its voices
            without_list += 1
            continue
        changes.append((_ids(kept & ~found.kept, candidates), _ids(found.kept & ~kept, candidates)))
    changes.sort(key=lambda change: (-len(change[0]) - len(change[1]), change))
    told: list[Data] = [{"status": "infeasible", "enters": None, "leaves": None}] * without_list
    told += [{"enters": enters, "leaves": leaves} for enters, leaves in changes]
    return [{"juror": f"J{rank}", **change} for rank, change in enumerate(told, start=1)]


def portfolios_of(draws: Acceptability, candidates: Candidates, found: Optimum, most: int = 10) -> Data:
    seen = draws.portfolios(found.kept, most=most)
    return {
        "different": seen.different,
        "reference": seen.reference,
        "most_frequent": [
            {"count": count, "place_ids": [candidates.ids[index] for index in indices]}
            for indices, count in seen.most_frequent
        ],
    }


def findings_of(problems: Problems, found: Sequence[Finding]) -> list[Data]:
    """Unknown facts of borderline places that move their acceptability most."""
    return [
        {
            "place_id": problems.candidates.ids[one.candidate],
            "name": problems.candidates.names[one.candidate],
            "criterion": problems.study.grid.keys[one.criterion],
            "weight": round(one.effect, 4),
        }
        for one in found
    ]


def _ids(which: NDArray[np.bool_], candidates: Candidates) -> list[str]:
    return [candidates.ids[index] for index in np.flatnonzero(which)]
