"""Slots: sessions held at one time, of which a person may have a seat in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.exchange.clashes import overlap
from florilege.exchange.programme import PLENARY, Programme, Session


class Slot(Struct, frozen=True):
    """Sessions that meet, directly or by one between them. key : of the first; sessions : keys, in the order of the programme"""

    key: str
    sessions: tuple[str, ...]


def slots(programme: Programme) -> tuple[Slot, ...]:
    """The slots of the workshops and visits that are held, by their hour; one whose hour is unknown stands alone.

    A plenary is for everybody: it has no seats to share out.
    """
    held = [one for one in programme.sessions.values() if one.kind != PLENARY and not one.cancelled]
    groups: list[list[Session]] = []
    for one in held:
        meeting = [group for group in groups if any(overlap(one, other) for other in group)]
        merged = [*(other for group in meeting for other in group), one]
        groups = [group for group in groups if group not in meeting] + [merged]
    order = {one.key: rank for rank, one in enumerate(held)}
    for group in groups:
        group.sort(key=lambda one: order[one.key])
    groups.sort(key=lambda group: (_begins(group), order[group[0].key]))
    return tuple(Slot(group[0].key, tuple(one.key for one in group)) for group in groups)


def slot_of(found: Sequence[Slot]) -> Mapping[str, Slot]:
    """Key of a session → its slot."""
    return {key: slot for slot in found for key in slot.sessions}


def _begins(group: Sequence[Session]) -> float:
    return min((one.start.timestamp() for one in group if one.start is not None), default=float("inf"))
