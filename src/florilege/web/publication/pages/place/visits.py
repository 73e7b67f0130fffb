"""Visits to a place, ready to print: when, who, what was seen, what was confirmed or contradicted."""

from __future__ import annotations

from msgspec import Struct

from florilege.evidence.examinations import CONFIRMED, Checked
from florilege.evidence.visits import PublishedVisit
from florilege.faults import Words
from florilege.listings.fields import FIELDS
from florilege.listings.records import Value
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.text import words
from florilege.web.publication.text.values import Written, field_label, written


class CheckedLine(Struct, frozen=True):
    """A value looked at on the spot."""

    label: str
    value: Written
    confirmed: bool
    found: Written | None


class VisitLine(Struct, frozen=True):
    """A visit. language : of what was seen, where it is not that of the page"""

    date: str
    who: str
    seen: str
    language: str
    checked: tuple[CheckedLine, ...]
    photographs: tuple[tuple[str, str], ...]


def lines(place: PlaceContent, contents: StudyContents, language: str) -> tuple[VisitLine, ...]:
    """The visits to a place, the last first."""
    found = [visit for visit in contents.visits if visit.place_id == place.place_id]
    return tuple(_line(visit, language) for visit in sorted(found, key=lambda one: one.date, reverse=True))


def _line(visit: PublishedVisit, language: str) -> VisitLine:
    other = "fr" if language == "en" else "en"
    seen = visit.seen.get(language) or visit.seen.get(other, "")
    return VisitLine(
        date=words.date(visit.date, language),
        who=", ".join(visit.who),
        seen=words.said(Words(seen, seen), language),
        language=other if seen and not visit.seen.get(language) else "",
        checked=tuple(_checked(one, language) for one in visit.claims if one.field in FIELDS),
        photographs=tuple(
            (words.said(one.alt, language) if one.alt is not None else "", one.credit)
            for one in visit.photographs
        ),
    )


def _checked(one: Checked, language: str) -> CheckedLine:
    def said(value: Value) -> Written:
        return written(one.field, value, FIELDS[one.field].unit or "", language, source_language="fr")

    return CheckedLine(
        label=field_label(one.field, language),
        value=said(one.value),
        confirmed=one.verdict == CONFIRMED,
        found=None if one.found is None else said(one.found),
    )
