"""What is shared out: the seats of workshops that are held at one time, and what each person asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from florilege.faults import InputRefused, Words


class Workshop(Struct, frozen=True):
    """A workshop of a slot. seats : people at most; most : kind of territory → people of that kind at most"""

    key: str
    seats: int
    most: Mapping[str, int] = field(default_factory=dict)


class Wish(Struct, frozen=True):
    """What a person asked for. kind : of her territory; choices : keys of workshops, the most wanted first"""

    person: str
    kind: str
    choices: tuple[str, ...]


def checked(workshops: Sequence[Workshop], wishes: Sequence[Wish]) -> dict[str, Workshop]:
    """The workshops by key; raises InputRefused for two of one key, a negative number, a choice that is none or said twice."""
    by_key = {one.key: one for one in workshops}
    if len(by_key) < len(workshops):
        raise InputRefused(Words("une clé par atelier", "one key per workshop"), column="key")
    for one in workshops:
        for count in (one.seats, *one.most.values()):
            if count < 0:
                raise InputRefused(
                    Words("un nombre de places, 0 ou plus", "a number of seats, 0 or more"),
                    column=one.key,
                    value=count,
                )
    if len({one.person for one in wishes}) < len(wishes):
        raise InputRefused(Words("une demande par personne", "one wish per person"), column="person")
    for wish in wishes:
        for choice in wish.choices:
            if choice not in by_key:
                raise InputRefused(
                    Words("la clé d’un atelier de ce moment", "the key of a workshop of this slot"),
                    column=wish.person,
                    value=choice,
                )
        if len(set(wish.choices)) < len(wish.choices):
            raise InputRefused(
                Words("chaque atelier une fois", "each workshop once"),
                column=wish.person,
                value=", ".join(wish.choices),
            )
    return by_key
