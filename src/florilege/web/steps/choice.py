"""The selection of a study of places as a committee reads it: its list with its candidates, and what would change."""

from __future__ import annotations

from florilege.selection.choice.parts import Choice
from florilege.selection.consequences import consequences, selected_of
from florilege.selection.overrides import with_left_out
from florilege.web.acts import stage_log
from florilege.web.study.candidates import stored_candidates
from florilege.web.study.measures import measures_of
from florilege.web.study.open_study import OpenStudy
from florilege.web.study.selections import document_of, selection_of


def study_choice(study: OpenStudy) -> Choice:
    """The selection last computed, the list published beside it; the study has been through the step that selects."""
    run = selection_of(study.row)
    assert run is not None
    data = document_of(run)
    asked = with_left_out(study.file, stage_log.left_out_of(study))
    candidates = stored_candidates(study)
    found = measures_of(study.row).selection.consequences
    if found is None and data["status"] == "optimal":  # selected before they were kept
        found = consequences(asked, candidates, selected_of(data))
    return Choice(asked, candidates, data, found)
