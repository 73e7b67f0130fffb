"""The step after the selection: the list published, from the list computed and what persons decided and wrote of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from florilege.editorial.monographs import APPROVED
from florilege.faults import Words
from florilege.selection.overrides import (
    ENTERS,
    LEAVES,
    Change,
    changes_of,
    computed_list,
    with_left_out,
    with_published,
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
from florilege.web.acts.stage_log import decisions_of, left_out_of
from florilege.web.steps import editorial
from florilege.web.steps.dossier import keep_dossier
from florilege.web.steps.step import (
    JUDGING_ROOMS,
    Counts,
    Progress,
    StepReport,
    run_step,
    software_fingerprint,
)
from florilege.web.study.candidates import stored_candidates
from florilege.web.study.folder import fingerprint
from florilege.web.study.models import SelectionRun, StepRun
from florilege.web.study.open_study import OpenStudy

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
FUNNEL = (SHORT_LIST, VISITS)
"""Stages between the appraisal and the selection."""


def decide_step(study: OpenStudy, force: bool, _progress: Progress) -> StepReport:
    """Put the list published beside the list computed, with each change, its reason and the rules that it breaks."""

    def inputs() -> str:
        last = (
            StepRun.objects.filter(study=study.row, step="select")
            .values_list("fingerprint", flat=True)
            .first()
        )
        folder = study.folder
        return fingerprint(
            last or "",
            folder.text(folder.stages),
            folder.text(folder.overrides),
            editorial.stamp(folder),
            software_fingerprint(*JUDGING_ROOMS),
        )

    def still_there() -> bool:
        run = SelectionRun.objects.filter(study=study.row).first()
        return run is not None and "published" in run.result

    return run_step(
        study.row,
        "decide",
        inputs=inputs,
        work=lambda: _decide(study),
        still_there=still_there,
        force=force,
    )


def _decide(study: OpenStudy) -> Counts:
    run = SelectionRun.objects.get(study=study.row)
    log, changed = decisions_of(study)
    computed = computed_list(run.result)
    solved = run.status == "optimal"
    changes = changes_of((*log, *changed), computed) if solved else ()
    run.result = with_published(
        run.result,
        changes,
        lambda: prepare(with_left_out(study.file, left_out_of(study)), stored_candidates(study)),
    )
    listed, broken = run.result["published"], run.result["broken_rules"]
    run.save(update_fields=("result",))
    decided = (*log, *changed)
    found = passages(
        _order(run.result), decided, study.file.stages, published=set(listed), computed=set(computed)
    )
    _keep(study, decided, found if solved else (), listed)
    keep_dossier(study)
    told = editorial.keep(study)
    counts = _counts(listed, changes, broken, decided)
    return {**counts, "monographs": sum(told.values()), "approved": told[APPROVED]} if told else counts


def _order(result: Mapping[str, Sequence[Mapping[str, object]]]) -> list[str]:
    """The candidates, those kept first, then by the share of draws that keep them, by score, by id."""

    def rank(item: Mapping[str, object]) -> tuple[float, float, str]:
        return -float(str(item["acceptability"] or 0)), -float(str(item["score"])), str(item["place_id"])

    return [
        str(item["place_id"])
        for part in ("selected", "not_selected")
        for item in sorted(result[part], key=rank)
    ]


def _keep(
    study: OpenStudy, decided: Sequence[StageDecision], found: Sequence[Passage], listed: Sequence[str]
) -> None:
    """Keep the funnel with the study: how many pass each stage, what became of each candidate, the whole log."""
    stages = [
        stage for stage in study.row.method.get("stages", []) if stage["code"] not in (*FUNNEL, "selected")
    ]
    for stage in FUNNEL:
        passing = sum(one.stage == stage and one.outcome == IN for one in found)
        open_to_all = study.file.stages.of(stage) is None and all(one.stage != stage for one in decided)
        label = (AFTER_NOTHING if open_to_all else AFTER)[stage]
        stages.append({"code": stage, "fr": label.fr, "en": label.en, "count": passing})
    stages.append({"code": "selected", "fr": "gardés", "en": "kept", "count": len(listed)})
    stands = standing(decided)
    study.row.method = {
        **study.row.method,
        "stages": stages,
        "passages": [
            [one.place_id, one.stage, one.outcome, one.decided_by, one.reason.fr, one.reason.en, one.author, one.date]
            for one in found
        ],
        "stage_log": [
            {
                "place_id": one.place_id, "stage": one.stage, "outcome": one.outcome, "fr": one.reason.fr,
                "en": one.reason.en, "author": one.author, "date": one.date,
                "stands": stands[one.place_id, one.stage] is one,
            }
            for one in decided
        ],
    }  # fmt: skip
    study.row.save(update_fields=("method",))


def _counts(
    listed: Sequence[str],
    changes: Sequence[Change],
    broken: Sequence[object],
    decided: Sequence[StageDecision],
) -> Counts:
    return {
        "published": len(listed),
        "put in": sum(one.effect == ENTERS for one in changes),
        "taken out": sum(one.effect == LEAVES for one in changes),
        "rules broken": len(broken),
        "decisions": len(decided),
    }
