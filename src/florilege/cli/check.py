"""`florilege check`: what a site says, derived again from the files that it publishes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import to_builtins
from rich.console import Console

from florilege.cli.application import AsJson
from florilege.faults import NO, InputRefused, Words

if TYPE_CHECKING:
    from florilege.checking.check import Report

SHOWN = 20
"""Sentences listed of those that no file explains; --all and --json list them all."""


def check(
    target: Annotated[
        Path,
        typer.Argument(
            metavar="STUDY|SITE", help="Study folder, or folder of a built site.", show_default=False
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="Built site of the study.")] = Path("build/site"),
    as_json: AsJson = False,
    every: Annotated[bool, typer.Option("--all", help="List every sentence that no file explains.")] = False,
) -> None:
    """Recompute every figure on the site from its data files; exit 1 if one is refuted.

    Reads home, selection, the pages of the kept places and the territory pages, in both languages. Builds nothing. Given
    a study, marks and dates that the published files do not repeat are looked for in its folder.

    Example: florilege check studies/lieux-innovation --out build/site

    Example: florilege check build/site
    """  # fmt: skip
    from florilege.checking.check import check_site

    study = target if (target / "study.toml").is_file() else None
    site = out if study is not None else target
    if not site.is_dir():
        raise InputRefused(
            Words("le dossier d’un site construit", "the folder of a built site"),
            file=str(site),
            hint=Words(
                f"construire d’abord : florilege build {target} --out {site}",
                f"build it first: florilege build {target} --out {site}",
            ),
        )
    report = check_site(site, study)
    if as_json:
        counts = {"checked": report.checked, "rederived": report.derived, "fixed": report.fixed}
        data = {"pages": report.pages, **counts, "by_kind": report.by_kind}
        data["refuted"] = [to_builtins(one) for one in report.refuted]
        data["not_rederivable"] = [{"page": one.page, "sentence": one.sentence} for one in report.underived]
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
    else:
        _print(report, every=every)
    if report.refuted:
        raise typer.Exit(NO)


def _print(report: Report, *, every: bool) -> None:
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for one in report.refuted:
        console.print(f"refuted: {one.page or '/'}: {one.sentence}")
        console.print(f"  says {one.said}; the data say {one.data}")
    listed = report.underived if every else report.underived[:SHOWN]
    for one in listed:
        console.print(f"not re-derivable: {one.page or '/'}: {one.sentence}")
    if len(listed) < len(report.underived):
        console.print(f"… and {len(report.underived) - len(listed)} more: --all or --json lists them")
    console.print(
        f"{report.checked} sentences with a number on {report.pages} pages: {report.derived} re-derived, "
        f"{report.sentences_refuted} refuted, {len(report.underived)} not re-derivable, "
        f"{report.fixed} that say nothing about the data"
    )
