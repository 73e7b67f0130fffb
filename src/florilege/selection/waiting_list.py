"""Who comes in when a place of the list withdraws: once the list is announced, the others stay.

Each withdrawal is solved again to the proven optimum, the other places being held; where no list holds them all, the
list is solved without that place alone, and who would leave is told.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from florilege.selection.prepared import Problems, solve
from florilege.selection.problem import Problem, Row
from florilege.selection.relaxation import Infeasible

MOST_IN_TURN = 60
"""Above this number of places kept, each is not withdrawn in turn: the sequence alone is told."""
LONGEST = 20
"""Withdrawals told one after the other, at most."""
_WITHDRAWN, _HELD = "waiting-list-withdrawn", "waiting-list-held"


class Withdrawal(Struct, frozen=True):
    """One place withdraws. enters, leaves : ids of those who come in and of the others who would have to go

    possible : False where no list satisfies the rules without it
    """

    place_id: str
    enters: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    possible: bool = True


class WaitingList(Struct, frozen=True):
    """in_turn : each place kept withdrawn alone, in the order of the list; None where they are too many

    sequence : places withdrawn one after the other, the last of the list first, what they change adding up; one whose
        seat nobody may take with the others in place is told with those who would leave, and changes nothing after it
    """

    in_turn: tuple[Withdrawal, ...] | None
    sequence: tuple[Withdrawal, ...]

    @property
    def order(self) -> tuple[str, ...]:
        """Those who come in with every other winner in place, first called first; never a winner."""
        return tuple(dict.fromkeys(place for one in self.sequence if not one.leaves for place in one.enters))


def waiting_list(problems: Problems, kept: NDArray[np.bool_]) -> WaitingList:
    """The waiting list of a list. kept : (candidates,) the optimal list"""
    ids = problems.candidates.ids
    ordered = sorted(np.flatnonzero(kept).tolist(), key=lambda one: (-problems.scores[one], ids[one]))
    in_turn = None
    if len(ordered) <= MOST_IN_TURN:
        in_turn = tuple(_withdrawal(problems, kept, _without(problems, kept, {one}), one) for one in ordered)
    sequence: list[Withdrawal] = []
    gone: set[int] = set()
    present = kept
    for one in reversed(ordered[-LONGEST:]):
        after = _without(problems, present, {*gone, one})
        reported = _withdrawal(problems, present, after, one)
        sequence.append(reported)
        # nobody is called to a seat that would cost another winner his: it stays empty, and the next is withdrawn
        if after is not None and not reported.leaves:
            gone.add(one)
            present = after
    return WaitingList(in_turn, tuple(sequence))


def _without(problems: Problems, kept: NDArray[np.bool_], gone: Collection[int]) -> NDArray[np.bool_] | None:
    """The best list without some places that holds the others of a list, or, where there is none, any."""
    held = np.setdiff1d(np.flatnonzero(kept), sorted(gone))
    out = np.array(sorted(gone), dtype=np.int64)
    withdrawn = Row(_WITHDRAWN, out, np.ones(len(out)), -np.inf, 0.0)
    stays = Row(_HELD, held, np.ones(len(held)), float(len(held)), np.inf)
    for further in ((withdrawn, stays), (withdrawn,)):
        rows = (*problems.problem.rows, *further)
        try:
            return solve(replace(problems, problem=Problem(problems.problem.count, rows))).kept
        except Infeasible:
            continue
    return None


def _withdrawal(
    problems: Problems, before: NDArray[np.bool_], after: NDArray[np.bool_] | None, one: int
) -> Withdrawal:
    ids = problems.candidates.ids
    if after is None:
        return Withdrawal(ids[one], possible=False)
    enters = sorted(
        np.flatnonzero(after & ~before).tolist(), key=lambda place: (-problems.scores[place], ids[place])
    )
    leaves = [place for place in np.flatnonzero(before & ~after).tolist() if place != one]
    return Withdrawal(ids[one], tuple(ids[place] for place in enters), tuple(ids[place] for place in leaves))
