"""What a proposal changes, line by line, beside what the sheet says: as whoever proposes it, and the team, read it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone
from msgspec import Struct
from msgspec.structs import replace

from florilege.evidence.claims import CONTRIBUTION
from florilege.evidence.contributions import LICENCE, REMOVAL, REPLY, VALUE
from florilege.evidence.rules import WHY, canonical
from florilege.faults import Words
from florilege.listings.fields import FIELDS
from florilege.web.contributions.models import Proposal
from florilege.web.contributions.owners import OWNER
from florilege.web.inventory.queries import typed
from florilege.web.publication.contents.places import ClaimContent, PlaceContent, ShownValue
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.place import ledger
from florilege.web.publication.pages.sources import Source
from florilege.web.publication.text import words
from florilege.web.publication.text.values import Written, field_label, written


class Change(Struct, frozen=True):
    """One line of a proposal, as it is read. before : what the sheet says now; state, reason : once it is answered"""

    pk: int
    field: str
    label: str
    cause: str
    before: tuple[Written, ...]
    after: str
    wrong: str
    state: str
    reason: str
    sources: tuple[Source, ...] = ()


KINDS: Mapping[str, Words] = {
    REPLY: Words("droit de réponse", "right of reply"),
    REMOVAL: Words("ne plus figurer ici", "be removed from this site"),
    OWNER: Words("c’est mon lieu", "this is my place"),
}


def changes(
    proposal: Proposal, place: PlaceContent | None, contents: StudyContents, language: str
) -> tuple[Change, ...]:
    """The lines of a proposal beside what the sheet says; place : None when it is not published any more"""
    found: list[Change] = []
    for one in proposal.values.all():
        entry = (
            ledger.entry(place, one.field, contents, language)
            if place is not None and one.kind == VALUE
            else None
        )
        found.append(
            Change(
                pk=one.pk,
                field=one.field if one.kind == VALUE else "",
                label=words.capitalised(
                    field_label(one.field, language)
                    if one.kind == VALUE
                    else words.said(KINDS[one.kind], language)
                ),
                cause=one.cause,
                before=entry.values if entry is not None else (),
                after=one.right if one.kind == REPLY else said(one.field, one.right, language),
                wrong=said(one.field, one.wrong, language),
                state=one.state,
                reason=one.reason,
                sources=entry.sources if entry is not None else (),
            )
        )
    return tuple(found)


def said(field: str, text: str, language: str) -> str:
    """A proposed value as a reader knows it."""
    if not text or field not in FIELDS:
        return text
    unit = FIELDS[field].unit or ""
    return written(field, typed(field, text), unit, language, source_language="fr").text


def as_it_would_be(proposal: Proposal, place: PlaceContent) -> PlaceContent:
    """The place with what is proposed accepted: its sheet before publication."""
    shown, claims = dict(place.shown), list(place.claims)
    for rank, one in enumerate(proposal.values.all(), start=1):
        if one.kind != VALUE:
            continue
        before = shown.get(one.field)
        values = list(before.values) if before is not None and FIELDS[one.field].multiple else []
        values = (
            [value for value in values if canonical(value) != canonical(typed(one.field, one.wrong))]
            if one.wrong
            else values
        )
        values += [typed(one.field, one.right)] if one.right else []
        if not values:
            shown.pop(one.field, None)
            continue
        unit = FIELDS[one.field].unit or ""
        claims.append(
            ClaimContent(
                pk=-rank, field=one.field, value=one.right, unit=unit, listing=CONTRIBUTION, record_id="",
                column=f"000000 {proposal.said_by}", source_url=proposal.proof_url,
                date=timezone.localdate().isoformat(), licence=LICENCE, note="", shown=True,
            )
        )  # fmt: skip
        kept = before.claims if before is not None and FIELDS[one.field].multiple else ()
        shown[one.field] = ShownValue(
            one.field,
            tuple(values),
            unit,
            (*kept, -rank),
            "contribution",
            WHY["contribution"],
            disagree=False,
        )
    return replace(place, shown=shown, claims=tuple(claims))
