"""Weights: the reference weighting, and draws over all the weightings that the study accepts.

The accepted weightings form a polytope W of the simplex: one point (exact weights), an order of importance, or
bounds and ratios. Draws are uniform on W: sorted exponential spacings for an order (Rubinstein 1982), hit-and-run
along pairs of criteria elsewhere (Smith, Operations Research 1984), with a burn-in of `BURN_IN` moves; where ratios
make W flat or thin, along directions fitted to it (`polytope`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.appraisal.philox import uniforms
from florilege.appraisal.polytope import Shape, centroid, fitted_directions, shape_of, uniform_draws
from florilege.faults import InputRefused, Words
from florilege.toml_lines import Table

BURN_IN = 400
"""Moves of hit-and-run before a draw is kept: 20 criteria are mixed well before."""
STREAM = 1
_CHUNK = 2500
FORMS = ("order", "bounds", "ratio", "reference")
"""Keys of `[weights]` that are not criteria."""
_OF_THE_GRID = Words("un critère de la grille", "a criterion of the grid")


class WeightSpace(Struct, frozen=True):
    """The weightings that a study accepts, over its criteria in order.

    form : "exact", "order" or "bounds"
    reference : (criteria,), sums to 1
    rows, limits : W = {w ≥ 0, Σw = 1, rows · w ≤ limits}
    order : ranks of the criteria, most important first ("order" only)
    rescaled : exact weights did not sum to 1 and were brought to it
    """

    form: str
    reference: NDArray[np.float64]
    rows: NDArray[np.float64]
    limits: NDArray[np.float64]
    order: tuple[int, ...] = ()
    rescaled: bool = False

    def draws(self, seed: int, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
        """Weights of the draws of these numbers: (draws, criteria), each summing to 1."""
        if self.form == "exact":
            return np.repeat(self.reference[None, :], len(numbers), axis=0)
        if self.form == "order":
            return _ordered(self.order, seed, numbers)
        own = _own_directions(self.rows.tobytes(), self.limits.tobytes(), len(self.reference))
        parts = [numbers[start : start + _CHUNK] for start in range(0, len(numbers), _CHUNK)]
        if own is not None:
            return np.concatenate([uniform_draws(*own, seed, part) for part in parts])
        return np.concatenate([self._walk(seed, part) for part in parts])

    def _walk(self, seed: int, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
        """Hit-and-run from the reference: each move passes weight between two criteria, uniformly within W."""
        count = len(self.reference)
        words = uniforms(seed, numbers, stream=STREAM, count=4 * BURN_IN)
        firsts = (words[:, 0::4] * count).astype(np.int64).T.copy()
        others = 1 + (words[:, 1::4] * (count - 1)).astype(np.int64).T
        seconds = (firsts + others) % count
        shares = words[:, 2::4].T.copy()
        weights = np.repeat(self.reference[None, :], len(numbers), axis=0)
        index = np.arange(len(numbers))
        lows, highs, ties = self.box()
        slack = self.limits[ties, None] - self.rows[ties] @ weights.T
        for first, second, share in zip(firsts, seconds, shares, strict=True):
            gaining, losing = weights[index, first], weights[index, second]
            up = np.minimum(highs[first] - gaining, losing - lows[second])
            down = np.minimum(gaining - lows[first], highs[second] - losing)
            slope = self.rows[np.ix_(ties, first)] - self.rows[np.ix_(ties, second)]
            if len(ties):
                with np.errstate(divide="ignore", invalid="ignore"):
                    steps = np.maximum(slack, 0.0) / slope
                up = np.minimum(up, np.where(slope > 0, steps, np.inf).min(axis=0))
                down = np.minimum(down, np.where(slope < 0, -steps, np.inf).min(axis=0))
            step = -down + share * (up + down)
            weights[index, first] = gaining + step
            weights[index, second] = losing - step
            slack -= slope * step
        return np.asarray(np.maximum(weights, 0.0))

    def box(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
        """Least and greatest weight of each criterion, and which rows tie several criteria together."""
        lows, highs = np.zeros(len(self.reference)), np.ones(len(self.reference))
        alone = np.count_nonzero(self.rows, axis=1) == 1
        for row, limit in zip(self.rows[alone], self.limits[alone], strict=True):
            criterion = int(np.flatnonzero(row)[0])
            if row[criterion] > 0:
                highs[criterion] = min(highs[criterion], limit / row[criterion])
            else:
                lows[criterion] = max(lows[criterion], limit / row[criterion])
        return lows, highs, np.flatnonzero(~alone)


@lru_cache(maxsize=16)
def _own_directions(rows: bytes, limits: bytes, count: int) -> tuple[Shape, NDArray[np.float64]] | None:
    """The shape of W and directions fitted to it, where pairs of criteria do not do; None where they do.

    It takes two rows over several criteria to make W flat or thin along none of the axes.
    """
    matrix, sides = np.frombuffer(rows).reshape(-1, count), np.frombuffer(limits)
    if (np.count_nonzero(matrix, axis=1) > 1).sum() < 2:
        return None
    shape = shape_of(matrix, sides)
    if shape is None or not shape.needs_own_directions:
        return None
    return shape, fitted_directions(shape)


def _ordered(order: Sequence[int], seed: int, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
    spacings = -np.log(uniforms(seed, numbers, stream=STREAM, count=len(order)))
    spacings = np.sort(spacings / spacings.sum(axis=1, keepdims=True), axis=1)[:, ::-1]
    weights = np.empty_like(spacings)
    weights[:, list(order)] = spacings
    return weights


def read_weights(root: Table, keys: Sequence[str]) -> WeightSpace:
    """The weights of a study file, for these criteria; raises StudyFileRefused, naming the line."""
    table = root.table("weights")
    named = [key for key in table.keys() if key not in FORMS]
    _refuse_second_form(table, named)
    if not {"order", "bounds", "ratio"} & set(table.keys()):
        return _exact(table, named, keys)
    if named:
        listed = ", ".join(FORMS)
        expected = Words(f"l’une des clés {listed}", f"one of the keys {listed}")
        raise table.unknown_word(named[0], named[0], FORMS, expected)
    return _order_of(table, keys) if "order" in table else _bounds_of(table, keys)


def _refuse_second_form(table: Table, named: Sequence[str]) -> None:
    """Refuse a form beside another, which nothing would read: an order with bounds, exact weights with a reference."""
    if "order" in table:
        beside = next((key for key in ("bounds", "ratio") if key in table), None)
        expected = Words(
            "l’ordre seul, ou des bornes et des rapports", "either an order, or bounds and ratios"
        )
        hint = Words(
            "écrire l’ordre en rapports : [[weights.ratio]] over, under, at_least = 1",
            "write the order as ratios: [[weights.ratio]] over, under, at_least = 1",
        )
    else:
        exact = bool(named) and "bounds" not in table and "ratio" not in table
        beside = "reference" if exact and "reference" in table else None
        expected = Words("des poids exacts seuls", "exact weights only")
        hint = Words(
            "ils sont déjà la pondération de référence : ôter [weights.reference]",
            "exact weights already are the reference weighting: remove [weights.reference]",
        )
    if beside is not None:
        raise table.refused(expected, key=beside, value=beside, hint=hint)


def _exact(table: Table, named: Sequence[str], keys: Sequence[str]) -> WeightSpace:
    if not named:
        raise table.refused(Words("un poids par critère", "one weight per criterion"))
    values = np.zeros(len(keys))
    for key in named:
        if key not in keys:
            raise table.unknown_word(key, key, (*keys, *FORMS), _OF_THE_GRID)
        values[list(keys).index(key)] = _positive(table, key)
    missing = [key for key in keys if key not in named]
    if missing:
        raise table.refused(Words(f"un poids pour « {missing[0]} »", f'a weight for "{missing[0]}"'))
    total = float(values.sum())
    if total <= 0:
        raise table.refused(
            Words("au moins un poids au-dessus de 0", "at least one weight above 0"), value=total
        )
    empty = np.zeros((0, len(keys)))
    return WeightSpace("exact", values / total, empty, np.zeros(0), rescaled=abs(total - 1.0) > 1e-9)


def _order_of(table: Table, keys: Sequence[str]) -> WeightSpace:
    named = table.texts("order")
    for key in named:
        if key not in keys:
            raise table.unknown_word("order", key, keys, _OF_THE_GRID)
    if sorted(named) != sorted(keys):
        raise table.refused(
            Words("tous les critères, une fois chacun", "every criterion, once each"),
            key="order",
            value=list(named),
        )
    count = len(keys)
    centroid = [sum(1.0 / rank for rank in range(place, count + 1)) / count for place in range(1, count + 1)]
    order = tuple(list(keys).index(key) for key in named)
    values = np.empty(count)
    values[list(order)] = centroid
    rows = np.zeros((count - 1, count))
    for place in range(count - 1):
        rows[place, order[place + 1]], rows[place, order[place]] = 1.0, -1.0
    reference = _stated(table, keys)
    limits = np.zeros(count - 1)
    if reference is not None and (rows @ reference > limits + 1e-9).any():
        rank = int(np.argmax(rows @ reference))
        raise table.table("reference").refused(
            Words(
                "une pondération de référence qui suit l’ordre",
                "a reference weighting that follows the order",
            ),
            key=keys[order[rank + 1]],
            value=round(float(reference[order[rank + 1]]), 4),
            hint=Words(
                f"le ramener au plus à celui de « {keys[order[rank]]} »",
                f'lower it to at most that of "{keys[order[rank]]}" at most',
            ),
        )
    return WeightSpace("order", values if reference is None else reference, rows, limits, order)


def _bounds_of(table: Table, keys: Sequence[str]) -> WeightSpace:
    rows: list[NDArray[np.float64]] = []
    limits: list[float] = []

    def add(row: NDArray[np.float64], limit: float) -> None:
        rows.append(row)
        limits.append(limit)

    bounds = table.table("bounds")
    for key in bounds.keys():
        _check_key(bounds, key, keys)
        low, high = bounds.interval(key)
        unit = np.eye(len(keys))[list(keys).index(key)]
        add(unit, high)
        add(-unit, -low)
    for ratio in table.tables("ratio"):
        over, under, least = (
            ratio.require("over", str),
            ratio.require("under", str),
            _positive(ratio, "at_least"),
        )
        for name, key in (("over", over), ("under", under)):
            if key not in keys:
                raise ratio.unknown_word(name, key, keys)
        row = np.zeros(len(keys))
        row[list(keys).index(over)], row[list(keys).index(under)] = -1.0, least
        add(row, 0.0)
        ratio.refuse_unknown()
    matrix, limit = np.array(rows).reshape(-1, len(keys)), np.array(limits)
    reference = _stated(table, keys)
    if reference is not None and (matrix @ reference <= limit + 1e-9).all():
        return WeightSpace("bounds", reference, matrix, limit)
    shape = shape_of(matrix, limit)
    if shape is None:
        raise _impossible(table, matrix, limit)
    if reference is not None:
        raise _out_of_bounds(table, keys, (matrix, limit), reference)
    return WeightSpace("bounds", _centre(matrix.tobytes(), limit.tobytes(), len(keys)), matrix, limit)


@lru_cache(maxsize=16)
def _centre(rows: bytes, limits: bytes, count: int) -> NDArray[np.float64]:
    """The centroid of W, which is not empty: beyond some dimensions it takes seconds, at every reading of a study."""
    shape = shape_of(np.frombuffer(rows).reshape(-1, count), np.frombuffer(limits))
    if shape is None:
        raise AssertionError("no weighting is left")
    found = centroid(shape, fitted_directions(shape))
    found.flags.writeable = False
    return found


def _impossible(table: Table, rows: NDArray[np.float64], limits: NDArray[np.float64]) -> InputRefused:
    """The fault of bounds and ratios that leave no weighting: points at the first ratio that leaves none."""
    ratios = table.tables("ratio")
    bounds = len(rows) - len(ratios)
    for rank, ratio in enumerate(ratios, start=1):
        if shape_of(rows[: bounds + rank - 1], limits[: bounds + rank - 1]) is None:
            break
        if shape_of(rows[: bounds + rank], limits[: bounds + rank]) is None:
            return ratio.refused(
                Words("un rapport que les bornes permettent", "a ratio that the bounds allow"),
                key="at_least",
                value=ratio.raw("at_least"),
                hint=Words("le diminuer, ou élargir les bornes", "lower it, or widen the bounds"),
            )
    return table.refused(
        Words("des bornes qui laissent au moins une pondération", "bounds that allow at least one weighting"),
        key="bounds",
        hint=Words(
            "les bornes basses dépassent 1, ou les hautes n’y arrivent pas",
            "the low bounds add up to more than 1, or the high ones to less",
        ),
    )


def _out_of_bounds(
    table: Table,
    keys: Sequence[str],
    space: tuple[NDArray[np.float64], NDArray[np.float64]],
    reference: NDArray[np.float64],
) -> InputRefused:
    """The fault of a reference weighting: points at the criterion that is furthest out of bounds."""
    rows, limits = space
    excess = rows @ reference - limits
    bounds = np.count_nonzero(rows, axis=1) == 1
    worst = int(np.argmax(np.where(bounds, excess, -1.0) if (excess[bounds] > 1e-9).any() else excess))
    criterion = int(np.flatnonzero(rows[worst])[0])
    weight = round(float(reference[criterion]), 4)
    return table.table("reference").refused(
        Words(
            "une pondération de référence dans les bornes, une fois ramenée à une somme de 1",
            "a reference weighting within the bounds, once scaled to sum to 1",
        ),
        key=keys[criterion],
        value=weight,
        hint=Words("changer ce poids, ou ses bornes", "change this weight, or its bounds"),
    )


def _stated(table: Table, keys: Sequence[str]) -> NDArray[np.float64] | None:
    if "reference" not in table:
        return None
    stated = table.table("reference")
    values = np.zeros(len(keys))
    for key in stated.keys():
        _check_key(stated, key, keys)
        values[list(keys).index(key)] = _positive(stated, key)
    if values.sum() <= 0:
        raise table.refused(
            Words("au moins un poids au-dessus de 0", "at least one weight above 0"), key="reference"
        )
    return np.asarray(values / values.sum())


def _positive(table: Table, key: str) -> float:
    value = table.require(key, float)
    if value < 0:
        raise table.refused(Words("un nombre de 0 ou plus", "a number of 0 or more"), key=key, value=value)
    return value


def _check_key(table: Table, key: str, keys: Sequence[str]) -> None:
    if key not in keys:
        raise table.unknown_word(key, key, keys, _OF_THE_GRID)
