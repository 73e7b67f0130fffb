"""Kinds of pairs that are easily taken for one place, or for two: made up anew, so that no example is learnt."""

from __future__ import annotations

import pytest

from benchmarks.linkage import synthetic_words as words
from benchmarks.linkage.synthetic_kinds import (
    ONE_PLACE,
    TWO_PLACES,
    UNSEEN,
    Count,
    Pair,
    counts_by_kind,
    pairs_of_kinds,
)
from florilege.linkage.model import shipped_model
from florilege.linkage.names import name_words
from florilege.linkage.words import (
    BEARERS,
    BRANCHES,
    GUESTS,
    HOUSES,
    INSTITUTIONS,
    NETWORKS,
    PUBLIC_BODIES,
    SCHOOLS,
    TRADES,
    WORDS,
)

PAIRS, MANY_PAIRS, AROUND = 20, 60, 600
MISTAKEN = 0.1
"""Share of the pairs of a kind that may be taken for what they are not."""
MISTAKEN_UNSEEN = 0.4
"""The same where the rules know none of the words."""
UNSEEN_KINDS = ("houses", "guests", "schools", "networks", "bearers", "heads", "suffixes")
FABLAB = {"fablab"}
"""One of the guests of an unknown house is known."""


@pytest.fixture(scope="module")
def pairs() -> tuple[Pair, ...]:
    return pairs_of_kinds(PAIRS, seed=7)


@pytest.fixture(scope="module")
def counts(pairs: tuple[Pair, ...]) -> dict[str, Count]:
    return counts_by_kind(pairs, shipped_model(), around=AROUND)


@pytest.fixture(scope="module")
def counts_unseen() -> dict[str, Count]:
    """Sixty of each, so that the words that nobody wrote down are met in several communes."""
    return counts_by_kind(pairs_of_kinds(MANY_PAIRS, seed=7), shipped_model(), around=AROUND)


@pytest.mark.parametrize("kind", TWO_PLACES)
def test_a_kind_of_neighbours_stays_two_places(counts: dict[str, Count], kind: str) -> None:
    assert counts[kind].merged <= MISTAKEN * PAIRS


@pytest.mark.parametrize("kind", UNSEEN)
def test_a_kind_in_words_that_the_rules_have_not_seen_is_mostly_two_places(
    counts_unseen: dict[str, Count], kind: str
) -> None:
    assert counts_unseen[kind].merged <= MISTAKEN_UNSEEN * MANY_PAIRS


def test_the_words_not_seen_stand_nowhere_in_the_vocabulary() -> None:
    known = set(
        " ".join(str(listed) for listed in (WORDS, HOUSES, GUESTS, SCHOOLS, BEARERS, BRANCHES)).split("'")
    )
    known |= set(
        " ".join(str(listed) for listed in (NETWORKS, PUBLIC_BODIES, TRADES, INSTITUTIONS)).split("'")
    )
    first = {name_words(text).words[0] for kind in UNSEEN_KINDS for text in words.UNSEEN[kind]}
    assert first & known <= FABLAB


@pytest.mark.parametrize("kind", ONE_PLACE)
def test_a_kind_of_twins_becomes_one_place(counts: dict[str, Count], kind: str) -> None:
    assert counts[kind].merged >= (1 - MISTAKEN) * PAIRS


def test_every_pair_stands_in_a_town_of_its_own_the_same_each_time(pairs: tuple[Pair, ...]) -> None:
    towns = [pair.first.commune_code for pair in pairs]
    assert len(set(towns)) == len(towns) == PAIRS * (len(TWO_PLACES) + len(ONE_PLACE) + len(UNSEEN))
    assert pairs_of_kinds(PAIRS, seed=7) == pairs
    assert pairs_of_kinds(PAIRS, seed=8) != pairs
