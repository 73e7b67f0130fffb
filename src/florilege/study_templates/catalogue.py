"""Which study templates there are, and their copy into a folder of one's own."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from msgspec import Struct

from florilege.faults import StudyFileRefused, Words

LANGUAGES = ("fr", "en")
CANDIDATES = {"fr": "candidats.csv", "en": "candidates.csv"}
EXPECTED = {"fr": "attendu.csv", "en": "expected.csv"}
GUIDE = {"fr": "LISEZMOI.md", "en": "README.md"}
STUDY_FILE = "study.toml"
RESULT = "selection.json"
_HERE = Path(__file__).resolve().parent


class Template(Struct, frozen=True):
    """A study to start from. name : of its folder here and on the command line; title : what it is, in a line"""

    name: str
    title: Words

    def folder(self, language: str) -> Path:
        """Where its files are, in a language."""
        return _HERE / self.name / language


TEMPLATES = (
    Template(
        "25-sur-300",
        Words(
            "25 lieux parmi 300, sur quatre axes, avec des règles d’équilibre",
            "25 places out of 300, on four axes, with balance rules",
        ),
    ),
    Template(
        "appel-quotas",
        Words(
            "un appel à 300 lauréats, avec des quotas par territoire et par trimestre",
            "a call for 300 winners, with quotas by territory and by wave",
        ),
    ),
    Template(
        "label-budget",
        Words(
            "un label : des conditions d’éligibilité, puis un choix sous une enveloppe",
            "a label: eligibility conditions, then a choice within a budget",
        ),
    ),
)


def find(name: str) -> Template | None:
    """The template of a name, or None."""
    return next((template for template in TEMPLATES if template.name == name), None)


def copy_template(template: Template, folder: Path, language: str) -> tuple[str, ...]:
    """Copy a template, all of its files or none; returns their names.

    Raises StudyFileRefused when something is there already: nothing is ever overwritten.
    """
    refuse_taken(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    source = template.folder(language)
    names = tuple(sorted(path.name for path in source.iterdir() if path.is_file()))
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as scratch:
        whole = Path(scratch) / "study"
        whole.mkdir()
        for name in names:
            shutil.copyfile(source / name, whole / name)
        whole.replace(folder)
    return names


def refuse_taken(folder: Path) -> None:
    """Raise StudyFileRefused where something is in the folder already: nothing is ever overwritten."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyFileRefused(
            Words(
                "un dossier vide, ou qui n’existe pas encore",
                "an empty folder, or one that does not exist yet",
            ),
            file=str(folder),
            hint=Words(
                "en nommer un autre : rien n’est écrasé", "choose another one: nothing is overwritten"
            ),
        )
