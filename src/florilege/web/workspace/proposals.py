"""What people propose, ready to be answered: the queue by cause, and one proposal beside what is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, Max, Q
from django.utils import timezone
from msgspec import Struct

from florilege.evidence.contributions import REMOVAL, REPLY, SPEAKERS, VALUE, Line, value_of
from florilege.faults import Words
from florilege.web.acts.examinations import contribution_lines
from florilege.web.contributions.models import Proposal, ProposedValue
from florilege.web.contributions.owners import OWNER
from florilege.web.contributions.proposals import (
    ANSWERED,
    INCOMPLETE,
    INCORRECT,
    WAITING,
    is_published,
    values_shown,
)
from florilege.web.inventory.models import ShownPlace
from florilege.web.publication.text import words
from florilege.web.publication.text.values import field_label
from florilege.web.steps.revisions import Effect, effect_of, is_read
from florilege.web.study.models import StepRun
from florilege.web.study.open_study import OpenStudy
from florilege.web.workspace.since_read import digest

CAUSES: Mapping[str, tuple[Words, Q]] = {
    INCORRECT: (Words("inexact", "incorrect"), Q(values__cause=INCORRECT)),
    INCOMPLETE: (Words("incomplet", "incomplete"), Q(values__cause=INCOMPLETE)),
    REPLY: (Words("droit de réponse", "right of reply"), Q(values__kind=REPLY)),
    REMOVAL: (Words("demande de retrait", "asks to be removed"), Q(values__kind=REMOVAL)),
    OWNER: (Words("« c’est mon lieu »", "“this is my place”"), Q(values__kind=OWNER)),
}
"""Causes of proposals, each with its words and what finds them."""
ON_A_PAGE = 50


class Cause(Struct, frozen=True):
    """A cause and how many proposals wait for it."""

    code: str
    label: str
    count: int


class Waiting(Struct, frozen=True):
    """A proposal of the queue. says : its fields in words; read : whether the selection reads one of them"""

    key: str
    place: str
    slug: str
    where: str
    said_by: str
    says: str
    sent: str
    proof: bool
    read: bool


class Queue(Struct, frozen=True):
    """The proposals that wait. cause : the one asked for, "" for all; answered : how many were"""

    causes: tuple[Cause, ...]
    cause: str
    lines: tuple[Waiting, ...]
    total: int
    answered: int


class Gone(Struct, frozen=True):
    """A place that enters or leaves a list."""

    slug: str
    name: str
    where: str


class EffectView(Struct, frozen=True):
    """What accepting would change, in words. sentences : the first says it all; entering, leaving : places

    seen : what the form sends back, so that it is known that this was read
    """

    sentences: tuple[str, ...]
    seen: str
    entering: tuple[Gone, ...]
    leaving: tuple[Gone, ...]


def waiting_count(study: str) -> int:
    """How many proposals wait for an answer."""
    return Proposal.objects.filter(study=study, state=WAITING).count()


def queue(study: OpenStudy, cause: str, language: str) -> Queue:
    """The proposals that wait, the oldest first; those for a cause when one is asked for."""
    slug = study.file.slug
    waiting = Proposal.objects.filter(study=slug, state=WAITING)
    counts = waiting.aggregate(
        **{code: Count("pk", filter=found, distinct=True) for code, (_, found) in CAUSES.items()}
    )
    # by key rather than `distinct()`: PostgreSQL compares no two columns of JSON
    rows = (
        waiting.filter(pk__in=waiting.filter(CAUSES[cause][1]).values("pk")) if cause in CAUSES else waiting
    )
    shown = _shown([one.place_id for one in rows])
    return Queue(
        causes=tuple(
            Cause(code, words.said(said, language), counts[code]) for code, (said, _) in CAUSES.items()
        ),
        cause=cause if cause in CAUSES else "",
        lines=tuple(
            _waiting(one, shown.get(one.place_id), study, language)
            for one in rows.prefetch_related("values", "proofs").order_by("sent")[:ON_A_PAGE]
        ),
        total=waiting.count(),
        answered=Proposal.objects.filter(study=slug, state=ANSWERED).count(),
    )


def _waiting(one: Proposal, row: ShownPlace | None, study: OpenStudy, language: str) -> Waiting:
    rows = list(one.values.all())
    return Waiting(
        key=one.key,
        place=row.called.in_language(language) if row is not None else one.place_id,
        slug=row.place.slug if row is not None else "",
        where=row.commune if row is not None else "",
        said_by=speaker(one, language),
        says=", ".join(dict.fromkeys(label(value, language) for value in rows)),
        sent=words.date(timezone.localtime(one.sent).date().isoformat(), language) if one.sent else "",
        proof=bool(one.proof_url or one.proofs.all()),
        read=is_read(study.file, lines_of(rows)),
    )


def speaker(one: Proposal, language: str) -> str:
    """Who proposes: the place, a visitor, or a program by its name."""
    if one.program:
        program = Words(f"le programme « {one.program} »", f"the program “{one.program}”")
        return words.said(program, language)
    return words.said(SPEAKERS[one.said_by], language)


def label(value: ProposedValue, language: str) -> str:
    """What a line of a proposal is about."""
    if value.kind == VALUE:
        return field_label(value.field, language)
    return words.said(CAUSES[value.kind][0], language)


def lines_of(values: Sequence[ProposedValue]) -> tuple[Line, ...]:
    """Lines of a proposal as those of the journal that accepting them would add."""
    today = timezone.localdate().isoformat()
    return tuple(
        Line(
            0, one.kind, one.proposal.place_id, one.field,
            value_of(one.field, one.wrong) if one.kind == VALUE and one.wrong else None,
            value_of(one.field, one.right) if one.kind == VALUE and one.right else one.right or None,
            date=today, said_by=one.proposal.said_by, accepted_by="-", accepted=today,
        )
        for one in values
    )  # fmt: skip


def shown_of(proposal: Proposal) -> Mapping[str, object]:
    """What is shown of the place of a proposal, by field; nothing where it is not published any more."""
    return values_shown(proposal.place_id) if is_published(proposal.place_id) else {}


def seen(study: OpenStudy, values: Sequence[ProposedValue]) -> str:
    """What says that the effect of some lines was read: it holds until the study changes."""
    last = StepRun.objects.filter(study__slug=study.file.slug).aggregate(last=Max("finished"))["last"]
    said = sorted(one.pk for one in values)
    return digest(said, last, *(one.act for one in contribution_lines(study.folder)[-1:]))


def effect(study: OpenStudy, place_id: str, values: Sequence[ProposedValue], language: str) -> EffectView:
    """What accepting some lines would change of the list, computed as the study computes it."""
    found = effect_of(study, place_id, lines_of(values))
    shown = _shown([*found.entering, *found.leaving])
    return EffectView(
        tuple(_sentences(found, study, language)),
        seen(study, values),
        tuple(_gone(one, shown, language) for one in found.entering if one != place_id),
        tuple(_gone(one, shown, language) for one in found.leaving if one != place_id),
    )


def _sentences(found: Effect, study: OpenStudy, language: str) -> list[str]:
    if not found.computed:
        return [
            words.said(
                Words(
                    "Ces champs n’entrent dans aucun critère ni aucune règle : la liste ne change pas.",
                    "No criterion and no rule reads these fields: the list does not change.",
                ),
                language,
            )
        ]
    said: list[Words] = []
    if found.clash:
        said.append(
            Words(
                "Plus aucune liste ne respecterait toutes les règles.",
                "No list would satisfy all the rules any more.",
            )
        )
    elif not found.entering and not found.leaving:
        said.append(Words("La liste reste la même.", "The list stays the same."))
    elif found.kept_after and not found.kept_before:
        said.append(Words("Ce lieu entrerait dans la liste.", "This place would enter the list."))
    elif found.kept_before and not found.kept_after:
        said.append(Words("Ce lieu sortirait de la liste.", "This place would leave the list."))
    else:
        said.append(
            Words(
                "La liste changerait pour d’autres lieux que celui-ci.",
                "The list would change for places other than this one.",
            )
        )
    sentences = [words.said(one, language) for one in said]
    if found.before is None and found.after is not None:
        sentences.append(
            words.said(
                Words(
                    f"Il deviendrait assez connu pour être jugé, avec un score de {words.number(found.after, 'fr', decimals=3)}.",
                    f"It would become known enough to be judged, with a score of {words.number(found.after, 'en', decimals=3)}.",
                ),
                language,
            )
        )
    elif found.before is not None and found.after is not None:
        before = words.number(found.before, language, decimals=3)
        after = words.number(found.after, language, decimals=3)
        sentences.append(
            words.said(
                Words(f"Son score : {before}, puis {after}.", f"Its score: {before}, then {after}.")
                if before != after
                else Words(f"Son score reste {before}.", f"Its score stays {before}."),
                language,
            )
        )
    elif found.before is not None:
        sentences.append(
            words.said(Words("Il ne serait plus candidat.", "It would no longer be a candidate."), language)
        )
    titles = {one.key: one.title for one in study.file.grid.criteria}
    if found.criteria:
        listed = words.listed([words.said(titles[key], language) for key in found.criteria], language)
        sentences.append(
            words.said(
                Words(
                    f"Critères qui lisent ces champs : {listed}.",
                    f"Criteria that read these fields: {listed}.",
                ),
                language,
            )
        )
    return sentences


def _gone(place_id: str, shown: Mapping[str, ShownPlace], language: str) -> Gone:
    row = shown.get(place_id)
    if row is None:
        return Gone("", place_id, "")
    return Gone(
        row.place.slug, row.called.in_language(language), ", ".join(filter(None, (row.commune, row.region)))
    )


def _shown(ids: Sequence[str]) -> Mapping[str, ShownPlace]:
    rows = ShownPlace.objects.filter(place__public_id__in=set(ids)).select_related("place")
    return {row.place.public_id: row for row in rows}
