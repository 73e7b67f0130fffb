"""`florilege publish`: the static site and its open data."""

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


def publish(
    study: StudyPath,
    out: Out = Path("build/site"),
    database: Database = "",
    as_json: AsJson = False,
    force: Force = False,
    without_share_alike: WithoutShareAlike = False,
    without_report: WithoutReport = False,
    site: Site = "",
) -> None:
    """Write the static site and open data; unchanged pages are left untouched.

    Example: florilege publish studies/lieux-innovation --out build/site
    """
    run(
        study, "publish", out=out, database=database, as_json=as_json, force=("publish",) if force else (),
        share_alike=not without_share_alike, with_report=not without_report, site=site,
    )  # fmt: skip
