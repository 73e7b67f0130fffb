"""`florilege actors`: who is behind the places, gathered up to the step `ecosystem`, and how much came from where."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from florilege.cli.application import AsJson, Database, Force, StudyPath, open_store, progress_bar

if TYPE_CHECKING:
    from florilege.ecosystem.gathering import Ecosystem


def actors(study: StudyPath, database: Database = "", as_json: AsJson = False, force: Force = False) -> None:
    """Gather the actors behind the places and their ties; print how many come from which source, in which role.

    Writes actor_identities.csv in the study's folder. Pairs to settle: florilege review STUDY --actors.

    Example: florilege actors studies/lieux-innovation
    """
    open_store(database)
    from florilege.web.acts import actor_reviews
    from florilege.web.ecosystem.stored_ecosystem import ecosystem_of
    from florilege.web.steps import chain as study_chain
    from florilege.web.study.folder import open_folder
    from florilege.web.study.open_study import open_study

    with progress_bar() as progress:
        study_chain.run_chain(
            study, last="ecosystem", out=None, force=("ecosystem",) if force else (), progress=progress
        )
    opened = open_study(open_folder(study))
    found = ecosystem_of(opened.row)
    assert found is not None, "the step has just run"
    waiting = len(actor_reviews.queue(opened))
    if as_json:
        sys.stdout.write(json.dumps(_as_data(found, waiting), ensure_ascii=False, indent=2) + "\n")
    else:
        _print(found, waiting, study)


def _as_data(found: Ecosystem, waiting: int) -> dict[str, object]:
    from florilege.ecosystem.gathering import counts_of

    counts = counts_of(found)
    return {
        "actors": len(found.actors),
        "ties": len(found.ties),
        "questions": waiting,
        "disagreements": len(found.disagreements),
        "families": {family or "unknown": count for family, count in counts.families.items()},
        "actors_by_source": dict(counts.actors),
        "ties_by_source_and_role": [
            {"source": source, "role": role, "ties": ties, "claims": counts.claims[source, role]}
            for (source, role), ties in counts.ties.items()
        ],
        "left_out": [
            {"source": source, "reason": reason, "values": count}
            for (source, reason), count in counts.left_out.items()
        ],
    }


def _print(found: Ecosystem, waiting: int, study: Path) -> None:
    from florilege.ecosystem.gathering import counts_of
    from florilege.ecosystem.place_claims import LEFT_OUT

    counts, console = counts_of(found), Console(highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("source", "role", "ties"):
        table.add_column(title, justify="right" if title == "ties" else "left")
    for (source, role), ties in counts.ties.items():
        table.add_row(source, role, str(ties))
    console.print(table)
    named = ", ".join(f"{source} {count}" for source, count in counts.actors.items())
    console.print(f"{len(found.actors)} actors ({named}), {len(found.ties)} ties", markup=False)
    families = ", ".join(f"{family or 'unknown'} {count}" for family, count in counts.families.items())
    console.print(f"families: {families}", markup=False)
    for (source, reason), count in counts.left_out.items():
        why = LEFT_OUT[reason].en if reason in LEFT_OUT else reason
        console.print(f"left out: {source}: {count}: {why}", markup=False)
    ask = f": florilege review {study} --actors" if waiting else ""
    console.print(f"{waiting} pairs to settle{ask}", markup=False)
