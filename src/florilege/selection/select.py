"""The selection of a study, from its candidates to what `selection.json` says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from florilege.appraisal.scores import UNIT
from florilege.faults import DONE, NO
from florilege.files import check_out_file
from florilege.selection.by_size import sizes_of
from florilege.selection.candidates import Candidates, score_bounds
from florilege.selection.certainty import Certain, certain
from florilege.selection.draws import sampler
from florilege.selection.explanation import Explainer, certainty_reason
from florilege.selection.infeasible import Preferred, clash, least_relaxation, relaxations_by_rule
from florilege.selection.opened_table import open_table
from florilege.selection.prepared import Problems, prepare, solve
from florilege.selection.reasons import Reason
from florilege.selection.relaxation import Infeasible
from florilege.selection.relaxed_bounds import relaxation_data
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
    words_of,
)
from florilege.selection.shortage import shortage_of, shortage_of_rule
from florilege.selection.solver import nudge_of
from florilege.selection.study_file import StudyFile

Data = dict[str, object]
EXPLAINED_BY_DEFAULT = 2000
"""Above this number of candidates, only those kept are explained unless asked."""


def select(
    study: StudyFile,
    candidates: Candidates,
    *,
    explain: str | None = None,
    ranked: bool | None = None,
    progress: Callable[[int], object] | None = None,
) -> Data:
    """What `selection.json` says: the list or the clash, robustness, reasons.

    explain : "none", "kept" or "all" (default: all up to 2,000 candidates, kept above)
    ranked : whether to tell the ranks of the places kept and borderline (default: up to 2,000 candidates)
    progress : told the number of draws done
    Above 2,000 candidates a study that asks for no draw is told its optimum alone: what rules cost, the other
    reading and the list without each criterion are null, not measured.
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
        borderline = [index for index, item in items.items() if item["class"] == "borderline"]
        found_out = drawing.findings(draws, borderline)
        ranks = None
        if ranked or (ranked is None and len(candidates) <= EXPLAINED_BY_DEFAULT):
            places = sorted({*np.flatnonzero(found.kept).tolist(), *borderline})
            ranks = drawing.ranks(draws, places)
    order = sorted(range(len(candidates)), key=lambda index: (-problems.scores[index], candidates.ids[index]))
    data = _head(problems, "optimal")
    data["objective"] = round(float(merit(study, found)), 8)
    data["draws"] = len(draws.numbers)
    data["draws_asked"] = draws.asked
    data["tied"] = found.tied
    data["effort"] = asdict(found.effort + draws.effort)
    data["selected"] = [items[index] for index in order if found.kept[index]]
    data["not_selected"] = [items[index] for index in order if not found.kept[index]]
    data["clash"], data["relaxation"] = [], []
    if study.robustness.draws > 0 or len(candidates) <= EXPLAINED_BY_DEFAULT:
        data["rules"] = [rule_effect(rule.key, problems, found) for rule in study.rules]
        data["other_reading"] = other_reading(problems, found)
        data["leave_one_out"] = [*without_criteria(problems, found), *without_jurors(problems, found)]
    else:
        data["rules"] = [rule_unmeasured(rule.key, study) for rule in study.rules]
        data["other_reading"], data["leave_one_out"] = None, None
    data["portfolios"] = portfolios_of(draws, candidates, found)
    data["findings"] = findings_of(problems, found_out)
    data["ranks_draws"] = ranks.draws if ranks is not None else 0
    data["ranks"] = ranks.as_data(candidates.ids) if ranks is not None and ranks.draws else None
    return data


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
    data = select(opened.study, opened.candidates, explain=explain, ranked=ranked)
    write_selection(data, out)
    return DONE if data["status"] == "optimal" else NO


def _head(problems: Problems, status: str) -> Data:
    study, candidates = problems.study, problems.candidates
    return {
        "study": study.slug,
        "size": study.sizes[0] if study.sizes[0] == study.sizes[1] else list(study.sizes),
        "status": status,
        "objective": None,
        "seed": study.robustness.seed,
        "draws": 0,
        "unknown_reference": study.unknown_reference,
        "weights": {
            key: round(float(weight), 6)
            for key, weight in zip(study.grid.keys, study.grid.weights.reference, strict=True)
        },
        "weights_rescaled": study.grid.weights.rescaled,
        "clamped_values": candidates.clamped,
        "selected": [],
        "not_selected": [],
        "not_appraisable": [
            {"place_id": identifier, "name": name, "missing": list(missing)}
            for identifier, name, missing in candidates.not_appraisable
        ],
        "not_eligible": [one.as_data() for one in candidates.not_eligible],
    }


def _infeasible(problems: Problems) -> Data:
    study = problems.study
    weights = {rule.key: rule.relax_weight for rule in study.rules}
    data = _head(problems, "infeasible")
    nothing = Acceptability(
        np.zeros((0, len(problems.candidates)), dtype=bool), np.zeros(0, dtype=np.int64), 0
    )
    data["not_selected"] = list(_items(problems, nothing, {}, None).values())
    data["rules"] = [
        {"key": rule.key, **words_of(rule.key, study), "binding": False, "price": None, "changes": False}
        for rule in study.rules
    ]
    keys = clash(problems.problem)
    data["clash"] = list(keys)
    short = shortage_of(study, problems.candidates)
    data["clash_words"] = [_clash_words(key, study, problems.candidates) for key in keys]
    if short is not None:
        data["shortage"] = short.as_data()
    preferred = Preferred(problems.scores, problems.ties)
    least = least_relaxation(problems.problem, weights, preferred)
    data["relaxation"] = relaxation_data(least, study, problems.candidates)
    if len(problems.candidates) > EXPLAINED_BY_DEFAULT:
        return data | {"relaxations_by_rule": None}
    data["relaxations_by_rule"] = [
        {"rule": key, **words_of(key, study), "changes": relaxation_data(changes, study, problems.candidates)}
        for key, changes in relaxations_by_rule(problems.problem, weights, keys, preferred).items()
    ]
    return data


def _clash_words(key: str, study: StudyFile, candidates: Candidates) -> Data:
    """A rule of a clash in words, and how many are left of those it counts where others were candidates before."""
    if key == SIZE:
        short = shortage_of(study, candidates)
        return words_of(key, study) if short is None else short.clash_words
    rule = next(rule for rule in study.rules if rule.key == key)
    short = shortage_of_rule(rule, study, candidates)
    return words_of(key, study) if short is None else short.clash_words_of(rule_words(key, study))


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
) -> dict[int, Data]:
    candidates, robustness = problems.candidates, problems.study.robustness
    low, high = score_bounds(candidates, problems.study)
    shares, count = draws.share, len(draws.numbers)
    items: dict[int, Data] = {}
    for index, identifier in enumerate(candidates.ids):
        share = float(shares[index]) if count else None
        sure = _certain(proved, index)
        ends = wilson(share, count) if share is not None else (None, None)
        items[index] = {
            "place_id": identifier,
            "name": candidates.names[index],
            "score": round(float(problems.scores[index]) / UNIT, 8),
            "score_low": round(float(low[index]), 8),
            "score_high": round(float(high[index]), 8),
            "acceptability": share,
            "ci_low": None if ends[0] is None else round(ends[0], 6),
            "ci_high": None if ends[1] is None else round(ends[1], 6),
            "class": None if share is None else _class(share, robustness.core, robustness.exterior),
            "certain": sure,
            "reasons": [one.as_data() for one in _given_reasons(reasons.get(index, ()), sure)],
        }
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
