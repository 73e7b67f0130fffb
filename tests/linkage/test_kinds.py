"""Kinds of pairs that are easily taken for one place, or for two: made up anew, so that no example is learnt."""

from __future__ import annotations

import pytest

from benchmarks.linkage.synthetic_kinds import (
    ONE_PLACE,
    TWO_PLACES,
    Count,
    Pair,
    counts_by_kind,
    pairs_of_kinds,
)
from florilege.linkage.model import shipped_model

PAIRS, AROUND = 20, 600
MISTAKEN = 0.1
"""Share of the pairs of a kind that may be taken for what they are not."""


@pytest.fixture(scope="module")
def pairs() -> tuple[Pair, ...]:
    return pairs_of_kinds(PAIRS, seed=7)


@pytest.fixture(scope="module")
def counts(pairs: tuple[Pair, ...]) -> dict[str, Count]:
    return counts_by_kind(pairs, shipped_model(), around=AROUND)


@pytest.mark.parametrize("kind", TWO_PLACES)
def test_a_kind_of_neighbours_stays_two_places(counts: dict[str, Count], kind: str) -> None:
    assert counts[kind].merged <= MISTAKEN * PAIRS


@pytest.mark.parametrize("kind", ONE_PLACE)
def test_a_kind_of_twins_becomes_one_place(counts: dict[str, Count], kind: str) -> None:
    assert counts[kind].merged >= (1 - MISTAKEN) * PAIRS


def test_every_pair_stands_in_a_town_of_its_own_the_same_each_time(pairs: tuple[Pair, ...]) -> None:
    towns = [pair.first.commune_code for pair in pairs]
    assert len(set(towns)) == len(towns) == PAIRS * (len(TWO_PLACES) + len(ONE_PLACE))
    assert pairs_of_kinds(PAIRS, seed=7) == pairs
    assert pairs_of_kinds(PAIRS, seed=8) != pairs
