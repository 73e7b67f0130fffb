"""The selection of a study, from its candidates to what `selection.json` says."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from florilege.appraisal.scores import UNIT, scores, whole
from florilege.faults import DONE, NO, StudyFileRefused, TableRefused, Words
from florilege.selection.candidates import Candidates, reference_scores, score_bounds
from florilege.selection.draws import sampler
from florilege.selection.explanation import Explainer, rule_words
from florilege.selection.infeasible import clash, least_relaxation
from florilege.selection.optimum import Optimum, optimum
from florilege.selection.problem import Problem, Row, compile_problem
from florilege.selection.relaxation import Infeasible
from florilege.selection.robustness import Acceptability, Drawing, Finding, wilson
from florilege.selection.rules import SIZE
from florilege.selection.solver import nudge_of
from florilege.selection.study_file import StudyFile, read_study
from florilege.selection.table import read_table

Data = dict[str, object]
EXPLAINED_BY_DEFAULT = 2000
"""Above this number of candidates, only those kept are explained unless asked."""


@dataclass(frozen=True, slots=True)
class Problems:
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
    levels = _levels(study, values, candidates.values.applies)
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
    least, most = problems.study.sizes
    if problems.study.objective != "mean" or least == most:
        return optimum(problems.problem, problems.scores, problems.ties)
    found: list[tuple[tuple[Fraction, ...], Optimum]] = []
    for size in range(least, most + 1):
        rows = tuple(
            Row(SIZE, row.indices, row.coefficients, float(size), float(size)) if row.rule == SIZE else row
            for row in problems.problem.rows
        )
        try:
            one = optimum(Problem(problems.problem.count, rows), problems.scores, problems.ties)
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
    return Optimum(first.kept, first.total, tied)


def select(
    study: StudyFile,
    candidates: Candidates,
    *,
    explain: str | None = None,
    progress: Callable[[int], object] | None = None,
) -> Data:
    """What `selection.json` says: the list or the clash, robustness, reasons.

    explain : "none", "kept" or "all" (default: all up to 2,000 candidates, kept above)
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
    with _drawing(problems) as drawing:
        explainer = Explainer(
            study, candidates, problems.problem, problems.scores, problems.values, found.kept, found.total
        )
        reasons = explainer.explain(who)
        draws = drawing.collect(seconds=study.robustness.seconds, progress=progress)
        items = _items(
            problems, draws, {index: [one.as_data() for one in told] for index, told in reasons.items()}
        )
        borderline = [index for index, item in items.items() if item["class"] == "borderline"]
        found_out = drawing.findings(draws, borderline)
    order = sorted(range(len(candidates)), key=lambda index: (-problems.scores[index], candidates.ids[index]))
    data = _head(problems, "optimal")
    data["objective"] = round(found.total / UNIT / (found.kept.sum() if study.objective == "mean" else 1), 8)
    data["draws"] = len(draws.numbers)
    data["draws_asked"] = draws.asked
    data["tied"] = found.tied
    data["selected"] = [items[index] for index in order if found.kept[index]]
    data["not_selected"] = [items[index] for index in order if not found.kept[index]]
    data["clash"], data["relaxation"] = [], []
    if study.robustness.draws > 0 or len(candidates) <= EXPLAINED_BY_DEFAULT:
        data["rules"] = [_rule_effect(rule.key, problems, found) for rule in study.rules]
        data["other_reading"] = _other_reading(problems, found)
        data["leave_one_out"] = _without_criteria(problems, found)
    else:
        data["rules"] = [_rule_unmeasured(rule.key, study) for rule in study.rules]
        data["other_reading"], data["leave_one_out"] = None, None
    data["portfolios"] = _portfolios(draws, candidates, found)
    data["findings"] = _findings(problems, found_out)
    return data


def select_table(candidates_path: Path, study_path: Path, out: Path, *, explain: str | None = None) -> int:
    """Select among the rows of a table; writes `out` whole, also when no list exists; returns the exit code.

    Raises StudyFileRefused or TableRefused, and then writes nothing.
    """
    study = read_study(_text(study_path, StudyFileRefused), file=str(study_path), table=True)
    candidates = read_table(_text(candidates_path, TableRefused), study, file=str(candidates_path))
    data = select(study, candidates, explain=explain)
    write_selection(data, out)
    return DONE if data["status"] == "optimal" else NO


def selection_text(data: Mapping[str, object]) -> str:
    """`selection.json` as text: the same bytes for the same selection."""
    return "{\n" + ",\n".join(f"{_json(key)}: {_lines(value)}" for key, value in data.items()) + "\n}\n"


