"""From scored pairs to places: properties that hold whatever the scores."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from florilege.linkage.clusters import LEAST, MOST, PairOdds, agglomerate
from florilege.linkage.fitting import MERGE_FROM
from florilege.linkage.model import as_log_odds

SIZE = 7
PAIRS = list(combinations(range(SIZE), 2))
THRESHOLD = as_log_odds(MERGE_FROM)
Scores = dict[tuple[int, int], float]
Barred = set[tuple[int, int]]
Groups = tuple[tuple[int, ...], ...]

scores = st.dictionaries(st.sampled_from(PAIRS), st.floats(-9, 9, allow_nan=False), max_size=len(PAIRS))
barred_pairs = st.sets(st.sampled_from(PAIRS), max_size=6)


def clusters(
    odds: Scores, barred: Barred | None = None, *, size: int = SIZE, bound: tuple[tuple[int, int], ...] = ()
) -> Groups:
    known = sorted(set(odds) | (barred or set()))
    pairs = PairOdds(
        np.array([pair[0] for pair in known], dtype=np.int64),
        np.array([pair[1] for pair in known], dtype=np.int64),
        np.array([odds.get(pair, 0.0) for pair in known], dtype=np.float64),
        np.array([pair in (barred or set()) for pair in known], dtype=bool),
    )
    return agglomerate(size, pairs, merge_from=THRESHOLD, bound=bound)


def joined(groups: Groups) -> set[tuple[int, int]]:
    return {pair for group in groups for pair in combinations(group, 2)}


@given(scores, barred_pairs)
def test_every_record_is_in_exactly_one_cluster(odds: Scores, barred: Barred) -> None:
    groups = clusters(odds, barred)
    assert sorted(position for group in groups for position in group) == list(range(SIZE))


@given(scores, barred_pairs)
def test_no_cluster_holds_a_barred_pair(odds: Scores, barred: Barred) -> None:
    assert not joined(clusters(odds, barred)) & barred


@given(scores, barred_pairs)
def test_within_a_cluster_the_mean_of_the_log_odds_reaches_what_joins(odds: Scores, barred: Barred) -> None:
    for group in clusters(odds, barred):
        if len(group) == 2:
            assert odds[group[0], group[1]] >= THRESHOLD


@given(scores, barred_pairs, st.permutations(range(SIZE)))
def test_the_order_of_the_records_does_not_matter(odds: Scores, barred: Barred, order: list[int]) -> None:
    clipped = [min(max(value, LEAST), MOST) for value in odds.values()]
    assume(len(set(clipped)) == len(clipped))  # equal odds are settled by position, said so

    def turn(pair: tuple[int, int]) -> tuple[int, int]:
        low, high = sorted((order[pair[0]], order[pair[1]]))
        return low, high

    turned = clusters({turn(pair): value for pair, value in odds.items()}, {turn(pair) for pair in barred})
    assert joined(turned) == {turn(pair) for pair in joined(clusters(odds, barred))}


@given(scores, barred_pairs)
def test_confirming_what_was_found_changes_nothing(odds: Scores, barred: Barred) -> None:
    groups = clusters(odds, barred)
    found = joined(groups)
    refused = {pair for pair, value in odds.items() if value >= THRESHOLD and pair not in found}
    assert clusters(odds, barred | refused, bound=tuple(sorted(found))) == groups


@given(scores, barred_pairs)
def test_a_record_that_nothing_links_changes_no_cluster(odds: Scores, barred: Barred) -> None:
    newcomer = {(position, SIZE): THRESHOLD - 0.1 for position in range(SIZE)}
    after = clusters({**odds, **newcomer}, barred, size=SIZE + 1)
    assert after == (*clusters(odds, barred), (SIZE,))


@given(st.floats(THRESHOLD, 50.0), st.floats(THRESHOLD, 50.0))
def test_a_record_never_merges_two_others_that_nothing_links(left: float, right: float) -> None:
    groups = clusters({(0, 2): left, (1, 2): right}, size=3)
    assert (0, 1) not in joined(groups)


@given(st.integers(1, 4), st.integers(1, 4), st.floats(THRESHOLD, 50.0), st.data())
def test_one_wrong_link_does_not_chain_two_places(
    left: int, right: int, wrong: float, data: st.DataObject
) -> None:
    assume(left + right > 2)
    size = left + right
    ours, theirs = range(left), range(left, size)
    odds: Scores = {pair: MOST for group in (ours, theirs) for pair in combinations(group, 2)}
    odds[data.draw(st.sampled_from(ours)), data.draw(st.sampled_from(theirs))] = min(wrong, MOST - 0.1)
    assert clusters(odds, size=size) == (tuple(ours), tuple(theirs))


@given(scores, barred_pairs, st.sets(st.sampled_from(PAIRS), max_size=3))
def test_what_is_bound_is_together_whatever_the_odds(
    odds: Scores, barred: Barred, bound: set[tuple[int, int]]
) -> None:
    assert bound <= joined(clusters(odds, barred - bound, bound=tuple(sorted(bound))))


def test_a_record_that_fits_two_places_equally_well_joins_neither() -> None:
    odds = {(0, 1): 3.0, (0, 2): 3.0, (1, 2): 3.0}
    assert clusters(odds, {(1, 2)}, size=3) == ((0,), (1,), (2,))
    assert clusters({**odds, (0, 1): 4.0}, {(1, 2)}, size=3) == ((0, 1), (2,))
    assert clusters(odds, size=3) == ((0, 1, 2),)


def test_the_best_link_joins_first() -> None:
    odds = {(0, 1): 1.0, (1, 2): 4.0, (0, 2): -5.0}
    assert clusters(odds, size=3) == ((0,), (1, 2))
