"""From one version of a listing to the next: which record carries on which, whatever became of the identifiers.

An identifier proves little by itself: listings renew them, give them to other places, swap two of them, number
their rows. A record is carried on by the record that describes the same place; the identifier only breaks ties
and speaks where the description says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from florilege.linkage.linking import compare_records
from florilege.linkage.model import Model, as_log_odds
from florilege.linkage.names import name_words
from florilege.linkage.records import LinkRecord

SAME_ID = 3.0
"""Log-odds that an unchanged identifier adds: enough to carry a rename, not another name at another address."""
SAME_NAME = 1.0
"""Log-odds that the very same name adds within one listing, where two places seldom share one."""
BEFORE, AFTER = "before", "after"


class Carried(Struct, frozen=True):
    """A record of the earlier version and the one that carries it on.

    probability : by the description alone; 0 where only an identifier that lasts says so
    """

    before: str
    after: str
    probability: float

    @property
    def renewed(self) -> bool:
        """Whether the place has another identifier now."""
        return self.before != self.after


class Succession(Struct, frozen=True):
    """What became of the records of a listing, by record id; every record of both versions is in one part.

    carried : in the order of the later version; added : only later; gone : only earlier
    reused : identifiers of both versions that now name another place
    """

    carried: tuple[Carried, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]
    reused: tuple[str, ...]


def succession(
    before: Sequence[LinkRecord], after: Sequence[LinkRecord], model: Model, *, ids_last: bool = False
) -> Succession:
    """Match the records of two versions of one listing, one to one, best pairs first; order does not matter.

    A pair is held together when its log-odds, with what identifier and name add, reach the model's threshold to
    merge. ids_last : the listing keeps its identifiers, so that one whose record nothing else carries on is a
    place renamed or moved. Raises ValueError when two records of one version have one id.
    """
    records = [*_of_version(before, BEFORE), *_of_version(after, AFTER)]
    records.sort(key=lambda record: record.key)
    position = {record.key: rank for rank, record in enumerate(records)}
    if len(position) < len(records):
        raise ValueError("two records of one version have the same id")
    first, second, odds = _across(records, position, model)
    weight = odds + _bonus(records, first, second)
    taken: set[int] = set()
    carried: dict[str, Carried] = {}
    for rank in np.lexsort((second, first, -weight)):
        one, other = int(first[rank]), int(second[rank])
        if weight[rank] < as_log_odds(model.merge_from):
            break
        if one in taken or other in taken:
            continue
        taken |= {one, other}
        likely = round(float(1 / (1 + np.exp(-odds[rank]))), 4)
        carried[records[other].record_id] = Carried(records[one].record_id, records[other].record_id, likely)
    if ids_last:
        kept = {one.before for one in carried.values()}
        for record in before:
            later = position.get(f"{AFTER}:{record.record_id}")
            if later is not None and record.record_id not in kept and record.record_id not in carried:
                carried[record.record_id] = Carried(record.record_id, record.record_id, 0.0)
    return _as_succession(before, after, carried)


def _of_version(records: Sequence[LinkRecord], version: str) -> list[LinkRecord]:
    """The records as those of a listing of their own, so that nothing said of two rows of one listing applies."""
    return [
        replace(record, key=f"{version}:{record.record_id}", listing=f"{record.listing} {version}")
        for record in records
    ]


def _across(
    records: Sequence[LinkRecord], position: Mapping[str, int], model: Model
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Candidate pairs from one version to the other, earlier first, with their log-odds; vetoes bar a pair."""
    same_id = [
        (position[f"{AFTER}:{record.record_id}"], rank)
        for rank, record in enumerate(records)
        if record.key.startswith(BEFORE) and f"{AFTER}:{record.record_id}" in position
    ]
    same_name = _same_names(records)
    compared = compare_records(records, also=sorted({*same_id, *same_name}))
    earlier = np.array([record.key.startswith(BEFORE) for record in records])
    across = earlier[compared.first] != earlier[compared.second]
    first, second = compared.first[across], compared.second[across]
    turned = earlier[second]
    odds = np.where(compared.veto[across] > 0, -np.inf, model.log_odds(compared.measures[across]))
    return np.where(turned, second, first), np.where(turned, first, second), odds


def _same_names(records: Sequence[LinkRecord]) -> list[tuple[int, int]]:
    """Pairs of the same name and département, so that a place whose identifier was renewed is always looked at."""
    found: dict[tuple[str, str], list[int]] = {}
    for rank, record in enumerate(records):
        if record.names:
            found.setdefault((name_words(record.names[0]).squashed, record.departement_code), []).append(rank)
    return [
        (one, other) for ranks in found.values() for at, one in enumerate(ranks) for other in ranks[at + 1 :]
    ]


def _bonus(
    records: Sequence[LinkRecord], first: NDArray[np.int64], second: NDArray[np.int64]
) -> NDArray[np.float64]:
    names = [name_words(record.names[0]).squashed if record.names else "" for record in records]
    return np.array(
        [
            SAME_ID * (records[one].record_id == records[other].record_id)
            + SAME_NAME * (names[one] != "" and names[one] == names[other])
            for one, other in zip(first.tolist(), second.tolist(), strict=True)
        ],
        dtype=np.float64,
    )


def _as_succession(
    before: Sequence[LinkRecord], after: Sequence[LinkRecord], carried: Mapping[str, Carried]
) -> Succession:
    old = {record.record_id for record in before}
    kept = {one.before for one in carried.values()}
    ordered = tuple(carried[record.record_id] for record in after if record.record_id in carried)
    return Succession(
        carried=ordered,
        added=tuple(record.record_id for record in after if record.record_id not in carried),
        gone=tuple(record.record_id for record in before if record.record_id not in kept),
        reused=tuple(
            record.record_id
            for record in after
            if record.record_id in old
            and (record.record_id not in carried or carried[record.record_id].renewed)
        ),
    )
