"""The shape of the weightings that a study accepts: where they are flat or thin, their middle, uniform draws of them.

Moves between two criteria at a time cannot follow "a is twice b" and hardly follow a thin corridor along it. There,
draws move along directions fitted to the shape: hit-and-run in coordinates in which it is about as wide every way
(Lovász & Vempala, SIAM Journal on Computing 2006). Each direction is symmetric and owes nothing to where the draw
stands, hence the uniform law is kept.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.appraisal.philox import uniforms

FLAT = 1e-9
"""A row whose slack never exceeds this holds as an equality."""
THIN = 0.02
"""Under this ratio of its inner radius to its length, a shape is drawn along its own directions."""
ROUNDS, CHAINS, FIRST_MOVES = 7, 600, 120
MOVES = 400
"""Moves before a draw is kept."""
STREAM = 1
FITTING = 0x5EED
"""Seed of the fitting of directions, which is the same for every study."""
EXACT_UP_TO = 7
"""Dimensions up to which the centroid is computed from the vertices."""
SAMPLED = 50_000
"""Draws whose mean stands for the centroid beyond."""


class Shape(Struct, frozen=True):
    """W = {w ≥ 0, Σw = 1, rows · w ≤ limits} within the flat that it spans.

    centre : a point well inside; basis : (criteria, dimensions) orthonormal directions of the flat
    rows, limits : what bounds it there, w ≥ 0 among them; radius : of a ball inside; length : greatest width
    tied : some of the rows over several criteria hold as equalities
    """

    centre: NDArray[np.float64]
    basis: NDArray[np.float64]
    rows: NDArray[np.float64]
    limits: NDArray[np.float64]
    radius: float
    length: float
    tied: bool

    @property
    def needs_own_directions(self) -> bool:
        """Whether moves between two criteria at a time would not reach all of it, or hardly mix."""
        return self.tied or (self.basis.shape[1] > 0 and self.radius < THIN * self.length)


def shape_of(rows: NDArray[np.float64], limits: NDArray[np.float64]) -> Shape | None:
    """The shape of W; None when it is empty."""
    count = rows.shape[1]
    rows = np.vstack((rows, -np.eye(count)))
    limits = np.append(limits, np.zeros(count))
    flat = np.zeros(len(rows), dtype=bool)
    for rank in range(len(rows)):
        least = _least(rows[rank], rows, limits)
        if least is None:
            return None
        flat[rank] = limits[rank] - least <= FLAT
    tied = bool((np.count_nonzero(rows[flat], axis=1) > 1).any())
    equalities = np.vstack((np.ones(count), rows[flat]))
    sides = np.append(1.0, limits[flat])
    _, sizes, right = np.linalg.svd(equalities)
    basis = right[int((sizes > FLAT).sum()) :].T
    rows, limits = rows[~flat], limits[~flat]
    centre, radius = _ball(rows, limits, basis, (equalities, sides))
    length = max(
        (_width(direction, rows, limits, (equalities, sides)) for direction in np.eye(count)), default=0.0
    )
    return Shape(centre, basis, rows, limits, radius, length, tied)


Flat = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Equalities and their sides."""


def _least(row: NDArray[np.float64], rows: NDArray[np.float64], limits: NDArray[np.float64]) -> float | None:
    """The least of row · w over W; None when W is empty."""
    return _lowest(row, rows, limits, (np.ones((1, rows.shape[1])), np.ones(1)))


def _lowest(
    row: NDArray[np.float64], rows: NDArray[np.float64], limits: NDArray[np.float64], flat: Flat
) -> float | None:
    from scipy.optimize import linprog  # half a second to import, seldom needed

    found = linprog(row, A_ub=rows, b_ub=limits, A_eq=flat[0], b_eq=flat[1], bounds=[(0, 1)] * len(row))
    return float(row @ np.array(found.x, dtype=np.float64)) if found.success else None


def _width(
    direction: NDArray[np.float64], rows: NDArray[np.float64], limits: NDArray[np.float64], flat: Flat
) -> float:
    """How far apart two points of W stand along a direction."""
    low, high = _lowest(direction, rows, limits, flat), _lowest(-direction, rows, limits, flat)
    return -(high or 0.0) - (low or 0.0)


def _ball(
    rows: NDArray[np.float64], limits: NDArray[np.float64], basis: NDArray[np.float64], flat: Flat
) -> tuple[NDArray[np.float64], float]:
    """The centre and the radius of the largest ball of the flat within the rows (Chebyshev)."""
    from scipy.optimize import linprog

    count = rows.shape[1]
    norms = np.linalg.norm(rows @ basis, axis=1)
    found = linprog(
        np.append(np.zeros(count), -1.0),
        A_ub=np.hstack((rows, norms[:, None])),
        b_ub=limits,
        A_eq=np.hstack((flat[0], np.zeros((len(flat[0]), 1)))),
        b_eq=flat[1],
        bounds=[(0, 1)] * count + [(0, 1)],
    )
    solution = np.array(found.x, dtype=np.float64)
    return solution[:count], float(solution[count])


