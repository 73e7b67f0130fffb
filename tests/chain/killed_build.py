"""Runs `florilege build` and kills its own process (SIGKILL) inside a write: `killed_build.py POINT STUDY SITE`.

The kill lands where a real one would hurt most: between two batches of rows of one transaction, between the
study's files and the store, in the middle of a file of the site.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

Write = Callable[..., object]


def die() -> None:
    sys.stderr.write("killed inside a write\n")
    sys.stderr.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def after_rows(model: str) -> None:
    """Die right after the rows of a model were sent, before the transaction ends."""
    from django.db.models.query import QuerySet

    original = QuerySet.bulk_create

    def bulk_create(self: object, rows: object, *arguments: object, **options: object) -> object:
        result = original(self, rows, *arguments, **options)  # type: ignore[arg-type]
        if self.model.__name__ == model:  # type: ignore[attr-defined]
            die()
        return result

    QuerySet.bulk_create = bulk_create  # type: ignore[method-assign, assignment]


def after_study_files() -> None:
    """Die when the identities are on disk and the store does not know them yet."""
    from florilege.web.steps import linkage

    def store_places(*_arguments: object, **_options: object) -> None:
        die()

    linkage.store_places = store_places  # type: ignore[assignment]


def on_save_of(model: str) -> None:
    """Die when a row of a model was sent by itself, before the transaction ends."""
    from django.db.models.base import Model

    original = Model.save

    def save(self: Model, *arguments: object, **options: object) -> None:
        original(self, *arguments, **options)  # type: ignore[arg-type]
        if type(self).__name__ == model:
            die()

    Model.save = save  # type: ignore[method-assign, assignment]


def on_file(number: int) -> None:
    """Die when the n-th file of the site is half written."""
    original = os.replace
    path_replace = Path.replace
    seen = 0

    def count(target: object) -> None:
        nonlocal seen
        if "site" in str(target):
            seen += 1
            if seen == number:
                die()

    def replace(source: object, target: object, **options: object) -> None:
        count(target)
        original(source, target, **options)  # type: ignore[arg-type]

    def replace_path(self: Path, target: object) -> Path:
        count(target)
        return path_replace(self, target)  # type: ignore[arg-type]

    os.replace = replace  # type: ignore[assignment]
    Path.replace = replace_path  # type: ignore[method-assign, assignment]


def among_processes(blocks: int) -> None:
    """Die when some blocks of pages are written and other processes are in the middle of theirs."""
    from florilege.web.publication.edition import export, site_folder

    export.ALONE = 1
    original = site_folder.SiteFolder.keep
    seen = 0

    def keep(self: site_folder.SiteFolder, file: site_folder.Written) -> None:
        nonlocal seen
        original(self, file)
        seen += file.name.startswith("lieux/")
        if seen >= blocks * export.BLOCK:
            die()

    site_folder.SiteFolder.keep = keep  # type: ignore[method-assign]


POINTS: dict[str, Callable[[], None]] = {
    "import": lambda: after_rows("Record"),
    "link-files": after_study_files,
    "link": lambda: after_rows("ShownPlace"),
    "appraise": lambda: after_rows("Appraisal"),
    "select": lambda: on_save_of("SelectionRun"),
    "publish-first": lambda: on_file(2),
    "publish": lambda: on_file(150),
    "publish-processes": lambda: among_processes(1),
}


def main() -> None:
    point, study, site = sys.argv[1:4]
    from florilege.cli import application
    from florilege.cli import main as run_program

    original = application.open_store

    def open_store(database: str) -> None:
        original(database)
        POINTS[point]()

    application.open_store = open_store
    run_program(["build", study, "--out", site, "--json", "--without-report"])


if __name__ == "__main__":
    main()
