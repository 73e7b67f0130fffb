"""Choose some of the candidates under rows: what the solver, the greedy and the certificate all read."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.selection.exact_sums import ExactSum

LARGEST = 17
"""Power of two that no coefficient given to the solver is above, in rows that are counted in whole numbers."""
ROUNDING = 1e-9
"""What a sum of whole numbers in floating point may be wrong by, with much to spare."""


class Row(Struct, frozen=True):
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


class Problem(Struct, frozen=True, dict=True):
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
        # hundreds of rows, of which a few dozen are over those that are left: the others are not even looked at
        over_some = np.unique(self._rows_over[self._entries_over(able)[0]])
        rows = (row.over(place, decided) for row in (*(self.rows[rank] for rank in over_some), *further))
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
