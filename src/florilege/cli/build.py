"""`florilege build`: the whole chain, import → link → appraise → select → decide → publish."""

from __future__ import annotations

from pathlib import Path

from florilege.cli.application import (
    AsJson,
    Database,
    Force,
    Out,
    Site,
    StudyPath,
    WithoutReport,
    WithoutShareAlike,
    run,
)
from florilege.web.steps.order import STEPS


def build(
    study: StudyPath,
    out: Out = Path("build/site"),
    database: Database = "",
    as_json: AsJson = False,
    force: Force = False,
    without_share_alike: WithoutShareAlike = False,
    without_report: WithoutReport = False,
    site: Site = "",
) -> None:
    """Run the whole chain: import, link, appraise, select, publish.

    Example: florilege build studies/lieux-innovation --out build/site
    """
    run(
        study, "publish", out=out, database=database, as_json=as_json, force=STEPS if force else (),
        share_alike=not without_share_alike, with_report=not without_report, site=site,
    )  # fmt: skip
