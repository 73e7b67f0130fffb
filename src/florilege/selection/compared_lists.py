"""What the differences of two studies change in the list: who comes in, who goes, and which difference alone does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import numpy as np
from msgspec import Struct

from florilege.faults import InputRefused
from florilege.selection.candidates import Candidates
from florilege.selection.compared_studies import Difference
from florilege.selection.prepared import prepare, solve
from florilege.selection.relaxation import Infeasible
from florilege.selection.study_file import StudyFile

Gather = Callable[[StudyFile], Candidates]
"""The candidates of a study: who is one, and what values they have, may depend on it."""


class Moved(Struct, frozen=True):
    """A place that comes in or goes. because : ranks of the differences that alone do it; none where several do"""

    place_id: str
    name: str
    because: tuple[int, ...]


class ListChange(Struct, frozen=True):
    """first, second : places in each list, None where no list satisfies the rules"""

    first: int | None
    second: int | None
    enters: tuple[Moved, ...] = ()
    leaves: tuple[Moved, ...] = ()


def list_change(
    first: StudyFile, second: StudyFile, found: Sequence[Difference], gather: Gather
) -> ListChange:
    """What two studies make of the same candidates. found : their differences"""
    names: dict[str, str] = {}
    before, after = _kept(first, gather, names), _kept(second, gather, names)
    if before is None or after is None:
        return ListChange(_count(before), _count(after))
    alone: dict[int, frozenset[str]] = {}
    for rank, one in enumerate(found):
        if one.alone is not None:
            # a difference that means nothing without another changes nothing alone
            with suppress(InputRefused, KeyError):
                listed = _kept(one.alone(first), gather, names)
                if listed is not None:
                    alone[rank] = listed
    enters, leaves = sorted(after - before), sorted(before - after)
    return ListChange(
        len(before),
        len(after),
        tuple(_moved(one, names, [rank for rank, kept in alone.items() if one in kept]) for one in enters),
        tuple(
            _moved(one, names, [rank for rank, kept in alone.items() if one not in kept]) for one in leaves
        ),
    )


def _moved(place_id: str, names: Mapping[str, str], because: Sequence[int]) -> Moved:
    return Moved(place_id, names.get(place_id, place_id), tuple(because))


def _count(kept: frozenset[str] | None) -> int | None:
    return None if kept is None else len(kept)


def _kept(study: StudyFile, gather: Gather, names: dict[str, str]) -> frozenset[str] | None:
    """The ids of the list of a study; None where no list satisfies the rules. names : filled in on the way"""
    candidates = gather(study)
    names.update(zip(candidates.ids, candidates.names, strict=True))
    try:
        kept = solve(prepare(study, candidates)).kept
    except Infeasible:
        return None
    return frozenset(candidates.ids[one] for one in np.flatnonzero(kept))
