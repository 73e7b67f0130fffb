"""What the pages of the workspace show, ready to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from django.db.models import Max
from django.utils import timezone
from msgspec import Struct

from florilege.faults import Words
from florilege.linkage.differences import RecordChange
from florilege.listings.records import Value
from florilege.selection.computed_list import computed_places
from florilege.study_drafts.removals import additions_of
from florilege.web.acts import actor_reviews, pair_reviews
from florilege.web.acts.newer_versions import Reimport
from florilege.web.acts.renewals import Renewal, renewals_of, standing
from florilege.web.ecosystem.stored_ecosystem import gathered
from florilege.web.inventory.models import ListingVersion, ShownPlace
from florilege.web.publication.text import words
from florilege.web.publication.text.values import field_label, stated
from florilege.web.study.models import StepRun
from florilege.web.study.open_study import OpenStudy
from florilege.web.study.selections import computed_of, selection_of
from florilege.web.workspace.step_words import step_words

STALE_YEARS = 3
"""Years after which what is said of a kept place is to be asked again."""
STALE_SHOWN = 12
SHOWN = 60
"""Changes shown of each kind on the page of a difference; the report holds them all."""


class WorkspacePage(NamedTuple):
    """What the frame of the pages asks of a page."""

    kind: str
    path: str


class DashboardView(Struct, frozen=True):
    """What waits: questions, places to check; and what was last done.

    actors : questions on actors, "" where actors were never gathered
    received : listings of which a version was sent and not accepted yet: slug, date
    stale : kept places of which nothing was said for years: end of address, name, the last date
    fault : why the records could not be linked again, "" when nothing was refused
    """

    questions: str
    actors: str
    to_check: tuple[tuple[str, str], ...]
    to_check_count: str
    steps: tuple[tuple[str, str], ...]
    unlinked: str
    received: tuple[tuple[str, str], ...]
    stale: tuple[tuple[str, str, str], ...]
    stale_count: str
    fault: str


class ListingView(Struct, frozen=True):
    """One listing: its version in use and what its reading left in the report."""

    slug: str
    title: str
    version: str
    records: str
    mended: str
    refused: str


class RenewalView(Struct, frozen=True):
    """A version accepted, or an acceptance undone; `can_undo` where nothing was accepted over it."""

    said: Renewal
    undone: bool
    can_undo: bool


class ListingsView(Struct, frozen=True):
    """The listings of the study, the versions accepted, the latest first, and the slugs of the listings that were added."""

    listings: tuple[ListingView, ...]
    renewals: tuple[RenewalView, ...]
    added: tuple[str, ...]
    fault: str


class Part(Struct, frozen=True):
    """One kind of change: how many, the first lines, how many more."""

    title: str
    count: str
    lines: tuple[str, ...]
    more: str


class DifferenceView(Struct, frozen=True):
    """What a received version changes."""

    listing: str
    before: str
    after: str
    same: bool
    unchanged: str
    parts: tuple[Part, ...]


def dashboard(
    study: OpenStudy, language: str, *, fault: str = "", uploads: Path | None = None
) -> DashboardView:
    """The dashboard in a language. uploads : the folder of the versions that were sent"""
    stale = _stale(study)
    to_check = ShownPlace.objects.filter(status="to_check").order_by("name")
    waiting = _not_yet_followed(study)
    return DashboardView(
        questions=words.number(len(pair_reviews.queue(study)), language),
        actors=words.number(len(actor_reviews.queue(study)), language) if gathered(study.row) else "",
        to_check=tuple(
            (row.place.slug, row.called.in_language(language))
            for row in to_check.select_related("place")[:30]
        ),
        to_check_count=words.number(to_check.count(), language),
        steps=tuple(
            step_words(step.step, step.counts, language)
            for step in StepRun.objects.filter(study=study.row).order_by("id")
        ),
        unlinked=words.number(waiting, language) if waiting else "",
        received=_received(study, uploads),
        stale=tuple(
            (row.place.slug, row.called.in_language(language), words.date(last, language))
            for last, row in stale[:STALE_SHOWN]
        ),
        stale_count=words.number(len(stale), language) if stale else "",
        fault=fault,
    )


def _received(study: OpenStudy, uploads: Path | None) -> tuple[tuple[str, str], ...]:
    """The versions that were sent and that no one accepted, nor are in use: (listing, date)."""
    if uploads is None or not uploads.is_dir():
        return ()
    known = set(ListingVersion.objects.values_list("listing__slug", "date"))
    sent = (
        (one.parent.name, one.name)
        for one in sorted(uploads.glob("*/*"))
        if one.is_dir() and any(one.iterdir())
    )
    return tuple(one for one in sent if one not in known and one[0] in study.file.listings)


def _stale(study: OpenStudy) -> list[tuple[str, ShownPlace]]:
    """The kept places of which every dated claim is older than some years, the oldest first: (last date, place)."""
    run = selection_of(study.row)
    kept = [one.place_id for one in computed_places(computed_of(run)) if one.kept] if run is not None else []
    since = f"{timezone.localdate().year - STALE_YEARS:04d}"
    rows = (
        ShownPlace.objects.filter(place__public_id__in=kept)
        .select_related("place")
        .annotate(last=Max("place__claims__date"))
    )
    return sorted(
        ((str(row.last), row) for row in rows if row.last and row.last[:4] < since), key=lambda one: one[0]
    )


def _not_yet_followed(study: OpenStudy) -> int:
    """Lines of both journals that were added since the steps that follow them."""
    waiting = 0
    for step, said in (
        ("link", pair_reviews.journal(study.folder)),
        ("ecosystem", actor_reviews.journal(study.folder)),
    ):
        run = StepRun.objects.filter(study=study.row, step=step).first()
        waiting += max(0, len(said) - (run.counts.get("acts", 0) if run else 0))
    return waiting


def listings(study: OpenStudy, language: str, *, fault: str = "") -> ListingsView:
    """The listings in a language."""
    rows = ListingVersion.objects.filter(current=True, listing__slug__in=study.file.listings)
    return ListingsView(
        tuple(
            ListingView(
                row.listing.slug,
                row.listing.title_en if language == "en" else row.listing.title_fr,
                words.date(row.date, language),
                words.number(row.rows, language),
                words.number(row.mended, language),
                words.number(row.refused, language),
            )
            for row in rows.select_related("listing").order_by("listing__rank")
        ),
        _renewals(study),
        tuple(slug for slug in additions_of(study.folder.path) if slug in study.file.listings),
        fault,
    )


def _renewals(study: OpenStudy) -> tuple[RenewalView, ...]:
    acts = renewals_of(study.folder)
    gone = {one.undoes for one in acts}
    latest = {one.listing: one.act for one in standing(acts)}
    return tuple(RenewalView(one, one.act in gone, latest.get(one.listing) == one.act) for one in acts[::-1])


CHANGES: Mapping[str, Words] = {
    "added": Words("ajoutées", "added"),
    "changed": Words("modifiées", "changed"),
    "gone": Words("disparues", "gone"),
    "renamed": Words("renommées", "renamed"),
    "renewed": Words("identifiants changés", "ids renewed"),
    "returned": Words("revenues", "returned"),
    "reused": Words("identifiants repris par un autre lieu", "ids reused for another place"),
    "unchanged": Words("inchangées", "unchanged"),
}
"""What a version changes of the records, as `Difference.counts` has it: on the page and on the terminal."""


def difference(found: Reimport, language: str) -> DifferenceView:
    """What a received version changes, in a language."""
    changes = found.difference
    parts = (
        _part(CHANGES["added"], [f"{key} · {name}" for key, name in changes.added], language),
        _part(CHANGES["gone"], [f"{key} · {name}" for key, name in changes.gone], language),
        _part(
            CHANGES["reused"],
            [f"{key} · {before} → {after}" for key, before, after in changes.reused],
            language,
        ),
        _part(
            CHANGES["renewed"],
            [f"{one.before} → {one.after} · {one.name}" for one in changes.changed if one.renewed],
            language,
        ),
        _part(
            CHANGES["changed"],
            [_changed(one, language) for one in changes.changed if one.fields],
            language,
        ),
    )
    return DifferenceView(
        changes.listing,
        words.date(changes.before, language),
        words.date(changes.after, language),
        found.same,
        words.number(changes.unchanged, language),
        tuple(part for part in parts if part.lines),
    )


def _part(title: Words, lines: Sequence[str], language: str) -> Part:
    return Part(
        title.in_language(language),
        words.number(len(lines), language),
        tuple(lines[:SHOWN]),
        words.number(len(lines) - SHOWN, language) if len(lines) > SHOWN else "",
    )


def _changed(one: RecordChange, language: str) -> str:
    colon = words.said(Words(" : ", ": "), language)
    said = words.said(Words(" ; ", "; "), language).join(
        f"{field_label(change.field, language)}{colon}{_values(change.field, change.before, language)} → "
        f"{_values(change.field, change.after, language)}"
        for change in one.fields
    )
    return f"{one.after} · {one.name}{colon}{said}"


def _values(field: str, values: Sequence[Value], language: str) -> str:
    return " | ".join(stated(field, one, language) for one in values) or "∅"
