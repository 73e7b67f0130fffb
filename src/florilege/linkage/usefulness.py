"""Which unsure pair to ask a person about first: the one whose answer changes most."""

from __future__ import annotations

from msgspec import Struct

SELECTED, BORDERLINE, CANDIDATE, NONE = 3, 2, 1, 0
"""What a place weighs in the selection of a study: kept, in doubt, considered, or out of it."""


class Doubt(Struct, frozen=True):
    """An unsure pair as seen from the places that its records are in now.

    stakes : what each place weighs in the selection; records : how many each place has
    pairs : unsure pairs between the two places, which one answer settles together
    vetoed : whether a veto keeps the two places apart, so that only a person could merge them
    """

    probability: float
    stakes: tuple[int, int]
    records: tuple[int, int]
    pairs: int
    postponed: bool
    vetoed: bool = False


def urgency(doubt: Doubt) -> tuple[int, int, int, int, float]:
    """A key that sorts the most useful question first.

    Those left for later come last, those that a veto settles before them. Then what the answer may change in the
    selection; then how many links between records it settles; then how unsure the model is.
    """
    return (
        int(doubt.postponed),
        int(doubt.vetoed),
        -max(doubt.stakes),
        -(doubt.records[0] * doubt.records[1] + doubt.pairs - 1),
        abs(doubt.probability - 0.5),
    )
