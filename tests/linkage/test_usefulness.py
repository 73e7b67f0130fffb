"""Which question comes first: what a veto settles is asked after what nothing settles."""

from __future__ import annotations

from msgspec.structs import replace

from florilege.linkage.usefulness import NONE, SELECTED, Doubt, urgency

UNSURE = Doubt(probability=0.5, stakes=(NONE, NONE), records=(1, 1), pairs=1, postponed=False)
VETOED = replace(UNSURE, probability=0.99, stakes=(SELECTED, SELECTED), records=(3, 3), vetoed=True)


def test_what_a_veto_keeps_apart_is_asked_after_what_nothing_settles() -> None:
    assert urgency(UNSURE) < urgency(VETOED)


def test_what_was_left_for_later_comes_after_both() -> None:
    later = replace(UNSURE, postponed=True)
    assert urgency(VETOED) < urgency(later)


def test_among_vetoed_pairs_a_place_of_the_list_comes_first() -> None:
    assert urgency(VETOED) < urgency(replace(VETOED, stakes=(NONE, NONE)))
