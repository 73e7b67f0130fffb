"""A step of a study: the published list, from the computed list and what people decided about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from florilege.faults import Words
from florilege.listings.counts import in_english, in_french
from florilege.selection.computed_list import computed_places
from florilege.selection.outcome import Selection
from florilege.selection.overrides import (
    ENTERS,
    LEAVES,
    PublishedList,
    changes_of,
    published_list,
    with_left_out,
)
from florilege.selection.prepared import prepare
from florilege.selection.stages import (
    IN,
    SHORT_LIST,
    VISITS,
    Passage,
    StageDecision,
    passages,
    standing,
)
from florilege.web.acts.pair_reviews import to_settle
from florilege.web.acts.stage_log import decisions_of, left_out_of
from florilege.web.steps.step import (
    JUDGING_ROOMS,
    Counts,
    Progress,
    StepReport,
    last_fingerprint,
    run_step,
    software_fingerprint,
)
from florilege.web.study.candidates import stored_candidates
from florilege.web.study.folder import fingerprint
from florilege.web.study.measures import DecisionMeasures, LoggedDecision, StageCount, keep
from florilege.web.study.models import SelectionRun
from florilege.web.study.open_study import OpenStudy
from florilege.web.study.selections import computed_of, keep_published, selection_of

AFTER: Mapping[str, Words] = {
    SHORT_LIST: Words("après la liste courte", "after the short list"),
    VISITS: Words("après les visites", "after the visits"),
}
AFTER_NOTHING: Mapping[str, Words] = {
    SHORT_LIST: Words(
        "après la liste courte : aucune décision, tous passent", "after the short list: no decision, all pass"
    ),
    VISITS: Words(
        "après les visites : aucune décision, tous passent", "after the visits: no decision, all pass"
    ),
}
KEPT = Words("gardés", "kept")
FUNNEL = (SHORT_LIST, VISITS)
"""Stages between the appraisal and the selection."""


def decide_step(study: OpenStudy, force: bool, _progress: Progress) -> StepReport:
    """Put the list published beside the list computed, with each change, its reason and the rules that it breaks."""

    def inputs() -> str:
        folder = study.folder
        return fingerprint(
            last_fingerprint(study.row, "select"),
            folder.text(folder.stages),
            folder.text(folder.overrides),
            software_fingerprint(*JUDGING_ROOMS, "web/acts/pair_reviews.py"),
        )

    def still_there() -> bool:
        run = selection_of(study.row)
        return run is not None and run.published is not None

    return run_step(
        study,
        "decide",
        inputs=inputs,
        work=lambda: _decide(study),
        still_there=still_there,
        force=force,
    )


def _announce_unsettled(study: OpenStudy) -> None:
    """Tell how many plausible pairs touch a place kept or in doubt, the first of them, and what to type."""
    pairs = to_settle(study)
    if not pairs:
        return
    first = f"{pairs[0].first.name} / {pairs[0].second.name}"
    command = f'florilege review {study.folder.path} --who "…"'
    count, one = len(pairs), len(pairs) == 1
    notice = Words(
        f"Avant de publier la liste : {in_french(count, 'paire', 'paires')} de fiches, peut-être un seul lieu, "
        f"{'touche' if one else 'touchent'} un lieu gardé ou à débattre ({'' if one else 'd’abord '}{first})."
        f" Pour {'la' if one else 'les'} trancher : {command}",
        f"Before the list is published: {in_english(count, 'pair', 'pairs')} of records, perhaps one place, "
        f"{'touches' if one else 'touch'} a place that is kept or borderline ({'' if one else 'first '}{first})."
        f" To settle {'it' if one else 'them'}: {command}",
    )
    study.announce(notice)


def _decide(study: OpenStudy) -> Counts:
    run = SelectionRun.objects.get(study=study.row)
    log, changed = decisions_of(study)
    found = computed_of(run)
    computed = found.kept
    solved = run.status == "optimal"
    changes = changes_of((*log, *changed), computed) if solved else ()
    listed = published_list(
        computed,
        changes,
        lambda: prepare(with_left_out(study.file, left_out_of(study)), stored_candidates(study)),
    )
    keep_published(run, listed)
    decided = (*log, *changed)
    passed = passages(
        _order(found),
        decided,
        study.file.stages,
        published=set(listed.places),
        computed=set(computed),
    )
    _keep(study, decided, passed if solved else (), listed.places)
    _announce_unsettled(study)
    return _counts(listed, decided)


def _order(computed: Selection) -> list[str]:
    """The candidates, those kept first, then by the share of draws that keep them, by score, by id."""
    ordered = sorted(
        computed_places(computed),
        key=lambda one: (not one.kept, -(one.acceptability or 0), -one.score, one.place_id),
    )
    return [one.place_id for one in ordered]


def _keep(
    study: OpenStudy, decided: Sequence[StageDecision], found: Sequence[Passage], listed: Sequence[str]
) -> None:
    """Keep the funnel with the study: how many pass each stage, what became of each candidate, the whole log."""
    stages: list[StageCount] = []
    for stage in FUNNEL:
        passing = sum(one.stage == stage and one.outcome == IN for one in found)
        open_to_all = study.file.stages.of(stage) is None and all(one.stage != stage for one in decided)
        stages.append(StageCount(stage, (AFTER_NOTHING if open_to_all else AFTER)[stage], passing))
    stages.append(StageCount("selected", KEPT, len(listed)))
    stands = standing(decided)
    log = tuple(
        LoggedDecision(replace(one, file=Path(one.file).name), stands=stands[one.place_id, one.stage] is one)
        for one in decided
    )
    keep(study.row, DecisionMeasures(tuple(stages), tuple(found), log))


def _counts(listed: PublishedList, decided: Sequence[StageDecision]) -> Counts:
    return {
        "published": len(listed.places),
        "put in": sum(one.effect == ENTERS for one in listed.changes),
        "taken out": sum(one.effect == LEAVES for one in listed.changes),
        "rules broken": len(listed.broken),
        "decisions": len(decided),
    }
