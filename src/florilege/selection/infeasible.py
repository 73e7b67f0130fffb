"""When no list satisfies the rules: which rules clash, and the least relaxation that makes a list possible.

A relaxation is what its bounds move by, each as a share of itself: one place of five weighs as much as 200,000 EUR of a
million. A bound of 0 counts as one place; of a budget, as one place of mean cost. Shares are multiplied by the
`relax_weight` of their rule.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.selection.problem import Problem, Row
from florilege.selection.relaxation import Infeasible
from florilege.selection.rules import SIZE
from florilege.selection.slackened import Slackened
from florilege.selection.solver import Solver


class Relaxation(Struct, frozen=True):
    """A bound of a rule, and the nearest bound with which a list exists; one for all the values of `each`.

    breaking : the candidates that the list found holds, or lacks, against the bound
    outright : whether the row decided its candidates one by one, so that a change lets some of them be
    """

    rule: str
    before: float
    after: float
    breaking: tuple[int, ...] = ()
    outright: bool = False


class Preferred(Struct, frozen=True):
    """What settles relaxations of equal cost: the list that they allow, by its total then the ties of the study."""

    scores: NDArray[np.int64]
    ties: Sequence[NDArray[np.int64]] = ()


def clash(problem: Problem) -> tuple[str, ...]:
    """A smallest set of rules that cannot hold together: without any one of them, the others can.

    Deletion filter (Chinneck & Dravnieks, ORSA Journal on Computing 1991), rules taken in the file's order.
    """
    if (
        not problem.count
    ):  # nobody to choose from: each floor fails alone, and the solver can tell none from none
        return next(((row.rule,) for row in problem.rows if row.least > 0), ())
    keys = list(problem.keys)
    for key in tuple(keys):
        rest = frozenset(other for other in keys if other != key)
        if not _feasible(problem.only(rest)):
            keys.remove(key)
    return tuple(keys)


def least_relaxation(
    problem: Problem,
    weights: Mapping[str, float],
    preferred: Preferred | None = None,
    *,
    only: Collection[str] | None = None,
) -> tuple[Relaxation, ...]:
    """The changes of bounds of least weighted sum of shares that make a list possible; weights default to 1.

    Each bound goes to what a list found with them sums to, counted exactly: with these bounds that list respects every
    row. A list keeps one place at least, where there is a candidate. Of relaxations of equal cost, the one
    that allows the best list. only : the rules that may change, the others kept; raises Infeasible when they do not
    suffice
    """
    chosen = preferred or Preferred(np.zeros(problem.count, dtype=np.int64))
    keys = frozenset(problem.keys if only is None else only)
    slackened = Slackened(problem, weights, keys=keys, fewest=min(1, problem.count))
    kept = slackened.settled(chosen.scores, chosen.ties)
    return _changes(problem, kept)


def relaxations_by_rule(
    problem: Problem, weights: Mapping[str, float], keys: Sequence[str], preferred: Preferred
) -> dict[str, tuple[Relaxation, ...]]:
    """The least change of one rule alone that makes a list possible, for each of some rules with which there is one.

    keys : rules that clash; no other can do so alone
    """
    found: dict[str, tuple[Relaxation, ...]] = {}
    for key in keys:
        if not _feasible(problem.without(key)):
            continue
        try:
            found[key] = least_relaxation(problem, weights, preferred, only=(key,))
        except Infeasible:
            continue
    return found


def _changes(problem: Problem, kept: NDArray[np.bool_]) -> tuple[Relaxation, ...]:
    """The bounds that a list does not respect, moved to what it sums to; of several groups, to the furthest."""
    found: list[Relaxation] = []
    grouped: dict[str, int] = {}
    for row in problem.rows:
        change = _change(row, kept)
        if change is None:
            continue
        place = grouped.get(row.rule) if row.group else None
        if place is None:
            grouped |= {row.rule: len(found)} if row.group else {}
            found.append(change)
        elif abs(change.after - change.before) > abs(found[place].after - found[place].before):
            found[place] = change
    return tuple(found)


def _change(row: Row, kept: NDArray[np.bool_]) -> Relaxation | None:
    if row.holds(kept):
        return None
    inside, exact = kept[row.indices], row.exact_total(kept)
    low = exact < row.least
    total = float(exact) if low else _enough(exact)
    breaking = row.indices[~inside if low else inside]
    outright = row.least == row.most and row.rule != SIZE
    if (row.coefficients < 0).any():  # tied together: both are concerned
        breaking = row.indices
    before = row.least if low else row.most
    return Relaxation(row.rule, before, total, tuple(breaking.tolist()), outright)


def _enough(total: Fraction) -> float:
    """The number next above a total, or equal to it, in the decimals that it is written with."""
    found = float(total)
    while Fraction(repr(found)) < total:
        found = math.nextafter(found, math.inf)
    return found


def _feasible(problem: Problem) -> bool:
    try:
        Solver(problem).best(np.zeros(problem.count, dtype=np.int64))
    except Infeasible:
        return False
    return True
