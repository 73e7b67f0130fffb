"""The step that ends a build: its site and its open data, written from the same pages as the live site."""

from __future__ import annotations

from pathlib import Path

from florilege.web.publication.edition.site_folder import is_whole
from florilege.web.steps.step import Counts, Progress, StepReport, run_step, software_fingerprint
from florilege.web.study.folder import fingerprint
from florilege.web.study.models import StepRun
from florilege.web.study.open_study import OpenStudy

PUBLISHING_ROOMS = ("web", "editorial", "listings", "territory", "evidence", "linkage")
"""Rooms whose code and data the pages rest on."""


def publish_step(
    study: OpenStudy,
    out: Path,
    force: bool,
    progress: Progress,
    *,
    share_alike: bool = True,
    with_report: bool = True,
    address: str = "",
) -> StepReport:
    """Write what changed of the site; nothing is done when the store, the pages and the folder are as they were.

    share_alike : whether the open data hold claims whose licence binds the files
    with_report : whether the report is typeset too
    address : where the site will stand
    """

    def inputs() -> str:
        before = StepRun.objects.filter(study=study.row).exclude(step="publish").order_by("step")
        steps = [f"{step}={found}" for step, found in before.values_list("step", "fingerprint")]
        software = software_fingerprint(*PUBLISHING_ROOMS)
        return fingerprint(str(out.resolve()), software, str(share_alike), str(with_report), address, *steps)

    def work() -> Counts:
        # what has nothing to write waits for none of what the pages import
        from florilege.web.publication.edition.export import publish

        counts = publish(
            study.row.slug,
            out,
            share_alike=share_alike,
            afresh=force,
            address=address,
            with_report=with_report,
            progress=progress,
        )
        return {
            "pages": counts.pages,
            "files": counts.files,
            "written": counts.written,
            "unchanged": counts.unchanged,
            "removed": counts.removed,
        }

    return run_step(
        study, "publish", inputs=inputs, work=work, still_there=lambda: is_whole(out), force=force
    )
