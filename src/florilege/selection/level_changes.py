"""What rules count of a place as one of its values rises: stretches of values over which they count it alike.

A rule may look at the value of a criterion or of its axis. A value that rises across its limit changes what the rule
counts, hence the best list that holds the place: each stretch between two limits is a problem of its own, solved as the
study is. Places that no stretch can bring in are left aside by what the prices of the rules say (weak duality).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from florilege.appraisal.grid import Criterion
from florilege.appraisal.scores import UNIT, scores
from florilege.selection.aims import Aims, Way
from florilege.selection.equal_lists import Bound
from florilege.selection.forced_in import SAFETY
from florilege.selection.prepared import Problems, levels_of
from florilege.selection.relaxation import Infeasible, Relaxed, Unproved
from florilege.selection.rule_rows import recounted, within
from florilege.selection.rules import Level, Rule
from florilege.selection.solver import SCALE, Solver

Counted = tuple[bool, ...]


class Stretch(NamedTuple):
    """Values of a criterion, from the first on in units of 1e-8, up to the last, and the best lists that hold the place."""

    first: int
    last: int
    ways: tuple[Way, ...]


class LevelChanges:
    """The stretches of values of the places left out, under the rules of a study that look at values."""

    def __init__(self, problems: Problems, aims: Aims) -> None:
        self._problems, self._aims = problems, aims
        self._rules = [rule for rule in problems.study.rules if rule.levels]
        self._levels = levels_of(problems.study, problems.values, problems.candidates.values.applies)
        self._solved: dict[tuple[int, Counted], tuple[Way, ...]] = {}
        self._relaxed: Relaxed | None = None
        if self._rules and aims.total is not None:
            with suppress(Unproved, Infeasible):  # then every stretch is solved
                self._relaxed = Solver(problems.problem).relaxed(problems.scores)

    def are_followed(self, criterion: Criterion) -> bool:
        """Whether a rule looks at the value of a criterion or of its axis."""
        return bool(self._looking_at(criterion))

    def stretches(self, index: int, column: int, present: Sequence[Way]) -> list[Stretch]:
        """The stretches of values of one criterion of one place from its own value up; none where it cannot come in.

        present : the best lists that hold the place as it is
        """
        if not self._can_come_in(index, column):
            return []
        now = round(float(self._problems.values[index, column]) * UNIT)
        starts = sorted({now, *self._limits(index, column, now)})
        own = self._counted({key: float(found[index]) for key, found in self._levels.items()})
        found: list[Stretch] = []
        for first, following in zip(starts, [*starts[1:], UNIT + 1], strict=True):
            levels = self._levels_with(index, column, first) if first > now else None
            if levels is None or (counted := self._counted(levels)) == own:
                ways = tuple(present)
            else:
                ways = self._ways(index, counted, levels)
            found.append(Stretch(first, following - 1, ways))
        return found

    def _ways(self, index: int, counted: Counted, levels: Mapping[str, float]) -> tuple[Way, ...]:
        if (index, counted) not in self._solved:
            changed = {key: found.copy() for key, found in self._levels.items()}
            for key, level in levels.items():
                changed[key][index] = level
            problems = self._problems
            problem = recounted(problems.problem, problems.candidates, problems.study, changed)
            self._solved[index, counted] = self._aims.ways_in(problem, index)
        return self._solved[index, counted]

    def _can_come_in(self, index: int, column: int) -> bool:
        """Whether a list that holds the place can be worth the optimal one, whatever rules count of it."""
        total = self._aims.total
        if self._relaxed is None or total is None:
            return True
        values, grid = self._problems.values[index : index + 1].copy(), self._problems.study.grid
        values[0, column] = 1.0
        applies = self._problems.candidates.values.applies[index : index + 1]
        highest = float(scores(values, applies, grid.weights.reference, grid.aggregation)[0]) * UNIT
        bound = Bound.of(self._relaxed).with_fixed(index, 1) + self._freed(index, self._relaxed)
        bound += (math.ceil(highest) - int(self._problems.scores[index])) * SCALE
        return math.floor(bound / SCALE + SAFETY) >= total

    def _freed(self, index: int, relaxed: Relaxed) -> float:
        """What the prices of the rules that look at values would spare at most, were the place counted otherwise."""
        rules = {rule.key: rule for rule in self._rules}
        freed = 0.0
        for row, price in zip(self._problems.problem.rows, relaxed.prices.tolist(), strict=True):
            rule = rules.get(row.rule)
            if rule is None or not price or row.group not in ("", self._group(rule, index)):
                continue
            is_counted = bool((row.indices == index).any())
            freed += max(price if is_counted else -price, 0.0)
        return freed

    def _group(self, rule: Rule, index: int) -> str | None:
        return self._problems.candidates.attributes[rule.attribute][index] if rule.attribute else ""

    def _limits(self, index: int, column: int, now: int) -> list[int]:
        """The values, in units, from which a condition begins to be met, or no longer is."""
        criterion = self._problems.study.grid.criteria[column]
        range_ = range(now, UNIT + 1)
        found: list[int] = []
        for level in self._looking_at(criterion):

            def reached(value: int, level: Level = level) -> int:
                # a level never falls as the value of one of its criteria rises: its limits can be found by halving
                return int(np.rint(self._level_with(index, column, value, level) * UNIT))

            found += [
                range_[bisect_left(range_, limit, key=reached)]
                for limit in (round(level.least * UNIT), round(level.most * UNIT) + 1)
                if reached(now) < limit <= reached(UNIT)
            ]
        return found

    def _looking_at(self, criterion: Criterion) -> list[Level]:
        keys = (f"criterion.{criterion.key}", f"axis.{criterion.axis}")
        return [level for rule in self._rules for level in rule.levels if level.key in keys]

    def _levels_with(self, index: int, column: int, value: int) -> dict[str, float]:
        values = self._problems.values[index : index + 1].copy()
        values[0, column] = value / UNIT
        applies = self._problems.candidates.values.applies[index : index + 1]
        return {key: float(one[0]) for key, one in levels_of(self._problems.study, values, applies).items()}

    def _level_with(self, index: int, column: int, value: int, level: Level) -> float:
        if level.key.startswith("criterion."):
            return value / UNIT
        return self._levels_with(index, column, value)[level.key]

    def _counted(self, levels: Mapping[str, float]) -> Counted:
        """By rule that looks at values, whether it counts a place of such levels."""
        return tuple(
            all(bool(within(level, np.array([levels[level.key]]))[0]) for level in rule.levels)
            for rule in self._rules
        )


def uncertain_rules(problems: Problems, index: int) -> list[str]:
    """The rules that may count a place or not by what is not known of it: they count it at the value read."""
    study, values = problems.study, problems.candidates.values
    looking = [rule for rule in study.rules if rule.levels]
    if not looking:  # asked of each candidate, and few studies have such rules
        return []
    low, high = (
        levels_of(study, end[index : index + 1], values.applies[index : index + 1]) for end in values.reach()
    )
    return [
        rule.key
        for rule in looking
        if any(_may_differ(level, low[level.key], high[level.key]) for level in rule.levels)
    ]


def _may_differ(level: Level, low: NDArray[np.float64], high: NDArray[np.float64]) -> bool:
    """Whether a condition is met by some values between two and not by others."""
    least, most = round(level.least * UNIT), round(level.most * UNIT)
    if np.isnan(low[0]) or np.isnan(high[0]):
        return False
    first, last = int(np.rint(low[0] * UNIT)), int(np.rint(high[0] * UNIT))
    all_within, none_within = least <= first and last <= most, last < least or first > most
    return not all_within and not none_within
