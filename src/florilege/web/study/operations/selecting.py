"""The fourth step of a study: its selection, as published in `selection.json`."""

from __future__ import annotations

from florilege.appraisal.marks import jury_criteria
from florilege.appraisal.scores import Cell
from florilege.selection.candidates import Candidates, Entry, gather
from florilege.selection.overrides import with_left_out
from florilege.selection.select import select
from florilege.web.inventory.models import ShownPlace
from florilege.web.study.folder import fingerprint
from florilege.web.study.models import Appraisal, SelectionRun, StepRun
from florilege.web.study.operations import deciding
from florilege.web.study.operations.appraising import ROOMS, attributes_of, marks_of
from florilege.web.study.operations.opening import OpenStudy
from florilege.web.study.steps import Counts, Progress, StepReport, run_step, software_fingerprint


def select_step(study: OpenStudy, force: bool, progress: Progress) -> StepReport:
    """Solve the selection; a clash of rules is a result too, stored as such."""

    def inputs() -> str:
        last = (
            StepRun.objects.filter(study=study.row, step="appraise")
            .values_list("fingerprint", flat=True)
            .first()
        )
        out = repr(deciding.left_out_of(study))
        return fingerprint(last or "", study.text, out, software_fingerprint(*ROOMS))

    return run_step(study.row, "select", inputs=inputs, work=lambda: _select(study, progress), force=force)


def is_infeasible(study: OpenStudy) -> bool:
    """Whether the stored selection says that no list satisfies the rules."""
    return SelectionRun.objects.filter(study=study.row, status="infeasible").exists()


def _select(study: OpenStudy, progress: Progress) -> Counts:
    draws = study.file.robustness.draws
    result = select(
        with_left_out(study.file, deciding.left_out_of(study)),
        stored_candidates(study),
        explain="all",
        progress=lambda done: progress(done, draws),
    )
    selected = result["selected"]
    not_selected = result["not_selected"]
    assert isinstance(selected, list)
    assert isinstance(not_selected, list)
    study.row.method = {
        **study.row.method,
        "stages": [
            *[stage for stage in study.row.method.get("stages", []) if stage["code"] != "selected"],
            {"code": "selected", "fr": "gardés", "en": "kept", "count": len(selected)},
        ],
        "other_reading": result.get("other_reading") or {},
        "findings": result.get("findings", []),
    }
    study.row.save(update_fields=("method",))
    run = SelectionRun.objects.filter(study=study.row).first() or SelectionRun(study=study.row)
    run.status, run.result = str(result["status"]), result
    run.save()
    classes = [item["class"] for item in (*selected, *not_selected)]
    return {
        "status": str(result["status"]),
        "kept": len(selected),
        "draws": int(str(result["draws"])),
        "core": classes.count("core"),
        "borderline": classes.count("borderline"),
    }


def stored_candidates(study: OpenStudy) -> Candidates:
    """The candidates of a study, with what its jury said of them, from the store."""
    marks = marks_of(study) if jury_criteria(study.file.grid) else None
    return gather(stored_entries(study), study.file, marks)


def stored_entries(study: OpenStudy) -> list[Entry]:
    """The appraised places of a study as entries of a selection, from the store."""
    shown = {row.place_id: row for row in ShownPlace.objects.all()}
    entries: list[Entry] = []
    rows = Appraisal.objects.filter(study=study.row).select_related("place").order_by("place__rank")
    for row in rows.iterator(chunk_size=2000):
        place = shown[row.place_id]
        cells = {
            key: Cell(
                data["low"],
                data["high"],
                data["known"],
                data["applies"],
                data["clamped"],
                data.get("centre"),
                data.get("deviation", 0.0),
            )
            for key, data in row.cells.items()
        }
        ordered = {key: cells[key] for key in study.file.grid.keys}
        entries.append(
            Entry(row.place.public_id, place.name, ordered, attributes_of(place), len(place.listings))
        )
    return entries
