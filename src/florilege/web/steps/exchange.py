"""The step of exchange days: the programme that is public, the releases before it, the practices and what they say together.

What is public is the last release, once there is one: what the team changes after it waits for the next. Without a release,
the file itself is public.
"""

from __future__ import annotations

from florilege.exchange.programme import Programme, read_programme
from florilege.faults import StudyFileRefused, Words
from florilege.toml_lines import nearest
from florilege.web.inventory.models import Place
from florilege.web.steps.practices import read_practices, read_together, refuse_without_programme
from florilege.web.steps.step import (
    Counts,
    Progress,
    StepReport,
    last_fingerprint,
    run_step,
    software_fingerprint,
)
from florilege.web.study.folder import StudyFolder, file_fingerprint, fingerprint
from florilege.web.study.measures import ExchangeContent, keep
from florilege.web.study.open_study import OpenStudy

EXCHANGE_ROOMS = (
    "exchange", "toml_lines.py", "territory", "web/study", "web/steps/step.py", "web/steps/exchange.py",
    "web/steps/practices.py",
)  # fmt: skip
"""What this step rests on."""


def stamp(folder: StudyFolder) -> str:
    """Changes when the programme, one of its releases, a practice or the synthesis does; empty when there is none."""
    every = (folder.programme, *folder.programme_releases, *folder.practices, folder.synthesis)
    files = [path for path in every if path.is_file()]
    parts = [part for path in files for part in (path.name, file_fingerprint(path))]
    return fingerprint(*parts) if parts else ""


def check(study: OpenStudy) -> None:
    """Refuse a programme that cannot be published as it is written."""
    _read(study)


def exchange_step(study: OpenStudy, force: bool, _progress: Progress) -> StepReport:
    """Keep the programme that is public with the study."""

    def inputs() -> str:
        return fingerprint(
            last_fingerprint(study.row, "link"), stamp(study.folder), software_fingerprint(*EXCHANGE_ROOMS)
        )

    return run_step(study, "exchange", inputs=inputs, work=lambda: _keep(study), force=force)


def _keep(study: OpenStudy) -> Counts:
    content, programme = _read(study)
    keep(study.row, content)
    sessions = len(programme.sessions) if programme is not None else 0
    return {"sessions": sessions, "releases": len(content.releases), "practices": len(content.practices)}


def _read(study: OpenStudy) -> tuple[ExchangeContent, Programme | None]:
    folder = study.folder
    text = folder.text(folder.programme)
    if not text.strip():
        refuse_without_programme(folder)
        return ExchangeContent(), None
    working = read_programme(text, file=str(folder.programme))
    _check_places(working, str(folder.programme))
    releases = [folder.text(path) for path in folder.programme_releases]
    for path, said in zip(folder.programme_releases, releases, strict=True):
        read_programme(said, file=str(path))
    public = releases[-1] if releases else text
    shown = read_programme(public, file=str(folder.programme))
    practices = read_practices(folder, working, study.row)
    return ExchangeContent(
        public, tuple(releases), practices, read_together(folder, working, practices)
    ), shown


def _check_places(programme: Programme, file: str) -> None:
    """Refuse a visit of a place that the study does not know; before the records are linked none is known."""
    asked = {one.place for one in programme.sessions.values() if one.place}
    if not asked or not (known := set(Place.objects.values_list("public_id", flat=True))):
        return
    for one in programme.sessions.values():
        if one.place and one.place not in known:
            raise StudyFileRefused(
                Words("le numéro d’un lieu de l’étude", "the id of a place of the study"),
                file=file,
                line=one.line,
                column="session.place",
                value=one.place,
                hint=nearest(one.place, known),
            )
