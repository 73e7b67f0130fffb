"""A place by its claims: who says what of each field, what is shown and why; claims are added and taken back, never changed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence, Set

from msgspec import Struct, field

from florilege.evidence.claims import CHECKED_BY_PERSONS, CONTRIBUTION, VISIT
from florilege.evidence.contributions import SETTABLE, VALUE, Line, speaker_of, standing, value_of
from florilege.evidence.liveness import WATCH
from florilege.evidence.rules import canonical
from florilege.faults import InputRefused, Words
from florilege.listings.fields import FIELDS
from florilege.listings.records import Value
from florilege.web.acts.examinations import contribution_lines
from florilege.web.inventory.models import Claim, Link, Listing, Place, ShownPlace
from florilege.web.inventory.queries import record_key, typed
from florilege.web.journal.models import Act
from florilege.web.publication.pages.place.ledger import CORRECTED_BY, PLACE_VISIT, SITE_VISIT
from florilege.web.publication.text import words
from florilege.web.publication.text.values import Written, field_label, written
from florilege.web.study.open_study import OpenStudy
from florilege.web.workspace import since_read

CORRECTION = Words("correction", "correction")
LAST_ACTS = 20


class ClaimLine(Struct, frozen=True):
    """One claim. shown : whether it says what is shown; act : of the journal of contributions, 0 for a claim of others

    mine : whether the act is signed by whoever reads the page
    """

    value: Written
    source: str
    record: str
    date: str
    url: str
    shown: bool
    act: int
    mine: bool = False


class FieldLine(Struct, frozen=True):
    """A field, its claims, and why one of them is shown."""

    field: str
    label: str
    claims: tuple[ClaimLine, ...]
    rule: str
    disagree: bool


class RecordLine(Struct, frozen=True):
    """A row of a listing that makes the place: alone of its place, it cannot be parted."""

    key: str
    listing: str
    name: str


class EditorView(Struct, frozen=True):
    """The editor of a place. pending : acts that the next build will follow; mark : of what it shows (`since_read`)"""

    name: str
    slug: str
    place_id: str
    where: str
    fields: tuple[FieldLine, ...]
    records: tuple[RecordLine, ...]
    choices: tuple[tuple[str, str], ...]
    acts: tuple[Act, ...]
    pending: int
    fault: str
    mark: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


def editor(
    study: OpenStudy,
    slug: str,
    language: str,
    *,
    who: str = "",
    fault: str = "",
    typed: Mapping[str, str] | None = None,
) -> EditorView:
    """The editor of a place by the end of its address. who : the person who reads it, "" where nobody signs in

    Raises Place.DoesNotExist.
    """
    row = ShownPlace.objects.select_related("place").filter(place__slug=slug).first()
    if row is None:
        raise Place.DoesNotExist(slug)
    place_id = row.place.public_id
    titles = {one.slug: Words(one.title_fr, one.title_en) for one in Listing.objects.all()}
    grouped: dict[str, list[Claim]] = {}
    for one in Claim.objects.filter(place=row.place).select_related("record").order_by("id"):
        grouped.setdefault(one.field, []).append(one)
    links = Link.objects.filter(place=row.place).select_related("record__version__listing")
    lines = standing(contribution_lines(study.folder))
    followed = {
        int(one.column.partition(" ")[0])
        for said in grouped.values()
        for one in said
        if one.listing == CONTRIBUTION
    }
    own = {one.act for one in lines if not who or one.accepted_by == who}
    here = {
        one.act for one in lines if one.place_id == place_id and one.kind == VALUE and one.right is not None
    }
    return EditorView(
        name=row.called.in_language(language),
        slug=slug,
        place_id=place_id,
        where=", ".join(filter(None, (row.commune, row.departement, row.region))),
        fields=tuple(
            _field(name, grouped[name], row, titles, own, language) for name in FIELDS if name in grouped
        ),
        records=tuple(
            RecordLine(
                record_key(link.record.version.listing.slug, link.record.record_id),
                words.said(titles[link.record.version.listing.slug], language),
                link.record.name,
            )
            for link in links
        ),
        choices=tuple((name, words.capitalised(field_label(name, language))) for name in SETTABLE),
        acts=tuple(Act.objects.filter(study=study.file.slug, object__contains=place_id)[:LAST_ACTS]),
        pending=len(here - followed),
        fault=fault,
        mark=since_read.mark(study.folder, shown_values(place_id)),
        typed={**dict.fromkeys(("field", "value", "source_url", "date", "reason"), ""), **(typed or {})},
    )


def _field(
    name: str,
    claims: Sequence[Claim],
    row: ShownPlace,
    titles: Mapping[str, Words],
    own: Set[int],
    language: str,
) -> FieldLine:
    shown = row.values.get(name, {})
    rule = shown.get("rule", {})
    return FieldLine(
        field=name,
        label=words.capitalised(field_label(name, language)),
        claims=tuple(_claim(one, titles, own, language) for one in claims),
        rule=str(rule.get(language, "")) if len(claims) > 1 else "",
        disagree=bool(shown.get("disagree")),
    )


def _claim(one: Claim, titles: Mapping[str, Words], own: Set[int], language: str) -> ClaimLine:
    by_person = one.listing in CHECKED_BY_PERSONS
    act = int(one.column.partition(" ")[0]) if one.listing == CONTRIBUTION else 0
    return ClaimLine(
        value=written(one.field, typed(one.field, one.value), one.unit, language, source_language="fr"),
        source=_source(one, titles, language),
        record="" if by_person else one.record.record_id,
        date=words.date(one.date, language) if one.date else "",
        url=one.source_url,
        shown=one.shown,
        act=act,
        mine=act in own,
    )


def _source(one: Claim, titles: Mapping[str, Words], language: str) -> str:
    if one.listing == WATCH:
        return words.said(SITE_VISIT, language)
    if one.listing == VISIT:
        return words.said(PLACE_VISIT, language)
    if one.listing == CONTRIBUTION:
        speaker = CORRECTED_BY.get(speaker_of(one.column))
        said = words.said(CORRECTION, language)
        return f"{said} ({words.said(speaker, language)})" if speaker is not None else said
    return words.said(titles[one.listing], language) if one.listing in titles else one.listing


def line_of(place_id: str, sent: Mapping[str, str]) -> Line:
    """A claim of the team as its form sends it: field, value, and what it replaces; raises InputRefused.

    The value "wrong" of `act` says that what is shown is false, nothing being known to be true.
    """
    name = sent.get("field", "")
    if name not in SETTABLE:
        raise InputRefused(
            Words("un champ que l’on peut corriger", "a field that can be corrected"),
            column="field",
            value=name,
        )
    shown = shown_values(place_id).get(name, ())
    text = sent.get("value", "").strip()
    day = sent.get("date", "").strip()
    if sent.get("act") == "wrong":
        wrong = value_of(name, text)
        if canonical(wrong) not in {canonical(one) for one in shown}:
            raise InputRefused(Words("une valeur montrée", "a value that is shown"), column=name, value=text)
        return Line(0, VALUE, place_id, name, wrong=wrong, date=_day(day))
    right = value_of(name, text)
    single = not FIELDS[name].multiple
    before = shown[0] if single and shown else None
    if any(canonical(one) == canonical(right) for one in shown):
        before = None  # it confirms what is shown
    return Line(0, VALUE, place_id, name, wrong=before, right=right, date=_day(day))


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise InputRefused(
            Words("une date AAAA-MM-JJ", "a date YYYY-MM-DD"), column="date", value=text
        ) from None


def shown_values(place_id: str) -> Mapping[str, tuple[Value, ...]]:
    """Field → values shown of a place; raises InputRefused for one that is not listed."""
    row = ShownPlace.objects.filter(place__public_id=place_id).first()
    if row is None:
        raise InputRefused(Words("un lieu présent", "a current place"), value=place_id)
    return {
        name: tuple(item["value"]) if isinstance(item["value"], list) else (item["value"],)
        for name, item in row.values.items()
        if name in FIELDS
    }
