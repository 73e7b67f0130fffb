"""The page of what is stored where names every table of the store and every file of a study, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps

import florilege
from florilege.web.study.folder import StudyFolder

PAGE = Path(__file__).resolve().parents[2] / "docs" / "storage.md"


def _first_cells(title: str) -> set[str]:
    """The names in the first column of the table under a title."""
    part = PAGE.read_text(encoding="utf-8").split(f"## {title}\n")[1].split("\n## ")[0]
    return {found[1] for line in part.splitlines() if (found := re.match(r"\| `([^`]+)`", line))}


def test_every_table_of_the_store_is_described_and_no_other() -> None:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert _first_cells("Tables of the store") == tables


def test_every_table_of_the_service_is_described_and_no_other() -> None:
    """Those of its own rooms; what allauth and axes keep is described beside them."""
    rooms = [path.parent for path in (Path(florilege.__file__).parent / "web").glob("*/migrations")]
    kept = {app.label for app in apps.get_app_configs()}
    made = {
        f"{room.name}_{model.lower()}"
        for room in rooms
        if room.name not in kept
        for path in (room / "migrations").glob("0*.py")
        for model in re.findall(r"CreateModel\(\s*name=.(\w+)", path.read_text(encoding="utf-8"))
    }
    named = {
        name
        for name in _first_cells("Tables of the service")
        if name.partition("_")[0] in {r.name for r in rooms}
    }
    assert named == made


def test_every_file_of_a_study_is_described_and_no_other() -> None:
    named = _first_cells("Files of a study")
    files = {path.name for path in StudyFolder(Path("study")).files}
    in_folders = {name for name in named if "/" in name}
    assert named - in_folders == files
    assert in_folders == {
        "listings/SLUG.toml", "monographs/*.toml", "visits/*.toml", "news/*.toml", "practices/*.toml",
        "programme/NUMBER.toml", "additions/NAME.json",
    }  # fmt: skip
