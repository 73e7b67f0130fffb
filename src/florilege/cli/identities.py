"""`florilege identities`: whether the identities of a study are in order, and putting them in order again."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from florilege.cli.application import AsJson, Database, StudyPath, open_store
from florilege.faults import NO


def identities(
    study: StudyPath,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Repair them; copies of the original files are kept beside them."),
    ] = False,
    database: Database = "",
    as_json: AsJson = False,
) -> None:
    """Check identities.csv: one place per founding record, and replacements that lead somewhere.

    Exit 1 if it is faulty, until repaired. To undo a repair, restore the copies.

    Example: florilege identities studies/lieux-innovation --repair
    """
    open_store(database)
    from florilege.web.acts import identity_repairs
    from florilege.web.steps.rehearsal import rehearse
    from florilege.web.study.folder import open_folder

    folder = open_folder(study)
    found = identity_repairs.repair(folder, rehearse) if repair else identity_repairs.examine(folder)
    if as_json:
        data = {
            "faults": [
                {
                    "row": one.rank,
                    "place_id": one.place_id,
                    "record": one.record,
                    "fr": one.done.fr,
                    "en": one.done.en,
                }
                for one in found.faults
            ],
            "repaired": repair,
            "copies": [str(copy) for copy in found.copies],
        }
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
    else:
        for one in found.faults:
            sys.stdout.write(f"row {one.rank}  {one.place_id}  {one.record}  {one.done.en}\n")
        for copy in found.copies:
            sys.stdout.write(f"original kept: {copy}\n")
        if not found.faults:
            sys.stdout.write("in order\n")
    if found.faults and not repair:
        raise typer.Exit(NO)