def fitted_directions(shape: Shape) -> NDArray[np.float64]:
    """Directions along which the shape is about as wide every way: (criteria, dimensions).

    Chains of moves from the centre, each round along the directions that the last one found; rounded, so that the
    last bits of a library change nothing of a draw.
    """
    directions = shape.basis
    if not directions.shape[1]:
        return directions
    numbers = np.arange(CHAINS)
    for turn in range(ROUNDS):
        points = _moved(shape, directions, FITTING + turn, numbers, FIRST_MOVES)
        spread = (points - points.mean(axis=0)) @ shape.basis
        values, vectors = np.linalg.eigh(spread.T @ spread / len(points))
        scaled = shape.basis @ (vectors * np.sqrt(np.maximum(values, 1e-30)))
        directions = scaled
    size = np.abs(directions).max(axis=0)
    return np.asarray(np.round(directions / size, 9) * np.round(size, 12))


def uniform_draws(
    shape: Shape, directions: NDArray[np.float64], seed: int, numbers: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Weights of the draws of these numbers, uniform on the shape: (draws, criteria). A draw depends on its number."""
    if not shape.basis.shape[1]:
        return np.repeat(shape.centre[None, :], len(numbers), axis=0)
    return _moved(shape, directions, seed, numbers, MOVES)


def _moved(
    shape: Shape, directions: NDArray[np.float64], seed: int, numbers: NDArray[np.int64], moves: int
) -> NDArray[np.float64]:
    """Hit-and-run from the centre; sums taken in a fixed order, as everywhere in the draws."""
    count, dimensions = directions.shape
    words = uniforms(seed, numbers, stream=STREAM, count=moves * (dimensions + 1))
    words = words.reshape(len(numbers), moves, dimensions + 1)
    points = np.repeat(shape.centre[:, None], len(numbers), axis=1)
    slack = np.repeat((shape.limits - shape.rows @ shape.centre)[:, None], len(numbers), axis=1)
    along = _product(shape.rows, directions)
    for move in range(moves):
        chosen = 2.0 * words[:, move, :dimensions].T - 1.0
        step, slope = _product(directions, chosen), _product(along, chosen)
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = np.maximum(slack, 0.0) / slope
        up = np.where(slope > 0, reach, np.inf).min(axis=0)
        down = np.where(slope < 0, reach, -np.inf).max(axis=0)
        length = down + words[:, move, dimensions] * (up - down)
        points += step * length
        slack -= slope * length
    weights = np.maximum(points, 0.0).T
    total = weights[:, 0].copy()
    for criterion in range(1, count):
        total += weights[:, criterion]
    return np.asarray(weights / total[:, None])


def _product(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """The product of two matrices, its sums taken term after term."""
    found = one[:, 0, None] * other[None, 0]
    for rank in range(1, one.shape[1]):
        found += one[:, rank, None] * other[None, rank]
    return found


def centroid(shape: Shape, directions: NDArray[np.float64]) -> NDArray[np.float64]:
    """The centre of gravity of the shape: exact up to seven dimensions, the mean of many draws beyond."""
    dimensions = shape.basis.shape[1]
    if dimensions == 0:
        return shape.centre
    if dimensions > EXACT_UP_TO:
        parts = [np.arange(start, start + 2500) for start in range(0, SAMPLED, 2500)]
        found = np.mean([_moved(shape, directions, 0, part, MOVES).mean(axis=0) for part in parts], axis=0)
        return np.asarray(found / found.sum())
    found = shape.centre + directions @ _middle(
        shape.rows @ directions, shape.limits - shape.rows @ shape.centre
    )
    found = np.round(np.maximum(found, 0.0), 12)
    return np.asarray(found / found.sum())


def _middle(rows: NDArray[np.float64], limits: NDArray[np.float64]) -> NDArray[np.float64]:
    """The centre of gravity of {x, rows · x ≤ limits}, which has the origin inside: cut into simplices."""
    from scipy.spatial import Delaunay, HalfspaceIntersection

    if rows.shape[1] == 1:
        ends = limits / rows[:, 0]
        return np.array([(ends[rows[:, 0] > 0].min() + ends[rows[:, 0] < 0].max()) / 2])
    corners = HalfspaceIntersection(
        np.hstack((rows, -limits[:, None])), np.zeros(rows.shape[1])
    ).intersections
    corners = np.unique(np.round(corners, 10), axis=0)
    if len(corners) == rows.shape[1] + 1:
        return np.asarray(corners.mean(axis=0))
    simplices = corners[Delaunay(corners, qhull_options="Qbb Qc QJ").simplices]
    volumes = np.abs(np.linalg.det(simplices[:, 1:] - simplices[:, :1]))
    return np.asarray((simplices.mean(axis=1) * volumes[:, None]).sum(axis=0) / volumes.sum())
