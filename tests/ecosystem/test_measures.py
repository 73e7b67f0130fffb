"""Measures against NetworkX's references and against brute force; unknown is never taken for absent."""

from __future__ import annotations

from itertools import combinations, product

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from florilege.ecosystem.gathering import Ecosystem
from florilege.ecosystem.graphs import graph, places_in
from florilege.ecosystem.measures import (
    DEFINITIONS,
    bridges,
    common_neighbours,
    density,
    diversity,
    diversity_bounds,
    family_coverage,
    hill,
    single_funder,
)
from florilege.ecosystem.mentions import FAMILIES
from tests.ecosystem.inventories import ACTORS, LYON, PAGE, TIES, claim, ecosystem, named, site

PLACES = tuple(f"p{rank}" for rank in range(6))
ROLE = ("runs", "owns", "funds", "partners")


def tied(pairs: list[tuple[int, int, str]], families: tuple[str, ...] = ()) -> Ecosystem:
    """Actors by rank tied to places by rank; families by rank of the actor, unknown beyond."""
    count = max((actor for actor, _, _ in pairs), default=-1) + 1
    names = ("Alpaga", "Bruyère", "Cerfeuil", "Dahlia", "Érable", "Fougère", "Genêt", "Houblon")
    actors = "".join(
        f"a{rank},{names[rank]},{families[rank] if rank < len(families) else ''},,{PAGE}\n"
        for rank in range(count)
    )
    ties = "".join(f"a{actor},{role},{PLACES[place]},,,,{PAGE}\n" for actor, place, role in pairs)
    return ecosystem(
        [claim(place, "name", place) for place in PLACES], actors=ACTORS + actors, ties=TIES + ties
    )


ties_drawn = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 5), st.sampled_from(ROLE)), max_size=16)


def test_a_place_of_which_nothing_is_said_has_none_to_five_families() -> None:
    found = family_coverage(tied([]))
    assert {(one.low, one.high, one.known) for one in found.values()} == {(0, 5, 0.0)}


def test_only_a_complete_list_closes_the_bounds_and_an_unknown_family_leaves_them_open() -> None:
    found = tied([(0, 0, "runs"), (1, 0, "owns"), (2, 0, "funds")], ("companies", "finance"))
    assert (family_coverage(found)["p0"].low, family_coverage(found)["p0"].high) == (2, 5)
    assert family_coverage(found, {"p0"})["p0"].high == 3


def test_a_family_that_a_source_states_without_a_name_counts() -> None:
    found = ecosystem(
        [
            claim("m", "actor_family", "finance"),
            claim("m", "operator", "SAS H7"),
            claim("m", "actor_family", "bank"),
        ]
    )
    assert family_coverage(found)["m"].low == 2
    assert [one.reason for one in found.left_out] == ["unknown family"]


def test_who_gives_a_label_takes_no_part_in_the_place() -> None:
    found = ecosystem([claim("m", "label", "france-services"), claim("n", "network", "dijon-metropole")])
    assert {one.low for one in family_coverage(found).values()} == {0}
    assert graph(found).number_of_nodes() == 0


@given(
    ties_drawn,
    st.lists(st.sampled_from(("", *FAMILIES)), min_size=8, max_size=8),
    st.sets(st.sampled_from(PLACES)),
)
@settings(max_examples=30)
def test_coverage_holds_whatever_the_unknown_families_are(
    pairs: list[tuple[int, int, str]], families: list[str], complete: set[str]
) -> None:
    bounds = family_coverage(tied(pairs, tuple(families)), complete)
    unknown = [rank for rank, family in enumerate(families) if not family]
    for one in ("research", "finance"):
        truth = family_coverage(tied(pairs, tuple(family or one for family in families)), complete)
        for place in PLACES:
            assert 0 <= bounds[place].low <= truth[place].low <= bounds[place].high <= 5
            assert unknown or place not in complete or bounds[place].low == bounds[place].high


def test_hill_counts_families_that_are_equally_strong() -> None:
    assert [round(hill(counts), 9) for counts in ([3], [2, 2], [1, 1, 1, 1, 1], [0, 0])] == [
        1.0,
        2.0,
        5.0,
        0.0,
    ]


