"""A place as it would be if what is proposed of it were accepted, and the list that would follow; nothing is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.appraisal.indicators import REGISTRY
from florilege.appraisal.marks import jury_criteria
from florilege.evidence.contributions import REMOVAL, VALUE, Line, added, contributions_of
from florilege.evidence.examinations import Examination, by_place, denied_by, settled
from florilege.evidence.places import Left
from florilege.evidence.rules import study_rules
from florilege.listings.records import Record as ReadRecord
from florilege.selection.candidates import Candidates, gather
from florilege.selection.scenarios import Answer, Scenario, answer
from florilege.selection.study_file import StudyFile
from florilege.selection.table import ids_of
from florilege.territory.reference import reference
from florilege.web.acts.examinations import contribution_lines
from florilege.web.acts.scenarios import candidates_of, question_of
from florilege.web.acts.visit_forms import visits_in
from florilege.web.inventory import places as inventory
from florilege.web.inventory.models import Link, Listing, Place
from florilege.web.inventory.queries import current_records, record_key
from florilege.web.steps.appraisal import Revised, appraise_places
from florilege.web.steps.linkage import closed_lists_of, page_listings_of
from florilege.web.study.candidate_table import candidates_in, table_of, without_rows
from florilege.web.study.candidates import marks_of
from florilege.web.study.departed_records import departed_of
from florilege.web.study.open_study import OpenStudy
from florilege.web.watch.claims import visits_of, with_liveness

READ_BY_RULES = frozenset({"kind", "status"})
"""Fields that the scope and the rules of a study look at, whatever its criteria."""


class Effect(Struct, frozen=True):
    """What accepting would change. criteria : keys of those that the fields feed; empty, no list was computed

    before, after : the score of the place, None where it is no candidate; entering, leaving : ids of places
    clash : whether no list would satisfy the rules any more
    """

    criteria: tuple[str, ...]
    before: float | None = None
    after: float | None = None
    kept_before: bool = False
    kept_after: bool = False
    entering: tuple[str, ...] = ()
    leaving: tuple[str, ...] = ()
    clash: bool = False
    computed: bool = False


def criteria_fed(file: StudyFile, fields: Collection[str]) -> tuple[str, ...]:
    """The criteria of a study whose indicators read one of some fields."""
    return tuple(
        one.key
        for one in file.grid.criteria
        if one.source == "indicator" and set(REGISTRY[one.input].inputs) & set(fields)
    )


def is_read(file: StudyFile, lines: Sequence[Line]) -> bool:
    """Whether the selection reads something of what some lines say; of a table of candidates, whether a row goes."""
    if file.candidates:
        return any(one.kind == REMOVAL for one in lines)
    fields = {one.field for one in lines if one.kind == VALUE}
    off = any(one.kind == REMOVAL for one in lines)
    return off or bool(fields & READ_BY_RULES) or bool(criteria_fed(file, fields))


def effect_of(study: OpenStudy, place_id: str, lines: Sequence[Line]) -> Effect:
    """The list before and after, each the proven optimum of the study, if lines about a place were accepted."""
    criteria = criteria_fed(study.file, {one.field for one in lines if one.kind == VALUE})
    if not is_read(study.file, lines):
        return Effect(criteria)
    question = question_of(study)
    candidates = candidates_of(study)
    then_candidates = _then(study, question, place_id, lines)
    now = answer(Scenario(), question, candidates)
    then = answer(Scenario(), question, then_candidates)
    kept_now, kept_then = _kept(candidates, now.kept), _kept(then_candidates, then.kept)
    return Effect(
        criteria=criteria,
        before=_score(candidates, now, place_id),
        after=_score(then_candidates, then, place_id),
        kept_before=place_id in kept_now,
        kept_after=place_id in kept_then,
        entering=tuple(sorted(kept_then - kept_now)),
        leaving=tuple(sorted(kept_now - kept_then)),
        clash=bool(then.clash),
        computed=True,
    )


def _then(study: OpenStudy, question: StudyFile, place_id: str, lines: Sequence[Line]) -> Candidates:
    """The candidates as they would be, if lines about a place were accepted."""
    if study.file.candidates:
        text = table_of(study.row)
        others = ids_of(text, study.file, file=study.file.candidates) - {place_id}
        marks = marks_of(study) if jury_criteria(study.file.grid) else None
        return candidates_in(without_rows(text, study.file, others), question, marks)
    off = any(one.kind == REMOVAL for one in lines)
    revised = None if off else revised_place(study, place_id, lines)
    return gather([one.entry for one in appraise_places(study, {place_id: revised})[0]], question)


def revised_place(study: OpenStudy, place_id: str, lines: Sequence[Line]) -> Revised:
    """A place with lines accepted beside all that is said of it today."""
    folder = study.folder
    place = Place.objects.get(public_id=place_id)
    journal = added(contribution_lines(folder), lines)
    merged = Place.objects.filter(replaced_by__isnull=False)
    survivors = dict(merged.values_list("public_id", "replaced_by__public_id"))
    examined: Sequence[Examination] = (*visits_in(folder), *contributions_of(journal))
    mine = [one for one in examined if _now(one.place_id, survivors) == place_id]
    checked = {place_id: by_place(mine, survivors, {place_id}).get(place_id, ())}
    records = tuple(_records(study, place))
    departed = {one.key: one for one in departed_of(folder)}
    gathered = inventory.gather(
        records,
        {record_key(one.listing, one.record_id): place_id for one in records},
        terms=inventory.listing_terms(),
        ranks=dict(Listing.objects.values_list("slug", "rank")),
        pages=frozenset(page_listings_of(study)),
        reference=reference(),
        rules=study_rules(folder.text(folder.field_rules), file=str(folder.field_rules)),
        left=Left({key: one.gone_since for key, one in departed.items()}, closed_lists_of()),
        checked=checked,
    )
    gathered = with_liveness(gathered, visits_of(folder.path))
    row = inventory.shown_row(gathered.resolved[place_id], place.pk, defaultdict(int), reference())
    row.place = place
    return Revised(row, settled(gathered.claims[place_id], denied_by(checked[place_id])))


def _records(study: OpenStudy, place: Place) -> Iterator[ReadRecord]:
    mine = set(Link.objects.filter(place=place).values_list("record_id", flat=True))
    departed = {one.key: one for one in departed_of(study.folder)}
    yield from (record for pk, record in current_records() if pk in mine)
    for pk, record in current_records(departed=True):
        gone = departed.get(record_key(record.listing, record.record_id))
        if pk in mine and gone is not None:
            yield inventory.with_departure(record, gone.gone_since)


def _now(place_id: str, survivors: dict[str, str]) -> str:
    while place_id in survivors:
        place_id = survivors[place_id]
    return place_id


def _kept(candidates: Candidates, kept: NDArray[np.bool_]) -> frozenset[str]:
    return frozenset(candidates.ids[index] for index in np.flatnonzero(kept))


def _score(candidates: Candidates, found: Answer, place_id: str) -> float | None:
    return float(found.scores[candidates.ids.index(place_id)]) if place_id in candidates.ids else None
