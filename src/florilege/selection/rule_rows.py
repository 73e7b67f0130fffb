"""Rules compiled to rows over the candidates, and checked against them on the way."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from florilege.appraisal.scores import UNIT
from florilege.faults import StudyFileRefused, Words
from florilege.selection.candidates import Candidates
from florilege.selection.exact_sums import exact_sum
from florilege.selection.problem import Problem, Row
from florilege.selection.rules import SIZE, Level, Rule
from florilege.selection.study_file import StudyFile
from florilege.toml_lines import nearest

MOST_COST = 10**12
"""A cost above this is a slip of the pen."""
MOST_DECIMALS = 60
"""A cost of more decimals is a slip of the pen."""


def check_rules(candidates: Candidates, study: StudyFile, others: Collection[str] = ()) -> None:
    """Check what rules say against the candidates; raises StudyFileRefused, naming the line of the key.

    others : ids that exist although they are no candidates, that an `exclude` may name
    """
    for rule in study.rules:
        if rule.kind in ("include", "exclude", "together", "apart"):
            _check_ids(rule, candidates, others)
        elif len(candidates):
            _lacking(rule, candidates)
            if rule.kind == "budget":
                _costs(rule, candidates)


def compile_problem(
    candidates: Candidates, study: StudyFile, axis_values: Mapping[str, NDArray[np.float64]]
) -> Problem:
    """Rows of the size and of every rule; raises StudyFileRefused when a rule names what candidates lack.

    axis_values : "axis.KEY" and "criterion.KEY" → reference value of each candidate in [0, 1]
    """
    everyone = np.arange(len(candidates))
    rows = [_row(SIZE, everyone, float(study.sizes[0]), float(study.sizes[1]))]
    for rule in study.rules:
        rows.extend(_rows(rule, candidates, axis_values))
    return Problem(len(candidates), tuple(rows))


def recounted(
    problem: Problem,
    candidates: Candidates,
    study: StudyFile,
    axis_values: Mapping[str, NDArray[np.float64]],
) -> Problem:
    """A compiled problem under other values of axes and criteria: the rules that look at them, counted again."""
    looking = [rule for rule in study.rules if rule.levels]
    keys = {rule.key for rule in looking}
    rows = [row for row in problem.rows if row.rule not in keys]
    return Problem(
        problem.count, (*rows, *(row for rule in looking for row in _rows(rule, candidates, axis_values)))
    )


def _rows(rule: Rule, candidates: Candidates, axis_values: Mapping[str, NDArray[np.float64]]) -> list[Row]:
    if rule.kind in ("include", "exclude", "together", "apart"):
        return _rows_of_ids(rule, candidates)
    if not len(candidates):
        floor = rule.kind == "at_least" and not rule.attribute
        return [_row(rule.key, (), float(rule.count), np.inf)] if floor else []
    lacking = _lacking(rule, candidates)
    rows = [_row(rule.key, lacking, 0.0, 0.0)] if rule.missing == "out" and len(lacking) else []
    if rule.kind == "budget":
        return [*rows, _budget(rule, _costs(rule, candidates))]
    matching = np.setdiff1d(_matching(rule, candidates, axis_values), lacking)
    least, most = (float(rule.count), np.inf) if rule.kind == "at_least" else (-np.inf, float(rule.count))
    if rule.kind == "at_most_one_per":
        least, most = -np.inf, 1.0
    if not rule.attribute:
        return [*rows, _row(rule.key, matching, least, most)]
    values = candidates.attributes[rule.attribute]
    # a floor holds for each value that candidates have, also where none of them answers the condition
    groups: dict[str, list[int]] = {
        str(values[index]): [] for index in np.setdiff1d(np.arange(len(candidates)), lacking)
    }
    for index in matching:
        groups[str(values[index])].append(int(index))
    return rows + [
        _row(rule.key, np.array(found), least, most, group)
        for group, found in sorted(groups.items())
        if len(found) > most or least > 0
    ]


def _rows_of_ids(rule: Rule, candidates: Candidates) -> list[Row]:
    places = {identifier: index for index, identifier in enumerate(candidates.ids)}
    if rule.kind != "exclude":
        _check_ids(rule, candidates, ())
    found = np.array([places[identifier] for identifier in rule.ids if identifier in places], dtype=np.int64)
    if rule.kind == "include":
        return [_row(rule.key, found, float(len(found)), np.inf)]
    if rule.kind == "exclude":
        return [_row(rule.key, found, 0.0, 0.0)]
    if rule.kind == "apart":
        return [_row(rule.key, found, -np.inf, 1.0)]
    return [
        Row(rule.key, np.array([found[0], other]), np.array([1.0, -1.0]), 0.0, 0.0) for other in found[1:]
    ]


def _check_ids(rule: Rule, candidates: Candidates, others: Collection[str]) -> None:
    """A fault for an id that no candidate bears; an `exclude` may also name what could not be kept anyway."""
    apart = {identifier for identifier, _, _ in candidates.not_appraisable}
    aside = {one.id: one.unmet[0].words for one in candidates.not_eligible}
    kept = frozenset(candidates.ids)
    for identifier in rule.ids:
        known = identifier in others or identifier in apart or identifier in aside
        if identifier in kept or (known and rule.kind == "exclude"):
            continue
        hint = nearest(identifier, candidates.ids) or Words("prendre un identifiant de places.csv", "use an id from places.csv")  # fmt: skip
        if identifier in apart:
            hint = Words("trop peu est connu de ce lieu : il ne peut être gardé", "too little is known of this place to keep it")  # fmt: skip
        elif identifier in aside:
            hint = aside[identifier]
        elif known:
            hint = Words(
                "ce lieu est hors du champ de l’étude", "this place is outside the scope of the study"
            )
        raise StudyFileRefused(
            Words("l’identifiant d’un candidat", "the id of a candidate"),
            file=rule.file,
            line=rule.lines.get("ids", rule.line),
            column=f"{rule.key}.ids",
            value=identifier,
            hint=hint,
        )


def _matching(
    rule: Rule, candidates: Candidates, axis_values: Mapping[str, NDArray[np.float64]]
) -> NDArray[np.int64]:
    keep = np.ones(len(candidates), dtype=bool)
    for name, accepted in rule.where.items():
        wanted = frozenset(accepted)
        keep &= np.array([value in wanted for value in candidates.attributes[name]], dtype=bool)
    for level in rule.levels:
        keep &= within(level, axis_values[level.key])
    return np.flatnonzero(keep)


def within(level: Level, values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether values of an axis or of a criterion meet a condition; what is not a number never does."""
    # rounded as scores are, so that the last bit of a mean never decides on which side a place falls
    units = np.rint(values * UNIT)
    return np.asarray((units >= round(level.least * UNIT)) & (units <= round(level.most * UNIT)))


