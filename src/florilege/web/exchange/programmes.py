"""The programme that people register for: the one that is public, read once for each state of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache

from msgspec import Struct

from florilege.exchange.programme import PLENARY, Programme, Session, read_programme
from florilege.exchange.registration_rules import RegistrationRules
from florilege.exchange.seats import Workshop
from florilege.exchange.slots import Slot, slot_of, slots
from florilege.web.study.measures import measures_of
from florilege.web.study.models import StepRun, Study


class PublicProgramme(Struct, frozen=True, dict=True):
    """A programme and its slots."""

    programme: Programme
    rules: RegistrationRules

    @property
    def event(self) -> str:
        """Its key."""
        return self.programme.event.key

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        return slots(self.programme)

    @cached_property
    def slot_of(self) -> Mapping[str, Slot]:
        """Key of a session → its slot, of those that have seats to give."""
        return slot_of(self.slots)

    def session(self, key: str) -> Session:
        """A session; raises KeyError."""
        return self.programme.sessions[key]

    def workshop(self, key: str, *, unbounded: int) -> Workshop:
        """A session as its seats are counted. unbounded : the seats of one of which nobody said how many it has"""
        session = self.programme.sessions[key]
        seats = self.programme.seats_of(session)
        return Workshop(key, unbounded if seats is None else seats, session.most)

    @cached_property
    def plenaries(self) -> tuple[Session, ...]:
        """The sessions for everybody that are held."""
        return tuple(
            one for one in self.programme.sessions.values() if one.kind == PLENARY and not one.cancelled
        )


def public_programme(study: str) -> PublicProgramme | None:
    """The programme of a study that people register for; None where there is none, or where nobody registers."""
    run = StepRun.objects.filter(study__slug=study, step="exchange").order_by()
    found = run.values_list("fingerprint", "finished")[:1]
    return next((_read(study, f"{one[0]} {one[1]}") for one in found), None)


@lru_cache(maxsize=4)
def _read(study: str, _state: str) -> PublicProgramme | None:
    row = Study.objects.filter(slug=study).first()
    text = measures_of(row).exchange.programme if row is not None else ""
    if not text:
        return None
    programme = read_programme(text, file="programme.toml")
    return None if programme.registration is None else PublicProgramme(programme, programme.registration)
