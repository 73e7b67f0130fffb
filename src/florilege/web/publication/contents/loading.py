"""From the store to `StudyContents`: a dozen queries whatever the number of places, and the allow-list applied once.

`Study.method` holds what the steps measured; what it lacks is published as not measured:

    linkage   : {precision, recall, f1: {value, low, high}, judged_pairs}
    criteria  : criterion → {known, distinct, clamped, correlation}
    weights   : criterion → reference weight
    stages    : [{code, fr, en, count}]
    other_reading : {unknown_reference, selected: [place ids]}
    monographs : as `florilege.evidence.monographs.public_data` gives them, each picture with its `files`
    imprint : as `florilege.web.steps.editorial` writes it
    findings  : [{place_id, criterion, weight}]
    passages  : [[place_id, stage, outcome, decided by, fr, en, author, date]]
    stage_log : [{place_id, stage, outcome, fr, en, author, date, stands}]
    visits    : [{name, place_id, date, who, seen, claims, photographs}]
    vocabulary : free text → {fr, en}
    news      : [{date, title: {fr, en}, text: {fr, en}, page}]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from florilege.evidence.privacy import cleaned, publishable, without_addresses
from florilege.evidence.rules import study_rules
from florilege.faults import Words
from florilege.selection.stages import Passage
from florilege.selection.study_file import StudyFile, read_study
from florilege.web.inventory.models import (
    PairScore,
)
from florilege.web.publication.contents import imprint as stored_imprint
from florilege.web.publication.contents import (
    measures,
    stored_decisions,
    stored_monographs,
    stored_news,
    stored_visits,
)
from florilege.web.publication.contents.people import Decided
from florilege.web.publication.contents.stored_json import as_list, as_map, as_text, as_words
from florilege.web.publication.contents.stored_listings import read_faults, read_listings
from florilege.web.publication.contents.stored_places import choices_of, claims_by_place, read_places
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.study.models import Evidence, SelectionRun, Study, StudyPicture


def load(study_slug: str) -> StudyContents:
    """Everything a study publishes; raises Study.DoesNotExist when the store has no such study."""
    study = Study.objects.get(slug=study_slug)
    method = as_map(study.method)
    run = SelectionRun.objects.filter(study=study).first()
    result = publishable(as_map(run.result)) if run is not None else {}
    claims, left_out = claims_by_place()
    held = Evidence.objects.filter(study=study).values_list("dossier", flat=True).first()
    changes = stored_decisions.read_decided(result.get("overrides"))
    visited = tuple(as_map(cleaned(item)) for item in as_list(method.get("visits")))
    told = [stored_monographs.read(as_map(cleaned(item))) for item in as_list(method.get("monographs"))]
    places = read_places(study, claims=claims, choices=choices_of(result), changes=changes)
    asked = asked_of(study)
    axes, criteria = measures.grid(asked, method)
    return StudyContents(
        slug=study.slug,
        title=Words(study.title_fr, study.title_en),
        listings=read_listings(places),
        places=places,
        axes=axes,
        criteria=criteria,
        linkage=measures.linkage_quality(method, review=PairScore.objects.filter(outcome="review").count()),
        stages=measures.stages(method, places, kept=len(as_list(result.get("selected")))),
        selection=measures.selection(result, method, asked)
        if run is not None and asked is not None
        else None,
        file_text=study.file_text,
        faults=read_faults(),
        left_out_claims=left_out,
        known_at_least=asked.known_at_least if asked is not None else 0,
        known_per_axis=asked.known_per_axis if asked is not None else 0,
        geometric=asked is not None and asked.grid.aggregation == "geometric",
        field_rules=study_rules(as_text(method.get("field_rules")), file="field_rules.toml"),
        vocabulary={text: as_words(pair) for text, pair in as_map(method.get("vocabulary")).items()},
        passages=_without_addresses(stored_decisions.read_passages(method.get("passages"))),
        stage_log=_without_addresses(stored_decisions.read_decided(method.get("stage_log"))),
        changes=changes,
        broken_rules=tuple(as_words(item) for item in as_list(result.get("broken_rules"))),
        visits=tuple(stored_visits.read(item) for item in visited),
        visits_data=visited,
        dossier=bytes(held) if held is not None else b"",
        monographs={one.place_id: one for one in told},
        pictures=dict(_pictures(study)),
        imprint=stored_imprint.read(as_map(method.get("imprint"))),
        news=tuple(stored_news.read(as_map(cleaned(item))) for item in as_list(method.get("news"))),
    )


def asked_of(study: Study) -> StudyFile | None:
    """What a study asks, as its file said when it was last appraised; None before the first time."""
    return read_study(study.file_text, file="study.toml") if study.file_text else None


def store_stamp(study_slug: str) -> str:
    """Changes when a step of the study has run again: what a live site keeps in memory is good until then."""
    steps = Study.objects.filter(slug=study_slug).values_list("steps__step", "steps__fingerprint")
    return "|".join(sorted(f"{step}={fingerprint}" for step, fingerprint in steps))


Written = TypeVar("Written", Decided, Passage)


def _without_addresses(said: Sequence[Written]) -> tuple[Written, ...]:
    """What persons decided, no electronic address in its words."""
    return tuple(
        replace(
            one,
            reason=Words(without_addresses(one.reason.fr), without_addresses(one.reason.en)),
            author=without_addresses(one.author),
        )
        for one in said
    )


def _pictures(study: Study) -> Iterator[tuple[str, bytes]]:
    rows = StudyPicture.objects.filter(study=study).order_by("name").values_list("name", "content")
    for name, content in rows.iterator(20):
        yield name, bytes(content)
