"""What persons decided of places, as frozen values, without any electronic address."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from florilege.evidence.privacy import without_addresses
from florilege.faults import Words
from florilege.selection.overrides import Change
from florilege.selection.stages import Passage, StageDecision
from florilege.web.publication.contents.stored_json import typeset
from florilege.web.study.measures import LoggedDecision


class Decided(Struct, frozen=True):
    """What a person decided of a place at a stage, and whether no later decision replaces it.

    effect : of a decision about the list, what it does to the list computed: "enters", "leaves" or "nothing"
    """

    place_id: str
    stage: str
    outcome: str
    reason: Words
    author: str
    date: str
    stands: bool
    effect: str = ""


def of_the_log(one: LoggedDecision) -> Decided:
    """A line of the log of the stages."""
    return _decided(one.decision, stands=one.stands)


def of_the_list(one: Change) -> Decided:
    """A line about the list published."""
    return _decided(one.decision, stands=one.stands, effect=one.effect)


def public_passage(one: Passage) -> Passage:
    """What became of a place at a stage, as it is published."""
    reason = Words(without_addresses(one.reason.fr), without_addresses(one.reason.en))
    return replace(one, reason=reason, author=without_addresses(one.author))


def _decided(one: StageDecision, *, stands: bool, effect: str = "") -> Decided:
    return Decided(
        place_id=one.place_id,
        stage=one.stage,
        outcome=one.outcome,
        reason=typeset(Words(without_addresses(one.reason.fr), without_addresses(one.reason.en))),
        author=without_addresses(one.author),
        date=one.date,
        stands=stands,
        effect=effect,
    )
