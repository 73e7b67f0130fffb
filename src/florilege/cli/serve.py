"""`florilege serve`: the live site on this machine."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from florilege.cli.application import (
    Database,
    StudyPath,
    open_store,
)


def serve(
    study: StudyPath,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Local port.")] = 8000,
    workspace: Annotated[
        bool,
        typer.Option("--workspace", help="Also serve the team's pages, at /espace/, on this machine only."),
    ] = False,
    database: Database = "",
) -> None:
    """Serve the live site locally, from the same store and views as the static site.

    Example: florilege serve studies/lieux-innovation --port 8000 --workspace
    """
    from florilege.selection.study_file import read_study
    from florilege.web.study.folder import open_folder, read_text

    folder = open_folder(study)
    slug = read_study(read_text(folder.study_file), file=str(folder.study_file)).slug
    os.environ["FLORILEGE_STUDY"] = slug
    os.environ["FLORILEGE_STUDY_FOLDER"] = str(folder.path.resolve())
    os.environ["FLORILEGE_WORKSPACE"] = "1" if workspace else "0"
    open_store(database)
    from django.core.management import call_command

    from florilege.web.study.open_study import refuse_unbuilt

    refuse_unbuilt(slug, folder=str(study))
    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, skip_checks=True)
