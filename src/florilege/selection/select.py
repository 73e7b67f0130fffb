"""The selection of a study, from its candidates to the list, or to the rules that clash."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from florilege.appraisal.scores import UNIT
from florilege.faults import DONE, NO, Words
from florilege.files import check_out_file
from florilege.selection.by_size import sizes_of
from florilege.selection.candidates import Candidates, score_bounds
from florilege.selection.certainty import Certain, certain
from florilege.selection.draws import sampler
from florilege.selection.explanation import Explainer, certainty_reason
from florilege.selection.infeasible import Preferred, clash, least_relaxation, relaxations_by_rule
from florilege.selection.opened_table import open_table
from florilege.selection.outcome import INFEASIBLE, OPTIMAL, Clash, Measured, Selection
from florilege.selection.outcome_parts import Judged, LittleKnown, RuleEffect, RuleRelaxed
from florilege.selection.prepared import Problems, prepare, solve
from florilege.selection.reasons import Reason
from florilege.selection.relaxation import Infeasible
from florilege.selection.relaxed_bounds import bound_changes
from florilege.selection.robustness import Acceptability, Drawing, wilson
from florilege.selection.rule_words import rule_words
from florilege.selection.rules import SIZE
from florilege.selection.selection_json import write_selection
from florilege.selection.sensitivity import (
    findings_of,
    merit,
    other_reading,
    portfolios_of,
    rule_effect,
    rule_unmeasured,
    without_criteria,
    without_jurors,
)
from florilege.selection.shortage import shortage_of, shortage_of_rule
from florilege.selection.solver import nudge_of
from florilege.selection.study_file import StudyFile

EXPLAINED_BY_DEFAULT = 2000
"""Above this number of candidates, only those kept are explained unless asked."""


def select(
    study: StudyFile,
    candidates: Candidates,
    *,
    explain: str | None = None,
    ranked: bool | None = None,
    progress: Callable[[int], object] | None = None,
) -> Selection:
    """The list or the clash, robustness, reasons: what `selection.json` says.

    explain : "none", "kept" or "all" (default: all up to 2,000 candidates, kept above)
    ranked : whether to tell the ranks of the places kept and borderline (default: up to 2,000 candidates)
    progress : told the number of draws done
    Above 2,000 candidates a study that asks for no draw is told its optimum alone: what rules cost, the other
    reading and the list without each criterion are None, not measured.
    """
    problems = prepare(study, candidates)
    try:
        found = solve(problems)
    except Infeasible:
        return _infeasible(problems)
    who = explain or ("all" if len(candidates) <= EXPLAINED_BY_DEFAULT else "kept")
    with drawing_of(problems) as drawing:
        reasons = Explainer(problems, found.kept).explain(who)
        proved = _proved(problems, found.kept)
        draws = drawing.collect(seconds=study.robustness.seconds, progress=progress)
        _check_proofs(proved, found.kept, draws)
        items = _items(problems, draws, reasons, proved)
        borderline = [index for index, item in items.items() if item.standing == "borderline"]
        found_out = drawing.findings(draws, borderline)
        ranks = None
        if ranked or (ranked is None and len(candidates) <= EXPLAINED_BY_DEFAULT):
            places = sorted({*np.flatnonzero(found.kept).tolist(), *borderline})
            ranks = drawing.ranks(draws, places)
    order = sorted(range(len(candidates)), key=lambda index: (-problems.scores[index], candidates.ids[index]))
    measured = study.robustness.draws > 0 or len(candidates) <= EXPLAINED_BY_DEFAULT
    return replace(
        _head(problems, OPTIMAL),
        objective=round(float(merit(study, found)), 8),
        draws=len(draws.numbers),
        selected=tuple(items[index] for index in order if found.kept[index]),
        not_selected=tuple(items[index] for index in order if not found.kept[index]),
        rules=tuple(
            rule_effect(rule.key, problems, found) if measured else rule_unmeasured(rule.key, study)
            for rule in study.rules
        ),
        measured=Measured(
            draws_asked=draws.asked,
            tied=found.tied,
            effort=found.effort + draws.effort,
            other_reading=other_reading(problems, found) if measured else None,
            leave_one_out=(*without_criteria(problems, found), *without_jurors(problems, found))
            if measured
            else None,
            portfolios=portfolios_of(draws, candidates, found),
            findings=findings_of(problems, found_out),
            ranks_draws=ranks.draws if ranks is not None else 0,
            ranks=ranks.ranges(candidates.ids) if ranks is not None and ranks.draws else None,
        ),
    )


def select_table(
    candidates_path: Path,
    study_path: Path,
    out: Path,
    *,
    marks_path: Path | None = None,
    explain: str | None = None,
    ranked: bool | None = None,
) -> int:
    """Select among the rows of a table; writes `out` whole, also when no list exists; returns the exit code.

    marks_path : the jury's marks, where the grid gives it criteria
    Raises InputRefused for what cannot be read, or an `out` that would be written over it; then writes nothing.
    """
    check_out_file(out, (candidates_path, study_path, marks_path))
    opened = open_table(candidates_path, study_path, marks_path)
    chosen = select(opened.study, opened.candidates, explain=explain, ranked=ranked)
    write_selection(chosen.to_dict(), out)
    return DONE if chosen.status == OPTIMAL else NO


def _head(problems: Problems, status: str) -> Selection:
    """What is known before anything is solved."""
    study, candidates = problems.study, problems.candidates
    return Selection(
        study=study.slug,
        sizes=study.sizes,
        status=status,
        objective=None,
        seed=study.robustness.seed,
        draws=0,
        unknown_reference=study.unknown_reference,
        weights={
            key: round(float(weight), 6)
            for key, weight in zip(study.grid.keys, study.grid.weights.reference, strict=True)
        },
        weights_rescaled=study.grid.weights.rescaled,
        clamped_values=candidates.clamped,
        selected=(),
        not_selected=(),
        not_appraisable=tuple(LittleKnown(*one) for one in candidates.not_appraisable),
        not_eligible=candidates.not_eligible,
        rules=(),
    )


def _infeasible(problems: Problems) -> Selection:
    study, candidates = problems.study, problems.candidates
    weights = {rule.key: rule.relax_weight for rule in study.rules}
    nothing = Acceptability(np.zeros((0, len(candidates)), dtype=bool), np.zeros(0, dtype=np.int64), 0)
    keys = clash(problems.problem)
    preferred = Preferred(problems.scores, problems.ties)
    least = least_relaxation(problems.problem, weights, preferred)
    by_rule = None
    if len(candidates) <= EXPLAINED_BY_DEFAULT:
        by_rule = tuple(
            RuleRelaxed(key, rule_words(key, study), bound_changes(changes, study, candidates))
            for key, changes in relaxations_by_rule(problems.problem, weights, keys, preferred).items()
        )
    return replace(
        _head(problems, INFEASIBLE),
        not_selected=tuple(_items(problems, nothing, {}, None).values()),
        rules=tuple(
            RuleEffect(rule.key, rule_words(rule.key, study), binding=False, price=None, changes=False)
            for rule in study.rules
        ),
        clash=Clash(
            rules=tuple(keys),
            words=tuple(_clash_words(key, study, candidates) for key in keys),
            shortage=shortage_of(study, candidates),
            relaxation=bound_changes(least, study, candidates),
            by_rule=by_rule,
        ),
    )


def _clash_words(key: str, study: StudyFile, candidates: Candidates) -> Words:
    """A rule of a clash in words, and how many are left of those it counts where others were candidates before."""
    words = rule_words(key, study)
    if key == SIZE:
        short = shortage_of(study, candidates)
        return words if short is None else short.clash_words
    rule = next(rule for rule in study.rules if rule.key == key)
    short = shortage_of_rule(rule, study, candidates)
    return words if short is None else short.clash_words_of(words)


def _proved(problems: Problems, kept: NDArray[np.bool_]) -> Certain:
    """What is certain of each candidate; nothing where a rule looks at a value that is not known.

    Such a rule counts a candidate by the value read: what holds whatever is unknown cannot be shown from it.
    """
    study, values = problems.study, problems.candidates.values
    looked_at = {level.key for rule in study.rules for level in rule.levels}
    low, high = values.reach()
    for column, criterion in enumerate(study.grid.criteria):
        named = looked_at & {f"criterion.{criterion.key}", f"axis.{criterion.axis}"}
        if named and (values.applies[:, column] & (low[:, column] < high[:, column])).any():
            nowhere = np.zeros(problems.problem.count, dtype=bool)
            return Certain(nowhere, nowhere)
    return certain(problems.problem, values, study.grid, kept)


def _check_proofs(proved: Certain, kept: NDArray[np.bool_], draws: Acceptability) -> None:
    """Hold what is proved of each candidate against the list and every draw; raises ArithmeticError.

    A proof that a list contradicts is false, and is never written.
    """
    lists = np.vstack([kept[None, :], draws.kept])
    if (proved.outside & lists.any(axis=0)).any() or (proved.inside & ~lists.all(axis=0)).any():
        raise ArithmeticError("a candidate proved in, or out, is not so in the list or in a draw")


def drawing_of(problems: Problems) -> Drawing:
    """The draws of a study, to be entered."""
    robustness = problems.study.robustness
    tie_keys = [-tie for tie in reversed(problems.ties)]
    order = (
        np.lexsort([np.arange(len(problems.candidates)), *tie_keys])
        if tie_keys
        else np.arange(len(problems.candidates))
    )
    return Drawing(
        sampler(problems.candidates.values, problems.study.grid, robustness.seed),
        problems.problem,
        nudge_of(order, problems.study.sizes[1]),
        draws=robustness.draws,
        sizes=sizes_of(problems.study),
    )


def _items(
    problems: Problems,
    draws: Acceptability,
    reasons: Mapping[int, Sequence[Reason]],
    proved: Certain | None,
) -> dict[int, Judged]:
    candidates, robustness = problems.candidates, problems.study.robustness
    low, high = score_bounds(candidates, problems.study)
    shares, count = draws.share, len(draws.numbers)
    items: dict[int, Judged] = {}
    for index, identifier in enumerate(candidates.ids):
        share = float(shares[index]) if count else None
        sure = _certain(proved, index)
        ends = wilson(share, count) if share is not None else (None, None)
        items[index] = Judged(
            place_id=identifier,
            name=candidates.names[index],
            score=round(float(problems.scores[index]) / UNIT, 8),
            score_low=round(float(low[index]), 8),
            score_high=round(float(high[index]), 8),
            acceptability=share,
            ci_low=None if ends[0] is None else round(ends[0], 6),
            ci_high=None if ends[1] is None else round(ends[1], 6),
            standing=None if share is None else _class(share, robustness.core, robustness.exterior),
            certain=sure,
            reasons=tuple(_given_reasons(reasons.get(index, ()), sure)),
        )
    return items


def _given_reasons(reasons: Sequence[Reason], sure: str | None) -> Sequence[Reason]:
    """The reasons of a candidate that is explained, and what is proved of it."""
    return (*reasons, certainty_reason(sure)) if reasons and sure is not None else reasons


def _certain(proved: Certain | None, index: int) -> str | None:
    """What is proved of a candidate without draws, when something is."""
    if proved is None:
        return None
    return "core" if proved.inside[index] else "exterior" if proved.outside[index] else None


def _class(share: float, core: float, exterior: float) -> str:
    return "core" if share >= core else "exterior" if share <= exterior else "borderline"
