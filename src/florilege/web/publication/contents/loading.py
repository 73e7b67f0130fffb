"""From the store to `StudyContents`: a dozen queries whatever the number of places, and the allow-list applied once."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from typing import TypeVar

from florilege.evidence.privacy import cleaned, publishable
from florilege.evidence.rules import study_rules
from florilege.faults import Words
from florilege.selection.study_file import StudyFile, read_study
from florilege.web.ecosystem.stored_ecosystem import ecosystem_of
from florilege.web.inventory.models import PairScore
from florilege.web.publication.contents import computed_selection, decided, measures
from florilege.web.publication.contents.candidate_rows import conditions_of, rows_of
from florilege.web.publication.contents.ecosystem import NO_ACTORS, EcosystemContent
from florilege.web.publication.contents.exchange import exchange_days
from florilege.web.publication.contents.selection import LinkageQuality
from florilege.web.publication.contents.served import State, served
from florilege.web.publication.contents.stored_json import typeset
from florilege.web.publication.contents.stored_listings import read_faults, read_listings
from florilege.web.publication.contents.stored_places import claims_by_place, read_places
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.study.measures import measures_of
from florilege.web.study.models import Evidence, Study, StudyPicture
from florilege.web.study.selections import computed_of, document_of, left_aside_of, published_of, selection_of
from florilege.web.study.stored_values import as_stored, from_stored
from florilege.web.study.territory_measures import territories_of

T = TypeVar("T")


def load(study_slug: str) -> StudyContents:
    """Everything a study publishes; raises Study.DoesNotExist when the store has no such study."""
    study = Study.objects.get(slug=study_slug)
    asked, found, run = asked_of(study), measures_of(study), selection_of(study)
    computed = computed_of(run) if run is not None else None
    aside = left_aside_of(run) if run is not None else ()
    listed = published_of(run) if run is not None else None
    choices = computed_selection.choices_of(computed) if computed is not None else {}
    changes = tuple(map(decided.of_the_list, listed.changes)) if listed is not None else ()
    claims, left_out = claims_by_place()
    of_table = asked is not None and bool(asked.candidates)
    rows = rows_of(study, asked, aside)
    places = read_places(study, claims=claims, choices=choices, changes=changes, rows=rows)
    axes, criteria = measures.grid(asked, found.appraisal.criteria)
    kept = sum(one.kept for one in choices.values())
    held = Evidence.objects.filter(study=study).values_list("dossier", flat=True).first()
    return StudyContents(
        slug=study.slug,
        title=Words(study.title_fr, study.title_en),
        listings=read_listings(places),
        places=places,
        axes=axes,
        criteria=criteria,
        linkage=LinkageQuality(found.linkage.quality, PairScore.objects.filter(outcome="review").count()),
        stages=measures.stages(
            found,
            places,
            kept=kept,
            published=listed is not None,
            of_table=of_table,
        ),
        selection=computed_selection.selection(computed, publishable(document_of(run)), asked)
        if run is not None and computed is not None and asked is not None
        else None,
        file_text=study.file_text,
        faults=read_faults(),
        left_out_claims=left_out,
        scope=asked.scope if asked is not None else {},
        known_at_least=asked.known_at_least if asked is not None else 0,
        known_per_axis=asked.known_per_axis if asked is not None else 0,
        column_titles={one.input: typeset(one.title) for one in asked.grid.criteria if one.source == "column"}
        if asked is not None and of_table
        else {},
        of_table=of_table,
        conditions=conditions_of(asked, aside),
        geometric=asked is not None and asked.grid.aggregation == "geometric",
        field_rules=study_rules(found.linkage.field_rules, file="field_rules.toml"),
        page_listings=frozenset(found.linkage.page_listings),
        vocabulary={text: typeset(words) for text, words in found.linkage.vocabulary.items()},
        consequences=found.selection.consequences,
        passages=tuple(map(decided.public_passage, found.decisions.passages)),
        stage_log=tuple(map(decided.of_the_log, found.decisions.log)),
        changes=changes,
        broken_rules=tuple(typeset(one.words) for one in listed.broken) if listed is not None else (),
        visits=tuple(map(_without_addresses, found.linkage.visits)),
        replies=tuple(map(_without_addresses, found.linkage.replies)),
        taken_off=found.linkage.taken_off,
        dossier=bytes(held) if held is not None else b"",
        monographs={one.place_id: _without_addresses(one) for one in found.editorial.monographs},
        pictures=dict(_pictures(study)),
        ecosystem=_ecosystem(study),
        territories=territories_of(study),
        exchange=exchange_days(found.exchange),
        imprint=found.editorial.imprint,
        news=tuple(map(_without_addresses, found.editorial.news)),
        news_themes=found.editorial.themes,
    )


def load_served() -> tuple[State, StudyContents]:
    """The study that is served, and the state that it is of: what was read while a step ran is read again."""
    while True:
        state = served()
        # nothing of it becomes garbage: the collector, which would look through it again and again while it is made and ever
        # after, is kept from it; it takes as long as all the rest
        gc.disable()
        try:
            contents = load(state[0])
        finally:
            gc.enable()
            gc.collect()
            gc.freeze()
            give_back_memory()
        if served() == state:
            return state, contents


def give_back_memory() -> None:
    """Give the system back the memory that reading needed and nothing holds any more; where the C library can."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError):
        return


def _without_addresses(written: T) -> T:
    """What persons wrote, no electronic address in any of its texts."""
    return from_stored(type(written), cleaned(as_stored(written)))


def _ecosystem(study: Study) -> EcosystemContent:
    """The actors and ties of a study, no electronic address in any of their texts."""
    found = ecosystem_of(study, through=cleaned)
    return NO_ACTORS if found is None else EcosystemContent(found)


def asked_of(study: Study) -> StudyFile | None:
    """What a study asks, as its file said when it was last appraised; None before the first time."""
    return read_study(study.file_text, file="study.toml") if study.file_text else None


def _pictures(study: Study) -> Iterator[tuple[str, bytes]]:
    rows = StudyPicture.objects.filter(study=study).order_by("name").values_list("name", "content")
    for name, content in rows.iterator(20):
        yield name, bytes(content)
