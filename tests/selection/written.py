"""A selection as `selection.json` has it, for tests that look at what is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from florilege.selection import select as select_module
from florilege.selection.candidates import Candidates
from florilege.selection.study_file import StudyFile


def select(
    study: StudyFile,
    candidates: Candidates,
    *,
    explain: str | None = None,
    ranked: bool | None = None,
    progress: Callable[[int], object] | None = None,
) -> dict[str, Any]:
    return select_module.select(
        study, candidates, explain=explain, ranked=ranked, progress=progress
    ).to_dict()
