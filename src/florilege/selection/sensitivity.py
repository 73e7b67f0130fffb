"""What the list owes to each rule, to each criterion, to the reading of the unknown, and to the draw of the moment."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from florilege.appraisal.jury import with_marks
from florilege.appraisal.scores import UNIT, scores, whole
from florilege.faults import Words
from florilege.selection.candidates import Candidates
from florilege.selection.optimum import Optimum
from florilege.selection.outcome_parts import (
    Exchanged,
    LeftOut,
    OtherReading,
    RuleEffect,
    SeenList,
    SeenLists,
    ToFindOut,
)
from florilege.selection.prepared import Problems, prepare, solve, solve_without
from florilege.selection.relaxation import Infeasible
from florilege.selection.robustness import Acceptability, Finding
from florilege.selection.rule_words import rule_words
from florilege.selection.study_file import StudyFile


def merit(study: StudyFile, found: Optimum) -> Fraction:
    """What the study maximises, exactly: the total of the scores of a list, or their mean."""
    return Fraction(found.total, UNIT * (int(found.kept.sum()) if study.objective == "mean" else 1))


def rule_effect(key: str, problems: Problems, found: Optimum) -> RuleEffect:
    """Whether a rule changes the list, and what it costs: the total without it, less the total with it."""
    other = solve_without(problems, key)
    price = merit(problems.study, other) - merit(problems.study, found)
    return RuleEffect(
        key=key,
        words=rule_words(key, problems.study),
        binding=price > 0,
        price=round(float(price), 8),
        changes=bool((other.kept != found.kept).any()),
        exchanged=_exchanged(found.kept, other.kept, problems.candidates),
        reason=_reason(key, problems.study),
    )


def rule_unmeasured(key: str, study: StudyFile) -> RuleEffect:
    """A rule of which nothing was measured: unknown is None, never false."""
    return RuleEffect(key, rule_words(key, study), None, None, None, reason=_reason(key, study))


def other_reading(problems: Problems, found: Optimum) -> OtherReading:
    """The list with unknowns read the other way, if there is one."""
    reading = "middle" if problems.study.unknown_reference == "low" else "low"
    other = prepare(problems.study, problems.candidates, reading)
    try:
        kept = solve(other).kept
    except Infeasible:
        return OtherReading(reading, None, None)
    return OtherReading(
        unknown_reference=reading,
        selected=_ids(kept, problems.candidates),
        exchanged=_exchanged(found.kept, kept, problems.candidates),
    )


def without_criteria(problems: Problems, found: Optimum) -> list[LeftOut]:
    """What enters and what leaves when one criterion counts for nothing."""
    results: list[LeftOut] = []
    grid = problems.study.grid
    for column, key in enumerate(grid.keys):
        weights = grid.weights.reference.copy()
        weights[column] = 0.0
        if weights.sum() <= 0:
            continue
        applies, aggregation = problems.candidates.values.applies, grid.aggregation
        scored = whole(scores(problems.values, applies, weights, aggregation))
        kept = solve(replace(problems, scores=scored)).kept
        results.append(LeftOut(key, "", _exchanged(found.kept, kept, problems.candidates)))
    return results


def without_jurors(problems: Problems, found: Optimum) -> list[LeftOut]:
    """What enters and what leaves without the marks of one juror, the most telling first; jurors are not named.

    Marks are confidential: a juror is told by what his or her absence changes, and by nothing else.
    """
    candidates, grid = problems.candidates, problems.study.grid
    if candidates.marks is None:
        return []
    changes: list[Exchanged] = []
    without_list = 0
    for juror in candidates.marks.jurors:
        values = with_marks(candidates.values, candidates.ids, grid, candidates.marks.without(juror))
        try:
            kept = solve(prepare(problems.study, replace(candidates, values=values))).kept
        except Infeasible:  # a rule on what the jury said may have no answer without one of its voices
            without_list += 1
            continue
        changes.append(_exchanged(found.kept, kept, candidates))
    changes.sort(key=lambda one: (-len(one.enters) - len(one.leaves), one.enters, one.leaves))
    reported: list[Exchanged | None] = [*[None] * without_list, *changes]
    return [LeftOut("", f"J{rank}", change) for rank, change in enumerate(reported, start=1)]


def portfolios_of(draws: Acceptability, candidates: Candidates, found: Optimum, most: int = 10) -> SeenLists:
    """The lists seen in the draws, `most` of them at most."""
    seen = draws.portfolios(found.kept, most=most)
    return SeenLists(
        different=seen.different,
        reference=seen.reference,
        most_frequent=tuple(
            SeenList(count, tuple(candidates.ids[index] for index in indices))
            for indices, count in seen.most_frequent
        ),
    )


def findings_of(problems: Problems, found: Sequence[Finding]) -> tuple[ToFindOut, ...]:
    """Unknown facts of borderline places that move their acceptability most."""
    return tuple(
        ToFindOut(
            place_id=problems.candidates.ids[one.candidate],
            name=problems.candidates.names[one.candidate],
            criterion=problems.study.grid.keys[one.criterion],
            weight=round(one.effect, 4),
        )
        for one in found
    )


def _reason(key: str, study: StudyFile) -> Words | None:
    return next(rule.reason for rule in study.rules if rule.key == key)


def _exchanged(before: NDArray[np.bool_], after: NDArray[np.bool_], candidates: Candidates) -> Exchanged:
    return Exchanged(_ids(after & ~before, candidates), _ids(before & ~after, candidates))


def _ids(which: NDArray[np.bool_], candidates: Candidates) -> tuple[str, ...]:
    return tuple(candidates.ids[index] for index in np.flatnonzero(which))
