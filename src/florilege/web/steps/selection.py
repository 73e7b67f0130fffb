"""A step of a study: its selection, as published in `selection.json`."""

from __future__ import annotations

from florilege.selection.consequences import consequences
from florilege.selection.outcome import OPTIMAL
from florilege.selection.overrides import with_left_out
from florilege.selection.select import select
from florilege.web.acts import stage_log
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
from florilege.web.study.measures import SelectionMeasures, keep
from florilege.web.study.models import SelectionRun
from florilege.web.study.open_study import OpenStudy
from florilege.web.study.selections import selection_of


def select_step(study: OpenStudy, force: bool, progress: Progress) -> StepReport:
    """Solve the selection; a clash of rules is a result too, stored as such."""

    def inputs() -> str:
        out = repr(stage_log.left_out_of(study))
        return fingerprint(
            last_fingerprint(study.row, "appraise"), study.text, out, software_fingerprint(*JUDGING_ROOMS)
        )

    return run_step(study, "select", inputs=inputs, work=lambda: _select(study, progress), force=force)


def is_infeasible(study: OpenStudy) -> bool:
    """Whether the stored selection says that no list satisfies the rules."""
    return SelectionRun.objects.filter(study=study.row, status="infeasible").exists()


def _select(study: OpenStudy, progress: Progress) -> Counts:
    draws = study.file.robustness.draws
    asked, candidates = with_left_out(study.file, stage_log.left_out_of(study)), stored_candidates(study)
    result = select(
        asked,
        candidates,
        explain="all",
        progress=lambda done: progress(done, draws),
    )
    run = selection_of(study.row) or SelectionRun(study=study.row)
    run.status, run.computed, run.published = result.status, result.to_dict(), None
    run.save()
    found = consequences(asked, candidates, result.kept) if result.status == OPTIMAL else None
    keep(study.row, SelectionMeasures(found))
    classes = [one.standing for one in (*result.selected, *result.not_selected)]
    return {
        "status": result.status,
        "kept": len(result.selected),
        "draws": result.draws,
        "core": classes.count("core"),
        "borderline": classes.count("borderline"),
    }
