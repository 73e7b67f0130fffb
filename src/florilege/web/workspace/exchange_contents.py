"""What the pages of the exchange days show the team: how full each session is, who comes, the programme as a grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Count
from msgspec import Struct

from florilege.exchange.clashes import clashes
from florilege.exchange.programme import PLENARY, Programme, Session
from florilege.exchange.releases import changes
from florilege.web.exchange import check_ins, registrations
from florilege.web.exchange.models import CONFIRMED, HELD, LEFT, OFFERED, SEATED, WAITING, Registration, Seat
from florilege.web.exchange.participants import KINDS
from florilege.web.exchange.programmes import PublicProgramme
from florilege.web.exchange_forms.registration_form import named
from florilege.web.publication.pages.exchange.programme import hours
from florilege.web.publication.text import words


class SessionFilling(Struct, frozen=True):
    """How full a session is. seats, came : "" where not known, or where nobody was checked in

    crowded : more people have a seat than there are, since a release took some away
    """

    key: str
    title: str
    when: str
    seats: str
    seated: str
    offered: str
    waiting: str
    came: str
    crowded: bool = False


class Overview(Struct, frozen=True):
    """The page. changed : what was changed since the last release; can_share : whether seats are still to be shared out"""

    event: str
    registered: str
    confirmed: str
    came: str
    sessions: tuple[SessionFilling, ...]
    clashes: tuple[str, ...]
    release: str
    changed: tuple[str, ...]
    open_for: str
    can_share: bool
    fault: str
    may_act: bool


class ParticipantLine(Struct, frozen=True):
    """Somebody who comes. state : "held" or "confirmed"; sessions : those where she has a seat"""

    key: str
    badge: str
    name: str
    organisation: str
    kind: str
    territory: str
    state: str
    sessions: tuple[str, ...]


class GridSession(Struct, frozen=True):
    """A session of the grid. start, end : as a field of a form takes them"""

    key: str
    title: str
    kind: str
    room: str
    start: str
    end: str
    cancelled: bool
    clashes: tuple[str, ...]


class GridRow(Struct, frozen=True):
    """An hour of the grid and, room by room, the sessions that begin at it. moment : as a form takes it, "" for no hour"""

    moment: str
    said: str
    cells: tuple[tuple[str, tuple[GridSession, ...]], ...]


class Grid(Struct, frozen=True):
    """The programme as a grid: hours down, rooms across, "" for no room."""

    rooms: tuple[tuple[str, str], ...]
    rows: tuple[GridRow, ...]
    first: str
    last: str
    released: bool
    fault: str
    may_act: bool


def overview(
    study: str, held: PublicProgramme | None, working: Programme, released: Programme | None, language: str, *,
    shared: bool, fault: str, may_act: bool,
) -> Overview:  # fmt: skip
    """The overview in a language."""
    living = registrations.living(study, working.event.key)
    came = check_ins.counts(study, held) if held is not None else {}
    rules = working.registration
    return Overview(
        event=words.said(working.event.title, language),
        registered=words.number(living.count(), language),
        confirmed=words.number(living.filter(state=CONFIRMED).count(), language),
        came=words.number(came[""], language) if came.get("") else "",
        sessions=_fillings(study, working, came, language),
        clashes=tuple(words.said(one.words, language) for one in clashes(working)),
        release=str(released.releases[-1].number) if released is not None and released.releases else "",
        changed=tuple(
            words.capitalised(words.said(one.words, language)) for one in changes(released, working)
        )
        if released is not None
        else (),
        open_for=words.date(rules.closes.isoformat(), language) if rules is not None else "",
        can_share=rules is not None and rules.shared_out is not None and not shared,
        fault=fault,
        may_act=may_act,
    )


def _fillings(
    study: str, working: Programme, came: Mapping[str, int], language: str
) -> tuple[SessionFilling, ...]:
    rows = Seat.objects.filter(study=study, event=working.event.key).exclude(state=LEFT).order_by()
    counted = {
        (session, state): count
        for session, state, count in rows.values_list("session", "state").annotate(Count("pk"))
    }
    found = []
    for one in working.sessions.values():
        if one.cancelled:
            continue
        seats = working.seats_of(one)
        seated, offered, waiting = (
            "" if one.kind == PLENARY else words.number(counted.get((one.key, state), 0), language)
            for state in (SEATED, OFFERED, WAITING)
        )
        found.append(
            SessionFilling(
                key=one.key,
                title=named(working, one, language),
                when=when(one, language),
                seats=words.number(seats, language) if seats is not None else "",
                seated=seated,
                offered=offered,
                waiting=waiting,
                came=words.number(came[one.key], language) if one.key in came else "",
                crowded=seats is not None and counted.get((one.key, SEATED), 0) > seats,
            )
        )
    return tuple(found)


def when(one: Session, language: str) -> str:
    """The day and the hours of a session, what is known of them."""
    day = words.date(one.day.isoformat(), language) if one.day is not None else ""
    return ", ".join(part for part in (day, hours(one, language)) if part)


def participants(study: str, held: PublicProgramme, asked: str, language: str) -> tuple[ParticipantLine, ...]:
    """Whoever comes, by name. asked : part of a name, of an organisation or of a territory, "" for all"""
    rows = Registration.objects.filter(study=study, event=held.event, state__in=(HELD, CONFIRMED))
    wanted = asked.casefold().strip()
    found = [
        ParticipantLine(
            one.key,
            one.badge,
            one.name,
            one.organisation,
            words.said(KINDS[one.kind], language),
            one.territory_name,
            one.state,
            tuple(
                named(held.programme, held.session(seat.session), language)
                for seat in one.seats.all()
                if seat.state == SEATED and seat.session in held.programme.sessions
            ),
        )
        for one in rows.prefetch_related("seats")
        if wanted in f"{one.name} {one.organisation} {one.territory_name}".casefold()
    ]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.badge)))


def grid(working: Programme, language: str, *, released: bool, fault: str, may_act: bool) -> Grid:
    """The programme as a grid. released : whether a release is what is public, and not the file"""
    reported: dict[str, list[str]] = {}
    for clash in clashes(working):
        for key in clash.sessions:
            reported.setdefault(key, []).append(words.said(clash.words, language))
    rooms = [(key, words.said(one.name, language)) for key, one in working.rooms.items()]
    used = {one.room for one in working.sessions.values()}
    if "" in used or not rooms:
        rooms.append(("", ""))
    moments = sorted({one.start for one in working.sessions.values() if one.start is not None})
    rows = [_row(moment, working, rooms, reported, language) for moment in moments]
    if any(one.start is None for one in working.sessions.values()):
        rows.append(_row(None, working, rooms, reported, language))
    event = working.event
    return Grid(
        tuple(rooms),
        tuple(rows),
        f"{event.start.isoformat()}T00:00",
        f"{event.end.isoformat()}T23:59",
        released,
        fault,
        may_act,
    )


def _row(
    moment: datetime | None, working: Programme, rooms: Sequence[tuple[str, str]], reported: Mapping[str, list[str]], language: str,
) -> GridRow:  # fmt: skip
    here = [one for one in working.sessions.values() if one.start == moment]
    cells = tuple(
        (
            key,
            tuple(_grid_session(one, working, reported.get(one.key, ()), language) for one in here if one.room == key),
        )
        for key, _ in rooms
    )  # fmt: skip
    if moment is None:
        return GridRow("", "", cells)
    day = words.date(moment.date().isoformat(), language)
    hour = f"{moment:%H:%M}" if language == "en" else f"{moment.hour} h {moment:%M}"
    return GridRow(_typed(moment), f"{day}, {hour}", cells)


def _grid_session(one: Session, working: Programme, reported: Sequence[str], language: str) -> GridSession:
    return GridSession(
        one.key, named(working, one, language), one.kind, one.room, _typed(one.start), _typed(one.end), one.cancelled,
        tuple(dict.fromkeys(reported)),
    )  # fmt: skip


def _typed(moment: datetime | None) -> str:
    """A moment as a field `datetime-local` holds it."""
    return "" if moment is None else f"{moment:%Y-%m-%dT%H:%M}"