def _lacking(rule: Rule, candidates: Candidates) -> NDArray[np.int64]:
    """Candidates without an attribute that the rule looks at; a fault unless the rule says what becomes of them."""
    lacking: set[int] = set()
    for name in rule.attributes:
        if name not in candidates.attributes:
            listed = ", ".join(candidates.attributes)
            raise StudyFileRefused(
                Words(f"un attribut des candidats ({listed})", f"an attribute of the candidates ({listed})"),
                file=rule.file, line=_line_of(rule, name), column=rule.key, value=name,
                hint=nearest(name, candidates.attributes) or Words("prendre l’un d’eux", "choose one of them"),
            )  # fmt: skip
        absent = [index for index, value in enumerate(candidates.attributes[name]) if value is None]
        if absent and rule.missing == "error":
            raise StudyFileRefused(
                Words(f"l’attribut « {name} » sur chaque candidat", f'the attribute "{name}" on each candidate'),
                file=rule.file, line=_line_of(rule, name), column=rule.key, value=candidates.ids[absent[0]],
                hint=Words('dire missing = "out" ou missing = "free"', 'set missing = "out" or missing = "free"'),
            )  # fmt: skip
        lacking.update(absent)
    return np.array(sorted(lacking), dtype=np.int64)


def _line_of(rule: Rule, name: str) -> int | None:
    """The line on which a rule names an attribute."""
    if name in rule.where:
        return rule.lines.get(f"where.{name}", rule.line)
    return rule.lines.get("each", rule.lines.get("attribute", rule.line))


def _costs(rule: Rule, candidates: Candidates) -> dict[int, Fraction]:
    """The cost of each candidate that has one, to the last of its decimals."""
    costs: dict[int, Fraction] = {}
    for index, value in enumerate(candidates.attributes[rule.attribute]):
        if value is None:
            continue
        try:
            cost = Decimal(value)
        except InvalidOperation:
            cost = Decimal("NaN")
        # an exponent is bounded too: 1e-999999999 would take all the memory there is to be made whole
        if not cost.is_finite() or not 0 <= cost <= MOST_COST or cost.as_tuple().exponent < -MOST_DECIMALS:  # type: ignore[operator]
            raise StudyFileRefused(
                Words("un coût en nombre, de 0 à mille milliards", "a cost as a number, from 0 to 10^12"),
                file=rule.file, line=_line_of(rule, rule.attribute), column=rule.attribute, value=f"{candidates.ids[index]}: {value}",
                hint=Words("laisser vide un coût inconnu, et dire missing", "leave an unknown cost empty, and set missing"),
            )  # fmt: skip
        costs[index] = Fraction(cost)
    return costs


def _budget(rule: Rule, costs: Mapping[int, Fraction]) -> Row:
    """The row of a budget. Where each cost is one, it counts places as any other ceiling does."""
    indices, limit = np.array(list(costs), dtype=np.int64), Fraction(repr(rule.limit))
    coefficients = np.array([float(cost) for cost in costs.values()])
    if all(cost == 1 for cost in costs.values()):
        return _row(rule.key, indices, -np.inf, float(math.floor(limit)))
    exact = exact_sum(list(costs.values()), least=None, most=limit)
    return Row(rule.key, indices, coefficients, -np.inf, rule.limit, exact=exact)


def _row(
    key: str, indices: Sequence[int] | NDArray[np.int64], least: float, most: float, group: str = ""
) -> Row:
    found = np.asarray(indices, dtype=np.int64)
    return Row(key, found, np.ones(len(found)), least, most, group)
