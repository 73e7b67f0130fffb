"""The chain of a study, in order, from the listings to the site; each step idempotent and resumable."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path

from django.db import transaction
from msgspec import Struct

from florilege.faults import Words
from florilege.selection.study_file import CANDIDATES
from florilege.web.acts import stage_log
from florilege.web.acts.act_files import mirror
from florilege.web.steps import (
    appraisal,
    dossier,
    ecosystem,
    editorial,
    exchange,
    imports,
    linkage,
    published_list,
    selection,
    territories,
)
from florilege.web.steps.order import REFUSING, STEPS
from florilege.web.steps.step import Progress, StepReport
from florilege.web.study.folder import check_site, open_folder, unchanged_when_refused
from florilege.web.study.locked_store import refused_when_locked
from florilege.web.study.open_study import OpenStudy, open_study

StepProgress = Callable[[str, int, int], object]
"""Called with the step under way, how much of it is done, out of how much (0: not known)."""
Step = Callable[[OpenStudy, bool, Progress], StepReport]


class Chain(Struct, frozen=True):
    """What a run of the chain did; `infeasible` when no list satisfies the rules of the study."""

    reports: tuple[StepReport, ...]
    notices: tuple[Words, ...]
    infeasible: bool
    peak_mb: int

    @property
    def notices_in_both(self) -> tuple[str, ...]:
        """The notices for whom no language is known: each in French, then in English."""
        return tuple(f"{one.fr} / {one.en}" for one in self.notices)


@refused_when_locked()
def run_chain(
    path: Path,
    *,
    last: str,
    out: Path | None,
    force: Collection[str],
    progress: StepProgress,
    share_alike: bool = True,
    with_report: bool = True,
    address: str = "",
) -> Chain:
    """Run the steps up to `last`; raises InputRefused, the store and the study's files then being as before.

    force : steps that run again even if nothing changed: those before them do not, since what they rest on stands
    with_report : whether the site has its report as a PDF
    address : where the site will stand

    All that a person may have written wrong is found by the end of the appraisal: the steps up to there are one
    transaction. Those that come after rest on what was checked, and each is one of its own.
    A selection that no list satisfies is published as such: the chain goes on, and says `infeasible`.
    """
    study = open_study(open_folder(path))
    steps: Mapping[str, Step] = {
        "import": imports.import_step,
        "link": linkage.link_step,
        "ecosystem": ecosystem.ecosystem_step,
        "appraise": appraisal.appraise_step,
        "territories": territories.territories_step,
        "select": selection.select_step,
        "decide": published_list.decide_step,
        "dossier": dossier.dossier_step,
        "exchange": exchange.exchange_step,
        "editorial": editorial.editorial_step,
        "publish": lambda study, force, progress: _publish(
            study, out, force, progress, share_alike=share_alike, with_report=with_report, address=address
        ),
    }
    reports: list[StepReport] = []

    def run(step: str) -> None:
        progress(step, 0, 0)
        reports.append(steps[step](study, step in force, partial(progress, step)))

    wanted = STEPS[: STEPS.index(last) + 1]
    if "publish" in wanted:
        _check_built()
        if out is not None:
            check_site(study.folder, out)
    folder = study.folder
    with (
        unchanged_when_refused(
            folder.identities, folder.addresses, folder.actor_identities, folder.mapping(CANDIDATES)
        ),
        refused_when_locked(),
        transaction.atomic(),
    ):
        for step in wanted[: len(REFUSING)]:
            run(step)
        if "appraise" in wanted:
            stage_log.check(study)
            exchange.check(study)
            editorial.check(study)
        for reported in mirror(folder, study.file.slug):
            study.announce(reported)
    for step in wanted[len(REFUSING) :]:
        run(step)
    infeasible = "select" in wanted and selection.is_infeasible(study)
    return Chain(tuple(reports), tuple(study.notices), infeasible, peak_memory_mb())


def _check_built() -> None:
    """Raises InputRefused when the front end has not been built: told before any step writes, not after the last."""
    from florilege.web.publication.text.built_files import check_built

    check_built()


def _publish(
    study: OpenStudy,
    out: Path | None,
    force: bool,
    progress: Progress,
    *,
    share_alike: bool,
    with_report: bool,
    address: str,
) -> StepReport:
    from florilege.web.steps.edition import publish_step

    if out is None:
        raise ValueError("publish needs a folder")
    return publish_step(
        study, out, force, progress, share_alike=share_alike, with_report=with_report, address=address
    )


def peak_memory_mb() -> int:
    """Largest resident memory of this process and of the largest of its children, in megabytes."""
    scale = 1024 if sys.platform != "darwin" else 1024 * 1024
    used = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return max(used) // scale


def as_data(chain: Chain) -> dict[str, object]:
    """A run of the chain as data, for --json."""
    return {
        "steps": [
            {
                "step": report.step,
                "seconds": round(report.seconds, 3),
                "unchanged": report.unchanged,
                "counts": dict(report.counts),
            }
            for report in chain.reports
        ],
        "notices": list(chain.notices_in_both),
        "status": "infeasible" if chain.infeasible else "done",
        "peak_memory_mb": chain.peak_mb,
    }
