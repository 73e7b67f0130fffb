"""What a list adds up to: money spent and left under each budget, places by region and by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.faults import Words
from florilege.selection.prepared import Problems
from florilege.selection.rule_words import rule_words

NAMES = ("region", "région", "kind", "type", "genre")
"""Columns by which a list is counted whether a rule names them or not, in any case of letters."""
MOST_VALUES = 60
"""A column of more values than this is no way to count a list."""


class Spent(Struct, frozen=True):
    """Money under one budget. limit, spent, left : in the unit of the column; uncounted : places of unknown cost"""

    rule: str
    words: Words
    column: str
    limit: float
    spent: float
    uncounted: int

    @property
    def left(self) -> float:
        """What is not spent."""
        return round(self.limit - self.spent, 6)


class Share(Struct, frozen=True):
    """How a list is spread over one value of a column. value : "" where nothing is known; spent : by budget rule"""

    column: str
    value: str
    kept: int
    candidates: int
    spent: tuple[float, ...]


class Accounts(Struct, frozen=True):
    """What a list adds up to."""

    budgets: tuple[Spent, ...]
    shares: tuple[Share, ...]


def accounts(problems: Problems, kept: NDArray[np.bool_]) -> Accounts:
    """The accounts of a list. kept : (candidates,)"""
    costs = _costs(problems)
    budgets = tuple(
        Spent(
            rule.key,
            rule_words(rule.key, problems.study),
            rule.attribute,
            rule.limit,
            round(float(np.nansum(costs[rule.key][kept])), 6),
            int(np.isnan(costs[rule.key][kept]).sum()),
        )
        for rule in problems.study.rules
        if rule.kind == "budget"
    )
    shares: list[Share] = []
    for column in _columns(problems):
        values = [value or "" for value in problems.candidates.attributes[column]]
        every, listed = (
            Counter(values),
            Counter(value for value, one in zip(values, kept, strict=True) if one),
        )
        for value in sorted(every, key=lambda one: (one == "", -listed[one], one)):
            of_value = kept & np.array([one == value for one in values], dtype=bool)
            spent = tuple(round(float(np.nansum(costs[one.rule][of_value])), 6) for one in budgets)
            shares.append(Share(column, value, listed[value], every[value], spent))
    return Accounts(budgets, tuple(shares))


def _costs(problems: Problems) -> dict[str, NDArray[np.float64]]:
    """Cost of each candidate under each budget: not a number where it is unknown."""
    return {
        rule.key: np.array(
            [np.nan if value is None else float(value) for value in problems.candidates.attributes[rule.attribute]]
        )
        for rule in problems.study.rules
        if rule.kind == "budget"
    }  # fmt: skip


def _columns(problems: Problems) -> Iterator[str]:
    """The columns that a list is counted by: those that rules share places by, regions and kinds."""
    attributes = problems.candidates.attributes
    named = [
        name
        for rule in problems.study.rules
        for name in (*rule.where, *((rule.attribute,) if rule.kind in ("at_least", "at_most") else ()))
    ]
    usual = [name for name in attributes if name.casefold() in NAMES]
    for name in dict.fromkeys((*usual, *named)):
        if name in attributes and 1 < len(set(attributes[name])) <= MOST_VALUES:
            yield name
