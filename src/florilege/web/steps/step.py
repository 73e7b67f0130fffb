"""Steps of a build: each knows what went in, so that it does nothing when nothing changed.

A step is one transaction: its rows and its fingerprint are written together. Killed in the middle, the store
holds what was committed before, and the next run goes on from there. The chain (`steps/chain.py`) commits the steps
that may refuse what people wrote as one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from msgspec import Struct

import florilege
from florilege.faults import Words
from florilege.web.study.folder import fingerprint
from florilege.web.study.models import StepRun, Study
from florilege.web.study.open_study import OpenStudy

Counts = Mapping[str, int | float | str]
Progress = Callable[[int, int], object]
"""Called with how much of a step is done, out of how much."""

READING_ROOMS = (
    "faults.py",
    "toml_lines.py",
    "toml_positions.py",
    "toml_text.py",
    "csv_lines.py",
    "territory",
    "listings",
    "web/inventory",
    "web/study",
    "web/acts/renewals.py",
    "web/steps/step.py",
    "web/steps/imports.py",
)
"""What the reading of the listings rests on."""
JUDGING_ROOMS = (
    "appraisal",
    "selection",
    "web/study",
    "web/acts/stage_log.py",
    "web/acts/examinations.py",
    "web/acts/visit_forms.py",
    "web/steps/step.py",
    "web/steps/appraisal.py",
    "web/steps/scope_sites.py",
    "web/steps/selection.py",
    "web/steps/published_list.py",
    "web/steps/dossier.py",
)
"""What the appraisal, the selection and the list published rest on."""


class StepReport(Struct, frozen=True):
    """One step as reported to the person who runs it."""

    step: str
    seconds: float
    counts: Counts
    unchanged: bool


def run_step(
    study: OpenStudy,
    step: str,
    *,
    inputs: Callable[[], str],
    work: Callable[[], Counts],
    still_there: Callable[[], bool] = lambda: True,
    force: bool = False,
) -> StepReport:
    """Run a step unless its inputs are those of its last finished run and its output still stands.

    inputs : the fingerprint of all that the step reads, asked before and (since a step may complete the files
    of the study) after; work : does the step and returns its counts, inside the transaction.
    What a step announces (`OpenStudy.announce`) is announced again when it has nothing to do.
    """
    row, reported = study.row, len(study.notices)
    started = time.perf_counter()
    last = StepRun.objects.filter(study=row, step=step).first() if row.pk else None
    if last is not None and not force and last.fingerprint == inputs() and still_there():
        study.notices.extend(_kept(notice, str(study.folder.path)) for notice in last.notices)
        return StepReport(step, time.perf_counter() - started, last.counts, unchanged=True)
    with transaction.atomic():
        counts = work()
        seconds = time.perf_counter() - started
        StepRun.objects.update_or_create(
            study=row,
            step=step,
            defaults={
                "fingerprint": inputs(),
                "counts": dict(counts),
                "notices": [
                    [said.replace(str(study.folder.path), _STUDY) for said in (notice.fr, notice.en)]
                    for notice in study.notices[reported:]
                ],
                "seconds": round(seconds, 3),
                "finished": timezone.now(),
            },
        )
    return StepReport(step, time.perf_counter() - started, counts, unchanged=False)


_STUDY = "{study}"
"""Stands for the folder of the study in a notice that is kept: the same store may be asked from elsewhere."""


def _kept(notice: object, folder: str) -> Words:
    """A notice as it was kept with a run: in French and in English, or, by an earlier version, both in one text."""
    fr, en = notice if isinstance(notice, list) else (notice, notice)
    return Words(str(fr).replace(_STUDY, folder), str(en).replace(_STUDY, folder))


def last_fingerprint(study: Study, step: str) -> str:
    """What went into the last finished run of a step; "" when there is none."""
    runs = StepRun.objects.filter(study=study, step=step)
    return runs.values_list("fingerprint", flat=True).first() or ""


@cache
def software_fingerprint(*rooms: str) -> str:
    """Of the code and data of some rooms of this package ("listings", "web/inventory"…).

    Another version of the software does again the steps that rest on what changed.
    """
    return fingerprint(*(f"{room}={_fingerprint_of(room)}" for room in sorted(rooms)))


@cache
def _fingerprint_of(room: str) -> str:
    """Of one of them: most stand in what several steps rest on, and are read once."""
    root = Path(florilege.__file__).parent
    top = root / room
    files = [top] if top.is_file() else sorted(path for path in top.rglob("*") if path.is_file())
    parts: list[str | bytes] = []
    for path in files:
        if path.suffix in _KEPT:
            parts.append(str(path.relative_to(root)))
            parts.append(path.read_bytes())
    return fingerprint(*parts)


_KEPT = {
    ".py",
    ".toml",
    ".json",
    ".csv",
    ".geojson",
    ".jinja",
    ".html",
    ".txt",
    ".mo",
    ".css",
    ".js",
    ".woff2",
    ".ttf",
    ".typ",
    ".xml",
}
