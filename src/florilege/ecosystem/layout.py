"""Where the nodes of a graph stand on a page: forces first, then labels moved apart until none covers another.

Forces are those of Fruchterman and Reingold (1991), with a pull to the middle that keeps separate parts in sight. The
labels are then laid one by one, the nodes of most ties first, each at the free spot nearest to where the forces put
it: so none can cover another, which a test holds. The same graph and seed give the same figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

MOST_NODES = 150
"""Above, a graph cannot be read: a matrix is."""
GRAPH, MATRIX = "graph", "matrix"
LINE, MARKER, GAP, MARGIN = 1.35, 6.0, 4.0, 10.0
"""Height of a line, in font sizes; radius of a marker, space around a label and around the figure, in pixels."""
NARROW, MEAN, CAPITAL, WIDEST = 0.36, 0.58, 0.72, 0.95
"""Widths of letters in font sizes, of a name in bold: rather too much than too little."""
_NARROW, _WIDEST = frozenset("fijlrtI.,;:!'’|()[] -"), frozenset("MWmw@&%œŒæÆ—…")
ROUNDS = 200
BLOCK = 256
"""Spots looked at together."""
AROUND = 100
"""Pixels around an ideal spot that are looked at first."""
ELLIPSIS = "…"

Points = NDArray[np.float64]


class Vertex(Struct, frozen=True):
    """A node to place: its key, and the label that has to be read."""

    key: str
    label: str


class Spot(Struct, frozen=True):
    """Where a node stands, in pixels: the middle of its marker, and the box of marker and label.

    label : as it fits the figure; cut with "…" where it is longer than the figure is wide
    """

    key: str
    label: str
    x: float
    y: float
    left: float
    top: float
    right: float
    bottom: float


class Layout(Struct, frozen=True):
    """A figure to draw: `kind` is GRAPH with spots in the order of the vertices, or MATRIX with none."""

    kind: str
    width: float
    height: float
    spots: tuple[Spot, ...] = ()


def layout(
    vertices: Sequence[Vertex],
    edges: Sequence[tuple[str, str]],
    width: float,
    *,
    font: float = 12.0,
    seed: int = 0,
) -> Layout:
    """Spots of at most `MOST_NODES` vertices in a figure of a width in pixels, of the height that they need.

    Above that many vertices the kind is MATRIX. Edges that name an unknown key raise KeyError.
    """
    if len(vertices) > MOST_NODES:
        return Layout(MATRIX, width, 0.0)
    if not vertices:
        return Layout(GRAPH, width, 2 * MARGIN)
    return _laid(tuple(vertices), tuple(edges), width, font, seed)


@lru_cache(maxsize=8)
def _laid(
    vertices: tuple[Vertex, ...], edges: tuple[tuple[str, str], ...], width: float, font: float, seed: int
) -> Layout:
    """A graph laid out; the page in another language asks for the same, where it names its nodes alike."""
    rank = {vertex.key: position for position, vertex in enumerate(vertices)}
    pairs = sorted({tuple(sorted((rank[one], rank[other]))) for one, other in edges if one != other})
    labels = [_fitted(vertex.label, width, font) for vertex in vertices]
    sizes = np.array([(_label_width(label, font), LINE * font) for label in labels])
    height = max(3.0 * float((sizes[:, 0] * sizes[:, 1]).sum()) / width, 4 * LINE * font)
    ideal = _within(_forces(len(vertices), tuple(pairs), seed), width, height, sizes)
    degree = Counter(node for pair in pairs for node in pair)
    order = sorted(range(len(vertices)), key=lambda node: (-degree[node], node))
    boxes = _apart(ideal, sizes, order, width)
    boxes[:, [1, 3]] += MARGIN - boxes[:, 1].min()
    spots = tuple(
        _spot(vertex.key, label, box) for vertex, label, box in zip(vertices, labels, boxes, strict=True)
    )
    return Layout(GRAPH, width, round(float(boxes[:, 3].max()) + MARGIN, 2), spots)


def _label_width(label: str, font: float) -> float:
    return 2 * MARKER + GAP + font * sum(map(_letter_width, label))


def _letter_width(letter: str) -> float:
    """A name in capitals is a quarter wider than one in small letters."""
    if letter in _NARROW:
        return NARROW
    if letter in _WIDEST:
        return WIDEST
    return CAPITAL if letter.isupper() else MEAN


def _fitted(label: str, width: float, font: float) -> str:
    room = width - 2 * MARGIN
    if _label_width(label, font) <= room:
        return label
    kept = label
    while kept and _label_width(kept + ELLIPSIS, font) > room:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS


@lru_cache(maxsize=8)
def _forces(count: int, pairs: tuple[tuple[int, ...], ...], seed: int) -> Points:
    """(count, 2) positions, of no unit, around the origin; the same for every width, of which a page has two."""
    points: Points = np.random.default_rng(seed).uniform(-1.0, 1.0, (count, 2))
    length = 1.0 / np.sqrt(count)
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    for step in range(ROUNDS):
        # one matrix a coordinate: numpy sums along a last axis of two far more slowly than it adds two matrices
        across, down = (points[None, :, axis] - points[:, None, axis] for axis in (0, 1))
        distance = np.maximum(np.sqrt(across * across + down * down), 1e-6)
        strong = length**2 / distance**2
        push = np.stack([(across * strong).sum(axis=0), (down * strong).sum(axis=0)], axis=1)
        pull = np.zeros_like(points)
        along = points[ends[:, 0]] - points[ends[:, 1]]
        strength = along * (np.sqrt((along**2).sum(axis=1)) / length)[:, None]
        np.add.at(pull, ends[:, 0], -strength)
        np.add.at(pull, ends[:, 1], strength)
        move = push + pull - 0.5 * points
        size = np.maximum(np.sqrt((move**2).sum(axis=1)), 1e-9)
        # ever shorter steps, so that it settles
        limit = 0.2 * (1.0 - step / ROUNDS)
        points = points + move * (np.minimum(size, limit) / size)[:, None]
    return points


def _within(points: Points, width: float, height: float, sizes: Points) -> Points:
    """Left upper corners of the boxes, the figure filled from side to side."""
    low, high = points.min(axis=0), points.max(axis=0)
    span = np.where(high - low > 1e-9, high - low, 1.0)
    share = (points - low) / span
    room = np.maximum(np.array([width, height]) - 2 * MARGIN - sizes, 0.0)
    corners: Points = MARGIN + share * room
    return corners


def _apart(ideal: Points, sizes: Points, order: Sequence[int], width: float) -> Points:
    """(n, 4) boxes left, top, right, bottom, no two of which overlap: each at the free spot nearest to its ideal."""
    boxes = np.zeros((len(ideal), 4))
    laid = np.empty((0, 4))
    for node in order:
        size = sizes[node]
        corner = _nearest_free(ideal[node], size, laid, max(width - MARGIN - size[0], MARGIN))
        boxes[node] = (*corner, *(corner + size))
        laid = np.vstack([laid, boxes[node]])
    return boxes


def _nearest_free(ideal: Points, size: Points, laid: Points, last: float) -> Points:
    """The left upper corner of the free spot nearest to the ideal one. last : the furthest to the right that it may be"""
    here = np.array([[min(max(ideal[0], MARGIN), last), ideal[1]]])
    if _free(here, size, laid)[0]:
        nearest: Points = here[0]  # within the figure nothing is nearer
        return nearest
    # most often one of the seven hundred spots around is free: where it is nearer than any spot past them, those need
    # not be put in order. A spot past them that the edge of the figure brings nearer stands on one of them.
    around, everywhere = _steps(AROUND // 10, AROUND // 6), _steps(30, 40)
    for steps, reach in ((around, AROUND**2), (everywhere, np.inf)):
        spots = ideal + steps
        spots[:, 0] = np.clip(spots[:, 0], MARGIN, last)
        far = ((spots - ideal) ** 2).sum(axis=1)
        # the nearest first, some at a time: of thousands of spots the first free one is among the first hundreds
        by_distance = np.argsort(far, kind="stable")
        for start in range(0, len(by_distance), BLOCK):
            block = by_distance[start : start + BLOCK]
            free = _free(spots[block], size, laid)
            if free.any():
                first = block[int(np.argmax(free))]
                if far[first] >= reach:
                    break
                found: Points = spots[first]
                return found
    # below all that is laid there is always room
    return np.array([spots[0, 0], laid[:, 3].max() + GAP])


@lru_cache(maxsize=2)
def _steps(across: int, down: int) -> Points:
    """Ways from an ideal spot, so many steps of 10 pixels to each side and of 6 up and down."""
    sideways, upright = np.meshgrid(np.arange(-across, across + 1) * 10.0, np.arange(-down, down + 1) * 6.0)
    return np.stack([sideways.ravel(), upright.ravel()], axis=1)


def _free(spots: Points, size: Points, laid: Points) -> NDArray[np.bool_]:
    """Whether a box of a size at each spot keeps its distance from all that are laid."""
    left, top = spots[:, 0, None] - GAP, spots[:, 1, None] - GAP
    right, bottom = spots[:, 0, None] + size[0] + GAP, spots[:, 1, None] + size[1] + GAP
    covers = (left < laid[:, 2]) & (right > laid[:, 0]) & (top < laid[:, 3]) & (bottom > laid[:, 1])
    free: NDArray[np.bool_] = ~covers.any(axis=1)
    return free


def _spot(key: str, label: str, box: Points) -> Spot:
    left, top, right, bottom = (round(float(value), 2) for value in box)
    return Spot(key, label, round(left + MARKER, 2), round((top + bottom) / 2, 2), left, top, right, bottom)
