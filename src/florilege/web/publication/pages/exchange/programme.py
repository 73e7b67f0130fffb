"""The programme of the exchange days, day by day, as it is public: what nobody knows is said to be unknown."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.exchange.clashes import title
from florilege.exchange.programme import KINDS, MANDATES, TERRITORIES, Programme, Session
from florilege.exchange.registration_rules import ACCESS, GIVEN
from florilege.faults import Words
from florilege.territory.reference import Commune, reference
from florilege.web.publication.contents.exchange import ExchangeDays, ReleaseContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.text import words

NO_DAY = Words("Jour non retrouvé", "Day not found")
PLURALS: Mapping[str, Words] = {
    "workshop": Words("ateliers", "workshops"),
    "plenary": Words("plénières", "plenaries"),
    "visit": Words("visites de lieux", "visits of places"),
}


class PersonLine(Struct, frozen=True):
    """Somebody who agreed to be named. role : her mandate and organisation"""

    name: str
    role: str
    chairs: bool


class SessionLine(Struct, frozen=True):
    """A session ready to print. hours : "" where they are not known; seats : in words, "" where nobody said

    place : end of the address of the place that is visited and its name, None for none
    """

    key: str
    kind: str
    title: str
    untitled: bool
    theme: str
    hours: str
    room: str
    seats: str
    people: tuple[PersonLine, ...]
    languages: str
    place: tuple[str, str] | None
    cancelled: bool
    sources: tuple[tuple[str, str], ...]
    documents: tuple[tuple[str, str], ...]
    calendar: str


class DayLine(Struct, frozen=True):
    """The sessions of a day, or those of which nobody knows the day. day : "" for these"""

    day: str
    title: str
    sessions: tuple[SessionLine, ...]


class ReleaseLine(Struct, frozen=True):
    """A release. changes : what it changed, in words"""

    number: str
    date: str
    note: str
    changes: tuple[str, ...]


class RegistrationView(Struct, frozen=True):
    """How people register. until : the last day"""

    access: str
    given: str
    opens: str
    until: str
    erased: str
    domains: str


class ProgrammeView(Struct, frozen=True):
    """The page. counted : how many sessions of each kind; unknown : what no source gives; timed : whether any hour is known"""

    title: str
    edition: str
    days_said: str
    venue: str
    commune: str
    counted: str
    unknown: str
    days: tuple[DayLine, ...]
    releases: tuple[ReleaseLine, ...]
    registration: RegistrationView | None
    sources: tuple[tuple[str, str], ...]
    timed: bool
    linked_data: str


def view(days: ExchangeDays, contents: StudyContents, language: str, address: str) -> ProgrammeView:
    """The programme in a language. address : of the page on the published site, "" where it is not known"""
    programme = days.programme
    event = programme.event
    commune = _commune(programme)
    held = [one for one in programme.sessions.values() if not one.cancelled]
    return ProgrammeView(
        title=words.said(event.title, language),
        edition=_ordinal(event.edition, language) if event.edition else "",
        days_said=_span(event.start, event.end, language),
        venue=words.said(event.venue, language) if event.venue is not None else "",
        commune=commune.name if commune is not None else "",
        counted=_counted(held, language),
        unknown=_unknown(held, language),
        days=_days(programme, contents, language),
        releases=tuple(_release(one, language) for one in days.releases),
        registration=_registration(programme, language),
        sources=_sources(event.sources),
        timed=any(one.start is not None for one in held),
        linked_data=json.dumps(
            linked_data(programme, contents, language, address), ensure_ascii=False
        ).replace("</", "<\\/"),
    )


def linked_data(
    programme: Programme, contents: StudyContents, language: str, address: str
) -> dict[str, object]:
    """The event for search engines (schema.org `Event`, its sessions as `subEvent`); what is not known is left out."""
    event, commune = programme.event, _commune(programme)
    where: dict[str, object] = {}
    if event.venue is not None or commune is not None:
        where = {"@type": "Place", "name": (event.venue or Words("", "")).in_language(language)}
        if commune is not None:
            where["address"] = {
                "@type": "PostalAddress", "addressLocality": commune.name, "addressCountry": "FR",
            }  # fmt: skip
    found: dict[str, object] = {
        "@context": "https://schema.org", "@type": "Event", "name": event.title.in_language(language),
        "startDate": event.start.isoformat(), "endDate": event.end.isoformat(),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "eventStatus": "https://schema.org/EventScheduled", "inLanguage": language,
    }  # fmt: skip
    if where:
        found["location"] = where
    if address:
        found["url"] = address
    if name := contents.imprint.publisher.get("name"):
        found["organizer"] = {"@type": "Organization", "name": name}
    found["subEvent"] = [_sub_event(one, programme, language, address) for one in programme.sessions.values()]
    return found


def _commune(programme: Programme) -> Commune | None:
    found = reference().current(programme.event.commune) if programme.event.commune else None
    return None if found is None else found[0]


def _sub_event(one: Session, programme: Programme, language: str, address: str) -> dict[str, object]:
    status = "EventCancelled" if one.cancelled else "EventScheduled"
    found: dict[str, object] = {
        "@type": "Event", "name": title(programme, one).in_language(language),
        "eventStatus": f"https://schema.org/{status}",
    }  # fmt: skip
    if one.start is not None:
        found["startDate"] = one.start.isoformat()
    elif one.day is not None:
        found["startDate"] = one.day.isoformat()
    if one.end is not None:
        found["endDate"] = one.end.isoformat()
    room = programme.rooms.get(one.room)
    if room is not None:
        found["location"] = {"@type": "Place", "name": room.name.in_language(language)}
    if one.people:
        found["performer"] = [{"@type": "Person", "name": programme.people[key].name} for key in one.people]
    if address:
        found["url"] = f"{address}#{one.key}"
    return found


def _counted(held: Sequence[Session], language: str) -> str:
    counts = Counter(one.kind for one in held)
    parts = [
        f"{words.number(counts[kind], language)} {(PLURALS if counts[kind] > 1 else KINDS)[kind].in_language(language)}"
        for kind in KINDS
        if counts[kind]
    ]
    return words.listed(parts, language)


def _unknown(held: Sequence[Session], language: str) -> str:
    """How much of it nobody told, in one sentence; "" when all is known."""
    untitled = sum(one.title is None for one in held)
    without_hour = sum(one.start is None for one in held)
    said: list[Words] = []
    if untitled:
        said.append(
            Words(f"{untitled} titres sur {len(held)}", f"the titles of {untitled} of {len(held)} sessions")
        )
    if without_hour:
        said.append(
            Words(
                f"{without_hour} horaires sur {len(held)}",
                f"the times of {without_hour} of {len(held)} sessions",
            )
        )
    return words.listed([words.said(one, language) for one in said], language)


def _days(programme: Programme, contents: StudyContents, language: str) -> tuple[DayLine, ...]:
    known = sorted({one.day for one in programme.sessions.values() if one.day is not None})
    found = [
        DayLine(
            day.isoformat(),
            words.capitalised(_weekday(day, language)),
            _lines([one for one in programme.sessions.values() if one.day == day], programme, contents, language),
        )
        for day in known
    ]  # fmt: skip
    nowhere = [one for one in programme.sessions.values() if one.day is None]
    if nowhere:
        lines = _lines(nowhere, programme, contents, language)
        found.append(DayLine("", words.said(NO_DAY, language), lines))
    return tuple(found)


def _lines(
    sessions: Sequence[Session], programme: Programme, contents: StudyContents, language: str
) -> tuple[SessionLine, ...]:
    ordered = sorted(
        sessions, key=lambda one: one.start.timestamp() if one.start is not None else float("inf")
    )
    return tuple(_session(one, programme, contents, language) for one in ordered)


def _session(one: Session, programme: Programme, contents: StudyContents, language: str) -> SessionLine:
    theme = programme.themes.get(one.theme)
    room = programme.rooms.get(one.room)
    place = contents.by_id.get(one.place) if one.place else None
    return SessionLine(
        key=one.key,
        kind=words.capitalised(words.said(KINDS[one.kind], language)),
        title=words.capitalised(words.said(title(programme, one), language)),
        untitled=one.title is None,
        theme=words.said(theme, language) if theme is not None and one.title is not None else "",
        hours=hours(one, language),
        room=words.said(room.name, language) if room is not None else "",
        seats=_seats(one, programme, language),
        people=tuple(_person(programme, key, one, language) for key in one.people),
        languages=words.listed([LANGUAGE_NAMES[code].in_language(language) for code in one.languages], language)
        if one.languages != ("fr",)
        else "",
        place=(place.slug, place.called.in_language(language)) if place is not None else None,
        cancelled=one.cancelled,
        sources=_sources(one.sources),
        documents=tuple((it.url, words.said(it.title, language)) for it in one.documents),
        calendar=session_calendar(one.key, language) if one.day is not None else "",
    )  # fmt: skip


LANGUAGE_NAMES: Mapping[str, Words] = {"fr": Words("français", "French"), "en": Words("anglais", "English")}


def session_calendar(key: str, language: str) -> str:
    """The name of the file of a session's own calendar."""
    return f"{key}.{language}.ics"


