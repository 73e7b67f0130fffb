"""`florilege dump`: a study written into a folder from which an empty store builds the same site."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from florilege.cli.application import AsJson, Database, StudyPath, open_store


def dump(
    study: StudyPath,
    out: Annotated[Path, typer.Option("--out", help="Folder to write; empty, or not there yet.")],
    database: Database = "",
    as_json: AsJson = False,
) -> None:
    """Write everything a study needs to be rebuilt elsewhere, without personal data.

    Decisions, acceptances, texts and acts are in it, with the files of the listings; accounts, addresses,
    proposals and letters are not. Acts that the store knows and the files have lost are put back, and counted.

    Example: florilege dump studies/lieux-innovation --out /backup/lieux-innovation
    """
    open_store(database)
    from florilege.web.acts import dumps
    from florilege.web.study.folder import open_folder
    from florilege.web.study.open_study import open_study

    folder = open_folder(study)
    found = dumps.dump(folder, open_study(folder).file.slug, out)
    if as_json:
        data = {"files": found.files, "put_back": dict(found.put_back), "brought": list(found.brought)}
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        return
    sys.stdout.write(f"{found.files} files: {out}\n")
    for name, count in found.put_back.items():
        sys.stdout.write(f"put back from the store: {count} acts in {name}\n")
    for name in found.brought:
        sys.stdout.write(f"brought in: {name}\n")
