"""What is told of a list beside `selection.json`: its waiting list, one more or one less, what it adds up to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from msgspec import Struct

from florilege.selection.accounts import Accounts, accounts
from florilege.selection.candidates import Candidates
from florilege.selection.one_more import OtherCount, other_counts
from florilege.selection.prepared import prepare
from florilege.selection.study_file import StudyFile
from florilege.selection.waiting_list import WaitingList, waiting_list

MOST = 2000
"""Above this number of candidates, what would change is not measured: only sums are told."""


class Consequences(Struct, frozen=True):
    """waiting, others : None where there are too many candidates"""

    accounts: Accounts
    waiting: WaitingList | None
    others: tuple[OtherCount, ...] | None


def consequences(
    study: StudyFile,
    candidates: Candidates,
    selected: Sequence[str],
    *,
    progress: Callable[[str], object] | None = None,
) -> Consequences:
    """What would change in a list. selected : ids of the list; progress : told what is under way"""
    problems = prepare(study, candidates)
    listed = frozenset(selected)
    kept = np.array([one in listed for one in candidates.ids], dtype=bool)
    summed = accounts(problems, kept)
    if len(candidates) > MOST:
        return Consequences(summed, None, None)
    if progress is not None:
        progress("waiting list")
    waiting = waiting_list(problems, kept)
    if progress is not None:
        progress("one more, one less")
    return Consequences(summed, waiting, other_counts(problems, kept))


def selected_of(data: Mapping[str, object]) -> tuple[str, ...]:
    """The ids of the list of a selection, in its order."""
    found = data["selected"]
    return tuple(str(one["place_id"]) for one in found) if isinstance(found, list) else ()
