"""Somebody's own page: her programme, her place on the waiting lists and why, what she asked for, when all of it is erased."""

from __future__ import annotations

from itertools import combinations

from msgspec import Struct

from florilege.exchange.clashes import overlap
from florilege.exchange.programme import Session
from florilege.web.exchange import participants, registrations, seating, sharing
from florilege.web.exchange.models import LEFT, OFFERED, SEATED, WAITING, Registration, Seat
from florilege.web.exchange.participant_letters import moment
from florilege.web.exchange.programmes import PublicProgramme
from florilege.web.exchange_forms.registration_form import SlotLine, named, slot_lines
from florilege.web.publication.pages.exchange.programme import hours
from florilege.web.publication.text import words


class OwnSession(Struct, frozen=True):
    """A session of hers. when, room : "" where nobody knows"""

    key: str
    title: str
    when: str
    room: str


class Offer(Struct, frozen=True):
    """A seat offered. until : in words; instead : the session that taking it frees, "" for none"""

    session: OwnSession
    until: str
    instead: str


class InLine(Struct, frozen=True):
    """A place on a waiting list. rank : "" while a ceiling keeps her waiting; why : the heaviest reason first"""

    session: OwnSession
    rank: str
    why: tuple[str, ...]


class OwnPage(Struct, frozen=True):
    """The page. gone : sessions of hers that are held no more; doubled : pairs of hers that meet since one was moved

    ranked : whether seats are still to be shared out
    """

    name: str
    organisation: str
    kind: str
    territory: str
    sessions: tuple[OwnSession, ...]
    offers: tuple[Offer, ...]
    in_line: tuple[InLine, ...]
    gone: tuple[str, ...]
    doubled: tuple[tuple[str, str], ...]
    slots: tuple[SlotLine, ...]
    ranked: str
    badge: str
    erased: str
    can_change: bool


def view(row: Registration, held: PublicProgramme, language: str) -> OwnPage:
    """The page in a language."""
    seats = [one for one in row.seats.exclude(state=LEFT) if one.session in held.programme.sessions]
    live = [one for one in seats if one.session in held.slot_of]
    mine = [one.session for one in live if one.state == SEATED] + [one.key for one in held.plenaries]
    ordered = sorted(mine, key=lambda key: seating.starts_at(held, key).timestamp())
    rules = held.rules
    represents = row.territory_name
    return OwnPage(
        name=row.name,
        organisation=row.organisation,
        kind=words.capitalised(words.said(participants.KINDS[row.kind], language)),
        territory=represents,
        sessions=tuple(_session(held.session(key), held, language) for key in ordered),
        offers=tuple(_offer(one, row, held, language) for one in live if one.state == OFFERED),
        in_line=tuple(_in_line(one, row, held, language) for one in live if one.state == WAITING),
        gone=tuple(
            named(held.programme, held.session(one.session), language) for one in seats if one not in live
        ),
        doubled=tuple(
            (named(held.programme, one, language), named(held.programme, other, language))
            for one, other in combinations(
                [held.session(seat.session) for seat in live if seat.state == SEATED], 2
            )
            if overlap(one, other)
        ),
        slots=slot_lines(held, language, seating.wishes_by_slot(held, row.wishes)),
        ranked=words.date(rules.shared_out.isoformat(), language)
        if rules.shared_out is not None and sharing.are_gathered(row.study, held)
        else "",
        badge=row.badge,
        erased=words.date(rules.erase.isoformat(), language),
        can_change=registrations.today(held) <= held.programme.event.end,
    )


def _session(one: Session, held: PublicProgramme, language: str) -> OwnSession:
    room = held.programme.rooms.get(one.room)
    day = words.date(one.day.isoformat(), language) if one.day is not None else ""
    return OwnSession(
        one.key,
        named(held.programme, one, language),
        ", ".join(part for part in (day, hours(one, language)) if part),
        words.said(room.name, language) if room is not None else "",
    )


def _offer(one: Seat, row: Registration, held: PublicProgramme, language: str) -> Offer:
    other = row.seats.filter(session__in=held.slot_of[one.session].sessions, state=SEATED).first()
    instead = (
        named(held.programme, held.session(other.session), language)
        if other is not None and other.session in held.programme.sessions
        else ""
    )
    until = moment(one.answer_by, held, language) if one.answer_by is not None else ""
    return Offer(_session(held.session(one.session), held, language), until, instead)


def _in_line(one: Seat, row: Registration, held: PublicProgramme, language: str) -> InLine:
    place = seating.places_in_line(row.study, held, one.session).get(row.key)
    said = [fr if language == "fr" else en for fr, en in one.why]
    if place is not None:
        said += [why.in_language(language) for why in place.why]
    rank = words.number(place.rank, language) if place is not None and place.rank else ""
    return InLine(
        _session(held.session(one.session), held, language),
        rank,
        tuple(words.typographic(text) if language == "fr" else text for text in said),
    )