def hours(one: Session, language: str) -> str:
    """The hours of a session: 14 h–15 h 30, 14:00–15:30; "" where they are not known."""
    if one.start is None:
        return ""
    return words.EN_DASH.join(
        _hour(moment, language) for moment in (one.start, one.end) if moment is not None
    )


def _hour(moment: datetime.datetime, language: str) -> str:
    if language == "en":
        return f"{moment:%H:%M}"
    minutes = f"{words.NO_BREAK}{moment:%M}" if moment.minute else ""
    return f"{moment.hour}{words.NO_BREAK}h{minutes}"


def _seats(one: Session, programme: Programme, language: str) -> str:
    count = programme.seats_of(one)
    if count is None:
        return ""
    seats = Words(
        f"{count} place" + ("s" if count > 1 else ""), f"{count} seat" + ("s" if count != 1 else "")
    )
    bounds = [f"{TERRITORIES[kind].in_language(language)} {most}" for kind, most in one.most.items()]
    said = words.said(seats, language)
    if not bounds:
        return said
    most = Words("au plus, par type de territoire :", "at most, by kind of territory:")
    return f"{said} ({words.said(most, language)} {', '.join(bounds)})"


def _person(programme: Programme, key: str, one: Session, language: str) -> PersonLine:
    person = programme.people[key]
    role = ", ".join(filter(None, (words.said(MANDATES[person.mandate], language), person.organisation)))
    return PersonLine(person.name, role, key in one.chairs)