@given(st.lists(st.integers(0, 4), min_size=3, max_size=3), st.integers(0, 4))
def test_bounds_of_diversity_are_the_extremes_over_every_way_to_spread_the_unknown(
    counts: list[int], unknown: int
) -> None:
    if not sum(counts) + unknown:
        return
    every = [
        hill([count + chosen.count(rank) for rank, count in enumerate(counts)])
        for chosen in product(range(3), repeat=unknown)
    ]
    assert diversity_bounds(counts, unknown) == pytest.approx((min(every), max(every)))


def test_diversity_counts_an_actor_of_several_places_once() -> None:
    found = tied([(0, 0, "runs"), (0, 1, "runs"), (1, 1, "owns")], ("companies", "finance"))
    measure = diversity(found, PLACES)
    assert (measure.low, measure.high, measure.known) == (
        pytest.approx(2.0),
        pytest.approx(2.0),
        pytest.approx(2 / 6),
    )
    assert (diversity(found, ["p5"]).low, diversity(found, ["p5"]).high) == (0.0, 5.0)


@given(ties_drawn)
@settings(max_examples=40)
def test_bridges_are_the_actors_whose_removal_parts_places(pairs: list[tuple[int, int, str]]) -> None:
    found = tied(pairs)
    whole = graph(found)
    expected = {}
    for node in [node for node in whole if node[0] == "actor"]:
        around = nx.node_connected_component(whole, node) - {node}
        parts = [
            {name for kind, name in part if kind == "place"}
            for part in nx.connected_components(whole.subgraph(around))
        ]
        if sum(bool(part) for part in parts) > 1:
            expected[node[1]] = sorted(len(part) for part in parts if part)
    got = bridges(found)
    assert {one.actor_id: sorted(map(len, one.parts)) for one in got} == expected
    between = nx.betweenness_centrality(whole)
    assert all(one.betweenness == pytest.approx(between["actor", one.actor_id]) for one in got)


@given(ties_drawn)
@settings(max_examples=30)
def test_actors_in_common_are_those_of_networkx(pairs: list[tuple[int, int, str]]) -> None:
    found = tied(pairs)
    whole = graph(found)
    present = [place for place in PLACES if ("place", place) in whole]
    expected = {
        (one, other): (
            len(list(nx.common_neighbors(whole, ("place", one), ("place", other)))),
            next(iter(nx.jaccard_coefficient(whole, [(("place", one), ("place", other))])))[2],
        )
        for one, other in combinations(present, 2)
    }
    got = {(one.first, one.second): (len(one.actors), one.jaccard) for one in common_neighbours(found)}
    assert got == {pair: pytest.approx(shared) for pair, shared in expected.items() if shared[0]}


@given(ties_drawn)
@settings(max_examples=20)
def test_density_is_that_of_the_bipartite_graph(pairs: list[tuple[int, int, str]]) -> None:
    found = tied(pairs)
    whole = graph(found)
    whole.add_nodes_from(("place", place) for place in PLACES)
    measure = density(found, PLACES)
    if pairs:
        assert measure.low == pytest.approx(
            nx.bipartite.density(whole, [("place", place) for place in PLACES])
        )
    assert 0 <= measure.low <= measure.high == 1.0
    assert density(found, PLACES, PLACES).high == pytest.approx(measure.low if pairs else 1.0)


def test_a_place_depends_on_the_only_funder_that_is_known_and_the_others_are_not_cleared() -> None:
    found = tied([(0, 0, "funds"), (0, 1, "funds"), (1, 1, "funds"), (1, 2, "owns")])
    dependence = single_funder(found)
    assert dependence.funder_of == {"p0": named(found, "Alpaga")}
    assert (dependence.measure.low, dependence.measure.high, dependence.measure.known) == (
        0,
        5,
        pytest.approx(2 / 6),
    )


def test_a_territory_has_the_places_of_its_communes_of_any_year() -> None:
    found = ecosystem([], sites=[site("a", "13055"), site("b", "13202"), site("c", LYON), site("d", "")])
    assert places_in(found, "epci", "200054807") == {"a", "b"}


def test_every_measure_says_what_it_is_and_why_its_bounds() -> None:
    for one in DEFINITIONS.values():
        assert all(words.fr and words.en for words in (one.name, one.definition, one.bounds))
