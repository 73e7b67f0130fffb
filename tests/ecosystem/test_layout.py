"""A graph that can be read: no label covers another, all fit, the same each time; above 150 nodes, a matrix."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from florilege.ecosystem.layout import (
    ELLIPSIS,
    GAP,
    GRAPH,
    MARKER,
    MATRIX,
    MOST_NODES,
    Layout,
    Vertex,
    layout,
)


def covering(found: Layout) -> list[tuple[str, str]]:
    return [
        (one.key, other.key)
        for one, other in combinations(found.spots, 2)
        if one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    ]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Vertex], list[tuple[str, str]]]:
    count = draw(st.integers(1, 40))
    labels = draw(st.lists(st.text("abcdefg ", min_size=1, max_size=60), min_size=count, max_size=count))
    ends = st.integers(0, count - 1).map(str)
    edges = draw(st.lists(st.tuples(ends, ends), max_size=60))
    return [Vertex(str(rank), label) for rank, label in enumerate(labels)], edges


@given(graphs(), st.sampled_from((320.0, 720.0, 1280.0)))
@settings(max_examples=40)
def test_no_label_covers_another_and_all_stand_within_the_figure(
    drawn: tuple[list[Vertex], list[tuple[str, str]]], width: float
) -> None:
    found = layout(*drawn, width)
    assert covering(found) == []
    assert all(
        spot.left >= 0 and spot.right <= width and spot.top >= 0 and spot.bottom <= found.height
        for spot in found.spots
    )
    assert [spot.key for spot in found.spots] == [vertex.key for vertex in drawn[0]]


@pytest.mark.parametrize("width", [360.0, 1280.0])
def test_the_largest_graph_is_laid_out_with_every_label_readable(width: float) -> None:
    vertices = [Vertex(str(rank), f"Communauté de communes numéro {rank}") for rank in range(MOST_NODES)]
    edges = [(str(rank % 12), str(rank)) for rank in range(MOST_NODES)]
    found = layout(vertices, edges, width)
    assert (found.kind, covering(found)) == (GRAPH, [])


def test_the_same_graph_and_seed_give_the_same_figure() -> None:
    vertices = [Vertex(name, name) for name in ("Metz", "Lille", "Lyon", "Brest")]
    edges = [("Metz", "Lille"), ("Lyon", "Lille")]
    assert layout(vertices, edges, 640.0) == layout(vertices, edges[::-1], 640.0)
    assert layout(vertices, edges, 640.0, seed=1) != layout(vertices, edges, 640.0)


def test_nodes_that_are_tied_stand_nearer_than_those_that_are_not() -> None:
    rings = [(f"{ring}{rank}", f"{ring}{(rank + 1) % 6}") for ring in "ab" for rank in range(6)]
    found = layout(
        [Vertex(f"{ring}{rank}", f"{ring}{rank}") for ring in "ab" for rank in range(6)], rings, 800.0
    )
    at = {spot.key: (spot.x, spot.y) for spot in found.spots}

    def mean(pairs: list[tuple[str, str]]) -> float:
        return sum(
            ((at[one][0] - at[other][0]) ** 2 + (at[one][1] - at[other][1]) ** 2) ** 0.5
            for one, other in pairs
        ) / len(pairs)

    assert mean(rings) < 0.7 * mean([pair for pair in combinations(at, 2) if pair not in rings])


def test_above_the_bound_a_matrix_is_chosen() -> None:
    found = layout([Vertex(str(rank), "x") for rank in range(MOST_NODES + 1)], [], 800.0)
    assert (found.kind, found.spots) == (MATRIX, ())


def test_a_label_longer_than_the_figure_is_cut_and_an_empty_graph_has_no_spot() -> None:
    (spot,) = layout([Vertex("a", "x" * 200)], [], 320.0).spots
    assert spot.label.endswith(ELLIPSIS)
    assert spot.right <= 320
    assert layout([], [], 320.0).spots == ()


CRETES = "FAMILLES RURALES ASSOCIATION DU TERRITOIRE DES CRETES PREARDENNAISES"
MEASURED = 39.95
"""Width of that name in font sizes, as a browser sets it in Public Sans."""


@pytest.mark.parametrize("width", [328.0, 720.0])
def test_a_name_in_capitals_has_the_room_that_a_browser_needs(width: float) -> None:
    (spot,) = layout([Vertex("a", CRETES)], [], width, font=10.5).spots
    shown = spot.label.removesuffix(ELLIPSIS)
    drawn = MEASURED * 10.5 * len(spot.label) / len(CRETES)
    assert CRETES.startswith(shown)
    assert spot.x + MARKER + GAP + drawn <= width
    assert spot.right - spot.left >= drawn + MARKER + GAP
