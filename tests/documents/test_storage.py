"""The page of what is stored where names every table of the store and every file of a study, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps

import florilege
from florilege.web.steps.order import STEPS
from florilege.web.study.folder import StudyFolder

PAGE = Path(__file__).resolve().parents[2] / "docs" / "storage.md"
WEB = Path(florilege.__file__).parent / "web"
FILES = dict(
    zip(
        STEPS,
        (
            "imports", "linkage", "ecosystem", "appraisal", "territories", "selection", "published_list", "dossier",
            "exchange", "editorial", "edition",
        ),
        strict=True,
    )
)  # fmt: skip
"""Each step and the module of `web/steps` that does it."""


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


def _cells(title: str) -> dict[str, str]:
    """The name in the first column and the text of the last one, of the table under a title."""
    part = PAGE.read_text(encoding="utf-8").split(f"## {title}\n")[1].split("\n## ")[0]
    rows = [line.split("|") for line in part.splitlines() if line.startswith("| `")]
    return {row[1].strip(" `"): row[3] for row in rows}


def _written_by(path: Path, model: str) -> bool:
    """Whether a module makes rows of a model, or changes one that it has read."""
    text = path.read_text(encoding="utf-8")
    made = (
        rf"(?<!class )\b{model}\(|\b{model}\.objects(?:\.filter\([^)]*\))?\.(?:bulk_)?(?:create|update)\("
        rf"|\b{model}\.objects\.\w+_or_create"
    )
    given = rf": {model}\b[^)]*\)[^:]*:\s(?s:.*)\.save\("
    return bool(re.search(made, text) or re.search(given, text))


def _imported(path: Path) -> set[Path]:
    """The modules of `web` that a module imports, other steps aside."""
    named = re.findall(r"from florilege\.web\.([\w.]+) import (\w+)?", path.read_text(encoding="utf-8"))
    found: set[Path] = set()
    for module, name in named:
        for one in (WEB / f"{module.replace('.', '/')}.py", WEB / module.replace(".", "/") / f"{name}.py"):
            if one.is_file() and one.parent.name != "steps":
                found.add(one)
    return found


def test_a_table_is_filled_by_the_steps_that_the_page_names() -> None:
    said = _cells("Tables of the store")
    for model in apps.get_models(include_auto_created=True):
        steps = set(re.findall(r"`(\w+)`", said[model._meta.db_table]))
        own = {
            step for step, file in FILES.items() if _written_by(WEB / "steps" / f"{file}.py", model.__name__)
        }
        assert own <= steps, model._meta.db_table
        for step in steps - own:
            beside = _imported(WEB / "steps" / f"{FILES[step]}.py")
            assert any(_written_by(one, model.__name__) for one in beside), f"{model._meta.db_table}: {step}"
