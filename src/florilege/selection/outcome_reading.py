"""A selection read back from what `selection.json` says: the classes that it was written from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from msgspec import Struct

from florilege.faults import InputRefused, Words
from florilege.selection.conditions import NotEligible
from florilege.selection.outcome import INFEASIBLE, Clash, Measured, Selection
from florilege.selection.outcome_parts import (
    BoundChange,
    Exchanged,
    Judged,
    LeftOut,
    LittleKnown,
    OtherReading,
    RankRange,
    RuleEffect,
    RuleRelaxed,
    SeenList,
    SeenLists,
    ToFindOut,
)
from florilege.selection.reasons import Reason
from florilege.selection.shortage import Cause, Shortage
from florilege.selection.solver import Effort

Data = Mapping[str, Any]


class LeftAside(Struct, frozen=True):
    """A candidate that is not eligible: the keys of the conditions that it fails, and how, in words."""

    place_id: str
    conditions: tuple[str, ...]
    words: tuple[Words, ...]


def read_selection(data: Data) -> Selection:
    """The selection that a store holds, but for who is not eligible (`read_left_aside`).

    Raises InputRefused naming the first key that is missing: another version of the software wrote it.
    """
    with _every_key():
        return _selection(data, ())


def read_left_aside(data: Data) -> tuple[LeftAside, ...]:
    """The candidates left aside before any comparison, of the selection that a store holds; raises InputRefused."""
    with _every_key():
        return tuple(
            LeftAside(one["place_id"], tuple(one["conditions"]), tuple(map(_words, one["reasons"])))
            for one in data["not_eligible"]
        )


@contextmanager
def _every_key() -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, ValueError) as error:
        missing = f".{error.args[0]}" if isinstance(error, KeyError) else ""
        raise InputRefused(
            Words(
                "une liste calculée par cette version de Florilège",
                "a list that this version of Florilège computed",
            ),
            column=f"selection{missing}",
            hint=Words("florilege build, pour la refaire", "run florilege build to recreate it"),
        ) from error


def selection_of(data: Data, *, not_eligible: Sequence[NotEligible] = ()) -> Selection:
    """The selection whose `to_dict` gave some data.

    not_eligible : the candidates left aside before any comparison, of which the data has the sentences alone
    Raises KeyError, TypeError or ValueError for data that another version wrote.
    """
    found = _selection(data, not_eligible)
    if found.to_dict() != data:
        raise ValueError("what was read back does not say what was read")
    return found


def _selection(data: Data, not_eligible: Sequence[NotEligible]) -> Selection:
    size = data["size"]
    return Selection(
        study=data["study"],
        sizes=(size, size) if isinstance(size, int) else (size[0], size[1]),
        status=data["status"],
        objective=data["objective"],
        seed=data["seed"],
        draws=data["draws"],
        unknown_reference=data["unknown_reference"],
        weights=dict(data["weights"]),
        weights_rescaled=data["weights_rescaled"],
        clamped_values=data["clamped_values"],
        selected=tuple(map(_judged, data["selected"])),
        not_selected=tuple(map(_judged, data["not_selected"])),
        not_appraisable=tuple(
            LittleKnown(one["place_id"], one["name"], tuple(one["missing"]))
            for one in data["not_appraisable"]
        ),
        not_eligible=tuple(not_eligible),
        rules=tuple(map(_rule, data["rules"])),
        measured=None if data["status"] == INFEASIBLE else _measured(data),
        clash=_clash(data) if data["status"] == INFEASIBLE else None,
    )


def _words(data: Data) -> Words:
    return Words(data["fr"], data["en"])


def _judged(data: Data) -> Judged:
    reasons = tuple(Reason(one["code"], _words(one), dict(one["numbers"])) for one in data["reasons"])
    return Judged(
        data["place_id"], data["name"], data["score"], data["score_low"], data["score_high"], data["acceptability"],
        data["ci_low"], data["ci_high"], data["class"], data["certain"], reasons,
    )  # fmt: skip


def _exchanged(data: Data) -> Exchanged | None:
    if data.get("enters") is None:
        return None
    return Exchanged(tuple(data["enters"]), tuple(data["leaves"]))


def _rule(data: Data) -> RuleEffect:
    reason = _words(data["reason"]) if "reason" in data else None
    return RuleEffect(
        data["key"], _words(data), data["binding"], data["price"], data["changes"], _exchanged(data), reason
    )


def _measured(data: Data) -> Measured:
    other, left_out, ranks, seen = (
        data[key] for key in ("other_reading", "leave_one_out", "ranks", "portfolios")
    )
    lists = tuple(SeenList(one["count"], tuple(one["place_ids"])) for one in seen["most_frequent"])
    return Measured(
        draws_asked=data["draws_asked"],
        tied=data["tied"],
        effort=Effort(**data["effort"]),
        other_reading=None if other is None else _other_reading(other),
        leave_one_out=None
        if left_out is None
        else tuple(
            LeftOut(one.get("criterion", ""), one.get("juror", ""), _exchanged(one)) for one in left_out
        ),
        portfolios=SeenLists(seen["different"], seen["reference"], lists),
        findings=tuple(
            ToFindOut(one["place_id"], one["name"], one["criterion"], one["weight"])
            for one in data["findings"]
        ),
        ranks_draws=data["ranks_draws"],
        ranks=None if ranks is None else tuple(map(_ranks, ranks)),
    )


def _ranks(data: Data) -> RankRange:
    return RankRange(data["place_id"], data["best"], data["low"], data["median"], data["high"], data["worst"])


def _other_reading(data: Data) -> OtherReading:
    selected = data["selected"]
    return OtherReading(
        data["unknown_reference"], None if selected is None else tuple(selected), _exchanged(data)
    )


def _clash(data: Data) -> Clash:
    by_rule = data["relaxations_by_rule"]
    return Clash(
        rules=tuple(data["clash"]),
        words=tuple(map(_words, data["clash_words"])),
        shortage=_shortage(data["shortage"]) if "shortage" in data else None,
        relaxation=_changes(data["relaxation"]),
        by_rule=None
        if by_rule is None
        else tuple(RuleRelaxed(one["rule"], _words(one), _changes(one["changes"])) for one in by_rule),
    )


def _shortage(data: Data) -> Shortage:
    causes = tuple(Cause(_words(one), one["count"], one.get("condition", "")) for one in data["causes"])
    return Shortage(data["left"], data["needed"], data["considered"], causes)


def _changes(data: Sequence[Data]) -> tuple[BoundChange, ...]:
    return tuple(
        BoundChange(one["rule"], one["from"], one["to"], _words(one), tuple(one.get("ids", ())))
        for one in data
    )
