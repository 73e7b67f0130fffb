"""What one more or one less in each rule would change: the list solved again with the other count, and its price."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from florilege.appraisal.scores import UNIT
from florilege.faults import Words
from florilege.selection.prepared import Problems, prepare, solve
from florilege.selection.relaxation import Infeasible
from florilege.selection.rule_words import rule_words
from florilege.selection.rules import SIZE, Rule
from florilege.selection.study_file import StudyFile

COUNTED = ("at_least", "at_most")
BUDGET_STEP = 0.05
"""A budget is tried with this share more and less."""


class OtherCount(Struct, frozen=True):
    """A rule with another count. before, after : the counts, limits or sizes; words : the rule as it would be

    gain : total (or mean) of the list then, less that of the list now; None where no list satisfies the rules
    enters, leaves : ids
    """

    rule: str
    before: float
    after: float
    words: Words
    gain: float | None
    enters: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()


def other_counts(problems: Problems, kept: NDArray[np.bool_]) -> tuple[OtherCount, ...]:
    """One less, then one more, of the size and of each rule that counts; budgets by a twentieth of their limit."""
    return tuple(_solved(problems, kept, *one) for one in _studies(problems.study))


def _studies(study: StudyFile) -> Iterator[tuple[str, float, float, StudyFile]]:
    """Rule, its count, its other count, the study with it."""
    least, most = study.sizes
    for step in (-1, 1):
        if most + step > 0:
            sizes = (least + step if least == most else min(least, most + step), most + step)
            yield SIZE, most, most + step, replace(study, sizes=sizes)
    for rank, rule in enumerate(study.rules):
        for before, after, changed in _changed(rule):
            rules = (*study.rules[:rank], changed, *study.rules[rank + 1 :])
            yield rule.key, before, after, replace(study, rules=rules)


def _changed(rule: Rule) -> Iterator[tuple[float, float, Rule]]:
    untitled = replace(rule, title=None)  # its title may say the count
    if rule.kind in COUNTED:
        for step in (-1, 1):
            if rule.count + step >= 0:
                yield rule.count, rule.count + step, replace(untitled, count=rule.count + step)
    if rule.kind == "budget":
        for share in (-BUDGET_STEP, BUDGET_STEP):
            limit = round(rule.limit * (1 + share), 2)
            yield rule.limit, limit, replace(untitled, limit=limit)


def _solved(
    problems: Problems, kept: NDArray[np.bool_], key: str, before: float, after: float, study: StudyFile
) -> OtherCount:
    words = rule_words(key, study)
    asked = prepare(study, problems.candidates)
    try:
        other = solve(asked)
    except Infeasible:
        return OtherCount(key, before, after, words, None)
    ids = problems.candidates.ids
    return OtherCount(
        key,
        before,
        after,
        words,
        round(float(_merit(study, problems.scores, other.kept) - _merit(study, problems.scores, kept)), 8),
        tuple(ids[one] for one in np.flatnonzero(other.kept & ~kept)),
        tuple(ids[one] for one in np.flatnonzero(kept & ~other.kept)),
    )


def _merit(study: StudyFile, scores: NDArray[np.int64], kept: NDArray[np.bool_]) -> Fraction:
    return Fraction(int(scores[kept].sum()), UNIT * (int(kept.sum()) if study.objective == "mean" else 1))
