"""What the pages of the workspace show, ready to print."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from florilege.faults import Words
from florilege.linkage.decisions import ALONE, LATER, SAME, UNDO, undone
from florilege.linkage.differences import RecordChange
from florilege.linkage.vetoes import VETOES
from florilege.territory.distance import great_circle
from florilege.web.acts import pair_reviews
from florilege.web.acts.newer_versions import Reimport
from florilege.web.acts.renewals import Renewal, renewals_of, standing
from florilege.web.inventory.models import ListingVersion, ShownPlace
from florilege.web.inventory.questions import Question, Side
from florilege.web.publication.pages.place.ties import Step, evidence, waterfall
from florilege.web.publication.text import words
from florilege.web.publication.text.values import field_label
from florilege.web.study.models import StepRun
from florilege.web.study.open_study import OpenStudy

SHOWN = 60
"""Changes shown of each kind on the page of a difference; the report holds them all."""
VERDICTS = {
    SAME: Words("un seul lieu", "one place"),
    "different": Words("deux lieux", "two places"),
    ALONE: Words("un lieu à elle seule", "a place of its own"),
    LATER: Words("plus tard", "later"),
    UNDO: Words("annulation", "undo"),
}
STAKES = {
    3: Words("un lieu de la liste", "a place of the list"),
    2: Words("un lieu à débattre", "a borderline place"),
    1: Words("un candidat", "a candidate"),
    0: Words("hors de la sélection", "out of the selection"),
}


class WorkspacePage(NamedTuple):
    """What the frame of the pages asks of a page."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class DashboardView:
    """What waits: questions, places to check; and what was last done."""

    questions: str
    to_check: tuple[tuple[str, str], ...]
    to_check_count: str
    steps: tuple[tuple[str, str], ...]
    unlinked: str


@dataclass(frozen=True, slots=True)
class SideView:
    """One of the two records of a question."""

    key: str
    name: str
    lines: tuple[str, ...]
    website: str
    slug: str
    records: tuple[str, ...]
    map_url: str


@dataclass(frozen=True, slots=True)
class DuplicatesView:
    """The question asked now, how many wait, and why the model hesitates."""

    waiting: str
    first: SideView | None
    second: SideView | None
    probability: str
    stake: str
    pairs: str
    distance: str
    veto: str
    evidence: str
    steps: tuple[Step, ...]
    zero: float
    postponed: bool
    fault: str


@dataclass(frozen=True, slots=True)
class ActView:
    """One act of the journal."""

    number: int
    verdict: str
    pairs: tuple[str, ...]
    more: str
    signed: str
    undone: bool


@dataclass(frozen=True, slots=True)
class JournalView:
    """The acts, the latest first."""

    acts: tuple[ActView, ...]
    fault: str


@dataclass(frozen=True, slots=True)
class ListingView:
    """One listing: its version in use and what its reading left in the report."""

    slug: str
    title: str
    version: str
    records: str
    mended: str
    refused: str


@dataclass(frozen=True, slots=True)
class RenewalView:
    """A version accepted, or an acceptance undone; `can_undo` where nothing was accepted over it."""

    said: Renewal
    undone: bool
    can_undo: bool


