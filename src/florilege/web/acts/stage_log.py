"""What persons decided of the places of a study: its log of stages and its changes to the list, read and checked."""

from __future__ import annotations

from florilege.selection.stages import (
    DECIDED,
    STAGES,
    Eligible,
    StageDecision,
    check_consistent,
    left_out,
    of_candidates,
    read_changes,
    read_stages,
)
from florilege.web.inventory.models import Place
from florilege.web.study.models import Appraisal
from florilege.web.study.open_study import OpenStudy

Decisions = tuple[tuple[StageDecision, ...], tuple[StageDecision, ...]]


def decisions_of(study: OpenStudy) -> Decisions:
    """The log of the stages and the changes to the list, under the ids of today; of an absent file, nothing.

    Raises TableRefused with file, line, column and value.
    """
    folder = study.folder
    log = read_stages(folder.text(folder.stages), file=str(folder.stages))
    changes = read_changes(folder.text(folder.overrides), file=str(folder.overrides))
    if not log and not changes:
        return (), ()
    eligible = _eligible(study)
    log, changes = of_candidates(log, eligible), of_candidates(changes, eligible)
    check_consistent(log, changes)
    return log, changes


def check(study: OpenStudy) -> None:
    """Refuse what persons wrote that cannot be obeyed: asked at each build, once the candidates are known."""
    decisions_of(study)


def left_out_of(study: OpenStudy) -> tuple[str, ...]:
    """The candidates that persons put out before the computation of the list."""
    log, _ = decisions_of(study)
    if not log and all(study.file.stages.of(stage) != DECIDED for stage in STAGES):
        return ()
    return left_out(_candidates(study), log, study.file.stages)


def _candidates(study: OpenStudy) -> frozenset[str]:
    return _with_status(study, "candidate")


def _with_status(study: OpenStudy, status: str) -> frozenset[str]:
    rows = Appraisal.objects.filter(study=study.row, status=status)
    return frozenset(rows.values_list("place__public_id", flat=True))


def _eligible(study: OpenStudy) -> Eligible:
    merged = Place.objects.filter(replaced_by__isnull=False)
    return Eligible(
        candidates=_candidates(study),
        survivors=dict(merged.values_list("public_id", "replaced_by__public_id")),
        not_appraisable=_with_status(study, "not_appraisable"),
        others=frozenset(Place.objects.values_list("public_id", flat=True)),
    )
