"""`florilege appraise`: what the grid says of each candidate; with --explain, of one place from its evidence on."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import to_builtins
from rich.console import Console

from florilege.cli.application import (
    AsJson,
    Database,
    Force,
    Language,
    StudyPath,
    open_store,
    progress_bar,
    run,
)
from florilege.written_numbers import all_digits

if TYPE_CHECKING:  # the shell's rooms need the store to be open
    from florilege.web.study.queries import CriterionLine, PlaceAppraisal

SAYS = {
    "fr": {
        "not_appraisable": "trop peu connu pour être jugé", "candidate": "candidat", "score": "score",
        "unknown": "inconnu", "not_applicable": "sans objet", "clamped": "ramené au bout de l’échelle",
    },
    "en": {
        "not_appraisable": "too little known to be judged", "candidate": "candidate", "score": "score",
        "unknown": "unknown", "not_applicable": "not applicable", "clamped": "clamped to the end of the scale",
    },
}  # fmt: skip


def appraise(
    study: StudyPath,
    explain: Annotated[
        str,
        typer.Option(
            "--explain", help="Explain one place, by id or slug: claim → measure → value → contribution."
        ),
    ] = "",
    language: Annotated[
        Language, typer.Option("--language", help="Language of the explanation.")
    ] = Language.FR,
    database: Database = "",
    as_json: AsJson = False,
    force: Force = False,
) -> None:
    """Score each candidate on the grid, with intervals for unknowns; with --explain, detail one place.

    Example: florilege appraise studies/lieux-innovation

    Example: florilege appraise studies/lieux-innovation --explain la-cordee-lyon --language en
    """
    if not explain:
        run(
            study,
            "appraise",
            out=None,
            database=database,
            as_json=as_json,
            force=("appraise",) if force else (),
        )
        return
    open_store(database)
    from florilege.web.steps import chain
    from florilege.web.study.folder import open_folder
    from florilege.web.study.open_study import open_study
    from florilege.web.study.queries import appraisal_of

    with progress_bar() as progress:
        chain.run_chain(
            study, last="appraise", out=None, force=("appraise",) if force else (), progress=progress
        )
    found = appraisal_of(open_study(open_folder(study)), explain)
    if as_json:
        sys.stdout.write(json.dumps(to_builtins(found), ensure_ascii=False, indent=2) + "\n")
    else:
        _print(found, language.value)


def _print(found: PlaceAppraisal, language: str) -> None:
    """One paragraph a criterion: a screen of eighty columns holds it."""
    says = SAYS[language]
    console = Console(highlight=False, soft_wrap=True, markup=False)
    console.print(f"{found.name} ({found.place_id}, {found.slug}) · {says[found.status]}", style="bold")
    for line in found.criteria:
        console.print(f"{line.title.in_language(language)} · {_measure(line, language)}{_sum(line)}")
        for one in line.evidence:
            console.print(
                "    " + " · ".join(filter(None, (one.listing, one.date, f"{one.field} = {one.value}")))
            )
        if not line.known:
            console.print(f"    {line.meaning_of_unknown.in_language(language)}", style="dim")
    if found.score is not None and found.score_low is not None and found.score_high is not None:
        bounds = _interval(found.score_low, found.score_high)
        console.print(f"{says['score']} {found.score:.4f}{bounds}", style="bold")


def _measure(line: CriterionLine, language: str) -> str:
    says = SAYS[language]
    if line.raw_low is None:
        return says["unknown"] if line.applies else says["not_applicable"]
    ends = [line.raw_low] if line.raw_low == line.raw_high else [line.raw_low, line.raw_high]
    measure = " – ".join(all_digits(round(end, 6)) if isinstance(end, float) else str(end) for end in ends)
    unit = line.unit.in_language(language)
    return measure + (f" ({unit})" if unit else "") + (f", {says['clamped']}" if line.clamped else "")


def _sum(line: CriterionLine) -> str:
    """The value, its weight and what they bring; nothing for a criterion that does not apply."""
    if not line.applies:
        return ""
    brought = f"{line.contribution:.4f}{_interval(line.contribution_low, line.contribution_high)}"
    return f" → {line.value:.3f}{_interval(line.low, line.high)} × {line.weight:.3f} = {brought}"


def _interval(low: float, high: float) -> str:
    return f" [{low:.3f} – {high:.3f}]" if high - low > 5e-5 else ""
