"""`selection.json`: the same bytes for the same selection, written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from florilege.faults import DossierRefused, Words
from florilege.files import write_whole


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
    write_whole(out, selection_text(data))


def read_selection(text: str, *, file: str) -> dict[str, object]:
    """A selection from its text; raises DossierRefused when it is no such one."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DossierRefused(Words("un fichier JSON", "a JSON file"), file=file, value=str(error)) from error
    if not _is_selection(found):
        raise DossierRefused(
            Words("une sélection (selection.json)", "a selection (selection.json)"),
            file=file,
            hint=Words("en faire une avec florilege select", "make one with florilege select"),
        )
    return dict(found)


def _is_selection(found: object) -> bool:
    """Whether a value has the parts that a selection is compared by; its schema asks for more."""
    if not isinstance(found, dict) or not isinstance(found.get("status"), str):
        return False
    named = [found.get(key) for key in ("selected", "not_selected", "not_appraisable")]
    return all(
        isinstance(part, list)
        and all(
            isinstance(one, dict)
            and isinstance(one.get("place_id"), str)
            and isinstance(one.get("name"), str)
            for one in part
        )
        for part in named
    )