def _release(one: ReleaseContent, language: str) -> ReleaseLine:
    return ReleaseLine(
        str(one.release.number),
        words.date(one.release.date.isoformat(), language),
        words.said(one.release.note, language) if one.release.note is not None else "",
        tuple(words.capitalised(words.said(change.words, language)) for change in one.changes),
    )


def _registration(programme: Programme, language: str) -> RegistrationView | None:
    rules = programme.registration
    if rules is None:
        return None
    return RegistrationView(
        access=words.said(ACCESS[rules.access], language),
        given=words.said(GIVEN[rules.given], language),
        opens=words.date(rules.opens.isoformat(), language),
        until=words.date(rules.closes.isoformat(), language),
        erased=words.date(rules.erase.isoformat(), language),
        domains=", ".join(rules.domains),
    )


def _sources(pages: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Address and host of each page, which is what its link says."""
    return tuple((page, page.split("/")[2].removeprefix("www.")) for page in pages)


def _span(start: datetime.date, end: datetime.date, language: str) -> str:
    first, last = words.date(start.isoformat(), language), words.date(end.isoformat(), language)
    if start == end:
        return first
    return words.said(Words(f"du {first} au {last}", f"{first} to {last}"), language)


WEEKDAYS = Words(
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
)


def _weekday(day: datetime.date, language: str) -> str:
    return f"{WEEKDAYS.in_language(language).split()[day.weekday()]} {words.date(day.isoformat(), language)}"


def _ordinal(edition: int, language: str) -> str:
    if language == "fr":
        return f"{edition}{'re' if edition == 1 else 'e'} édition"
    ending = "th" if edition % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(edition % 10, "th")
    return f"{edition}{ending} edition"
