"""Rules compiled to rows over the candidates: what the solver, the greedy and the certificate all read."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from florilege.appraisal.scores import UNIT
from florilege.faults import StudyFileRefused, Words
from florilege.selection.candidates import Candidates
from florilege.selection.exact_sums import ExactSum, exact_sum
from florilege.selection.rules import SIZE, Level, Rule
from florilege.selection.study_file import StudyFile
from florilege.toml_lines import nearest

MOST_COST = 10**12
"""A cost above this is a slip of the pen."""
LARGEST = 17
"""Power of two that no coefficient given to the solver is above, in rows that are counted in whole numbers."""
MOST_DECIMALS = 60
"""A cost of more decimals is a slip of the pen."""
ROUNDING = 1e-9
"""What a sum of whole numbers in floating point may be wrong by, with much to spare."""


@dataclass(frozen=True, slots=True)
class Row:
    """least ≤ Σ coefficients · z[indices] ≤ most, owed to one rule; `group` is the value of `each`, if any.

    exact : the same in whole numbers, where the coefficients are not -1, 0 or 1; what the row means is what it says
    """

    rule: str
    indices: NDArray[np.int64]
    coefficients: NDArray[np.float64]
    least: float
    most: float
    group: str = ""
    exact: ExactSum | None = None

    def total(self, kept: NDArray[np.bool_]) -> float:
        """What the row sums to for a list: the floating-point number nearest to its exact sum."""
        return float(self.exact_total(kept))

    def exact_total(self, kept: NDArray[np.bool_]) -> Fraction:
        """What the row sums to for a list, exactly."""
        if self.exact is None:
            return Fraction(float(self.coefficients[kept[self.indices]].sum()))
        return self.exact.total(kept[self.indices]) * self.exact.unit

    def holds(self, kept: NDArray[np.bool_]) -> bool:
        """Whether a list respects the row, counted exactly."""
        if self.exact is None:
            return bool(self.least - ROUNDING <= self.total(kept) <= self.most + ROUNDING)
        return self.exact.holds(kept[self.indices])

    @property
    def counts_places(self) -> bool:
        """Whether the row counts each of its candidates for one."""
        return self.exact is None and bool((self.coefficients == 1.0).all())

    @property
    def rounding(self) -> float:
        """What a floating-point sum of the row may be wrong by, with much to spare."""
        return ROUNDING if self.exact is None else ROUNDING + float(self.coefficients.sum()) * 2.0**-46

    @property
    def scale(self) -> float:
        """What the solver multiplies the row by: a power of two.

        Its largest coefficient comes to some 10^5: a hair of the solver is then the same share of any budget, and far
        less than the difference between two of them.
        """
        if self.exact is None or not self.coefficients.any():
            return 1.0
        return float(2.0 ** (LARGEST - int(np.frexp(self.coefficients.max())[1])))

    def over(self, place: NDArray[np.int64], decided: NDArray[np.bool_]) -> Row:
        """The row over some candidates alone, the others being decided.

        place : (candidates,) the new number of each, below 0 for those left out
        decided : (candidates,) those left out that every list holds
        """
        inside = place[self.indices] >= 0
        fixed = ~inside & decided[self.indices]
        indices, coefficients = place[self.indices[inside]], self.coefficients[inside]
        if self.exact is None:
            brought = float(self.coefficients[fixed].sum())
            return Row(
                self.rule, indices, coefficients, self.least - brought, self.most - brought, self.group
            )
        # bounds from the whole numbers: a difference of two large sums in floating point may be all rounding
        part = self.exact.part(inside, fixed)
        least, most = part.limits
        return Row(self.rule, indices, coefficients, least, most, self.group, part)


@dataclass(frozen=True)
class Problem:
    """Choose z ∈ {0,1}^count under rows."""

    count: int
    rows: tuple[Row, ...]

    def without(self, rule: str) -> Problem:
        """The problem without one rule."""
        return Problem(self.count, tuple(row for row in self.rows if row.rule != rule))

    def only(self, keys: frozenset[str]) -> Problem:
        """The problem with some rules only."""
        return Problem(self.count, tuple(row for row in self.rows if row.rule in keys))

    def respects(self, kept: NDArray[np.bool_]) -> bool:
        """Whether a list respects every row: exact, the certificate of any solver."""
        totals = self.totals(np.flatnonzero(kept))
        if not np.all((totals >= self.floors) & (totals <= self.ceilings)):
            return False
        return all(row.holds(kept) for row in self.exact_rows)

    def over(
        self, able: NDArray[np.int64], decided: NDArray[np.bool_], further: Sequence[Row] = ()
    ) -> Problem:
        """The problem over some candidates alone, the others being decided; rows over none of them are left out.

        able : ranks of those that are left; decided : (candidates,) which of the others every list holds
        further : rows over all candidates, to be added
        """
        place = np.full(self.count, -1, dtype=np.int64)
        place[able] = np.arange(len(able))
        rows = (row.over(place, decided) for row in (*self.rows, *further))
        return Problem(len(able), tuple(row for row in rows if len(row.indices)))

    def totals(
        self, indices: NDArray[np.int64], shares: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        """What each row sums to over some candidates only, each taken whole or by a share: (rows,)."""
        entries, lengths = self._entries_over(indices)
        weights = self._coefficients[entries]
        if shares is not None:
            weights = weights * np.repeat(shares, lengths)
        found: NDArray[np.float64] = np.bincount(
            self._rows_over[entries], weights=weights, minlength=len(self.rows)
        ).astype(np.float64)
        return found

    def respected_by(self, lists: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether each list respects every row, counted exactly: lists (lists, candidates) → (lists,)."""
        totals = self.totals_of_lists(lists)
        within = (totals >= self.floors) & (totals <= self.ceilings)
        found: NDArray[np.bool_] = np.asarray(within.all(axis=1))
        for place in np.flatnonzero(found):
            found[place] = all(row.holds(lists[place]) for row in self.exact_rows)
        return found

    def totals_of_lists(self, kept: NDArray[np.bool_]) -> NDArray[np.float64]:
        """What each row sums to for each list: kept (lists, candidates) → (lists, rows)."""
        lists, indices = np.nonzero(kept)
        entries, lengths = self._entries_over(indices)
        cells = np.repeat(lists, lengths) * len(self.rows) + self._rows_over[entries]
        found = np.bincount(cells, weights=self._coefficients[entries], minlength=len(kept) * len(self.rows))
        return found.astype(np.float64).reshape(len(kept), len(self.rows))

    def coefficients_over(self, indices: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The rows that some candidates count in, in order, and their coefficients: (rows,), (rows, indices)."""
        entries, lengths = self._entries_over(indices)
        rows, which = np.unique(self._rows_over[entries], return_inverse=True)
        found = np.zeros((len(rows), len(indices)))
        np.add.at(found, (which, np.repeat(np.arange(len(indices)), lengths)), self._coefficients[entries])
        return rows, found

    def rows_over(self, index: int) -> NDArray[np.int64]:
        """The ranks of the rows that a candidate counts in."""
        return self._rows_over[self._starts[index] : self._starts[index + 1]]

    def _entries_over(self, indices: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the coefficients of some candidates stand, one candidate after the other, and how many each has."""
        starts = self._starts[indices]
        lengths = self._starts[indices + 1] - starts
        before = np.cumsum(lengths) - lengths
        return np.arange(lengths.sum()) + np.repeat(starts - before, lengths), lengths

    @cached_property
    def _by_candidate(self) -> NDArray[np.int64]:
        return np.argsort(self._candidates_in_rows, kind="stable")

    @cached_property
    def _candidates_in_rows(self) -> NDArray[np.int64]:
        none = np.zeros(0, dtype=np.int64)
        return np.concatenate([none, *(row.indices for row in self.rows)]).astype(np.int64)

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        """Where the coefficients of each candidate begin, by candidate; the last is their number."""
        counts = np.bincount(self._candidates_in_rows, minlength=self.count)
        return np.concatenate([[0], np.cumsum(counts)])

    @cached_property
    def _rows_over(self) -> NDArray[np.int64]:
        lengths = np.array([len(row.indices) for row in self.rows], dtype=np.int64)
        return np.repeat(np.arange(len(self.rows)), lengths)[self._by_candidate]

    @cached_property
    def _coefficients(self) -> NDArray[np.float64]:
        return np.concatenate([np.zeros(0), *(row.coefficients for row in self.rows)])[self._by_candidate]

    def entries_of(
        self, ranks: Sequence[int]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """The coefficients of some rows: candidate, place of the row among those asked for, coefficient of each.

        In order of the candidates, then of the rows; coefficients in the units of the solver (`Row.scale`).
        """
        place = np.full(len(self.rows), -1, dtype=np.int64)
        place[ranks] = np.arange(len(ranks))
        asked = place[self._rows_over]
        held = np.flatnonzero(asked >= 0)
        who = np.repeat(np.arange(self.count), np.diff(self._starts))
        scales = np.array([self.rows[rank].scale for rank in ranks])
        return who[held], asked[held], self._coefficients[held] * scales[asked[held]]

    @cached_property
    def exact_rows(self) -> tuple[Row, ...]:
        """The rows whose sums have to be counted in whole numbers."""
        return tuple(row for row in self.rows if row.exact is not None)

    @cached_property
    def floors(self) -> NDArray[np.float64]:
        """The least that a floating-point sum of each row may be when the exact one is within bounds: (rows,)."""
        return np.array([row.least - row.rounding for row in self.rows])

    @cached_property
    def ceilings(self) -> NDArray[np.float64]:
        """The most that a floating-point sum of each row may be when the exact one is within bounds: (rows,)."""
        return np.array([row.most + row.rounding for row in self.rows])

    @cached_property
    def least(self) -> NDArray[np.float64]:
        """What each row sums to at least: (rows,), -inf where it has no floor."""
        return np.array([row.least for row in self.rows])

    @cached_property
    def most(self) -> NDArray[np.float64]:
        """What each row sums to at most: (rows,), inf where it has no ceiling."""
        return np.array([row.most for row in self.rows])

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.rule for row in self.rows))


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