def _lines(value: object) -> str:
    """A value as JSON: a list of objects has one on each line, so that files can be compared line by line."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(map(_json, value)) + "\n]"
    return _json(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def write_selection(data: Mapping[str, object], out: Path) -> None:
    """Write a selection so that a reader sees a whole file or none."""
    out.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(selection_text(data))
    Path(name).replace(out)


def _text(path: Path, refusal: type[StudyFileRefused] | type[TableRefused]) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise refusal(Words("un fichier qui existe", "a file that exists"), file=str(path)) from error
    except UnicodeDecodeError as error:
        raise refusal(Words("un texte en UTF-8", "a text in UTF-8"), file=str(path)) from error


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
    }


def _infeasible(problems: Problems) -> Data:
    study = problems.study
    weights = {rule.key: rule.relax_weight for rule in study.rules}
    data = _head(problems, "infeasible")
    nothing = Acceptability(
        np.zeros((0, len(problems.candidates)), dtype=bool), np.zeros(0, dtype=np.int64), 0
    )
    data["not_selected"] = list(_items(problems, nothing, {}).values())
    data["rules"] = [
        {"key": rule.key, **_words(rule.key, study), "binding": False, "price": None, "changes": False}
        for rule in study.rules
    ]
    keys = clash(problems.problem)
    data["clash"] = list(keys)
    data["clash_words"] = [_words(key, study) for key in keys]
    data["relaxation"] = [
        {"rule": one.rule, "group": one.group, "from": one.before, "to": one.after}
        for one in least_relaxation(problems.problem, weights)
    ]
    return data


def _drawing(problems: Problems) -> Drawing:
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
    )


def _items(problems: Problems, draws: Acceptability, reasons: Mapping[int, list[Data]]) -> dict[int, Data]:
    candidates, robustness = problems.candidates, problems.study.robustness
    low, high = score_bounds(candidates, problems.study)
    shares, count = draws.share, len(draws.numbers)
    items: dict[int, Data] = {}
    for index, identifier in enumerate(candidates.ids):
        share = float(shares[index]) if count else None
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
            "reasons": reasons.get(index, []),
        }
    return items


def _class(share: float, core: float, exterior: float) -> str:
    return "core" if share >= core else "exterior" if share <= exterior else "borderline"


def _levels(
    study: StudyFile, values: NDArray[np.float64], applies: NDArray[np.bool_]
) -> dict[str, NDArray[np.float64]]:
    """Reference value of each candidate on each criterion and each axis (weighted mean of its criteria).

    Where nothing applies the level is not a number: no condition on it is met.
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
        total = weights.sum(axis=1)
        with np.errstate(invalid="ignore"):
            levels[f"axis.{axis.key}"] = (weights * values[:, columns]).sum(axis=1) / total
    return levels


def _tie(
    key: str, study: StudyFile, candidates: Candidates, values: NDArray[np.float64]
) -> NDArray[np.int64]:
    if key == "corroboration":
        return candidates.corroboration
    return whole(values[:, study.grid.keys.index(key)])


def _words(key: str, study: StudyFile) -> Data:
    words = rule_words(key, study)
    return {"fr": words.fr, "en": words.en}


def _rule_effect(key: str, problems: Problems, found: Optimum) -> Data:
    """Whether a rule changes the list, and what it costs: the total without it, less the total with it."""
    other = optimum(problems.problem.without(key), problems.scores, problems.ties)
    reason = next(rule.reason for rule in problems.study.rules if rule.key == key)
    data: Data = {
        "key": key,
        **_words(key, problems.study),
        "binding": other.total > found.total,
        "price": round((other.total - found.total) / UNIT, 8),
        "changes": bool((other.kept != found.kept).any()),
        "enters": _ids(other.kept & ~found.kept, problems.candidates),
        "leaves": _ids(found.kept & ~other.kept, problems.candidates),
    }
    if reason is not None:
        data["reason"] = {"fr": reason.fr, "en": reason.en}
    return data


def _rule_unmeasured(key: str, study: StudyFile) -> Data:
    """A rule of which nothing was measured: unknown is null, never false."""
    reason = next(rule.reason for rule in study.rules if rule.key == key)
    told: Data = {"reason": {"fr": reason.fr, "en": reason.en}} if reason is not None else {}
    return {"key": key, **_words(key, study), "binding": None, "price": None, "changes": None, **told}


def _other_reading(problems: Problems, found: Optimum) -> Data:
    """The list under the other reading of the unknown."""
    reading = "middle" if problems.study.unknown_reference == "low" else "low"
    other = prepare(problems.study, problems.candidates, reading)
    try:
        kept = solve(other).kept
    except Infeasible:
        return {"unknown_reference": reading, "selected": [], "enters": [], "leaves": []}
    return {
        "unknown_reference": reading,
        "selected": _ids(kept, problems.candidates),
        "enters": _ids(kept & ~found.kept, problems.candidates),
        "leaves": _ids(found.kept & ~kept, problems.candidates),
    }


def _without_criteria(problems: Problems, found: Optimum) -> list[Data]:
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


def _portfolios(draws: Acceptability, candidates: Candidates, found: Optimum, most: int = 10) -> Data:
    seen = draws.portfolios(found.kept, most=most)
    return {
        "different": seen.different,
        "reference": seen.reference,
        "most_frequent": [
            {"count": count, "place_ids": [candidates.ids[index] for index in indices]}
            for indices, count in seen.most_frequent
        ],
    }


def _findings(problems: Problems, found: Sequence[Finding]) -> list[Data]:
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
