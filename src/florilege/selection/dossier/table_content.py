"""What the dossier of a selection among the rows of a table holds."""

from __future__ import annotations

from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from florilege.selection.dossier.archive import pack
from florilege.selection.dossier.explained import readme
from florilege.selection.dossier.replay import KIND_TABLE
from florilege.selection.dossier.study_content import README, SELECTION
from florilege.selection.selection_json import read_selection
from florilege.selection.study_file import StudyFile


def seal_table(
    files: Mapping[str, bytes],
    study: StudyFile,
    software: Mapping[str, str],
    *,
    date: str,
    key: Ed25519PrivateKey | None = None,
) -> bytes:
    """The dossier. files : study file, table, selection, marks under pseudonyms if any; raises DossierRefused."""
    selection = read_selection(files[SELECTION].decode(), file=SELECTION)
    about: dict[str, object] = {
        "kind": KIND_TABLE,
        "study": study.slug,
        "date": date or None,
        "seed": study.robustness.seed,
        "options": {"explain": _explained(selection), "ranked": selection.get("ranks") is not None},
        "software": dict(software),
    }
    return pack({**files, README: readme(study.title)}, about, key=key)


def _explained(selection: Mapping[str, object]) -> str:
    """Who is explained in a selection."""
    for who, part in (("all", "not_selected"), ("kept", "selected")):
        items = selection.get(part)
        if isinstance(items, list) and any(item["reasons"] for item in items):
            return who
    return "none"
