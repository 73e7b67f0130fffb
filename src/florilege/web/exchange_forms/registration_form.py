"""The form of a registration: what it asks, slot by slot, and what it holds when it comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.exchange.clashes import title
from florilege.exchange.programme import Programme, Session
from florilege.exchange.slots import Slot
from florilege.faults import InputRefused
from florilege.web.exchange import participants
from florilege.web.exchange.programmes import PublicProgramme
from florilege.web.exchange.registrations import Said
from florilege.web.publication.pages.exchange.programme import hours
from florilege.web.publication.text import words

MOST_CHOICES = 3
"""Ranks of preference within a slot."""
Sent = Mapping[str, Sequence[str]]
"""A form as it was sent: name → values."""


class Choice(Struct, frozen=True):
    """One rank of preference. chosen : key of the session, "" for none"""

    name: str
    rank: int
    chosen: str


class SlotLine(Struct, frozen=True):
    """A slot of the form. options : key and words of each session; alone : whether there is only one"""

    key: str
    title: str
    options: tuple[tuple[str, str], ...]
    choices: tuple[Choice, ...]
    alone: bool


class RegistrationForm(Struct, frozen=True):
    """The form ready to print. territories : those that what was typed may mean, where it is not clear"""

    typed: Mapping[str, str]
    kinds: tuple[tuple[str, str, bool], ...]
    slots: tuple[SlotLine, ...]
    territories: tuple[tuple[str, str], ...]


def form(held: PublicProgramme, language: str, sent: Sent | None = None) -> RegistrationForm:
    """The form, with what was sent before."""
    participants.read_territories()
    given = sent or {}
    typed = {key: _one(given, key) for key in ("name", "organisation", "email", "territory", "kind")}
    unclear = participants.meant(typed["territory"]) if typed["territory"] else ()
    return RegistrationForm(
        typed=typed,
        kinds=tuple(
            (key, words.capitalised(words.said(said, language)), key == typed["kind"])
            for key, said in participants.KINDS.items()
        ),
        slots=slot_lines(held, language, wishes_of(held, given)),
        territories=tuple(
            (one.code, f"{one.name} ({words.said(one.kind_words, language)}, {one.code})") for one in unclear
        )
        if len(unclear) > 1
        else (),
    )


def slot_lines(
    held: PublicProgramme, language: str, wishes: Mapping[str, Sequence[str]]
) -> tuple[SlotLine, ...]:
    """The slots with what is chosen of each."""
    return tuple(_slot(held.programme, slot, language, wishes.get(slot.key, ())) for slot in held.slots)


def _slot(programme: Programme, slot: Slot, language: str, chosen: Sequence[str]) -> SlotLine:
    sessions = [programme.sessions[key] for key in slot.sessions]
    ranks = min(MOST_CHOICES, len(sessions))
    choices = tuple(
        Choice(f"slot.{slot.key}", rank, chosen[rank - 1] if len(chosen) >= rank else "")
        for rank in range(1, ranks + 1)
    )
    return SlotLine(
        slot.key, slot_title(sessions, language), tuple((one.key, named(programme, one, language)) for one in sessions),
        choices, len(sessions) == 1,
    )  # fmt: skip


def slot_title(sessions: Sequence[Session], language: str) -> str:
    """When a slot is held: its day and its hours; what is called where nobody knows."""
    known = [one for one in sessions if one.start is not None]
    if not known:
        return ""
    first = min(known, key=lambda one: one.start.timestamp() if one.start is not None else 0.0)
    day = words.date(first.day.isoformat(), language) if first.day is not None else ""
    return ", ".join(part for part in (day, hours(first, language)) if part)


def named(programme: Programme, session: Session, language: str) -> str:
    """What a session is called, in a list of choices."""
    return words.capitalised(words.said(title(programme, session), language))


def wishes_of(held: PublicProgramme, sent: Sent) -> dict[str, list[str]]:
    """Slot → the sessions chosen, in order of preference, empty ranks left out."""
    return {
        slot.key: [one for one in sent.get(f"slot.{slot.key}", ()) if one][:MOST_CHOICES]
        for slot in held.slots
    }


def read(held: PublicProgramme, sent: Sent, language: str) -> Said:
    """What a form says; raises InputRefused for an unknown kind or territory."""
    kind = _one(sent, "kind")
    return Said(
        name=_one(sent, "name"),
        organisation=_one(sent, "organisation"),
        address=_one(sent, "email"),
        kind=kind,
        represents=participants.checked(kind, _one(sent, "territory_code") or _one(sent, "territory")),
        language=language,
        wishes=wishes_of(held, sent),
    )


def field_of(refused: InputRefused) -> str:
    """The field of the form that a refusal is about."""
    return refused.where.column or ""


def _one(sent: Sent, key: str) -> str:
    return next(iter(sent.get(key, ())), "").strip()[:300]
