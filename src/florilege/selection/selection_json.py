"""`selection.json`: the same bytes for the same selection, written whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from florilege.faults import DossierRefused, Words


def selection_text(data: Mapping[str, object]) -> str:
    """`selection.json` as text: the same bytes for the same selection."""
    return "{\n" + ",\n".join(f"{_json(key)}: {_lines(value)}" for key, value in data.items()) + "\n}\n"


def _lines(value: object) -> str:
    """A value as JSON: a list of objects has one on each line, so that files can be compared line by line."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(map(_json, value)) + "\n]"
    return _json(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def write_selection(data: Mapping[str, object], out: Path) -> None:
    """Write a selection so that a reader sees a whole file or none."""
    out.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(selection_text(data))
    Path(name).replace(out)


def read_selection(text: str, *, file: str) -> dict[str, object]:
    """A selection from its text; raises DossierRefused when it is no such one."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise DossierRefused(Words("un fichier JSON", "a JSON file"), file=file, value=str(error)) from error
    if not isinstance(found, dict) or "selected" not in found or "status" not in found:
        raise DossierRefused(
            Words("une sélection (selection.json)", "a selection (selection.json)"), file=file
        )
    return found