@dataclass(frozen=True, slots=True)
class ListingsView:
    """The listings of the study and the versions accepted, the latest first."""

    listings: tuple[ListingView, ...]
    renewals: tuple[RenewalView, ...]
    fault: str


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of change: how many, the first lines, how many more."""

    title: str
    count: str
    lines: tuple[str, ...]
    more: str


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """What a received version changes."""

    listing: str
    before: str
    after: str
    same: bool
    unchanged: str
    parts: tuple[Part, ...]


def dashboard(study: OpenStudy, language: str) -> DashboardView:
    """The dashboard in a language."""
    to_check = ShownPlace.objects.filter(status="to_check").order_by("name")
    said = pair_reviews.journal(study.folder)
    linked = StepRun.objects.filter(study=study.row, step="link").first()
    known = linked.counts.get("acts", 0) if linked else 0
    return DashboardView(
        questions=words.number(len(pair_reviews.queue(study)), language),
        to_check=tuple((row.place.slug, row.called.fr) for row in to_check.select_related("place")[:30]),
        to_check_count=words.number(to_check.count(), language),
        steps=tuple(
            (step.step, ", ".join(f"{name} {value}" for name, value in step.counts.items()))
            for step in StepRun.objects.filter(study=study.row).order_by("id")
        ),
        unlinked=words.number(len(said) - known, language) if len(said) > known else "",
    )


def duplicates(study: OpenStudy, language: str, *, fault: str = "") -> DuplicatesView:
    """The most useful question in a language."""
    waiting = pair_reviews.queue(study)
    count = words.number(len(waiting), language)
    if not waiting:
        return DuplicatesView(
            count, None, None, "", "", "", "", "", "", (), 0.0, postponed=False, fault=fault
        )
    asked = waiting[0]
    steps, zero = waterfall(asked.contributions, language)
    veto = next((one.words.in_language(language) for one in VETOES if one.key == asked.veto), asked.veto)
    return DuplicatesView(
        waiting=count,
        first=_side(asked.first),
        second=_side(asked.second),
        probability=words.share(asked.probability, language),
        stake=STAKES[asked.stake].in_language(language),
        pairs=words.number(asked.pairs, language),
        distance=_distance(asked, language),
        veto=veto,
        evidence=evidence(asked.evidence, language),
        steps=steps,
        zero=zero,
        postponed=asked.postponed,
        fault=fault,
    )


def _side(side: Side) -> SideView:
    where = ""
    if side.latitude is not None and side.longitude is not None:
        where = f"https://www.openstreetmap.org/?mlat={side.latitude}&mlon={side.longitude}#map=17/{side.latitude}/{side.longitude}"
    website = side.website if side.website.startswith(("http://", "https://")) else ""
    return SideView(
        side.key, side.name, tuple(line for line in (side.address, side.commune) if line), website, side.place_slug,
        side.records, where,
    )  # fmt: skip


def _distance(asked: Question, language: str) -> str:
    one, other = asked.first, asked.second
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return ""
    metres = great_circle(one.latitude, one.longitude, other.latitude, other.longitude)
    if metres < 1000:
        return f"{words.number(math.ceil(metres), language)} m"
    return f"{words.number(metres / 1000, language, decimals=1)} km"


def journal(study: OpenStudy, language: str, *, fault: str = "") -> JournalView:
    """The acts in a language, the latest first."""
    said = pair_reviews.journal(study.folder)
    gone = undone(said)
    acts: list[ActView] = []
    for number in sorted({line.act for line in said}, reverse=True):
        lines = [line for line in said if line.act == number]
        pairs = [" · ".join(line.keys) if not line.undoes else f"n° {line.undoes}" for line in lines]
        signed = [lines[0].who, words.date(lines[0].date, language) if lines[0].date else "", lines[0].reason]
        acts.append(
            ActView(
                number,
                VERDICTS[lines[0].verdict].in_language(language),
                tuple(pairs[:3]),
                words.number(len(pairs) - 3, language) if len(pairs) > 3 else "",
                ", ".join(part for part in signed if part),
                number in gone,
            )
        )
    return JournalView(tuple(acts), fault)


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
        fault,
    )


def _renewals(study: OpenStudy) -> tuple[RenewalView, ...]:
    acts = renewals_of(study.folder)
    gone = {one.undoes for one in acts}
    latest = {one.listing: one.act for one in standing(acts)}
    return tuple(RenewalView(one, one.act in gone, latest.get(one.listing) == one.act) for one in acts[::-1])


def difference(found: Reimport, language: str) -> DifferenceView:
    """What a received version changes, in a language."""
    changes = found.difference
    parts = (
        _part(Words("ajoutées", "added"), [f"{key} · {name}" for key, name in changes.added], language),
        _part(Words("parties", "gone"), [f"{key} · {name}" for key, name in changes.gone], language),
        _part(
            Words("identifiants repris par un autre lieu", "ids reused for another place"),
            [f"{key} : {before} → {after}" for key, before, after in changes.reused],
            language,
        ),
        _part(
            Words("identifiants changés", "ids renewed"),
            [f"{one.before} → {one.after} · {one.name}" for one in changes.changed if one.renewed],
            language,
        ),
        _part(
            Words("modifiées", "changed"),
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
    said = "; ".join(
        f"{field_label(change.field, language)} : {_values(change.before)} → {_values(change.after)}"
        for change in one.fields
    )
    return f"{one.after} · {one.name} : {said}"


def _values(values: Sequence[object]) -> str:
    return " | ".join(map(str, values)) or "∅"
